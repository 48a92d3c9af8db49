#include "referee/report/recorded_runs.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace hadamard_ntk::referee {
namespace {

RecordedRuns Example() {
  RecordedRuns record;
  record.runs["toy"] = {.git = "abc",
                        .build = "def",
                        .quick = true,
                        .seed = std::numeric_limits<std::uint64_t>::max(),
                        .config = {{"n", {1, 2}}},
                        .failure = {},
                        .seconds = 1.5,
                        .processor = "cpu",
                        .text = "printed\n",
                        .figures = {{.stem = "toy", .title = "$T$", .text = "T.", .width = 840, .note = "no place"}},
                        .files = {{"toy.json", "12"}, {"toy.csv", "34"}}};
  record.runs["broken"] = {.failure = "no luck"};
  record.seconds["toy"] = {.quick = 1.5, .full = 0};
  return record;
}

Json Document() { return Json::parse(RecordText(Example())); }

std::string ReasonFor(const std::string& text) {
  const auto read = ReadRecordedRuns(text);
  const auto* reason = std::get_if<std::string>(&read);
  return reason ? *reason : "";
}

// Why the entry "toy" of the spoilt document is not used; the other entry is.
std::string Unusable(const std::function<void(Json&)>& spoil) {
  Json document = Document();
  spoil(document["experiments"]["toy"]);
  const auto read = ReadRecordedRuns(document.dump());
  const auto* record = std::get_if<RecordedRuns>(&read);
  if (record == nullptr) return std::get<std::string>(read);
  EXPECT_EQ(record->runs.count("broken"), 1u);
  if (record->runs.count("toy")) return "";
  return record->unusable.at("toy");
}

TEST(RecordedRunsTest, ReadsBackWhatWasWritten) {
  const auto read = ReadRecordedRuns(RecordText(Example()));
  const auto* record = std::get_if<RecordedRuns>(&read);
  ASSERT_TRUE(record) << std::get<std::string>(read);
  EXPECT_EQ(RecordText(*record), RecordText(Example()));
  const RecordedRun& run = record->runs.at("toy");
  EXPECT_EQ(run.seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(run.config, Example().runs["toy"].config);
  EXPECT_EQ(run.files, Example().runs["toy"].files);
  EXPECT_EQ(run.figures[0].note, "no place");
  EXPECT_EQ(record->runs.at("broken").failure, "no luck");
  EXPECT_TRUE(record->unusable.empty());
}

TEST(RecordedRunsTest, ATextThatIsNoRecordHasAReason) {
  const std::string good = RecordText(Example());
  EXPECT_EQ(ReasonFor(good), "");
  EXPECT_EQ(ReasonFor(""), "is not JSON (at byte 1)");
  EXPECT_EQ(ReasonFor("[]"), "is no record of runs");
  EXPECT_EQ(ReasonFor("{}"), "'schema' is missing");
  EXPECT_EQ(ReasonFor("{\"schema\": 3}"), "'schema' is no text");
  EXPECT_EQ(ReasonFor("{\"schema\": \"other/1\"}"), "is not of the schema reproduce/2");
  EXPECT_EQ(ReasonFor("{\"schema\": \"reproduce/2\"}"), "'experiments' is missing");
  EXPECT_EQ(ReasonFor("{\"schema\": \"reproduce/2\", \"experiments\": []}"), "'experiments' is no object");
  EXPECT_EQ(ReasonFor("{\"schema\": \"reproduce/2\", \"experiments\": {}}"), "'seconds' is missing");
  EXPECT_EQ(ReasonFor(std::string(10000000, '[')), "is nested more than 64 deep");
  EXPECT_EQ(ReasonFor("{\"a\":" + std::string(10000000, '[')), "is nested more than 64 deep");
  EXPECT_EQ(ReasonFor(good + std::string(1, '\0')), "is not JSON (at byte " + std::to_string(good.size() + 1) + ")");
  EXPECT_EQ(ReasonFor(good + std::string(kLargestRecord, ' ')), "is larger than a record can be");
  std::string foreign = good;
  foreign[foreign.find("abc")] = '\xff';
  EXPECT_EQ(ReasonFor(foreign).substr(0, 11), "is not JSON");
  // Cut anywhere, it is no record; and never more than that.
  for (std::size_t size = 0; size + 2 < good.size(); ++size) ASSERT_NE(ReasonFor(good.substr(0, size)), "") << size;
}

TEST(RecordedRunsTest, AnEntryThatIsNoneIsNotUsedAndTheOthersAre) {
  EXPECT_EQ(Unusable([](Json&) {}), "");
  EXPECT_EQ(Unusable([](Json& j) { j = 3; }), "it is no object");
  struct Case {
    std::function<void(Json&)> spoil;
    std::string says;
  };
  for (const Case& c :
       std::vector<Case>{{[](Json& j) { j["quick"] = 1; }, "'quick' is neither true nor false"},
                         {[](Json& j) { j["seed"] = -1; }, "'seed' is no natural number"},
                         {[](Json& j) { j["seed"] = 1e30; }, "'seed' is no natural number"},
                         {[](Json& j) { j["failure"] = 3; }, "'failure' is no text"},
                         {[](Json& j) { j["seconds"] = -1; }, "'seconds' cannot be so large or small"},
                         {[](Json& j) { j["seconds"] = 1e300; }, "'seconds' cannot be so large or small"},
                         {[](Json& j) { j["figures"] = Json::object(); }, "'figures' is no list"},
                         {[](Json& j) { j["figures"][0] = "toy"; }, "a figure is no object"},
                         {[](Json& j) { j["figures"][0].erase("width"); }, "'width' is missing"},
                         {[](Json& j) { j["figures"][0]["width"] = 1e9; }, "'width' cannot be so large or small"},
                         {[](Json& j) { j["figures"][0]["width"] = "\"><b>"; }, "'width' is no number"},
                         {[](Json& j) { j["figures"][0]["stem"] = "../toy"; }, "'stem' is no name of a file"},
                         {[](Json& j) { j["files"]["toy.csv"] = 3; }, "'toy.csv' is no text"}}) {
    EXPECT_EQ(Unusable(c.spoil), c.says);
  }
  for (const std::string& name :
       {std::string("../toy.csv"), std::string("/etc/passwd"), std::string("toy"), std::string(), std::string(".csv"),
        std::string("toy.csv\0.csv", 12), std::string("toy.html")}) {
    EXPECT_EQ(Unusable([&](Json& j) { j["files"][name] = "12"; }), "'files' has a name that is none of its files")
        << name;
  }
}

// Every member taken away, and made of every other kind: a reason each time, and nothing worse.
TEST(RecordedRunsTest, EveryMemberIsNeededAndOfItsKind) {
  const Json kinds = {nullptr, true, -1, 0.5, "text", Json::array(), Json::object(), {1}, {{"a", 1}}};
  int missing = 0, refused = 0;
  const Json entry = Document()["experiments"]["toy"];
  for (const auto& [key, value] : entry.items()) {
    const std::string name = key;
    EXPECT_EQ(Unusable([&](Json& j) { j.erase(name); }), "'" + name + "' is missing");
    ++missing;
    for (const Json& kind : kinds) {
      if (std::string(kind.type_name()) == value.type_name() || (name == "failure" && kind.is_string())) continue;
      EXPECT_NE(Unusable([&](Json& j) { j[name] = kind; }), "") << name << ": " << kind;
      ++refused;
    }
  }
  EXPECT_EQ(missing, 11);
  EXPECT_GE(refused, 11 * 5);
}

TEST(RecordedRunsTest, TimesThatCannotBeAreNoEstimate) {
  for (const char* seconds : {"3", "[]", "{}", "{\"quick\": \"1\", \"full\": 0}", "{\"quick\": -1, \"full\": 0}",
                              "{\"quick\": 1, \"full\": 1e300}"}) {
    const auto read = ReadRecordedRuns(
        "{\"schema\": \"reproduce/2\", \"experiments\": {}, \"seconds\": {\"toy\": " + std::string(seconds) + "}}");
    ASSERT_TRUE(std::get_if<RecordedRuns>(&read)) << seconds;
    EXPECT_TRUE(std::get<RecordedRuns>(read).seconds.empty()) << seconds;
  }
}

}  // namespace
}  // namespace hadamard_ntk::referee
