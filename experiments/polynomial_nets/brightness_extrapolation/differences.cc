#include "experiments/polynomial_nets/brightness_extrapolation/differences.h"

#include <cstddef>

namespace hadamard_ntk::experiments::brightness_extrapolation {
namespace {

double MeanBeyondTraining(const std::vector<double>& accuracy) {
  double sum = 0;
  for (std::size_t i = 1; i < accuracy.size(); ++i) sum += accuracy[i];
  return sum / static_cast<double>(accuracy.size() - 1);
}

}  // namespace

Differences HpMinusFc(const Evidence& evidence, const std::string& data_set, bool biases) {
  const auto& hp = evidence.accuracy.at({data_set, "hp", biases});
  const auto& fc = evidence.accuracy.at({data_set, "fc", biases});
  Differences differences{.at = std::vector<std::vector<double>>(evidence.r_max.size()), .brighter = {}};
  for (std::size_t seed = 0; seed < fc.size(); ++seed) {
    for (std::size_t r = 0; r < evidence.r_max.size(); ++r) {
      differences.at[r].push_back(hp[seed][r] - fc[seed][r]);
    }
    differences.brighter.push_back(MeanBeyondTraining(hp[seed]) - MeanBeyondTraining(fc[seed]));
  }
  return differences;
}

}  // namespace hadamard_ntk::experiments::brightness_extrapolation
