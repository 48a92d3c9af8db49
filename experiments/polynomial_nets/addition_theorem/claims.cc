#include "experiments/polynomial_nets/addition_theorem/claims.h"

#include <algorithm>
#include <string>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::addition_theorem {
namespace {

// What all degrees say together; largest deviations over their tolerances.
struct Worst {
  double unit = 0, definition = 0, planted = 0;
  bool unit_holds = true;
  int by_definition = 0;       // degrees with that road, too
  int classical_rejected = 0;  // degrees
  double largest_factor = 1;   // C_k^lambda(1)
  int largest_factor_d = 0, largest_factor_k = 0;
  int controls = 0;  // degrees k >= 2
  bool control_rejected = true;
};

Worst WorstOf(const std::vector<Degree>& degrees) {
  Worst worst;
  worst.largest_factor_d = degrees.front().d;
  worst.largest_factor_k = degrees.front().k;
  for (const Degree& degree : degrees) {
    worst.unit = std::max(worst.unit, degree.unit);
    worst.definition = std::max(worst.definition, degree.definition);
    worst.planted = std::max(worst.planted, degree.planted);
    worst.unit_holds = worst.unit_holds && degree.unit <= 1 && degree.definition <= 1;
    worst.by_definition += degree.by_definition;
    worst.classical_rejected += degree.classical > 1;
    if (degree.classical_factor > worst.largest_factor) {
      worst.largest_factor = degree.classical_factor;
      worst.largest_factor_d = degree.d;
      worst.largest_factor_k = degree.k;
    }
    if (degree.k >= 2) {
      ++worst.controls;
      worst.control_rejected = worst.control_rejected && degree.control > 1;
    }
  }
  return worst;
}

Declaration Lemma1() {
  return {
      .id = "lemma_1",
      .where = "Lemma 1",
      .statement =
          "\"For any x, x' in S^d, the k-degree spherical harmonics in d + 1 variables satisfies: sum_{j=1}^{F(d,k)} "
          "Y_{k,j}(x) Y_{k,j}(x') = F(d,k) G_k^{((d-1)/2)}(<x, x'>)\", where \"G_k^{(gamma)} represents the "
          "Gegenbauer polynomials with respect to the weight function (1 - x^2)^{gamma - 1/2}\"",
      .quantifiers =
          "every d >= 2 (without --d 2, 3, 4, 9), every degree k (0..40, while F(d,k) <= 20000), every pair x, x' (25 "
          "on each sphere, at angles from 0 to pi in random planes), every orthonormal basis (one by recurrence; for "
          "k <= 8 one more by definition), and both polynomials that the text leaves open",
      .refuted_by =
          "one d, k and pair at which the sum differs from F(d,k) G_k by more than the rounding bound, for the G_k in "
          "question",
      .pass_condition =
          "|sum / F(d,k) - G_k| is within a counted rounding bound for all d, k and pairs, for both G_k that the text "
          "leaves open: the one with G_k(1) = 1, and the classical C_k^{((d-1)/2)}; in part if for one",
      .expected_verdict = Verdict::kConfirmedInPart,
      .why = "true for the normalization G_k(1) = 1 only"};
}

Judgement JudgeLemma1(const Evidence& evidence) {
  const Worst worst = WorstOf(evidence.degrees);
  Judgement judgement;
  judgement.measured = {"G_k(1) = 1: sum / F(d,k) agrees for all " + std::to_string(evidence.degrees.size()) +
                            " (d, k), largest deviation " + RoundedReal(worst.unit, 2) +
                            " of the bound; harmonic polynomials by definition (" +
                            std::to_string(worst.by_definition) + " of them) agree, too, " +
                            RoundedReal(worst.definition, 2) + " of their bound. Classical C_k^lambda: rejected for " +
                            std::to_string(worst.classical_rejected) + " (d, k), too large by a factor up to " +
                            RoundedReal(worst.largest_factor, 6) + " (d = " + std::to_string(worst.largest_factor_d) +
                            ", k = " + std::to_string(worst.largest_factor_k) + ")",
                        {{"degrees", evidence.degrees.size()},
                         {"degrees_by_definition", worst.by_definition},
                         {"unit_deviation_over_bound", worst.unit},
                         {"definition_deviation_over_bound", worst.definition},
                         {"classical_rejected", worst.classical_rejected},
                         {"classical_largest_factor", worst.largest_factor}}};
  judgement.negative_control = {"order lambda = d/2 in place of (d-1)/2, value 1 at 1: misses at every k >= 2",
                                worst.controls > 0 && worst.control_rejected};
  judgement.positive_control = {
      "planted sums that are true in the classical reading, those here times C_k(1): its check finds them, at every d "
      "and k, to " +
          RoundedReal(worst.planted, 2) + " of the bound",
      worst.planted <= 1};
  judgement.finding = !worst.unit_holds              ? Verdict::kContradicted
                      : worst.classical_rejected > 0 ? Verdict::kConfirmedInPart
                                                     : Verdict::kConfirmed;
  if (judgement.finding != Verdict::kConfirmed) {
    judgement.what_holds_instead =
        "The lemma with G_k(1) = 1 (P_k of the cited source) and Y orthonormal for the uniform probability measure; "
        "for the surface measure the right side is divided by the area of S^d. With the classical C_k^{((d-1)/2)}, "
        "C_k(1) = binom(k+d-2, k), the factor F(d,k) has to be (2k+d-1)/(d-1); only on S^2 (Legendre) do the two "
        "agree. The printed F(d,k) divides by zero at k = 0, where it is 1.";
  }
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Lemma1(), JudgeLemma1}}; }

}  // namespace hadamard_ntk::experiments::addition_theorem
