#include "experiments/quadratic_nets/quadratic_convolutions/claims.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "experiments/quadratic_nets/paper.h"
#include "experiments/shared/paired_test.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::quadratic_convolutions {
namespace {

constexpr double kLevel = 0.05, kPlanted = 0.03;
constexpr int kLeastSeeds = 5;

const Group& Find(const Evidence& evidence, const Setting& setting, double rate) {
  for (const Group& group : evidence.groups) {
    if (Label(group.setting) == Label(setting) && group.learning_rate == rate) return group;
  }
  throw std::invalid_argument("quadratic_convolutions: no trainings of " + Label(setting));
}

std::vector<double> Errors(const Group& group) {
  std::vector<double> errors;
  for (const Training& training : group.trainings) errors.push_back(training.error);
  return errors;
}

std::size_t Failures(const Group& group) {
  return static_cast<std::size_t>(
      std::count_if(group.trainings.begin(), group.trainings.end(), [](const Training& t) { return t.failed(); }));
}

std::vector<double> Less(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  return differences;
}

// A setting is better where it never failed and its error is below the conventional net's of as many parameters.
struct Comparison {
  Setting setting;
  double rate;
  std::size_t failures;
  PairedTest test;
  double p = 1;  ///< corrected

  bool better() const { return failures == 0 && p < kLevel; }
};

// At all learning rates; the p-values are corrected together.
std::vector<Comparison> Compare(const Evidence& evidence, const std::vector<Setting>& settings) {
  std::vector<Comparison> comparisons;
  std::vector<double> p;
  for (const double rate : evidence.config.learning_rates) {
    const std::vector<double> baseline = Errors(Find(evidence, {"equal_parameters"}, rate));
    for (const Setting& setting : settings) {
      const Group& group = Find(evidence, setting, rate);
      comparisons.push_back({setting, rate, Failures(group), TestPaired(Less(Errors(group), baseline))});
      p.push_back(comparisons.back().test.p_less);
    }
  }
  const std::vector<double> corrected = HolmCorrected(p);
  for (std::size_t i = 0; i < p.size(); ++i) comparisons[i].p = corrected[i];
  return comparisons;
}

// At how many of the learning rates the setting is better.
std::size_t Better(const std::vector<Comparison>& comparisons, const Setting& setting) {
  return static_cast<std::size_t>(std::count_if(comparisons.begin(), comparisons.end(), [&](const Comparison& c) {
    return Label(c.setting) == Label(setting) && c.better();
  }));
}

// The baseline, each seed beside another one's, less a planted gain: found at every rate?
bool FindsPlanted(const Evidence& evidence) {
  std::vector<double> p;
  for (const double rate : evidence.config.learning_rates) {
    const std::vector<double> errors = Errors(Find(evidence, {"equal_parameters"}, rate));
    std::vector<double> planted = errors;
    std::rotate(planted.begin(), planted.begin() + 1, planted.end());
    for (double& error : planted) error -= kPlanted;
    p.push_back(TestPaired(Less(planted, errors)).p_less);
  }
  const std::vector<double> corrected = HolmCorrected(p);
  return std::all_of(corrected.begin(), corrected.end(), [](double q) { return q < kLevel; });
}

Declaration Images() {
  return {
      .id = "relinear_images",
      .where = kOurs,
      .statement =
          "On Fashion-MNIST, nets of quadratic convolutions trained by ReLinear with some gamma of 0.01 and 0.1 do not "
          "fail, and make fewer errors than a conventional net with as many parameters.",
      .quantifiers =
          "10,000 images, two convolutions of widths 16 and 32 and a dense layer, 22,410 parameters (conventional: "
          "widths 20, 51, 22,191), no batch normalisation, 3 epochs, learning rates 0.02 and 0.1, 5 seeds that vary "
          "weights, images and their order",
      .refuted_by =
          "for each gamma a failed training, or more errors at some learning rate, beyond the spread of seeds",
      .pass_condition =
          "at least 5 seeds; with one gamma of 0.01 and 0.1, at every learning rate, no training fails (outputs not "
          "finite, or an error of 45 % or more) and the error is below that of the conventional net with as many "
          "parameters, paired by seeds, p < 0.05 after Holm's correction over gammas and learning rates",
      .expected_verdict = Verdict::kInconclusive,
      .why = "never fails; errors as at equal parameters"};
}

std::string Percent(double share) { return RoundedReal(100 * share, 3) + " %"; }

Judgement JudgeImages(const Evidence& evidence) {
  Judgement judgement;
  std::string text = evidence.data + "; test errors, means over " + std::to_string(evidence.config.seeds) + " seeds";
  Json values = Json::array();
  for (const Group& group : evidence.groups) {
    const std::vector<double> errors = Errors(group);
    double sum = 0;
    for (const double error : errors) sum += error;
    const double mean = sum / static_cast<double>(errors.size());
    const std::size_t failures = Failures(group);
    if (group.setting.name != "relinear" || group.setting.gamma > 0) {
      text += (&group == &evidence.groups.front() ? ": " : "; ") + Label(group.setting) + " at rate " +
              RoundedReal(group.learning_rate, 2) + " " +
              (failures > 0 ? std::to_string(failures) + " failed" : Percent(mean));
    }
    values.push_back({{"setting", Label(group.setting)},
                      {"learning_rate", group.learning_rate},
                      {"parameters", group.parameters},
                      {"failures", failures},
                      {"errors", errors}});
  }
  const std::vector<Setting> gammas = {{"relinear", 0.01}, {"relinear", 0.1}};
  const std::vector<Comparison> comparisons = Compare(evidence, gammas);
  Json tests = Json::array();
  for (const Comparison& c : comparisons) {
    text += "; gamma " + RoundedReal(c.setting.gamma, 2) + " less equal parameters at rate " + RoundedReal(c.rate, 2) +
            " " + Percent(c.test.mean) + " +- " + Percent(c.test.half_width);
    tests.push_back({{"gamma", c.setting.gamma},
                     {"learning_rate", c.rate},
                     {"difference", c.test.mean},
                     {"half_width_95", c.test.half_width},
                     {"p_corrected", c.p}});
  }
  judgement.measured = {text + " (95 %).", {{"trainings", values}, {"relinear_less_equal_parameters", tests}}};
  const Setting conventional = {"relinear", 0};
  judgement.negative_control = {
      "gamma = 0, a conventional net of the quadratic one's widths: not better by the same test at any rate",
      Better(Compare(evidence, {conventional}), conventional) == 0};
  judgement.positive_control = {"the conventional net's own errors, seeds exchanged, less " + Percent(kPlanted) +
                                    ": found by the same test at every rate",
                                FindsPlanted(evidence)};
  std::size_t most = 0;
  for (const Setting& setting : gammas) most = std::max(most, Better(comparisons, setting));
  if (evidence.config.seeds < kLeastSeeds) return judgement;
  if (most == evidence.config.learning_rates.size()) judgement.finding = Verdict::kConfirmed;
  if (most > 0 && most < evidence.config.learning_rates.size()) {
    judgement.finding = Verdict::kConfirmedInPart;
    judgement.what_holds_instead = "It holds at some learning rates: ";
    for (const Comparison& c : comparisons) {
      if (c.better()) {
        judgement.what_holds_instead +=
            "gamma " + RoundedReal(c.setting.gamma, 2) + " at " + RoundedReal(c.rate, 2) + "; ";
      }
    }
    judgement.what_holds_instead += "see measured.values.";
  }
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Images(), JudgeImages}}; }

}  // namespace hadamard_ntk::experiments::quadratic_convolutions
