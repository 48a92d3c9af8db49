#include "experiments/kernel_convergence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "experiments/flags.h"
#include "experiments/ntk_fluctuations.h"
#include "models/polynomial_net.h"
#include "models/streamed_ntk.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr double kStandardErrors = 5;
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

Claim DeclareTheorem1() {
  return {
      .id = "theorem_1",
      .where = "Theorem 1, eq. (1)-(3)",
      .statement =
          "\"The NTK of N-degree PNNs, denoted by K(x, x'), can be derived as: K = 2N <x, x'> kappa_1 kappa_2^{N-1} + "
          "2 kappa_2^N\", for the network of eq. (1)",
      .pass_condition =
          "for every degree, pair and width the mean of the empirical NTK over the draws is within 5 of its exact "
          "standard errors of K, for the network with the factors sqrt(2/m) of eq. (1) as printed",
      .expected_verdict = Verdict::kConfirmedInPart};
}

Claim DeclareTheorem2() {
  return {.id = "theorem_2",
          .where = "Theorem 2",
          .statement =
              "\"assume that the width m >= 2^{4N-2} log^{2N-1}(2N/delta) ... with probability at least 1 - delta ... "
              "|<grad f(x), grad f(x')> - K(x, x')| <= 4 N rho e sqrt(log(2N/delta) / m)\"",
          .pass_condition =
              "the 1 - delta quantile of |error| is below the bound at every width that satisfies the condition, and "
              "falls with the width like m^-1/2 within 5 standard errors of the slope, over the widths above the "
              "fourth-moment ratio of a hidden unit (36^N; 23.3^N for parallel points), where the central limit holds, "
              "if these are so many that the rates -1/2 and -1/4 lie 8 standard errors apart",
          .expected_verdict = Verdict::kConfirmed};
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
      .inputs = 2, .width = widths.back(), .degree = degree, .normalization = models::Normalization::kPaperEq2};
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

// Slope of log y against log x.
double LogSlope(const std::vector<double>& x, const std::vector<double>& y) {
  double mean_x = 0, mean_y = 0, sxx = 0, sxy = 0;
  const auto n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += std::log(x[i]) / n;
    mean_y += std::log(y[i]) / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    sxx += (std::log(x[i]) - mean_x) * (std::log(x[i]) - mean_x);
    sxy += (std::log(x[i]) - mean_x) * (std::log(y[i]) - mean_y);
  }
  return sxy / sxx;
}

// Standard error of LogSlope of estimated quantiles at these widths: a quantile of |Z|, Z Gaussian, has the relative
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

// The kernel of eq. (1) with its printed factors over that of the same weights with a factor at the readout alone,
// against the width: slope -N if it vanishes like m^-N.
double LiteralSlope(int degree, std::uint64_t seed) {
  std::vector<double> widths, ratios;
  for (const models::Index width : {4096, 16384, 65536}) {
    models::PolynomialNetOptions options{
        .inputs = 2, .width = width, .degree = degree, .normalization = models::Normalization::kPaperEq1Literal};
    // The scale of the literal normalisation depends on the width, so each width is a network of its own.
    const std::array<models::Index, 1> only = {width};
    const double literal = models::StreamNtk(options, SeedOf(seed, degree, 0), Inputs(), only)[0].ntk()(0, 0);
    options.normalization = models::Normalization::kPaperEq2;
    const double usual = models::StreamNtk(options, SeedOf(seed, degree, 0), Inputs(), only)[0].ntk()(0, 0);
    widths.push_back(static_cast<double>(width));
    ratios.push_back(literal / usual);
  }
  return LogSlope(widths, ratios);
}

struct Findings {
  double worst_bias = 0;              // in exact standard errors
  bool wrong_kernel_rejected = true;  // for every degree >= 2, somewhere
  Json literal_slopes = Json::object();
  double worst_literal = 0;  // |slope + N|
  int slopes = 0;            // fitted, and with them:
  double smallest_slope = std::numeric_limits<double>::infinity();
  double largest_slope = -std::numeric_limits<double>::infinity();
  double worst_slope = 0;            // |slope + 1/2|, in standard errors
  bool wrong_rates_rejected = true;  // -1/4 and -1, at 5 standard errors, on every one
  Json without_slope = Json::array();
  int admissible = 0;  // widths and pairs at which the bound was tested
  double smallest_slack = std::numeric_limits<double>::infinity();
};

void AddSlope(const Config& config, int degree, const char* pair, const std::vector<double>& widths,
              const std::vector<double>& quantiles, Findings& findings) {
  // Known before the draws: a fit that could not tell the rates -1/2 and -1/4 apart says nothing.
  constexpr double kApart = 8;
  if (widths.size() < 4 || 0.25 < kApart * SlopeError(widths, config)) {
    findings.without_slope.push_back({{"degree", degree}, {"pair", pair}, {"asymptotic_widths", widths.size()}});
    return;
  }
  const double slope = LogSlope(widths, quantiles);
  const double error = SlopeError(widths, config);
  ++findings.slopes;
  findings.smallest_slope = std::min(findings.smallest_slope, slope);
  findings.largest_slope = std::max(findings.largest_slope, slope);
  findings.worst_slope = std::max(findings.worst_slope, std::abs(slope + 0.5) / error);
  findings.wrong_rates_rejected = findings.wrong_rates_rejected && std::abs(slope + 0.25) > kStandardErrors * error &&
                                  std::abs(slope + 1) > kStandardErrors * error;
}

