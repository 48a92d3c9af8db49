#include "experiments/run_record.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "experiments/atomic_file.h"
#include "experiments/interrupt.h"
#include "experiments/sha256.h"

namespace hadamard_ntk::experiments {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "reproduce.json";
constexpr const char* kSchema = "reproduce/1";

std::optional<std::string> Contents(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;  // a FIFO would wait for its writer
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::string contents(std::istreambuf_iterator<char>(stream), {});
  return stream.bad() ? std::nullopt : std::optional(std::move(contents));
}

bool SaysAll(const std::string& commit) {
  return commit != "unknown" && (commit.size() < 6 || commit.compare(commit.size() - 6, 6, "-dirty") != 0);
}

Json ConfigOf(const Experiment& experiment, bool quick) {
  Json config = experiment.configure(quick)->ConfigJson();
  config["quick"] = quick;
  return config;
}

}  // namespace

RunRecord::RunRecord(fs::path directory) : directory_(std::move(directory)) {
  document_ = {{"schema", kSchema}, {"experiments", Json::object()}, {"seconds", Json::object()}};
  const fs::path path = directory_ / kFile;
  std::error_code error;
  if (!fs::exists(path, error)) return;
  const std::optional<std::string> text = Contents(path);
  const Json read = Json::parse(text.value_or(""), nullptr, /*allow_exceptions=*/false);
  if (read.is_object() && read.value("schema", Json()) == kSchema && read.value("experiments", Json()).is_object() &&
      read.value("seconds", Json()).is_object()) {
    document_ = read;
    for (const char* part : {"experiments", "seconds"}) {
      Json entries = Json::object();
      for (const auto& [name, entry] : document_[part].items()) {
        if (entry.is_object() && entry.value("files", Json::object()).is_object()) entries[name] = entry;
      }
      document_[part] = std::move(entries);
    }
  } else {
    warning_ = "note: " + path.string() + " is no record of runs and is replaced";
  }
}

bool RunRecord::OfKey(const Json& entry, const Experiment& experiment, const RunKey& key,
                      std::string* difference) const {
  const auto differs = [&](const char* what) {
    *difference = what;
    return false;
  };
  if (entry.value("git", Json()) != key.git) return differs("it ran with another commit");
  if (!SaysAll(key.git) && entry.value("build", Json()) != key.build) return differs("the program was changed");
  if (entry.value("quick", Json()) != key.quick) {
    return differs(key.quick ? "it ran without --quick" : "it ran with --quick");
  }
  if (entry.value("seed", Json()) != key.seed) return differs("it ran with another seed");
  if (entry.value("config", Json()) != ConfigOf(experiment, key.quick)) return differs("it ran with other settings");
  return true;
}

std::string RunRecord::ReasonToRun(const Experiment& experiment, const RunKey& key) const {
  const Json& entries = document_["experiments"];
  const auto at = entries.find(experiment.name);
  if (at == entries.end()) return "it has not run yet";
  std::string difference;
  if (!OfKey(*at, experiment, key, &difference)) return difference;
  if (at->value("failure", Json()) != Json(nullptr)) return "it failed";
  const Json files = at->value("files", Json::object());
  if (!files.contains(experiment.name + ".json")) return "its results are not complete";
  for (const auto& [name, hash] : files.items()) {
    const auto contents = Contents(directory_ / experiment.name / name);
    if (!contents) return experiment.name + "/" + name + " is missing";
    if (hash != Sha256(*contents)) return experiment.name + "/" + name + " was changed";
  }
  return "";
}

double RunRecord::LastSeconds(const std::string& experiment, bool quick) const {
  const Json last = document_["seconds"].value(experiment, Json::object()).value(quick ? "quick" : "full", Json());
  return last.is_number() && last.get<double>() > 0 ? last.get<double>() : 0;
}

void RunRecord::Note(const Experiment& experiment, const RunKey& key, Json rest) {
  Json entry = {{"git", key.git},
                {"build", key.build},
                {"quick", key.quick},
                {"seed", key.seed},
                {"config", ConfigOf(experiment, key.quick)}};
  entry.update(rest);
  document_["experiments"][experiment.name] = std::move(entry);
  WriteFileAtomically(directory_ / kFile, ToText(document_));
}

