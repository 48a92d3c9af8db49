#include "experiments/polynomial_nets/visual_analogy/analogy_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

#include "linalg/diverged.h"
#include "models/analogy_encoder.h"
#include "models/checkpoint.h"
#include "models/epoch_order.h"
#include "models/loss.h"
#include "models/optimizer.h"
#include "models/random.h"
#include "models/resumable.h"

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

using models::Index;
using models::Matrix;

constexpr int kSaveEvery = 100;

// The rows of X that a problem's terms are, if row_of(position) is that of a picture.
template <class RowOf>
models::AnalogyProblem TermsOf(const Problem& problem, const RowOf& row_of) {
  const Analogy& q = problem.analogy;
  models::AnalogyProblem terms{.given = {row_of(q.a), row_of(q.b), row_of(q.c)}, .candidates = {}};
  const auto candidates = problem.Candidates();
  for (std::size_t k = 0; k < candidates.size(); ++k) terms.candidates[k] = row_of(candidates[k]);
  return terms;
}

// Seven pictures of each problem of the step's batch, in rows.
struct Batch {
  std::vector<Square> squares;
  std::vector<models::AnalogyProblem> problems;
};

Batch TakeBatch(const AnalogyTraining& run, const std::vector<Problem>& problems, const std::vector<Index>& order,
                Index begin, Index count) {
  Batch batch;
  for (Index i = begin; i < begin + count; ++i) {
    const Problem& problem = problems[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])];
    const auto first = static_cast<Index>(batch.squares.size());
    for (int position = 0; position < kPositions; ++position) {
      batch.squares.push_back(SquareAt(run.regime, 0, problem.At(position)));
    }
    batch.problems.push_back(TermsOf(problem, [&](int position) { return first + position; }));
  }
  return batch;
}

std::string Describe(const AnalogyTraining& run) {
  return "side " + std::to_string(run.side) + (run.products ? ", products" : "") + (run.context ? ", context" : "") +
         ", " + NameOf(run.regime) + ", seed " + std::to_string(run.seed) + ", batch " + std::to_string(run.batch) +
         ", rate " + fmt::to_string(run.rate);
}

// A run's file, where it is saved and from where it goes on.
class SavedRun {
 public:
  explicit SavedRun(const AnalogyTraining& run) : configuration_(Describe(run)) {
    if (run.checkpoints.empty()) return;
    std::filesystem::create_directories(run.checkpoints);
    path_ = std::filesystem::path(run.checkpoints) / (run.name + ".ckpt");
  }

  void Save(int step, const Net& net, const models::Optimizer<float>& optimizer) const {
    if (path_.empty()) return;
    models::WriteCheckpoint<float>(path_, {.step = step,
                                           .configuration = configuration_,
                                           .segments = net.parameters().segments(),
                                           .parameters = net.parameters().values(),
                                           .optimizer = optimizer.state()});
  }

  // The number of steps done.
  int Resume(int steps, Net& net, models::Optimizer<float>& optimizer) const {
    if (path_.empty() || !std::filesystem::exists(path_)) return 0;
    models::Checkpoint<float> saved = models::ReadCheckpoint<float>(path_);
    models::RequireSameRun(path_, saved.configuration, configuration_);
    models::RequireSameNetwork(path_, saved.segments, net.parameters().segments());
    models::RequireResumable(saved.step >= 0 && saved.optimizer.steps == saved.step &&
                                 saved.optimizer.averages.size() == optimizer.state().averages.size(),
                             path_, "its contents contradict each other");
    models::RequireResumable(
        saved.step <= steps, path_,
        "it has " + std::to_string(saved.step) + " steps, more than the " + std::to_string(steps) + " asked for");
    net.parameters().SetValues(saved.parameters);
    optimizer.SetState(std::move(saved.optimizer));
    return static_cast<int>(saved.step);
  }

 private:
  std::string configuration_;
  std::filesystem::path path_;
};

