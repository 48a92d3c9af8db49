#include "experiments/report.h"

#include <gtest/gtest.h>

#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::experiments {
namespace {

using State = ReportSection::State;

std::size_t Count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += what.size()) ++n;
  return n;
}

Claim Judged(const std::string& id, Verdict verdict) {
  return {.id = id,
          .where = "Theorem 7",
          .statement = "\"mu_k = Omega(k^{-d})\"",
          .quantifiers = "d = 2",
          .refuted_by = "a steeper slope",
          .pass_condition = "slope <= 2",
          .expected_verdict = verdict,
          .measured = {.text = "slope 2.5 +- 0.1", .values = {{"slope", 2.5}}},
          .negative_control = {"slope 3", true},
          .positive_control = {"a planted decay", true},
          .finding = verdict,
          .what_holds_instead = "k^-3"};
}

const char* const kSvg =
    "<svg width=\"840\" height=\"400\" viewBox=\"0 0 840 400\"><title>Decay</title><g id='g'/><use href='#g'/></svg>";

Report Example() {
  ReportSection ran{.experiment = "decay",
                    .summary = "How fast?",
                    .claims = {Judged("theorem_7", Verdict::kContradicted), Judged("lemma", Verdict::kConfirmed)},
                    .state = State::kRan,
                    .figures = {{"decay", "Decay", kSvg}, {"decay_more", "More", kSvg}},
                    .files = {"decay/decay.csv", "decay/decay.json"},
                    .text = "a  table",
                    .origin = {{"git", "0123456789abcdef"},
                               {"config", {{"n", 3}}},
                               {"seed", 7},
                               {"threads", 2},
                               {"started", "2024-02-29T12:34:56Z"},
                               {"seconds", 80.0},
                               {"build", {{"compiler", "gcc 12"}, {"instruction_set", "x86-64"}}}},
                    .processor = "a processor"};
  ran.claims[1].slack = 12.5;
  return {.sections = {ran},
          .git = "0123456789abcdef",
          .command = "reproduce --out x",
          .written = "2024-02-29T13:00:00Z",
          .seed = 7,
          .quick = false};
}

// All text of the page that is not in its style.
std::string Body(const Report& report) {
  const std::string html = ToHtml(report);
  return html.substr(html.find("</style>\n</head>"));
}

TEST(ReportTest, HasTheTableTheClaimsTheFiguresAndWhereTheyComeFrom) {
  const std::string html = Body(Example());
  for (const char* part : {"Of the 2 claims checked here, 1 holds as stated, 0 hold in part and 1 is contradicted.",
                           "<a href=\"#claim-theorem_7\">theorem_<wbr>7</a>",
                           "<article class=\"claim\" id=\"claim-theorem_7\">",
                           "<blockquote>“μ<sub>k</sub> = Ω(k<sup>−d</sup>)”</blockquote>",
                           "<dt>Passes if</dt><dd>slope ≤ 2</dd>",
                           "<dt>Measured</dt><dd>slope 2.5 ± 0.1</dd>",
                           "<dt>Negative control, rejected as it must be</dt><dd>slope 3</dd>",
                           "<dt>Positive control, found as it must be</dt><dd>a planted decay</dd>",
                           "<dt>Refuted by</dt><dd>a steeper slope</dd>",
                           "<dt>What holds instead</dt><dd>k<sup>−3</sup></dd>",
                           "<span class=\"badge contradicted\">contradicted</span>",
                           "data-head=\"Slack\">12.5</td>",
                           "<dt>Slack</dt><dd>12.5 (bound / measured)</dd>",
                           "<b>Plot 2.</b> More. <span class=\"small\">Data: <code>decay/decay_more.csv</code>",
                           "tools/bazel run //experiments:decay -- --seed 7",
                           "It took 1 min 20 s here",
                           "a processor",
                           "gcc 12",
                           "n = 3",
                           "2024-02-29 12:34 UTC",
                           "reproduce --out x",
                           "<code>0123456789ab</code>"}) {
    EXPECT_NE(html.find(part), html.npos) << part;
  }
  EXPECT_EQ(Count(html, "<svg "), 2u);
  EXPECT_EQ(Count(html, "id=\"figure-1-g\""), 1u);
  EXPECT_EQ(Count(html, "href=\"#figure-2-g\""), 1u);
  EXPECT_EQ(html.find("quick run"), html.npos);
  EXPECT_EQ(html.find("Expected"), html.npos);
}

TEST(ReportTest, EveryIdIsThereOnceAndEveryLinkLeadsToOne) {
  const std::string html = Body(Example());
  const std::regex id("\\sid=\"([^\"]*)\""), link("(?:href=\"#|for=\"|aria-labelledby=\")([^\"]*)\"");
  int links = 0;
  for (std::sregex_iterator at(html.begin(), html.end(), id), end; at != end; ++at) {
    EXPECT_EQ(Count(html, " id=\"" + (*at)[1].str() + "\""), 1u) << (*at)[1];
  }
  for (std::sregex_iterator at(html.begin(), html.end(), link), end; at != end; ++at, ++links) {
    EXPECT_EQ(Count(html, " id=\"" + (*at)[1].str() + "\""), 1u) << (*at)[1];
  }
  EXPECT_GE(links, 8);
}

