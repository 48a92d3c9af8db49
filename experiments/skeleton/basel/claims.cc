#include "experiments/skeleton/basel/claims.h"

#include <algorithm>
#include <cmath>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::basel {
namespace {

// max n |n r_n / factor - 1|: at most 1 if r_n ~ factor / n to the next order.
double WorstDeviation(const std::vector<Remainder>& remainders, double factor) {
  double worst = 0;
  for (const auto& [n, value] : remainders) worst = std::max(worst, n * std::abs(n * value / factor - 1));
  return worst;
}

Declaration FallsLikeInverse() {
  return {.id = "basel_remainder",
          .where = "Section 1",
          .statement = "pi^2/6 - sum_{i <= n} 1/i^2 ~ 1/n",
          .quantifiers = "every n >= 1: powers of ten up to 10,000",
          .refuted_by = "an n with n |n r_n - 1| > 1",
          .pass_condition = "n |n r_n - 1| <= 1 for every n",
          .expected_verdict = Verdict::kConfirmed,
          .why = "n r_n - 1 is below 1/n"};
}

Judgement JudgeFallsLikeInverse(const Evidence& evidence) {
  const double worst = WorstDeviation(evidence.remainders, 1);
  std::vector<Remainder> planted = evidence.remainders;
  for (auto& [n, value] : planted) value = 1 / (n + 0.5);
  Judgement judgement;
  judgement.measured = {"n |n r_n - 1| is at most " + RoundedReal(worst, 3), {{"worst", worst}}};
  judgement.negative_control = {"a remainder of 1.1/n", WorstDeviation(evidence.remainders, 1.1) > 1};
  judgement.positive_control = {"planted remainders 1/(n + 1/2)", WorstDeviation(planted, 1) <= 1};
  judgement.finding = worst <= 1 ? Verdict::kConfirmed : Verdict::kContradicted;
  if (judgement.finding == Verdict::kContradicted) judgement.what_holds_instead = "another law of the remainder";
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{FallsLikeInverse(), JudgeFallsLikeInverse}}; }

}  // namespace hadamard_ntk::experiments::basel
