#include "experiments/polynomial_nets/multiplicative_filters/claims.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::multiplicative_filters {
namespace {

constexpr double kDigits = 1e-13;  // relative, of printed values
constexpr double kErrors = 5;      // standard errors
constexpr double kDecayAt = 8;     // t
constexpr double kDecayed = 1e-3;  // of the largest label

double Relative(double found, double printed) { return std::abs(found / printed - 1); }

// The largest deviations of a formula: from printed values, and from means in standard errors.
struct Deviations {
  double printed = 0, nngp = 0, ntk = 0;
  bool pass() const { return printed <= kDigits && nngp <= kErrors && ntk <= kErrors; }
};

Deviations Collect(const Evidence& evidence) {
  Deviations d;
  for (const PrintedValue& v : evidence.printed) d.printed = std::max(d.printed, Relative(v.found, v.printed));
  for (const Mean& m : evidence.means) {
    d.nngp = std::max(d.nngp, std::abs(m.nngp - m.nngp_kernel) / m.nngp_error);
    d.ntk = std::max(d.ntk, std::abs(m.ntk - m.ntk_kernel) / m.ntk_error);
  }
  return d;
}

// Whether the wrong formula is refused by the printed values, and by finite nets of every width, wherever it says
// something else.
template <class OfPrinted, class OfMean>
bool Refused(const Evidence& evidence, const OfPrinted& of_printed, const OfMean& of_mean) {
  bool printed = false;
  for (const PrintedValue& v : evidence.printed) printed |= Relative(of_printed(v), v.printed) > kDigits;
  for (const int width : evidence.config.widths) {
    bool found = false;
    for (const Mean& m : evidence.means) {
      found |= m.width == width && std::abs(m.ntk - of_mean(m)) > kErrors * m.ntk_error;
    }
    if (!found) return false;
  }
  return printed;
}

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
  const Deviations d = Collect(evidence);
  Evidence planted = evidence;
  for (PrintedValue& v : planted.printed) v.found = v.printed;
  for (Mean& m : planted.means) {
    m.nngp = m.nngp_kernel + m.nngp_error;
    m.ntk = m.ntk_kernel - m.ntk_error;
  }
  const bool without_phase = Refused(
      evidence, [](const PrintedValue& v) { return v.without_phase; }, [](const Mean& m) { return m.without_phase; });
  const bool wrong_power = Refused(
      evidence, [](const PrintedValue& v) { return v.wrong_power; }, [](const Mean& m) { return m.wrong_power; });
  Judgement judgement;
  judgement.measured = {"printed values met to " + RoundedReal(d.printed, 2) +
                            " relative; means over finite nets off by at most " + RoundedReal(d.ntk, 2) +
                            " (ntk) and " + RoundedReal(d.nngp, 2) + " (nngp) standard errors",
                        {{"printed", d.printed}, {"ntk", d.ntk}, {"nngp", d.nngp}}};
  judgement.negative_control = {"T without the phase's term, and G^N T for G^{N-1} T, are refused by both checks",
                                without_phase && wrong_power};
  judgement.positive_control = {"planted means one standard error off pass", Collect(planted).pass()};
  judgement.finding = d.pass() ? Verdict::kConfirmed : Verdict::kContradicted;
  if (!d.pass()) judgement.what_holds_instead = "another kernel: see the tables";
  return judgement;
}

// f(2t) = 2^N f(t) for every t, within the rounding of both.
bool KeepsDegree(const Curve& c) {
  const double factor = std::ldexp(1.0, c.degree);
  for (std::size_t i = 0; i + 1 < c.t.size(); ++i) {
    const double rounding = c.rounding.empty() ? 0 : c.rounding[i + 1] + factor * c.rounding[i];
    // Finite nets: sums of as many terms as units, of which more than the square root of eps are seen.
    const double tolerance = c.width > 0 ? 1e-8 * std::abs(c.f[i + 1]) : rounding;
    if (!(std::abs(c.f[i + 1] - factor * c.f[i]) <= tolerance)) return false;
  }
  return true;
}

bool Decays(const Curve& c) {
  for (std::size_t i = 0; i < c.t.size(); ++i) {
    if (c.t[i] >= kDecayAt && !(std::abs(c.f[i]) < kDecayed * c.largest_label)) return false;
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

// Planted (t^N, exp(-t)) beside the networks.
Curve Planted(int degree, bool decaying) {
  Curve c{"planted", degree, 0, {}, {}, {}, 1, 0};
  for (int j = -1; j <= 6; ++j) {
    const double t = std::ldexp(1.0, j);
    c.t.push_back(t);
    c.f.push_back(decaying ? std::exp(-t * t) : std::pow(t, degree));
    c.rounding.push_back(1e-15 * std::abs(c.f.back()));
  }
  return c;
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
          "every predictor, and trained finite net, is of degree N along the ray within rounding; in part if those "
          "of ReLU filters are, and the Fourier predictor has |f(t v)| < 1e-3 max|y| from t = 8 on",
      .expected_verdict = Verdict::kConfirmedInPart,
      .why = "ReLU filters: degree N; sines return to zero"};
}

std::string At(const Evidence& evidence, const std::string& network, int degree, bool finite, double t) {
  for (const Curve& c : evidence.curves) {
    if (c.network != network || c.degree != degree || (c.width > 0) != finite) continue;
    for (std::size_t i = 0; i < c.t.size(); ++i) {
      if (c.t[i] == t) return RoundedReal(c.f[i], 3);
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
  judgement.positive_control = {"planted t^2, t^3 pass the test of degree, exp(-t^2) that of decay alone",
                                KeepsDegree(Planted(2, false)) && KeepsDegree(Planted(3, false)) &&
                                    Decays(Planted(2, true)) && !KeepsDegree(Planted(2, true))};
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

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Kernel(), JudgeKernel}, {Extrapolation(), JudgeExtrapolation}}; }

}  // namespace hadamard_ntk::experiments::multiplicative_filters
