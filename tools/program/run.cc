#include "tools/program/run.h"

#include <sys/stat.h>
#include <tbb/info.h>
#include <unistd.h>

#include <stdexcept>

#include "files/machine_memory.h"
#include "files/quoted.h"
#include "linalg/steady_seconds.h"
#include "referee/program/flags.h"
#include "referee/program/provenance.h"
#include "referee/program/table.h"

namespace hadamard_ntk::tools {

using files::AvailableMemory, files::ByteText, files::PeakMemory;
using referee::FlagError;
using referee::Json;

void RunFlags::AddTo(FlagParser& parser, const std::string& out_text) {
  parser.AddFile("--out", &out, out_text);
  referee::AddInteger(parser.app(), "--threads", &threads, 0, 4096, "at most so many; 0: as many as there are");
  referee::AddReal(parser.app(), "--memory", &memory, 0, 1e9, "GB that may be used; 0: what is available");
  parser.AddSwitch("--force", &force, "run even if the memory predicted is more than that");
}

void MemoryEstimate::Add(const std::string& what, double bytes) {
  if (bytes <= 0) return;
  parts_.emplace_back(what, bytes);
  total_ += bytes;
}

std::string MemoryEstimate::Text() const {
  std::string list;
  for (const auto& [what, bytes] : parts_) {
    if (bytes >= total_ / 100) list += (list.empty() ? "" : ", ") + what + " " + ByteText(bytes);
  }
  return ByteText(total_) + " (" + list + ")";
}

Run::Run(std::string schema, const RunFlags& flags, std::vector<std::string> command, std::string git,
         std::ostream& notes)
    : schema_(std::move(schema)),
      flags_(flags),
      command_(std::move(command)),
      git_(std::move(git)),
      notes_(notes),
      threads_(flags.threads > 0 ? flags.threads : tbb::info::default_concurrency()),
      limit_(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads_)),
      progress_(referee::Progress::ToTerminal()),
      started_(referee::UtcNow()),
      begin_(linalg::SteadySeconds()) {}

double Run::Elapsed() const { return linalg::SteadySeconds() - begin_; }

std::int64_t Run::AllowedMemory() const {
  return flags_.memory > 0 ? static_cast<std::int64_t>(flags_.memory * 1e9) : AvailableMemory();
}

void Run::RequireMemory(const MemoryEstimate& estimate) const {
  const auto most = static_cast<double>(AllowedMemory());
  if (estimate.total() <= most || flags_.force) return;
  throw std::domain_error("not enough memory: this needs " + estimate.Text() + ", and " + ByteText(most) +
                          (flags_.memory > 0 ? " are allowed by --memory" : " are available") +
                          "; --force runs it all the same");
}

void Run::AnnounceMemory(const MemoryEstimate& estimate) {
  RequireMemory(estimate);
  notes() << "memory: " << estimate.Text() << "; " << ByteText(AvailableMemory()) << " are available" << std::endl;
}

void Run::AnnounceTime(double seconds, const std::string& remark) {
  notes() << "time:   " << (seconds < 1 ? "less than 1 s" : "about " + referee::Duration(seconds)) << " on " << threads_
          << (threads_ == 1 ? " thread" : " threads") << remark << std::endl;
}

Json Run::Head(const Json& config, std::uint64_t seed, const std::vector<const InputFile*>& inputs) {
  referee::Provenance provenance;
  provenance.git = git_;
  provenance.command = referee::ShellCommand(command_);
  provenance.config = config;
  provenance.seed = seed;
  provenance.threads = threads_;
  for (const InputFile* input : inputs) {
    if (input) provenance.data_sha256[input->name()] = input->Sha256();
  }
  provenance.started = started_;
  provenance.seconds = Elapsed();
  Json head = {{"schema", schema_ + "/1"}};
  head.update(referee::ToJson(provenance));
  return head;
}

void Run::AnnounceDone(const std::string& what, const OutputFile& output, bool mapped) {
  progress_.Finish();
  notes() << "wrote " << files::Printable(output.name()) << ": " << what << "; "
          << (Elapsed() < 10 ? referee::RoundedReal(Elapsed(), 2) + " s" : referee::Duration(Elapsed()));
  if (const std::int64_t peak = PeakMemory(); peak > 0 && !mapped) notes() << ", " << ByteText(peak) << " at most";
  notes() << std::endl;
}

InputFile Required(const std::string& flag, const std::string& given, const files::CsvFormat& format) {
  if (given.empty()) throw FlagError(flag, "is needed: the name of a file of numbers", given);
  return InputFile(flag, given, format);
}

void RequireApart(const OutputFile& output, const std::vector<const InputFile*>& inputs) {
  for (const char* ending : {"", ".partial", ".partial.state"}) {
    struct stat written = {}, read = {};
    if (stat((output.path().string() + ending).c_str(), &written) != 0) continue;
    for (const InputFile* input : inputs) {
      if (!input) continue;
      const bool found =
          input->name() == "-" ? fstat(STDIN_FILENO, &read) == 0 : stat(input->path().c_str(), &read) == 0;
      if (!found || read.st_dev != written.st_dev || read.st_ino != written.st_ino) continue;
      throw FlagError("--out",
                      (*ending ? std::string("its ") + ending + " is" : std::string("is")) + " the same file as " +
                          input->flag() + " " + input->name(),
                      output.name());
    }
  }
}

}  // namespace hadamard_ntk::tools