// At equal distances.
std::vector<Problem> Chosen(const std::vector<Problem>& problems, int count) {
  const std::size_t all = problems.size(), wanted = count == 0 ? all : std::min(all, static_cast<std::size_t>(count));
  std::vector<Problem> chosen;
  for (std::size_t i = 0; i < wanted; ++i) chosen.push_back(problems[i * all / wanted]);
  return chosen;
}

// Z of the pictures that occur, and the column of each.
Matrix<float> EncodeAll(const Net& net, int side, Regime regime, int region, const std::vector<Problem>& problems,
                        std::vector<Index>& columns) {
  columns.assign(kImages, -1);
  std::vector<Square> squares;
  for (const Problem& problem : problems) {
    for (int position = 0; position < kPositions; ++position) {
      const Index image = ImageOf(problem.At(position));
      Index& column = columns[static_cast<std::size_t>(image)];
      if (column >= 0) continue;
      column = static_cast<Index>(squares.size());
      squares.push_back(SquareOf(regime, region, image));
    }
  }
  constexpr std::size_t kPiece = 256;
  Net::Workspace workspace;
  Matrix<float> z;
  for (std::size_t begin = 0; begin < squares.size(); begin += kPiece) {
    const auto from = squares.begin() + static_cast<std::ptrdiff_t>(begin);
    const std::vector<Square> piece(from, from + static_cast<std::ptrdiff_t>(std::min(kPiece, squares.size() - begin)));
    const Matrix<float> of_piece = net.Encode(Inputs(piece, side), workspace);
    if (begin == 0) z.resize(of_piece.rows(), static_cast<Index>(squares.size()));
    z.middleCols(static_cast<Index>(begin), of_piece.cols()) = of_piece;
  }
  return z;
}

double AccuracyIn(const Net& net, int side, Regime regime, int region, const std::vector<Problem>& problems) {
  std::vector<Index> columns;
  const Matrix<float> z = EncodeAll(net, side, regime, region, problems, columns);
  constexpr std::size_t kPiece = 128;
  Net::Workspace workspace;
  Index right = 0;
  for (std::size_t begin = 0; begin < problems.size(); begin += kPiece) {
    std::vector<models::AnalogyProblem> piece;
    for (std::size_t i = begin; i < std::min(begin + kPiece, problems.size()); ++i) {
      piece.push_back(TermsOf(problems[i], [&](int position) {
        return columns[static_cast<std::size_t>(ImageOf(problems[i].At(position)))];
      }));
    }
    const Matrix<float> f = net.Score(z, piece, workspace);
    right += (f.col(0).array() > f.rightCols(kPositions - 1).rowwise().maxCoeff().array()).count();
  }
  return static_cast<double>(right) / static_cast<double>(problems.size());
}

// The place in the list of candidates, by levels that are read off the pictures.
template <class Levels>
std::size_t NearestByRule(const Problem& problem, const Levels& levels_of) {
  const auto level = [&](int position) { return levels_of(problem.At(position))[problem.feature]; };
  const int wanted = level(problem.analogy.b) - level(problem.analogy.a) + level(problem.analogy.c);
  const auto candidates = problem.Candidates();
  std::size_t nearest = 0;
  int least = std::numeric_limits<int>::max();
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    const int distance = std::abs(level(candidates[k]) - wanted);
    if (distance < least) least = distance, nearest = k;
  }
  return nearest;
}

}  // namespace

Matrix<float> Inputs(const std::vector<Square>& squares, int side) {
  Matrix<float> inputs;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    std::vector<float> row;
    if (side > 0) {
      row = Draw(squares[i], side);
    } else {
      for (const int level : ReadOff(Draw(squares[i], kSide))) row.push_back(static_cast<float>(level));
    }
    if (i == 0) inputs.resize(static_cast<Index>(squares.size()), static_cast<Index>(row.size()));
    inputs.row(static_cast<Index>(i)) = Eigen::Map<const Eigen::RowVectorXf>(row.data(), inputs.cols());
  }
  return inputs;
}

