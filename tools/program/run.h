/// What the command lines for data in files share: the flags of a run, the prediction of its memory and time, its
/// report.
#ifndef HADAMARD_NTK_TOOLS_PROGRAM_RUN_H_
#define HADAMARD_NTK_TOOLS_PROGRAM_RUN_H_

#include <tbb/global_control.h>

#include <cstdint>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "referee/program/json.h"
#include "referee/program/progress.h"
#include "tools/program/flag_parser.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

struct RunFlags {
  std::string out;
  int threads = 0;    ///< 0: as many as there are
  double memory = 0;  ///< GB that may be used; 0: what is available
  bool force = false;

  /// Adds --out, --threads, --memory and --force.  `out_text` describes the file.
  void AddTo(FlagParser& parser, const std::string& out_text);
};

/// What a program takes beside its data.
inline constexpr std::int64_t kProgramBytes = 40'000'000;

/// Memory a run is predicted to take, by what takes it.  In double: what a user may ask for overflows integers.
class MemoryEstimate {
 public:
  void Add(const std::string& what, double bytes);
  double total() const { return total_; }
  /// "1.31 GB (K 800 MB, eigenvectors 512 MB)": what takes at least a hundredth.
  std::string Text() const;

 private:
  std::vector<std::pair<std::string, double>> parts_;
  double total_ = 0;
};

/// A run: limits the threads while it lives, tells the user what will happen, and what did.
class Run {
 public:
  /// `schema` names the JSON of its results, `command` is what the user wrote, program first.  It is told to `notes`:
  /// standard error where results may go to standard output.
  Run(std::string schema, const RunFlags& flags, std::vector<std::string> command, std::string git,
      std::ostream& notes = std::cerr);

  int threads() const { return threads_; }
  referee::Progress& progress() { return progress_; }
  std::ostream& notes() { return notes_; }

  /// What --memory allows, or is available.
  std::int64_t AllowedMemory() const;
  /// Throws std::domain_error if the memory is more than may be used and --force was not given.
  void RequireMemory(const MemoryEstimate& estimate) const;
  /// The same, and a line that tells it.
  void AnnounceMemory(const MemoryEstimate& estimate);
  /// Seconds since the run began.
  double Elapsed() const;
  /// A line "time: about 12 s", and what else there is to say.
  void AnnounceTime(double seconds, const std::string& remark = "");

  /// The beginning of a JSON result: schema, provenance (referee/program/provenance.h) with this configuration and the
  /// hashes of the inputs.
  referee::Json Head(const referee::Json& config, std::uint64_t seed, const std::vector<const InputFile*>& inputs);

  /// The last line: what was written, how long it took, and the memory it took at most, which means little if the
  /// result was written through a map of the file.
  void AnnounceDone(const std::string& what, const OutputFile& output, bool mapped = false);

 private:
  std::string schema_;
  RunFlags flags_;
  std::vector<std::string> command_;
  std::string git_;
  std::ostream& notes_;
  int threads_;
  tbb::global_control limit_;
  referee::Progress progress_;
  std::string started_;
  double begin_;
};

/// The file of a flag such as --x.  Throws FlagError if it was not given.
InputFile Required(const std::string& flag, const std::string& given, const files::CsvFormat& format);

/// What is written to the output, or grows beside it (ntk/gram_file.h), is none of the inputs under another name: that
/// is told by device and inode.  A null is an input that was not given.  Throws FlagError.
void RequireApart(const OutputFile& output, const std::vector<const InputFile*>& inputs);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_PROGRAM_RUN_H_
