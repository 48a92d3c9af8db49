#include "experiments/polynomial_nets/kernel_convergence/kernel_convergence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/kernel_convergence/claims.h"
#include "experiments/polynomial_nets/kernel_convergence/ntk_fluctuations.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/names.h"
#include "experiments/shared/power_law_fit.h"
#include "models/polynomial_net.h"
#include "models/streamed_ntk.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::experiments {
namespace {

struct Config {
  std::vector<int> degrees = {1, 2, 3, 4, 5, 6};
  int log2_min_width = 6;
  int log2_max_width = 22;
  int draws = 200;
  double delta = 0.05;
};

void AddFlags(CLI::App& app, Config& config) {
  AddIntegerList(app, "--degrees", &config.degrees, 1, 10, "degrees N of polynomial nets");
  AddInteger(app, "--log2_min_width", &config.log2_min_width, 4, 24, "smallest width, as a power of two");
  AddInteger(app, "--log2_max_width", &config.log2_max_width, 8, 27,
             "largest width, as a power of two; 22 takes an hour");
  AddInteger(app, "--draws", &config.draws, 20, 1000000, "independent networks of each degree");
  AddReal(app, "--delta", &config.delta, 1e-6, 0.5, "Theorem 2 speaks of probability 1 - delta");
}

Json ToJson(const Config& config) {
  return {{"degrees", config.degrees},
          {"log2_min_width", config.log2_min_width},
          {"log2_max_width", config.log2_max_width},
          {"draws", config.draws},
          {"delta", config.delta}};
}

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

void AddSlope(const Config& config, const std::vector<double>& widths, const std::vector<double>& quantiles,
              ConvergenceSlopes& slopes) {
  const double slope = FitPowerLaw(widths, quantiles).exponent;
  const double error = SlopeError(widths, config);
  ++slopes.count;
  slopes.smallest = std::min(slopes.smallest, slope);
  slopes.largest = std::max(slopes.largest, slope);
  slopes.worst = std::max(slopes.worst, std::abs(slope + 0.5) / error);
  slopes.wrong_rates_rejected = slopes.wrong_rates_rejected &&
                                std::abs(slope + 0.25) > kConvergenceStandardErrors * error &&
                                std::abs(slope + 1) > kConvergenceStandardErrors * error;
}

// The measured slope of one degree and pair, and that of planted errors at the same widths.
void AddSlopes(const Config& config, int degree, const PairOfPoints& pair, const std::vector<double>& widths,
               const std::vector<double>& quantiles, std::uint64_t seed, ConvergenceFindings& findings) {
  // Known before the draws: a fit that could not tell the rates -1/2 and -1/4 apart says nothing.
  constexpr double kApart = 8;
  if (widths.size() < 4 || 0.25 < kApart * SlopeError(widths, config)) {
    findings.without_slope.push_back({{"degree", degree}, {"pair", pair.name}, {"asymptotic_widths", widths.size()}});
    return;
  }
  AddSlope(config, widths, quantiles, findings.measured);
  std::vector<double> planted;
  const std::uint64_t key = SeedOf(seed, degree, config.draws + pair.row);  // of no net
  for (const auto& errors : GaussianErrors(widths, config.draws, UnitDeviation(degree, pair.angle), key)) {
    planted.push_back(QuantileOfError(errors, 0, 1 - config.delta));
  }
  AddSlope(config, widths, planted, findings.planted);
}

Panel ErrorPanel() {
  return {.title = "95% quantile of |error|, one radian apart",
          .x = {.label = "width $m$", .log = true},
          .y = {.label = "quantile / $K$($x$, $x$)", .log = true}};
}

Result Run(const Config& config, RunContext& context) {
  if (config.log2_max_width < config.log2_min_width + 4) {
    throw FlagError("--log2_max_width", "must exceed --log2_min_width by 4 at least",
                    std::to_string(config.log2_max_width));
  }
  std::vector<models::Index> widths;
  for (int power = config.log2_min_width; power <= config.log2_max_width; ++power) {
    widths.push_back(models::Index{1} << power);
  }
  Table table({{"degree", Table::kInteger},
               {"pair", Table::kText},
               {"width", Table::kInteger},
               {"draws", Table::kInteger},
               {"kernel", Table::kReal},
               {"mean", Table::kReal},
               {"standard_error", Table::kReal},
               {"quantile", Table::kReal},
               {"bound", Table::kRealOrMissing}});
  context.progress.Start("networks drawn", static_cast<std::int64_t>(config.degrees.size()) * config.draws);
  ConvergenceFindings findings;
  Panel panel = ErrorPanel();
  for (std::size_t order = 0; order < config.degrees.size(); ++order) {
    const int degree = config.degrees[order];
    const Samples samples = Draw(config, degree, widths, context.seed, context.progress);
    const ntk::OnSphere kernel(ntk::PolynomialNet(degree, ntk::Normalization::kRawActivation));
    bool wrong_seen = false;
    for (std::size_t p = 0; p < kPairs.size(); ++p) {
      const double exact = kernel(kPairs[p].angle);
      const double unit_deviation = UnitDeviation(degree, kPairs[p].angle);
      std::vector<double> asymptotic_widths, asymptotic_quantiles;
      Series series;
      for (std::size_t w = 0; w < widths.size(); ++w) {
        const Moments moments = MomentsOf(samples[w][p]);
        const auto width = static_cast<double>(widths[w]);
        const double deviation = unit_deviation / std::sqrt(width);
        const double standard_error = deviation / std::sqrt(config.draws);
        const double quantile = QuantileOfError(samples[w][p], exact, 1 - config.delta);
        const double bound = Theorem2Bound(degree, width, config.delta).value_or(kMissing);
        table.Append(degree, kPairs[p].name, static_cast<std::int64_t>(widths[w]), config.draws, exact, moments.mean,
                     standard_error, quantile, bound);
        series.x.push_back(width);
        series.y.push_back(quantile / kernel(0.0));
        if (!std::isnan(bound)) {
          ++findings.admissible;
          if (quantile > 0) findings.smallest_slack = std::min(findings.smallest_slack, bound / quantile);
        }
        // Opposite points share no active unit: kernel and estimate are exactly 0 there.
        if (kPairs[p].angle == std::numbers::pi) {
          if (moments.mean != 0 || moments.deviation != 0)
            findings.worst_bias = std::numeric_limits<double>::infinity();
          continue;
        }
        findings.worst_bias = std::max(findings.worst_bias, std::abs(moments.mean - exact) / standard_error);
        wrong_seen = wrong_seen || std::abs(moments.mean - KernelWithoutDegreeFactor(degree, kPairs[p].angle)) >
                                       kConvergenceStandardErrors * standard_error;
        if (width >= FourthMomentRatio(degree, kPairs[p].angle)) {
          asymptotic_widths.push_back(width);
          asymptotic_quantiles.push_back(quantile);
        }
      }
      if (kPairs[p].angle != std::numbers::pi) {
        AddSlopes(config, degree, kPairs[p], asymptotic_widths, asymptotic_quantiles, context.seed, findings);
      }
      if (p + 1 < kPairs.size()) continue;
      series.label.text = "$N$ = " + std::to_string(degree);
      series.color = palette::Ordered(static_cast<double>(order) /
                                      static_cast<double>(std::max<std::size_t>(config.degrees.size() - 1, 1)));
      series.style = Series::Style::kLinePoints;
      panel.series.push_back(std::move(series));
    }
    if (degree >= 2) findings.wrong_kernel_rejected = findings.wrong_kernel_rejected && wrong_seen;
    const double literal = SlopeOfScaling(models::Normalization::kRawActivationOverWidth, degree, context.seed);
    findings.literal_slopes[std::to_string(degree)] = literal;
    findings.worst_literal = std::max(findings.worst_literal, std::abs(literal + degree));
    findings.worst_unit_slope = std::max(findings.worst_unit_slope,
                                         std::abs(SlopeOfScaling(models::Normalization::kUnit, degree, context.seed)));
  }
  Series reference;
  reference.color = palette::kGrey;
  reference.dash = Series::Dash::kDashed;
  reference.label.text = "~ $m$^{-1/2}";
  for (const auto width : widths) {
    reference.x.push_back(static_cast<double>(width));
    reference.y.push_back(1 / std::sqrt(static_cast<double>(width)));
  }
  panel.series.push_back(std::move(reference));

  Result result;
  result.claims = {JudgeTheorem1(config.draws, findings), JudgeTheorem2(findings)};
  Figure figure{.title = "Distance of the empirical NTK from its limit against the width", .panels = {panel}};
  figure.width = 640;
  result.figures.push_back({"kernel_convergence", std::move(figure)});
  result.tables.push_back({"kernel_convergence", std::move(table)});
  return result;
}

}  // namespace

Experiment KernelConvergence() {
  return MakeExperiment<Config>({.name = "kernel_convergence",
                                 .summary =
                                     "Does the empirical NTK of finite polynomial nets scatter around the kernel of "
                                     "Theorem 1, and approach it at the rate of Theorem 2?",
                                 .paper = PolynomialNets(),
                                 .claims = {DeclareTheorem1(), DeclareTheorem2()},
                                 .defaults = {},
                                 .quick = {.degrees = {1, 2}, .log2_max_width = 13, .draws = 1000},
                                 .add_flags = AddFlags,
                                 .to_json = ToJson,
                                 .run = Run});
}

}  // namespace hadamard_ntk::experiments