Net UntrainedNet(const AnalogyTraining& run) {
  models::AnalogyNetOptions options{.latent = kFeatures, .context = run.context};
  if (run.side > 0) options.encoder = models::AnalogyEncoder{.side = run.side, .products = run.products}.Layers();
  return Net(options, run.seed);
}

Net TrainOnAnalogies(const AnalogyTraining& run) {
  Net net = UntrainedNet(run);
  models::Optimizer<float> optimizer(models::Adam{}, net.parameters());
  const SavedRun saved(run);
  const std::vector<Problem> problems = ProblemsOf(run.regime, 0, run.seed);
  const Index count = std::min<Index>(run.batch, static_cast<Index>(problems.size()));
  const Index per_epoch = static_cast<Index>(problems.size()) / count;
  Matrix<float> y = Matrix<float>::Zero(count, kPositions);
  y.col(0).setOnes();
  models::Vector<float> gradient(net.parameters().size());
  Net::Workspace workspace;
  std::vector<Index> order;
  const int done = saved.Resume(run.steps, net, optimizer);
  for (int step = 0; step < done && run.on_step; ++step) run.on_step();
  for (Index step = done; step < run.steps; ++step) {
    if (order.empty() || step % per_epoch == 0) {
      order = models::EpochOrder(static_cast<Index>(problems.size()), run.seed, step / per_epoch);
    }
    const Batch batch = TakeBatch(run, problems, order, step % per_epoch * count, count);
    double loss = 0;
    net.LossGradient(
        Inputs(batch.squares, run.side), batch.problems,
        [&](const Matrix<float>& f, Matrix<float>& v) {
          loss = models::EvaluateLoss(models::Loss::kMeanCrossEntropy, f, y, &v);
        },
        gradient, workspace);
    if (!std::isfinite(loss)) throw linalg::Diverged(run.name, step, loss);
    optimizer.Step(run.rate, gradient, net.parameters());
    const int steps = static_cast<int>(step) + 1;
    if (steps % kSaveEvery == 0 || steps == run.steps) saved.Save(steps, net, optimizer);
    if (run.on_step) run.on_step();
  }
  return net;
}

std::array<double, kRegions> Accuracies(const Net& net, int side, Regime regime, int problems, std::uint64_t seed) {
  std::array<double, kRegions> accuracies;
  for (int region = 0; region < kRegions; ++region) {
    accuracies[static_cast<std::size_t>(region)] =
        AccuracyIn(net, side, regime, region, Chosen(ProblemsOf(regime, region, seed), problems));
  }
  return accuracies;
}

RuleAccuracies AccuraciesOfRule(Regime regime, int problems, std::uint64_t seed) {
  RuleAccuracies accuracies;
  for (int region = 0; region < kRegions; ++region) {
    const std::vector<Problem> chosen = Chosen(ProblemsOf(regime, region, seed), problems);
    std::vector<std::uint64_t> bits(chosen.size());
    // Streams beyond those of the settings.
    const auto stream = static_cast<std::uint32_t>((1 << 20) + region);
    models::FillBits({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0, bits);
    std::vector<std::optional<Square>> read(kImages);
    const auto levels_of = [&](const std::array<int, kFeatures>& positions) {
      std::optional<Square>& square = read[static_cast<std::size_t>(ImageOf(positions))];
      if (!square) square = ReadOff(Draw(SquareAt(regime, region, positions), kSide));
      return *square;
    };
    double right = 0, shuffled = 0;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const std::size_t nearest = NearestByRule(chosen[i], levels_of);
      right += nearest == 0;
      shuffled += nearest == bits[i] % kPositions;
    }
    const auto at = static_cast<std::size_t>(region);
    accuracies.right[at] = right / static_cast<double>(chosen.size());
    accuracies.shuffled[at] = shuffled / static_cast<double>(chosen.size());
  }
  return accuracies;
}

}  // namespace hadamard_ntk::experiments::visual_analogy
