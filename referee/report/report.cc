#include "referee/report/report.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

#include "files/utf8.h"
#include "referee/program/progress.h"
#include "referee/report/html_text.h"
#include "referee/report/report_style.h"
#include "referee/report/values_html.h"

namespace hadamard_ntk::referee {
namespace {

using State = ReportSection::State;

// What became of a claim: a CSS class and words.
struct Standing {
  std::string css, words;
};

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

std::string Element(const std::string& tag, const std::string& inner, const std::string& css = "") {
  const std::string attribute = css.empty() ? "" : " class=\"" + css + "\"";
  return "<" + tag + attribute + ">" + inner + "</" + tag + ">\n";
}

std::string Code(const std::string& text) { return "<code>" + EscapeHtml(text) + "</code>"; }

// The claim's id, breakable at its underscores, leading to its card.
std::string Link(const Claim& claim) {
  std::string html = "<a href=\"#claim-" + EscapeHtml(claim.id) + "\">";
  for (const char c : claim.id) html += EscapeHtml(std::string(1, c)) + (c == '_' ? "<wbr>" : "");
  return html + "</a>";
}

std::string Plural(std::size_t n, const std::string& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

std::string Short(double v) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.3g", v);
  return MathHtml(buffer);
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

// "2024-02-29T12:34:56Z" -> "2024-02-29 12:34 UTC".
std::string Date(const std::string& utc) {
  return utc.size() == 20 ? utc.substr(0, 10) + " " + utc.substr(11, 5) + " UTC" : utc;
}

// A duration that does not claim to be zero.
std::string Took(double seconds) { return seconds < 1 ? "less than 1 s" : Duration(seconds); }

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
                  EscapeHtml(Date(report.written)) + ".");
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

// Roles are written out since the phone's layout takes the table's own away.
std::string VerdictTable(const Report& report) {
  std::string html =
      "<table id=\"verdicts\" class=\"verdicts\" role=\"table\"><caption>Verdicts</caption>"
      "<thead role=\"rowgroup\"><tr role=\"row\">";
  for (const char* head : {"Claim", "Where", "As stated", "Verdict", "Measured", "Slack"}) {
    ((html += "<th scope=\"col\" role=\"columnheader\">") += head) += "</th>";
  }
  html += "</tr></thead>\n<tbody role=\"rowgroup\">";
  for (const ReportSection& section : report.sections) {
    for (const Claim& claim : section.claims) {
      const Standing standing = StandingOf(section, claim);
      const bool ran = section.state == State::kRan;
      html += "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">" + Link(claim) + "</th>";
      const std::vector<std::pair<std::string, std::string>> cells = {
          {"Where", MathHtml(claim.where)},
          {"As stated", MathHtml(Shortened(claim.statement, 130))},
          {"Verdict", Badge(standing)},
          {"Measured", MathHtml(Shortened(ran ? claim.measured.text : section.failure, 130))},
          {"Slack", ran && claim.slack ? Short(*claim.slack) : ""}};
      for (const auto& [head, cell] : cells) {
        html += "<td role=\"cell\" data-head=\"" + head + "\"" + (cell.empty() ? " class=\"none\"" : "") + ">" + cell +
                "</td>";
      }
      html += "</tr>\n";
    }
  }
  return html + "</tbody></table>\n" +
         Element("p", "Slack: how many times the bound of an inequality exceeds what was measured.", "small");
}

std::string Entry(const std::string& term, const std::string& html) {
  return html.empty() ? "" : "<dt>" + term + "</dt><dd>" + html + "</dd>\n";
}

std::string DifferencesHtml(const std::vector<std::string>& differs) {
  std::string html;
  for (const std::string& difference : differs) html += (html.empty() ? "" : "; ") + MathHtml(difference);
  return html;
}

std::string ClaimCard(const ReportSection& section, const Claim& claim) {
  const Standing standing = StandingOf(section, claim);
  std::string html = "<article class=\"claim\" id=\"claim-" + EscapeHtml(claim.id) + "\">\n<h3>" +
                     MathHtml(claim.where) + " <span class=\"id\">" + EscapeHtml(claim.id) + "</span> " +
                     Badge(standing) + "</h3>\n";
  html += Element("blockquote", MathHtml(claim.statement));
  html += "<dl>\n" + Entry("For all", MathHtml(claim.quantifiers)) + Entry("Refuted by", MathHtml(claim.refuted_by)) +
          Entry("Passes if", MathHtml(claim.pass_condition));
  if (section.state == State::kRan) {
    html += Entry("Measured", MathHtml(claim.measured.text));
    if (claim.slack) html += Entry("Slack", Short(*claim.slack) + " (bound / measured)");
    const bool rejected = claim.negative_control.rejected;
    html += Entry(rejected ? "Negative control, rejected as it must be" : "Negative control, NOT rejected",
                  MathHtml(claim.negative_control.description) +
                      (rejected ? "" : " <strong>(so the check proves nothing, whatever it found)</strong>"));
    const bool found = claim.positive_control.found;
    html += Entry(found ? "Positive control, found as it must be" : "Positive control, NOT found",
                  MathHtml(claim.positive_control.description) +
                      (found ? "" : " <strong>(so the check has no power, whatever it found)</strong>"));
    if (claim.replication) html += Entry("Differs from the printed run", DifferencesHtml(claim.replication->differs));
    html += Entry(claim.verdict() == Verdict::kContradicted ? "What holds instead" : "What differs, and what holds",
                  MathHtml(claim.what_holds_instead));
    if (!claim.as_expected()) {
      html += Entry("Expected", std::string(Name(claim.expected(claim.quick))) +
                                    ": <strong>this run does not give the verdict of earlier runs</strong>");
    }
  }
  html += "</dl>\n";
  const std::string values = section.state == State::kRan ? ValuesHtml(claim.measured.values) : "";
  if (!values.empty()) html += "<details><summary>All numbers</summary>\n" + values + "</details>\n";
  return html + "</article>\n";
}

std::string Base64(const std::string& bytes) {
  constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0u; };
    const unsigned three = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (std::size_t digit = 0; digit < 4; ++digit) {
      text += i + digit > bytes.size() ? '=' : kDigits[three >> (18 - 6 * digit) & 63];
    }
  }
  return text;
}

