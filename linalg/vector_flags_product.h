/// For vector_flags_test: entry (1, 2) of a b^T with the vectors a = (0, x, 0, ...), b = (0, 0, z, 0, ...), that is, x
/// z. It depends on the layout of a strip on both sides of the call.
#ifndef HADAMARD_NTK_LINALG_VECTOR_FLAGS_PRODUCT_H_
#define HADAMARD_NTK_LINALG_VECTOR_FLAGS_PRODUCT_H_

#include <cstddef>
#include <vector>

#include "linalg/strip_product.h"

inline double Product(double x, double z) {
  constexpr std::size_t kRows = hadamard_ntk::linalg::kStripRows<double>, kDepth = 3;
  std::vector<double> a(kRows * kDepth), b(kRows * kDepth), c(kRows * kRows);
  a[(kDepth - 1) * kRows + 1] = x;
  b[(kDepth - 1) * kRows + 2] = z;
  hadamard_ntk::linalg::AddStripProduct(a.data(), b.data(), kDepth, c.data());
  return c[2 * kRows + 1];
}

#endif  // HADAMARD_NTK_LINALG_VECTOR_FLAGS_PRODUCT_H_
