#include "experiments/polynomial_nets/gated_units/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "experiments/polynomial_nets/gated_units/conditioning_claim.h"
#include "experiments/polynomial_nets/gated_units/gram_law_claim.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/count.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

std::string Spheres(const Evidence& evidence) {
  std::string text;
  for (const int d : evidence.asked.d) text += (text.empty() ? "S^" : ", S^") + std::to_string(d);
  return text;
}

// --- parity ------------------------------------------------------------

// How many of the degrees k >= 4 of that parity vanish: exactly, or within their error bounds.
Count ExactZeros(const Evidence& evidence, int parity, spectral::PiLaurent ExactPair::*net) {
  Count zeros;
  for (const ExactPair& pair : evidence.exact) {
    if (pair.k < 4 || pair.k % 2 != parity) continue;
    ++zeros.cases;
    zeros.hits += (pair.*net).IsZero();
  }
  return zeros;
}

Count NumericalZeros(const Evidence& evidence, int parity, const std::string& net) {
  Count zeros;
  for (const NetSpectrum& candidate : evidence.spectra) {
    if (candidate.net != net) continue;
    for (const spectral::Eigenvalue& eigenvalue : candidate.spectrum.eigenvalues()) {
      if (eigenvalue.k < 4 || eigenvalue.k % 2 != parity) continue;
      ++zeros.cases;
      zeros.hits += eigenvalue.mu == 0;
    }
  }
  return zeros;
}

// Nets for which the theorem holds (phi(t) - phi(-t) = t, no biases), and the others.
bool Meant(const ParityOfNet& net) {
  return !net.trained_biases && (net.gate == Gate::kRelu || net.gate == Gate::kGelu || net.gate == Gate::kSilu);
}

struct Fits : Count {
  double largest = 0, largest_rounding = 0;  // relative to the size
  double smallest = std::numeric_limits<double>::infinity();
};

template <class Choose>
Fits CountFits(const Evidence& evidence, const Choose& choose) {
  Fits fits;
  for (const ParityOfNet& net : evidence.nets) {
    if (!choose(net)) continue;
    ++fits.cases;
    fits.hits += net.fit.is_quadratic();
    const double relative = net.fit.residual / net.fit.size;
    fits.largest = std::max(fits.largest, relative);
    fits.smallest = std::min(fits.smallest, relative);
    fits.largest_rounding = std::max(fits.largest_rounding, net.fit.rounding / net.fit.size);
  }
  return fits;
}

Declaration Parity() {
  return {.id = "gated_parity",
          .where = kOurs,
          .statement =
              "A gated unit f(x) = V [(P x) * phi(W x)] without biases and with phi(t) - phi(-t) = t (ReGLU, GEGLU, "
              "SwiGLU) is a quadratic form plus an odd function, for all weights: on S^d its NTK has no even degree "
              "k >= 4, and no training at any width learns one.",
          .quantifiers =
              "every sphere (--d), every even k >= 4 (ReGLU exactly up to 41 and in numbers up to 129, GEGLU and "
              "SwiGLU up to 45); every width, all weights: nets of three gates as drawn and after --steps steps on a "
              "target with a harmonic of degree 4 (--inputs, --width)",
          .refuted_by =
              "one even k >= 4 with mu_k > 0, or one net whose f(x) + f(-x) is further from every quadratic form than "
              "rounding takes it",
          .pass_condition =
              "every even mu_k, 4 <= k, is zero (ReGLU: in rational numbers; GEGLU, SwiGLU: within their error "
              "bounds), and the least-squares quadratic form leaves of f(x) + f(-x) no more than 2 (m + D + 8) eps of "
              "the sum of its absolute terms, for every net as drawn and as trained",
          .expected_verdict = Verdict::kConfirmed,
          .why = "phi(t) - phi(-t) = t makes it so"};
}

