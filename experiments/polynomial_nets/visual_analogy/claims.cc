#include "experiments/polynomial_nets/visual_analogy/claims.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "experiments/shared/paired_test.h"
#include "experiments/shared/printed_gain.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

// Accuracies: what counts as trained, a gain that must not be missed, what context normalisation must bring.
constexpr double kTrained = 0.9, kGain = 0.05, kOfContext = 0.2, kLevel = 0.05;
constexpr std::size_t kSeedsToConfirm = 5;
constexpr int kFirstTest = 1, kFirstFar = 2;

std::string Short(double value) { return RoundedReal(value, 3); }

std::vector<TestedNet> InScale(const Evidence& evidence, const std::string& net) {
  return evidence.Find(net, Regime::kScale);
}

double Mean(const std::vector<TestedNet>& nets, int first) {
  double sum = 0;
  for (const TestedNet& net : nets) sum += MeanAccuracy(net, first);
  return sum / static_cast<double>(nets.size());
}

// a - b by seeds, over the five test regions.
std::vector<double> Differences(const Evidence& evidence, const std::string& a, const std::string& b) {
  const std::vector<TestedNet> first = InScale(evidence, a), second = InScale(evidence, b);
  std::vector<double> differences;
  for (std::size_t seed = 0; seed < first.size(); ++seed) {
    differences.push_back(MeanAccuracy(first[seed], kFirstTest) - MeanAccuracy(second[seed], kFirstTest));
  }
  return differences;
}

// The least accuracy in the training region.
double LeastTrained(const Evidence& evidence, const std::vector<std::string>& nets) {
  double least = 1;
  for (const std::string& net : nets) {
    for (const TestedNet& tested : InScale(evidence, net)) least = std::min(least, tested.accuracy[0]);
  }
  return least;
}

// What is another than the released program's, and what nobody can compare with.
std::vector<std::string> WhatDiffers(const Evidence& evidence) {
  const Config& config = evidence.config;
  std::vector<std::string> differs = {"data: " + config.side + " x " + config.side + " pixels"};
  if (config.side == "128") differs.clear();
  const auto number = [&](const std::string& what, int ours, int theirs) {
    if (ours != theirs) differs.push_back(what + std::to_string(ours) + " instead of " + std::to_string(theirs));
  };
  number("budget: steps: ", config.steps, 10000);
  number("training: problems of a step: ", config.batch, 32);
  number("seeds: ", config.seeds, 8);
  differs.push_back("training: weights start as normals of Xavier's variance instead of uniforms");
  differs.push_back("baseline: the table of appendix E.5 is not to be had");
  return differs;
}

std::string ByRegion(const std::vector<TestedNet>& nets) {
  std::string text;
  for (std::size_t region = 0; region < kRegions; ++region) {
    double sum = 0;
    for (const TestedNet& net : nets) sum += net.accuracy[region];
    text += (region == 0 ? "" : " ") + RoundedReal(sum / static_cast<double>(nets.size()), 2);
  }
  return text;
}

// Over the seeds, by degree.
std::array<double, kDegrees> MeanFit(const std::vector<TestedNet>& nets, std::size_t feature) {
  std::array<double, kDegrees> mean = {};
  for (const TestedNet& net : nets) {
    for (std::size_t n = 0; n < kDegrees; ++n) {
      mean[n] += net.r_squared[feature][n] / static_cast<double>(nets.size());
    }
  }
  return mean;
}

Json FitValues(const std::vector<TestedNet>& nets) {
  Json values = Json::object();
  for (std::size_t feature = 0; feature < kFeatures; ++feature) values[NameOf(feature)] = MeanFit(nets, feature);
  return values;
}

Declaration Products() {
  return {
      .id = "analogy_hp",
      .where = "Introduction, App. E.5",
      .statement =
          "We empirically show the advantage of NNs-Hp ... conducting visual analogy extrapolation task: an encoder with "
          "Hadamard products extrapolates better.",
      .quantifiers =
          "the five test regions of the scale regime; seeds of weights, settings and order (--seeds). One encoder, one "
          "optimiser and rate: not varied. The translation regime is measured and not judged",
      .refuted_by = "an encoder with products that is not better than the plain one for any seed",
      .pass_condition =
          "mean accuracy over the five test regions, Hp - plain: above 0, paired over at least five seeds, p < 0.05; "
          "contradicted if Hp is at most plain for every seed; inconclusive otherwise, and if a net has not more than "
          "0.9 in the training region, or if a gain of 0.05 would not be found among this run's scatter",
      .subject = Subject::kExperiment,
      .expected_verdict = Verdict::kInconclusive,
      .why = "too short a run, on too few seeds"};
}

