#include "experiments/polynomial_nets/multiplicative_filters/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <span>
#include <utility>

#include "experiments/polynomial_nets/multiplicative_filters/filter_net.h"
#include "experiments/shared/kernel_rate_descent.h"
#include "models/random.h"
#include "ntk/features.h"
#include "ntk/filters/fourier_filter.h"
#include "ntk/filters/gabor_filter.h"
#include "ntk/filters/relu_filter.h"
#include "ntk/kernel.h"
#include "ntk/kernel_regression.h"
#include "ntk/multiplicative_filter_net.h"
#include "ntk/polynomial_net.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::experiments::multiplicative_filters {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Pair = ntk::Pair<double>;
using Row = std::vector<double>;

const Row kX = {0.5, -0.25, 1}, kZ = {0.25, 0.75, 0.5};
constexpr double kGamma = 1.5;
constexpr int kLeastDraws = 300;

template <class Kernel>
auto At(const Kernel& kernel, const Row& x, const Row& z) {
  const ntk::VectorPair<double> seen = ntk::VectorCorrelation<double>(x, z);
  return kernel(seen.norm_x, seen.norm_z, seen.correlation);
}

// The right formula, and the two wrong ones, from the features of one unit (c = 1, no biases).
struct Formulas {
  Pair right;
  double without_phase, wrong_power;
};

template <class Filter>
Formulas FormulasOf(int filters, const Filter& filter, bool phase) {
  const ntk::Features<double> f = At(filter, kX, kZ);
  const double g = f.nngp(), n = filters;
  const Pair right = At(ntk::MultiplicativeFilterNet<Filter>(filters, filter), kX, kZ);
  const double power = std::pow(g, filters - 1), phase_part = phase ? n * power * g : 0;
  return {right, right.ntk - phase_part, n * (power * g + power * g * f.ntk)};
}

Formulas FormulasOf(const std::string& filter, int filters) {
  if (filter == "relu") return FormulasOf(filters, ntk::ReluFilter(), false);
  if (filter == "fourier") return FormulasOf(filters, ntk::FourierFilter(), true);
  return FormulasOf(filters, ntk::GaborFilter(kGamma, {.dimension = 3}), true);
}

// Made by mpmath with 30 and 40 digits.
std::vector<PrintedValue> PrintedValues() {
  const std::vector<std::tuple<std::string, int, double>> printed = {
      {"fourier", 1, 1.264558341281355306085},  {"fourier", 2, 1.312088450054771429143},
      {"fourier", 3, 1.021053780932729947722},  {"fourier", 5, .4580214949902870995517},
      {"gabor", 1, .08215618317480201785867},   {"gabor", 2, .003520686054333481459730},
      {"gabor", 3, .0001131554845982059126864}, {"relu", 3, .9004381103939669521174}};
  std::vector<PrintedValue> values;
  for (const auto& [filter, filters, value] : printed) {
    const Formulas found = FormulasOf(filter, filters);
    values.push_back({filter, filters, value, found.right.ntk, found.without_phase, found.wrong_power});
  }
  return values;
}

FilterKind KindOf(const std::string& filter) {
  return filter == "relu" ? FilterKind::kRelu : filter == "fourier" ? FilterKind::kFourier : FilterKind::kGabor;
}

Mean MeanOf(const std::string& filter, int filters, int width, int draws, std::uint64_t seed) {
  const MatrixXd x = Eigen::Map<const MatrixXd>(kX.data(), 1, 3), z = Eigen::Map<const MatrixXd>(kZ.data(), 1, 3);
  const VectorXd one = VectorXd::Ones(1);
  std::array<double, 2> mean{}, square{};
  for (int draw = 0; draw < draws; ++draw) {
    const FilterNet net({.kind = KindOf(filter), .inputs = 3, .filters = filters, .width = width, .gamma = kGamma},
                        {.seed = seed, .stream = static_cast<std::uint32_t>(draw)});
    const std::array<double, 2> drawn = {net(x)(0) * net(z)(0), net.Gradient(x, one).dot(net.Gradient(z, one))};
    for (std::size_t k = 0; k < 2; ++k) {
      mean[k] += drawn[k] / draws;
      square[k] += drawn[k] * drawn[k] / draws;
    }
  }
  const auto error = [&](std::size_t k) { return std::sqrt((square[k] - mean[k] * mean[k]) / (draws - 1)); };
  const Formulas kernel = FormulasOf(filter, filters);
  return {filter,
          filters,
          width,
          draws,
          mean[0],
          error(0),
          kernel.right.nngp,
          mean[1],
          error(1),
          kernel.right.ntk,
          kernel.without_phase,
          kernel.wrong_power};
}

// --- along a ray -----------------------------------------------------------------------------------------------------