Judgement JudgeParity(const Evidence& evidence) {
  const Count reglu = ExactZeros(evidence, 0, &ExactPair::reglu), pnn = ExactZeros(evidence, 0, &ExactPair::pnn_2);
  const Count numerical = NumericalZeros(evidence, 0, "reglu"), geglu = NumericalZeros(evidence, 0, "geglu"),
              swiglu = NumericalZeros(evidence, 0, "swiglu");
  const Count ungated = NumericalZeros(evidence, 1, "relu_2layer");
  const Fits meant = CountFits(evidence, Meant);
  const Fits tanh = CountFits(evidence, [](const ParityOfNet& net) { return net.gate == Gate::kTanh; });
  const Fits biases = CountFits(evidence, [](const ParityOfNet& net) { return net.trained_biases && net.steps > 0; });
  const Fits bilinear = CountFits(evidence, [](const ParityOfNet& net) { return net.gate == Gate::kIdentity; });
  Judgement judgement;
  judgement.measured = {"on " + Spheres(evidence) + " ReGLU's even mu_k, 4 <= k <= 41, vanish exactly in " +
                            reglu.Text() + " cases, GEGLU's in " + geglu.Text() + " and SwiGLU's in " + swiglu.Text() +
                            " within their bounds; " + meant.Text() + " finite nets have a quadratic even part, to " +
                            RoundedReal(meant.largest, 2) + " of its size (rounding bound " +
                            RoundedReal(meant.largest_rounding, 2) + "). The two-layer ReLU net misses " +
                            ungated.Text() + " odd degrees k >= 5, the polynomial net of degree 2 none",
                        {{"largest_relative_residual", meant.largest},
                         {"relative_rounding_bound", meant.largest_rounding},
                         {"tanh_relative_residual", tanh.smallest},
                         {"trained_biases_relative_residual", biases.smallest}}};
  judgement.negative_control = {
      "the same checks see that a tanh gate (residual from " + RoundedReal(tanh.smallest, 2) +
          " of the size on) and a ReGLU net with trained biases (" + RoundedReal(biases.smallest, 2) +
          ") have no quadratic even part, and that no even mu_k of the polynomial net of degree 2 vanishes",
      tanh.none() && biases.none() && pnn.none()};
  judgement.positive_control = {"the bilinear unit, a quadratic form itself: the same fit leaves " +
                                    RoundedReal(bilinear.largest, 2) + " of its size",
                                bilinear.all()};
  judgement.finding = reglu.all() && numerical.all() && geglu.all() && swiglu.all() && meant.all()
                          ? Verdict::kConfirmed
                          : Verdict::kContradicted;
  if (judgement.finding == Verdict::kContradicted) judgement.what_holds_instead = "an even part beyond degree 2";
  return judgement;
}

// --- decay ------------------------------------------------------------

// (2 - sqrt 3)^2: GELU's dual is singular at u = +-2, and |u - sqrt(u^2 - 1)| = 2 - sqrt 3 there.
double SquareAt(double singularity) {
  const double q = singularity - std::sqrt(singularity * singularity - 1);
  return q * q;
}

constexpr double kSingularity = 2, kGeometricTolerance = 0.0025, kLawTolerance = 0.01;

// mu_{k+2} / mu_k over its correction for the power of k, extrapolated in (k + lambda + 1)^-2 from k = 39 and 43: what
// is left is of fourth order, below 0.1% for d <= 9.
double GeometricRatio(const spectral::MercerSpectrum& spectrum) {
  const int d = spectrum.d();
  const auto ratio = [&](int k) { return spectrum[k + 2].mu / spectrum[k].mu / GeometricCorrection(d, k); };
  const auto square = [&](int k) { return std::pow(k + 1 + (d - 1) / 2.0, 2); };
  constexpr int kFirst = kLastSmoothDegree - 6, kSecond = kLastSmoothDegree - 2;
  return (square(kSecond) * ratio(kSecond) - square(kFirst) * ratio(kFirst)) / (square(kSecond) - square(kFirst));
}

// The largest deviation over the spheres of GEGLU's ratio from that of a singularity at +-u.
double RatioDeviation(const Evidence& evidence, const std::string& net, double singularity) {
  double worst = 0;
  for (const int d : evidence.asked.d) {
    const double ratio = GeometricRatio(evidence.SpectrumOf(net, d)) / SquareAt(singularity);
    const double deviation = std::abs(ratio - 1);
    worst = std::isfinite(deviation) ? std::max(worst, deviation) : std::numeric_limits<double>::infinity();
  }
  return worst;
}

// Of the last odd degree from the law, over the spheres.
double LawDeviation(const Evidence& evidence, double factor) {
  double worst = 0;
  for (const int d : evidence.asked.d) {
    const spectral::MercerSpectrum& spectrum = evidence.SpectrumOf("reglu", d);
    const int k = spectrum.k_max() - (spectrum.k_max() + 1) % 2;
    worst = std::max(worst, std::abs(spectrum[k].mu / spectrum.trace() / (factor * OddLaw(d, k)) - 1));
  }
  return worst;
}

