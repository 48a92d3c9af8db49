#include "referee/report/report.h"

#include <gtest/gtest.h>

#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::referee {
namespace {

using State = ReportSection::State;

std::size_t Count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += what.size()) ++n;
  return n;
}

Claim Judged(const std::string& id, Verdict verdict) {
  return {{.id = id,
           .where = "Theorem 7",
           .statement = "\"mu_k = Omega(k^{-d})\"",
           .quantifiers = "d = 2",
           .refuted_by = "a steeper slope",
           .pass_condition = "slope <= 2",
           .expected_verdict = verdict},
          {.measured = {.text = "slope 2.5 +- 0.1", .values = {{"slope", 2.5}}},
           .negative_control = {"slope 3", true},
           .positive_control = {"a planted decay", true},
           .finding = verdict,
           .what_holds_instead = "k^-3"}};
}

const char* const kSvg =
    "<svg width=\"840\" height=\"400\" viewBox=\"0 0 840 400\"><title>Decay</title><g id='g'/><use href='#g'/></svg>";

Report Example() {
  ReportSection ran{.experiment = "decay",
                    .summary = "How fast?",
                    .paper = {.id = "nets", .title = "On nets", .authors = "A, B", .venue = "C 2022"},
                    .claims = {Judged("theorem_7", Verdict::kContradicted), Judged("lemma", Verdict::kConfirmed)},
                    .state = State::kRan,
                    .figures = {{.stem = "decay", .title = "Decay", .text = "Decay. A line.", .svg = kSvg},
                                {.stem = "decay_more", .title = "More", .text = "More.", .width = 560, .svg = kSvg}},
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
  for (Claim& claim : ran.claims) claim.paper = "nets";
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

// What stands in the addresses of the images.
std::vector<std::string> Documents(const std::string& html) {
  static const std::regex address("src=\"data:image/svg\\+xml;base64,([A-Za-z0-9+/]*)(=*)\"");
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<std::string> documents;
  for (std::sregex_iterator at(html.begin(), html.end(), address), end; at != end; ++at) {
    std::string document;
    unsigned bits = 0;
    int known = 0;
    for (const char c : (*at)[1].str()) {
      bits = bits << 6 | static_cast<unsigned>(digits.find(c));
      known += 6;
      if (known >= 8) document += static_cast<char>(bits >> (known -= 8) & 255);
    }
    EXPECT_EQ(((*at)[1].length() + (*at)[2].length()) % 4, 0);
    documents.push_back(document);
  }
  return documents;
}

TEST(ReportTest, HasTheTableTheClaimsTheFiguresAndWhereTheyComeFrom) {
  const std::string html = Body(Example());
  for (const char* part : {"Of the 2 claims checked here, 1 holds as stated, 0 hold in part and 1 is contradicted.",
                           "<a href=\"#claim-nets-theorem_7\">theorem_<wbr>7</a>",
                           "<article class=\"claim\" id=\"claim-nets-theorem_7\">",
                           "<span class=\"id\">nets/theorem_7</span>",
                           "<blockquote>&quot;mu_k = Omega(k^{-d})&quot;</blockquote>",
                           "<dt>Passes if</dt><dd>slope &lt;= 2</dd>",
                           "<dt>Measured</dt><dd>slope 2.5 +- 0.1</dd>",
                           "<dt>Negative control, rejected as it must be</dt><dd>slope 3</dd>",
                           "<dt>Positive control, found as it must be</dt><dd>a planted decay</dd>",
                           "<dt>Refuted by</dt><dd>a steeper slope</dd>",
                           "<dt>What holds instead</dt><dd>k^-3</dd>",
                           "<span class=\"badge contradicted\">contradicted</span>",
                           "data-head=\"Slack\">12.5</td>",
                           "<dt>Slack</dt><dd>12.5 (bound / measured)</dd>",
                           "<b>Plot 2.</b> More. <span class=\"small\">Data: <a "
                           "href=\"decay/decay_more.csv\"><code>decay/decay_more.csv</code></a>",
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
  // Figures are images, whose documents stand in their addresses.
  EXPECT_EQ(Count(html, "<svg"), 0u);
  EXPECT_EQ(Count(html, "<img alt=\"Decay. A line.\" src=\"data:image/svg+xml;base64,"), 1u);
  EXPECT_EQ(Documents(html), (std::vector<std::string>{kSvg, kSvg}));
  EXPECT_EQ(Count(html, "style=\"--width:560px\"><img alt=\"More.\""), 1u);
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
  EXPECT_EQ(links, 11);
}

TEST(ReportTest, LoadsNothingAndRunsNothing) {
  const std::string html = ToHtml(Example());
  EXPECT_NE(html.find("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:"), html.npos);
  for (const char* loads : {"http:", "https:", "@import", "url(", "<script", "<iframe", "srcset", "refresh"}) {
    EXPECT_EQ(html.find(loads), html.npos) << loads;
  }
  EXPECT_EQ(Count(html, "src="), Count(html, "<img alt=\""));
  EXPECT_EQ(Count(html, "src="), Count(html, "src=\"data:image/svg+xml;base64,"));
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
  section.paper = {.id = bad, .key = bad, .title = bad, .authors = bad, .venue = bad};
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
  missing.figures = {{.stem = bad, .title = bad, .note = bad}};
  section.figures[0].title = section.figures[0].text = bad;
  report.sections.push_back(failed);
  report.sections.push_back(missing);
  const std::string html = Body(report);
  EXPECT_GE(Count(html, "alert(1)"), 40u);
  EXPECT_EQ(html.find("<script"), html.npos);
  EXPECT_EQ(Count(html, "<img"), Count(html, "src=\"data:image/svg+xml;base64,"));  // its own
  EXPECT_EQ(Count(html, "</style>"), 1u);                                           // its own
  EXPECT_EQ(html.find("<!--"), html.npos);
  // No quote leaves an attribute: every tag is of this shape, and no attribute is an event handler.
  const std::regex tag("<[^>]*>"), good("</?[a-z][a-z0-9]*(\\s+[a-zA-Z-]+(=(\"[^\"<>]*\"|'[^'<>]*'))?)*\\s*/?>");
  for (std::sregex_iterator at(html.begin(), html.end(), tag), end; at != end; ++at) {
    EXPECT_TRUE(std::regex_match(at->str(), good)) << at->str();
    const std::string names = std::regex_replace(at->str(), std::regex("\"[^\"]*\""), "");
    EXPECT_EQ(names.find(" on"), std::string::npos) << at->str();
  }
}

// Whatever a figure's document is, the page with it is the page with another one but for the address of that image.
TEST(ReportTest, AFigureIsNeverPartOfThePage) {
  Report report = Example();
  const std::string before = ToHtml(report);
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  for (const std::string& document :
       {std::string("<svg><title></title></svg><meta http-equiv=\"refresh\" content=\"0; url=http://192.0.2.1/\">"),
        std::string(
            "<svg <script>alert(1)</script>=\"\"/><h3>Theorem 7 <span class=\"badge confirmed\">confirmed</span></h3>"),
        std::string("\"></div></main><script>alert(1)</script>"), std::string(), std::string("a"), std::string("ab"),
        all}) {
    report.sections[0].figures[0].svg = document;
    const std::string html = ToHtml(report);
    EXPECT_EQ(Documents(html)[0], document);
    std::size_t start = 0;
    while (html[start] == before[start] && start < before.size()) ++start;
    const std::size_t quote = html.find('"', html.rfind("base64,", start));
    EXPECT_EQ(html.substr(quote), before.substr(before.find('"', before.find("base64,"))));
  }
}

TEST(ReportTest, ThePageIsUtf8WhateverComes) {
  Report report = Example();
  report.sections[0].text = report.sections[0].failure = report.git = "caf\xe9";
  report.sections[0].claims[0].statement = "0123456\xe2\x82";
  EXPECT_NO_THROW(Json(ToHtml(report)).dump());
  EXPECT_NE(ToHtml(report).find("caf\uFFFD"), std::string::npos);
}

TEST(ReportTest, WhereAFigureIsMissingItSaysWhyAndNamesTheData) {
  Report report = Example();
  report.sections[0].figures[1].svg.reset();
  report.sections[0].figures[1].note = "no <place>";
  const std::string html = Body(report);
  EXPECT_EQ(Count(html, "<img "), 1u);
  EXPECT_NE(html.find("<strong>Plot 2 is missing</strong> (More): no &lt;place&gt;. Its data are in "
                      "<a href=\"decay/decay_more.csv\"><code>decay/decay_more.csv</code></a>"),
            html.npos);
}

TEST(ReportTest, APartForEachPaperAndContentsThatLeadThere) {
  Report report = Example();
  ReportSection other = report.sections[0];
  other.experiment = "splines";
  other.paper = {.id = "quadratic", .title = "On quadratic nets"};
  other.claims.resize(1);
  other.claims[0].paper = "quadratic";  // and the same short id
  report.sections.push_back(other);
  const std::string html = Body(report);
  for (const char* part :
       {"<li><a href=\"#paper-nets\">On nets</a>", "<li><a href=\"#experiment-splines\">Theorem 7</a>",
        "<h2 id=\"paper-nets-title\">On nets</h2>\n<p class=\"paper\">A, B. C 2022.</p>",
        "<h2 id=\"paper-quadratic-title\">On quadratic nets</h2>\n<section id=\"experiment-splines\"",
        "id=\"claim-nets-theorem_7\"", "id=\"claim-quadratic-theorem_7\""}) {
    EXPECT_EQ(Count(html, part), 1u) << part;
  }
  EXPECT_EQ(Count(html, "<section"), Count(html, "</section>"));
  EXPECT_EQ(Count(html, "<ul"), Count(html, "</ul>"));
  EXPECT_EQ(Count(html, "<tbody"), Count(html, "</tbody>"));
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
}  // namespace hadamard_ntk::referee
