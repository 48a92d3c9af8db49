/// Where a result comes from.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_PROVENANCE_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_PROVENANCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "referee/program/json.h"

namespace hadamard_ntk::referee {

/// Where a result comes from: enough to make it again.
struct Provenance {
  std::string git = "unknown";  ///< commit, "-dirty" appended if the checkout had changes; GitCommit() in a binary
  std::string command = {};     ///< as for a shell
  Json config = Json::object();
  std::uint64_t seed = 0;
  int threads = 0;
  Json data_sha256 = Json::object();  ///< file name -> SHA-256
  std::string started = {};           ///< UTC, ISO 8601
  double seconds = 0;                 ///< wall clock
};

/// Keys: git, command, config, seed, threads, data_sha256, started, seconds, build {compiler, instruction_set}.
Json ToJson(const Provenance& provenance);

/// The present time, as "2024-02-29T12:34:56Z".
std::string UtcNow();

/// Arguments as one line that a POSIX shell reads back as the same arguments, byte for byte; the line is UTF-8 without
/// control characters other than those of an argument that has line breaks or tabs itself. Bytes that cannot stand in
/// it are written as "$(printf '\351')".
std::string ShellCommand(const std::vector<std::string>& arguments);

/// "x86-64" with --config=portable; else what the compiler was allowed to use beyond it, e.g. "x86-64 avx2 fma".
std::string InstructionSet();

/// The machine's processor and how many threads it runs at once: "Intel(R) Xeon(R) ..., 8 hardware threads".
std::string Processor();

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_PROVENANCE_H_
