#include "referee/report/report_words.h"

#include <algorithm>
#include <set>

#include "referee/program/escape_markup.h"
#include "referee/program/progress.h"

namespace hadamard_ntk::referee {

using State = ReportSection::State;

Standing StandingOf(const ReportSection& section, const Claim& claim) {
  if (section.state == State::kFailed) return {"failed", "run failed"};
  if (section.state == State::kNotRun) return {"missing", "not run yet"};
  switch (claim.verdict()) {
    case Verdict::kConfirmed:
      return {"confirmed", "confirmed"};
    case Verdict::kConfirmedInPart:
      return {"part", "confirmed in part"};
    case Verdict::kContradicted:
      return {"contradicted", "contradicted"};
    case Verdict::kNotReproduced:
      return {"inconclusive", "not reproduced"};
    case Verdict::kInconclusive:
      break;
  }
  return {"inconclusive", "inconclusive"};
}

std::string Badge(const Standing& standing) {
  return "<span class=\"badge " + standing.css + "\">" + standing.words + "</span>";
}

std::string Element(const std::string& tag, const std::string& inner, const std::string& css) {
  const std::string attribute = css.empty() ? "" : " class=\"" + css + "\"";
  return "<" + tag + attribute + ">" + inner + "</" + tag + ">\n";
}

std::string Code(const std::string& text) { return "<code>" + EscapeMarkup(text) + "</code>"; }

std::string Anchor(const Claim& claim) {
  std::string anchor = "claim-" + claim.full_id();
  std::replace(anchor.begin(), anchor.end(), '/', '-');
  return EscapeMarkup(anchor);
}

std::string Anchor(const ReportSection& section) { return "experiment-" + EscapeMarkup(section.experiment); }

std::string Link(const Claim& claim) {
  std::string name;
  for (const char c : EscapeMarkup(claim.id)) name.append(1, c).append(c == '_' ? "<wbr>" : "");
  return "<a href=\"#" + Anchor(claim) + "\">" + name + "</a>";
}

std::string FileLink(const std::string& file) {
  return "<a href=\"" + EscapeMarkup(file) + "\">" + Code(file) + "</a>";
}

std::string Places(const ReportSection& section) {
  std::set<std::string> seen;
  std::string places;
  for (const Claim& claim : section.claims) {
    // "Figure 5, Section 3.3" adds nothing to "Figure 5".
    const std::string place = claim.where.substr(0, claim.where.find(", "));
    if (seen.insert(place).second) places += (places.empty() ? "" : "; ") + place;
  }
  return EscapeMarkup(places);
}

std::vector<ReportPart> PartsOf(const Report& report) {
  std::vector<ReportPart> parts;
  for (auto begin = report.sections.begin(); begin != report.sections.end();) {
    const auto end = std::find_if(begin, report.sections.end(),
                                  [&](const ReportSection& section) { return section.paper.id != begin->paper.id; });
    parts.push_back({begin->paper, {begin, end}});
    begin = end;
  }
  return parts;
}

std::string Anchor(const Paper& paper) { return "paper-" + EscapeMarkup(paper.id); }

std::string PaperTitle(const Paper& paper) { return paper.title.empty() ? "Claims" : EscapeMarkup(paper.title); }

std::string Plural(std::size_t n, const std::string& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

std::string Text(const Json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || at->is_null()) return "";
  return at->is_string() ? at->get<std::string>() : at->dump();
}

double SecondsOf(const ReportSection& section) {
  const auto at = section.origin.find("seconds");
  return at != section.origin.end() && at->is_number() ? at->get<double>() : 0;
}

std::string Date(const std::string& utc) {
  return utc.size() == 20 ? utc.substr(0, 10) + " " + utc.substr(11, 5) + " UTC" : utc;
}

std::string Took(double seconds) { return seconds < 1 ? "less than 1 s" : Duration(seconds); }

}  // namespace hadamard_ntk::referee
