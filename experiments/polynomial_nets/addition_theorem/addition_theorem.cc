#include "experiments/polynomial_nets/addition_theorem/addition_theorem.h"

#include <Eigen/Core>
#include <algorithm>
#include <boost/math/special_functions/gegenbauer.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/addition_theorem/claims.h"
#include "experiments/polynomial_nets/addition_theorem/harmonic_polynomials.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/names.h"
#include "models/random.h"
#include "referee/program/flags.h"
#include "referee/program/text_table.h"
#include "spectral/multiplicity.h"
#include "spectral/spherical_harmonics.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
// Monomials of higher degree are too nearly dependent on the sphere.
constexpr int kLargestDefinitionDegree = 8;

struct Config {
  std::vector<int> d = {2, 3, 4, 9};
  int k_max = 40;
  int harmonics = 20000;
  int definition_harmonics = 700;
  int pairs = 25;
};

void AddFlags(CLI::App& app, Config& config) {
  AddIntegerList(app, "--d", &config.d, 2, 30, "spheres S^d in R^{d+1}");
  AddInteger(app, "--k_max", &config.k_max, 3, 200, "largest degree k");
  AddInteger(app, "--harmonics", &config.harmonics, 100, 1000000, "no degree with more harmonics F(d, k) than this");
  AddInteger(app, "--definition_harmonics", &config.definition_harmonics, 0, 1000,
             "harmonic polynomials by definition up to this many, for k <= 8");
  AddInteger(app, "--pairs", &config.pairs, 3, 1000, "pairs of points on each sphere, at angles from 0 to pi");
}

Json ToJson(const Config& config) {
  return {{"d", config.d},
          {"k_max", config.k_max},
          {"harmonics", config.harmonics},
          {"definition_harmonics", config.definition_harmonics},
          {"pairs", config.pairs}};
}

struct Pair {
  Eigen::VectorXd x, z;
  double theta;
};

// Pairs at angles pi i / (pairs - 1), in random planes.
std::vector<Pair> MakePairs(int d, int pairs, std::uint64_t seed) {
  std::vector<Pair> result;
  const Eigen::Index n = d + 1;
  for (int i = 0; i < pairs; ++i) {
    Eigen::MatrixXd normals(n, 2);
    const auto begin = static_cast<std::uint64_t>(i) * 2 * static_cast<std::uint64_t>(n);
    models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = static_cast<std::uint32_t>(d)},
                       begin, std::span<double>(normals.data(), static_cast<std::size_t>(normals.size())));
    const Eigen::VectorXd x = normals.col(0).normalized();
    const Eigen::VectorXd w = (normals.col(1) - x.dot(normals.col(1)) * x).normalized();
    const double theta = std::numbers::pi * i / (pairs - 1);
    const Eigen::VectorXd z = i == 0           ? x
                              : i == pairs - 1 ? Eigen::VectorXd(-x)
                                               : (std::cos(theta) * x + std::sin(theta) * w).normalized();
    result.push_back({x, z, theta});
  }
  return result;
}

double Cosine(const Eigen::VectorXd& x, const Eigen::VectorXd& z) {
  using Wide = long double;
  const auto a = x.cast<Wide>(), b = z.cast<Wide>();
  const Wide cosine = a.dot(b) / std::sqrt(a.squaredNorm() * b.squaredNorm());
  return static_cast<double>(std::clamp<Wide>(cosine, -1, 1));
}

// |sum_j Y_j(x) Y_j(z) / F - P_k(u)|, u the rounded cosine: 2 (k + d) eps for each of the two vectors Y, of norm
// sqrt(F); the sum in long double; 2 sqrt((k+1)(k+d)) eps for P_k; eps / 2 in u times max |P_k'| = k (k+d-1) / d.
double SumTolerance(int d, int k, double f) {
  const double harmonics = 4.0 * (k + d), sum = f / 2048 + 1, zonal = 2 * std::sqrt((k + 1.0) * (k + d));
  return (harmonics + sum + zonal + 0.5 * k * (k + d - 1.0) / d) * kEps;
}

// Of the road by definition: its own error, and that of rounded unit vectors.
double DefinitionTolerance(int d, int k, const HarmonicPolynomials& harmonics) {
  return SumTolerance(d, k, 1) + (static_cast<double>(harmonics.size()) + 8 * k + 8) * kEps * harmonics.condition();
}

// The classical polynomial at 1: binom(k + d - 2, k).
double ClassicalAtOne(int d, int k) {
  double value = 1;
  for (int i = 1; i <= k; ++i) value *= static_cast<double>(d - 2 + i) / i;
  return std::round(value);
}

