/// What Hadamard products change: accuracy of hp minus that of fc, by seeds.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_DIFFERENCES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_DIFFERENCES_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/brightness_extrapolation/measure.h"

namespace hadamard_ntk::experiments::brightness_extrapolation {

struct Differences {
  std::vector<std::vector<double>> at;  ///< by r_max, then by seeds
  std::vector<double> brighter;         ///< of the means over those beyond the training, by seeds

  const std::vector<double>& trained() const { return at.front(); }
};

Differences HpMinusFc(const Evidence& evidence, const std::string& data_set, bool biases);

}  // namespace hadamard_ntk::experiments::brightness_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_DIFFERENCES_H_
