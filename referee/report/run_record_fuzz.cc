#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "files/fuzz_file.h"
#include "files/sha256.h"
#include "referee/report/run_record.h"
#include "referee/run_experiment.h"
#include "referee/toy_testing.h"

namespace {

using namespace hadamard_ntk;
using namespace hadamard_ntk::referee;

struct Nothing {};

Experiment Toy() {
  return Define<Nothing, Nothing>({.name = "toy",
                                   .summary = "A toy.",
                                   .measure = [](const Nothing&, RunContext&) { return Nothing(); },
                                   .checks = {{ToyClaim(), [](const Nothing&) { return ToyJudgement(); }}},
                                   .tables = {{"toy",
                                               [](const Nothing&) {
                                                 return Table({{"n", Table::kInteger}});
                                               }}},
                                   .text = [](const Nothing&) -> std::string { return "printed"; }});
}

std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!(file << text).flush()) std::abort();
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

// A directory in which the toy has been run.
class ToyRun {
 public:
  ToyRun() : record_("reproduce.json"), document_(record_.directory() / "toy" / "toy.json") {
    RunRecord(record_.directory()).Finished(toy_, key_, RunExperiment(toy_, {.quick = false, .seed = 1}), "cpu");
    record_text_ = Contents(record_.path());
    document_text_ = Contents(document_);
    hash_ = files::Sha256(document_text_);
    if (!Has(record_text_, document_text_) || Has("", document_text_)) std::abort();
  }

  // A record that writes HASH for the hash of the results, which are as they were.
  bool HasRecord(const std::string& record) const { return Has(Replaced(record, "HASH", hash_), document_text_); }
  // Other results, which the record knows by their hash.
  bool HasResults(const std::string& text) const {
    return Has(Replaced(record_text_, hash_, files::Sha256(text)), text);
  }

 private:
  // Whether the toy counts as run.
  bool Has(const std::string& record_text, const std::string& document_text) const {
    Write(record_.path(), record_text);
    Write(document_, document_text);
    const RunRecord record(record_.directory());
    const bool ran = record.ReasonToRun(toy_, key_).empty();
    const ReportSection section = record.Section(toy_, key_);
    if (ran != (section.state == ReportSection::State::kRan) || section.claims.size() != 1) std::abort();
    if (!(record.LastSeconds("toy", false) >= 0)) std::abort();
    return ran;
  }

  const Experiment toy_ = Toy();
  const RunKey key_{.git = "abc"};
  files::FuzzFile record_;
  std::filesystem::path document_;
  std::string record_text_, document_text_, hash_;
};

}  // namespace

// Whatever a record says, and whatever the results it speaks of say, the experiment has been run or has to be.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ToyRun toy;
  const std::string text(reinterpret_cast<const char*>(data), size);
  toy.HasRecord(text);
  toy.HasResults(text);
  return 0;
}
