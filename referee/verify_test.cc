#include "referee/verify.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "referee/program/flags.h"

namespace hadamard_ntk::referee {
namespace {

struct NoConfig {};

Claim Declared(const std::string& id) {
  return {.id = id,
          .where = "here",
          .statement = "1 = 1",
          .quantifiers = "one n",
          .refuted_by = "another n",
          .pass_condition = "equal"};
}

// An experiment on two claims, `name`_a and `name`_b; `finding` is what it finds about the second.
template <Verdict finding, bool fails>
Experiment Toy(const std::string& name) {
  static std::string claim_name;
  claim_name = name;
  return MakeExperiment<NoConfig>({.name = name,
                                   .summary = "A toy.",
                                   .claims = {Declared(name + "_a"), Declared(name + "_b")},
                                   .defaults = {},
                                   .quick = {},
                                   .add_flags = [](CLI::App&, NoConfig&) {},
                                   .to_json = [](const NoConfig&) { return Json::object(); },
                                   .run =
                                       [](const NoConfig&, RunContext&) {
                                         if (fails) throw std::runtime_error("no luck");
                                         Result result;
                                         for (const char* suffix : {"_a", "_b"}) {
                                           Claim claim = Declared(claim_name + suffix);
                                           claim.measured.text = "1";
                                           claim.negative_control = {"2", true};
                                           claim.positive_control = {"1", true};
                                           claim.finding = suffix[1] == 'a' ? Verdict::kConfirmed : finding;
                                           claim.what_holds_instead = "nothing";
                                           result.claims.push_back(claim);
                                         }
                                         Table table({{"x", Table::kInteger}});
                                         table.Append(1);
                                         result.tables.push_back({claim_name, table});
                                         return result;
                                       }});
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