Claim JudgeTheorem1(const Config& config, const Findings& findings) {
  Claim claim = DeclareTheorem1();
  const bool unbiased = findings.worst_bias <= kStandardErrors;
  claim.measured = {
      "means over " + std::to_string(config.draws) + " draws are within " + RoundedReal(findings.worst_bias, 3) +
          " exact standard errors of K, but only with sqrt(2/m) at the readout alone: with the factors printed "
          "in eq. (1) the kernel falls like m^-N, slopes equal to -N within " +
          RoundedReal(findings.worst_literal, 2),
      {{"worst_bias_in_standard_errors", findings.worst_bias}, {"slopes_of_printed_scaling", findings.literal_slopes}}};
  claim.negative_control = {
      "the formula without the factor N in its first term is rejected at 5 standard errors for every N >= 2",
      findings.wrong_kernel_rejected};
  const bool vanishes = findings.worst_literal <= 1e-9;  // counted: an exact power of the width, through a logarithm
  claim.finding = !unbiased ? Verdict::kContradicted : vanishes ? Verdict::kConfirmedInPart : Verdict::kInconclusive;
  claim.what_holds_instead =
      "The formula is exact, and the empirical NTK unbiased at every width, for y_n = relu(W_n x) * y_{n-1}, f = "
      "sqrt(2/m) "
      "W_{N+1} y_N, with kappa_1, kappa_2 for w ~ N(0, I). The factor sqrt(2/m) after every degree, as eq. (1) prints "
      "it, makes "
      "output and kernel vanish as m^-N.";
  return claim;
}

Claim JudgeTheorem2(const Findings& findings) {
  Claim claim = DeclareTheorem2();
  const bool tested = findings.admissible > 0 && findings.slopes > 0;
  const bool rate = findings.worst_slope <= kStandardErrors;
  claim.measured = {std::to_string(findings.slopes) + " slopes of the quantile against the width, in [" +
                        RoundedReal(findings.smallest_slope, 3) + ", " + RoundedReal(findings.largest_slope, 3) +
                        "], are within " + RoundedReal(findings.worst_slope, 3) +
                        " standard errors of -1/2; the bound, tested at " + std::to_string(findings.admissible) +
                        " pairs and widths, exceeds the quantile at least by the slack",
                    {{"slopes", findings.slopes},
                     {"too_heavy_tailed_for_a_slope", findings.without_slope},
                     {"tested_inequalities", findings.admissible}}};
  claim.negative_control = {"the rates m^-1/4 and m^-1 are rejected at 5 standard errors by every slope",
                            tested && findings.wrong_rates_rejected};
  claim.finding = !tested                       ? Verdict::kInconclusive
                  : findings.smallest_slack < 1 ? Verdict::kContradicted
                  : rate                        ? Verdict::kConfirmed
                                                : Verdict::kInconclusive;
  if (std::isfinite(findings.smallest_slack)) claim.slack = findings.smallest_slack;
  return claim;
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
  Findings findings;
  Panel panel = ErrorPanel();
  for (std::size_t order = 0; order < config.degrees.size(); ++order) {
    const int degree = config.degrees[order];
    const Samples samples = Draw(config, degree, widths, context.seed, context.progress);
    const ntk::OnSphere kernel(ntk::PolynomialNet(degree, ntk::Normalization::kPaperEq2));
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
                                       kStandardErrors * standard_error;
        if (width >= FourthMomentRatio(degree, kPairs[p].angle)) {
          asymptotic_widths.push_back(width);
          asymptotic_quantiles.push_back(quantile);
        }
      }
      if (kPairs[p].angle != std::numbers::pi) {
        AddSlope(config, degree, kPairs[p].name, asymptotic_widths, asymptotic_quantiles, findings);
      }
      if (p + 1 < kPairs.size()) continue;
      series.label.text = "$N$ = " + std::to_string(degree);
      series.color = palette::Ordered(static_cast<double>(order) /
                                      static_cast<double>(std::max<std::size_t>(config.degrees.size() - 1, 1)));
      series.style = Series::Style::kLinePoints;
      panel.series.push_back(std::move(series));
    }
    if (degree >= 2) findings.wrong_kernel_rejected = findings.wrong_kernel_rejected && wrong_seen;
    findings.literal_slopes[std::to_string(degree)] = LiteralSlope(degree, context.seed);
    findings.worst_literal = std::max(findings.worst_literal,
                                      std::abs(findings.literal_slopes[std::to_string(degree)].get<double>() + degree));
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
  result.claims = {JudgeTheorem1(config, findings), JudgeTheorem2(findings)};
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
                                 .claims = {DeclareTheorem1(), DeclareTheorem2()},
                                 .defaults = {},
                                 .quick = {.degrees = {1, 2}, .log2_max_width = 13, .draws = 1000},
                                 .add_flags = AddFlags,
                                 .to_json = ToJson,
                                 .run = Run});
}

}  // namespace hadamard_ntk::experiments
