#include "experiments/polynomial_nets/nonlocal_nets/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "experiments/polynomial_nets/nonlocal_nets/cubic_sets.h"
#include "experiments/polynomial_nets/nonlocal_nets/finite_net.h"
#include "experiments/polynomial_nets/nonlocal_nets/set_kernels.h"
#include "experiments/polynomial_nets/nonlocal_nets/set_regression.h"
#include "experiments/shared/bounded_interpolation.h"
#include "experiments/shared/doubling_ray.h"
#include "experiments/shared/kernel_formula.h"
#include "experiments/shared/kernel_rate_descent.h"
#include "experiments/shared/mean_estimate.h"

namespace hadamard_ntk::experiments::nonlocal_nets {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kLeastDraws = 1000;
constexpr int kPositions = 2, kTrainingSets = 10, kScaledSets = 3;

const std::vector<std::string> kActivations = {"linear linear linear", "relu relu relu", "relu relu linear",
                                               "linear linear relu"};

MatrixXd PrintedX() { return (MatrixXd(2, 2) << 1, 0.5, -0.5, 1).finished(); }
MatrixXd PrintedZ() { return (MatrixXd(2, 2) << 0.25, 1, 1, -0.75).finished(); }

// K(X, Z) by rows; made by mpmath with 30 and 40 digits.
const std::array<std::array<double, 4>, 4> kPrinted = {
    {{4.921875, 4.1015625, 5.7421875, -8.203125},
     {2.621104600699330458922, 2.420860534699626569165, 2.99679926074281495155, -.1635817052065337694674},
     {2.66385051275177700882, 2.21987542729314750735, 3.10782559821040651029, -4.4397508545862950147},
     {4.941975437627580042624, 4.614456520595411115454, 5.621975011104735793509, -.2314709441256825075482}}};

std::vector<PrintedKernel> PrintedValues() {
  std::vector<PrintedKernel> values;
  for (std::size_t i = 0; i < kActivations.size(); ++i) {
    const SetKernel right(kActivations[i]), summed(kActivations[i], Wrong::kSum), slope(kActivations[i], Wrong::kSlope);
    for (int k = 0; k < 4; ++k) {
      const int p = k / 2, q = k % 2;
      const auto at = [&](const SetKernel& kernel) { return kernel(PrintedX(), PrintedZ(), p, q); };
      values.push_back({kPrinted[i][static_cast<std::size_t>(k)], at(right), {at(summed), at(slope)}});
    }
  }
  return values;
}

DrawnNets DrawNets(const std::string& activations, int width, int draws, std::uint64_t seed) {
  const VectorXd one = VectorXd::Ones(1);
  const auto [ntk] = EstimateMeans<1>(draws, [&](int draw) {
    const FiniteNet net({.relu = ReluOf(activations), .width = width},
                        {.seed = seed, .stream = static_cast<std::uint32_t>(draw)});
    return std::array<double, 1>{net.Gradient(PrintedX(), one).dot(net.Gradient(PrintedZ(), one))};
  });
  const auto at = [&](Wrong wrong) { return SetKernel(activations, wrong)(PrintedX(), PrintedZ(), 0, 0); };
  return {activations, 3, width, draws, {ntk, at(Wrong::kNothing)}, {at(Wrong::kSum), at(Wrong::kSlope)}};
}

// --- sets ------------------------------------------------------------------------------------------------------------

MatrixXd Scaled(const MatrixXd& set) {
  const std::vector<double> t = DoublingTimes();
  MatrixXd sets(set.rows() * static_cast<Index>(t.size()), set.cols());
  for (std::size_t i = 0; i < t.size(); ++i)
    sets.middleRows(static_cast<Index>(i) * set.rows(), set.rows()) = t[i] * set;
  return sets;
}

void MeasureCurves(const Config& config, RunContext& context, Evidence& evidence) {
  const MatrixXd sets = RandomSets(kTrainingSets, kPositions, 2, 1, context.seed, 0),
                 others = RandomSets(kScaledSets, kPositions, 2, 1, context.seed, 2);
  const auto set = [&](int i) { return others.middleRows(Index(i) * kPositions, kPositions); };
  // Labels that are no cubic: with a linear part.
  const VectorXd y = CubicLabels(sets, kPositions) + 0.5 * FirstPositions(sets, kPositions).col(0);
  const auto add_finite = [&](const std::string& name, const FiniteNetOptions& options) {
    FiniteNet net(options, {.seed = context.seed});
    const double loss = DescendAtKernelRate("non-local net, " + name, net, sets, y, config.steps);
    for (int i = 0; i < kScaledSets; ++i) {
      evidence.curves.push_back({name, config.width, i, FollowRay(net, set(i)), loss});
    }
    context.progress.Advance();
  };
  for (const std::string& activations : kActivations) {
    for (int i = 0; i < kScaledSets; ++i) {
      const BoundedInterpolation p = Predict(SetKernel(activations), sets, y, Scaled(set(i)));
      evidence.curves.push_back({activations, 0, i, RayOf(p), 0});
    }
    add_finite(activations, {.relu = ReluOf(activations), .width = config.width});
  }
  add_finite("biased", {.relu = ReluOf("relu relu relu"), .width = config.width, .bias = 1});
}

// A cubic of the span of the net of linear factors, from more sets than that has dimensions, far outside.
double Recovery(const std::string& activations, std::uint64_t seed) {
  const MatrixXd sets = RandomSets(12, kPositions, 2, 1, seed, 4), far = RandomSets(20, kPositions, 2, 4, seed, 6);
  const VectorXd exact = CubicLabels(far, kPositions);
  const BoundedInterpolation p = Predict(SetKernel(activations), sets, CubicLabels(sets, kPositions), far);
  return ((p.f - exact).array().abs() / p.rounding.array()).maxCoeff();
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  const auto count = static_cast<std::int64_t>(kActivations.size());
  context.progress.Start("nets", count * static_cast<std::int64_t>(config.widths.size() + 1) + 1 + kSetRegressionRuns);
  Evidence evidence{.config = config, .kernel = {.printed = PrintedValues()}};
  for (const std::string& activations : kActivations) {
    for (const int width : config.widths) {
      const int draws = std::max(kLeastDraws, config.draws * 8 / width);
      evidence.kernel.drawn.push_back(DrawNets(activations, width, draws, context.seed));
      context.progress.Advance();
    }
  }
  MeasureCurves(config, context, evidence);
  evidence.recovery = Recovery("linear linear linear", context.seed);
  evidence.relu_recovery = Recovery("relu relu relu", context.seed);
  evidence.task = MeasureSetRegression({config.sets, config.width, config.steps}, context);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
