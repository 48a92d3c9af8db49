#include "referee/report/recorded_runs.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace hadamard_ntk::referee {
namespace {

constexpr const char* kSchema = "reproduce/2";

bool IsStem(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos;
}

bool IsFileName(const std::string& name) {
  const std::size_t dot = name.find('.');
  if (dot == name.npos || !IsStem(std::string_view(name).substr(0, dot))) return false;
  const std::string ending = name.substr(dot);
  return ending == ".csv" || ending == ".json" || ending == ".svg";
}

[[noreturn]] void Refuse(const std::string& key, const char* what) {
  throw std::invalid_argument("'" + key + "' " + what);
}

// The member of an object. Throws std::invalid_argument if it is not there.
const Json& Member(const Json& object, const std::string& key) {
  const auto at = object.find(key);
  if (at == object.end()) Refuse(key, "is missing");
  return *at;
}

std::string String(const Json& object, const std::string& key) {
  const Json& value = Member(object, key);
  if (!value.is_string()) Refuse(key, "is no text");
  return value.get<std::string>();
}

double Number(const Json& object, const std::string& key, double least, double most) {
  const Json& value = Member(object, key);
  if (!value.is_number()) Refuse(key, "is no number");
  const double number = value.get<double>();
  if (!(least <= number && number <= most)) Refuse(key, "cannot be so large or small");
  return number;
}

const Json& Object(const Json& object, const std::string& key) {
  const Json& value = Member(object, key);
  if (!value.is_object()) Refuse(key, "is no object");
  return value;
}

constexpr double kLongest = 1e9;  // seconds: 30 years
constexpr double kWidest = 10000;

RecordedFigure ReadFigure(const Json& figure) {
  if (!figure.is_object()) throw std::invalid_argument("a figure is no object");
  RecordedFigure read{.stem = String(figure, "stem"),
                      .title = String(figure, "title"),
                      .text = String(figure, "text"),
                      .width = Number(figure, "width", 1, kWidest),
                      .note = String(figure, "note")};
  if (!IsStem(read.stem)) Refuse("stem", "is no name of a file");
  return read;
}

RecordedRun ReadRun(const Json& entry) {
  if (!entry.is_object()) throw std::invalid_argument("it is no object");
  RecordedRun run{.git = String(entry, "git"), .build = String(entry, "build")};
  const Json& quick = Member(entry, "quick");
  if (!quick.is_boolean()) Refuse("quick", "is neither true nor false");
  run.quick = quick.get<bool>();
  const Json& seed = Member(entry, "seed");
  if (!seed.is_number_unsigned()) Refuse("seed", "is no natural number");
  run.seed = seed.get<std::uint64_t>();
  run.config = Object(entry, "config");
  if (const Json& failure = Member(entry, "failure"); !failure.is_null()) run.failure = String(entry, "failure");
  run.seconds = Number(entry, "seconds", 0, kLongest);
  run.processor = String(entry, "processor");
  run.text = String(entry, "text");
  const Json& figures = Member(entry, "figures");
  if (!figures.is_array()) Refuse("figures", "is no list");
  for (const Json& figure : figures) run.figures.push_back(ReadFigure(figure));
  const Json& files = Object(entry, "files");
  for (const auto& [name, hash] : files.items()) {
    if (!IsFileName(name)) throw std::invalid_argument("'files' has a name that is none of its files");
    run.files.emplace_back(name, String(files, name));
  }
  return run;
}

Json ToJson(const RecordedRun& run) {
  Json figures = Json::array(), files = Json::object();
  for (const RecordedFigure& f : run.figures) {
    figures.push_back({{"stem", f.stem}, {"title", f.title}, {"text", f.text}, {"width", f.width}, {"note", f.note}});
  }
  for (const auto& [name, hash] : run.files) files[name] = hash;
  return {{"git", run.git},           {"build", run.build},
          {"quick", run.quick},       {"seed", run.seed},
          {"config", run.config},     {"failure", run.failure ? Json(*run.failure) : Json(nullptr)},
          {"seconds", run.seconds},   {"processor", run.processor},
          {"text", run.text},         {"figures", std::move(figures)},
          {"files", std::move(files)}};
}

}  // namespace

std::variant<RecordedRuns, std::string> ReadRecordedRuns(std::string_view text) {
  if (text.size() > kLargestRecord) return "is larger than a record can be";
  RecordedRuns record;
  try {
    const Json document = ParseJson(text);
    if (!document.is_object()) return "is no record of runs";
    if (String(document, "schema") != kSchema) return std::string("is not of the schema ") + kSchema;
    for (const auto& [name, entry] : Object(document, "experiments").items()) {
      try {
        record.runs.insert_or_assign(name, ReadRun(entry));
      } catch (const std::invalid_argument& error) {
        record.unusable[name] = error.what();
      }
    }
    for (const auto& [name, entry] : Object(document, "seconds").items()) {
      try {
        if (!entry.is_object()) continue;  // no estimate, then
        const RecordedSeconds seconds{Number(entry, "quick", 0, kLongest), Number(entry, "full", 0, kLongest)};
        record.seconds.insert_or_assign(name, seconds);
      } catch (const std::invalid_argument&) {
      }
    }
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return record;
}

std::string RecordText(const RecordedRuns& record) {
  Json experiments = Json::object(), seconds = Json::object();
  for (const auto& [name, run] : record.runs) experiments[name] = ToJson(run);
  for (const auto& [name, last] : record.seconds) seconds[name] = {{"quick", last.quick}, {"full", last.full}};
  return ToText(Json{{"schema", kSchema}, {"experiments", experiments}, {"seconds", seconds}});
}

}  // namespace hadamard_ntk::referee