AdditionDegree Compare(int d, int k, const std::vector<Pair>& pairs, const Config& config, Table& table) {
  const spectral::SphericalHarmonics<> harmonics(d, k);
  AdditionDegree degree{.d = d, .k = k, .multiplicity = spectral::Multiplicity(d, k)};
  degree.classical_factor = ClassicalAtOne(d, k);
  std::optional<HarmonicPolynomials> by_definition;
  if (k <= kLargestDefinitionDegree && harmonics.size() <= config.definition_harmonics) by_definition.emplace(d, k);
  degree.by_definition = by_definition.has_value();
  const double f = degree.multiplicity, lambda = (d - 1) / 2.0;
  const double tolerance = SumTolerance(d, k, f);
  for (const Pair& pair : pairs) {
    const Eigen::Matrix<long double, Eigen::Dynamic, 1> y = harmonics.At(pair.x).cast<long double>(),
                                                        y_other = harmonics.At(pair.z).cast<long double>();
    const auto sum = static_cast<double>(y.dot(y_other) / static_cast<long double>(f));
    const double u = Cosine(pair.x, pair.z);
    const double g_unit = spectral::ZonalAtCosine(d, k, u);
    const double g_classical = boost::math::gegenbauer(static_cast<unsigned>(k), lambda, u);
    const double wrong_lambda = spectral::ZonalAtCosine(d + 1, k, u);
    const double classical_error = std::abs(sum - g_classical);
    degree.unit = std::max(degree.unit, std::abs(sum - g_unit) / tolerance);
    // The recurrence of C_k^lambda: as P_k, times its size.
    degree.classical = std::max(degree.classical, classical_error / (2 * degree.classical_factor * tolerance));
    const double planted_error = std::abs(sum * degree.classical_factor - g_classical);
    degree.planted = std::max(degree.planted, planted_error / (2 * degree.classical_factor * tolerance));
    degree.classical_deviation = std::max(degree.classical_deviation, classical_error);
    degree.control = std::max(degree.control, std::abs(sum - wrong_lambda) / tolerance);
    double definition = kMissing;
    if (by_definition) {
      definition = by_definition->SumOfProducts(pair.x, pair.z) / f;
      degree.definition =
          std::max(degree.definition, std::abs(definition - g_unit) / DefinitionTolerance(d, k, *by_definition));
    }
    table.Append(d, k, f, pair.theta, sum, definition, g_unit, g_classical, tolerance);
  }
  return degree;
}

std::string SummaryTable(const std::vector<AdditionDegree>& degrees) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"sphere"},
                                           {"degrees k"},
                                           {"largest F(d,k)", Align::kRight},
                                           {"G_k(1) = 1, of the bound", Align::kRight},
                                           {"by definition", Align::kRight},
                                           {"C_k^lambda: largest |error|", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (std::size_t first = 0; first < degrees.size();) {
    const int d = degrees[first].d;
    double unit = 0, definition = 0, classical = 0, f = 0;
    std::size_t end = first;
    for (; end < degrees.size() && degrees[end].d == d; ++end) {
      unit = std::max(unit, degrees[end].unit);
      definition = std::max(definition, degrees[end].definition);
      classical = std::max(classical, degrees[end].classical_deviation);
      f = std::max(f, degrees[end].multiplicity);
    }
    rows.push_back({"S^" + std::to_string(d), "0.." + std::to_string(degrees[end - 1].k), RoundedReal(f, 9),
                    RoundedReal(unit, 2), RoundedReal(definition, 2), RoundedReal(classical, 3)});
    first = end;
  }
  return "sum_j Y_kj(x) Y_kj(x') / F(d,k) against two normalizations of the Gegenbauer polynomial:\n" +
         TextTable(columns, rows);
}

// The sum over F against the angle; the first sphere's panel explains it, the last one's names the degrees.
Panel SumPanel(int d, bool first, bool last, const Table& table) {
  const std::vector<int> drawn = {2, 3, 6};
  Panel sums{.title = "$S$^{" + std::to_string(d) + "}",
             .x = {.label = "angle", .min = 0, .max = std::numbers::pi, .ticks = {{0, "0"}, {std::numbers::pi, "π"}}},
             .y = {.label = first ? "Σ $Y Y$ / $F$" : "", .min = -1.2, .max = 2.4, .tick_labels = first}};
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    Series points, unit, classical;
    points.style = Series::Style::kPoints;
    points.color = unit.color = classical.color = palette::Turn(i);
    classical.dash = Series::Dash::kDotted;
    if (last) unit.label = {"$k$ = " + std::to_string(drawn[i])};
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (table.Integers("d")[row] != d || table.Integers("k")[row] != drawn[i]) continue;
      points.x.push_back(table.Reals("theta")[row]);
      points.y.push_back(table.Reals("sum_over_f")[row]);
    }
    if (points.x.empty()) continue;
    for (int t = 0; t <= 120; ++t) {
      const double theta = std::numbers::pi * t / 120, p = spectral::ZonalAtAngle(d, drawn[i], theta);
      unit.x.push_back(theta);
      unit.y.push_back(p);
      classical.x.push_back(theta);
      classical.y.push_back(p * ClassicalAtOne(d, drawn[i]));
    }
    sums.series.push_back(classical);
    sums.series.push_back(unit);
    sums.series.push_back(points);
  }
  if (first) {
    double y = 0.95;
    for (const char* text : {"points: Σ $Y Y$ / $F$", "line: $G$_{$k$}, $G$_{$k$}(1) = 1", "dotted: $C$_{$k$}^{λ}"}) {
      sums.annotations.push_back({.x = 0.06, .y = y, .text = text, .in_panel = true});
      y -= 0.09;
    }
  }
  return sums;
}

