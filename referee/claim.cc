#include "referee/claim.h"

#include <cmath>
#include <stdexcept>

#include "referee/program/join.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::referee {
namespace {

void Require(bool condition, const Declaration& claim, const std::string& what) {
  if (!condition) throw std::invalid_argument("claim '" + claim.id + "': " + what);
}

// A heading and, beneath each id, a text of that claim; nothing if no claim has one.
template <typename TextOf>
std::string Notes(const std::string& heading, const std::vector<Claim>& claims, const TextOf& text_of) {
  std::string out;
  for (const Claim& claim : claims) {
    const std::string text = text_of(claim);
    if (text.empty()) continue;
    if (out.empty()) out = "\n" + heading + "\n";
    out += "  " + claim.id + "\n";
    for (const std::string& line : Wrap(text, kTextWidth - 4)) out += "    " + line + "\n";
  }
  return out;
}

}  // namespace

std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kConfirmed:
      return "confirmed";
    case Verdict::kConfirmedInPart:
      return "confirmed in part";
    case Verdict::kContradicted:
      return "contradicted";
    case Verdict::kNotReproduced:
      return "not reproduced";
    case Verdict::kInconclusive:
      return "inconclusive";
  }
  throw std::invalid_argument("Name(Verdict): no such verdict: " + std::to_string(static_cast<int>(verdict)));
}

std::string_view Name(Subject subject) { return subject == Subject::kMathematics ? "mathematics" : "experiment"; }

Verdict Judgement::verdict() const {
  if (!negative_control.rejected || !positive_control.found) return Verdict::kInconclusive;
  if (replication && finding == Verdict::kContradicted) {
    const bool upheld = replication->printed_effect_excluded && replication->baseline_as_printed;
    return upheld ? Verdict::kContradicted : Verdict::kNotReproduced;
  }
  return finding;
}

std::vector<Claim> NotJudged(const std::vector<Declaration>& declarations) {
  std::vector<Claim> claims;
  for (const Declaration& declaration : declarations) claims.push_back({declaration, {}});
  return claims;
}

void CheckDeclaration(const Declaration& claim) {
  Require(!claim.id.empty() && claim.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == claim.id.npos,
          claim, "an id is made of a-z, 0-9 and _");
  Require(!claim.where.empty(), claim, "'where' is empty");
  Require(!claim.statement.empty(), claim, "'statement' is empty");
  Require(!claim.quantifiers.empty(), claim, "'quantifiers' is empty");
  Require(!claim.refuted_by.empty(), claim, "'refuted_by' is empty");
  Require(!claim.pass_condition.empty(), claim, "'pass_condition' is empty");
}

void CheckJudgement(const Claim& claim) {
  CheckDeclaration(claim);
  Require(!claim.measured.text.empty(), claim, "'measured' has no text");
  Require(claim.measured.values.is_object(), claim, "'measured.values' is not a JSON object");
  Require(!claim.negative_control.description.empty(), claim, "the negative control is not described");
  Require(!claim.positive_control.description.empty(), claim, "the positive control is not described");
  const Verdict verdict = claim.verdict();
  Require(
      (verdict != Verdict::kConfirmedInPart && verdict != Verdict::kContradicted) || !claim.what_holds_instead.empty(),
      claim, "does not hold as printed, and 'what_holds_instead' is empty");
  Require(claim.replication.has_value() == (claim.subject == Subject::kExperiment), claim,
          "an experiment, and nothing else, says how its run stands to the printed one");
  Require(verdict != Verdict::kNotReproduced || (claim.replication && !claim.replication->differs.empty()), claim,
          "not reproduced, and nothing differs from what was printed");
  Require(!claim.slack || std::isfinite(*claim.slack), claim, "the slack is not finite");
}

Json ToJson(const Claim& claim) {
  Json measured = {{"text", claim.measured.text}, {"values", claim.measured.values}};
  if (claim.slack) measured["slack"] = *claim.slack;
  Json replication(nullptr);
  if (claim.replication) {
    replication = {{"printed_effect_excluded", claim.replication->printed_effect_excluded},
                   {"baseline_as_printed", claim.replication->baseline_as_printed},
                   {"differs", claim.replication->differs}};
  }
  return {{"id", claim.full_id()},
          {"subject", Name(claim.subject)},
          {"statement", claim.statement},
          {"where", claim.where},
          {"quantifiers", claim.quantifiers},
          {"refuted_by", claim.refuted_by},
          {"pass_condition", claim.pass_condition},
          {"measured", std::move(measured)},
          {"negative_control",
           {{"description", claim.negative_control.description}, {"rejected", claim.negative_control.rejected}}},
          {"positive_control",
           {{"description", claim.positive_control.description}, {"found", claim.positive_control.found}}},
          {"replication", std::move(replication)},
          {"verdict", Name(claim.verdict())},
          {"what_holds_instead", claim.what_holds_instead.empty() ? Json(nullptr) : Json(claim.what_holds_instead)}};
}

std::string ClaimTable(const std::vector<Claim>& claims, const std::vector<double>& seconds) {
  if (!seconds.empty() && seconds.size() != claims.size()) {
    throw std::invalid_argument("ClaimTable: " + std::to_string(seconds.size()) + " times for " +
                                std::to_string(claims.size()) + " claims");
  }
  bool any_slack = false;
  for (const Claim& claim : claims) any_slack |= claim.slack.has_value();
  std::vector<TextColumn> columns = {{"claim, where"}, {"verdict"}};
  if (any_slack) columns.push_back({"slack", TextColumn::Align::kRight});
  if (!seconds.empty()) columns.push_back({"seconds", TextColumn::Align::kRight});
  columns.push_back({"measured", TextColumn::Align::kLeft, true});

  std::vector<std::vector<std::string>> rows;
  std::string notes;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim& claim = claims[i];
    const std::string mark = claim.as_expected() ? "" : " (!)";
    // Where beneath id, and both columns narrow: to leave room for the measurement.
    std::vector<std::string> row = {claim.id + "\n  " + Join(Wrap(claim.where, 26), "\n  "),
                                    Join(Wrap(std::string(Name(claim.verdict())) + mark, 14), "\n")};
    if (any_slack) row.push_back(claim.slack ? RoundedReal(*claim.slack, 3) : "");
    if (!seconds.empty()) row.push_back(RoundedReal(seconds[i], 3));
    row.push_back(claim.measured.text);
    rows.push_back(std::move(row));
    if (!claim.as_expected()) {
      notes += "(!) " + claim.id + ": expected '" + std::string(Name(claim.expected(claim.quick))) + "'\n";
    }
  }
  const auto instead = [](const Claim& claim) { return claim.what_holds_instead; };
  const auto differs = [](const Claim& claim) {
    return claim.verdict() == Verdict::kNotReproduced ? Join(claim.replication->differs, "; ") : "";
  };
  return TextTable(columns, rows) + notes + Notes("What holds instead", claims, instead) +
         Notes("Not reproduced: what differs from the printed experiment", claims, differs);
}

}  // namespace hadamard_ntk::referee
