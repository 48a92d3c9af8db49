#include "experiments/hierarchical_polynomials/kernel_plateaus/claims.h"

#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "experiments/shared/count.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::kernel_plateaus {
namespace {

// Those of which the pass condition says that they stay.
bool MustStay(const Row& row) { return row.kernel.starts_with("ntk") || row.kernel == "poly " + std::to_string(row.k); }

bool IsWholePolynomial(const Row& row) { return row.kernel == "poly " + std::to_string(row.k * kOuterDegree); }

struct Outcome {
  Count stay = {};                    // of the kernels that must, at n <= d^{k+1}: not below the plateau
  std::string left = {};              // which did not
  std::set<std::string> others = {};  // other kernels that go below it there
  std::string first_others = {};      // with d and the least such n
  bool whole_measured = false;        // a polynomial kernel of degree k q at n = d^{kq}
  bool whole_below = false;

  Verdict Finding() const {
    if (stay.cases == 0 || !stay.all() || !whole_below) return Verdict::kInconclusive;  // finite d excludes nothing
    return others.empty() ? Verdict::kConfirmed : Verdict::kConfirmedInPart;
  }
};

std::string Where(const Row& row) {
  return row.kernel + " at d = " + std::to_string(row.d) + ", n = " + std::to_string(row.n) + " (" +
         RoundedReal(row.error, 2) + " against " + RoundedReal(row.plateau, 2) + ")";
}

Outcome OutcomeOf(const std::vector<Row>& rows, bool spike) {
  Outcome outcome;
  std::set<std::pair<std::string, int>> seen;
  for (const Row& row : rows) {
    if (row.spike != spike) continue;
    if (IsWholePolynomial(row) && row.n == std::pow(row.d, row.k * kOuterDegree)) {
      outcome.whole_measured = true;
      outcome.whole_below = row.below();
    }
    if (!row.in_range()) continue;
    if (MustStay(row)) {
      ++outcome.stay.cases;
      outcome.stay.hits += !row.below();
      if (row.below()) outcome.left += (outcome.left.empty() ? "" : "; ") + Where(row);
    } else if (row.below()) {
      outcome.others.insert(row.kernel);
      if (seen.insert({row.kernel, row.d}).second) {
        outcome.first_others += (outcome.first_others.empty() ? "" : "; ") + Where(row);
      }
    }
  }
  return outcome;
}

// Local exponents in d between the last two d predicted, "ntk 2 3.1; ...".
std::string Exponents(const std::vector<Step>& steps, double Step::*n) {
  std::string text;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step* next = nullptr;
    const Step* last = nullptr;
    for (const Step& step : steps) {
      if (step.kernel != steps[i].kernel) continue;
      next = std::exchange(last, &step);
    }
    if (last != &steps[i] || !next || std::isnan(last->*n) || std::isnan(next->*n)) continue;
    const double exponent = std::log(last->*n / next->*n) / std::log(static_cast<double>(last->d) / next->d);
    text += (text.empty() ? "" : ", ") + last->kernel + " " + RoundedReal(exponent, 3);
  }
  return text.empty() ? "none" : text;
}

std::string DimensionsOf(const std::vector<Step>& steps) {
  const int last = steps.back().d;
  int before = last;
  for (const Step& step : steps) {
    if (step.d != last) before = step.d;
  }
  return std::to_string(before) + " to " + std::to_string(last);
}

// Over predicted errors above 0.05: nothing is relative to a 0.
std::string PredictedAgainstMeasured(const std::vector<Row>& rows) {
  int count = 0, near = 0;
  double worst = 0;
  for (const Row& row : rows) {
    if (!(row.predicted > 0.05)) continue;
    const double off = std::abs(row.error / row.predicted - 1);
    ++count;
    near += off <= 0.1;
    worst = std::max(worst, off);
  }
  return OutOf(near, count) + " measured errors within 10 % of the spectrum's prediction, the worst off by " +
         RoundedReal(100 * worst, 2) + " %";
}

