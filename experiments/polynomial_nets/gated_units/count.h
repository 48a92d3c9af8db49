/// Of how many cases something holds, and whose claims these are.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_COUNT_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_COUNT_H_

#include <string>

namespace hadamard_ntk::experiments::gated_units {

inline constexpr char kOurs[] = "ours; no claim of the paper";

struct Count {
  int cases = 0, hits = 0;
  bool all() const { return cases > 0 && hits == cases; }
  bool none() const { return cases > 0 && hits == 0; }
  std::string Text() const { return std::to_string(hits) + " of " + std::to_string(cases); }
};

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_COUNT_H_
