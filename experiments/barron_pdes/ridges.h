/// The two frequencies of the torus problems' data in d >= 2 dimensions:
///   sparse  w = (1, 1, 0, ...), (1, -1, 0, ...): solutions are the same for every d
///   dense   w = (1, 1, 1, ...), (1, -1, 1, ...): |w|^2 = d
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_RIDGES_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_RIDGES_H_

#include <cstddef>
#include <vector>

#include "experiments/shared/names.h"
#include "pde/barron_norm.h"

namespace hadamard_ntk::experiments::barron_pdes {

enum class Data { kSparse, kDense };

inline std::vector<pde::Frequency> Ridges(Data data, int d) {
  std::vector<pde::Frequency> ridges(2, pde::Frequency(static_cast<std::size_t>(d), 0));
  for (int i = 0; i < (data == Data::kSparse ? 2 : d); ++i) {
    ridges[0][static_cast<std::size_t>(i)] = 1;
    ridges[1][static_cast<std::size_t>(i)] = i % 2 == 0 ? 1 : -1;
  }
  return ridges;
}

}  // namespace hadamard_ntk::experiments::barron_pdes

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_RIDGES_H_