constexpr const char* kInstead =
    "Theta~(d^{kq}) is what is needed for vanishing error; a constant part, down to the plateau, is learnt at d^k by any "
    "kernel. The plateau does not bind every rotation-invariant kernel for d^k << n << d^{k+2}: at k = 2 with as many + as "
    "- signs p = x'A x with A^2 = I/(2d), so that p^3 = |x|^6 s(x/|x|) has harmonics of degrees 2 and 6 alone, and its "
    "part of Hermite degree 4 is a multiple of (|x|^2 - d - 4) p: d^2/2 harmonics with another radial part. A homogeneous "
    "kernel of degree 6 has that radial part and goes below the plateau near d^3, a dot-product kernel near d^4/4!";

Declaration Kernel() {
  return {.id = "hier_kernel",
          .where = "abstract",
          .statement = "a strict improvement over kernel methods, which require Theta~(d^{kq}) samples",
          .quantifiers =
              "g = z^3, as many + as - signs, k = 2 (--d), k = 3 (--cubic_d); kernels: (1 + <x, z>/d)^k, the same "
              "to the k q, NTK of 2 and 3 layers, NTK of the polynomial net of degree k q; ridge chosen on the "
              "test points; the theorem's kernels and its d -> infinity are wider",
          .refuted_by = "a theorem or an exact computation; at finite d a kernel below the plateau is not one",
          .pass_condition =
              "NTK and degree-k ridge are not below the plateau by more than 3 standard errors at n <= d^{k+1}, in "
              "every case; the ridge of degree kq at d = 4 is, at n = d^{kq}; in part if another of the kernels goes "
              "below the plateau at n <= d^{k+1}",
          .expected_verdict = Verdict::kConfirmedInPart,
          .why = "for vanishing error; the plateau binds not all"};
}

Judgement JudgeKernel(const Evidence& evidence) {
  const Outcome outcome = OutcomeOf(evidence.rows, false), of_spike = OutcomeOf(evidence.rows, true);
  std::vector<Row> planted = evidence.rows;
  for (Row& row : planted) {
    if (row.in_range()) row.error = row.plateau - 2 * row.standard_error;
    if (IsWholePolynomial(row) && !row.in_range()) row.error = row.plateau / 2;
  }
  Judgement judgement;
  judgement.measured = {
      "at n <= d^{k+1} NTK and degree-k ridge stay at or above the plateau in " + outcome.stay.Text() + " cases" +
          (outcome.left.empty() ? "" : " (below: " + outcome.left + ")") + "; degree kq at n = d^{kq}: " +
          (!outcome.whole_measured ? "not measured"
           : outcome.whole_below   ? "below"
                                   : "not below") +
          ". Other kernels below it at n <= d^{k+1}: " +
          (outcome.first_others.empty() ? "none" : outcome.first_others) + ". " +
          PredictedAgainstMeasured(evidence.rows) + ". Predicted n ~ d^e, e from d = " + DimensionsOf(evidence.steps) +
          ": to the plateau, " + Exponents(evidence.steps, &Step::at_plateau) + "; to a tenth of E h^2, " +
          Exponents(evidence.steps, &Step::at_small_error) + ".",
      {{"cases", outcome.stay.cases}, {"stay", outcome.stay.hits}, {"others_below", outcome.others.size()}}};
  judgement.negative_control = {
      "p = x_1 (k = 1): NTK and degree-2 ridge stay above the plateau of k = 2 in " + of_spike.stay.Text() + " cases",
      of_spike.stay.cases > 0 && !of_spike.stay.all()};
  judgement.positive_control = {
      "errors planted two standard errors below the plateau at n <= d^{k+1}, half of it beyond",
      OutcomeOf(planted, false).Finding() == Verdict::kConfirmed};
  judgement.finding = outcome.Finding();
  if (judgement.finding != Verdict::kConfirmed) judgement.what_holds_instead = kInstead;
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Kernel(), JudgeKernel}}; }

}  // namespace hadamard_ntk::experiments::kernel_plateaus
