/// Dimensions that the flags of these experiments take.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_DIMENSIONS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_DIMENSIONS_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::experiments::hierarchical {

/// Throws FlagError that names the flag for an odd one.
inline void RequireEven(const char* flag, const std::vector<int>& dimensions) {
  for (const int d : dimensions) {
    if (d % 2 == 1) throw FlagError(flag, "must be even, for as many + as - signs", std::to_string(d));
  }
}

}  // namespace hadamard_ntk::experiments::hierarchical

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_DIMENSIONS_H_
