/// What the commands of //tools:ntk share: their arguments and their samples.
#ifndef HADAMARD_NTK_TOOLS_NTK_NTK_RUN_H_
#define HADAMARD_NTK_TOOLS_NTK_NTK_RUN_H_

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
