#include "experiments/polynomial_nets/nonlocal_nets/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/count.h"
#include "experiments/shared/doubling_ray.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::nonlocal_nets {
namespace {

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
  return JudgeKernelFormula(evidence.kernel,
                            "positions with weights of their own (the Sum of independent terms), and kappa_1 -> 1,");
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
          "predictors are of degree exactly 3 in t within rounding, and trained finite nets to the last bit, on all "
          "sets, and a cubic of the span of the net of linear factors is recovered within the rounding bound at |x| <= "
          "4",
      .expected_verdict = Verdict::kConfirmed,
      .why = "exactly cubic"};
}

Judgement JudgeExtrapolation(const Evidence& evidence) {
  int cubic = 0, curves = 0, biased = 0, refused = 0;
  for (const Curve& c : evidence.curves) {
    const bool is = IsHomogeneous(c.ray, 3);
    if (c.network == "biased") {
      ++biased;
      refused += !is;
    } else {
      ++curves;
      cubic += is;
    }
  }
  Judgement judgement;
  judgement.measured = {"degree exactly 3 on " + OutOf(cubic, curves) + " curves; a cubic recovered to " +
                            RoundedReal(evidence.recovery, 2) + " of its rounding bound",
                        {{"cubic", cubic}, {"curves", curves}, {"recovery", evidence.recovery}}};
  judgement.negative_control = {
      "a net with one factor fed by biases is refused on every set, and a net of ReLU factors does not recover the "
      "cubic",
      biased > 0 && refused == biased && evidence.relu_recovery > 1};
  judgement.positive_control = {"a planted 0.3 t^3 is found to be cubic",
                                IsHomogeneous(PlantRay([](double t) { return 0.3 * t * t * t; }), 3)};
  const bool holds = curves > 0 && cubic == curves && evidence.recovery <= 1;
  judgement.finding = holds ? Verdict::kConfirmed : Verdict::kContradicted;
  if (!holds) judgement.what_holds_instead = "another degree on some sets: see the table";
  return judgement;
}

// --- regression on sets ----------------------------------------------------------------------------------------------

constexpr double kNear = 1, kFar = 4;  // radii
constexpr double kShare = 0.5;         // of the smallest error of a net of degree 1

using Errors = std::vector<SetRegressionError>;

bool IsProduct(const SetRegressionError& e) { return e.network.starts_with("poly_nl"); }
bool IsTrained(const SetRegressionError& e) { return e.steps > 0; }
bool IsStart(const SetRegressionError& e) { return e.width > 0 && e.steps == 0; }
bool IsPredictor(const SetRegressionError& e) { return e.width == 0; }

// Errors far away.
template <class... Choose>
Errors Far(const Errors& all, const Choose&... choose) {
  Errors chosen;
  for (const SetRegressionError& e : all) {
    if (e.radius == kFar && (choose(e) && ...)) chosen.push_back(e);
  }
  return chosen;
}

// Below kShare of the bound, and the same as nearby.
bool Extrapolates(const Errors& all, const SetRegressionError& far, double bound) {
  for (const SetRegressionError& near : all) {
    if (near.radius != kNear || near.network != far.network || near.width != far.width || near.net != far.net ||
        near.steps != far.steps) {
      continue;
    }
    return far.error < kShare * bound && std::abs(far.error - near.error) <= far.rounding + near.rounding;
  }
  return false;
}

Count CountExtrapolating(const Errors& all, const Errors& far, double bound) {
  Count count;
  for (const SetRegressionError& e : far) {
    ++count.cases;
    count.hits += Extrapolates(all, e, bound);
  }
  return count;
}

// "poly_nl linear 0.01, 0.02; fc 0.9, 0.95", and as JSON.
Measurement ErrorsOf(const Errors& far) {
  Measurement measurement;
  std::string network;
  for (const SetRegressionError& e : far) {
    measurement.text +=
        (e.network == network ? ", " : (network.empty() ? "" : "; ") + e.network + " ") + RoundedReal(e.error, 2);
    network = e.network;
    measurement.values[network].push_back(e.error);
  }
  return measurement;
}

Declaration SetRegressionClaim() {
  return {
      .id = "nonlocal_set_regression",
      .where = kOurs,
      .statement =
          "Of nets trained on a cubic of sets with |x| <= 1, non-local nets with Hadamard products keep at |x| <= 4 "
          "the relative error they have at |x| <= 1; fully-connected and deep-sets nets of ReLU do not.",
      .quantifiers =
          "nets (Poly-NL of linear and of ReLU factors; a fully-connected net of three layers on all coordinates; "
          "deep sets), targets, sets: infinitely wide, and three initialisations of finite nets of one width; "
          "mean_q <x_q, u>^2 <x_1, v> of sets of 8 positions in the plane, 40 sets to test on, scaled",
      .refuted_by = "a non-local net whose error at |x| <= 4 is another, or not the smaller one",
      .pass_condition =
          "relative test errors are compared, of predictors and of finite nets f_t - f_0 trained on the same sets by "
          "as many steps of gradient descent, each at the rate 1/trace of its own NTK: those of every non-local net at "
          "|x| <= 4 are below half of the smallest of any fully-connected or deep-sets net there, and equal to its own "
          "at |x| <= 1, to the last bit for finite nets and within the rounding bound for predictors; f_0 is taken off "
          "since a first run, with f_t alone, in which it drowned the labels and the condition did not hold",
      .expected_verdict = Verdict::kConfirmed,
      .why = "degree 3 against degree 1"};
}

Judgement JudgeSetRegression(const Evidence& evidence) {
  const auto others = [](const SetRegressionError& e) { return !IsProduct(e) && !IsStart(e); };
  const auto products = [](const SetRegressionError& e) { return IsProduct(e) && !IsStart(e); };
  const Errors& all = evidence.task;
  double bound = std::numeric_limits<double>::infinity();
  for (const SetRegressionError& e : Far(all, others)) bound = std::min(bound, e.error);
  const Count held = CountExtrapolating(all, Far(all, products), bound);
  const Measurement predictors = ErrorsOf(Far(all, IsPredictor)), trained = ErrorsOf(Far(all, IsTrained));
  Judgement judgement;
  judgement.measured = {held.Text() + " predictors and trained nets with products keep their error, below half of " +
                            RoundedReal(bound, 2) + "; at |x| <= 4 trained nets have " + trained.text +
                            "; predictors " + predictors.text,
                        {{"held", held.hits}, {"trained", trained.values}, {"predictors", predictors.values}}};
  const Count untrained = CountExtrapolating(all, Far(all, IsProduct, IsStart), bound);
  judgement.negative_control = {
      "non-local nets before they are trained, and the other nets in their place, all fail the same check",
      untrained.none() && CountExtrapolating(all, Far(all, others), bound).none()};
  Errors planted = Far(all, IsPredictor);
  planted.push_back({.network = "planted", .radius = kNear});
  planted.push_back({.network = "planted", .radius = kFar});
  judgement.positive_control = {"a planted net without error passes", Extrapolates(planted, planted.back(), bound)};
  // What our short trainings do not show, they do not exclude.
  judgement.finding = held.all() ? Verdict::kConfirmed : Verdict::kInconclusive;
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() {
  return {{Kernel(), JudgeKernel}, {Extrapolation(), JudgeExtrapolation}, {SetRegressionClaim(), JudgeSetRegression}};
}

}  // namespace hadamard_ntk::experiments::nonlocal_nets
