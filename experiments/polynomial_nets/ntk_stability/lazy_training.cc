#include "experiments/polynomial_nets/ntk_stability/lazy_training.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>

#include "experiments/shared/train_network.h"
#include "models/empirical_ntk.h"
#include "models/polynomial_net.h"
#include "models/random.h"
#include "models/training.h"
#include "ntk/normalization.h"
#include "ntk/polynomial_net.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::experiments::ntk_stability {
namespace {

using models::EmpiricalNtk;
using models::Forward;
using models::HadamardNet;
using models::Trainer;

constexpr const char* kMeanField = "pnn_mean_field";
constexpr std::uint32_t kSampleStream = 2000, kTestStream = 2001;

Eigen::MatrixXd PointsOnSphere(int count, int inputs, std::uint64_t seed, std::uint32_t stream) {
  Eigen::MatrixXd points(inputs, count);
  models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0,
                     std::span<double>(points.data(), static_cast<std::size_t>(points.size())));
  for (Eigen::Index j = 0; j < count; ++j) points.col(j) /= points.col(j).norm();
  return points.transpose();
}

WideNetwork Limit(const std::string& network, int degree) {
  if (network != "pnn" && network != "pnn_raw" && network != kMeanField) {
    throw std::invalid_argument("LazyProblem: network must be pnn, pnn_raw or pnn_mean_field, got " + network);
  }
  return MakeWideNetwork(
      network, "pnn",
      {.degree = degree, .activation_free = network == "pnn_raw", .normalization = ntk::Normalization::kRawActivation});
}

double RootMeanSquare(const Eigen::MatrixXd& v) { return v.norm() / std::sqrt(static_cast<double>(v.size())); }

Trainer<HadamardNet<double>> MakeTrainer(const LazyProblem& problem, HadamardNet<double> net, double rate) {
  const double unit = problem.unit(static_cast<int>(net.width()));
  return {std::move(net), problem.data().x, problem.data().y, {.schedule = models::Constant{rate * unit}}};
}

// Keeps the largest L_{t+1} / L_t of a run in `rise`.
std::function<void(const models::StepReport&)> RecordRises(double& rise) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return [&rise, last = kInfinity, floor = -kInfinity](const models::StepReport& step) mutable {
    if (last == kInfinity) floor = kRiseFloor * step.loss;
    if (step.loss > floor) rise = std::max(rise, step.loss / last);
    last = step.loss;
  };
}

// A net before it is trained: outputs and kernels, at the samples and the test points.
struct Start {
  Start(const LazyProblem& problem, const HadamardNet<double>& net)
      : f0(Forward(net, problem.data().x)), f0_test(Forward(net, problem.data().test)) {
    const double unit = problem.unit(static_cast<int>(net.width()));
    k0 = unit * EmpiricalNtk(net, problem.data().x);
    k0_test = unit * EmpiricalNtk(net, problem.data().test, problem.data().x);
  }

  Eigen::MatrixXd f0, f0_test, k0, k0_test;
};

// Trains until the loss is down, and keeps losses, rises, steps and the drift from k0 in `run`.
void DescendTo(const LazyOptions& options, const LazyProblem& problem, const Eigen::MatrixXd& k0,
               Trainer<HadamardNet<double>>& trainer, LazyRun& run) {
  const double unit = problem.unit(run.width);
  run.initial_loss = run.final_loss = trainer.FullLoss();
  const std::string what = problem.network() + " of degree " + std::to_string(problem.degree()) + ", width " +
                           std::to_string(run.width) + ", draw " + std::to_string(run.draw);
  const auto record = RecordRises(run.largest_rise);
  while (run.final_loss > options.loss_factor * run.initial_loss) {
    if (trainer.step() >= options.max_steps) {
      throw std::domain_error(what + ": the loss must fall by the factor " + ntk::Describe(options.loss_factor) +
                              " in " + std::to_string(options.max_steps) + " steps, got " +
                              ntk::Describe(run.final_loss / run.initial_loss));
    }
    TrainNetwork(what, trainer, trainer.step() + std::max<std::int64_t>(1, trainer.step() / 16), {.on_step = record});
    run.final_loss = trainer.FullLoss();
    run.drift = std::max(run.drift, (unit * EmpiricalNtk(trainer.net(), problem.data().x) - k0).norm());
  }
  run.steps = trainer.step();
}

}  // namespace

