#include "experiments/polynomial_nets/quadratic_recovery/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "experiments/shared/kernel_predictor.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::quadratic_recovery {
namespace {

constexpr double kPlantedError = 1e-6;
constexpr int kLargestPlanted = 128;          // directions with a planted target, whose values cost a kernel each
constexpr int kLeastDirections[2] = {4, 12};  // on the circle, on the sphere

WideNetwork Pnn() { return MakeWideNetwork("pnn", "pnn", {.degree = 2}); }
WideNetwork RawPnn() { return MakeWideNetwork("pnn_raw", "pnn", {.degree = 2, .activation_free = true}); }
WideNetwork Fc(int depth) { return MakeWideNetwork("fc", "fc", {.depth = depth}); }

void AddRecoveries(int d, const Config& config, std::uint64_t seed, Evidence& evidence) {
  const Eigen::MatrixXd tests = TestPoints(d, config.test_points, seed), basis = SignedBasis(d),
                        unisolvent = UnisolventSet(d);
  for (const Target& target : QuadraticTargets(d, seed)) {
    for (const WideNetwork& network : {Pnn(), RawPnn()}) {
      evidence.recoveries.push_back(Recover(network, target, "basis", basis, tests));
      evidence.recoveries.push_back(Recover(network, target, "unisolvent", unisolvent, tests));
    }
    const Target wrong = WithPlantedError(target, kPlantedError);
    evidence.planted.push_back(Recover(RawPnn(), wrong, "unisolvent", unisolvent, tests));
    if (target.name != "full") evidence.planted.push_back(Recover(RawPnn(), wrong, "basis", basis, tests));
  }
  for (const auto& [name, points] : {std::pair("basis", basis), std::pair("unisolvent", unisolvent)}) {
    evidence.in_span.push_back(Recover(Pnn(), SpanTarget(Pnn(), points), name, points, tests));
  }
  const Target linear = LinearTarget(d, seed);
  for (const int depth : {2, 3}) evidence.recoveries.push_back(Recover(Fc(depth), linear, "basis", basis, tests));
  evidence.planted.push_back(Recover(Fc(2), WithPlantedError(linear, kPlantedError), "basis", basis, tests));
}

// The net of degree 2 trained at n directions, all targets at once.
void AddDirections(int d, int n, const Eigen::MatrixXd& points, const Eigen::MatrixXd& tests, std::uint64_t seed,
                   Evidence& evidence) {
  const std::vector<Target> targets = QuadraticTargets(d, seed);
  const auto columns = static_cast<Eigen::Index>(targets.size());
  Eigen::MatrixXd y(points.rows(), columns);
  for (Eigen::Index t = 0; t < columns; ++t) y.col(t) = targets[static_cast<std::size_t>(t)].At(points);
  const KernelPredictor predictor(Pnn(), points, y);
  const Eigen::MatrixXd predicted = predictor(tests);
  for (Eigen::Index t = 0; t < columns; ++t) {
    const Target& target = targets[static_cast<std::size_t>(t)];
    const Eigen::VectorXd truth = target.At(tests), error = predicted.col(t) - truth;
    const double largest = truth.lpNorm<Eigen::Infinity>();
    // |K| <= 6 on the unit sphere.
    const double bound = predictor.RoundingBound(6 * predictor.coefficients().col(t).lpNorm<1>());
    evidence.directions.push_back({d, n, target.name, error.lpNorm<Eigen::Infinity>() / largest, bound / largest,
                                   d == 2 ? CircleLaw(target, n) / largest : kMissing,
                                   d == 2 ? CircleLaw(target, n, 3) / largest : kMissing});
  }
}

// A target that the net trained at these directions can represent.
void PlantDirections(const Eigen::MatrixXd& points, const Eigen::MatrixXd& tests, Evidence& evidence) {
  evidence.in_span.push_back(Recover(Pnn(), SpanTarget(Pnn(), points), "directions", points, tests));
}

void MeasureDimensions(const Config& config, RunContext& context, Evidence& evidence) {
  std::vector<int> dimensions = config.d;
  if (std::find(dimensions.begin(), dimensions.end(), 2) == dimensions.end()) dimensions.push_back(2);
  std::sort(dimensions.begin(), dimensions.end());
  context.progress.Start("training sets", static_cast<std::int64_t>(dimensions.size()));
  for (const int d : dimensions) {
    AddRecoveries(d, config, context.seed, evidence);
    context.progress.Advance();
  }
}

Eigen::RowVector2d OnCircle(double degrees) {
  const double phi = std::numbers::pi * degrees / 180;
  return {std::cos(phi), std::sin(phi)};
}

// The statement of Theorem 6 for d = 2 and beta = I.
void MeasurePrinted(std::uint64_t seed, Evidence& evidence) {
  const Eigen::MatrixXd basis = SignedBasis(2);
  const KernelPredictor printed(Pnn(), basis, QuadraticTargets(2, seed)[0].At(basis));
  evidence.at_45 = printed(OnCircle(45))(0, 0);
  evidence.at_22 = printed(OnCircle(22.5))(0, 0);
}

void MeasureDirections(const Config& config, RunContext& context, Evidence& evidence) {
  const Eigen::MatrixXd sphere_tests = TestPoints(3, config.test_points, context.seed).rowwise().normalized();
  context.progress.Start("numbers of directions", config.circle_directions + config.sphere_directions);
  for (int n = kLeastDirections[0]; n <= config.circle_directions; n *= 2) {
    AddDirections(2, n, EvenDirections(n), EvenDirections(8 * n), context.seed, evidence);
    if (n <= kLargestPlanted) PlantDirections(EvenDirections(n), EvenDirections(8 * n), evidence);
    context.progress.Advance(n / 2);
  }
  for (int n = kLeastDirections[1]; n <= config.sphere_directions; n *= 2) {
    AddDirections(3, n, FibonacciDirections(n), sphere_tests, context.seed, evidence);
    if (n <= kLargestPlanted) PlantDirections(FibonacciDirections(n), sphere_tests, evidence);
    context.progress.Advance(n / 2);
  }
}

void MeasureProfile(std::uint64_t seed, Evidence& evidence) {
  Eigen::MatrixXd circle(181, 2);
  for (int i = 0; i <= 180; ++i) circle.row(i) = OnCircle(i);
  const Eigen::MatrixXd basis = SignedBasis(2), eight = EvenDirections(8);
  for (const Target& target : QuadraticTargets(2, seed)) {
    const Eigen::VectorXd truth = target.At(circle);
    const Eigen::MatrixXd pnn = KernelPredictor(Pnn(), basis, target.At(basis))(circle);
    const Eigen::MatrixXd pnn_8 = KernelPredictor(Pnn(), eight, target.At(eight))(circle);
    const Eigen::MatrixXd raw = KernelPredictor(RawPnn(), basis, target.At(basis))(circle);
    for (Eigen::Index i = 0; i < circle.rows(); ++i) {
      evidence.profile.push_back({target.name, static_cast<double>(i), truth[i], pnn(i, 0), pnn_8(i, 0), raw(i, 0)});
    }
  }
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence;
  MeasureDimensions(config, context, evidence);
  MeasurePrinted(context.seed, evidence);
  MeasureDirections(config, context, evidence);
  MeasureProfile(context.seed, evidence);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::quadratic_recovery
