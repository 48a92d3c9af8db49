#include "experiments/polynomial_nets/quadratic_recovery/quadratic_recovery.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/quadratic_recovery/claims.h"
#include "experiments/polynomial_nets/quadratic_recovery/figures.h"
#include "experiments/polynomial_nets/quadratic_recovery/measure.h"
#include "experiments/shared/kernel_predictor.h"
#include "experiments/shared/names.h"
#include "ntk/fully_connected.h"
#include "ntk/polynomial_net.h"
#include "referee/program/flags.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr int kLargestPlanted = 128;          // directions with a planted target, whose values cost a kernel each
constexpr int kLeastDirections[2] = {4, 12};  // on the circle, on the sphere

struct Config {
  std::vector<int> d = {1, 2, 3, 4, 5};
  int test_points = 2000;
  int circle_directions = 512;
  int sphere_directions = 768;
};

void AddFlags(CLI::App& app, Config& config) {
  AddIntegerList(app, "--d", &config.d, 1, 20, "dimensions d of the inputs; 2 is always there");
  AddInteger(app, "--test_points", &config.test_points, 5, 1000000, "test directions in each dimension");
  AddInteger(app, "--circle_directions", &config.circle_directions, 32, 4096,
             "training directions on the circle: 4, 8, 16, ... up to this");
  AddInteger(app, "--sphere_directions", &config.sphere_directions, 96, 4096,
             "training directions in d = 3: 12, 24, 48, ... up to this");
}

Json ToJson(const Config& config) {
  return {{"d", config.d},
          {"test_points", config.test_points},
          {"circle_directions", config.circle_directions},
          {"sphere_directions", config.sphere_directions}};
}

WideNetwork Pnn() { return MakeWideNetwork("pnn", 2, ntk::PolynomialNet(2)); }
WideNetwork RawPnn() { return MakeWideNetwork("pnn_raw", 2, ntk::ActivationFreePolynomialNet(2)); }
WideNetwork Fc(int depth) { return MakeWideNetwork("fc", depth, ntk::FullyConnected(depth)); }

void AddRecoveries(int d, const Config& config, std::uint64_t seed, QuadraticEvidence& evidence) {
  const Eigen::MatrixXd tests = TestPoints(d, config.test_points, seed), basis = SignedBasis(d),
                        unisolvent = UnisolventSet(d);
  for (const Target& target : QuadraticTargets(d, seed)) {
    for (const WideNetwork& network : {Pnn(), RawPnn()}) {
      evidence.recoveries.push_back(Recover(network, target, "basis", basis, tests));
      evidence.recoveries.push_back(Recover(network, target, "unisolvent", unisolvent, tests));
    }
    const Target wrong = WithPlantedError(target, QuadraticEvidence::kPlantedError);
    evidence.planted.push_back(Recover(RawPnn(), wrong, "unisolvent", unisolvent, tests));
    if (target.name != "full") evidence.planted.push_back(Recover(RawPnn(), wrong, "basis", basis, tests));
  }
  for (const auto& [name, points] : {std::pair("basis", basis), std::pair("unisolvent", unisolvent)}) {
    evidence.in_span.push_back(Recover(Pnn(), SpanTarget(Pnn(), points), name, points, tests));
  }
  const Target linear = LinearTarget(d, seed);
  for (const int depth : {2, 3}) evidence.recoveries.push_back(Recover(Fc(depth), linear, "basis", basis, tests));
  evidence.planted.push_back(
      Recover(Fc(2), WithPlantedError(linear, QuadraticEvidence::kPlantedError), "basis", basis, tests));
}

