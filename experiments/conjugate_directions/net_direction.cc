#include "experiments/conjugate_directions/net_direction.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <span>
#include <stdexcept>

#include "experiments/conjugate_directions/iteration_counts.h"
#include "experiments/conjugate_directions/poisson_problems.h"
#include "files/sha256.h"
#include "files/user_path.h"
#include "linalg/diverged.h"
#include "linsolve/cosine_basis.h"
#include "linsolve/grid_mask.h"
#include "linsolve/pressure_poisson.h"
#include "models/grid_direction.h"
#include "models/grid_net_file.h"
#include "models/inverse_loss.h"
#include "models/matrix.h"
#include "models/optimizer.h"
#include "models/schedule.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr double kTolerance = 1e-4, kWorstLoss = 100;
constexpr int kMaxIterations = 100;

std::vector<GridVector> ValidationSet(const DirectionTraining& training, const linsolve::GridMask& box,
                                      const linsolve::CosineBasis& basis, std::uint64_t seed) {
  std::vector<GridVector> set;
  for (const Kind kind : {Kind::kTraining, Kind::kSmooth}) {
    for (int i = 0; i < training.validation; ++i) {
      set.push_back(MakeRightHandSide(kind, box, basis, seed, kValidationStream + static_cast<std::uint32_t>(i)));
    }
  }
  return set;
}

double MeanIterations(const Net& net, const linsolve::GridMask& box, const std::vector<GridVector>& set) {
  const models::GridDirection f(net, box);
  double sum = 0;
  for (const GridVector& b : set) {
    sum += IterationsTo(kTolerance, CountIterations(box, f, b, {.tolerance = kTolerance, .max = kMaxIterations}));
  }
  return sum / static_cast<double>(set.size());
}

Net ReadNet(const DirectionTraining& training, std::uint64_t seed) {
  const Net untrained = UntrainedNet(training, seed);
  try {
    const Net net = models::ReadGridNet<float>(files::FromWhereTheUserCalled(training.net_file));
    if (net.options() != untrained.options()) {
      throw std::runtime_error("is a net of other options than --dimension, --channels, ... say");
    }
    return net.On(std::vector<models::Index>(static_cast<std::size_t>(training.dimension), training.n));
  } catch (const std::runtime_error& error) {
    throw FlagError("--net", error.what(), training.net_file);
  }
}

}  // namespace

void AddTrainingFlags(Flags& flags, DirectionTraining& training) {
  flags.Integer("--dimension", training.dimension, 2, 3, "of the grid");
  flags.Integer("--train_n", training.n, 4, 64, "cells per axis of the box that is trained on");
  flags.Integer("--channels", training.channels, 1, 64, "of the net");
  flags.Integer("--first_pairs", training.first_pairs, 0, 8, "residual pairs of the net before pooling");
  flags.Integer("--coarse_pairs", training.coarse_pairs, 0, 8, "residual pairs of the net on the coarse grid");
  flags.Integer("--last_pairs", training.last_pairs, 0, 8, "residual pairs of the net after it");
  flags.Integer("--biases", training.biases, 0, 1, "whether convolutions have biases");
  flags.Integer("--steps", training.steps, 1, 1000000, "of Adam");
  flags.Integer("--batch", training.batch, 1, 1000, "right-hand sides of a step");
  flags.Real("--rate", training.rate, 1e-6, 1, "of Adam at the start; a cosine takes it to 0");
  flags.Integer("--checks", training.checks, 1, 1000, "how often iterations are counted in training");
  flags.Integer("--validation", training.validation, 1, 1000, "right-hand sides of each kind to count them on");
}

void AddNetFlag(Flags& flags, DirectionTraining& training) {
  flags.Text("--net", training.net_file,
             "trained_directions.ckpt of a net with these options; nothing is trained then");
}

Json NetSha256(const DirectionTraining& training) {
  if (training.net_file.empty()) return Json::object();
  const std::filesystem::path path = files::FromWhereTheUserCalled(training.net_file);
  return {{path.filename().string(), files::Sha256OfFile(path)}};
}

Net UntrainedNet(const DirectionTraining& training, std::uint64_t seed) {
  return Net({.dimension = training.dimension,
              .channels = training.channels,
              .first_pairs = training.first_pairs,
              .coarse_pairs = training.coarse_pairs,
              .last_pairs = training.last_pairs,
              .biases = training.biases == 1},
             std::vector<models::Index>(static_cast<std::size_t>(training.dimension), training.n), {}, seed);
}

TrainedNet TrainNet(const DirectionTraining& training, std::uint64_t seed, Progress& progress) {
  if (!training.net_file.empty()) return {ReadNet(training, seed)};
  const linsolve::GridMask box = MakeDomain("box", training.n, training.dimension, seed);
  const linsolve::CosineBasis basis(box.grid());
  const linsolve::PressurePoisson<double> poisson(box);
  const std::vector<GridVector> validation = ValidationSet(training, box, basis, seed);
  const models::SymmetricMap a = [&](std::span<const double> x, std::span<double> y) {
    GridVector v(box.grid());
    std::copy(x.begin(), x.end(), v.data());
    const GridVector product = poisson(v);
    std::copy_n(product.data(), product.size(), y.data());
  };
  Net net = UntrainedNet(training, seed);
  TrainedNet best{net};
  double fewest = MeanIterations(net, box, validation);
  best.checks.push_back({0, std::numeric_limits<double>::quiet_NaN(), fewest});
  models::Optimizer<float> optimizer(models::Adam{}, net.parameters());
  const models::Cosine schedule{training.rate, training.steps};
  models::Vector<float> gradient(net.parameters().size());
  models::Matrix<float> b(training.batch, box.grid().cells());
  Net::Workspace workspace;
  double sum = 0;
  int since = 0;
  progress.Start("training", training.steps);
  for (int step = 0; step < training.steps; ++step) {
    for (int i = 0; i < training.batch; ++i) {
      const auto index =
          static_cast<std::uint32_t>(step) * static_cast<std::uint32_t>(training.batch) + static_cast<std::uint32_t>(i);
      const GridVector drawn = MakeRightHandSide(Kind::kTraining, box, basis, seed, index % kValidationStream);
      b.row(i) = Eigen::Map<const Eigen::VectorXd>(drawn.data(), drawn.size()).cast<float>().transpose();
    }
    double loss = std::numeric_limits<double>::quiet_NaN();
    try {
      net.LossGradient(
          b,
          [&](const models::Matrix<float>& f, models::Matrix<float>& v) {
            loss = models::InverseLoss<float>(f, b, a, &v);
          },
          gradient, workspace);
    } catch (const std::domain_error&) {  // f.Af is not positive
    }
    if (!(loss <= kWorstLoss)) throw linalg::Diverged("training of a direction", step, loss);
    optimizer.Step(models::LearningRate(schedule, step), gradient, net.parameters());
    sum += loss;
    ++since;
    progress.Advance();
    if ((step + 1) * std::int64_t{training.checks} / training.steps ==
        step * std::int64_t{training.checks} / training.steps) {
      continue;
    }
    const double iterations = MeanIterations(net, box, validation);
    best.checks.push_back({step + 1, sum / since, iterations});
    sum = since = 0;
    if (iterations > fewest) continue;
    fewest = iterations;
    best.net = net;
    best.chosen = step + 1;
  }
  return best;
}

}  // namespace hadamard_ntk::experiments