constexpr int kPoints = 12;

// On two circles, of which the training set knows x_1^2 + x_2.
MatrixXd TrainingPoints() {
  MatrixXd x(kPoints, 2);
  for (int j = 0; j < kPoints; ++j) {
    const double r = j % 2 == 0 ? 1 : 0.5, angle = 2 * std::numbers::pi * j / kPoints;
    x.row(j) << r * std::cos(angle), r * std::sin(angle);
  }
  return x;
}

VectorXd Labels(const MatrixXd& x) { return x.col(0).array().square() + x.col(1).array(); }

// t = 1/2, 1, 2, ..., 64: powers of two, so that a homogeneous f scales without rounding.
std::vector<double> Times() {
  std::vector<double> t;
  for (int j = -1; j <= 6; ++j) t.push_back(std::ldexp(1.0, j));
  return t;
}

MatrixXd RayPoints() {
  const std::vector<double> t = Times();
  MatrixXd points(static_cast<Index>(t.size()), 2);
  for (Index i = 0; i < points.rows(); ++i) {
    points.row(i) = t[static_cast<std::size_t>(i)] * Eigen::RowVector2d(std::cos(0.7), std::sin(0.7));
  }
  return points;
}

template <class Kernel>
MatrixXd GramOf(const Kernel& kernel, const MatrixXd& x, const MatrixXd& z) {
  MatrixXd gram(x.rows(), z.rows());
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < z.rows(); ++j) gram(i, j) = At(kernel, {x(i, 0), x(i, 1)}, {z(j, 0), z(j, 1)}).ntk;
  }
  return gram;
}

// Interpolation: what gradient descent makes of the infinitely wide net, the mean over initialisations.
template <class Kernel>
Curve Predict(const std::string& network, int degree, const Kernel& kernel) {
  const MatrixXd x = TrainingPoints(), points = RayPoints();
  const VectorXd y = Labels(x);
  const MatrixXd gram = GramOf(kernel, x, x), across = GramOf(kernel, points, x);
  const MatrixXd symmetric = 0.5 * (gram + gram.transpose());
  constexpr double kEntryError = 64 * std::numeric_limits<double>::epsilon();
  const ntk::KernelRegression regression(symmetric, kEntryError);
  const VectorXd coefficients = regression.Solve(y).col(0), f = across * coefficients,
                 size = across.cwiseAbs() * coefficients.cwiseAbs();
  const double bound = 8 * kPoints * kEntryError * regression.report().condition;
  Curve curve{network, degree, 0, Times(), {f.begin(), f.end()}, {}, y.cwiseAbs().maxCoeff(), 0};
  for (const double s : size) curve.rounding.push_back(bound * s);
  return curve;
}

Curve Train(const std::string& network, int filters, const Config& config, std::uint64_t seed) {
  const MatrixXd x = TrainingPoints();
  const VectorXd y = Labels(x);
  FilterNet net({.kind = KindOf(network), .filters = filters, .width = config.width}, {.seed = seed});
  const double loss =
      DescendAtKernelRate(network + " net of " + std::to_string(filters) + " filters", net, x, y, config.steps);
  const VectorXd f = net(RayPoints());
  return {network, filters, config.width, Times(), {f.begin(), f.end()}, {}, y.cwiseAbs().maxCoeff(), loss};
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  using ntk::MultiplicativeFilterNet;
  const std::vector<std::string> filters = {"relu", "fourier", "gabor"};
  const auto kinds = static_cast<std::int64_t>(filters.size());
  context.progress.Start("nets", kinds * (3 * static_cast<std::int64_t>(config.widths.size()) + 2));
  Evidence evidence{.config = config, .printed = PrintedValues()};
  for (const std::string& filter : filters) {
    for (const int n : {1, 2, 3}) {
      for (const int width : config.widths) {
        const int draws = std::max(kLeastDraws, config.draws * 8 / width);
        evidence.means.push_back(MeanOf(filter, n, width, draws, context.seed));
        context.progress.Advance();
      }
    }
  }
  for (const int n : {2, 3}) {
    evidence.curves.push_back(Predict("relu", n, MultiplicativeFilterNet<ntk::ReluFilter>(n)));
    evidence.curves.push_back(Predict("fourier", n, MultiplicativeFilterNet<ntk::FourierFilter>(n)));
    evidence.curves.push_back(
        Predict("gabor", n, MultiplicativeFilterNet<ntk::GaborFilter>(n, ntk::GaborFilter(1, {.dimension = 2}))));
    evidence.curves.push_back(Predict("pnn", n, ntk::PolynomialNet(n)));
    for (const std::string& filter : filters) {
      evidence.curves.push_back(Train(filter, n, config, context.seed));
      context.progress.Advance();
    }
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::multiplicative_filters
