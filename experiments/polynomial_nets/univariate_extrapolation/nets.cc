#include "experiments/polynomial_nets/univariate_extrapolation/nets.h"

#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <span>
#include <stdexcept>

#include "experiments/shared/kernel_predictor.h"
#include "models/ccp_net.h"
#include "models/polynomial_net.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {
namespace {

constexpr int kBatchOfPaper = 512;
// Trained on: as many steps as in the paper, of smaller batches.
constexpr int kSamplesOn = 50000, kBatchOn = 128, kEpochsOn = 40;
constexpr int kPoints = 256;  // per region
constexpr double kFar = 0x1p20;

std::vector<double> Uniforms(models::Purpose purpose, std::uint64_t seed, int n) {
  std::vector<double> u(static_cast<std::size_t>(n));
  models::FillUniform({.seed = seed, .purpose = purpose, .stream = 4100}, 0, u);
  return u;
}

// The authors' form and PyTorch's initialisation: with one input and one unit, all entries uniform in (-1, 1).
models::HadamardNet<float> AuthorsNet(int degree, std::uint64_t seed) {
  models::HadamardNet<float> net({.inputs = 1,
                                  .width = 1,
                                  .degree = degree,
                                  .activation = models::Activation::kIdentity,
                                  .scale = 1,
                                  .skip = 1,
                                  .output_scale = 1,
                                  .input_bias = 1,
                                  .output_bias_std = 1},
                                 seed);
  const auto size = static_cast<int>(net.parameters().size());
  const std::vector<double> u = Uniforms(models::Purpose::kWeights, seed, size);
  for (int i = 0; i < size; ++i) {
    net.parameters().values()[i] = static_cast<float>(2 * u[static_cast<std::size_t>(i)] - 1);
  }
  return net;
}

Eigen::VectorXd ValuesAt(const Target& target, const Eigen::VectorXd& x) {
  return x.unaryExpr([&](double t) { return target(t); });
}

Eigen::VectorXd Midpoints(double from, double to) {
  Eigen::VectorXd x(kPoints);
  for (int i = 0; i < kPoints; ++i) x[i] = from + (to - from) * (i + 0.5) / kPoints;
  return x;
}

// How many samples a finite net sees, and how it learns.
struct Course {
  int samples;
  AdamTraining adam;
};

Course CourseOf(const Target& target, const std::string& network, const Training& training, std::uint64_t seed) {
  if (network == "nn_hp") {
    return {
        training.samples,
        {.rate = 1e-4, .weight_decay = 1e-3, .batch = kBatchOfPaper, .epochs = training.epochs, .shuffle_seed = seed}};
  }
  if (network.starts_with("nn_hp")) {
    return {kSamplesOn,
            {.rate = 1e-3, .weight_decay = 0, .batch = kBatchOn, .epochs = kEpochsOn, .shuffle_seed = seed}};
  }
  const int fc_epochs = target.name == "cosine" ? training.fc_cosine_epochs : training.fc_cubic_epochs;
  return {training.wide_samples,
          {.rate = training.wide_rate,
           .weight_decay = 1e-3,
           .batch = training.wide_batch,
           .epochs = network == "fc" ? fc_epochs : training.product_epochs,
           .shuffle_seed = seed}};
}

// Of the nets of width 256, by name.
TrainedFunction TrainWide(const Target& target, const std::string& network, const Eigen::VectorXd& x,
                          const Eigen::VectorXd& y, const AdamTraining& adam, std::uint64_t seed) {
  if (network == "pnn") {
    return TrainWithAdam(models::PolynomialNet<float>(
                             {.inputs = 1, .width = kWideWidth, .degree = target.degree, .input_bias = 1}, seed),
                         x, y, adam);
  }
  if (network == "ccp") {
    return TrainWithAdam(
        models::CcpNet<float>(
            {.inputs = 1, .width = kWideWidth, .degree = target.degree, .input_bias = 1, .output_bias_std = 1}, seed),
        x, y, adam);
  }
  if (network == "fc") {
    return TrainWithAdam(models::FullyConnected<float>({.inputs = 1,
                                                        .width = kWideWidth,
                                                        .depth = target.depth,
                                                        .bias_std = 1,
                                                        .parameterization = models::Parameterization::kStandard},
                                                       seed),
                         x, y, adam);
  }
  throw std::invalid_argument("TrainFinite: network must be nn_hp, nn_hp_converged, nn_hp_lower, pnn, ccp or fc, got " +
                              network);
}

}  // namespace

double Target::operator()(double x) const { return name == "cosine" ? std::cos(2 * x) : ((x + 1) * x - 10) * x + 5; }

std::vector<Target> Targets() { return {{"cubic", 2.5, 3, 4}, {"cosine", 0.75 * std::numbers::pi, 10, 11}}; }

