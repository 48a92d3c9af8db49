/// An iteration that ran away: a loss, energy or residual that should fall is no longer a number, or far above the
/// start. It is one kind for all libraries, so that a program can tell it from other errors (exit code 3).
#ifndef HADAMARD_NTK_LINALG_DIVERGED_H_
#define HADAMARD_NTK_LINALG_DIVERGED_H_

#include <cstdint>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::linalg {

class Diverged : public std::runtime_error {
 public:
  /// what() is "<what> diverged at step <step>: <quantity> <value>", the value with 6 digits.
  Diverged(const std::string& what, std::int64_t step, double value, const std::string& quantity = "loss");
  std::int64_t step() const { return step_; }  ///< steps done
  double value() const { return value_; }
  const std::string& quantity() const { return quantity_; }

 private:
  std::int64_t step_;
  double value_;
  std::string quantity_;
};

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_DIVERGED_H_