// The net of degree 2 trained at n directions, all targets at once.
void AddDirections(int d, int n, const Eigen::MatrixXd& points, const Eigen::MatrixXd& tests, std::uint64_t seed,
                   QuadraticEvidence& evidence) {
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
void PlantDirections(const Eigen::MatrixXd& points, const Eigen::MatrixXd& tests, QuadraticEvidence& evidence) {
  evidence.in_span.push_back(Recover(Pnn(), SpanTarget(Pnn(), points), "directions", points, tests));
}

Table Profile(std::uint64_t seed) {
  Table table({{"target", Table::kText},
               {"angle_degrees", Table::kReal},
               {"truth", Table::kReal},
               {"pnn_basis", Table::kReal},
               {"pnn_8", Table::kReal},
               {"pnn_raw_basis", Table::kReal}});
  Eigen::MatrixXd circle(181, 2);
  for (int i = 0; i <= 180; ++i) {
    const double phi = std::numbers::pi * i / 180;
    circle.row(i) << std::cos(phi), std::sin(phi);
  }
  const Eigen::MatrixXd basis = SignedBasis(2), eight = EvenDirections(8);
  for (const Target& target : QuadraticTargets(2, seed)) {
    const Eigen::VectorXd truth = target.At(circle);
    const Eigen::MatrixXd pnn = KernelPredictor(Pnn(), basis, target.At(basis))(circle);
    const Eigen::MatrixXd pnn_8 = KernelPredictor(Pnn(), eight, target.At(eight))(circle);
    const Eigen::MatrixXd raw = KernelPredictor(RawPnn(), basis, target.At(basis))(circle);
    for (Eigen::Index i = 0; i < circle.rows(); ++i) {
      table.Append(target.name, static_cast<double>(i), truth[i], pnn(i, 0), pnn_8(i, 0), raw(i, 0));
    }
  }
  return table;
}

std::string SummaryTable(const QuadraticEvidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"network"},
                                           {"target"},
                                           {"training set"},
                                           {"d", Align::kRight},
                                           {"n", Align::kRight},
                                           {"rank", Align::kRight},
                                           {"error / max", Align::kRight},
                                           {"bound", Align::kRight},
                                           {"exact"}};
  std::vector<std::vector<std::string>> rows;
  for (const Recovery& r : evidence.recoveries) {
    if (r.d > 3) continue;
    const std::string network = r.network == "fc" ? "FC, depth " : r.network == "pnn" ? "PNN, N = " : "raw PNN, N = ";
    rows.push_back({network + std::to_string(r.parameter), r.target, r.set, std::to_string(r.d), std::to_string(r.n),
                    std::to_string(r.rank), RoundedReal(r.error, 2), RoundedReal(r.tolerance, 2),
                    r.exact() ? "yes" : "no"});
  }
  return "Exact predictors trained on a homogeneous target; basis: {e_i, -e_i}, unisolvent: with all (e_i + e_j)/sqrt "
         "2. Where\nrank < n the Gram matrix is singular and the least-norm solution (pseudo-inverse) is used:\n" +
         TextTable(columns, rows);
}

Result Run(const Config& config, RunContext& context) {
  std::vector<int> dimensions = config.d;
  if (std::find(dimensions.begin(), dimensions.end(), 2) == dimensions.end()) dimensions.push_back(2);
  std::sort(dimensions.begin(), dimensions.end());
  QuadraticEvidence evidence;
  context.progress.Start("training sets", static_cast<std::int64_t>(dimensions.size()));
  for (const int d : dimensions) {
    AddRecoveries(d, config, context.seed, evidence);
    context.progress.Advance();
  }
  const Eigen::MatrixXd basis = SignedBasis(2);
  const KernelPredictor printed(Pnn(), basis, QuadraticTargets(2, context.seed)[0].At(basis));
  const auto at = [&printed](double degrees) {
    const double phi = degrees * std::numbers::pi / 180;
    return printed(Eigen::RowVector2d(std::cos(phi), std::sin(phi)))(0, 0);
  };
  evidence.at_45 = at(45);
  evidence.at_22 = at(22.5);

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

  Table table({{"d", Table::kInteger},
               {"network", Table::kText},
               {"degree", Table::kInteger},
               {"target", Table::kText},
               {"set", Table::kText},
               {"n", Table::kInteger},
               {"rank", Table::kInteger},
               {"condition", Table::kReal},
               {"training_residual", Table::kReal},
               {"error", Table::kReal},
               {"tolerance", Table::kReal}});
  for (const Recovery& r : evidence.recoveries) {
    table.Append(r.d, r.network, r.parameter, r.target, r.set, r.n, r.rank, r.condition, r.training_residual, r.error,
                 r.tolerance);
  }
  Table directions({{"d", Table::kInteger},
                    {"n", Table::kInteger},
                    {"target", Table::kText},
                    {"error", Table::kReal},
                    {"predicted", Table::kRealOrMissing}});
  for (const DirectionError& e : evidence.directions) directions.Append(e.d, e.n, e.target, e.error, e.predicted);

  Result result;
  result.claims = {JudgeTheorem6(evidence), JudgeTheorem6Raw(evidence), JudgeAllDirections(evidence)};
  result.summary = SummaryTable(evidence);
  Table profile = Profile(context.seed);
  result.figures.push_back({"quadratic_recovery", DrawRecovery(evidence.recoveries)});
  result.figures.push_back({"quadratic_recovery_profile", DrawProfile(profile)});
  result.figures.push_back({"quadratic_recovery_directions", DrawDirections(evidence.directions)});
  result.tables.push_back({"quadratic_recovery", std::move(table)});
  result.tables.push_back({"quadratic_recovery_profile", std::move(profile)});
  result.tables.push_back({"quadratic_recovery_directions", std::move(directions)});
  return result;
}

}  // namespace

Experiment QuadraticRecovery() {
  return MakeExperiment<Config>(
      {.name = "quadratic_recovery",
       .summary =
           "Does a polynomial net of degree 2, trained on x^T beta x in the kernel regime, return it everywhere? "
           "Exact predictors for the training sets of Theorem 6 and for its true neighbours.",
       .paper = PolynomialNets(),
       .claims = {DeclareTheorem6(), DeclareTheorem6Raw(), DeclareAllDirections()},
       .defaults = {},
       .quick = {.test_points = 400, .circle_directions = 128, .sphere_directions = 192},
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