std::string FigureHtml(const ReportSection& section, const ReportFigure& figure, int number) {
  // "Plot", since the paper's own figures are talked about, too.
  std::string marked = figure.title;
  std::erase(marked, '$');
  const std::string title = MathHtml(marked);
  const std::string id = "figure-" + std::to_string(number);
  const std::string data = Code(section.experiment + "/" + figure.stem + ".csv");
  if (!figure.svg) {
    return "<p class=\"notice\" id=\"" + id + "\"><strong>Plot " + std::to_string(number) + " is missing</strong> (" +
           title + "): " + EscapeHtml(figure.note) + ". Its data are in " + data + ".</p>\n";
  }
  const std::string width = std::to_string(static_cast<int>(figure.width));
  std::string html = "<figure id=\"" + id + "\">\n<input type=\"checkbox\" class=\"enlarge\" id=\"" + id +
                     "-enlarge\"><label for=\"" + id + "-enlarge\">Enlarge plot " + std::to_string(number) +
                     "</label>\n";
  html += "<div class=\"card\" style=\"max-width:" + width + "px\"><div class=\"sheet\" style=\"--width:" + width +
          "px\"><img alt=\"" + EscapeHtml(figure.text) + "\" src=\"data:image/svg+xml;base64," + Base64(*figure.svg) +
          "\"></div></div>\n";
  return html + "<figcaption><b>Plot " + std::to_string(number) + ".</b> " + title +
         ". <span class=\"small\">Data: " + data + "</span></figcaption></figure>\n";
}

std::string Commands(const ReportSection& section, const Report& report) {
  std::string flags = report.quick ? " --quick" : "";
  if (report.seed != 1) flags += " --seed " + std::to_string(report.seed);
  std::string html = "<pre class=\"command\"><code>tools/bazel run //experiments:" + EscapeHtml(section.experiment);
  if (!flags.empty()) html += " --" + EscapeHtml(flags);
  return html + "</code></pre>\n";
}

std::string Section(const ReportSection& section, const Report& report, int& figure_number) {
  const std::string id = "experiment-" + EscapeHtml(section.experiment);
  std::set<std::string> seen;
  std::string places;
  for (const Claim& claim : section.claims) {
    // "Figure 5, Section 3.3" adds nothing to "Figure 5".
    const std::string place = claim.where.substr(0, claim.where.find(", "));
    if (seen.insert(place).second) places += (places.empty() ? "" : "; ") + place;
  }
  std::string html = "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-title\">\n<h2 id=\"" + id + "-title\">" +
                     MathHtml(places) + "</h2>\n<p class=\"question\">" + MathHtml(section.summary) + "</p>\n";
  if (section.state == State::kFailed) {
    html += Element("p", "<strong>The run failed:</strong> " + EscapeHtml(section.failure), "notice failed");
  } else if (section.state == State::kNotRun) {
    html += Element("p", "<strong>Not run yet</strong> with this commit and these settings.", "notice");
  }
  // On a wide screen the figures stand beside the claims; in one column, behind the first.
  std::string figures;
  for (const ReportFigure& figure : section.figures) figures += FigureHtml(section, figure, ++figure_number);
  html += "<div class=\"beside" + std::string(figures.empty() ? " alone" : "") +
          "\" style=\"--claims:" + std::to_string(section.claims.size()) + "\">\n";
  for (std::size_t i = 0; i < section.claims.size(); ++i) {
    html += ClaimCard(section, section.claims[i]);
    if (i == 0 && !figures.empty()) {
      html += "<div class=\"figures" + std::string(section.figures.size() == 1 ? " single" : "") + "\">\n" + figures +
              "</div>\n";
    }
  }
  html += "</div>\n<div class=\"again\"><h3>Run it again</h3>\n" + Commands(section, report);
  if (section.state == State::kRan) {
    std::string files;
    for (const std::string& file : section.files) files += (files.empty() ? "" : ", ") + Code(file);
    html += Element("p", "It took " + Took(SecondsOf(section)) + " here. Files: " + files + ".", "small");
    if (!section.text.empty()) {
      html +=
          "<details><summary>What it prints</summary>\n<pre class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"what it prints\">" +
          EscapeHtml(section.text) + "</pre></details>\n";
    }
  }
  return html + "</div>\n</section>\n";
}