TEST(ReportTest, LoadsNothingAndRunsNothing) {
  const std::string html = ToHtml(Example());
  EXPECT_NE(html.find("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:"), html.npos);
  for (const char* loads : {"http:", "https:", "@import", "url(", "<script", "src=\"", "<iframe", "srcset"}) {
    EXPECT_EQ(html.find(loads), html.npos) << loads;
  }
  EXPECT_EQ(Count(html, "<link "), 1u);  // the empty icon, so that none is asked for
}

TEST(ReportTest, ATextIsNeverMoreThanText) {
  const std::string bad = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;</style></title>--><!--";
  Report report = Example();
  ReportSection& section = report.sections[0];
  for (Claim& claim : section.claims) {
    claim.where = claim.statement = claim.pass_condition = claim.what_holds_instead = bad;
    claim.quantifiers = claim.refuted_by = claim.positive_control.description = bad;
    claim.replication = Replication{.differs = {bad}};
    claim.measured = {.text = bad, .values = {{bad, bad}, {"list", {{{bad, bad}}}}}};
    claim.negative_control.description = bad;
  }
  section.summary = section.text = section.processor = bad;
  section.files = {bad};
  section.origin = {{"git", bad},
                    {"config", {{bad, bad}}},
                    {"seed", bad},
                    {"threads", bad},
                    {"started", bad},
                    {"seconds", bad},
                    {"build", {{"compiler", bad}, {"instruction_set", bad}}}};
  report.git = report.command = report.written = bad;
  ReportSection failed = section, missing = section;
  failed.state = State::kFailed;
  failed.failure = bad;
  failed.figures.clear();
  missing.figures = {{"x", bad, std::nullopt}};
  report.sections.push_back(failed);
  report.sections.push_back(missing);
  const std::string html = Body(report);
  EXPECT_GE(Count(html, "alert(1)"), 40u);
  EXPECT_EQ(html.find("<script"), html.npos);
  EXPECT_EQ(html.find("<img"), html.npos);
  EXPECT_EQ(Count(html, "</style>"), 1u);  // its own
  EXPECT_EQ(html.find("<!--"), html.npos);
  // No quote leaves an attribute: every tag is of this shape, and no attribute is an event handler.
  const std::regex tag("<[^>]*>"), good("</?[a-z][a-z0-9]*(\\s+[a-zA-Z-]+(=(\"[^\"<>]*\"|'[^'<>]*'))?)*\\s*/?>");
  for (std::sregex_iterator at(html.begin(), html.end(), tag), end; at != end; ++at) {
    EXPECT_TRUE(std::regex_match(at->str(), good)) << at->str();
    EXPECT_EQ(at->str().find(" on"), std::string::npos) << at->str();
  }
  report.sections[0].figures[0].svg = "<svg width='1'><title>x</title><script>alert(1)</script></svg>";
  EXPECT_THROW(ToHtml(report), std::invalid_argument);
}

TEST(ReportTest, WithoutGnuplotItNamesTheData) {
  Report report = Example();
  report.sections[0].figures[1].svg.reset();
  const std::string html = Body(report);
  EXPECT_EQ(Count(html, "<svg "), 1u);
  EXPECT_NE(html.find("<strong>Plot 2 is missing</strong> (More)"), html.npos);
  EXPECT_NE(html.find("gnuplot is not installed. Its data are in <code>decay/decay_more.csv</code>"), html.npos);
}

TEST(ReportTest, SaysWhatFailedWhatDidNotRunAndWhatSurprised) {
  Report report = Example();
  report.quick = true;
  ReportSection failed = report.sections[0];
  failed.experiment = "broken";
  failed.state = State::kFailed;
  failed.failure = "diverged at step 3";
  failed.claims = {Judged("broken_claim", Verdict::kConfirmed)};
  failed.figures.clear();
  ReportSection missing = failed;
  missing.experiment = "later";
  missing.state = State::kNotRun;
  missing.claims[0].id = "later_claim";
  report.sections.push_back(failed);
  report.sections.push_back(missing);
  report.sections[0].claims[1].expected_verdict = Verdict::kContradicted;
  report.sections[0].claims[0].negative_control.rejected = false;
  const std::string html = Body(report);
  for (const char* part :
       {"A quick run:", "The run failed:</strong> diverged at step 3", "run failed</span>", "Not run yet</strong>",
        "not run yet</span>", "1 could not be checked because a run failed and 1 was not run yet.",
        "<dt>Expected</dt><dd>contradicted", "Negative control, NOT rejected", "inconclusive</span>",
        "//experiments:decay -- --quick --seed 7"}) {
    EXPECT_NE(html.find(part), html.npos) << part;
  }
  // What was not measured is not shown.
  const std::string later = html.substr(html.find("id=\"claim-later_claim\""));
  EXPECT_EQ(later.substr(0, later.find("</article>")).find("2.5"), std::string::npos);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
