#include "experiments/polynomial_nets/nonlocal_nets/claims.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::nonlocal_nets {
namespace {

constexpr double kDigits = 1e-13;  // relative, of printed values
constexpr double kErrors = 5;      // standard errors

double Relative(double found, double printed) { return std::abs(found / printed - 1); }

// The largest deviations of a formula, from printed values and from means in standard errors.
struct Deviations {
  double printed = 0, ntk = 0;
  bool pass() const { return printed <= kDigits && ntk <= kErrors; }
};

Deviations Collect(const Evidence& evidence) {
  Deviations d;
  for (const PrintedValue& v : evidence.printed) d.printed = std::max(d.printed, Relative(v.found, v.printed));
  for (const Mean& m : evidence.means) d.ntk = std::max(d.ntk, std::abs(m.ntk - m.ntk_kernel) / m.ntk_error);
  return d;
}

// Whether a wrong formula is refused by the printed values, and by finite nets of every width.
bool Refused(const Evidence& evidence, double PrintedValue::*of_printed, double Mean::*of_mean) {
  bool printed = false;
  for (const PrintedValue& v : evidence.printed) printed |= Relative(v.*of_printed, v.printed) > kDigits;
  for (const int width : evidence.config.widths) {
    bool found = false;
    for (const Mean& m : evidence.means) {
      found |= m.width == width && std::abs(m.ntk - m.*of_mean) > kErrors * m.ntk_error;
    }
    if (!found) return false;
  }
  return printed;
}

Declaration Kernel() {
  return {
      .id = "nonlocal_kernel",
      .where = "App. G",
      .statement =
          "As referred to in the main text: the NTK analysis extends to non-local networks with Hadamard product. "
          "(The statement of the appendix itself was not at hand; here: Poly-NL.)",
      .quantifiers =
          "activations of the three factors, pairs of sets and positions, width: four nets, one pair of sets of two "
          "positions in the plane, widths --widths",
      .refuted_by = "a width at which the mean over random nets is more than 5 standard errors off",
      .pass_condition =
          "the product rule with averages over positions is within 1e-13 of the values printed with 22 digits, and "
          "within 5 standard errors of the means over finite nets at every width",
      .expected_verdict = Verdict::kConfirmed,
      .why = "unbiased at every width"};
}

Judgement JudgeKernel(const Evidence& evidence) {
  const Deviations d = Collect(evidence);
  Evidence planted = evidence;
  for (PrintedValue& v : planted.printed) v.found = v.printed;
  for (Mean& m : planted.means) m.ntk = m.ntk_kernel + m.ntk_error;
  Judgement judgement;
  judgement.measured = {"printed values met to " + RoundedReal(d.printed, 2) +
                            " relative; means over finite nets off by at most " + RoundedReal(d.ntk, 2) +
                            " standard errors",
                        {{"printed", d.printed}, {"ntk", d.ntk}}};
  judgement.negative_control = {
      "positions with weights of their own (the Sum of independent terms), and kappa_1 -> 1, are refused by both checks",
      Refused(evidence, &PrintedValue::summed, &Mean::summed) &&
          Refused(evidence, &PrintedValue::wrong_slope, &Mean::wrong_slope)};
  judgement.positive_control = {"planted means one standard error off pass", Collect(planted).pass()};
  judgement.finding = d.pass() ? Verdict::kConfirmed : Verdict::kContradicted;
  if (!d.pass()) judgement.what_holds_instead = "another kernel: see the tables";
  return judgement;
}

// f(2t X) = 8 f(t X), within the rounding of both.
bool IsCubic(const Curve& c) {
  for (std::size_t i = 0; i + 1 < c.t.size(); ++i) {
    if (!(std::abs(c.f[i + 1] - 8 * c.f[i]) <= c.rounding[i + 1] + 8 * c.rounding[i])) return false;
  }
  return true;
}

Declaration Extrapolation() {
  return {
      .id = "nonlocal_extrapolation",
      .where = "Section 1",
      .statement =
          "As referred to in the main text: non-local networks with Hadamard product extrapolate in a non-linear "
          "way.",
      .quantifiers =
          "activations, training sets, sets to scale: four nets, one training set of ten sets of two positions in "
          "the plane, three sets X, t X for t = 1/2 .. 64",
      .refuted_by = "a set along which the predictor, or a trained net, is not of degree 3",
      .pass_condition =
          "predictors and trained finite nets are of degree exactly 3 in t within rounding on all sets, and a cubic "
          "of the span of the net of linear factors is recovered within the rounding bound at |x| <= 4",
      .expected_verdict = Verdict::kConfirmed,
      .why = "exactly cubic"};
}

Judgement JudgeExtrapolation(const Evidence& evidence) {
  int cubic = 0, curves = 0, biased = 0, refused = 0;
  for (const Curve& c : evidence.curves) {
    const bool is = IsCubic(c);
    if (c.network == "biased") {
      ++biased;
      refused += !is;
    } else {
      ++curves;
      cubic += is;
    }
  }
  Curve planted{"planted", 0, 0, {}, {}, {}, 0};
  for (int j = -1; j <= 6; ++j) {
    const double t = std::ldexp(1.0, j), f = 0.3 * t * t * t;
    planted.t.push_back(t);
    planted.f.push_back(f);
    planted.rounding.push_back(1e-15 * f);
  }
  std::string task;
  for (const TaskError& e : evidence.task) {
    if (e.radius == 4) task += (task.empty() ? "" : ", ") + e.network + " " + RoundedReal(e.error, 2);
  }
  Judgement judgement;
  judgement.measured = {"degree exactly 3 on " + std::to_string(cubic) + " of " + std::to_string(curves) +
                            " curves; a cubic recovered to " + RoundedReal(evidence.recovery, 2) +
                            " of its rounding bound; relative error of the regression on sets at |x| <= 4: " + task,
                        {{"cubic", cubic}, {"curves", curves}, {"recovery", evidence.recovery}}};
  judgement.negative_control = {
      "a net with one factor fed by biases is refused on every set, and a net of ReLU factors does not recover the cubic",
      biased > 0 && refused == biased && evidence.relu_recovery > 1};
  judgement.positive_control = {"a planted 0.3 t^3 is found to be cubic", IsCubic(planted)};
  const bool holds = curves > 0 && cubic == curves && evidence.recovery <= 1;
  judgement.finding = holds ? Verdict::kConfirmed : Verdict::kContradicted;
  if (!holds) judgement.what_holds_instead = "another degree on some sets: see the table";
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Kernel(), JudgeKernel}, {Extrapolation(), JudgeExtrapolation}}; }

}  // namespace hadamard_ntk::experiments::nonlocal_nets
