#include "experiments/shared/printed_gain.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "experiments/shared/names.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr double kLevel = 0.05;

std::vector<double> WithMean(std::vector<double> differences, double mean) {
  const double shift = mean - TestPaired(differences).mean;
  for (double& difference : differences) difference += shift;
  return differences;
}

std::vector<double> ExchangedOnEveryOther(std::vector<double> differences) {
  for (std::size_t i = 1; i < differences.size(); i += 2) differences[i] = -differences[i];
  return differences;
}

std::vector<double> Negated(std::vector<double> differences) {
  for (double& difference : differences) difference = -difference;
  return differences;
}

std::vector<bool> Found(const std::vector<PrintedGain>& gains,
                        const std::function<std::vector<double>(const PrintedGain&)>& differences_of) {
  std::vector<std::vector<double>> differences;
  for (const PrintedGain& gain : gains) differences.push_back(differences_of(gain));
  std::vector<bool> found;
  for (const GainTest& test : TestGains(differences)) found.push_back(test.found);
  return found;
}

bool All(const std::vector<bool>& flags) { return std::find(flags.begin(), flags.end(), false) == flags.end(); }
bool Any(const std::vector<bool>& flags) { return std::find(flags.begin(), flags.end(), true) != flags.end(); }

}  // namespace

std::vector<GainTest> TestGains(const std::vector<std::vector<double>>& differences) {
  std::vector<GainTest> tests;
  std::vector<double> p;
  for (const std::vector<double>& those : differences) {
    tests.push_back({.test = TestPaired(those)});
    p.push_back(tests.back().test.p_greater);
  }
  const std::vector<double> corrected = HolmCorrected(p);
  for (std::size_t i = 0; i < tests.size(); ++i) {
    tests[i].p_holm = corrected[i];
    tests[i].found = tests[i].test.mean > 0 && corrected[i] < kLevel;
  }
  return tests;
}

JudgedGains JudgeGains(const std::vector<PrintedGain>& gains) {
  if (gains.empty()) throw std::invalid_argument("JudgeGains: nothing to compare");
  JudgedGains judged;
  std::vector<std::vector<double>> differences;
  for (const PrintedGain& gain : gains) {
    if (!(gain.printed > 0)) {
      throw std::invalid_argument("JudgeGains: " + gain.name + ": the printed gain must be positive, got " +
                                  fmt::to_string(gain.printed));
    }
    judged.names.push_back(gain.name);
    judged.printed.push_back(gain.printed);
    differences.push_back(gain.differences);
  }
  judged.measured = TestGains(differences);
  judged.printed_found = Found(gains, [](const PrintedGain& gain) { return WithMean(gain.differences, gain.printed); });
  judged.exchanged_refused =
      !Any(Found(gains, [](const PrintedGain& gain) { return ExchangedOnEveryOther(gain.differences); }));
  const auto reversed = Found(gains, [](const PrintedGain& gain) { return Negated(gain.differences); });
  judged.reversed_everywhere = All(reversed);
  judged.reversed_somewhere = Any(reversed);
  judged.printed_excluded = true;
  for (std::size_t i = 0; i < gains.size(); ++i) {
    const PairedTest& test = judged.measured[i].test;
    judged.printed_excluded = judged.printed_excluded && test.mean + test.half_width < gains[i].printed;
  }
  return judged;
}

bool JudgedGains::AllPrintedFound() const { return All(printed_found); }

std::string JudgedGains::WithPower(bool power) const {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (printed_found[i] != power) continue;
    if (!text.empty()) text += ", ";
    ((text += names[i]) += " (") += RoundedReal(printed[i], 3);
    text += ")";
  }
  return text;
}

std::string JudgedGains::PowerText() const {
  const std::string with = WithPower(true), without = WithPower(false);
  std::string text = "the gains looked for, planted among this run's own scatter: ";
  if (!with.empty()) text += "found for " + with;
  if (!without.empty()) text += (with.empty() ? "not found for " : ", not for ") + without;
  return text;
}

Json JudgedGains::Values() const {
  Json values = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const GainTest& gain = measured[i];
    values[names[i]] = {{"gain", gain.test.mean},
                        {"half_width_95", gain.test.half_width},
                        {"p_greater", gain.test.p_greater},
                        {"p_less", gain.test.p_less},
                        {"p_holm", gain.p_holm},
                        {"printed_gain", printed[i]},
                        {"printed_gain_would_be_found", static_cast<bool>(printed_found[i])}};
  }
  return values;
}

}  // namespace hadamard_ntk::experiments