void RunRecord::Finished(const Experiment& experiment, const RunKey& key, const RunOutcome& outcome,
                         const std::string& processor) {
  Json files = Json::object();
  for (const FileChanges::File& file : outcome.files.write) files[file.name] = Sha256(file.contents);
  Json figures = Json::array();
  for (const auto& [stem, figure] : outcome.result.figures)
    figures.push_back({{"stem", stem}, {"title", figure.title}});

  FileChanges changes = outcome.files;
  const Json before = document_["experiments"].value(experiment.name, Json::object()).value("files", Json::object());
  for (const auto& [name, hash] : before.items()) {
    // Only what lies in the experiment's own directory, whatever the record says.
    if (!files.contains(name) && fs::path(name).filename() == name) changes.remove.push_back(name);
  }
  const UninterruptedSection section;
  const fs::path directory = directory_ / experiment.name;
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw std::system_error(error, "cannot make the directory " + directory.string());
  ApplyAtomically(directory, changes);
  document_["seconds"][experiment.name][key.quick ? "quick" : "full"] = outcome.seconds;
  Note(experiment, key,
       {{"failure", nullptr},
        {"seconds", outcome.seconds},
        {"processor", processor},
        {"figures", std::move(figures)},
        {"text", outcome.result.summary},
        {"files", std::move(files)}});
}

void RunRecord::Failed(const Experiment& experiment, const RunKey& key, const std::string& failure) {
  const UninterruptedSection section;
  // The files of an earlier run are left to the reader, and to be removed by the next one.
  const Json before = document_["experiments"].value(experiment.name, Json::object()).value("files", Json::object());
  Note(experiment, key, {{"failure", failure}, {"files", before}});
}

ReportSection RunRecord::Section(const Experiment& experiment, const RunKey& key) const {
  ReportSection section{.experiment = experiment.name, .summary = experiment.summary, .claims = experiment.claims};
  const std::string reason = ReasonToRun(experiment, key);
  const Json entry = document_["experiments"].value(experiment.name, Json::object());
  std::string difference;
  if (!reason.empty()) {
    if (OfKey(entry, experiment, key, &difference) && entry.value("failure", Json()).is_string()) {
      section.state = ReportSection::State::kFailed;
      section.failure = entry["failure"];
    }
    return section;
  }
  const fs::path directory = directory_ / experiment.name;
  const Json document = Json::parse(Contents(directory / (experiment.name + ".json")).value());
  section.state = ReportSection::State::kRan;
  for (std::size_t i = 0; i < section.claims.size(); ++i) {
    section.claims[i] = JudgedClaim(section.claims[i], document.at("claims").at(i));
    section.claims[i].quick = key.quick;
  }
  const Json& files = entry["files"];
  for (const Json& figure : entry["figures"]) {
    ReportFigure shown{.stem = figure["stem"], .title = figure["title"]};
    if (files.contains(shown.stem + ".svg")) shown.svg = Contents(directory / (shown.stem + ".svg"));
    section.figures.push_back(std::move(shown));
  }
  for (const auto& [name, hash] : files.items()) section.files.push_back(experiment.name + "/" + name);
  section.text = entry.value("text", "");
  section.processor = entry.value("processor", "");
  for (const char* part : {"git", "config", "seed", "threads", "started", "seconds", "build"}) {
    section.origin[part] = document.at(part);
  }
  return section;
}

Claim JudgedClaim(const Claim& declared, const Json& judged) {
  Claim claim = declared;
  try {
    if (judged.at("id") != declared.id) throw std::invalid_argument("is claim '" + judged.at("id").dump() + "'");
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
    if (!known) throw std::invalid_argument("has the verdict '" + name + "'");
    const Json& instead = judged.at("what_holds_instead");
    if (!instead.is_null()) claim.what_holds_instead = instead;
  } catch (const std::exception& error) {  // the library's, too
    throw std::invalid_argument("JudgedClaim: the record of claim '" + declared.id + "' " + error.what());
  }
  return claim;
}

}  // namespace hadamard_ntk::experiments
