#include "experiments/polynomial_nets/nonlocal_nets/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <tuple>
#include <utility>

#include "experiments/polynomial_nets/nonlocal_nets/finite_net.h"
#include "experiments/polynomial_nets/nonlocal_nets/set_kernels.h"
#include "experiments/shared/kernel_rate_descent.h"
#include "models/random.h"
#include "ntk/kernel_regression.h"

namespace hadamard_ntk::experiments::nonlocal_nets {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kLeastDraws = 1000;
constexpr int kPositions = 2, kTrainingSets = 10, kScaledSets = 3;
constexpr double kEntryError = 64 * std::numeric_limits<double>::epsilon();

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

std::vector<PrintedValue> PrintedValues() {
  std::vector<PrintedValue> values;
  for (std::size_t i = 0; i < kActivations.size(); ++i) {
    const SetKernel right(kActivations[i]), summed(kActivations[i], Wrong::kSum), slope(kActivations[i], Wrong::kSlope);
    for (int k = 0; k < 4; ++k) {
      const int p = k / 2, q = k % 2;
      const auto at = [&](const SetKernel& kernel) { return kernel(PrintedX(), PrintedZ(), p, q); };
      values.push_back(
          {kActivations[i], p, q, kPrinted[i][static_cast<std::size_t>(k)], at(right), at(summed), at(slope)});
    }
  }
  return values;
}

Mean MeanOf(const std::string& activations, int width, int draws, std::uint64_t seed) {
  const VectorXd one = VectorXd::Ones(1);
  double mean = 0, square = 0;
  for (int draw = 0; draw < draws; ++draw) {
    const FiniteNet net({.relu = ReluOf(activations), .width = width},
                        {.seed = seed, .stream = static_cast<std::uint32_t>(draw)});
    const double drawn = net.Gradient(PrintedX(), one).dot(net.Gradient(PrintedZ(), one));
    mean += drawn / draws;
    square += drawn * drawn / draws;
  }
  const auto at = [&](Wrong wrong) { return SetKernel(activations, wrong)(PrintedX(), PrintedZ(), 0, 0); };
  return {activations,
          width,
          draws,
          mean,
          std::sqrt((square - mean * mean) / (draws - 1)),
          at(Wrong::kNothing),
          at(Wrong::kSum),
          at(Wrong::kSlope)};
}

// --- sets ------------------------------------------------------------------------------------------------------------

// Sets of positions with |x| <= radius, uniform in the ball.
MatrixXd RandomSets(int sets, int positions, int d, double radius, std::uint64_t seed, std::uint32_t stream) {
  MatrixXd x(Index(sets) * positions, d);
  VectorXd u(x.rows());
  models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0,
                     std::span<double>(x.data(), static_cast<std::size_t>(x.size())));
  models::FillUniform({.seed = seed, .purpose = models::Purpose::kData, .stream = stream + 1}, 0,
                      std::span<double>(u.data(), static_cast<std::size_t>(u.size())));
  for (Index i = 0; i < x.rows(); ++i) x.row(i) *= radius * std::pow(u(i), 1.0 / d) / x.row(i).norm();
  return x;
}

// mean_q <x_q, u>^2 <x_1, v>: cubic, and of all positions.
VectorXd CubicLabels(const MatrixXd& sets, int positions) {
  const Index n = sets.rows() / positions, d = sets.cols();
  VectorXd u(d), v(d), y(n);
  for (Index k = 0; k < d; ++k) u(k) = std::cos(1.0 + double(k)), v(k) = std::sin(2.0 + double(k));
  for (Index i = 0; i < n; ++i) {
    const MatrixXd set = sets.middleRows(i * positions, positions);
    y(i) = (set * u).squaredNorm() / positions * set.row(0).dot(v);
  }
  return y;
}

// Kernel interpolation at sets, with the bound on its rounding.
struct Prediction {
  VectorXd f, rounding;
};
template <class Kernel>
Prediction Predict(const Kernel& kernel, const MatrixXd& sets, const VectorXd& y, const MatrixXd& at) {
  const Index positions = sets.rows() / y.size();
  const MatrixXd gram = GramOf(kernel, sets, sets, positions), across = GramOf(kernel, at, sets, positions);
  const ntk::KernelRegression regression(0.5 * (gram + gram.transpose()), kEntryError);
  const VectorXd coefficients = regression.Solve(y).col(0);
  // The eigenvalues that count decide, of a matrix that has not full rank, too.
  double smallest = regression.report().lambda_max;
  for (const double lambda : regression.eigenvalues()) {
    if (lambda > regression.report().noise) smallest = std::min(smallest, lambda);
  }
  const double bound = 8 * double(y.size()) * kEntryError * regression.report().lambda_max / smallest;
  return {across * coefficients, bound * (across.cwiseAbs() * coefficients.cwiseAbs())};
}

