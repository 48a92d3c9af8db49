/// What kernels need to learn g(p(x)) [WanNicLee2023, abstract], and how it is judged.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_CLAIMS_H_

#include <vector>

#include "experiments/hierarchical_polynomials/kernel_plateaus/measure.h"
#include "experiments/shared/names.h"
#include "referee/check.h"

namespace hadamard_ntk::experiments::kernel_plateaus {

std::vector<Check<Evidence>> Checks();

}  // namespace hadamard_ntk::experiments::kernel_plateaus

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_CLAIMS_H_
