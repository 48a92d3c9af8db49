/// All experiments on one page.
#ifndef HADAMARD_NTK_REFEREE_REPORT_REPORT_H_
#define HADAMARD_NTK_REFEREE_REPORT_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "referee/claim.h"
#include "referee/paper.h"
#include "referee/program/json.h"

namespace hadamard_ntk::referee {

struct ReportFigure {
  std::string stem;                     ///< its data are in <stem>.csv
  std::string title;                    ///< with the marks of referee/figure/figure.h
  std::string text = {};                ///< all that it says, TextOf(Figure), for those who cannot see it
  double width = 840;                   ///< px
  std::optional<std::string> svg = {};  ///< the document, whatever is in it; nothing if it was not drawn
  std::string note = {};                ///< why not
};

/// One experiment as the report shows it.
struct ReportSection {
  enum class State { kRan, kFailed, kNotRun };
  std::string experiment;
  std::string summary;        ///< Experiment::summary
  Paper paper = {};           ///< Experiment::paper
  std::vector<Claim> claims;  ///< judged if it ran, else declared
  State state = State::kNotRun;
  std::string failure = {};  ///< what it threw
  std::vector<ReportFigure> figures = {};
  std::vector<std::string> files = {};  ///< its files, relative to the report
  std::string text = {};                ///< what it prints for a reader (Result::summary)
  Json origin = Json::object();         ///< ToJson(Provenance) of its run
  std::string processor = {};           ///< that it ran on
};

struct Report {
  std::vector<ReportSection> sections;
  std::string git = "unknown";
  std::string command = {};  ///< that makes this report
  std::string written = {};  ///< UTC, ISO 8601
  std::uint64_t seed = 1;
  bool quick = false;
};

/// The report as one HTML document: a summary, the contents, the table of verdicts, a part for each paper with a
/// section for each experiment - the claims as printed beside the figures, pass condition, measurement, negative
/// control, what holds instead, how to run it again - and where the numbers come from.
///
/// A pure function; throws nothing. The document loads nothing: style and figures are in it, there is no script, and
/// its content security policy forbids both. For screens from 320 px, light and dark, and for paper. Every text stands
/// as it is, escaped. A figure is an image whose document stands in its address (data:image/svg+xml): HTML lets an
/// image neither run nor load anything nor be part of the page, whatever its markup is [HTML, 4.8.4; SVG 2, 2.1.5
/// "secure static mode"].
std::string ToHtml(const Report& report);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_REPORT_H_
