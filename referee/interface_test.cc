#include <string>
#include <vector>

#include "referee/interface_testing.h"

namespace hadamard_ntk::referee {
namespace {

struct Config {};
struct Evidence {
  int n = 0;
  bool surprise = false;
};

Declaration Declared() {
  return {.id = "one",
          .where = "here",
          .statement = "n = n",
          .quantifiers = "one n",
          .refuted_by = "another n",
          .pass_condition = "equal"};
}

Judgement Find(const Evidence& evidence) {
  return {.measured = {"n", {{"n", evidence.n}}},
          .negative_control = {"n + 1", true},
          .positive_control = {"n", !evidence.surprise},
          .finding = Verdict::kConfirmed};
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
                                   .checks = {{Declared(), Find}},
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
}  // namespace hadamard_ntk::referee
