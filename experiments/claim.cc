#include "experiments/claim.h"

#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "experiments/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

void Require(bool condition, const Claim& claim, const std::string& what) {
  if (!condition) throw std::invalid_argument("claim '" + claim.id + "': " + what);
}

std::string Short(double v) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.3g", v);
  return buffer;
}

std::string Join(const std::vector<std::string>& lines, const std::string& separator) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : separator) + line;
  return out;
}

// "label     text, wrapped, and
//            indented"
std::string Paragraph(const std::string& label, const std::string& text) {
  constexpr std::size_t kIndent = 13;
  std::string out;
  for (const std::string& line : Wrap(text, kTextWidth - kIndent)) {
    const std::string head = out.empty() ? "  " + label : "";
    out += head + std::string(kIndent - head.size(), ' ') + line + "\n";
  }
  return out;
}

std::string VerdictText(const Claim& claim) {
  std::string text(Name(claim.verdict()));
  if (!claim.as_expected()) text += " (expected: " + std::string(Name(claim.expected_verdict)) + ")";
  return text;
}

std::string ControlText(const Claim& claim) {
  return claim.negative_control.description + (claim.negative_control.rejected
                                                   ? ": rejected, as it must be"
                                                   : ": NOT REJECTED, so the check proves nothing");
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
    case Verdict::kInconclusive:
      return "inconclusive";
  }
  throw std::invalid_argument("Name(Verdict): no such verdict: " + std::to_string(static_cast<int>(verdict)));
}

void CheckDeclaration(const Claim& claim) {
  Require(!claim.id.empty() && claim.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == claim.id.npos,
          claim, "an id is made of a-z, 0-9 and _");
  Require(!claim.where.empty(), claim, "'where' is empty");
  Require(!claim.statement.empty(), claim, "'statement' is empty");
  Require(!claim.pass_condition.empty(), claim, "'pass_condition' is empty");
}

void CheckJudgement(const Claim& claim) {
  CheckDeclaration(claim);
  Require(!claim.measured.text.empty(), claim, "'measured' has no text");
  Require(claim.measured.values.is_object(), claim, "'measured.values' is not a JSON object");
  Require(!claim.negative_control.description.empty(), claim, "the negative control is not described");
  Require(claim.verdict() == Verdict::kConfirmed || claim.verdict() == Verdict::kInconclusive ||
              !claim.what_holds_instead.empty(),
          claim, "does not hold as printed, and 'what_holds_instead' is empty");
  Require(!claim.slack || std::isfinite(*claim.slack), claim, "the slack is not finite");
}

Json ToJson(const Claim& claim) {
  Json measured = {{"text", claim.measured.text}, {"values", claim.measured.values}};
  if (claim.slack) measured["slack"] = *claim.slack;
  return {{"id", claim.id},
          {"statement", claim.statement},
          {"where", claim.where},
          {"pass_condition", claim.pass_condition},
          {"measured", std::move(measured)},
          {"negative_control",
           {{"description", claim.negative_control.description}, {"rejected", claim.negative_control.rejected}}},
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
    if (any_slack) row.push_back(claim.slack ? Short(*claim.slack) : "");
    if (!seconds.empty()) row.push_back(Short(seconds[i]));
    row.push_back(claim.measured.text);
    rows.push_back(std::move(row));
    if (!claim.as_expected()) {
      notes += "(!) " + claim.id + ": expected '" + std::string(Name(claim.expected_verdict)) + "'\n";
    }
  }
  std::string instead;
  for (const Claim& claim : claims) {
    if (claim.what_holds_instead.empty()) continue;
    if (instead.empty()) instead = "\nWhat holds instead\n";
    instead += "  " + claim.id + "\n";
    for (const std::string& line : Wrap(claim.what_holds_instead, kTextWidth - 4)) instead += "    " + line + "\n";
  }
  return TextTable(columns, rows) + notes + instead;
}

std::string ClaimInFull(const Claim& claim) {
  std::string out = claim.id + " - " + claim.where + "\n";
  out += Paragraph("claim", claim.statement);
  out += Paragraph("passes if", claim.pass_condition);
  out += Paragraph("measured", claim.measured.text);
  if (claim.slack) out += Paragraph("slack", Short(*claim.slack));
  out += Paragraph("control", ControlText(claim));
  out += Paragraph("verdict", VerdictText(claim));
  if (!claim.what_holds_instead.empty()) out += Paragraph("instead", claim.what_holds_instead);
  return out;
}

}  // namespace hadamard_ntk::experiments
