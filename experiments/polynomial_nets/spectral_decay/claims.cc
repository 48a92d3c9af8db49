#include "experiments/polynomial_nets/spectral_decay/claims.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "experiments/polynomial_nets/spectral_decay/degree_advantage.h"
#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"
#include "experiments/polynomial_nets/spectral_decay/tails.h"
#include "referee/program/table.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments::spectral_decay {
namespace {

using Family = NetworkKernel::Family;

constexpr char kLawInWords[] =
    "mu_k = A (k + (d-1)/2)^-(d+1) (1 + O(k^-2)), A = (a/pi) 2^(d-1) Gamma((d+1)/2)^2, where -a is the slope of K at "
    "theta = 0";

std::string Window(const Evidence& evidence) {
  return "k = " + std::to_string(evidence.window_low) + ".." + std::to_string(evidence.window_high);
}

// What the claims are about: `nets`, every sphere and every large k of both parities, and which of them the runs go
// over.
std::string Quantifiers(const std::string& nets) {
  return nets +
         "; every S^d, d >= 1 (1, 4 and, without --d, 2, 3, 9); every large k (the upper three quarters of the "
         "degrees up to max(k_max, 4096), even and odd)";
}

double OneMoreDegree(const NetworkSpectrum& network) {
  return (network.network.parameter + 1.0) / network.network.parameter;
}

// The slope of K at theta = 0 grows by depth / pi per layer: L (L-1) / 2.
double OneMoreLayer(const NetworkSpectrum& network) {
  return (network.network.parameter + 1.0) / (network.network.parameter - 1.0);
}

constexpr char kPolynomialNets[] = "every N >= 2 (without --degrees 2, 3, 5, 10)";
constexpr char kProof[] =
    "Impossible for every continuous zonal kernel on every S^d, d >= 1: the trace K(1) = sum_k mu_k F(d,k) is finite, "
    "F(d,k) ~ 2 k^(d-1) / (d-1)!, and mu_k >= c k^(-d/2) for the large k of one parity would make it at least c' "
    "sum_k k^(d/2-1), which is infinite.";

// The gain of every net of a family, at least of a parameter; none for the others.
std::function<double(const NetworkSpectrum&)> GainOf(Family family, int least_parameter, double per_d,
                                                     double constant) {
  return [=](const NetworkSpectrum& network) {
    const bool meant = network.network.family == family && network.network.parameter >= least_parameter;
    return meant ? per_d * network.spectrum.d() + constant : 0;
  };
}

Verdict Theorem7Finding(const FamilyTails& tails) {
  return tails.largest_exponent <= kExponentMargin                        ? Verdict::kConfirmed
         : tails.FollowLaw() && tails.smallest_exponent > kExponentMargin ? Verdict::kContradicted
                                                                          : Verdict::kInconclusive;
}

FamilyTails Theorem7Tails(const Evidence& evidence) {
  return MeasureTails(evidence, Family::kPolynomialNet, 2, 0.5, OneMoreDegree);
}

// The other reading of "eigenvalue": mu_k F(d, k), the mass of a degree.
struct MassReading {
  double smallest, largest;  // exponents over all polynomial and fully-connected nets
  std::string holds, fails;  // spheres on which that of every polynomial net is at most, or above, d/2
};

MassReading ReadAsMass(const FamilyTails& pnn, const FamilyTails& fc) {
  MassReading reading{std::min(pnn.smallest_mass_exponent, fc.smallest_mass_exponent), 0, "", ""};
  for (const auto& [d, exponent] : pnn.largest_mass_exponent) {
    std::string& spheres = exponent <= d / 2.0 + kExponentMargin ? reading.holds : reading.fails;
    spheres += (spheres.empty() ? "S^" : ", S^") + std::to_string(d);
  }
  for (const FamilyTails* tails : {&pnn, &fc}) {
    for (const auto& [d, exponent] : tails->largest_mass_exponent)
      reading.largest = std::max(reading.largest, exponent);
  }
  if (reading.holds.empty()) reading.holds = "none";
  if (reading.fails.empty()) reading.fails = "none";
  return reading;
}

double LogFactorial(int n) {
  double sum = 0;
  for (int i = 2; i <= n; ++i) sum += std::log(i);
  return sum;
}

// What the proof uses, in numbers: the largest part of a trace that the degrees up to the window's end hold, and how
// far F(d, k) is from 2 k^(d-1) / (d-1)! there.
Json ProofInNumbers(const Evidence& evidence) {
  double largest_share = 0, largest_deviation = 0;
  for (const NetworkSpectrum& network : evidence.spectra) {
    const int d = network.spectrum.d(), k = evidence.window_high;
    const double share = 1 - network.spectrum.MassAbove(k).value / network.spectrum.trace();
    largest_share = std::max(largest_share, share);
    const double asymptote = std::log(2) + (d - 1) * std::log(k + (d - 1) / 2.0) - LogFactorial(d - 1);
    largest_deviation = std::max(largest_deviation, std::abs(std::expm1(spectral::LogMultiplicity(d, k) - asymptote)));
  }
  return {{"largest_partial_trace_over_trace", largest_share},
          {"largest_deviation_of_multiplicity_from_its_asymptote", largest_deviation}};
}

Measurement MeasuredDecay(const Evidence& evidence, const FamilyTails& tails) {
  const FamilyTails from_law = MeasureTails(evidence, Family::kPolynomialNet, 2, 1, OneMoreDegree);
  const MassReading mass = ReadAsMass(tails, MeasureTails(evidence, Family::kFullyConnected, 2, 1, OneMoreLayer));
  return {
      std::string(kProof) + " In numbers: fitted exponents are d + 1 to within " +
          RoundedReal(std::max(std::abs(from_law.smallest_exponent - 1), std::abs(from_law.largest_exponent - 1)), 2) +
          " for all N and d (" + Window(evidence) + "), above d/2 by at least " +
          RoundedReal(tails.smallest_exponent, 4) + "; eigenvalues match the law below to " +
          RoundedReal(100 * tails.largest_law_deviation, 2) +
          "% at the top. Read as the mass of a degree, mu_k F(d,k), the exponents are 2 to within " +
          RoundedReal(std::max(std::abs(mass.smallest - 2), std::abs(mass.largest - 2)), 2) +
          " for polynomial and fully-connected nets alike: at most d/2 on " + mass.holds + ", above it on " +
          mass.fails,
      {{"proof", ProofInNumbers(evidence)},
       {"tails", tails.values},
       {"mass",
        {{"smallest_exponent", mass.smallest},
         {"largest_exponent", mass.largest},
         {"bound_holds_on", mass.holds},
         {"bound_fails_on", mass.fails}}}}};
}

Declaration Theorem7() {
  return {
      .id = "theorem_7",
      .where = "Theorem 7",
      .statement =
          "\"Consider PNNs with N-degree (N >= 2) multiplicative interactions and denote by (mu_k) the eigenvalues "
          "associated to the NTK. Then for k >> d, we have mu_k = Omega((N^2 k)^{-d/2}).\"",
      .quantifiers = Quantifiers(kPolynomialNets),
      .refuted_by =
          "one N >= 2 and d for which mu_k k^(d/2) tends to 0: a finite trace alone, or a fitted exponent above d/2 + "
          "0.05 of a spectrum that follows its law",
      .pass_condition =
          "for every N >= 2 and d, the exponent fitted to mu_k over the upper three quarters of the degrees is at "
          "most d/2 + 0.05, for even and odd k",
      .expected_verdict = Verdict::kContradicted,
      .why = "mu_k falls like k^-(d+1) for every N"};
}

Judgement JudgeTheorem7(const Evidence& evidence) {
  Judgement judgement;
  const FamilyTails tails = Theorem7Tails(evidence);
  judgement.measured = MeasuredDecay(evidence, tails);
  judgement.negative_control = {"the same law with the constant of degree N + 1 misses every spectrum by more than 1%",
                                tails.control_rejected};
  const FamilyTails planted = Theorem7Tails(Planted(evidence, GainOf(Family::kPolynomialNet, 2, 0.5, 1)));
  judgement.positive_control = {
      "planted spectra for which the statement is true (of no continuous kernel), those measured times (k + "
      "(d-1)/2)^(d/2+1): the same check confirms it, with exponents off d/2 by at most " +
          RoundedReal(std::max(std::abs(planted.smallest_exponent), std::abs(planted.largest_exponent)), 2),
      Theorem7Finding(planted) == Verdict::kConfirmed};
  judgement.finding = Theorem7Finding(tails);
  judgement.what_holds_instead =
      std::string("mu_k ~ N k^-(d+1) for every N: ") + kLawInWords +
      "; a = 2 N / pi in the unit normalization, a / K(1) = N / ((N + 1) pi). N moves the constant by less than a "
      "factor 3/2 among N >= 2, never the exponent. If \"eigenvalue\" is read as the mass of a degree, mu_k F(d,k) ~ "
      "k^-2: the printed bound then holds for d >= 4 and fails for d <= 3, but the masses of a fully-connected net "
      "fall like k^-2, too, and there is no separation in any reading.";
  return judgement;
}

Declaration SlowerThanFullyConnected() {
  return {.id = "slower_than_fc",
          .where = "Section 3.3, abstract",
          .statement = "\"PNNs admit a slower eigenvalue decay when compared to standard NNs\"",
          .quantifiers =
              Quantifiers(std::string(kPolynomialNets) + " against every depth of FC nets (without --depths 2, 3)"),
          .refuted_by = "one PNN and one FC net on one S^d whose exponents differ by less than 0.05",
          .pass_condition =
              "on every S^d, each PNN (N >= 2) has a fitted exponent smaller by more than 0.05 than each FC net",
          .expected_verdict = Verdict::kContradicted,
          .why = "both decay like k^-(d+1)"};
}

// By how much the exponents of FC nets exceed those of PNNs.
struct Separation {
  explicit Separation(const Evidence& evidence)
      : pnn(MeasureTails(evidence, Family::kPolynomialNet, 2, 1, OneMoreDegree)),
        fc(MeasureTails(evidence, Family::kFullyConnected, 2, 1, OneMoreLayer)),
        largest_gain(fc.largest_exponent - pnn.smallest_exponent),
        smallest_gain(fc.smallest_exponent - pnn.largest_exponent) {}

