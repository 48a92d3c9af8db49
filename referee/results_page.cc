#include "referee/results_page.h"

#include <string_view>

namespace hadamard_ntk::referee {
namespace {

// Text as text: what Markdown would take for markup is escaped, and a line break is a space.
std::string Plain(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>#|&~$").find(c) != std::string_view::npos) plain += '\\';
    plain += c == '\n' ? ' ' : c;
  }
  return plain;
}

std::string VerdictOf(const CheckedClaim& checked) {
  if (!checked.failure.empty()) return "the run failed";
  const std::string verdict(Name(checked.claim.verdict()));
  return checked.as_expected() ? verdict : verdict + " (!)";
}

// The reason belongs to the verdict of a full run; a shorter run with another one names it.
std::string WhyOf(const CheckedClaim& checked) {
  const Claim& claim = checked.claim;
  if (!checked.failure.empty()) return "";
  if (claim.verdict() == claim.expected_verdict) return Plain(claim.why);
  return claim.as_expected() ? "expected of a full run: " + std::string(Name(claim.expected_verdict)) : "";
}

// "verify --quick" as one types it.
std::string CommandOf(const Provenance& provenance) {
  const std::size_t space = provenance.command.find(' ');
  const bool flags = space != std::string::npos;
  return "tools/bazel run //experiments:verify" + (flags ? " --" + provenance.command.substr(space) : "");
}

std::string Row(const CheckedClaim& checked) {
  const Claim& claim = checked.claim;
  return "| [`" + claim.id + "`](#" + claim.id + "), " + Plain(claim.where) + " | " + VerdictOf(checked) + " | " +
         WhyOf(checked) + " | `" + checked.experiment + "` |\n";
}

std::string Item(const std::string& term, const std::string& text) {
  return text.empty() ? "" : "* **" + term + ":** " + Plain(text) + "\n";
}

std::string Details(const CheckedClaim& checked) {
  const Claim& claim = checked.claim;
  std::string text = "\n### " + claim.id + "\n\n" + Plain(claim.where) + ": **" + VerdictOf(checked) + "**\n\n> " +
                     Plain(claim.statement) + "\n\n" + Item("For all", claim.quantifiers) +
                     Item("Refuted by", claim.refuted_by) + Item("Passes if", claim.pass_condition);
  if (!checked.failure.empty()) return text + Item("Failed", checked.failure);
  text += Item("Measured", claim.measured.text);
  text += Item(claim.negative_control.rejected ? "Negative control, rejected" : "Negative control, NOT rejected",
               claim.negative_control.description);
  text += Item(claim.positive_control.found ? "Positive control, found" : "Positive control, NOT found",
               claim.positive_control.description);
  if (claim.replication) {
    for (const std::string& difference : claim.replication->differs) text += Item("Differs", difference);
  }
  return text + Item("What holds", claim.what_holds_instead);
}

}  // namespace

std::string ResultsPage(const Paper& paper, const std::vector<CheckedClaim>& checked, const Provenance& provenance) {
  std::string rows, details;
  for (const CheckedClaim& one : checked) {
    if (one.claim.paper != paper.id) continue;
    rows += Row(one);
    details += Details(one);
  }
  return "# Results\n\n" + Plain(paper.authors) + ": *" + Plain(paper.title) + "*, " + Plain(paper.venue) +
         ".\n\nWritten by `" + CommandOf(provenance) + "`, seed " + std::to_string(provenance.seed) + ", commit `" +
         provenance.git.substr(0, 12) + "`.\n\n| claim | verdict | why | experiment |\n|---|---|---|---|\n" + rows +
         "\n## Claim by claim\n" + details;
}

}  // namespace hadamard_ntk::referee
