#include "experiments/polynomial_nets/quadratic_recovery/quadratic_recovery.h"

#include <string>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/quadratic_recovery/claims.h"
#include "experiments/polynomial_nets/quadratic_recovery/figures.h"
#include "experiments/polynomial_nets/quadratic_recovery/measure.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace quadratic_recovery {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 1, 20, "dimensions d of the inputs; 2 is always there");
  flags.Integer("--test_points", config.test_points, 5, 1000000, "test directions in each dimension");
  flags.Integer("--circle_directions", config.circle_directions, 32, 4096,
                "training directions on the circle: 4, 8, 16, ... up to this");
  flags.Integer("--sphere_directions", config.sphere_directions, 96, 4096,
                "training directions in d = 3: 12, 24, 48, ... up to this");
}

Table TabulateRecoveries(const Evidence& evidence) {
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
  return table;
}

Table TabulateProfile(const Evidence& evidence) {
  Table table({{"target", Table::kText},
               {"angle_degrees", Table::kReal},
               {"truth", Table::kReal},
               {"pnn_basis", Table::kReal},
               {"pnn_8", Table::kReal},
               {"pnn_raw_basis", Table::kReal}});
  for (const ProfilePoint& p : evidence.profile) {
    table.Append(p.target, p.angle_degrees, p.truth, p.pnn_basis, p.pnn_8, p.pnn_raw_basis);
  }
  return table;
}

Table TabulateDirections(const Evidence& evidence) {
  Table table({{"d", Table::kInteger},
               {"n", Table::kInteger},
               {"target", Table::kText},
               {"error", Table::kReal},
               {"predicted", Table::kRealOrMissing}});
  for (const DirectionError& e : evidence.directions) table.Append(e.d, e.n, e.target, e.error, e.predicted);
  return table;
}

std::string Summarize(const Evidence& evidence) {
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

}  // namespace
}  // namespace quadratic_recovery

Experiment QuadraticRecovery() {
  using namespace quadratic_recovery;
  return Define<Config, Evidence>(
      {.name = "quadratic_recovery",
       .summary =
           "Does a polynomial net of degree 2, trained on x^T beta x in the kernel regime, return it everywhere? "
           "Exact predictors for the training sets of Theorem 6 and for its true neighbours.",
       .paper = PolynomialNets(),
       .quick = {.test_points = 400, .circle_directions = 128, .sphere_directions = 192},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"quadratic_recovery", TabulateRecoveries},
                  {"quadratic_recovery_profile", TabulateProfile},
                  {"quadratic_recovery_directions", TabulateDirections}},
       .figures = {{"quadratic_recovery", DrawRecovery},
                   {"quadratic_recovery_profile", DrawProfile},
                   {"quadratic_recovery_directions", DrawDirections}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
