/// The record of runs, as a value and as text.
#ifndef HADAMARD_NTK_REFEREE_REPORT_RECORDED_RUNS_H_
#define HADAMARD_NTK_REFEREE_REPORT_RECORDED_RUNS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "referee/program/json.h"

namespace hadamard_ntk::referee {

/// A figure of a run, as the report needs it.
struct RecordedFigure {
  std::string stem = {};
  std::string title = {};  ///< with the marks of referee/figure/figure.h
  std::string text = {};   ///< TextOf the figure
  double width = 0;        ///< px, in (0, 10000]
  std::string note = {};   ///< why it is not drawn; empty if <stem>.svg is there
};

/// The last run of an experiment: what it was made of, how it ended, and what it wrote.
struct RecordedRun {
  std::string git = {}, build = {};
  bool quick = false;
  std::uint64_t seed = 0;
  Json config = Json::object();
  std::optional<std::string> failure = {};  ///< what it threw
  double seconds = 0;
  std::string processor = {}, text = {};
  std::vector<RecordedFigure> figures = {};
  std::vector<std::pair<std::string, std::string>> files = {};  ///< name, SHA-256
};

/// Seconds of the last finished run of each kind; 0 if there was none.
struct RecordedSeconds {
  double quick = 0, full = 0;
};

struct RecordedRuns {
  std::map<std::string, RecordedRun> runs = {};
  std::map<std::string, RecordedSeconds> seconds = {};
  std::map<std::string, std::string> unusable = {};  ///< experiment -> why its entry is none, as "'seed' is missing"
};

/// Nobody's record is larger.
inline constexpr std::size_t kLargestRecord = std::size_t{16} << 20;

/// The record that RecordText wrote, or why the text is none ("is not JSON (at byte 1)"). A pure function, defined for
/// every text: an entry that is not what RecordText writes - something missing, of another kind, a file name that is
/// not <stem>.csv, .json or .svg, a number that cannot be - is in `unusable`, and the others are read.
std::variant<RecordedRuns, std::string> ReadRecordedRuns(std::string_view text);

/// JSON of schema "reproduce/2".
std::string RecordText(const RecordedRuns& record);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_RECORDED_RUNS_H_