Judgement JudgeProducts(const Evidence& evidence) {
  const std::vector<TestedNet> plain = InScale(evidence, "plain"), hp = InScale(evidence, "hp");
  const std::vector<double> differences = Differences(evidence, "hp", "plain");
  const JudgedGains judged = JudgeGains({{.name = "hp", .printed = kGain, .differences = differences}});
  const GainTest& gain = judged.measured[0];
  const PairedTest again = TestPaired(Differences(evidence, "plain_again", "plain"));
  const double trained = LeastTrained(evidence, {"plain", "hp", "plain_again"});
  const bool none_better = std::all_of(differences.begin(), differences.end(), [](double d) { return d <= 0; });

  Judgement judgement;
  const auto brightness = [&](const std::vector<TestedNet>& nets) { return MeanFit(nets, kBrightness); };
  judgement.measured = {"regions 0 to 5: plain " + ByRegion(plain) + ", Hp " + ByRegion(hp) + "; Hp - plain " +
                            Short(gain.test.mean) + " +- " + Short(gain.test.half_width) + " (95 %), p = " +
                            Short(gain.test.p_greater) + ". R^2 of the latents by brightness, degree 1 and 4: plain " +
                            Short(brightness(plain).front()) + ", " + Short(brightness(plain).back()) + "; Hp " +
                            Short(brightness(hp).front()) + ", " + Short(brightness(hp).back()),
                        judged.Values()};
  judgement.measured.values["least_accuracy_in_training_region"] = trained;
  judgement.measured.values["r_squared"] = {{"plain", FitValues(plain)}, {"hp", FitValues(hp)}};
  judgement.negative_control = {
      "plain against plain with other seeds is not significant (p = " + Short(std::min(again.p_greater, again.p_less)) +
          ", either side); with S = 0 the encoder with products gives the plain one's bits",
      std::min(again.p_greater, again.p_less) >= kLevel / 2 && evidence.without_s == 0};
  judgement.positive_control = {judged.PowerText(), judged.AllPrintedFound()};
  judgement.replication = Replication{.printed_effect_excluded = gain.test.mean + gain.test.half_width <= 0,
                                      .baseline_as_printed = false,
                                      .differs = WhatDiffers(evidence)};
  if (trained > kTrained) {
    if (gain.found && differences.size() >= kSeedsToConfirm) judgement.finding = Verdict::kConfirmed;
    if (none_better) judgement.finding = Verdict::kContradicted;
  }
  if (trained <= kTrained) {
    judgement.what_holds_instead =
        "nothing can be said of nets with " + Short(trained) + " in the region they were trained on: --steps, --side";
  } else if (judgement.finding == Verdict::kContradicted) {
    judgement.what_holds_instead = "the plain encoder extrapolates as well or better for every seed";
  } else if (judgement.finding == Verdict::kInconclusive) {
    judgement.what_holds_instead = "better for some seeds, or too few of them: --seeds";
  }
  return judgement;
}

Declaration Context() {
  return {
      .id = "analogy_context",
      .where = "App. E.5, after Webb et al. (2020), abstract",
      .statement = "Context normalisation is what makes extrapolation in visual analogies possible.",
      .quantifiers =
          "regions 2 to 5 of the scale regime; a plain encoder with it (--seeds) and without (one seed), trained "
          "alike",
      .refuted_by = "an encoder without it that comes within 20 points of the one with it",
      .pass_condition =
          "mean accuracy over regions 2 to 5 with it - without it: more than 0.2; inconclusive if a net has not more "
          "than 0.9 in the training region",
      .subject = Subject::kExperiment,
      .expected_verdict = Verdict::kInconclusive,
      .why = "without it, too short a training"};
}

Judgement JudgeContext(const Evidence& evidence) {
  const auto far = [&](const std::string& net) { return Mean(InScale(evidence, net), kFirstFar); };
  const double with = far("plain"), without = far("raw"), trained = LeastTrained(evidence, {"plain", "raw"});
  Judgement judgement;
  judgement.measured = {"regions 0 to 5: with " + ByRegion(InScale(evidence, "plain")) + ", without " +
                            ByRegion(InScale(evidence, "raw")) + "; oracle with " +
                            ByRegion(InScale(evidence, "oracle")) + ", without " +
                            ByRegion(InScale(evidence, "oracle_raw")),
                        {{"with", with},
                         {"without", without},
                         {"oracle", far("oracle")},
                         {"oracle_without", far("oracle_raw")},
                         {"least_accuracy_in_training_region", trained}}};
  judgement.negative_control = {"plain with other seeds is not 0.2 worse than plain",
                                std::abs(with - far("plain_again")) <= kOfContext};
  judgement.positive_control = {"levels read off the picture instead of an encoder: with it " + Short(far("oracle")) +
                                    ", without it " + Short(far("oracle_raw")),
                                far("oracle") - far("oracle_raw") > kOfContext};
  judgement.replication = Replication{.printed_effect_excluded = with - without <= kOfContext,
                                      .baseline_as_printed = false,
                                      .differs = WhatDiffers(evidence)};
  if (trained > kTrained) {
    judgement.finding = with - without > kOfContext ? Verdict::kConfirmed : Verdict::kContradicted;
    if (judgement.finding == Verdict::kContradicted) {
      judgement.what_holds_instead = "without it the encoder extrapolates nearly as well";
    }
  } else {
    judgement.what_holds_instead = "nothing can be said of nets with " + Short(trained) +
                                   " in the region they were trained on; the source trains 500,000 steps without it";
  }
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Products(), JudgeProducts}, {Context(), JudgeContext}}; }

}  // namespace hadamard_ntk::experiments::visual_analogy
