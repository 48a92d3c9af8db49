/// What the commands of //tools:ntk share: their arguments and their samples.
#ifndef HADAMARD_NTK_TOOLS_NTK_NTK_RUN_H_
#define HADAMARD_NTK_TOOLS_NTK_NTK_RUN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "files/quoted.h"
#include "tools/ntk/text_flags.h"
#include "tools/program/matrix_file.h"
#include "tools/program/run.h"

namespace hadamard_ntk::tools {

/// The arguments of a program, and the commit it was built from.
struct CommandLine {
  int argc;
  char** argv;
  std::string git, program = "ntk";

  /// What the user wrote: the program, and the arguments.
  std::vector<std::string> words() const {
    std::vector<std::string> words = {program};
    words.insert(words.end(), argv, argv + argc);
    return words;
  }
};

/// Throws std::invalid_argument naming both files, "--z: z.npy: has 7 columns, and --x x.npy has 6", unless `its`, the
/// number of what `file` has, is that of the other.
inline void RequireSame(const char* what, const InputFile& other, std::int64_t number, const InputFile& file,
                        std::int64_t its) {
  if (number == its) return;
  file.Fail("has " + std::to_string(its) + " " + what + ", and " + other.flag() + " " + files::Printable(other.name()) +
            " has " + std::to_string(number));
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

  /// Throws as InputFile::Read, Run::RequireMemory and RequireSame.
  void Read(Run& run) {
    MemoryEstimate reading;
    reading.Add("X", x_file.BytesToRead(sizeof(T)));
    if (z_file) reading.Add("Z", z_file->BytesToRead(sizeof(T)));
    run.RequireMemory(reading);
    x = x_file.Read<T>(run.notes());
    if (!z_file) return;
    z = z_file->Read<T>(run.notes());
    RequireSame("columns", x_file, x.cols(), *z_file, z.cols());
  }

  /// As Run::Head takes them.
  std::vector<const InputFile*> files() const { return {&x_file, z_file ? &*z_file : nullptr}; }
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_NTK_RUN_H_
