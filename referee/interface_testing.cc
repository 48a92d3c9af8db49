#include "referee/interface_testing.h"

#include "referee/run_experiment.h"

namespace hadamard_ntk::referee {
namespace {

std::vector<std::string> Surprises(const RunOutcome& outcome) {
  std::vector<std::string> faults;
  for (const Claim& claim : outcome.result.claims) {
    if (claim.as_expected()) continue;
    faults.push_back(claim.id + " is " + std::string(Name(claim.verdict())) + ", expected " +
                     std::string(Name(claim.expected(true))) + ": " + claim.measured.text);
  }
  return faults;
}

// The document but for what names the run.
Json Numbers(const RunOutcome& outcome) {
  Json document = outcome.document;
  for (const char* key : {"threads", "started", "seconds"}) document.erase(key);
  return document;
}

}  // namespace

std::vector<std::string> InterfaceFaults(const Experiment& experiment) {
  const RunOutcome one = RunExperiment(experiment, {.quick = true, .threads = 1});
  const RunOutcome two = RunExperiment(experiment, {.quick = true, .threads = 2});
  std::vector<std::string> faults = Surprises(two);
  for (std::size_t i = 0; i < one.result.tables.size(); ++i) {
    const auto& [stem, table] = one.result.tables[i];
    if (table.ToCsv() != two.result.tables[i].table.ToCsv()) faults.push_back(stem + ".csv depends on the threads");
  }
  if (Numbers(one) != Numbers(two)) faults.push_back(experiment.name + ".json depends on the threads");
  return faults;
}

TEST_P(ExperimentInterface, IsKept) { EXPECT_EQ(InterfaceFaults(GetParam()), std::vector<std::string>{}); }

}  // namespace hadamard_ntk::referee
