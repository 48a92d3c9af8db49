#ifndef HADAMARD_NTK_EXPERIMENTS_RUN_PROGRAM_H_
#define HADAMARD_NTK_EXPERIMENTS_RUN_PROGRAM_H_

#include <optional>
#include <string>
#include <vector>

namespace hadamard_ntk::experiments {

struct ProgramOutcome {
  int exit_code = 0;  ///< 128 + n if signal n ended it, as a shell counts
  std::string output, errors;
};

/// Runs arguments[0] (looked up in $PATH) with these arguments and `input` as its standard input, waits for its end and
/// returns what it wrote. No shell is involved. All three streams are unnamed temporary files, so that neither side can
/// block the other and nothing is left behind.
///
/// Returns nothing if there is no such program. Throws std::system_error if it could not be started for another reason
/// and std::invalid_argument without arguments.
std::optional<ProgramOutcome> RunProgram(const std::vector<std::string>& arguments, const std::string& input = "");

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_RUN_PROGRAM_H_
