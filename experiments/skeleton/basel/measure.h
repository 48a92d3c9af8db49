#ifndef HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_MEASURE_H_

#include <vector>

namespace hadamard_ntk::experiments {

/// What is left of pi^2/6 after n terms of sum 1/i^2.
struct Remainder {
  int n = 1;
  double value = 0;
};

/// For each n >= 1; relative error <= 4 n eps, since the remainder is about 1/n of what it is a difference of.
std::vector<Remainder> BaselRemainders(const std::vector<int>& n);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_MEASURE_H_
