#include "experiments/polynomial_nets/ntk_stability/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/ntk_stability/lazy_training.h"
#include "experiments/polynomial_nets/ntk_stability/width_fits.h"
#include "experiments/shared/power_law_fit.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::ntk_stability {
namespace {

constexpr double kStandardErrors = 5;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<WidthFit> Select(const std::vector<WidthFit>& fits, const std::string& network,
                             const std::string& quantity) {
  std::vector<WidthFit> selected;
  for (const WidthFit& f : fits) {
    if (f.network == network && f.quantity == quantity) selected.push_back(f);
  }
  return selected;
}

// "-0.77 +- 0.01 (N = 2), -0.80 +- 0.02 (N = 3)"
std::string Exponents(const std::vector<WidthFit>& fits) {
  std::string text;
  for (const WidthFit& f : fits) {
    text += (text.empty() ? "" : ", ") + RoundedReal(f.fit.exponent, 2) + " +- " +
            RoundedReal(f.fit.standard_error, 1) + " (N = " + std::to_string(f.degree) + ")";
  }
  return text;
}

Json ToJson(const std::vector<WidthFit>& fits) {
  Json values = Json::array();
  for (const WidthFit& f : fits) {
    values.push_back({{"degree", f.degree},
                      {"exponent", f.fit.exponent},
                      {"standard_error", f.fit.standard_error},
                      {"nets", f.fit.points}});
  }
  return values;
}

// At most -1/2, above it by no more than the error allows.
bool AtMostHalf(const PowerLawFit& f) { return f.exponent - kStandardErrors * f.standard_error <= -0.5; }
bool IsHalf(const PowerLawFit& f) { return std::abs(f.exponent + 0.5) <= kStandardErrors * f.standard_error; }
bool Falls(const PowerLawFit& f) { return f.exponent + kStandardErrors * f.standard_error < 0; }

// All (or, negated, none) of some fits; neither of no fits.
bool All(const std::vector<WidthFit>& fits, bool (*holds)(const PowerLawFit&), PowerLawFit WidthFit::*fit) {
  return !fits.empty() && std::all_of(fits.begin(), fits.end(), [&](const WidthFit& f) { return holds(f.*fit); });
}
bool None(const std::vector<WidthFit>& fits, bool (*holds)(const PowerLawFit&), PowerLawFit WidthFit::*fit) {
  return !fits.empty() && std::none_of(fits.begin(), fits.end(), [&](const WidthFit& f) { return holds(f.*fit); });
}

// How the trained ReLU nets stand to eq. (4).
struct Bounds {
  int nets = 0;
  double slack = kInfinity, slack_without_q = kInfinity;  // smallest bound / drift
  double rise_below = 0;                                  // largest of the loss, at the rate used
};

Bounds BoundsOf(const std::vector<LazyRun>& runs) {
  Bounds bounds;
  for (const LazyRun& run : runs) {
    if (run.network != "pnn") continue;
    ++bounds.nets;
    bounds.slack = std::min(bounds.slack, run.bound / run.drift);
    bounds.slack_without_q = std::min(bounds.slack_without_q, run.bound_without_q / run.drift);
    bounds.rise_below = std::max(bounds.rise_below, run.largest_rise);
  }
  return bounds;
}

// What becomes of nets trained too fast.
struct Rises {
  bool always = false, diverge = false;  // at kRisingRate every loss rises, at kDivergingRate every net diverges
  double least = kInfinity;              // smallest rise at kRisingRate
};

Rises RisesOf(const std::vector<FastNet>& nets) {
  Rises rises;
  rises.diverge = !nets.empty();
  for (const FastNet& net : nets) {
    if (net.run.rate_over_stable == kDivergingRate) rises.diverge = rises.diverge && net.run.diverged_at.has_value();
    if (net.run.rate_over_stable == kRisingRate) rises.least = std::min(rises.least, net.run.largest_rise);
  }
  rises.always = !nets.empty() && rises.least > 1;
  return rises;
}

Declaration Theorem3() {
  return {
      .id = "theorem_3",
      .where = "Theorem 3, eq. (4)",
      .statement =
          "\"Given PNNs in Eq. (1), assume lambda_min(K) > 0 ... there exist some constants R_0 > 0, M > 1, and Q > 1 "
          "such that for every m > M, when minimizing the squared loss with gradient descent and sufficient small "
          "learning rate eta_0 < 2 (lambda_min(K) + lambda_max(K))^-1, the following inequality holds with high "
          "probability over the random initialization of model parameters: sup_t |K_t - K_0|_F <= 6 Q^3 R_0 / "
          "(lambda_min(K) sqrt(m))\"",
      .quantifiers =
          "every N, training set and start with high probability, m > M, all t: N = 2, 3, one training set of the "
          "run's seed, widths in octaves, several starts of each, t until the loss is down by the factor of "
          "--loss_factor; the training set is not varied within a run",
      .refuted_by = "a drift above the bound, or one that falls more slowly than m^-1/2 by more than its error",
      .pass_condition =
          "N = 2, 3, ReLU, in the scaling of Theorem 1's kernel (printed eq. (1) has K = 0 in the limit), at half the "
          "printed rate: every trained net meets (4) with the least constants that its proof allows (Q = |J_0|_F, R_0 "
          "= |f_0(X) - Y|); and, as constants that are only said to exist are worth the rate alone, the fitted "
          "exponent of sup_t |K_t - K_0|_F in m is at most -1/2 within 5 standard errors (changed 2026-11: it was "
          "'by' 5 standard errors, which refuses the rate that is printed)",
      .expected_verdict = Verdict::kConfirmed,
      .why = "bound holds; the kernel moves less than allowed"};
}

Judgement JudgeTheorem3(const Evidence& evidence) {
  const Bounds bounds = BoundsOf(evidence.runs);
  const Rises rises = RisesOf(evidence.fast);
  const auto drift = Select(evidence.fits, "pnn", "drift"), raw = Select(evidence.fits, "pnn_raw", "drift"),
             wrong = Select(evidence.fits, "pnn_mean_field", "drift");
  const bool falls = All(drift, AtMostHalf, &WidthFit::fit);
  Judgement judgement;
  judgement.measured = {"all " + std::to_string(bounds.nets) +
                            " nets meet the bound at least by the slack (with Q = 1, which is not allowed, the least "
                            "quotient of bound and drift would be " +
                            RoundedReal(bounds.slack_without_q, 2) + "); sup_t |K_t - K_0|_F falls with exponents " +
                            Exponents(drift) + ", so the bound's -1/2 is not attained; without activation " +
                            Exponents(raw),
                        {{"drift", ToJson(drift)},
                         {"drift_without_activation", ToJson(raw)},
                         {"relative_drift", ToJson(Select(evidence.fits, "pnn", "relative_drift"))},
                         {"drift_in_mean_field_scaling", ToJson(wrong)},
                         {"smallest_bound_over_drift_with_q_1", bounds.slack_without_q},
                         {"largest_rise_of_the_loss_below_the_limit", bounds.rise_below},
                         {"smallest_rise_of_the_loss_above_the_limit", rises.least}}};
  judgement.negative_control = {
      "nets in mean-field scaling (output times m^-1/2, rate times m) are refused by the same fit: exponents of m "
      "|K_t - K_0|_F are " +
          Exponents(wrong) + "; at " + RoundedReal(kRisingRate, 3) +
          " times the rate 2 / lambda_max(K_0) the loss of every net rises at some step, at " +
          RoundedReal(kDivergingRate, 2) + " times it runs away (Diverged), at the rate used it never rises",
      None(wrong, AtMostHalf, &WidthFit::fit) && rises.always && rises.diverge && bounds.rise_below < 1};
  judgement.positive_control = {"a planted drift of exactly m^-1/2 with the nets' own scatter passes the same fit",
                                All(drift, AtMostHalf, &WidthFit::planted_half)};
  judgement.finding = bounds.slack >= 1 && falls ? Verdict::kConfirmed : Verdict::kContradicted;
  if (judgement.finding != Verdict::kConfirmed) judgement.what_holds_instead = "See measured.values.";
  if (std::isfinite(bounds.slack)) judgement.slack = bounds.slack;
  return judgement;
}

Declaration LazyLimit() {
  return {
      .id = "lazy_limit",
      .where = "Section 3.1, remark on Theorem 3",
      .statement =
          "\"Combining this with Theorem 2 that states K_0 -> K, we have K_t -> K. Thus, the equivalence to the "
          "kernel regression is established.\"",
      .quantifiers = "as theorem_3, in the limit m -> infinity: widths up to 2^13 (2^11 with --quick)",
      .refuted_by = "a distance to kernel regression that does not fall with the width",
      .pass_condition =
          "N = 2, 3, ReLU: the root mean square distance on test points between the trained net and f_0 + K(., X) "
          "K^-1 (y - f_0(X)) falls in the width with the exponent -1/2, the rate of |K_0 - K|, within 5 standard "
          "errors, which tell it from -1/3; in part if it falls by 5 standard errors with another exponent (changed "
          "2026-11: it was 'within 0.2 of -1/2', which -1/3 passes)",
      .expected_verdict = Verdict::kConfirmed,
      .why = "distance to kernel regression falls with the width"};
}

Judgement JudgeLazyLimit(const Evidence& evidence) {
  Judgement judgement;
  const auto distance = Select(evidence.fits, "pnn", "to_regression"),
             dynamics = Select(evidence.fits, "pnn", "to_dynamics"),
             linearized = Select(evidence.fits, "pnn", "to_linearized"),
             kernel = Select(evidence.fits, "pnn", "kernel_error"), mean = Select(evidence.fits, "pnn", "to_mean");
  judgement.measured = {"the distance to kernel regression falls with exponents " + Exponents(distance) +
                            ", |K_0 - K|_F with " + Exponents(kernel) +
                            "; that to the net linearized at its start (K_0 in place of K) with " +
                            Exponents(linearized) + ": most of the distance is in K_0 - K, little in training",
                        {{"to_regression", ToJson(distance)},
                         {"to_dynamics", ToJson(dynamics)},
                         {"to_linearized", ToJson(linearized)},
                         {"kernel_error", ToJson(kernel)},
                         {"to_mean", ToJson(mean)}}};
  judgement.negative_control = {
      "a planted m^-1/3 with the nets' own scatter is refused by the same test, and so is kernel regression without "
      "the net's own output f_0 at the start, the mean over initialisations: exponents " +
          Exponents(mean),
      None(distance, IsHalf, &WidthFit::planted_third) && None(mean, IsHalf, &WidthFit::fit)};
  judgement.positive_control = {"a planted m^-1/2 with the nets' own scatter passes the same test",
                                All(distance, IsHalf, &WidthFit::planted_half)};
  judgement.finding = All(distance, IsHalf, &WidthFit::fit)   ? Verdict::kConfirmed
                      : All(distance, Falls, &WidthFit::fit)  ? Verdict::kConfirmedInPart
                      : None(distance, Falls, &WidthFit::fit) ? Verdict::kContradicted
                                                              : Verdict::kInconclusive;
  if (judgement.finding != Verdict::kConfirmed) {
    judgement.what_holds_instead =
        "The distance falls, at these widths more slowly than m^-1/2: means over m units of products of N Gaussians "
        "(fourth-moment ratio up to 36^N, above the widths here) do so at first.";
  }
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Theorem3(), JudgeTheorem3}, {LazyLimit(), JudgeLazyLimit}}; }

}  // namespace hadamard_ntk::experiments::ntk_stability