std::string Origin(const Report& report) {
  std::string html =
      "<section id=\"origin\" aria-labelledby=\"origin-title\"><h2 id=\"origin-title\">Machine and provenance</h2>\n";
  std::set<std::string> processors, compilers, sets;
  for (const ReportSection& section : report.sections) {
    if (section.state != State::kRan) continue;
    if (!section.processor.empty()) processors.insert(section.processor);
    const Json build = section.origin.value("build", Json::object());
    compilers.insert(Text(build, "compiler"));
    sets.insert(Text(build, "instruction_set"));
  }
  const auto joined = [](const std::set<std::string>& values) {
    std::string text;
    for (const std::string& value : values) text += (text.empty() ? "" : "; ") + EscapeHtml(value);
    return text;
  };
  html += "<dl class=\"origin\">\n" + Entry("Commit", Code(report.git)) + Entry("Compiler", joined(compilers)) +
          Entry("Instructions", joined(sets)) + Entry("Processor", joined(processors)) +
          Entry("Seed", std::to_string(report.seed)) + Entry("Report written", EscapeHtml(Date(report.written))) +
          "</dl>\n";
  html += "<p>The whole report again; what is finished and unchanged is not run twice (" + Code("--fresh") +
          " runs all):</p>\n" + "<pre class=\"command\"><code>" + EscapeHtml(report.command) + "</code></pre>\n";
  html +=
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"runs\"><table "
      "class=\"numbers runs\"><caption>Runs</caption><thead><tr>";
  for (const char* head : {"Experiment", "Started", "Time", "Threads", "Seed", "Commit", "Settings"}) {
    ((html += "<th scope=\"col\">") += head) += "</th>";
  }
  html += "</tr></thead><tbody>\n";
  for (const ReportSection& section : report.sections) {
    if (section.state != State::kRan) continue;
    const Json& origin = section.origin;
    std::string settings;
    const Json config = origin.value("config", Json::object());
    for (const auto& [key, value] : config.items())
      settings += (settings.empty() ? "" : "; ") + key + " = " + value.dump();
    html += "<tr><th scope=\"row\">" + EscapeHtml(section.experiment) + "</th>";
    for (const std::string& cell :
         {EscapeHtml(Date(Text(origin, "started"))), Took(SecondsOf(section)), EscapeHtml(Text(origin, "threads")),
          EscapeHtml(Text(origin, "seed")), Code(Text(origin, "git").substr(0, 12)), EscapeHtml(settings)}) {
      html += "<td>" + cell + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n</section>\n";
}

}  // namespace

std::string ToHtml(const Report& report) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "img-src data:; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n"
      "<title>Nets with Hadamard products: the paper's claims, checked</title>\n<style>\n";
  html += kReportStyle;
  html +=
      "</style>\n</head>\n<body>\n<main>\n<header>\n<h1>Nets with Hadamard products: the paper's claims, checked by "
      "numbers</h1>\n"
      "<p class=\"paper\">On Wu, Zhu, Liu, Chrysos, Cevher: <cite>Extrapolation and Spectral Bias of Neural Nets with "
      "Hadamard Product: a Polynomial Net Study</cite>, NeurIPS 2022 (arXiv:2209.07736)</p>\n";
  html += Summary(report) + "</header>\n<section aria-label=\"Verdicts\">\n" + VerdictTable(report) + "</section>\n";
  int figure_number = 0;
  for (const ReportSection& section : report.sections) html += Section(section, report, figure_number);
  html += Origin(report) + "</main>\n</body>\n</html>\n";
  return files::ToUtf8(html);
}

}  // namespace hadamard_ntk::referee
