/// Of how many cases something holds.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_COUNT_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_COUNT_H_

#include <string>

namespace hadamard_ntk::experiments {

/// "2 of 3".
inline std::string OutOf(int part, int whole) { return std::to_string(part) + " of " + std::to_string(whole); }

struct Count {
  int cases = 0, hits = 0;
  bool all() const { return cases > 0 && hits == cases; }
  bool none() const { return cases > 0 && hits == 0; }
  std::string Text() const { return OutOf(hits, cases); }
};

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_COUNT_H_
