/// What the commands of //tools:ntk share: the flags of a run, the prediction of its memory and time, its report.
#ifndef HADAMARD_NTK_TOOLS_NTK_NTK_RUN_H_
#define HADAMARD_NTK_TOOLS_NTK_NTK_RUN_H_

#include <tbb/global_control.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "files/quoted.h"
#include "referee/program/json.h"
#include "referee/program/progress.h"
#include "tools/ntk/flag_parser.h"
#include "tools/ntk/matrix_file.h"
#include "tools/ntk/text_flags.h"

namespace hadamard_ntk::tools {

struct RunFlags {
  std::string out;
  int threads = 0;    ///< 0: as many as there are
  double memory = 0;  ///< GB that may be used; 0: what is available
  bool force = false;

  /// Adds --out, --threads, --memory and --force.  `out_text` describes the file.
  void AddTo(FlagParser& parser, const std::string& out_text);
};

/// What a command takes beside its data.
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

/// A run of one command: limits the threads while it lives, tells the user what will happen, and what did.
class Run {
 public:
  Run(std::string command, const RunFlags& flags, std::vector<std::string> arguments, std::string git);

  int threads() const { return threads_; }
  referee::Progress& progress() { return progress_; }
  /// Where it is told: standard error, since standard output is for results, and may be closed.
  std::ostream& notes() { return std::cerr; }

  /// What --memory allows, or is available.
  std::int64_t AllowedMemory() const;
  /// Throws std::domain_error if the memory is more than may be used and --force was not given.
  void RequireMemory(const MemoryEstimate& estimate) const;
  /// The same, and a line that tells it.
  void AnnounceMemory(const MemoryEstimate& estimate);
  /// A line "time: about 12 s", and what else there is to say.
  void AnnounceTime(double seconds, const std::string& remark = "");

  /// The beginning of a JSON result: schema, provenance (referee/program/provenance.h) with this configuration and the
  /// hashes of the inputs.
  referee::Json Head(const referee::Json& config, std::uint64_t seed, const std::vector<const InputFile*>& inputs);

  /// The last line: what was written, how long it took, and the memory it took at most, which means little if the
  /// result was written through a map of the file.
  void AnnounceDone(const std::string& what, const OutputFile& output, bool mapped = false);

 private:
  double Elapsed() const;

  std::string command_;
  RunFlags flags_;
  std::vector<std::string> arguments_;
  std::string git_;
  int threads_;
  tbb::global_control limit_;
  referee::Progress progress_;
  std::string started_;
  std::chrono::steady_clock::time_point begin_;
};

/// The arguments of a program, and the commit it was built from.
struct CommandLine {
  int argc;
  char** argv;
  std::string git;

  std::vector<std::string> words() const { return {argv, argv + argc}; }
};

/// The file of a flag such as --x.  Throws FlagError if it was not given.
InputFile Required(const std::string& flag, const std::string& given, const files::CsvFormat& format);

/// What is written to the output, or grows beside it (ntk/gram_file.h), is none of the inputs under another name: that
/// is told by device and inode.  A null is an input that was not given.  Throws FlagError.
void RequireApart(const OutputFile& output, const std::vector<const InputFile*>& inputs);

/// Throws std::invalid_argument naming both files unless Z has as many columns as X.
template <class T>
void RequireSameColumns(const InputFile& x_file, const Matrix<T>& x, const InputFile& z_file, const Matrix<T>& z) {
  if (x.cols() == z.cols()) return;
  z_file.Fail("has " + std::to_string(z.cols()) + " columns, and " + x_file.flag() + " " +
              files::Printable(x_file.name()) + " has " + std::to_string(x.cols()));
}

/// The samples of a command: --x and, if given, --z.  Opens the files, and reads them when asked to.
template <class T>
struct Samples {
  InputFile x_file;
  std::optional<InputFile> z_file;
  Matrix<T> x, z;  ///< z is empty without --z

  Samples(const std::string& x_name, const std::string& z_name, const files::CsvFormat& format)
      : x_file(Required("--x", x_name, format)) {
    if (!z_name.empty()) z_file.emplace("--z", z_name, format);
  }

  /// Throws as InputFile::Read, Run::RequireMemory and RequireSameColumns.
  void Read(Run& run) {
    MemoryEstimate reading;
    reading.Add("X", x_file.BytesToRead(sizeof(T)));
    if (z_file) reading.Add("Z", z_file->BytesToRead(sizeof(T)));
    run.RequireMemory(reading);
    x = x_file.Read<T>(run.notes());
    if (!z_file) return;
    z = z_file->Read<T>(run.notes());
    RequireSameColumns(x_file, x, *z_file, z);
  }

  /// As Run::Head takes them.
  std::vector<const InputFile*> files() const { return {&x_file, z_file ? &*z_file : nullptr}; }
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_NTK_RUN_H_
