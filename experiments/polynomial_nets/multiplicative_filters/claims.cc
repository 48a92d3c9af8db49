#include "experiments/polynomial_nets/multiplicative_filters/claims.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/count.h"
#include "experiments/shared/doubling_ray.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::multiplicative_filters {
namespace {

constexpr double kDecayAt = 8;     // t
constexpr double kDecayed = 1e-3;  // of the largest label

Declaration Kernel() {
  return {.id = "mfn_kernel",
          .where = "App. F",
          .statement =
              "As referred to in the main text: the NTK analysis extends to multiplicative filter networks, by the "
              "product rule. (The statement of the appendix itself was not at hand.)",
          .quantifiers =
              "filters (ReLU, Fourier, Gabor), their number N = 1, 2, 3 and more, pairs of inputs, width: one pair in "
              "R^3, widths --widths",
          .refuted_by = "a width at which the mean over random nets is more than 5 standard errors off",
          .pass_condition =
              "N (G^N + G^{N-1} T) is within 1e-13 of the values printed with 22 digits, and nngp and ntk within 5 "
              "standard errors of the means over finite nets at every width",
          .expected_verdict = Verdict::kConfirmed,
          .why = "unbiased at every width"};
}

Judgement JudgeKernel(const Evidence& evidence) {
  return JudgeKernelFormula(evidence.kernel, "T without the phase's term, and G^N T for G^{N-1} T,");
}

bool KeepsDegree(const Curve& c) { return IsHomogeneous(c.ray, c.degree); }
bool IsPolynomialOfDegree(const Curve& c) { return IsPolynomial(c.ray, c.degree); }

bool Decays(const Curve& c) {
  for (std::size_t i = 0; i < c.ray.t.size(); ++i) {
    if (c.ray.t[i] >= kDecayAt && !(std::abs(c.ray.f[i]) < kDecayed * c.largest_label)) return false;
  }
  return true;
}

template <class Test>
bool All(const Evidence& evidence, const std::string& network, bool finite, const Test& test) {
  bool any = false;
  for (const Curve& c : evidence.curves) {
    if (c.network != network || (c.width > 0) != finite) continue;
    any = true;
    if (!test(c)) return false;
  }
  return any;
}

// A planted law beside the networks.
template <class Function>
Curve Planted(int degree, const Function& f) {
  return {"planted", degree, 0, PlantRay(f), 1, 0};
}

Declaration Extrapolation() {
  return {
      .id = "mfn_extrapolation",
      .where = "Section 1",
      .statement =
          "As referred to in the main text: multiplicative filter networks extrapolate in a non-linear way, as "
          "polynomial nets do.",
      .quantifiers =
          "filters (ReLU, Fourier, Gabor), their number N = 2, 3, training sets and directions: one set of 12 points "
          "in the plane, one ray, t = 1/2 .. 64",
      .refuted_by = "filters whose predictor follows no polynomial along the ray",
      .pass_condition =
          "every predictor is of degree N along the ray within rounding, and every trained finite net to the last bit; "
          "in part if those of ReLU filters are, and the Fourier predictor has |f(t v)| < 1e-3 max|y| from t = 8 on",
      .expected_verdict = Verdict::kConfirmedInPart,
      .why = "ReLU filters: degree N; sines return to zero"};
}

std::string At(const Evidence& evidence, const std::string& network, int degree, bool finite, double t) {
  for (const Curve& c : evidence.curves) {
    if (c.network != network || c.degree != degree || (c.width > 0) != finite) continue;
    for (std::size_t i = 0; i < c.ray.t.size(); ++i) {
      if (c.ray.t[i] == t) return RoundedReal(c.ray.f[i], 3);
    }
  }
  return "?";
}

Judgement JudgeExtrapolation(const Evidence& evidence) {
  const bool relu = All(evidence, "relu", false, KeepsDegree) && All(evidence, "relu", true, KeepsDegree);
  const bool fourier = All(evidence, "fourier", false, KeepsDegree), gabor = All(evidence, "gabor", false, KeepsDegree);
  const bool decays = All(evidence, "fourier", false, Decays);
  Judgement judgement;
  judgement.measured = {std::string("ReLU filters: degree N ") + (relu ? "on every net" : "not on every net") +
                            "; Fourier predictor, N = 2, at t = 1, 2, 4, 8: " + At(evidence, "fourier", 2, false, 1) +
                            ", " + At(evidence, "fourier", 2, false, 2) + ", " + At(evidence, "fourier", 2, false, 4) +
                            ", " + At(evidence, "fourier", 2, false, 8) + "; the trained finite net at t = 8, 64: " +
                            At(evidence, "fourier", 2, true, 8) + ", " + At(evidence, "fourier", 2, true, 64),
                        {{"relu_keeps_degree", relu}, {"fourier_keeps_degree", fourier}, {"fourier_decays", decays}}};
  const bool pnn_decays = All(evidence, "pnn", false, Decays);
  judgement.negative_control = {"the predictor of a polynomial net fails the test of decay, and passes that of degree",
                                !pnn_decays && All(evidence, "pnn", false, KeepsDegree)};
  const Curve decaying = Planted(2, [](double t) { return std::exp(-t * t); });
  judgement.positive_control = {"planted t^2, t^3 pass the test of degree, exp(-t^2) that of decay alone",
                                KeepsDegree(Planted(2, [](double t) { return t * t; })) &&
                                    KeepsDegree(Planted(3, [](double t) { return t * t * t; })) && Decays(decaying) &&
                                    !KeepsDegree(decaying)};
  judgement.finding = relu && fourier && gabor ? Verdict::kConfirmed
                      : relu && decays         ? Verdict::kConfirmedInPart
                                               : Verdict::kContradicted;
  if (judgement.finding != Verdict::kConfirmed) {
    judgement.what_holds_instead =
        "With ReLU filters net and predictor are of degree N along rays. With sines of Gaussian frequencies, and with "
        "Gabor filters, K(x, z) falls like a Gaussian of |x - z|, and the predictor of the infinitely wide net returns "
        "to zero. A trained finite net of sines is bounded and goes on oscillating: the limits of width and distance "
        "do not commute.";
  }
  return judgement;
}

// --- tails -----------------------------------------------------------------------------------------------------------

constexpr double kSlope = 0.05;

bool Met(const Tail& tail) {
  const double tolerance = tail.quantity == "limit" ? kDecayed * std::abs(tail.expected) : kSlope;
  return std::abs(tail.found - tail.expected) <= tolerance;
}

bool IsControl(const Tail& tail) { return tail.network == "pnn" || tail.network == "fourier"; }

Declaration Tails() {
  return {
      .id = "mfn_tails",
      .where = kOurs,
      .statement =
          "Predictors of filter nets with biases, drawn window sizes or uniform frequencies: with ReLU filters and "
          "biases polynomials of degree N along rays; with sines and biases they tend to a constant; with gamma ~ "
          "Gamma(alpha) they fall like t^{2 - 2 alpha N}; with uniform frequencies, along a coordinate axis, like "
          "t^{1 - N}.",
      .quantifiers =
          "N, laws, training sets, rays: N = 1, 2, 3 (ReLU 2, 3), bias variance 0.1, alpha = 2, s = 1, one set of 12 "
          "points in the plane, one ray and one axis",
      .refuted_by = "another slope, or no polynomial",
      .pass_condition =
          "slopes within 0.05, of |f| over t = 1024 .. 4096 and of its largest values over the octaves from 4096 and "
          "8192, where the next terms are O(1/t); at t = 4096 within 1e-3 of the limit beta sum_i c_i; divided "
          "differences of order N + 1 over t = 1/2 .. 64 vanish within rounding, those of order N do not",
      .expected_verdict = Verdict::kConfirmed,
      .why = "the kernels' own tails"};
}

Judgement JudgeTails(const Evidence& evidence) {
  Count met, controls;
  double worst = 0;
  for (const Tail& tail : evidence.tails) {
    Count& count = IsControl(tail) ? controls : met;
    ++count.cases;
    count.hits += Met(tail);
    if (!IsControl(tail) && tail.quantity != "limit") worst = std::max(worst, std::abs(tail.found - tail.expected));
  }
  const bool polynomial = All(evidence, "relu_biased", false, IsPolynomialOfDegree);
  Judgement judgement;
  judgement.measured = {"ReLU filters with biases: " + std::string(polynomial ? "" : "not ") +
                            "polynomials of degree N; " + met.Text() + " slopes and limits as predicted, slopes to " +
                            RoundedReal(worst, 2),
                        {{"polynomial", polynomial}, {"met", met.hits}, {"worst_slope", worst}}};
  judgement.negative_control = {
      "the polynomial net has none of the slopes and limits, the net of sines without biases not the limit, and the "
      "polynomial net with biases at its input, one up to O(1/t) only, is no polynomial",
      controls.none() && !All(evidence, "pnn_biased", false, IsPolynomialOfDegree)};
  judgement.positive_control = {"a planted t^3 / 3 - t + 2 is found to be of degree 3",
                                IsPolynomialOfDegree(Planted(3, [](double t) { return t * t * t / 3 - t + 2; }))};
  judgement.finding = polynomial && met.all() ? Verdict::kConfirmed : Verdict::kContradicted;
  if (judgement.finding != Verdict::kConfirmed) judgement.what_holds_instead = "other tails: see the table";
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() {
  return {{Kernel(), JudgeKernel}, {Extrapolation(), JudgeExtrapolation}, {Tails(), JudgeTails}};
}

}  // namespace hadamard_ntk::experiments::multiplicative_filters
