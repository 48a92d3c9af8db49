/// A run that diverged, or an iteration that did not converge: the training loss is no longer finite or ran away, or a
/// tolerance was not reached. Exit code 3.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_DIVERGED_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_DIVERGED_H_

#include <cstdint>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::referee {

class DivergedRun : public std::runtime_error {
 public:
  /// what() is "<what> diverged at step <step>: loss <loss>".
  DivergedRun(const std::string& what, std::int64_t step, double loss);
  /// what() is the message.
  explicit DivergedRun(const std::string& message) : std::runtime_error(message) {}
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_DIVERGED_H_