  Verdict Finding() const {
    return smallest_gain > kExponentMargin                                       ? Verdict::kConfirmed
           : largest_gain < kExponentMargin && pnn.FollowLaw() && fc.FollowLaw() ? Verdict::kContradicted
                                                                                 : Verdict::kInconclusive;
  }

  FamilyTails pnn, fc;
  double largest_gain, smallest_gain;
};

Judgement JudgeSlowerThanFullyConnected(const Evidence& evidence) {
  Judgement judgement;
  const Separation separation(evidence);
  const auto& [pnn, fc, largest_gain, smallest_gain] = separation;
  const FamilyTails smoother = MeasureTails(evidence, Family::kFullyConnectedNngp, 2, 1, OneMoreLayer);
  judgement.measured = {"FC exponent minus PNN exponent lies in [" + RoundedReal(smallest_gain, 2) + ", " +
                            RoundedReal(largest_gain, 2) + "] over all nets and spheres (" + Window(evidence) + ")",
                        {{"pnn", pnn.values}, {"fc", fc.values}}};
  judgement.negative_control = {"the same comparison sees that the NNGP of an FC net decays faster, by " +
                                    RoundedReal(smoother.smallest_exponent - pnn.largest_exponent, 4) +
                                    " in the exponent",
                                smoother.smallest_exponent - pnn.largest_exponent > kExponentMargin};
  const Separation planted(Planted(evidence, GainOf(Family::kPolynomialNet, 2, 0, 2 * kExponentMargin)));
  judgement.positive_control = {
      "planted PNN spectra that decay more slowly, those measured times (k + (d-1)/2)^0.1: the same check confirms "
      "the claim, with gains from " +
          RoundedReal(planted.smallest_gain, 2) + " on",
      planted.Finding() == Verdict::kConfirmed};
  judgement.finding = separation.Finding();
  judgement.what_holds_instead =
      "Both decay like k^-(d+1), and the masses of degrees, mu_k F(d,k), like k^-2. At equal trace the constants are "
      "a / K(1) = N / ((N + 1) pi) < 1 / pi for a PNN and (L - 1) / (2 pi) for an FC net of L weight layers, plus or "
      "minus (even or odd k) what its singularity at theta = pi adds: the FC net has the larger eigenvalues at high k "
      "from depth 4 on, at depth 3 for even k, and for odd k (5 / (6 pi)) against N < 5. Against the two-layer net a "
      "PNN gains the odd k >= 3, where the former has none, and loses at even k.";
  return judgement;
}

Declaration FullyConnectedRate() {
  return {
      .id = "fc_resnet_rate",
      .where = "Section 3.3, after Theorem 7",
      .statement =
          "\"the decay rate for both deep fully-connected NNs and residual NNs is Omega((k)^{-d})\" [Belfer et al.], "
          "on the S^d of Section 3.3",
      .quantifiers = Quantifiers("every FC net of depth >= 3 (3 and, if larger, --depths), every residual net (2 and 5 "
                                 "blocks, alpha = 1 / blocks)"),
      .refuted_by = "one net and d with an exponent above d + 0.05 whose spectrum follows its law",
      .pass_condition =
          "the fitted exponent of every FC (depth >= 3) and residual net on every S^d is at most d + 0.05",
      .expected_verdict = Verdict::kContradicted,
      .why = "the exponent is d + 1, not d"};
}

// The exponents, less d, of deep and residual nets.
struct Rates {
  explicit Rates(const Evidence& evidence)
      : fc(MeasureTails(evidence, Family::kFullyConnected, 3, 1, OneMoreLayer)),
        residual(MeasureTails(evidence, Family::kResidualNet, 1, 1, [](const NetworkSpectrum&) { return 1.1; })),
        smallest(std::min(fc.smallest_exponent, residual.smallest_exponent)),
        largest(std::max(fc.largest_exponent, residual.largest_exponent)) {}