Eigen::VectorXd UniformSamples(const Target& target, int n, std::uint64_t seed) {
  const std::vector<double> u = Uniforms(models::Purpose::kData, seed, n);
  return target.edge * (2 * Eigen::Map<const Eigen::VectorXd>(u.data(), n).array() - 1);
}

Eigen::VectorXd StratifiedSamples(const Target& target, int n, std::uint64_t seed) {
  const std::vector<double> u = Uniforms(models::Purpose::kData, seed, n);
  Eigen::VectorXd x(n);
  for (int i = 0; i < n; ++i) x[i] = target.edge * (2 * (i + u[static_cast<std::size_t>(i)]) / n - 1);
  return x;
}

Net TrainFinite(const Target& target, const std::string& network, const Training& training, std::uint64_t seed,
                int index) {
  const bool one = network.starts_with("nn_hp");
  const Course course = CourseOf(target, network, training, seed);
  const Eigen::VectorXd x = UniformSamples(target, course.samples, seed), y = ValuesAt(target, x);
  const int degree = network == "nn_hp_lower" ? target.degree - 1 : target.degree;
  const TrainedFunction trained = one ? TrainWithAdam(AuthorsNet(degree, seed), x, y, course.adam)
                                      : TrainWide(target, network, x, y, course.adam, seed);
  return {network, network == "fc" ? target.depth : degree, one ? 1 : kWideWidth, index,
          [value = trained.value](const Eigen::VectorXd& at) { return value(at); }};
}

std::vector<Net> TrainKernels(const Target& target, int samples, std::uint64_t seed, int index) {
  const int n = target.degree;
  const std::vector<WideNetwork> networks = {
      MakeWideNetwork("fc", "fc", {.depth = target.depth, .bias_std = 1}),
      MakeWideNetwork("pnn", "pnn", {.degree = n, .input_bias = 1}),
      MakeWideNetwork("ccp", "ccp", {.degree = n, .bias_std = 1, .input_bias = 1}),
      MakeWideNetwork("ccp_raw", "ccp", {.degree = n, .activation_free = true, .bias_std = 1, .input_bias = 1})};
  const Eigen::VectorXd x = StratifiedSamples(target, samples, seed), y = ValuesAt(target, x);
  std::vector<Net> nets;
  for (const WideNetwork& network : networks) {
    const auto predictor = std::make_shared<const KernelPredictor>(network, x, y);
    nets.push_back({network.name, network.parameter, 0, index,
                    [predictor](const Eigen::VectorXd& at) { return Eigen::VectorXd((*predictor)(at).col(0)); }});
  }
  return nets;
}

double LineResidual(const Eigen::VectorXd& values) {
  const Eigen::VectorXd position = Eigen::VectorXd::LinSpaced(values.size(), -1, 1);
  const Eigen::VectorXd centred = values.array() - values.mean();
  return (centred - position * (position.dot(centred) / position.squaredNorm())).norm();
}

std::vector<Net> PlantedNets(const Target& target) {
  const int n = target.degree;
  return {{"planted_target", n, 0, 0,
           [target](const Eigen::VectorXd& x) { return Eigen::VectorXd(1.05 * ValuesAt(target, x)); }},
          {"planted_line", 1, 0, 0, [](const Eigen::VectorXd& x) { return Eigen::VectorXd(3 * x.array() + 1); }},
          {"planted_power", n, 0, 0, [n](const Eigen::VectorXd& x) { return Eigen::VectorXd(x.array().pow(n)); }}};
}

Case Examine(const Target& target, const Net& net) {
  const double r = target.edge;
  const auto error = [&](double from, double to) {
    const Eigen::VectorXd x = Midpoints(from, to), y = ValuesAt(target, x);
    return (net.value(x) - y).norm() / y.norm();
  };
  const auto line = [&](double from, double to) {
    const Eigen::VectorXd x = Midpoints(from, to);
    return LineResidual(net.value(x)) / ValuesAt(target, x).norm();
  };
  const auto degree = [&](double t) {
    const Eigen::VectorXd f = net.value(Eigen::Vector2d(t, 2 * t));
    const double ratio = f[1] / f[0];
    return ratio > 0 ? std::log2(ratio) : std::numeric_limits<double>::quiet_NaN();
  };
  return {.target = target.name,
          .network = net.network,
          .parameter = net.parameter,
          .width = net.width,
          .seed = net.seed,
          .inside = error(-r, r),
          .left = error(-2 * r, -r),
          .right = error(r, 2 * r),
          .near_left = error(-1.25 * r, -r),
          .near_right = error(r, 1.25 * r),
          .line_left = line(-2 * r, -r),
          .line_right = line(r, 2 * r),
          .degree_left = degree(-kFar),
          .degree_right = degree(kFar)};
}

}  // namespace hadamard_ntk::experiments::univariate_extrapolation