// ReGLU's and GEGLU's spectra as their laws say, where the measured ones are not zero.
Evidence WithPlantedLaws(const Evidence& evidence) {
  Evidence planted = evidence;
  for (auto& [net, spectrum] : planted.spectra) {
    if (net != "reglu" && net != "geglu") continue;
    const int d = spectrum.d();
    std::vector<spectral::Eigenvalue> eigenvalues = spectrum.eigenvalues();
    for (spectral::Eigenvalue& eigenvalue : eigenvalues) {
      if (eigenvalue.mu == 0) continue;
      const double shifted = eigenvalue.k + (d - 1) / 2.0;
      eigenvalue.mu = net == "reglu"
                          ? 1.5 * OddLaw(d, eigenvalue.k)
                          : std::pow(shifted, -(d - 2) / 2.0) * std::pow(SquareAt(kSingularity), eigenvalue.k / 2.0);
    }
    spectrum = spectral::MercerSpectrum(d, spectrum.trace(), std::move(eigenvalues));
  }
  return planted;
}

// Odd degrees at which ReGLU and the net of degree 2, times a factor, have the same eigenvalue.
Count EqualOddDegrees(const Evidence& evidence, const spectral::PiLaurent& factor) {
  Count equal;
  for (const ExactPair& pair : evidence.exact) {
    if (pair.k % 2 == 0) continue;
    ++equal.cases;
    equal.hits += pair.reglu == factor * pair.pnn_2;
  }
  return equal;
}

Declaration Decay() {
  return {.id = "gated_decay",
          .where = kOurs,
          .statement =
              "ReGLU's odd eigenvalues are those of the polynomial net of degree 2 and follow its law, mu_k / K(1) ~ "
              "2^d / (3 pi^2) Gamma((d+1)/2)^2 (k + (d-1)/2)^-(d+1); GEGLU's fall geometrically, mu_k ~ C "
              "k^-(d-2)/2 (2 - sqrt 3)^k.",
          .quantifiers =
              "every sphere (--d, up to S^9); every odd k: exactly up to 41, the laws at their largest k "
              "(129 at least; 45 for GEGLU)",
          .refuted_by =
              "one odd k at which the two eigenvalues differ, or a law that is missed by more than it leaves "
              "out",
          .pass_condition =
              "mu_k of ReGLU and of the net of degree 2 (max(u, 0)) are equal in Q[pi, 1/pi] for every odd k <= 41; "
              "the last odd mu_k is within 1% of the law; and mu_{k+2} / mu_k of GEGLU, less its power of k and "
              "extrapolated in k^-2, is (2 - sqrt 3)^2 within 0.25%",
          .expected_verdict = Verdict::kConfirmed,
          .why = "equal odd parts; dual singular at +-2"};
}

Judgement JudgeDecay(const Evidence& evidence) {
  const Count equal = EqualOddDegrees(evidence, 1);
  const double law = LawDeviation(evidence, 1), ratio = RatioDeviation(evidence, "geglu", kSingularity);
  const double ungated = RatioDeviation(evidence, "reglu", kSingularity);
  Judgement judgement;
  judgement.measured = {"on " + Spheres(evidence) + " " + equal.Text() +
                            " odd mu_k are equal; the last one of ReGLU is within " + RoundedReal(100 * law, 2) +
                            "% of the law; GEGLU's ratio is (2 - sqrt 3)^2 = 0.0718 to " + RoundedReal(100 * ratio, 2) +
                            "%",
                        {{"law_deviation", law}, {"geometric_ratio_deviation", ratio}}};
  judgement.negative_control = {
      "not equal to twice those of the net of degree 2, not within 1% of 1.05 times the law, no ratio of a singularity "
      "at 2.01 (1% off), and none of ReGLU's",
      EqualOddDegrees(evidence, 2).none() && LawDeviation(evidence, 1.05) > kLawTolerance &&
          RatioDeviation(evidence, "geglu", 2.01) > kGeometricTolerance && ungated > kGeometricTolerance};
  const Evidence planted = WithPlantedLaws(evidence);
  const double planted_law = LawDeviation(planted, 1), planted_ratio = RatioDeviation(planted, "geglu", kSingularity);
  judgement.positive_control = {"planted spectra that are the two laws: off by " + RoundedReal(planted_law, 1) +
                                    " and " + RoundedReal(planted_ratio, 1),
                                planted_law <= kLawTolerance && planted_ratio <= kGeometricTolerance};
  judgement.finding = equal.all() && law <= kLawTolerance && ratio <= kGeometricTolerance ? Verdict::kConfirmed
                                                                                          : Verdict::kContradicted;
  if (judgement.finding == Verdict::kContradicted) judgement.what_holds_instead = "another law";
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() {
  return {{Parity(), JudgeParity},
          {Decay(), JudgeDecay},
          {ConditioningClaim(), JudgeConditioning},
          {GramLawClaim(), JudgeGramLaw}};
}

}  // namespace hadamard_ntk::experiments::gated_units