  Verdict Finding() const {
    return largest <= kExponentMargin                                             ? Verdict::kConfirmed
           : smallest > kExponentMargin && fc.FollowLaw() && residual.FollowLaw() ? Verdict::kContradicted
                                                                                  : Verdict::kInconclusive;
  }

  FamilyTails fc, residual;
  double smallest, largest;
};

Judgement JudgeFullyConnectedRate(const Evidence& evidence) {
  Judgement judgement;
  const Rates rates(evidence);
  const auto& [fc, residual, smallest, largest] = rates;
  judgement.measured = {"fitted exponents exceed d by " + RoundedReal(smallest, 6) + " to " + RoundedReal(largest, 6) +
                            " (" + Window(evidence) + "); eigenvalues match the predicted law to " +
                            RoundedReal(100 * std::max(fc.largest_law_deviation, residual.largest_law_deviation), 2) +
                            "% at the top",
                        {{"fc", fc.values}, {"resnet", residual.values}}};
  judgement.negative_control = {
      "the same laws with the constant of one layer more (FC), or 1.1 times it (residual), are rejected",
      fc.control_rejected && residual.control_rejected};
  const auto one = [](const NetworkSpectrum& network) {
    return network.network.family == Family::kFullyConnected || network.network.family == Family::kResidualNet ? 1.0
                                                                                                               : 0.0;
  };
  const Rates planted(Planted(evidence, one));
  judgement.positive_control = {
      "planted spectra of the printed rate, those measured times k + (d-1)/2: the same check confirms it, with "
      "exponents off d by at most " +
          RoundedReal(std::max(std::abs(planted.smallest), std::abs(planted.largest)), 2),
      planted.Finding() == Verdict::kConfirmed};
  judgement.finding = rates.Finding();
  judgement.what_holds_instead =
      std::string(
          "k^-(d+1) on S^d, both for FC and residual nets (k^-d is the rate on S^{d-1}, for inputs in R^d: the "
          "source's convention, not this section's): ") +
      kLawInWords +
      "; a = L (L-1) / (2 pi) for depth L, plus a term of the same order from theta = pi with the sign of (-1)^k.";
  return judgement;
}

// Whether the larger degree is ahead from a small k on, for every pair, and by an exponent.
Verdict AdvantageFinding(const Evidence& evidence) {
  bool ordered = true, grows = true;
  for (const auto& [less, more] : ConsecutiveDegrees(evidence)) {
    const int from = ExceedsFrom(*more, *less);
    ordered = ordered && from >= 0 && from <= 2 * more->network.parameter + 2;
    const Tail tail_more = MeasureTail(*more, evidence.window_low, evidence.window_high);
    const Tail tail_less = MeasureTail(*less, evidence.window_low, evidence.window_high);
    for (int parity = 0; parity < 2; ++parity) {
      grows = grows && tail_less.fit[parity].exponent - tail_more.fit[parity].exponent > kExponentMargin;
    }
  }
  return !ordered ? Verdict::kContradicted : grows ? Verdict::kConfirmed : Verdict::kConfirmedInPart;
}

// A gain that grows with N: 0.1 more than that of the next smaller one.
double GainByRank(const Evidence& evidence, const NetworkSpectrum& network) {
  if (network.network.family != Family::kPolynomialNet) return 0;
  int rank = 0;
  for (const NetworkSpectrum* other : evidence.Of(Family::kPolynomialNet)) {
    rank += other->spectrum.d() == network.spectrum.d() && other->network.parameter < network.network.parameter;
  }
  return 2 * kExponentMargin * rank;
}

Declaration LargerDegreeLearnsFaster() {
  return {.id = "larger_degree_high_frequencies",
          .where = "Section 3.3, Section 4.3",
          .statement =
              "A slower decay with the degree N \"leads to a faster learning towards high-frequency functions\": at "
              "equal trace a larger N has larger eigenvalues at high k",
          .quantifiers =
              Quantifiers("every two consecutive degrees N < N' of those run, N >= 2 (without --degrees 2, 3, 5, 10)"),
          .refuted_by =
              "one S^d and pair N < N' whose eigenvalues at equal trace are in the other order at arbitrarily high k "
              "(first half); whose ratio stays bounded: exponents that differ by less than 0.05 (second half)",
          .pass_condition =
              "for every S^d and every two consecutive degrees N < N' (N >= 2): mu_k / trace is larger for N' at all "
              "k from some k0 <= 2 N' + 2 on, and its advantage grows with k (an exponent larger by 0.05)",
          .expected_verdict = Verdict::kConfirmedInPart,
          .why = "a constant factor below 3/2, no better rate"};
}

Judgement JudgeLargerDegreeLearnsFaster(const Evidence& evidence) {
  const DegreeAdvantages all = MeasureAdvantages(evidence);
  Judgement judgement;
  judgement.measured = {"the larger degree is ahead at equal trace from some k0 <= " + std::to_string(all.ahead_from) +
                            " on; its largest gain is a factor " + RoundedReal(all.largest_gain, 3) + " (" +
                            all.largest_gain_of + ", k = " + std::to_string(all.largest_gain_at) +
                            "); at k = " + std::to_string(evidence.window_high) + " it is at most " +
                            RoundedReal(all.largest_gain_at_end, 4),
                        {{"pairs", all.values}}};
  judgement.negative_control = {"with the two degrees exchanged the same ordering is rejected for every pair",
                                all.exchanged_refused};
  const Verdict planted =
      AdvantageFinding(Planted(evidence, [&](const NetworkSpectrum& n) { return GainByRank(evidence, n); }));
  judgement.positive_control = {
      "planted spectra whose exponent falls by 0.1 from each N to the next: the same check finds that the advantage "
      "grows",
      planted == Verdict::kConfirmed};
  judgement.finding = AdvantageFinding(evidence);
  judgement.what_holds_instead =
      "A larger N takes mass from the lowest degrees and gives it to all degrees from a small k0 on, most to "
      "intermediate ones; as k grows the gain falls to the constant (N'/(N'+1)) / (N/(N+1)) < 3/2: a head start, not "
      "a better rate.";
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() {
  return {{Theorem7(), JudgeTheorem7},
          {SlowerThanFullyConnected(), JudgeSlowerThanFullyConnected},
          {FullyConnectedRate(), JudgeFullyConnectedRate},
          {LargerDegreeLearnsFaster(), JudgeLargerDegreeLearnsFaster}};
}

}  // namespace hadamard_ntk::experiments::spectral_decay
