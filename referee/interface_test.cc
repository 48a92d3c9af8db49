#include <string>
#include <vector>

#include "referee/interface_testing.h"
#include "referee/toy_testing.h"

namespace hadamard_ntk::referee {
namespace {

struct Config {};
struct Evidence {
  int n = 0;
  bool surprise = false;
};

Judgement Find(const Evidence& evidence) {
  Judgement judgement = ToyJudgement();
  judgement.measured = {"n", {{"n", evidence.n}}};
  judgement.positive_control.found = !evidence.surprise;
  return judgement;
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"n", Table::kInteger}});
  table.Append(evidence.n);
  return table;
}

Experiment Toy(Evidence (*measure)(const Config&, RunContext&)) {
  return Define<Config, Evidence>({.name = "toy",
                                   .summary = "A toy.",
                                   .measure = measure,
                                   .checks = {{ToyClaim(), Find}},
                                   .tables = {{"toy", Tabulate}}});
}

using Faults = std::vector<std::string>;

// The control of all tests made of it.
TEST(InterfaceFaultsTest, WhatIsPlantedIsFound) {
  EXPECT_EQ(InterfaceFaults(Toy([](const Config&, RunContext&) { return Evidence{}; })), Faults{});
  EXPECT_EQ(InterfaceFaults(Toy([](const Config&, RunContext& context) { return Evidence{context.threads}; })),
            (Faults{"toy.csv depends on the threads", "toy.json depends on the threads"}));
  EXPECT_EQ(InterfaceFaults(Toy([](const Config&, RunContext&) {
              return Evidence{1, true};
            })),
            (Faults{"one is inconclusive, expected confirmed: n"}));
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Toy, ExperimentInterface,
                         testing::Values(Toy([](const Config&, RunContext&) { return Evidence{}; })));

}  // namespace hadamard_ntk::referee
