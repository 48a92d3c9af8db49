#include "referee/results_page.h"

#include <gtest/gtest.h>

#include <string>

namespace hadamard_ntk::referee {
namespace {

CheckedClaim Checked(const std::string& id, const std::string& paper, Verdict verdict) {
  Claim claim;
  claim.id = id;
  claim.paper = paper;
  claim.where = "Theorem 7";
  claim.statement = "mu_k <= |x|";
  claim.pass_condition = "a slope";
  claim.expected_verdict = Verdict::kContradicted;
  claim.why = "it falls like k^-3";
  claim.measured.text = "slope 2.5";
  claim.negative_control = {"slope 3", true};
  claim.positive_control = {"a planted slope", true};
  claim.finding = verdict;
  claim.what_holds_instead = "another";
  return {.claim = claim, .experiment = "decay"};
}

const Paper kPaper = {.id = "nets", .title = "On nets", .authors = "A, B", .venue = "C 2022"};
const Provenance kProvenance = {.git = "0123456789abcdef", .command = "verify --quick", .seed = 1};

TEST(ResultsPageTest, ATableOfThePapersClaimsAndEachOfThem) {
  const std::string page = ResultsPage(
      kPaper, {Checked("theorem_7", "nets", Verdict::kContradicted), Checked("other", "splines", Verdict::kConfirmed)},
      kProvenance);
  for (const char* part :
       {"A, B: *On nets*, C 2022.", "//experiments:verify -- --quick`, seed 1, commit `0123456789ab`",
        "| [`theorem_7`](#theorem_7), Theorem 7 | contradicted | it falls like k^-3 | `decay` |\n",
        "\n### theorem_7\n\nTheorem 7: **contradicted**\n\n> mu\\_k \\<= \\|x\\|\n", "* **Measured:** slope 2.5\n",
        "* **Negative control, rejected:** slope 3\n", "* **What holds:** another\n"}) {
    EXPECT_NE(page.find(part), page.npos) << part << "\n" << page;
  }
  EXPECT_EQ(page.find("### other"), page.npos);
}

TEST(ResultsPageTest, AReasonStandsOnlyBesideTheVerdictItIsOf) {
  const std::string page = ResultsPage(kPaper, {Checked("theorem_7", "nets", Verdict::kConfirmed)}, kProvenance);
  EXPECT_NE(page.find("| confirmed (!) |  | `decay` |"), page.npos) << page;
}

TEST(ResultsPageTest, AQuickRunWithAVerdictOfItsOwnNamesThatOfAFullOne) {
  CheckedClaim quick = Checked("theorem_7", "nets", Verdict::kInconclusive);
  quick.claim.expected_when_quick = Verdict::kInconclusive;
  quick.claim.quick = true;
  const std::string page = ResultsPage(kPaper, {quick}, kProvenance);
  EXPECT_NE(page.find("| inconclusive | expected of a full run: contradicted | `decay` |"), page.npos) << page;
  quick.claim.finding = Verdict::kContradicted;  // more than was expected of it
  const std::string more = ResultsPage(kPaper, {quick}, kProvenance);
  EXPECT_NE(more.find("| contradicted (!) | it falls like k^-3 | `decay` |"), more.npos) << more;
}

TEST(ResultsPageTest, ACommandWithoutFlagsHasNone) {
  Provenance provenance = kProvenance;
  provenance.command = "verify";
  const std::string page = ResultsPage(kPaper, {Checked("theorem_7", "nets", Verdict::kContradicted)}, provenance);
  EXPECT_NE(page.find("Written by `tools/bazel run //experiments:verify`, seed 1"), page.npos) << page;
}

TEST(ResultsPageTest, AFailedRunSaysSo) {
  CheckedClaim failed = Checked("theorem_7", "nets", Verdict::kContradicted);
  failed.failure = "no luck";
  const std::string page = ResultsPage(kPaper, {failed}, kProvenance);
  EXPECT_NE(page.find("| the run failed |  | `decay` |"), page.npos) << page;
  EXPECT_NE(page.find("* **Failed:** no luck\n"), page.npos) << page;
  EXPECT_EQ(page.find("Measured"), page.npos) << page;
}

}  // namespace
}  // namespace hadamard_ntk::referee