LazyData MakeLazyData(int samples, int tests, int inputs, std::uint64_t seed) {
  LazyData data{PointsOnSphere(samples, inputs, seed, kSampleStream), Eigen::MatrixXd(samples, 1),
                PointsOnSphere(tests, inputs, seed, kTestStream)};
  for (Eigen::Index i = 0; i < samples; ++i) {
    data.y(i, 0) = std::sqrt(2.0) * std::cos(3 * data.x(i, 0) + data.x(i, 1));
  }
  return data;
}

LazyProblem::LazyProblem(const std::string& network, int degree, LazyData data)
    : network_(network),
      degree_(degree),
      data_(std::move(data)),
      gram_(Limit(network, degree).Gram(data_.x)),
      cross_gram_(Limit(network, degree).Gram(data_.test, data_.x)),
      regression_(gram_) {}

HadamardNet<double> LazyProblem::Net(int width, std::uint64_t seed) const {
  auto form = models::FormOf(models::PolynomialNetOptions{
      .inputs = data_.x.cols(),
      .width = width,
      .degree = degree_,
      .activation = network_ == "pnn_raw" ? models::Activation::kIdentity : models::Activation::kRelu,
      .normalization = models::Normalization::kRawActivation});
  form.output_scale /= std::sqrt(unit(width));
  return HadamardNet<double>(form, seed);
}

double LazyProblem::unit(int width) const { return network_ == kMeanField ? width : 1; }

LazyRun TrainLazily(const LazyProblem& problem, int width, int draw, std::uint64_t seed, const LazyOptions& options) {
  const auto& limit = problem.regression();
  HadamardNet<double> net = problem.Net(width, seed);
  const Start start(problem, net);
  const ntk::KernelRegression linearized(start.k0);
  const double lambda_max = std::max(limit.report().lambda_max, linearized.report().lambda_max);
  const double rate = options.rate_over_limit * 2 / (limit.report().lambda_min + lambda_max);
  auto trainer = MakeTrainer(problem, std::move(net), rate);

  LazyRun run{problem.network(), problem.degree(), width, draw};
  DescendTo(options, problem, start.k0, trainer, run);
  run.relative_drift = run.drift / start.k0.norm();
  run.kernel_norm = problem.gram().norm();
  run.kernel_error = (start.k0 - problem.gram()).norm();
  const Eigen::MatrixXd residual = problem.data().y - start.f0;
  run.bound_without_q = 6 * residual.norm() / (limit.report().lambda_min * std::sqrt(static_cast<double>(width)));
  run.bound = std::pow(start.k0.trace(), 1.5) * run.bound_without_q;

  const Eigen::MatrixXd f = Forward(trainer.net(), problem.data().test);
  const auto distance = [&](const Eigen::MatrixXd& cross_gram, const Eigen::MatrixXd& coefficients) {
    return RootMeanSquare(f - ntk::Predict(cross_gram, coefficients, start.f0_test));
  };
  run.to_regression = distance(problem.cross_gram(), limit.Solve(residual));
  run.to_dynamics = distance(problem.cross_gram(), limit.Descend(residual, {.learning_rate = rate}, run.steps));
  run.to_linearized = distance(start.k0_test, linearized.Descend(residual, {.learning_rate = rate}, run.steps));
  run.to_mean = RootMeanSquare(f - ntk::Predict(problem.cross_gram(), limit.Solve(problem.data().y)));
  return run;
}

FastRun TrainFast(const LazyProblem& problem, int width, std::uint64_t seed, double rate_over_stable,
                  std::int64_t steps) {
  auto net = problem.Net(width, seed);
  const ntk::KernelRegression initial(problem.unit(width) * EmpiricalNtk(net, problem.data().x));
  auto trainer = MakeTrainer(problem, std::move(net), rate_over_stable * initial.MaxLearningRate());
  FastRun run{rate_over_stable};
  try {
    trainer.Run(steps, {.on_step = RecordRises(run.largest_rise)});
  } catch (const models::Diverged& diverged) {
    run.diverged_at = diverged.step();
  }
  return run;
}

}  // namespace hadamard_ntk::experiments::ntk_stability
