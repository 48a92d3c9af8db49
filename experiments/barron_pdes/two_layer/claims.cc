#include "experiments/barron_pdes/two_layer/claims.h"

#include <algorithm>
#include <cmath>

#include "experiments/barron_pdes/paper.h"
#include "experiments/shared/count.h"
#include "experiments/shared/power_law_fit.h"

namespace hadamard_ntk::experiments::two_layer {
namespace {

constexpr double kLeastSlope = -1.15, kLargestSlope = -0.85;

struct Outcome {
  Count slopes = {}, bounds = {}, golden = {};
  std::string text = {};
  double slack = HUGE_VAL;  // bound over error, the least

  bool passed() const { return slopes.all() && bounds.all(); }
};

// Of the rows of one method as if they were those of the Barron measure.
Outcome OutcomeOf(const Evidence& evidence, const std::string& method) {
  Outcome outcome;
  for (const Target& target : evidence.targets) {
    const std::vector<Row> rows = Select(evidence.rows, target.target, target.d, method);
    const double slope = SlopeOf(rows);
    ++outcome.slopes.cases;
    outcome.slopes.hits += slope >= kLeastSlope && slope <= kLargestSlope;
    outcome.text += (outcome.text.empty() ? "" : ", ") + target.target + " d = " + std::to_string(target.d) + ": " +
                    RoundedReal(std::abs(slope) < 1e-12 ? 0 : slope, 3);
    for (const Row& row : rows) {
      ++outcome.bounds.cases;
      outcome.bounds.hits += row.error <= row.bound;
      outcome.slack = std::min(outcome.slack, row.bound / row.error);
      if (!(row.deviation > 0)) continue;
      ++outcome.golden.cases;
      outcome.golden.hits += std::abs(row.error - row.expected) <= 5 * row.deviation;
    }
  }
  return outcome;
}

Declaration TwoLayerSize() {
  return {
      .id = "pde_two_layer",
      .where = "Abstract",
      .statement = kTwoLayerSize,
      .quantifiers =
          "the solution of the semilinear problem with dense data, and random sums of --terms cosines; d (--d); "
          "nets of 1, 2, 4, ..., --units cosine units drawn from the Barron measure, --draws of each",
      .refuted_by = "an error above C^2/k, or one that does not fall like 1/k",
      .pass_condition =
          "for each function and d the mean squared error falls like k^s, s in [-1.15, -0.85], and is at most C^2/k "
          "at every k, C the Barron norm; printed beside: it is ((sum A)^2 - sum A^2)/2k within 5 standard errors",
      .expected_verdict = Verdict::kConfirmed,
      .why = "error like 1/k, below C^2/k"};
}

Judgement JudgeTwoLayerSize(const Evidence& evidence) {
  const Outcome outcome = OutcomeOf(evidence, "barron"), uniform = OutcomeOf(evidence, "uniform");
  Evidence planted = evidence;
  for (Row& row : planted.rows) {
    if (row.method == "barron") row.error = row.expected;
  }
  Judgement judgement;
  judgement.measured = {"slopes in k: " + outcome.text + "; at most C^2/k in " + outcome.bounds.Text() +
                            " sizes; the exact mean within 5 standard errors in " + outcome.golden.Text() +
                            ". Units drawn uniformly in frequency: " + uniform.text + "; at most C^2/k in " +
                            uniform.bounds.Text() +
                            ". ReLU units by Barron's construction: " + OutcomeOf(evidence, "relu").text,
                        {{"slopes_in_window", outcome.slopes.hits},
                         {"functions", outcome.slopes.cases},
                         {"sizes_below_bound", outcome.bounds.hits},
                         {"sizes", outcome.bounds.cases},
                         {"sizes_at_exact_mean", outcome.golden.hits}}};
  judgement.negative_control = {"units drawn uniformly in frequency, through the same check", !uniform.passed()};
  judgement.positive_control = {"the exact means in place of the measured ones", OutcomeOf(planted, "barron").passed()};
  judgement.finding =
      evidence.targets.empty() ||
              std::isnan(SlopeOf(Select(evidence.rows, evidence.targets[0].target, evidence.targets[0].d, "barron")))
          ? Verdict::kInconclusive
      : outcome.passed() ? Verdict::kConfirmed
                         : Verdict::kContradicted;
  if (judgement.finding == Verdict::kContradicted) {
    judgement.what_holds_instead = "the size that the Barron norm gives does not hold for every function tried";
  }
  judgement.slack = outcome.slack;
  return judgement;
}

}  // namespace

std::vector<Row> Select(const std::vector<Row>& rows, const std::string& target, int d, const std::string& method) {
  std::vector<Row> selected;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(selected),
               [&](const Row& row) { return row.target == target && row.d == d && row.method == method; });
  return selected;
}

double SlopeOf(const std::vector<Row>& rows) {
  std::vector<double> k, error;
  for (const Row& row : rows) {
    if (!(row.error > 0)) return kMissing;
    k.push_back(row.k);
    error.push_back(row.error);
  }
  return k.size() < 3 ? kMissing : FitPowerLaw(k, error).exponent;
}

std::vector<Check<Evidence>> Checks() { return {{TwoLayerSize(), JudgeTwoLayerSize}}; }

}  // namespace hadamard_ntk::experiments::two_layer
