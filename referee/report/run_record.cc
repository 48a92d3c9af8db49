#include "referee/report/run_record.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "files/sha256.h"
#include "referee/program/atomic_file.h"
#include "referee/program/interrupt.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "reproduce.json";

// The bytes of a regular file: anything else under its name (a directory, a pipe that nobody writes to) is none.
std::optional<std::string> Contents(const fs::path& path) {
  std::error_code none;
  if (!fs::is_regular_file(path, none)) return std::nullopt;
  try {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return std::nullopt;
    std::string contents(std::istreambuf_iterator<char>(stream), {});
    return stream.bad() ? std::nullopt : std::optional(std::move(contents));
  } catch (const std::exception&) {  // the device's fault, or more than there is memory for
    return std::nullopt;
  }
}

bool SaysAll(const std::string& commit) {
  return commit != "unknown" && (commit.size() < 6 || commit.compare(commit.size() - 6, 6, "-dirty") != 0);
}

// As it reads back from a record.
Json ConfigOf(const Experiment& experiment, bool quick) {
  Json config = experiment.configure(quick)->ConfigJson();
  config["quick"] = quick;
  return Writable(config);
}

RecordedRun RunOf(const Experiment& experiment, const RunKey& key) {
  return {.git = key.git,
          .build = key.build,
          .quick = key.quick,
          .seed = key.seed,
          .config = ConfigOf(experiment, key.quick)};
}

bool Has(const RecordedRun& run, const std::string& file) {
  return std::any_of(run.files.begin(), run.files.end(), [&](const auto& entry) { return entry.first == file; });
}

constexpr double kLongest = 1e9;  // seconds: 30 years
constexpr const char* kNotDrawn = "the program ended before it was drawn";

std::vector<RecordedFigure> FiguresOf(const Result& result) {
  std::vector<RecordedFigure> figures;
  for (const auto& [stem, figure] : result.figures) {
    figures.push_back(
        {.stem = stem, .title = figure.title, .text = TextOf(figure), .width = figure.width, .note = kNotDrawn});
  }
  return figures;
}

}  // namespace

RunRecord::RunRecord(fs::path directory) : directory_(std::move(directory)) {
  const fs::path path = directory_ / kFile;
  std::error_code none;
  if (!fs::exists(path, none)) return;
  std::string reason = "cannot be read";
  if (fs::is_regular_file(path, none) && fs::file_size(path, none) > kLargestRecord) {
    reason = "is larger than a record can be";
  } else if (const std::optional<std::string> text = Contents(path)) {
    std::variant<RecordedRuns, std::string> read = ReadRecordedRuns(*text);
    if (auto* record = std::get_if<RecordedRuns>(&read)) {
      record_ = std::move(*record);
      return;
    }
    reason = std::get<std::string>(read);
  }
  warning_ = "note: the record " + path.string() + " is not used and is replaced, because it " + reason;
}

void RunRecord::Save() const { WriteFileAtomically(directory_ / kFile, RecordText(record_)); }

std::string RunRecord::Difference(const RecordedRun& run, const Experiment& experiment, const RunKey& key) const {
  if (run.git != key.git) return "it ran with another commit";
  if (!SaysAll(key.git) && run.build != key.build) return "the program was changed";
  if (run.quick != key.quick) return key.quick ? "it ran without --quick" : "it ran with --quick";
  if (run.seed != key.seed) return "it ran with another seed";
  if (run.config != ConfigOf(experiment, key.quick)) return "it ran with other settings";
  return "";
}

std::string RunRecord::ReasonToRun(const Experiment& experiment, const RunKey& key) const {
  const auto read = Read(experiment, key);
  const auto* reason = std::get_if<std::string>(&read);
  return reason ? *reason : "";
}

double RunRecord::LastSeconds(const std::string& experiment, bool quick) const {
  const auto last = record_.seconds.find(experiment);
  return last == record_.seconds.end() ? 0 : quick ? last->second.quick : last->second.full;
}

