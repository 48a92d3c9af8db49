/// How far an entry of a Gram matrix in double (gram.h) of a network that is chosen at run time may be from the kernel:
///   |error of K(x, z)| <= EntryError(net, d) sqrt(K(x, x) K(z, z)),   x, z of d coordinates.
/// It is gram.h's bound with n the net's size, at least 2, and own = 4 + 2 n, of a text 4 + 4 n.
#ifndef HADAMARD_NTK_NTK_ENTRY_ERROR_H_
#define HADAMARD_NTK_NTK_ENTRY_ERROR_H_

#include <algorithm>
#include <cstddef>
#include <limits>

#include "ntk/any_net.h"

namespace hadamard_ntk::ntk {

inline double EntryError(const AnyNet& net, std::ptrdiff_t columns) {
  const double n = std::max(net.size(), 2), own = 4 + (net.expression() ? 4 : 2) * n;
  return ((n + 2) * (1.5 * static_cast<double>(columns) + 5) + own) * std::numeric_limits<double>::epsilon();
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ENTRY_ERROR_H_
