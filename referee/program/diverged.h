/// A run that diverged: the training loss is no longer finite or ran away. Exit code 3.
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
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_DIVERGED_H_
