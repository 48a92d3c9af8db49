#include "experiments/polynomial_nets/gated_units/conditioning_claim.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/count.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

// The advantage is one of large d; its range is fixed before the run.
constexpr int kLeastDimension = 25;
constexpr double kLeastAdvantage = 0.5, kLargestAdvantage = 2;

// Both bounds, the one of lambda_max times a factor; rounding of n eps is granted.
bool Holds(const Extremes& extremes, int n, double factor = 1) {
  const double granted = 1 + 8 * n * std::numeric_limits<double>::epsilon();
  return extremes.lambda_max * granted >= factor * extremes.lambda_max_bound &&
         extremes.condition() * granted >= extremes.condition_bound;
}

// K~ with the bound of K in place of its own.
Extremes WithTheUngatedBound(const DataSetConditioning& set) {
  Extremes extremes = set.gated;
  extremes.condition_bound = set.ungated.condition_bound;
  return extremes;
}

template <class Condition>
Count CountSets(const Evidence& evidence, const Condition& condition) {
  Count count;
  for (const DataSetConditioning& set : evidence.data_sets) {
    ++count.cases;
    count.hits += condition(set);
  }
  return count;
}

struct AdvantageRange {
  double least = std::numeric_limits<double>::infinity(), largest = 0;
  bool any() const { return largest > 0; }
  bool OfOrderD() const { return any() && least >= kLeastAdvantage && largest <= kLargestAdvantage; }
};

// Of the medians, times d^power: with power = 1 the ratio of the condition numbers itself.
AdvantageRange RangeOf(const std::vector<GateAdvantage>& advantages, int power = 0) {
  AdvantageRange range;
  for (const GateAdvantage& a : advantages) {
    if (a.d < kLeastDimension) continue;
    const double value = a.advantage * std::pow(a.d, power);
    range.least = std::min(range.least, value);
    range.largest = std::max(range.largest, value);
  }
  return range;
}

// What both bounds and the advantage say, of bounds that are attained.
Evidence WithPlantedExtremes(const Evidence& evidence) {
  Evidence planted = evidence;
  for (DataSetConditioning& set : planted.data_sets) {
    set.ungated.lambda_max = set.ungated.lambda_max_bound;
    set.ungated.lambda_min = set.ungated.lambda_max / (set.d * set.gated.condition_bound);
    set.gated.lambda_max = set.gated.lambda_max_bound;
    set.gated.lambda_min = set.gated.lambda_max / set.gated.condition_bound;
    set.ungated.condition_bound = std::min(set.ungated.condition_bound, set.ungated.condition());
  }
  return planted;
}

Verdict ConditioningFinding(const Evidence& evidence) {
  const Count held = CountSets(
      evidence, [](const DataSetConditioning& set) { return Holds(set.ungated, set.n) && Holds(set.gated, set.n); });
  const AdvantageRange range = RangeOf(Advantages(evidence));
  if (!held.all()) return Verdict::kContradicted;
  return !range.any() ? Verdict::kInconclusive : range.OfOrderD() ? Verdict::kConfirmed : Verdict::kContradicted;
}

std::string GainsOnOtherData(const Evidence& evidence) {
  std::string text;
  for (const DataSetConditioning& set : evidence.data_sets) {
    if (set.data == "gaussian") continue;
    const double gain = set.ungated.condition() / set.gated.condition() / set.d;
    text += (text.empty() ? "" : ", ") + set.data + " " + (std::isfinite(gain) ? RoundedReal(gain, 2) : "singular");
  }
  return text;
}

Json ToJson(const GateAdvantage& a) {
  return {{"d", a.d},
          {"draws", a.draws},
          {"condition_ungated", a.ungated},
          {"condition_gated", a.gated},
          {"advantage", a.advantage},
          {"smallest", a.smallest},
          {"largest", a.largest}};
}

}  // namespace

