/// What is left of pi^2/6 after n terms of sum 1/i^2.
#ifndef HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_MEASURE_H_

#include <vector>

#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::basel {

struct Config {
  std::vector<int> n = {10, 100, 1000, 10000};
};

struct Remainder {
  int n = 1;
  double value = 0;
};

struct Evidence {
  std::vector<Remainder> remainders;
};

/// For each n >= 1; relative error <= 4 n eps, since the remainder is about 1/n of what it is a difference of.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::basel

#endif  // HADAMARD_NTK_EXPERIMENTS_SKELETON_BASEL_MEASURE_H_
