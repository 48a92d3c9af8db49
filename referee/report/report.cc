#include "referee/report/report.h"

#include <set>
#include <utility>

#include "referee/figure/figure_text.h"
#include "referee/program/escape_markup.h"
#include "referee/program/table.h"
#include "referee/report/report_overview.h"
#include "referee/report/report_style.h"
#include "referee/report/report_words.h"
#include "referee/report/values_html.h"

namespace hadamard_ntk::referee {
namespace {

using State = ReportSection::State;

std::string Entry(const std::string& term, const std::string& html) {
  return html.empty() ? "" : "<dt>" + term + "</dt><dd>" + html + "</dd>\n";
}

std::string DifferencesHtml(const std::vector<std::string>& differs) {
  std::string html;
  for (const std::string& difference : differs) html += (html.empty() ? "" : "; ") + EscapeMarkup(difference);
  return html;
}

std::string ClaimCard(const ReportSection& section, const Claim& claim) {
  const Standing standing = StandingOf(section, claim);
  std::string html = "<article class=\"claim\" id=\"" + Anchor(claim) + "\">\n<h4>" + EscapeMarkup(claim.where) +
                     " <span class=\"id\">" + EscapeMarkup(claim.full_id()) + "</span> " + Badge(standing) + "</h4>\n";
  html += Element("blockquote", EscapeMarkup(claim.statement));
  html += "<dl>\n" + Entry("For all", EscapeMarkup(claim.quantifiers)) +
          Entry("Refuted by", EscapeMarkup(claim.refuted_by)) + Entry("Passes if", EscapeMarkup(claim.pass_condition));
  if (section.state == State::kRan) {
    html += Entry("Measured", EscapeMarkup(claim.measured.text));
    if (claim.slack) html += Entry("Slack", RoundedReal(*claim.slack, 3) + " (bound / measured)");
    const bool rejected = claim.negative_control.rejected;
    html += Entry(rejected ? "Negative control, rejected as it must be" : "Negative control, NOT rejected",
                  EscapeMarkup(claim.negative_control.description) +
                      (rejected ? "" : " <strong>(so the check proves nothing, whatever it found)</strong>"));
    const bool found = claim.positive_control.found;
    html += Entry(found ? "Positive control, found as it must be" : "Positive control, NOT found",
                  EscapeMarkup(claim.positive_control.description) +
                      (found ? "" : " <strong>(so the check has no power, whatever it found)</strong>"));
    if (claim.replication) html += Entry("Differs from the printed run", DifferencesHtml(claim.replication->differs));
    html += Entry(claim.verdict() == Verdict::kContradicted ? "What holds instead" : "What differs, and what holds",
                  EscapeMarkup(claim.what_holds_instead));
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

std::string FigureHtml(const ReportSection& section, const ReportFigure& figure, int number) {
  // "Plot", since the paper's own figures are talked about, too.
  const std::string title = EscapeMarkup(Unmarked(figure.title));
  const std::string id = "figure-" + std::to_string(number);
  const std::string data = FileLink(section.experiment + "/" + figure.stem + ".csv");
  if (!figure.svg) {
    return "<p class=\"notice\" id=\"" + id + "\"><strong>Plot " + std::to_string(number) + " is missing</strong> (" +
           title + "): " + EscapeMarkup(figure.note) + ". Its data are in " + data + ".</p>\n";
  }
  const std::string width = std::to_string(static_cast<int>(figure.width));
  std::string html = "<figure id=\"" + id + "\">\n<input type=\"checkbox\" class=\"enlarge\" id=\"" + id +
                     "-enlarge\"><label for=\"" + id + "-enlarge\">Enlarge plot " + std::to_string(number) +
                     "</label>\n";
  html += "<div class=\"card\" style=\"max-width:" + width + "px\"><div class=\"sheet\" style=\"--width:" + width +
          "px\"><img alt=\"" + EscapeMarkup(figure.text) + "\" src=\"data:image/svg+xml;base64," + Base64(*figure.svg) +
          "\"></div></div>\n";
  return html + "<figcaption><b>Plot " + std::to_string(number) + ".</b> " + title +
         ". <span class=\"small\">Data: " + data + "</span></figcaption></figure>\n";
}

std::string Commands(const ReportSection& section, const Report& report) {
  std::string flags = report.quick ? " --quick" : "";
  if (report.seed != 1) flags += " --seed " + std::to_string(report.seed);
  std::string html = "<pre class=\"command\"><code>tools/bazel run //experiments:" + EscapeMarkup(section.experiment);
  if (!flags.empty()) html += " --" + EscapeMarkup(flags);
  return html + "</code></pre>\n";
}

std::string Section(const ReportSection& section, const Report& report, int& figure_number) {
  const std::string id = Anchor(section);
  std::string html = "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-title\">\n<h3 id=\"" + id + "-title\">" +
                     Places(section) + " <span class=\"id\">" + EscapeMarkup(section.experiment) +
                     "</span></h3>\n<p class=\"question\">" + EscapeMarkup(section.summary) + "</p>\n";
  if (section.state == State::kFailed) {
    html += Element("p", "<strong>The run failed:</strong> " + EscapeMarkup(section.failure), "notice failed");
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
  html += "</div>\n<div class=\"again\"><h4>Run it again</h4>\n" + Commands(section, report);
  if (section.state == State::kRan) {
    std::string files;
    for (const std::string& file : section.files) files += (files.empty() ? "" : ", ") + FileLink(file);
    html += Element("p", "It took " + Took(SecondsOf(section)) + " here. Files: " + files + ".", "small");
    if (!section.text.empty()) {
      html +=
          "<details><summary>What it prints</summary>\n<pre class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"what it prints\">" +
          EscapeMarkup(section.text) + "</pre></details>\n";
    }
  }
  return html + "<p class=\"small\"><a href=\"#contents\">Contents</a></p>\n</div>\n</section>\n";
}

std::string Part(const ReportPart& part, const Report& report, int& figure_number) {
  const Paper& paper = part.paper;
  const std::string id = Anchor(paper);
  std::string html = "<section class=\"part\" id=\"" + id + "\" aria-labelledby=\"" + id + "-title\">\n<h2 id=\"" + id +
                     "-title\">" + PaperTitle(paper) + "</h2>\n";
  if (!paper.authors.empty()) {
    html += Element("p", EscapeMarkup(paper.authors) + ". " + EscapeMarkup(paper.venue) + ".", "paper");
  }
  for (const ReportSection& section : part.sections) html += Section(section, report, figure_number);
  return html + "</section>\n";
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
    for (const std::string& value : values) text += (text.empty() ? "" : "; ") + EscapeMarkup(value);
    return text;
  };
  html += "<dl class=\"origin\">\n" + Entry("Commit", Code(report.git)) + Entry("Compiler", joined(compilers)) +
          Entry("Instructions", joined(sets)) + Entry("Processor", joined(processors)) +
          Entry("Seed", std::to_string(report.seed)) + Entry("Report written", EscapeMarkup(Date(report.written))) +
          "</dl>\n";
  html += "<p>The whole report again; what is finished and unchanged is not run twice (" + Code("--fresh") +
          " runs all):</p>\n" + "<pre class=\"command\"><code>" + EscapeMarkup(report.command) + "</code></pre>\n";
  html +=
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"runs\"><table "
      "class=\"numbers runs\"><caption>Runs</caption><thead><tr>";
  for (const char* head : {"Experiment", "Started", "Time", "Threads", "Seed", "Commit", "Settings"}) {
    html += "<th scope=\"col\">" + std::string(head) + "</th>";
  }
  html += "</tr></thead><tbody>\n";
  for (const ReportSection& section : report.sections) {
    if (section.state != State::kRan) continue;
    const Json& origin = section.origin;
    std::string settings;
    const Json config = origin.value("config", Json::object());
    for (const auto& [key, value] : config.items())
      settings += (settings.empty() ? "" : "; ") + key + " = " + value.dump();
    html += "<tr><th scope=\"row\">" + EscapeMarkup(section.experiment) + "</th>";
    for (const std::string& cell :
         {EscapeMarkup(Date(Text(origin, "started"))), Took(SecondsOf(section)), EscapeMarkup(Text(origin, "threads")),
          EscapeMarkup(Text(origin, "seed")), Code(Text(origin, "git").substr(0, 12)), EscapeMarkup(settings)}) {
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
      "<title>Printed claims, checked by numbers</title>\n<style>\n";
  html += kReportStyle;
  html += "</style>\n</head>\n<body>\n<main>\n<header>\n<h1>Printed claims, checked by numbers</h1>\n";
  html += Summary(report) + "</header>\n" + Contents(report) + "<section aria-label=\"Verdicts\">\n" +
          VerdictTable(report) + "</section>\n";
  int figure_number = 0;
  for (const ReportPart& part : PartsOf(report)) html += Part(part, report, figure_number);
  html += Origin(report) + "</main>\n</body>\n</html>\n";
  return html;
}

}  // namespace hadamard_ntk::referee
