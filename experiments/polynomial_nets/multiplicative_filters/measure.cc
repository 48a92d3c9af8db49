#include "experiments/polynomial_nets/multiplicative_filters/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>

#include "experiments/polynomial_nets/multiplicative_filters/filter_net.h"
#include "experiments/polynomial_nets/multiplicative_filters/ray_task.h"
#include "experiments/polynomial_nets/multiplicative_filters/tails.h"
#include "experiments/shared/doubling_ray.h"
#include "experiments/shared/kernel_formula.h"
#include "experiments/shared/kernel_rate_descent.h"
#include "experiments/shared/mean_estimate.h"
#include "models/random.h"
#include "ntk/features.h"
#include "ntk/filters/fourier_filter.h"
#include "ntk/filters/gabor_filter.h"
#include "ntk/filters/relu_filter.h"
#include "ntk/input_bias.h"
#include "ntk/kernel.h"
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
  std::vector<double> wrong;  ///< T without the phase's term; G^N T for G^{N-1} T
};

template <class Filter>
Formulas FormulasOf(int filters, const Filter& filter, bool phase) {
  const ntk::Features<double> f = At(filter, kX, kZ);
  const double g = f.nngp(), n = filters;
  const Pair right = At(ntk::MultiplicativeFilterNet<Filter>(filters, filter), kX, kZ);
  const double power = std::pow(g, filters - 1), phase_part = phase ? n * power * g : 0;
  return {right, {right.ntk - phase_part, n * (power * g + power * g * f.ntk)}};
}

Formulas FormulasOf(const std::string& filter, int filters) {
  if (filter == "relu") return FormulasOf(filters, ntk::ReluFilter(), false);
  if (filter == "fourier") return FormulasOf(filters, ntk::FourierFilter(), true);
  return FormulasOf(filters, ntk::GaborFilter(kGamma, {.dimension = 3}), true);
}

// Made by mpmath with 30 and 40 digits.
std::vector<PrintedKernel> PrintedValues() {
  const std::vector<std::tuple<std::string, int, double>> printed = {
      {"fourier", 1, 1.264558341281355306085},  {"fourier", 2, 1.312088450054771429143},
      {"fourier", 3, 1.021053780932729947722},  {"fourier", 5, .4580214949902870995517},
      {"gabor", 1, .08215618317480201785867},   {"gabor", 2, .003520686054333481459730},
      {"gabor", 3, .0001131554845982059126864}, {"relu", 3, .9004381103939669521174}};
  std::vector<PrintedKernel> values;
  for (const auto& [filter, filters, value] : printed) {
    const Formulas found = FormulasOf(filter, filters);
    values.push_back({value, found.right.ntk, found.wrong});
  }
  return values;
}

FilterKind KindOf(const std::string& filter) {
  return filter == "relu" ? FilterKind::kRelu : filter == "fourier" ? FilterKind::kFourier : FilterKind::kGabor;
}

DrawnNets DrawNets(const std::string& filter, int filters, int width, int draws, std::uint64_t seed) {
  const MatrixXd x = Eigen::Map<const MatrixXd>(kX.data(), 1, 3), z = Eigen::Map<const MatrixXd>(kZ.data(), 1, 3);
  const VectorXd one = VectorXd::Ones(1);
  const auto [nngp, ntk] = EstimateMeans<2>(draws, [&](int draw) {
    const FilterNet net({.kind = KindOf(filter), .inputs = 3, .filters = filters, .width = width, .gamma = kGamma},
                        {.seed = seed, .stream = static_cast<std::uint32_t>(draw)});
    return std::array<double, 2>{net(x)(0) * net(z)(0), net.Gradient(x, one).dot(net.Gradient(z, one))};
  });
  const Formulas kernel = FormulasOf(filter, filters);
  return {filter, filters, width, draws, {ntk, kernel.right.ntk}, kernel.wrong, DrawnKernel{nngp, kernel.right.nngp}};
}

// --- along a ray -----------------------------------------------------------------------------------------------------

MatrixXd Direction() { return Eigen::RowVector2d(std::cos(0.7), std::sin(0.7)); }

MatrixXd RayPoints() {
  const std::vector<double> t = DoublingTimes();
  return Eigen::Map<const VectorXd>(t.data(), static_cast<Index>(t.size())) * Direction();
}

double LargestLabel() { return Labels(TrainingPoints()).cwiseAbs().maxCoeff(); }

Curve PredictCurve(const std::string& network, int degree, const VectorKernel& kernel) {
  return {network, degree, 0, RayOf(Predict(kernel, RayPoints())), LargestLabel(), 0};
}

Curve TrainCurve(const std::string& network, int filters, const Config& config, std::uint64_t seed) {
  const MatrixXd x = TrainingPoints();
  FilterNet net({.kind = KindOf(network), .filters = filters, .width = config.width}, {.seed = seed});
  const double loss =
      DescendAtKernelRate(network + " net of " + std::to_string(filters) + " filters", net, x, Labels(x), config.steps);
  return {network, filters, config.width, FollowRay(net, Direction()), LargestLabel(), loss};
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  using ntk::MultiplicativeFilterNet;
  const std::vector<std::string> filters = {"relu", "fourier", "gabor"};
  const auto kinds = static_cast<std::int64_t>(filters.size());
  context.progress.Start("nets", kinds * (3 * static_cast<std::int64_t>(config.widths.size()) + 2));
  Evidence evidence{.config = config, .kernel = {.printed = PrintedValues()}};
  for (const std::string& filter : filters) {
    for (const int n : {1, 2, 3}) {
      for (const int width : config.widths) {
        const int draws = std::max(kLeastDraws, config.draws * 8 / width);
        evidence.kernel.drawn.push_back(DrawNets(filter, n, width, draws, context.seed));
        context.progress.Advance();
      }
    }
  }
  for (const int n : {2, 3}) {
    const auto predict = [&](const std::string& network, const auto& kernel) {
      evidence.curves.push_back(PredictCurve(network, n, SeeingCorrelations(kernel)));
    };
    predict("relu", MultiplicativeFilterNet<ntk::ReluFilter>(n));
    predict("relu_biased", MultiplicativeFilterNet(n, ntk::ReluFilter(), 1, kBiasVariance));
    predict("fourier", MultiplicativeFilterNet<ntk::FourierFilter>(n));
    predict("fourier_biased", MultiplicativeFilterNet(n, ntk::FourierFilter(), 1, kBiasVariance));
    predict("gabor", MultiplicativeFilterNet<ntk::GaborFilter>(n, ntk::GaborFilter(1, {.dimension = 2})));
    predict("pnn", ntk::PolynomialNet(n));
    predict("pnn_biased", ntk::WithInputBias(ntk::PolynomialNet(n)));
    for (const std::string& filter : filters) {
      evidence.curves.push_back(TrainCurve(filter, n, config, context.seed));
      context.progress.Advance();
    }
  }
  evidence.tails = MeasureTails();
  return evidence;
}

}  // namespace hadamard_ntk::experiments::multiplicative_filters
