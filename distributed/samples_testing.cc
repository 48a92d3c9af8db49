#include "distributed/samples_testing.h"

#include <cmath>

namespace hadamard_ntk::distributed {

Rows SampleRows(std::ptrdiff_t first, std::ptrdiff_t count, std::ptrdiff_t columns, int seed) {
  Rows rows(count, columns);
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    for (std::ptrdiff_t j = 0; j < columns; ++j) {
      const double phase = static_cast<double>((first + i) * 131 + j * 17 + seed * 7919);
      rows(i, j) = std::sin(12.9898 * phase + 78.233 * std::cos(phase));
    }
  }
  return rows;
}

}  // namespace hadamard_ntk::distributed
