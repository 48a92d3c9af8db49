/// What to add to the diagonal of a matrix that rounding has left indefinite, so that it can be factored.
#ifndef HADAMARD_NTK_LINALG_RISING_SHIFT_H_
#define HADAMARD_NTK_LINALG_RISING_SHIFT_H_

#include <optional>

namespace hadamard_ntk::linalg {

/// The first of 0, least, 4 least, 16 least, ... for which factor(shift) says that it succeeded; nothing where the next
/// one is not below `bound`.
template <class Factor>
std::optional<double> FirstShift(double least, double bound, const Factor& factor) {
  double shift = 0;
  while (!factor(shift)) {
    shift = shift == 0 ? least : 4 * shift;
    if (!(shift < bound)) return {};
  }
  return shift;
}

}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_RISING_SHIFT_H_
