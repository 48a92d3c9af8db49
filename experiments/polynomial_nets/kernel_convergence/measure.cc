#include "experiments/polynomial_nets/kernel_convergence/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "experiments/polynomial_nets/kernel_convergence/ntk_fluctuations.h"
#include "experiments/shared/power_law_fit.h"
#include "models/polynomial_net.h"
#include "models/streamed_ntk.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::kernel_convergence {
namespace {

struct PairOfPoints {
  const char* name;
  double angle;
  int row;  // the pair is (row 0, this row) of the inputs
};
constexpr std::array<PairOfPoints, 4> kPairs = {{{"parallel", 0, 0},
                                                 {"orthogonal", std::numbers::pi / 2, 1},
                                                 {"opposite", std::numbers::pi, 2},
                                                 {"one_radian", 1, 3}}};

models::Matrix<double> Inputs() {
  models::Matrix<double> x(4, 2);
  for (const PairOfPoints& pair : kPairs) x.row(pair.row) << std::cos(pair.angle), std::sin(pair.angle);
  return x;
}

// Independent for every degree and draw of a run.
std::uint64_t SeedOf(std::uint64_t seed, int degree, int draw) {
  return (seed << 40) + (static_cast<std::uint64_t>(degree) << 32) + static_cast<std::uint64_t>(draw);
}

// The empirical NTK at the pairs: [width][pair][draw].
using Samples = std::vector<std::array<std::vector<double>, kPairs.size()>>;

Samples Draw(const Config& config, int degree, const std::vector<models::Index>& widths, std::uint64_t seed,
             Progress& progress) {
  const models::PolynomialNetOptions options{
      .inputs = 2, .width = widths.back(), .degree = degree, .normalization = models::Normalization::kRawActivation};
  const models::Matrix<double> inputs = Inputs();
  Samples samples(widths.size());
  for (int draw = 0; draw < config.draws; ++draw) {
    const auto kernels = models::StreamNtk(options, SeedOf(seed, degree, draw), inputs, widths);
    for (std::size_t w = 0; w < widths.size(); ++w) {
      const models::Matrix<double> kernel = kernels[w].ntk();
      for (std::size_t p = 0; p < kPairs.size(); ++p) samples[w][p].push_back(kernel(0, kPairs[p].row));
    }
    progress.Advance();
  }
  return samples;
}

struct Moments {
  double mean = 0, deviation = 0;
};

Moments MomentsOf(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Moments m;
  for (const double v : values) m.mean += v / n;
  for (const double v : values) m.deviation += (v - m.mean) * (v - m.mean) / (n - 1);
  m.deviation = std::sqrt(m.deviation);
  return m;
}

// Of |value - center|, linearly interpolated between order statistics.
double QuantileOfError(std::vector<double> values, double center, double probability) {
  for (double& v : values) v = std::abs(v - center);
  std::sort(values.begin(), values.end());
  const double position = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

// Standard error of the slope of estimated quantiles at these widths: a quantile of |Z|, Z Gaussian, has the relative
// error sqrt(delta (1-delta) / draws) / (density * quantile), here for delta = 0.05 (a little less for larger delta);
// sqrt(2) for the correlation of neighbouring widths, which share half of their units.
double SlopeError(const std::vector<double>& widths, const Config& config) {
  constexpr double kGaussianQuantile = 1.96, kDensity = 0.1169;
  const double relative = std::sqrt(config.delta * (1 - config.delta) / config.draws) / (kDensity * kGaussianQuantile) *
                          std::numbers::sqrt2;
  double mean = 0, spread = 0;
  const auto n = static_cast<double>(widths.size());
  for (const double w : widths) mean += std::log(w) / n;
  for (const double w : widths) spread += (std::log(w) - mean) * (std::log(w) - mean);
  return relative / std::sqrt(spread);
}

// The kernel in a normalisation over that of the same weights with a factor at the readout alone, against the width:
// slope 0 if it has a limit, -N for the factors printed in eq. (1) if it vanishes like m^-N.
double SlopeOfScaling(models::Normalization normalization, int degree, std::uint64_t seed) {
  std::vector<double> widths, ratios;
  for (const models::Index width : {4096, 16384, 65536}) {
    models::PolynomialNetOptions options{.inputs = 2, .width = width, .degree = degree, .normalization = normalization};
    // The scale may depend on the width, so each width is a network of its own.
    const std::array<models::Index, 1> only = {width};
    const double scaled = models::StreamNtk(options, SeedOf(seed, degree, 0), Inputs(), only)[0].ntk()(0, 0);
    options.normalization = models::Normalization::kRawActivation;
    const double usual = models::StreamNtk(options, SeedOf(seed, degree, 0), Inputs(), only)[0].ntk()(0, 0);
    widths.push_back(static_cast<double>(width));
    ratios.push_back(scaled / usual);
  }
  return FitPowerLaw(widths, ratios).exponent;
}

// Of one pair p, at every width.
std::vector<Estimate> EstimatesOf(const Config& config, int degree, std::size_t p, const Samples& samples,
                                  const std::vector<models::Index>& widths) {
  const PairOfPoints& pair = kPairs[p];
  const ntk::OnSphere kernel(ntk::PolynomialNet(degree, ntk::Normalization::kRawActivation));
  const double exact = kernel(pair.angle), unit_deviation = UnitDeviation(degree, pair.angle);
  const double excess_of_unit = pair.angle == std::numbers::pi ? 0 : ExcessKurtosis(degree, pair.angle);
  std::vector<Estimate> estimates;
  for (std::size_t w = 0; w < widths.size(); ++w) {
    const Moments moments = MomentsOf(samples[w][p]);
    const auto width = static_cast<double>(widths[w]);
    const double spread = unit_deviation / std::sqrt(width);
    estimates.push_back({.degree = degree,
                         .pair = pair.name,
                         .angle = pair.angle,
                         .width = static_cast<std::int64_t>(widths[w]),
                         .kernel = exact,
                         .mean = moments.mean,
                         .deviation = moments.deviation,
                         .predicted_spread = spread,
                         .excess_kurtosis = excess_of_unit / width,
                         .standard_error = spread / std::sqrt(config.draws),
                         .quantile = QuantileOfError(samples[w][p], exact, 1 - config.delta),
                         .bound = Theorem2Bound(degree, width, config.delta).value_or(kMissing)});
  }
  return estimates;
}

// The measured slope of one degree and pair, and that of planted errors at the same widths.
RateFit FitRate(const Config& config, int degree, const PairOfPoints& pair, const std::vector<Estimate>& estimates,
                std::uint64_t seed) {
  std::vector<double> widths, quantiles, planted;
  for (const Estimate& estimate : estimates) {
    const auto width = static_cast<double>(estimate.width);
    if (width < FourthMomentRatio(degree, pair.angle)) continue;
    widths.push_back(width);
    quantiles.push_back(estimate.quantile);
  }
  RateFit rate{.degree = degree, .pair = pair.name, .widths = widths.size()};
  // Known before the draws: a fit that could not tell the rates -1/2 and -1/4 apart says nothing.
  constexpr double kApart = 8;
  rate.fitted = widths.size() >= 4 && 0.25 >= kApart * SlopeError(widths, config);
  if (!rate.fitted) return rate;
  const std::uint64_t key = SeedOf(seed, degree, config.draws + pair.row);  // of no net
  for (const auto& errors : GaussianErrors(widths, config.draws, UnitDeviation(degree, pair.angle), key)) {
    planted.push_back(QuantileOfError(errors, 0, 1 - config.delta));
  }
  rate.slope = FitPowerLaw(widths, quantiles).exponent;
  rate.planted = FitPowerLaw(widths, planted).exponent;
  rate.standard_error = SlopeError(widths, config);
  return rate;
}

std::vector<models::Index> Widths(const Config& config) {
  if (config.log2_max_width < config.log2_min_width + 4) {
    throw FlagError("--log2_max_width", "must exceed --log2_min_width by 4 at least",
                    std::to_string(config.log2_max_width));
  }
  std::vector<models::Index> widths;
  for (int power = config.log2_min_width; power <= config.log2_max_width; ++power) {
    widths.push_back(models::Index{1} << power);
  }
  return widths;
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  const std::vector<models::Index> widths = Widths(config);
  context.progress.Start("networks drawn", static_cast<std::int64_t>(config.degrees.size()) * config.draws);
  Evidence evidence{.config = config, .estimates = {}, .rates = {}, .scalings = {}};
  for (const int degree : config.degrees) {
    const Samples samples = Draw(config, degree, widths, context.seed, context.progress);
    for (std::size_t p = 0; p < kPairs.size(); ++p) {
      const std::vector<Estimate> estimates = EstimatesOf(config, degree, p, samples, widths);
      evidence.estimates.insert(evidence.estimates.end(), estimates.begin(), estimates.end());
      if (kPairs[p].angle == std::numbers::pi) continue;
      evidence.rates.push_back(FitRate(config, degree, kPairs[p], estimates, context.seed));
    }
    evidence.scalings.push_back(
        {.degree = degree,
         .printed = SlopeOfScaling(models::Normalization::kRawActivationOverWidth, degree, context.seed),
         .unit = SlopeOfScaling(models::Normalization::kUnit, degree, context.seed)});
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::kernel_convergence