Written RunRecord::Finished(const Experiment& experiment, const RunKey& key, const RunOutcome& outcome,
                            const std::string& processor) {
  RecordedRun run = RunOf(experiment, key);
  run.seconds = outcome.seconds;
  run.processor = processor;
  run.text = outcome.result.summary;
  run.figures = FiguresOf(outcome.result);
  for (const FileChanges::File& file : outcome.numbers.write)
    run.files.emplace_back(file.name, files::Sha256(file.contents));
  FileChanges changes = outcome.numbers;
  if (const auto before = record_.runs.find(experiment.name); before != record_.runs.end()) {
    for (const auto& [name, hash] : before->second.files) {
      if (!Has(run, name)) changes.remove.push_back(name);
    }
  }
  const UninterruptedSection section;
  const fs::path directory = directory_ / experiment.name;
  std::error_code none;
  fs::create_directories(directory, none);  // if it cannot be made, it cannot be written to
  Written written = WriteNumbers(directory, experiment.name, changes);
  if (!written.failure.empty()) return written;
  RecordedSeconds& seconds = record_.seconds[experiment.name];
  (key.quick ? seconds.quick : seconds.full) = outcome.seconds;
  record_.unusable.erase(experiment.name);
  record_.runs[experiment.name] = std::move(run);
  Save();
  return written;
}

void RunRecord::Drawn(const Experiment& experiment, std::vector<DrawnFigure>& figures) {
  const UninterruptedSection section;
  RecordedRun& run = record_.runs.at(experiment.name);
  WriteFigures(directory_ / experiment.name, figures);
  for (const DrawnFigure& drawn : figures) {
    for (RecordedFigure& figure : run.figures) {
      if (figure.stem == drawn.stem) figure.note = drawn.note;
    }
    if (drawn.svg) run.files.emplace_back(drawn.stem + ".svg", files::Sha256(*drawn.svg));
  }
  Save();
}

void RunRecord::Failed(const Experiment& experiment, const RunKey& key, const std::string& failure) {
  const UninterruptedSection section;
  RecordedRun run = RunOf(experiment, key);
  run.failure = failure;
  // The files of an earlier run are left to the reader, and to be removed by the next one.
  if (const auto before = record_.runs.find(experiment.name); before != record_.runs.end()) {
    run.files = before->second.files;
  }
  record_.unusable.erase(experiment.name);
  record_.runs[experiment.name] = std::move(run);
  Save();
}

std::variant<ReportSection, std::string> RunRecord::Read(const Experiment& experiment, const RunKey& key) const {
  if (const auto at = record_.unusable.find(experiment.name); at != record_.unusable.end()) {
    return "its record is not used, because " + at->second;
  }
  const auto at = record_.runs.find(experiment.name);
  if (at == record_.runs.end()) return "it has not run yet";
  const RecordedRun& run = at->second;
  if (std::string difference = Difference(run, experiment, key); !difference.empty()) return difference;
  if (run.failure) return "it failed";
  const std::string document = experiment.name + ".json";
  if (!Has(run, document)) return "its results are not complete";

  ReportSection section{.experiment = experiment.name,
                        .summary = experiment.summary,
                        .paper = experiment.paper,
                        .claims = NotJudged(experiment.claims)};
  section.state = ReportSection::State::kRan;
  std::map<std::string, std::string> drawings;
  for (const auto& [name, hash] : run.files) {
    const std::string file = experiment.name + "/" + name;
    std::optional<std::string> contents = Contents(directory_ / experiment.name / name);
    if (!contents) return file + " is missing";
    if (hash != files::Sha256(*contents)) return file + " was changed";
    section.files.push_back(file);
    if (name.ends_with(".svg")) drawings[name] = std::move(*contents);
    if (name != document) continue;
    try {
      RunDocument read = ReadRunDocument(experiment, *contents);
      section.claims = std::move(read.claims);
      section.origin = std::move(read.origin);
    } catch (const std::invalid_argument& error) {
      return file + " is not used, because it " + error.what();
    }
  }
  for (Claim& claim : section.claims) claim.quick = key.quick;
  for (const RecordedFigure& figure : run.figures) {
    ReportFigure shown{.stem = figure.stem, .title = figure.title, .text = figure.text, .width = figure.width};
    const auto drawing = drawings.find(figure.stem + ".svg");
    if (drawing != drawings.end()) {
      shown.svg = drawing->second;
    } else {
      shown.note = figure.note.empty() ? kNotDrawn : figure.note;
    }
    section.figures.push_back(std::move(shown));
  }
  section.text = run.text;
  section.processor = run.processor;
  return section;
}

