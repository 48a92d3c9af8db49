#include "experiments/quadratic_nets/trainability/comparison.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace hadamard_ntk::experiments::trainability {
namespace {

constexpr const char* kStrategies[] = {"sg_1e-2", "sg_1e-1"};

bool IsStrategy(const std::string& setting) { return setting == kStrategies[0] || setting == kStrategies[1]; }

// Replaces `setting` by the runs of `other` at the same depth and rate, as `change` makes them.
template <class Change>
void Replace(Evidence& evidence, Cell& cell, const std::string& other, const Change& change) {
  const Cell* runs = evidence.Find(other, cell.hidden, cell.rate);
  cell.runs = runs ? change(runs->runs) : std::vector<Outcome>();
}

std::vector<double> Corrected(const std::vector<StrategyTest>& tests, double StrategyTest::*p) {
  std::vector<double> values;
  for (const StrategyTest& test : tests) values.push_back(test.*p);
  return HolmCorrected(values);
}

}  // namespace

int StrategyTest::failures() const {
  int sum = 0;
  for (const Depth& depth : depths) sum += depth.failures;
  return sum;
}

FailureTest CompareFailures(const Cell& a, const Cell& b) {
  FailureTest test;
  for (std::size_t s = 0; s < std::min(a.runs.size(), b.runs.size()); ++s) {
    test.more += a.runs[s].failed() && !b.runs[s].failed();
    test.less += b.runs[s].failed() && !a.runs[s].failed();
  }
  test.p = SignTest(test.more, test.less);
  return test;
}

PairedTest CompareErrors(const Cell& a, const Cell& b) {
  std::vector<double> differences;
  for (std::size_t s = 0; s < std::min(a.runs.size(), b.runs.size()); ++s) {
    const auto error = [](const Outcome& run) { return run.finite ? run.error : 0.5; };
    differences.push_back(error(a.runs[s]) - error(b.runs[s]));
  }
  return TestPaired(differences);
}

std::vector<StrategyTest> TestStrategies(const Evidence& evidence) {
  std::vector<StrategyTest> tests;
  for (const double rate : evidence.config.rates) {
    for (const char* name : kStrategies) {
      StrategyTest test{.setting = name, .rate = rate, .p_better = 0};
      bool complete = true;
      for (const int hidden : kJudgedDepths) {
        const Cell* strategy = evidence.Find(name, hidden, rate);
        const Cell* parameters = evidence.Find("conv_params", hidden, rate);
        const Cell* width = evidence.Find("conv", hidden, rate);
        const Cell* random = evidence.Find("random", hidden, rate);
        complete = complete && strategy && parameters && width && random && strategy->runs.size() >= 2;
        if (!complete) break;
        test.depths.push_back({.hidden = hidden,
                               .failures = strategy->failures(),
                               .p_better = CompareErrors(*strategy, *parameters).p_less,
                               .p_better_than_width = CompareErrors(*strategy, *width).p_less});
        test.p_better = std::max(test.p_better, test.depths.back().p_better);
        if (hidden == kDeepest) test.p_stabler = CompareFailures(*random, *strategy).p;
      }
      if (complete) tests.push_back(test);
    }
  }
  for (double StrategyTest::*p : {&StrategyTest::p_better, &StrategyTest::p_stabler}) {
    const std::vector<double> corrected = Corrected(tests, p);
    for (std::size_t i = 0; i < tests.size(); ++i) tests[i].*p = corrected[i];
  }
  return tests;
}

bool AnyBetter(const std::vector<StrategyTest>& tests) {
  return std::any_of(tests.begin(), tests.end(), [](const StrategyTest& test) { return test.better(); });
}

bool AnyStabler(const std::vector<StrategyTest>& tests) {
  return std::any_of(tests.begin(), tests.end(), [](const StrategyTest& test) { return test.stabler(); });
}

bool ZeroIsConventional(const Evidence& evidence) {
  int runs = 0, same = 0;
  for (const Cell& zero : evidence.cells) {
    const Cell* conventional = evidence.Find("conv", zero.hidden, zero.rate);
    if (zero.setting.name != "sg_0" || !conventional) continue;
    for (std::size_t s = 0; s < zero.runs.size(); ++s) {
      const Outcome &a = zero.runs[s], &b = conventional->runs[s];
      ++runs;
      same += a.finite == b.finite && a.error == b.error && a.loss == b.loss;
    }
  }
  return runs > 0 && same == runs;
}

Evidence WithoutStrategy(const Evidence& evidence) {
  Evidence planted = evidence;
  const auto as_they_are = [](const std::vector<Outcome>& runs) { return runs; };
  for (Cell& cell : planted.cells) {
    if (IsStrategy(cell.setting.name)) Replace(planted, cell, "sg_0", as_they_are);
    if (cell.setting.name == "conv_params") Replace(planted, cell, "conv", as_they_are);
  }
  return planted;
}

Evidence WithPlantedStrategy(const Evidence& evidence) {
  Evidence planted = evidence;
  for (Cell& cell : planted.cells) {
    if (!IsStrategy(cell.setting.name)) continue;
    Replace(planted, cell, "conv_params", [](std::vector<Outcome> runs) {
      for (Outcome& run : runs) run.error /= 2;
      if (!runs.empty()) std::rotate(runs.begin(), runs.begin() + 1, runs.end());
      return runs;
    });
  }
  return planted;
}

Count GammaOneIsBest(const Evidence& evidence) {
  Count count;
  for (const Cell& one : evidence.cells) {
    const Quartiles errors = SurvivingErrors(one);
    if (one.setting.name != "sg_1" || errors.count == 0) continue;
    ++count.cases;
    count.hits += std::all_of(evidence.cells.begin(), evidence.cells.end(), [&](const Cell& other) {
      if (&other == &one || other.hidden != one.hidden || other.rate != one.rate) return true;
      const Quartiles others = SurvivingErrors(other);
      return other.setting.kind != Kind::kReLinear || others.count == 0 || errors.median < others.median;
    });
  }
  return count;
}

}  // namespace hadamard_ntk::experiments::trainability
