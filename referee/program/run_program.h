#ifndef HADAMARD_NTK_REFEREE_PROGRAM_RUN_PROGRAM_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_RUN_PROGRAM_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace hadamard_ntk::referee {

/// What a program with a time limit may write, in bytes.
constexpr long long kMostOutput = 64 << 20;

struct ProgramOutcome {
  int exit_code = 0;  ///< 128 + n if signal n ended it, as a shell counts
  std::string output, errors;
  bool stopped = false;  ///< it ran longer than it may and was killed, with all that it had started
  bool flooded = false;  ///< it wrote more than kMostOutput and was killed likewise; what it wrote is not kept
};

/// Runs arguments[0] (looked up in $PATH) with these arguments and `input` as its standard input, waits for its end and
/// returns what it wrote. No shell is involved. All three streams are unnamed temporary files, so that neither side can
/// block the other and nothing is left behind.
///
/// `limit`: how long it may run; zero: as long as it likes, and write as much. A program with a limit has a process
/// group of its own, so that the limit ends its children, too.
///
/// Returns nothing if there is no such program. Throws std::system_error if it could not be started for another reason
/// and std::invalid_argument without arguments.
std::optional<ProgramOutcome> RunProgram(const std::vector<std::string>& arguments, const std::string& input = "",
                                         std::chrono::milliseconds limit = std::chrono::milliseconds::zero());

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_RUN_PROGRAM_H_
