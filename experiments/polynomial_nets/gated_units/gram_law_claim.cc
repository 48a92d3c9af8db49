#include "experiments/polynomial_nets/gated_units/gram_law_claim.h"

#include <cmath>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/count.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

// Within five standard deviations of one draw, and what the prediction neglects, of a multiple of the law.
bool Agrees(const NystroemDegree& degree, double factor) {
  const spectral::NystroemMean& law = degree.predicted;
  return std::abs(degree.measured - factor * law.mean) <= factor * (5 * law.standard_deviation + law.neglected);
}

// E[|x|^{2N+2}] / d^{N+1} over E[|x|^{2N}] / d^N: the law of a kernel of the next degree in |x|.
double NextMoment(const NystroemDegree& degree) {
  return static_cast<double>(degree.d + 2 * Homogeneity(degree.net)) / degree.d;
}

template <class Factor>
Count CountAgreeing(const std::vector<NystroemDegree>& degrees, const Factor& factor) {
  Count count;
  for (const NystroemDegree& degree : degrees) {
    ++count.cases;
    count.hits += Agrees(degree, factor(degree));
  }
  return count;
}

Count CountAgreeing(const std::vector<NystroemDegree>& degrees) {
  return CountAgreeing(degrees, [](const NystroemDegree&) { return 1.0; });
}

std::string Describe(const NystroemDegree& degree) {
  const spectral::NystroemMean& law = degree.predicted;
  return Name(degree.net) + " k = " + std::to_string(degree.k) + ": " + RoundedReal(degree.measured, 4) + " (" +
         RoundedReal(law.mean, 4) + " +- " + RoundedReal(law.standard_deviation, 2) + ")";
}

}  // namespace

Declaration GramLawClaim() {
  return {.id = "gated_gram_law",
          .where = kOurs,
          .statement =
              "For normal inputs in R^d the eigenvalues of K and K~ (infinite width, LeCun's parameterization) are "
              "E[(|x|^2/d)^N] mu_k, N = 1 and 2, and those of a Gram matrix over n are these to O(1/n).",
          .quantifiers =
              "one draw of n points (--nystroem_n) in R^10; all degrees with 50 samples or more for each eigenvalue",
          .refuted_by = "a degree whose mean eigenvalue is further from the law than five standard deviations",
          .pass_condition =
              "the mean of each such degree's eigenvalues over n is within 5 standard deviations of the law with its "
              "correction of order 1/n (both in closed form), and the square of that order",
          .expected_verdict = Verdict::kConfirmed,
          .why = "radius and angle separate"};
}

Judgement JudgeGramLaw(const Evidence& evidence) {
  const Count agreeing = CountAgreeing(evidence.nystroem), other = CountAgreeing(evidence.nystroem, NextMoment);
  std::vector<NystroemDegree> planted = evidence.nystroem;
  std::string text;
  for (NystroemDegree& degree : planted) {
    text += (text.empty() ? "" : "; ") + Describe(degree);
    degree.measured = degree.predicted.mean - degree.predicted.standard_deviation;
  }
  const int n = evidence.nystroem.empty() ? 0 : evidence.nystroem.front().n;
  Judgement judgement;
  judgement.measured = {agreeing.Text() + " means agree at n = " + std::to_string(n) + ": " + text,
                        {{"cases", agreeing.cases}, {"agree", agreeing.hits}}};
  judgement.negative_control = {
      "the law with the radial moment of the next degree in |x| (agrees in " + other.Text() + ")", other.none()};
  judgement.positive_control = {"means planted one standard deviation below the law", CountAgreeing(planted).all()};
  judgement.finding = agreeing.all() ? Verdict::kConfirmed : Verdict::kContradicted;
  if (judgement.finding == Verdict::kContradicted) judgement.what_holds_instead = "means as measured";
  return judgement;
}

}  // namespace hadamard_ntk::experiments::gated_units