ReportSection RunRecord::Section(const Experiment& experiment, const RunKey& key) const {
  auto read = Read(experiment, key);
  if (auto* section = std::get_if<ReportSection>(&read)) return std::move(*section);
  ReportSection section{.experiment = experiment.name,
                        .summary = experiment.summary,
                        .paper = experiment.paper,
                        .claims = NotJudged(experiment.claims)};
  const auto at = record_.runs.find(experiment.name);
  if (at != record_.runs.end() && at->second.failure && Difference(at->second, experiment, key).empty()) {
    section.state = ReportSection::State::kFailed;
    section.failure = *at->second.failure;
  }
  return section;
}

RunDocument ReadRunDocument(const Experiment& experiment, std::string_view text) {
  const Json document = ParseJson(text);
  if (!document.is_object() || document.value("schema", Json()) != experiment.name + "/1") {
    throw std::invalid_argument("is not of the schema " + experiment.name + "/1");
  }
  RunDocument read{.claims = {}, .origin = Json::object()};
  const auto member = [&](const char* key, bool good) {
    if (!good) throw std::invalid_argument("has no '" + std::string(key) + "' of the right kind");
    read.origin[key] = document[key];
  };
  const auto kind = [&](const char* key) { return document.value(key, Json()); };
  member("git", kind("git").is_string());
  member("config", kind("config").is_object());
  member("seed", kind("seed").is_number_unsigned());
  member("threads", kind("threads").is_number_unsigned());
  member("started", kind("started").is_string());
  const Json seconds = kind("seconds");
  member("seconds", seconds.is_number() && seconds.get<double>() >= 0 && seconds.get<double>() <= kLongest);
  const Json build = kind("build");
  member("build", build.is_object() && build.value("compiler", Json()).is_string() &&
                      build.value("instruction_set", Json()).is_string());
  const Json claims = kind("claims");
  if (!claims.is_array() || claims.size() != experiment.claims.size()) {
    throw std::invalid_argument("has not the " + std::to_string(experiment.claims.size()) +
                                " claims of the experiment");
  }
  for (std::size_t i = 0; i < claims.size(); ++i) read.claims.push_back(JudgedClaim(experiment.claims[i], claims[i]));
  return read;
}

Claim JudgedClaim(const Declaration& declared, const Json& judged) {
  Claim claim{declared, {}};
  try {
    if (judged.at("id") != declared.full_id()) throw std::invalid_argument("is of another claim");
    claim.measured = {judged.at("measured").at("text"), judged.at("measured").at("values")};
    if (judged.at("measured").contains("slack")) claim.slack = judged["measured"]["slack"].get<double>();
    const Json& control = judged.at("negative_control");
    claim.negative_control = {control.at("description"), control.at("rejected").get<bool>()};
    const Json& planted = judged.at("positive_control");
    claim.positive_control = {planted.at("description"), planted.at("found").get<bool>()};
    const Json& replication = judged.at("replication");
    if (!replication.is_null()) {
      claim.replication = Replication{replication.at("printed_effect_excluded").get<bool>(),
                                      replication.at("baseline_as_printed").get<bool>(), replication.at("differs")};
    }
    const std::string name = judged.at("verdict");
    bool known = false;
    for (const Verdict verdict : kAllVerdicts) {
      if (Name(verdict) != name) continue;
      claim.finding = verdict;
      known = true;
    }
    if (!known) throw std::invalid_argument("has a verdict that is none");
    const Json& instead = judged.at("what_holds_instead");
    if (!instead.is_null()) claim.what_holds_instead = instead;
    CheckJudgement(claim);
  } catch (const std::exception& error) {  // the library's, too
    throw std::invalid_argument("has no claim '" + declared.id + "' that can be read: " + error.what());
  }
  return claim;
}

}  // namespace hadamard_ntk::referee