// The deviations against k.
Panel DeviationPanel(int d, bool first, bool last, const std::vector<AdditionDegree>& degrees) {
  Panel deviations{.x = {.label = "degree $k$", .min = 0},
                   .y = {.label = first ? "largest |Σ $Y Y$ / $F$ - $G$_{$k$}|" : "",
                         .log = true,
                         .min = 1e-17,
                         .max = 1e8,
                         .tick_labels = first}};
  Series unit, bound, classical;
  unit.color = palette::kBlue;
  bound.color = palette::kGrey;
  classical.color = palette::kVermilion;
  classical.dash = Series::Dash::kDotted;
  bound.dash = Series::Dash::kDashed;
  if (last) {
    unit.label = {"$G$_{$k$}(1) = 1"};
    bound.label = {"bound"};
    classical.label = {"$C$_{$k$}^{λ}"};
  }
  for (const AdditionDegree& degree : degrees) {
    if (degree.d != d) continue;
    const double tolerance = SumTolerance(d, degree.k, degree.multiplicity);
    for (Series* series : {&unit, &bound, &classical}) series->x.push_back(degree.k);
    unit.y.push_back(std::max(degree.unit * tolerance, 1e-17));
    bound.y.push_back(tolerance);
    classical.y.push_back(std::max(degree.classical_deviation, 1e-17));
  }
  deviations.series = {bound, unit, classical};
  return deviations;
}

// At most four spheres; for each, the sum against the angle, above the deviations against k.
Figure Draw(const std::vector<int>& all_spheres, const std::vector<AdditionDegree>& degrees, const Table& table) {
  std::vector<int> spheres = all_spheres;
  if (spheres.size() > 4) spheres.resize(4);
  std::vector<Panel> above, beneath;
  for (const int d : spheres) {
    const bool first = d == spheres.front(), last = d == spheres.back();
    above.push_back(SumPanel(d, first, last, table));
    beneath.push_back(DeviationPanel(d, first, last, degrees));
  }
  Figure figure;
  figure.title = "The addition theorem with two normalizations of the Gegenbauer polynomial";
  figure.columns = static_cast<int>(spheres.size());
  figure.panels = std::move(above);
  figure.panels.insert(figure.panels.end(), beneath.begin(), beneath.end());
  figure.row_heights = {300, 300};
  figure.width = 240.0 * figure.columns + 60;
  return figure;
}

Result Run(const Config& config, RunContext& context) {
  Table table({{"d", Table::kInteger},
               {"k", Table::kInteger},
               {"multiplicity", Table::kReal},
               {"theta", Table::kReal},
               {"sum_over_f", Table::kReal},
               {"definition_sum_over_f", Table::kRealOrMissing},
               {"g_unit", Table::kReal},
               {"g_classical", Table::kReal},
               {"tolerance", Table::kReal}});
  std::vector<AdditionDegree> degrees;
  const auto total = static_cast<std::int64_t>(config.d.size()) * (config.k_max + 1);
  context.progress.Start("addition theorem", total);
  for (const int d : config.d) {
    const std::vector<Pair> pairs = MakePairs(d, config.pairs, context.seed);
    for (int k = 0; k <= config.k_max; ++k) {
      if (spectral::LogMultiplicity(d, k) <= std::log(config.harmonics)) {
        degrees.push_back(Compare(d, k, pairs, config, table));
      }
      context.progress.Advance();
    }
  }
  Result result;
  for (const AdditionDegree& degree : degrees) {
    Json entry = {{"d", degree.d},
                  {"k", degree.k},
                  {"multiplicity", degree.multiplicity},
                  {"unit_over_bound", degree.unit},
                  {"classical_at_one", degree.classical_factor},
                  {"classical_largest_error", degree.classical_deviation},
                  {"wrong_lambda_over_bound", degree.control},
                  {"planted_over_bound", degree.planted}};
    if (degree.by_definition) entry["definition_over_bound"] = degree.definition;
    result.extra["degrees"].push_back(entry);
  }
  result.claims = {JudgeLemma1(degrees)};
  result.summary = SummaryTable(degrees);
  result.figures.push_back({"addition_theorem", Draw(config.d, degrees, table)});
  result.tables.push_back({"addition_theorem", std::move(table)});
  return result;
}

}  // namespace

Experiment AdditionTheorem() {
  return MakeExperiment<Config>({.name = "addition_theorem",
                                 .summary =
                                     "Is the sum of Y_kj(x) Y_kj(x') over an orthonormal basis of spherical harmonics "
                                     "F(d,k) times a Gegenbauer polynomial, and which? The verdict on Lemma 1.",
                                 .paper = PolynomialNets(),
                                 .claims = {DeclareLemma1()},
                                 .defaults = {},
                                 .quick = {.k_max = 12, .harmonics = 3000, .definition_harmonics = 150, .pairs = 13},
                                 .add_flags = AddFlags,
                                 .to_json = ToJson,
                                 .run = Run});
}

}  // namespace hadamard_ntk::experiments
