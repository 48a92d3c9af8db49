#include "referee/claim.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <sstream>
#include <stdexcept>

#include "referee/program/text_table.h"

namespace hadamard_ntk::referee {
namespace {

Claim Judged() {
  Claim claim{{.id = "theorem_7",
               .where = "Theorem 7",
               .statement = "μ_k = Ω((N² k)^{-d/2})",
               .quantifiers = "d >= 2: 2, 3; N >= 2: 2, 9; k up to 1000",
               .refuted_by = "a slope below -d/2",
               .pass_condition = "the fitted slope is at least -d/2 less 5 standard errors",
               .expected_verdict = Verdict::kContradicted},
              {}};
  claim.measured = {"slope -3.00 ± 0.01 on S²", {{"slope", -3.0}, {"standard_error", 0.002}}};
  claim.negative_control = {"a planted spectrum k^{-2}", true};
  claim.positive_control = {"a planted spectrum k^{-1}", true};
  claim.finding = Verdict::kContradicted;
  claim.what_holds_instead = "μ_k ~ N C_d k^{-(d+1)} for every N.";
  return claim;
}

TEST(ClaimTest, NamesOfVerdicts) {
  EXPECT_EQ(Name(Verdict::kConfirmed), "confirmed");
  EXPECT_EQ(Name(Verdict::kConfirmedInPart), "confirmed in part");
  EXPECT_EQ(Name(Verdict::kContradicted), "contradicted");
  EXPECT_EQ(Name(Verdict::kNotReproduced), "not reproduced");
  EXPECT_EQ(Name(Verdict::kInconclusive), "inconclusive");
}

TEST(ClaimTest, WithoutBothControlsNothingIsConcluded) {
  for (const Verdict found : kAllVerdicts) {
    Claim claim = Judged();
    claim.finding = claim.expected_verdict = found;
    EXPECT_EQ(claim.verdict(), found);
    EXPECT_TRUE(claim.as_expected());
    for (bool* control : {&claim.negative_control.rejected, &claim.positive_control.found}) {
      *control = false;
      EXPECT_EQ(claim.verdict(), Verdict::kInconclusive);
      EXPECT_EQ(claim.as_expected(), found == Verdict::kInconclusive);
      EXPECT_EQ(ToJson(claim)["verdict"], "inconclusive");
      *control = true;
    }
  }
}

TEST(ClaimTest, AnExperimentIsContradictedOnlyWithItsBaselineAndWithoutItsEffect) {
  for (const bool excluded : {false, true}) {
    for (const bool baseline : {false, true}) {
      Claim claim = Judged();
      claim.subject = Subject::kExperiment;
      claim.replication = Replication{excluded, baseline, {"data: others"}};
      EXPECT_EQ(claim.verdict(), excluded && baseline ? Verdict::kContradicted : Verdict::kNotReproduced);
      claim.finding = Verdict::kConfirmed;
      EXPECT_EQ(claim.verdict(), Verdict::kConfirmed);
    }
  }
}

TEST(ClaimTest, AQuickRunMayBeExpectedToSayLess) {
  Claim claim = Judged();
  claim.expected_when_quick = Verdict::kInconclusive;
  EXPECT_TRUE(claim.as_expected());
  claim.quick = true;
  EXPECT_FALSE(claim.as_expected());
  claim.positive_control.found = false;
  EXPECT_TRUE(claim.as_expected());
}

TEST(ClaimTest, JsonHasExactlyTheAgreedKeys) {
  Claim claim = Judged();
  std::string keys;
  const Json json = ToJson(claim);
  for (const auto& [key, value] : json.items()) keys += key + " ";
  EXPECT_EQ(
      keys,
      "id subject statement where quantifiers refuted_by pass_condition measured negative_control positive_control "
      "replication verdict what_holds_instead ");
  EXPECT_EQ(json["id"], "theorem_7");
  EXPECT_EQ(json["statement"], claim.statement);
  EXPECT_EQ(json["where"], "Theorem 7");
  EXPECT_EQ(json["pass_condition"], claim.pass_condition);
  EXPECT_EQ(json["measured"], (Json{{"text", claim.measured.text}, {"values", claim.measured.values}}));
  EXPECT_EQ(json["negative_control"], (Json{{"description", "a planted spectrum k^{-2}"}, {"rejected", true}}));
  EXPECT_EQ(json["positive_control"], (Json{{"description", "a planted spectrum k^{-1}"}, {"found", true}}));
  EXPECT_EQ(json["subject"], "mathematics");
  EXPECT_TRUE(json["replication"].is_null());
  EXPECT_EQ(json["quantifiers"], claim.quantifiers);
  EXPECT_EQ(json["refuted_by"], claim.refuted_by);
  EXPECT_EQ(json["verdict"], "contradicted");
  EXPECT_EQ(json["what_holds_instead"], claim.what_holds_instead);
  claim.replication = Replication{true, false, {"seeds: 2"}};
  EXPECT_EQ(ToJson(claim)["replication"],
            (Json{{"printed_effect_excluded", true}, {"baseline_as_printed", false}, {"differs", {"seeds: 2"}}}));
  claim.slack = 2.5;
  EXPECT_EQ(ToJson(claim)["measured"]["slack"], 2.5);
  claim.what_holds_instead.clear();
  EXPECT_TRUE(ToJson(claim)["what_holds_instead"].is_null());
}

TEST(ClaimTest, IncompleteClaimsAreRefused) {
  EXPECT_NO_THROW(CheckJudgement(Judged()));
  const std::vector<std::function<void(Claim&)>> undeclared = {
      [](Claim& c) { c.id = ""; },
      [](Claim& c) { c.id = "Theorem 7"; },
      [](Claim& c) { c.where = ""; },
      [](Claim& c) { c.statement = ""; },
      [](Claim& c) { c.pass_condition = ""; },
      [](Claim& c) { c.quantifiers = ""; },
      [](Claim& c) { c.refuted_by = ""; },
  };
  const std::vector<std::function<void(Claim&)>> unjudged = {
      [](Claim& c) { c.measured.text = ""; },
      [](Claim& c) { c.measured.values = 3; },
      [](Claim& c) { c.negative_control.description = ""; },
      [](Claim& c) { c.positive_control.description = ""; },
      [](Claim& c) { c.what_holds_instead = ""; },
      [](Claim& c) { c.subject = Subject::kExperiment; },
      [](Claim& c) { c.replication = Replication{}; },
      [](Claim& c) {
        c.subject = Subject::kExperiment;
        c.replication = Replication{};  // not reproduced, and nothing differs
      },
      [](Claim& c) { c.slack = std::nan(""); },
  };
  for (const auto& spoil : undeclared) {
    Claim claim = Judged();
    spoil(claim);
    EXPECT_THROW(CheckDeclaration(claim), std::invalid_argument);
    EXPECT_THROW(CheckJudgement(claim), std::invalid_argument);
  }
  for (const auto& spoil : unjudged) {
    Claim claim = Judged();
    spoil(claim);
    EXPECT_NO_THROW(CheckDeclaration(claim));
    EXPECT_THROW(CheckJudgement(claim), std::invalid_argument);
  }
}

TEST(ClaimTest, TableIsAlignedAndFitsTheLine) {
  Claim surprise = Judged();
  surprise.id = "slower_decay_than_fc";
  surprise.where = "Section 3.4, after Theorem 7";
  surprise.expected_verdict = Verdict::kConfirmed;
  surprise.slack = 1234.5;
  surprise.measured.text = "the ratio to the two-layer net is 0.84, 1.2, 4.3, 11 for N = 2, 3, 6, 9 at degree 8";
  const std::string table = ClaimTable({Judged(), surprise}, {0.5, 12});
  EXPECT_EQ(table, R"(claim, where                  verdict          slack  seconds  measured
----------------------------  ------------  --------  -------  -------------------------------------
theorem_7                     contradicted                0.5  slope -3.00 ± 0.01 on S²
  Theorem 7
slower_decay_than_fc          contradicted  1.23e+03       12  the ratio to the two-layer net is
  Section 3.4, after Theorem  (!)                              0.84, 1.2, 4.3, 11 for N = 2, 3, 6, 9
  7                                                            at degree 8
(!) slower_decay_than_fc: expected 'confirmed'

What holds instead
  theorem_7
    μ_k ~ N C_d k^{-(d+1)} for every N.
  slower_decay_than_fc
    μ_k ~ N C_d k^{-(d+1)} for every N.
)");
  EXPECT_THROW(ClaimTable({Judged()}, {1, 2}), std::invalid_argument);
}

TEST(ClaimTest, TableSaysWhatDiffersWhereSomethingWasNotReproduced) {
  Claim claim = Judged();
  claim.subject = Subject::kExperiment;
  claim.replication = Replication{.differs = {"data: others", "seeds: 2"}};
  EXPECT_NE(ClaimTable({claim}).find("Not reproduced: what differs from the printed experiment\n"
                                     "  theorem_7\n    data: others; seeds: 2\n"),
            std::string::npos);
  claim.replication->printed_effect_excluded = claim.replication->baseline_as_printed = true;
  EXPECT_EQ(ClaimTable({claim}).find("what differs"), std::string::npos);
}

}  // namespace
}  // namespace hadamard_ntk::referee
