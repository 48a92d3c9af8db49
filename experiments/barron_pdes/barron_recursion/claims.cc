#include "experiments/barron_pdes/barron_recursion/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "experiments/barron_pdes/paper.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::barron_recursion {
namespace {

constexpr double kRounding = 1 - 1e-12;

std::string Title(const Instance& instance) { return instance.problem + " (" + instance.data + ")"; }

Declaration Recursion() {
  return {
      .id = "pde_recursion",
      .where = "Abstract",
      .statement = kSimulatedDescent,
      .quantifiers =
          std::string("the printed step: |u'| <= (1 + eta d (k W)^2 B_L) max(1, |u|)^p + eta |f| (") + kEarlierVersion +
          "; f added, and the 1, below which no p > 1 bounds a linear term). Over: -Laplace u + u + G'(u) = f on the "
          "torus, G' = 0, sin(u)/2, u^3, for sparse data in d = 2 and dense data in d = 10 (--d), every step of the descent; and L "
          "= |z|^2/2 + |z|^4/40 with f = 0, three steps. On the torus the norm is a sum, without an infimum",
      .refuted_by = "a step whose norm is above the right side, where the composition is bounded as stated",
      .pass_condition =
          "right side / norm >= 1 at every step of every instance with a stated (B_L, p, k), and also for the sharper "
          "|u'| <= |u| + eta (sum |d_{z_i} L|/2 + |d_y L| + |f|), at every step of all instances",
      .expected_verdict = Verdict::kConfirmed,
      .why = "holds at every step, with room"};
}

Judgement JudgeRecursion(const Evidence& evidence) {
  double printed = std::numeric_limits<double>::infinity(), sharper = printed, composition = 0;
  int steps = 0;
  Json values = Json::array();
  for (const Instance& instance : evidence.instances) {
    const LeastRatios least = LeastRatiosOf(instance);
    const bool stated = instance.setting.composition.k > 0;
    if (stated) printed = std::min(printed, least.printed);
    sharper = std::min(sharper, least.sharper);
    double worst = 0;
    for (const Step& step : instance.steps) worst = std::max(worst, step.composition);
    composition = std::max(composition, worst);
    steps += static_cast<int>(instance.steps.size()) - 1;
    values.push_back({{"instance", Title(instance)},
                      {"least_printed", stated ? Json(least.printed) : Json()},
                      {"least_sharper", least.sharper},
                      {"composition_over_its_bound", worst}});
  }
  const LeastRatios identity = LeastRatiosOf(evidence.identity), constant = LeastRatiosOf(evidence.constant);
  Judgement judgement;
  judgement.measured = {"right side / norm over " + std::to_string(steps) + " steps of " +
                            std::to_string(evidence.instances.size()) + " instances: at least " +
                            RoundedReal(printed, 3) + " printed, " + RoundedReal(sharper, 3) +
                            " sharper; compositions at most " + RoundedReal(composition, 3) +
                            " of B_L max(1, b)^p. The printed side is infinite for sin: its spectrum has no k",
                        {{"instances", values}}};
  judgement.negative_control = {"the identity for (I - Laplace)^{-1} at |w| = 5: the sharper side / norm falls to " +
                                    RoundedReal(identity.sharper, 2) + " (the printed one only to " +
                                    RoundedReal(identity.printed, 3) + ": its W^2 pays for a Laplacian)",
                                identity.sharper < kRounding};
  judgement.positive_control = {
      "constants, where the sharper step from 0 is an equality: least ratio " + RoundedReal(constant.sharper, 6),
      constant.sharper >= kRounding && constant.sharper <= 2 - kRounding};
  const bool holds = composition <= 2 - kRounding;
  judgement.finding = !holds                                         ? Verdict::kInconclusive
                      : printed >= kRounding && sharper >= kRounding ? Verdict::kConfirmed
                                                                     : Verdict::kContradicted;
  if (judgement.finding == Verdict::kContradicted) judgement.what_holds_instead = "The norms in barron_recursion.csv.";
  judgement.slack = std::min(printed, sharper);
  return judgement;
}

Declaration Barron() {
  return {
      .id = "pde_barron",
      .where = "Abstract",
      .statement = kBarronApproximation,
      .quantifiers =
          std::string("T steps of the descent reach |u_T - u*|_{L^2} <= eps, T by the rate on the torus; the norm of "
                      "u_T against the printed recursion chained T times, W_t = k^t W_0 (") +
          kEarlierVersion + "). The instances of pde_recursion on the torus, eps = 0.1 to 0.0001",
      .refuted_by = "a u_T with a norm above the chained bound, or farther than eps from u*",
      .pass_condition =
          "at every eps |u_T - u*| <= eps and |u_T|_B <= the chained bound; in part if for some instance the "
          "hypotheses (0 <= D^2 L <= Lambda, B_L and p) hold on the range of the iterates only",
      .expected_verdict = Verdict::kConfirmedInPart,
      .why = "p > 1 holds on a range only"};
}

Judgement JudgeBarron(const Evidence& evidence) {
  bool holds = true, everywhere = true, linear_holds = true;
  double least = std::numeric_limits<double>::infinity(), largest = 0;
  std::string least_at, largest_at, on_range;
  Json values = Json::array();
  for (const Instance& instance : evidence.instances) {
    if (instance.approximations.empty()) continue;
    const Composition& composition = instance.setting.composition;
    if (!composition.everywhere()) on_range += (on_range.empty() ? "" : "; ") + Title(instance);
    everywhere = everywhere && composition.everywhere();
    for (const Approximation& row : instance.approximations) {
      const double slack = row.printed - std::log10(row.norm);
      const bool good = row.error <= row.eps && slack >= std::log10(kRounding);
      holds = holds && good;
      if (composition.everywhere()) linear_holds = linear_holds && good;
      values.push_back({{"instance", Title(instance)},
                        {"eps", row.eps},
                        {"T", row.steps},
                        {"error", row.error},
                        {"norm", row.norm},
                        {"log10_bound", std::isfinite(row.printed) ? Json(row.printed) : Json()},
                        {"log10_abstract", row.abstract_log}});
      if (!std::isfinite(slack)) continue;
      const std::string at = Title(instance) + " at eps = " + RoundedReal(row.eps, 1);
      if (slack < least) least = slack, least_at = at;
      if (slack > largest) largest = slack, largest_at = at;
    }
  }
  double lowered = std::numeric_limits<double>::infinity(), as_stated = 0;
  for (const Probe& probe : evidence.probes) {
    lowered = std::min(lowered, probe.with_lower_p);
    as_stated = std::max(as_stated, probe.ratio);
  }
  Judgement judgement;
  judgement.measured = {
      "|u_T|_B is below the chained bound at every eps, and u_T within eps of u*; log10(bound / norm) from " +
          RoundedReal(least, 3) + " (" + least_at + ") to " + RoundedReal(largest, 2) + " (" + largest_at +
          "): p > 1 chains p^T digits, T ~ log(1/eps). For sin it is infinite and says nothing",
      {{"rows", values}}};
  if (!holds) judgement.measured.text = "a bound or a distance fails: the rows in barron_approximation.csv";
  judgement.negative_control = {"p lowered by one: |d_y L o g| of g = A cos x, A <= 64, is " + RoundedReal(lowered, 3) +
                                    " times the bound and more, " + RoundedReal(as_stated, 3) + " at most with p",
                                lowered > 1 && as_stated <= 2 - kRounding};
  judgement.positive_control = {"L quadratic, where every hypothesis holds everywhere: bound and distance hold",
                                linear_holds};
  judgement.finding = !holds ? Verdict::kContradicted : everywhere ? Verdict::kConfirmed : Verdict::kConfirmedInPart;
  judgement.what_holds_instead =
      !holds ? "The rows in barron_approximation.csv."
      : everywhere
          ? ""
          : "Hypotheses hold on the range of the iterates only for " + on_range +
                ": a polynomial with 0 <= D^2 L <= Lambda everywhere is quadratic, and of sin no power bounds the norm that "
                "series give. b' = C b^p chains to C^T at p = 1, (1/eps)^{log C} with C ~ d B_L: polynomial in d at fixed eps, "
                "in 1/eps at fixed d, quasi-polynomial jointly; at p > 1 it is exponential in a power of 1/eps.";
  judgement.slack = std::pow(10, least);
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Recursion(), JudgeRecursion}, {Barron(), JudgeBarron}}; }

}  // namespace hadamard_ntk::experiments::barron_recursion
