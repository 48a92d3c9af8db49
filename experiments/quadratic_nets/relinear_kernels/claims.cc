#include "experiments/quadratic_nets/relinear_kernels/claims.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "experiments/quadratic_nets/paper.h"
#include "experiments/quadratic_nets/relinear_kernels/spectrum_claim.h"
#include "experiments/shared/kernel_formula.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::relinear_kernels {
namespace {

constexpr double kRoundings = 16;         // eps times the condition
constexpr double kPrintedDigits = 1e-15;  // printed values are rounded to double

// One layer at every width, more of them at infinite width, which is "width 0"; without widths enough for that, not.
KernelFormula FormulaOf(std::vector<PrintedKernel> printed, const std::vector<DrawnQuantity>& drawn) {
  KernelFormula formula{.printed = std::move(printed)};
  for (const DrawnQuantity& q : drawn) {
    const auto add = [&](int width, int draws, const MeanEstimate& mean) {
      formula.drawn.push_back({q.name, q.hidden, width, draws, {mean, q.limit}, q.wrong});
    };
    int draws = 0;
    for (const MeanOfWidth& at : q.means) {
      draws += at.draws;
      if (q.hidden == 1) add(at.width, at.draws, at.mean);
    }
    if (q.fit) add(0, draws, q.fit->terms[0]);
  }
  return formula;
}

// The largest bias of the narrowest nets with two layers or more.
std::string BiasText(const std::vector<DrawnQuantity>& drawn) {
  double largest = 0;
  std::string text;
  for (const DrawnQuantity& q : drawn) {
    if (!q.fit) continue;
    const MeanOfWidth& narrowest = *std::min_element(
        q.means.begin(), q.means.end(), [](const MeanOfWidth& a, const MeanOfWidth& b) { return a.width < b.width; });
    const double bias = (narrowest.mean.mean - q.limit) / q.limit;
    if (!(std::abs(bias) > std::abs(largest))) continue;
    largest = bias;
    text = ". The mean at width " + std::to_string(narrowest.width) + " is up to " + RoundedReal(100 * bias, 3) +
           " % off (" + q.name + ", L = " + std::to_string(q.hidden) + ", " +
           RoundedReal(std::abs(narrowest.mean.mean - q.limit) / narrowest.mean.error, 2) +
           " standard errors); the limit of the fit is within " +
           RoundedReal(100 * q.fit->terms[0].error / q.limit, 2) + " %, one standard error";
  }
  return text;
}

constexpr char kLimit[] =
    "with one hidden layer the mean at every width, with more the constant K of the fit K + c_1/m + c_2/m^2 to the "
    "widths";

Declaration ReLinear() {
  return {.id = "relinear_ntk",
          .where = kOurs,
          .statement =
              "At the ReLinear start the NTK of a quadratic net of any depth is K_a + K_r + gamma_g K_g + gamma_b K_b, "
              "of the readout, the linear part, the gate and the powers, each in closed form (ntk/relinear_net.h). "
              "K_a + K_r is the conventional net's; K_b is no function of norms and angle alone.",
          .quantifiers =
              "depth, inputs, width: L = 1, 2, 3, 6, 10 hidden layers on norms and angles in double and 50 digits, L = "
              "1, 2, 3 at two printed pairs in R^3, nets of --hidden layers there; " +
              std::string(kLimit),
          .refuted_by = "a part whose limit is more than 5 standard errors off",
          .pass_condition =
              "all four parts within 5 standard errors of the means over finite nets (" + std::string(kLimit) +
              "), within 1e-13 of values printed with 18 digits, and within 16 eps times their condition of the "
              "recursion with 50 digits, which meets those values to all their digits",
          .expected_verdict = Verdict::kConfirmed,
          .why = "four parts in closed form"};
}

Judgement JudgeReLinear(const Evidence& evidence) {
  Judgement judgement =
      JudgeKernelFormula(FormulaOf(PrintedReLinear(), evidence.relinear), "values of K_g with k_1 in the place of k_2");
  double rounding = 0;
  bool wrong_refused = !evidence.rounding.empty();
  for (const RoundingError& r : evidence.rounding) {
    rounding = std::max(rounding, r.error);
    wrong_refused = wrong_refused && r.with_wrong_gate > kRoundings;
  }
  const bool exact =
      !evidence.rounding.empty() && rounding <= kRoundings && evidence.recursion_over_printed <= kPrintedDigits;
  judgement.measured.text += "; double is within " + RoundedReal(rounding, 2) +
                             " eps times the condition of 50 digits" + BiasText(evidence.relinear);
  judgement.measured.values["rounding_over_condition"] = rounding;
  judgement.measured.values["recursion_over_printed"] = evidence.recursion_over_printed;
  judgement.negative_control.description += ", and by 50 digits";
  judgement.negative_control.rejected = judgement.negative_control.rejected && wrong_refused;
  judgement.positive_control = {
      "means over conventional nets (models/fully_connected.h) beside the conventional NTK (ntk/fully_connected.h) pass",
      !evidence.conventional.empty() &&
          JudgeKernelFormula(FormulaOf({}, evidence.conventional), "none").finding == Verdict::kConfirmed};
  if (!exact && judgement.finding == Verdict::kConfirmed) {
    judgement.finding = Verdict::kContradicted;
    judgement.what_holds_instead = "the formula, with fewer digits";
  }
  return judgement;
}

Declaration Random() {
  return {.id = "quadratic_ntk",
          .where = kOurs,
          .statement =
              "At random weights quadratic nets have NTKs in closed form: 2 (3 lambda^2 + 2 H), lambda = <x,z> + 1, H "
              "= <x o x, z o z> + 1, for one layer without activation; 2 (A^2 + B^2), dual numbers A and B of the two "
              "quadrants, for relu(r o g), layer upon layer (ntk/activate_product.h).",
          .quantifiers =
              "inputs, width, depth: two pairs in R^3, one layer at every width, two of relu(r o g) in the limit; of "
              "three layers the draws' tails are too heavy for these means",
          .refuted_by = "a mean, or a limit, that is more than 5 standard errors off",
          .pass_condition = "nngp and ntk within 5 standard errors of the means over finite nets (" +
                            std::string(kLimit) + "), and within 1e-13 of the values printed",
          .expected_verdict = Verdict::kConfirmed,
          .why = "products are independent in the limit"};
}

Judgement JudgeRandom(const Evidence& evidence) {
  Judgement judgement = JudgeKernelFormula(FormulaOf(PrintedRandomNets(), evidence.random),
                                           "values without the gradient by one of the factors");
  judgement.measured.text += BiasText(evidence.random);
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() {
  return {{ReLinear(), JudgeReLinear}, {Random(), JudgeRandom}, {SpectrumClaim(), JudgeSpectrum}};
}

}  // namespace hadamard_ntk::experiments::relinear_kernels