std::vector<GateAdvantage> Advantages(const Evidence& evidence) {
  std::vector<GateAdvantage> result;
  for (const int d : evidence.asked.dimensions) {
    std::vector<double> ungated, gated, advantage;
    for (const DataSetConditioning& set : evidence.data_sets) {
      if (set.data != "gaussian" || set.d != d) continue;
      ungated.push_back(set.ungated.condition());
      gated.push_back(set.gated.condition());
      advantage.push_back(ungated.back() / gated.back() / d);
    }
    const auto [least, most] = std::minmax_element(advantage.begin(), advantage.end());
    result.push_back(
        {d, static_cast<int>(advantage.size()), Median(ungated), Median(gated), Median(advantage), *least, *most});
  }
  return result;
}

Declaration ConditioningClaim() {
  return {
      .id = "gated_conditioning",
      .where = kOurs,
      .statement =
          "Two-layer ReLU nets with a gate, K~, and without, K (infinite width, LeCun's parameterization, d + 1 < n "
          "inputs in R^d): condition(K) >= n / pi and condition(K~) >= (sum |x|^2)^2 / (2 d sum |x|^4), about n / "
          "(2 d), for every data set; on normal data, at fixed n / d, the gate gains a factor of order d.",
      .quantifiers =
          "every n, d and data set: normal ones (--dimensions, --draws) and one each on the sphere, with heavy "
          "tails, in clusters, on the cube, n = 4 d. The gain: normal data, d >= 25, n = 4 d",
      .refuted_by = "one data set below a bound; a median gain over d outside of [1/2, 2]",
      .pass_condition =
          "lambda_max and the condition number are above their bounds, to rounding, for every data set, and the "
          "median over draws of condition(K) / (d condition(K~)) is in [1/2, 2] for every d >= 25",
      .expected_verdict = Verdict::kConfirmed,
      .why = "the gate removes the constant part"};
}

Judgement JudgeConditioning(const Evidence& evidence) {
  const std::vector<GateAdvantage> advantages = Advantages(evidence);
  const AdvantageRange undivided = RangeOf(advantages, 1);
  const Count held = CountSets(
      evidence, [](const DataSetConditioning& set) { return Holds(set.ungated, set.n) && Holds(set.gated, set.n); });
  const Count exchanged =
      CountSets(evidence, [](const DataSetConditioning& set) { return Holds(WithTheUngatedBound(set), set.n); });
  const Count doubled =
      CountSets(evidence, [](const DataSetConditioning& set) { return Holds(set.ungated, set.n, 2); });
  Judgement judgement;
  std::string medians;
  Json values = Json::array();
  for (const GateAdvantage& a : advantages) {
    medians += (medians.empty() ? "" : "; ") + std::string("d = ") + std::to_string(a.d) + ": " +
               RoundedReal(a.ungated, 3) + " without, " + RoundedReal(a.gated, 3) +
               " with the gate, gain / d = " + RoundedReal(a.advantage, 2) + " (" + RoundedReal(a.smallest, 2) +
               " to " + RoundedReal(a.largest, 2) + ")";
    values.push_back(ToJson(a));
  }
  judgement.measured = {"the bounds hold for " + held.Text() + " data sets. Median condition numbers at n = 4 d: " +
                            medians + ". On other data, one set each: " + GainsOnOtherData(evidence),
                        {{"normal_data", std::move(values)}}};
  judgement.negative_control = {
      "K's bound n / pi asked of K~ fails (it holds for " + exchanged.Text() +
          " data sets), that of K's largest eigenvalue fails when doubled, and the gain not divided by d is outside of "
          "[1/2, 2]",
      !exchanged.all() && !doubled.all() && !undivided.OfOrderD()};
  judgement.positive_control = {"planted extreme eigenvalues that attain the bounds, with a gain of d",
                                ConditioningFinding(WithPlantedExtremes(evidence)) == Verdict::kConfirmed};
  judgement.finding = ConditioningFinding(evidence);
  if (judgement.finding == Verdict::kContradicted) judgement.what_holds_instead = "bounds and gain as measured";
  return judgement;
}

}  // namespace hadamard_ntk::experiments::gated_units