std::vector<double> Times() {
  std::vector<double> t;
  for (int j = -1; j <= 6; ++j) t.push_back(std::ldexp(1.0, j));
  return t;
}

MatrixXd Scaled(const MatrixXd& set) {
  const std::vector<double> t = Times();
  MatrixXd sets(set.rows() * static_cast<Index>(t.size()), set.cols());
  for (std::size_t i = 0; i < t.size(); ++i)
    sets.middleRows(static_cast<Index>(i) * set.rows(), set.rows()) = t[i] * set;
  return sets;
}

std::vector<double> ToVector(const VectorXd& v) { return {v.begin(), v.end()}; }

void MeasureCurves(const Config& config, RunContext& context, Evidence& evidence) {
  const MatrixXd sets = RandomSets(kTrainingSets, kPositions, 2, 1, context.seed, 0),
                 others = RandomSets(kScaledSets, kPositions, 2, 1, context.seed, 2);
  // Labels that are no cubic: with a linear part.
  const VectorXd y =
      CubicLabels(sets, kPositions).array() + 0.5 * sets(Eigen::seq(0, Eigen::last, kPositions), 0).array();
  const auto add_finite = [&](const std::string& name, const FiniteNetOptions& options) {
    FiniteNet net(options, {.seed = context.seed});
    const double loss = DescendAtKernelRate("non-local net, " + name, net, sets, y, config.steps);
    for (int i = 0; i < kScaledSets; ++i) {
      const VectorXd f = net(Scaled(others.middleRows(Index(i) * kPositions, kPositions)));
      evidence.curves.push_back({name, config.width, i, Times(), ToVector(f), ToVector(1e-8 * f.cwiseAbs()), loss});
    }
    context.progress.Advance();
  };
  for (const std::string& activations : kActivations) {
    for (int i = 0; i < kScaledSets; ++i) {
      const Prediction p =
          Predict(SetKernel(activations), sets, y, Scaled(others.middleRows(Index(i) * kPositions, kPositions)));
      evidence.curves.push_back({activations, 0, i, Times(), ToVector(p.f), ToVector(p.rounding), 0});
    }
    add_finite(activations, {.relu = ReluOf(activations), .width = config.width});
  }
  add_finite("biased", {.relu = ReluOf("relu relu relu"), .width = config.width, .bias = 1});
}

// A cubic of the span of the net of linear factors, from more sets than that has dimensions, far outside.
double Recovery(const std::string& activations, std::uint64_t seed) {
  const MatrixXd sets = RandomSets(12, kPositions, 2, 1, seed, 4), far = RandomSets(20, kPositions, 2, 4, seed, 6);
  const VectorXd exact = CubicLabels(far, kPositions);
  const Prediction p = Predict(SetKernel(activations), sets, CubicLabels(sets, kPositions), far);
  return ((p.f - exact).array().abs() / p.rounding.array()).maxCoeff();
}

void MeasureTask(const Config& config, RunContext& context, Evidence& evidence) {
  constexpr int kTaskPositions = 8, kTestSets = 40;
  const MatrixXd sets = RandomSets(config.sets, kTaskPositions, 2, 1, context.seed, 8);
  const VectorXd y = CubicLabels(sets, kTaskPositions);
  const auto add = [&](const std::string& name, const auto& kernel) {
    for (const double radius : {1.0, 2.0, 4.0}) {
      const MatrixXd at = RandomSets(kTestSets, kTaskPositions, 2, radius, context.seed, 10);
      const VectorXd exact = CubicLabels(at, kTaskPositions), f = Predict(kernel, sets, y, at).f;
      evidence.task.push_back({name, radius, (f - exact).norm() / exact.norm()});
    }
    context.progress.Advance();
  };
  add("poly_nl linear", SetKernel("linear linear linear"));
  add("poly_nl relu", SetKernel("relu relu relu"));
  add("fc", ConcatenationKernel());
  add("deep_sets", DeepSetsKernel());
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  const auto count = static_cast<std::int64_t>(kActivations.size());
  context.progress.Start("nets", count * static_cast<std::int64_t>(config.widths.size() + 1) + 5);
  Evidence evidence{.config = config, .printed = PrintedValues()};
  for (const std::string& activations : kActivations) {
    for (const int width : config.widths) {
      const int draws = std::max(kLeastDraws, config.draws * 8 / width);
      evidence.means.push_back(MeanOf(activations, width, draws, context.seed));
      context.progress.Advance();
    }
  }
  MeasureCurves(config, context, evidence);
  evidence.recovery = Recovery("linear linear linear", context.seed);
  evidence.relu_recovery = Recovery("relu relu relu", context.seed);
  MeasureTask(config, context, evidence);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
