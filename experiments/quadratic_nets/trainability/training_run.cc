#include "experiments/quadratic_nets/trainability/training_run.h"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "models/ccp_net.h"
#include "models/fully_connected.h"
#include "models/network.h"
#include "models/relinear_groups.h"
#include "models/training.h"

namespace hadamard_ntk::experiments::trainability {
namespace {

constexpr int kBatch = 64;

models::QuadraticNetOptions Options(Kind kind, const Shape& shape) {
  const bool square = kind == Kind::kSquare;
  return {.inputs = kInputs,
          .width = shape.width,
          .depth = shape.hidden + 1,
          .neuron = square ? models::Neuron::kSquare : models::Neuron::kQuadratic,
          .activation = square ? models::Activation::kIdentity : models::Activation::kRelu,
          .start = kind == Kind::kRandom ? models::QuadraticStart::kRandom : models::QuadraticStart::kReLinear,
          .parameterization = models::Parameterization::kStandard};
}

// models starts the first layer with N(0, 1), which is He's start for two inputs.
template <class Net>
void StartFirstLayerByHe(Net& net, const std::vector<std::string>& matrices) {
  for (const std::string& name : matrices) {
    net.parameters().matrix(net.parameters().Find(name)) *= static_cast<typename Net::Scalar>(std::sqrt(2.0 / kInputs));
  }
}

template <class T>
models::QuadraticNet<T> MakeQuadratic(Kind kind, const Shape& shape, std::uint64_t seed) {
  models::QuadraticNet<T> net(Options(kind, shape), seed);
  StartFirstLayerByHe(
      net, kind == Kind::kSquare ? std::vector<std::string>{"Wr1"} : std::vector<std::string>{"Wr1", "Wg1", "Wb1"});
  return net;
}

models::FullyConnected<float> MakeConventional(const Shape& shape, std::uint64_t seed) {
  models::FullyConnected<float> net({.inputs = kInputs,
                                     .width = shape.width,
                                     .depth = shape.hidden + 1,
                                     .bias_std = 1,  // for there to be biases, which start as 0
                                     .parameterization = models::Parameterization::kStandard},
                                    seed);
  for (int l = 1; l <= shape.hidden + 1; ++l) {
    net.parameters().matrix(net.parameters().Find("beta" + std::to_string(l))).setZero();
  }
  StartFirstLayerByHe(net, {"W1"});
  return net;
}

// The conventional net that the quadratic one of that seed starts as.
models::FullyConnected<float> ConventionalStart(const Shape& shape, std::uint64_t seed) {
  const auto quadratic = MakeQuadratic<float>(Kind::kReLinear, shape, seed);
  const auto& from = quadratic.parameters();
  models::FullyConnected<float> net = MakeConventional(shape, seed);
  auto& to = net.parameters();
  for (int l = 1; l <= shape.hidden + 1; ++l) {
    const std::string layer = std::to_string(l);
    to.matrix(to.Find("W" + layer)) = from.matrix(from.Find(l <= shape.hidden ? "Wr" + layer : "A"));
  }
  return net;
}

models::CcpNet<float> MakeCcp(const Shape& shape, std::uint64_t seed) {
  models::CcpNet<float> net(
      {.inputs = kInputs, .width = shape.width, .degree = shape.hidden + 1, .input_bias = 1, .output_bias_std = 1},
      seed);
  auto& parameters = net.parameters();
  for (int n = 1; n <= shape.hidden + 1; ++n) {
    const std::string name = "W" + std::to_string(n);
    StartFirstLayerByHe(net, {name});
    parameters.matrix(parameters.Find(name)).col(kInputs).setZero();
  }
  parameters.matrix(parameters.Find("beta")).setZero();
  return net;
}

// Of layers of so many matrices each, with their biases, and a readout.
int LayeredParameters(const Shape& shape, int matrices) {
  const int width = shape.width;
  return matrices * (width * (kInputs + 1) + (shape.hidden - 1) * width * (width + 1)) + width + 1;
}

template <class Net>
Outcome TrainNet(Net net, models::TrainingOptions options, const Samples& training, const Samples& test,
                 std::int64_t steps) {
  Outcome outcome{.parameters = static_cast<int>(net.parameters().size()), .error = 0.5};
  models::Trainer<Net> trainer(std::move(net), training.x, training.y, std::move(options));
  try {
    trainer.Run(steps);
  } catch (const models::Diverged&) {
    return outcome;
  }
  const models::Matrix<float> f = models::Forward(trainer.net(), test.x);
  const double loss = trainer.FullLoss();
  outcome.finite = f.allFinite() && std::isfinite(loss);
  if (!outcome.finite) return outcome;
  outcome.error = ErrorOf(f, test.y);
  outcome.loss = loss;
  return outcome;
}

}  // namespace

const std::vector<Setting>& Settings() {
  static const std::vector<Setting> settings = {
      {.name = "conv", .kind = Kind::kConventional},
      {.name = "conv_params", .kind = Kind::kEqualParameters},
      {.name = "conv_time", .kind = Kind::kConventional, .repeat = 3},
      {.name = "ccp", .kind = Kind::kCcp},
      {.name = "square", .kind = Kind::kSquare},
      {.name = "random", .kind = Kind::kRandom},
      {.name = "sg_0", .gamma = 0},
      {.name = "sg_1e-4", .gamma = 1e-4},
      {.name = "sg_1e-3", .gamma = 1e-3},
      {.name = "sg_1e-2", .gamma = 1e-2},
      {.name = "sg_1e-1", .gamma = 1e-1},
      {.name = "sg_1", .gamma = 1},
      {.name = "sw_0.9", .alpha = 0.9},
      {.name = "sw_0.99", .alpha = 0.99},
  };
  return settings;
}

int WidthOfEqualParameters(Kind kind, const Shape& shape) {
  const auto parameters = [&](int width) {
    if (kind == Kind::kEqualParameters) return LayeredParameters({.hidden = shape.hidden, .width = width}, 1);
    return (shape.hidden + 1) * width * (kInputs + 1) + width + 1;
  };
  int width = 1;
  while (parameters(width) < LayeredParameters(shape, 3)) ++width;
  return width;
}

Outcome Train(const Setting& setting, const Shape& shape, const Schedule& schedule, std::uint64_t seed,
              const Samples& training, const Samples& test) {
  const std::int64_t steps = setting.repeat * schedule.epochs * ((training.x.rows() + kBatch - 1) / kBatch);

  models::TrainingOptions options{.loss = models::Loss::kMeanLogistic,
                                  .method = models::Sgd{.momentum = 0.9},
                                  .schedule = models::Milestones{.rate = schedule.rate,
                                                                 .at = {std::max<std::int64_t>(1, steps / 2),
                                                                        std::max<std::int64_t>(2, 3 * steps / 4)}},
                                  .batch_size = std::min<models::Index>(kBatch, training.x.rows()),
                                  .shuffle_seed = seed,
                                  .divergence_factor = std::numeric_limits<double>::infinity()};
  Outcome outcome;
  // A thread that waits for a part of its training must not begin another one meanwhile.
  oneapi::tbb::this_task_arena::isolate([&] {
    if (setting.kind == Kind::kConventional) {
      outcome = TrainNet(ConventionalStart(shape, seed), options, training, test, steps);
    } else if (setting.kind == Kind::kCcp) {
      const Shape wide{.hidden = shape.hidden, .width = WidthOfEqualParameters(setting.kind, shape)};
      // f = sqrt(2/m) C y: the matrix sqrt(2/m) C moves m/2 times as fast as C makes it.
      options.groups = {{.segment = "C", .rate_factor = wide.width / 2.0}};
      outcome = TrainNet(MakeCcp(wide, seed), options, training, test, steps);
    } else if (setting.kind == Kind::kEqualParameters) {
      const Shape wide{.hidden = shape.hidden, .width = WidthOfEqualParameters(setting.kind, shape)};
      outcome = TrainNet(MakeConventional(wide, seed), options, training, test, steps);
    } else {
      auto net = MakeQuadratic<float>(setting.kind, shape, seed);
      if (setting.kind == Kind::kReLinear) {
        options.groups = models::ReLinearGroups(
            net.options(), {.gate_rate = setting.gamma, .power_rate = setting.gamma, .shrink = setting.alpha});
      }
      outcome = TrainNet(std::move(net), options, training, test, steps);
    }
  });
  return outcome;
}

std::vector<double> LogScales(Kind kind, const Shape& shape, std::uint64_t seed, const Samples& samples) {
  const auto net = MakeQuadratic<double>(kind, shape, seed);
  models::QuadraticNet<double>::Workspace workspace;
  models::Matrix<double> f;
  net.Forward(samples.x.cast<double>(), f, workspace);
  std::vector<double> scales;
  for (const models::Matrix<double>& h : workspace.h) {
    scales.push_back(std::log2(h.norm() / std::sqrt(static_cast<double>(h.cols()))));
  }
  return scales;
}

}  // namespace hadamard_ntk::experiments::trainability
