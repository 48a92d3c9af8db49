#include "referee/verify.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "referee/program/flags.h"
#include "referee/toy_testing.h"

namespace hadamard_ntk::referee {
namespace {

struct NoConfig {};
struct NoEvidence {};

template <Verdict finding>
Judgement Find(const NoEvidence&) {
  return ToyJudgement(finding);
}

// An experiment on two claims, `name`_a and `name`_b; `finding` is what it finds about the second.
template <Verdict finding, bool fails>
Experiment Toy(const std::string& name) {
  return Define<NoConfig, NoEvidence>(
      {.name = name,
       .summary = "A toy.",
       .measure = [](const NoConfig&, RunContext&) -> NoEvidence {
         if (fails) throw std::runtime_error("no luck");
         return {};
       },
       .checks = {{ToyClaim(name + "_a"), Find<Verdict::kConfirmed>}, {ToyClaim(name + "_b"), Find<finding>}},
       .tables = {{name, [](const NoEvidence&) {
                     return Table({{"x", Table::kInteger}});
                   }}}});
}

TEST(VerifyTest, ReportsEveryClaimOfEveryExperiment) {
  const auto checked =
      Verify({Toy<Verdict::kConfirmed, false>("one"), Toy<Verdict::kContradicted, false>("two")}, {}, {});
  ASSERT_EQ(checked.size(), 4u);
  EXPECT_EQ(checked[0].claim.id, "one_a");
  EXPECT_EQ(checked[3].claim.id, "two_b");
  EXPECT_EQ(checked[3].experiment, "two");
  EXPECT_TRUE(checked[0].as_expected());
  EXPECT_TRUE(checked[2].as_expected());
  EXPECT_FALSE(checked[3].as_expected());
}

TEST(VerifyTest, AnExperimentThatFailsDoesNotStopTheOthers) {
  const auto checked = Verify({Toy<Verdict::kConfirmed, true>("bad"), Toy<Verdict::kConfirmed, false>("good")}, {}, {});
  ASSERT_EQ(checked.size(), 4u);
  EXPECT_EQ(checked[0].failure, "no luck");
  EXPECT_FALSE(checked[0].as_expected());
  EXPECT_TRUE(checked[2].as_expected());
  const Json document = ToJson(checked);
  EXPECT_EQ(document[0]["failure"], "no luck");
  EXPECT_TRUE(document[2]["failure"].is_null());
  EXPECT_EQ(document[2]["verdict"], "confirmed");
}

TEST(VerifyTest, OnlyRunsWhatIsAskedFor) {
  const auto checked = Verify({Toy<Verdict::kConfirmed, true>("unasked"), Toy<Verdict::kConfirmed, false>("asked")},
                              {.only = {"asked_b"}}, {});
  ASSERT_EQ(checked.size(), 1u);
  EXPECT_EQ(checked[0].claim.id, "asked_b");
  EXPECT_THROW(Verify({Toy<Verdict::kConfirmed, false>("asked")}, {.only = {"asked_c"}}, {}), FlagError);
}

}  // namespace
}  // namespace hadamard_ntk::referee
