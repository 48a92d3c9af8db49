#include "referee/report/report_overview.h"

#include <utility>
#include <vector>

#include "referee/program/escape_markup.h"
#include "referee/program/table.h"
#include "referee/report/report_words.h"
#include "referee/report/shortened.h"

namespace hadamard_ntk::referee {

using State = ReportSection::State;

std::string Summary(const Report& report) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"confirmed", "confirmed"},       {"part", "confirmed in part"}, {"contradicted", "contradicted"},
      {"inconclusive", "inconclusive"}, {"failed", "run failed"},      {"missing", "not run yet"}};
  std::vector<std::size_t> counts(kinds.size());
  std::size_t claims = 0;
  double seconds = 0;
  std::string contradicted;
  for (const ReportSection& section : report.sections) {
    seconds += SecondsOf(section);
    for (const Claim& claim : section.claims) {
      const Standing standing = StandingOf(section, claim);
      for (std::size_t i = 0; i < kinds.size(); ++i) counts[i] += kinds[i].first == standing.css;
      ++claims;
      if (standing.css == "contradicted") contradicted += (contradicted.empty() ? "" : ", ") + Link(claim);
    }
  }
  std::string sentence = "Of the " + Plural(claims, "claim") + " checked here, ";
  std::vector<std::string> parts = {std::to_string(counts[0]) + (counts[0] == 1 ? " holds" : " hold") + " as stated",
                                    std::to_string(counts[1]) + (counts[1] == 1 ? " holds" : " hold") + " in part",
                                    std::to_string(counts[2]) + (counts[2] == 1 ? " is" : " are") + " contradicted"};
  if (counts[3]) parts.push_back(std::to_string(counts[3]) + (counts[3] == 1 ? " is" : " are") + " left open");
  if (counts[4]) parts.push_back(std::to_string(counts[4]) + " could not be checked because a run failed");
  if (counts[5]) parts.push_back(std::to_string(counts[5]) + (counts[5] == 1 ? " was" : " were") + " not run yet");
  for (std::size_t i = 0; i < parts.size(); ++i)
    sentence += (i == 0 ? "" : i + 1 < parts.size() ? ", " : " and ") + parts[i];
  sentence += ".";
  if (!contradicted.empty()) sentence += " Contradicted: " + contradicted + ".";
  std::string html = Element("p", sentence, "lead");
  html += "<ul class=\"tally\">";
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (i > 2 && counts[i] == 0) continue;
    html +=
        "<li class=\"" + kinds[i].first + "\"><b>" + std::to_string(counts[i]) + "</b> " + kinds[i].second + "</li>";
  }
  html += "</ul>\n";
  html +=
      Element("p",
              "Each check fixed its pass condition before the run, and must reject a deliberately wrong formula (its "
              "negative control) to count. " +
                  Plural(report.sections.size(), "experiment") + ", " + Took(seconds) + " of computing, seed " +
                  std::to_string(report.seed) + ", commit " + Code(report.git.substr(0, 12)) + ", " +
                  EscapeMarkup(Date(report.written)) + ".");
  if (report.quick) {
    html +=
        Element("p",
                "<strong>A quick run:</strong> every experiment with smaller settings, for a first look. The numbers "
                "to cite are those of a run without " +
                    Code("--quick") + ".",
                "notice");
  }
  return html;
}

namespace {

// Roles are written out since the phone's layout takes the table's own away.
std::string VerdictRow(const ReportSection& section, const Claim& claim) {
  const Standing standing = StandingOf(section, claim);
  const bool ran = section.state == State::kRan;
  std::string html = "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">" + Link(claim) + "</th>";
  const std::vector<std::pair<std::string, std::string>> cells = {
      {"Where", EscapeMarkup(claim.where)},
      {"As stated", EscapeMarkup(Shortened(claim.statement, 130))},
      {"Verdict", Badge(standing)},
      {"Measured", EscapeMarkup(Shortened(ran ? claim.measured.text : section.failure, 130))},
      {"Slack", ran && claim.slack ? RoundedReal(*claim.slack, 3) : ""}};
  for (const auto& [head, cell] : cells) {
    html +=
        "<td role=\"cell\" data-head=\"" + head + "\"" + (cell.empty() ? " class=\"none\"" : "") + ">" + cell + "</td>";
  }
  return html + "</tr>\n";
}

}  // namespace

std::string VerdictTable(const Report& report) {
  std::string html =
      "<table id=\"verdicts\" class=\"verdicts\" role=\"table\"><caption>Verdicts</caption>"
      "<thead role=\"rowgroup\"><tr role=\"row\">";
  for (const char* head : {"Claim", "Where", "As stated", "Verdict", "Measured", "Slack"}) {
    html += "<th scope=\"col\" role=\"columnheader\">" + std::string(head) + "</th>";
  }
  html += "</tr></thead>\n";
  for (const ReportPart& part : PartsOf(report)) {
    html += "<tbody role=\"rowgroup\">";
    for (const ReportSection& section : part.sections) {
      for (const Claim& claim : section.claims) html += VerdictRow(section, claim);
    }
    html += "</tbody>";
  }
  return html + "</table>\n" +
         Element("p", "Slack: how many times the bound of an inequality exceeds what was measured.", "small");
}

std::string Contents(const Report& report) {
  std::string html = "<nav id=\"contents\" aria-label=\"Contents\">\n<ul>";
  for (const auto& [paper, sections] : PartsOf(report)) {
    html += "\n<li><a href=\"#" + Anchor(paper) + "\">" + PaperTitle(paper) + "</a>\n<ul>";
    for (const ReportSection& section : sections) {
      html += "\n<li><a href=\"#" + Anchor(section) + "\">" + Places(section) + "</a> <span class=\"id\">" +
              EscapeMarkup(section.experiment) + "</span></li>";
    }
    html += "</ul></li>";
  }
  return html + "\n</ul>\n</nav>\n";
}

}  // namespace hadamard_ntk::referee
