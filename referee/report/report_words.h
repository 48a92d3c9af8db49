/// What the parts of the report have in common; all return HTML, but for Plural, Text, Date and Took.
#ifndef HADAMARD_NTK_REFEREE_REPORT_REPORT_WORDS_H_
#define HADAMARD_NTK_REFEREE_REPORT_REPORT_WORDS_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "referee/claim.h"
#include "referee/paper.h"
#include "referee/program/json.h"
#include "referee/report/report.h"

namespace hadamard_ntk::referee {

/// What became of a claim: a CSS class and words.
struct Standing {
  std::string css, words;
};
Standing StandingOf(const ReportSection& section, const Claim& claim);
std::string Badge(const Standing& standing);
std::string Element(const std::string& tag, const std::string& inner, const std::string& css = "");
std::string Code(const std::string& text);
/// Of a claim's card: paper-claim.
std::string Anchor(const Claim& claim);
std::string Anchor(const ReportSection& section);
/// The claim's id, breakable at its underscores, leading to its card.
std::string Link(const Claim& claim);
/// A file beside the report.
std::string FileLink(const std::string& file);
/// What the claims of a section are, in the words of the paper.
std::string Places(const ReportSection& section);
/// The sections of one paper, in a row.
struct ReportPart {
  Paper paper;
  std::span<const ReportSection> sections;
};
std::vector<ReportPart> PartsOf(const Report& report);
std::string Anchor(const Paper& paper);
std::string PaperTitle(const Paper& paper);
std::string Plural(std::size_t n, const std::string& noun);
std::string Text(const Json& object, const char* key);
double SecondsOf(const ReportSection& section);
/// "2024-02-29T12:34:56Z" -> "2024-02-29 12:34 UTC".
std::string Date(const std::string& utc);
/// A duration that does not claim to be zero.
std::string Took(double seconds);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_REPORT_WORDS_H_
