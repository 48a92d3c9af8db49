#include "experiments/polynomial_nets/quadratic_recovery/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>

#include "experiments/shared/count.h"
#include "experiments/shared/power_law_fit.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::quadratic_recovery {
namespace {

// On the circle the error must follow the predicted law this closely at the largest n; its next term is O(n^-2).
constexpr double kLawTolerance = 0.02;

Json ToJson(const Recovery& r) {
  return {
      {"d", r.d}, {"network", r.network}, {"degree", r.parameter}, {"target", r.target},       {"set", r.set},
      {"n", r.n}, {"rank", r.rank},       {"error", r.error},      {"tolerance", r.tolerance}, {"exact", r.exact()}};
}

// Cases of one network, target ("" for any) and set.
struct Selection {
  int cases = 0, exact = 0, deficient = 0;
  double largest_error = 0, smallest_error = std::numeric_limits<double>::infinity();
  double largest_tolerance = 0;
  Json values = Json::array();
};

Selection Select(const std::vector<Recovery>& recoveries, const std::string& network, int parameter,
                 const std::string& set, const std::string& target = "", int least_d = 1) {
  Selection s;
  for (const Recovery& r : recoveries) {
    if (r.network != network || r.parameter != parameter || r.set != set || r.d < least_d) continue;
    if (!target.empty() && r.target != target) continue;
    ++s.cases;
    s.exact += r.exact();
    s.deficient += r.rank < r.n;
    s.largest_error = std::max(s.largest_error, r.error);
    s.smallest_error = std::min(s.smallest_error, r.error);
    s.largest_tolerance = std::max(s.largest_tolerance, r.tolerance);
    s.values.push_back(ToJson(r));
  }
  return s;
}

bool AllPlantedRejected(const Evidence& evidence, const std::string& network) {
  int planted = 0;
  for (const Recovery& r : evidence.planted) {
    if (r.network != network) continue;
    ++planted;
    if (r.exact()) return false;
  }
  return planted > 0;
}

// All planted targets on these sets are recovered within their rounding bound, which leaves room for nothing else.
bool AllInSpanExact(const Evidence& evidence, const std::set<std::string>& sets) {
  constexpr double kRounding = 1e-6;
  std::map<std::string, int> planted;
  for (const Recovery& r : evidence.in_span) {
    if (!sets.contains(r.set)) continue;
    ++planted[r.set];
    if (!r.exact() || r.tolerance > kRounding) return false;
  }
  return planted.size() == sets.size();
}

Declaration Theorem6() {
  return {.id = "theorem_6",
          .where = "Theorem 6",
          .statement =
              "\"Let f_rho(x) = x^T beta x be the target function with x in R^d and beta in R^{d x d}. Suppose that "
              "{x_i} contains the orthogonal basis {e_i} and {-e_i}. Then if we train two-degree PNNs f on {(x_i, "
              "f_rho(x_i))} with the squared loss in the NTK regime, we have f(x) = x^T beta x for all x in R^d.\"",
          .quantifiers =
              "every d, every beta, every training set that contains {e_i, -e_i}, every x: d = 1..5, three beta for "
              "each, the set itself and with all (e_i + e_j)/sqrt 2, directions of x at random on radii 0.01 to 100",
          .refuted_by = "one d, beta, set and x at which the exact predictor differs by more than its rounding",
          .pass_condition =
              "the exact kernel predictor of degree 2, trained at {e_i, -e_i}, equals x^T beta x within its rounding "
              "bound at all test points, for identity, diagonal and full beta and every d",
          .expected_verdict = Verdict::kContradicted,
          .why = "not exact in dimension 2 and higher"};
}

Judgement JudgeTheorem6(const Evidence& evidence) {
  const Selection all = Select(evidence.recoveries, "pnn", 2, "basis");
  const Selection higher = Select(evidence.recoveries, "pnn", 2, "basis", "", 2);
  const Selection more = Select(evidence.recoveries, "pnn", 2, "unisolvent", "", 2);
  const Selection raw = Select(evidence.recoveries, "pnn_raw", 2, "unisolvent");
  const Selection linear = Select(evidence.recoveries, "fc", 2, "basis", "linear");
  Judgement judgement;
  judgement.measured = {"exact in " + OutOf(all.exact - higher.exact, all.cases - higher.cases) +
                            " cases of d = 1 and " + OutOf(higher.exact, higher.cases) +
                            " of d >= 2, where the largest error is " + RoundedReal(higher.smallest_error, 3) + " to " +
                            RoundedReal(higher.largest_error, 3) + " of max |x^T beta x| (rounding bound " +
                            RoundedReal(higher.largest_tolerance, 1) +
                            "). d = 2, beta = I: f = " + RoundedReal(evidence.at_45, 6) + " at 45 degrees, " +
                            RoundedReal(evidence.at_22, 6) + " at 22.5, not 1",
                        {{"at_45_degrees", evidence.at_45},
                         {"at_22.5_degrees", evidence.at_22},
                         {"basis", all.values},
                         {"unisolvent", more.values}}};
  const bool accepts_truth =
      raw.cases > 0 && linear.cases > 0 && raw.exact == raw.cases && linear.exact == linear.cases;
  judgement.negative_control = {
      "with one label wrong by 1e-6 the same check rejects what it accepts (raw net on the unisolvent set, two-layer "
      "FC net with a linear target)",
      AllPlantedRejected(evidence, "pnn_raw") && AllPlantedRejected(evidence, "fc")};
  judgement.positive_control = {
      "the same check accepts where exactness is a theorem: the same net on the same points for a target in the span "
      "of its kernel, the raw net on the unisolvent set, the two-layer FC net with a linear target",
      accepts_truth && AllInSpanExact(evidence, {"basis", "unisolvent"})};
  judgement.finding = all.exact == all.cases                             ? Verdict::kConfirmed
                      : higher.cases > 0 && higher.smallest_error > 1e-4 ? Verdict::kContradicted
                                                                         : Verdict::kInconclusive;
  judgement.what_holds_instead =
      "d = 1; and, without activation, a diagonal beta, or any beta on {e_i, -e_i, (e_i + e_j)/sqrt 2} (the kernel is "
      "6 <x,z>^2). With ReLU no finite training set does in d >= 2, whatever else it contains: K falls like 4 theta / "
      "pi from theta = 0, so f has a kink in every training direction that it uses, and x^T beta x has none. From "
      "{e_i, -e_i} the off-diagonal of beta cannot even be seen. The linear analogue (two-layer FC net, linear "
      "target, the same points) is exact.";
  return judgement;
}

Declaration Theorem6Raw() {
  return {.id = "theorem_6_raw",
          .where = "Section 3.2",
          .statement =
              "\"Note that our theorem can also be extended to the raw PNNs without activation function.\" - here: "
              "Theorem 6, training set {e_i, -e_i}",
          .quantifiers = "as theorem_6, for the net without activation",
          .refuted_by = "as theorem_6; in part by a full beta, wholly by a diagonal one",
          .pass_condition =
              "as theorem_6, for the activation-free net (least-norm solution: its Gram matrix is rank-deficient); in "
              "part if for identity and diagonal beta only",
          .expected_verdict = Verdict::kConfirmedInPart,
          .why = "exact for diagonal forms, else needs more directions"};
}

Judgement JudgeTheorem6Raw(const Evidence& evidence) {
  const Selection identity = Select(evidence.recoveries, "pnn_raw", 2, "basis", "identity");
  const Selection diagonal = Select(evidence.recoveries, "pnn_raw", 2, "basis", "diagonal");
  const Selection full = Select(evidence.recoveries, "pnn_raw", 2, "basis", "full", 2);
  const Selection unisolvent = Select(evidence.recoveries, "pnn_raw", 2, "unisolvent");
  const int diagonal_exact = identity.exact + diagonal.exact, diagonal_cases = identity.cases + diagonal.cases;
  Judgement judgement;
  judgement.measured = {"exact for " + OutOf(diagonal_exact, diagonal_cases) + " identity and diagonal beta, " +
                            OutOf(full.exact, full.cases) + " full beta in d >= 2 (error " +
                            RoundedReal(full.smallest_error, 3) + " to " + RoundedReal(full.largest_error, 3) +
                            "); on the unisolvent set for " + OutOf(unisolvent.exact, unisolvent.cases) + ". " +
                            std::to_string(identity.deficient + diagonal.deficient) +
                            " of the Gram matrices of {e_i, -e_i} are rank-deficient (rank d of 2d): pseudo-inverse",
                        {{"identity", identity.values},
                         {"diagonal", diagonal.values},
                         {"full", full.values},
                         {"unisolvent", unisolvent.values}}};
  judgement.negative_control = {"with one label wrong by 1e-6 the same check rejects every case that it accepts",
                                AllPlantedRejected(evidence, "pnn_raw")};
  judgement.positive_control = {"the same check accepts every beta on the unisolvent set, which determines it",
                                unisolvent.cases > 0 && unisolvent.exact == unisolvent.cases};
  const bool diagonal_holds = diagonal_cases > 0 && diagonal_exact == diagonal_cases;
  const bool full_holds = full.exact == full.cases;
  judgement.finding = !diagonal_holds ? Verdict::kContradicted
                      : full_holds    ? Verdict::kConfirmed
                                      : Verdict::kConfirmedInPart;
  judgement.what_holds_instead =
      "Exact for diagonal beta on {e_i, -e_i}; for any beta on a set that determines quadratic forms, such as {e_i, "
      "-e_i, (e_i + e_j)/sqrt 2}, d (d+1)/2 directions being enough. Only the symmetric part of beta counts.";
  return judgement;
}

// Exponent of the error in n over the upper half (in log n) of its values.
PowerLawFit FitDirections(const std::vector<DirectionError>& directions, int d, const std::string& target) {
  std::vector<double> n, error;
  for (const DirectionError& e : directions) {
    if (e.d != d || e.target != target) continue;
    n.push_back(e.n);
    error.push_back(e.error);
  }
  const std::size_t used = std::min(n.size(), std::max<std::size_t>(4, (n.size() + 1) / 2));
  return FitPowerLaw(std::span(n).last(used), std::span(error).last(used));
}

// The errors at growing numbers of directions.
struct DirectionFits {
  double smallest_error = 1;
  bool any_exact = false;
  int largest_n[4] = {0, 0, 0, 0};                                   // of each d
  double largest_bound = -std::numeric_limits<double>::infinity();   // of the exponents, five standard errors up
  double law_deviation = 0;                                          // on the circle, at the largest n
  double wrong_deviation = std::numeric_limits<double>::infinity();  // from the law of another kernel
  std::string text[4];                                               // of each d
  Json values = Json::array();
};

void AddFit(const DirectionError& last, const PowerLawFit& fit, DirectionFits& fits) {
  fits.values.push_back({{"d", last.d},
                         {"target", last.target},
                         {"exponent", fit.exponent},
                         {"standard_error", fit.standard_error},
                         {"points", fit.points},
                         {"largest_n", last.n},
                         {"error", last.error}});
  fits.largest_bound = std::max(fits.largest_bound, fit.exponent + 5 * fit.standard_error);
  std::string& text = fits.text[last.d];
  if (!text.empty()) text += ", ";
  text += RoundedReal(fit.exponent, 4) + " +- " + RoundedReal(fit.standard_error, 1);
  if (last.d == 2) {
    fits.law_deviation = std::max(fits.law_deviation, std::abs(last.error / last.predicted - 1));
    fits.wrong_deviation = std::min(fits.wrong_deviation, std::abs(last.error / last.wrong_law - 1));
  }
}

DirectionFits FitAllDirections(const std::vector<DirectionError>& directions) {
  DirectionFits fits;
  for (const DirectionError& e : directions) {
    fits.any_exact = fits.any_exact || e.error <= e.tolerance;
    fits.smallest_error = std::min(fits.smallest_error, e.error);
    fits.largest_n[e.d] = std::max(fits.largest_n[e.d], e.n);
  }
  for (const DirectionError& e : directions) {
    if (e.n == fits.largest_n[e.d]) AddFit(e, FitDirections(directions, e.d, e.target), fits);
  }
  return fits;
}

Declaration AllDirections() {
  return {.id = "exact_if_all_directions",
          .where = "Section 4.1, Figure 2",
          .statement =
              "\"NNs-Hp can achieve exact extrapolation if the training set contains support in all directions and "
              "thereby validates Theorem 6.\"",
          .quantifiers =
              "some training set with support in all directions, x^T beta x for every beta: d = 2 and 3, n directions "
              "in doubling numbers, three beta",
          .refuted_by =
              "an error above its rounding at every n; that it is so for every finite set follows from the kink of K "
              "(see theorem_6)",
          .pass_condition =
              "at some number n of directions around the origin (d = 2 evenly, d = 3) the error of the exact "
              "predictor of degree 2 is within its rounding bound; in part if it tends to 0 instead: fitted exponent "
              "in n below -1 for every target, within five standard errors",
          .expected_verdict = Verdict::kConfirmedInPart,
          .why = "small error, never zero, with finitely many directions"};
}

Judgement JudgeAllDirections(const Evidence& evidence) {
  const DirectionFits fits = FitAllDirections(evidence.directions);
  Judgement judgement;
  judgement.measured = {
      "never exact, smallest error " + RoundedReal(fits.smallest_error, 2) +
          "; exponents in n (identity, diagonal, full beta): d = 2: " + fits.text[2] + "; d = 3: " + fits.text[3] +
          ". On the circle the error at n = " + std::to_string(fits.largest_n[2]) + " is that of the law below to " +
          RoundedReal(100 * fits.law_deviation, 2) + "%",
      {{"fits", fits.values}, {"smallest_error", fits.smallest_error}, {"deviation_from_law", fits.law_deviation}}};
  judgement.negative_control = {"the same law with the kernel of degree 3 misses the error by more than 2%",
                                fits.wrong_deviation > kLawTolerance && std::isfinite(fits.wrong_deviation)};
  judgement.positive_control = {
      "at the same directions the same check finds exactness, for a target in the span of the net's kernel",
      AllInSpanExact(evidence, {"directions"})};
  judgement.finding = fits.any_exact            ? Verdict::kConfirmed
                      : fits.largest_bound < -1 ? Verdict::kConfirmedInPart
                                                : Verdict::kInconclusive;
  judgement.what_holds_instead =
      "More directions make the error small, not zero. On n even directions of the circle it tends to (2 / n^2) (|m| "
      "/ a_0 + A / a_2), for x^T beta x = m + A cos(2 phi - phi_0) and K = sum a_k e^{ik theta}; in d = 3 it falls "
      "about like n^-1.5. It stays the same fraction of x^T beta x out to any |x|.";
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() {
  return {{Theorem6(), JudgeTheorem6}, {Theorem6Raw(), JudgeTheorem6Raw}, {AllDirections(), JudgeAllDirections}};
}

}  // namespace hadamard_ntk::experiments::quadratic_recovery
