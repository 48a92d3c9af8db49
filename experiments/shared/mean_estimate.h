/// The mean x' of n >= 2 independent draws, and its standard error: sqrt((mean of x^2 - x'^2) / (n - 1)).
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_MEAN_ESTIMATE_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_MEAN_ESTIMATE_H_

#include <array>
#include <cmath>
#include <cstddef>

namespace hadamard_ntk::experiments {

struct MeanEstimate {
  double mean = 0, error = 0;
};

/// Of several quantities at once: draw(i), i = 0 .. draws - 1, gives an array of them.
template <std::size_t kQuantities, class Draw>
std::array<MeanEstimate, kQuantities> EstimateMeans(int draws, const Draw& draw) {
  std::array<double, kQuantities> mean{}, square{};
  for (int i = 0; i < draws; ++i) {
    const std::array<double, kQuantities> drawn = draw(i);
    for (std::size_t k = 0; k < kQuantities; ++k) {
      mean[k] += drawn[k] / draws;
      square[k] += drawn[k] * drawn[k] / draws;
    }
  }
  std::array<MeanEstimate, kQuantities> estimates;
  for (std::size_t k = 0; k < kQuantities; ++k) {
    estimates[k] = {mean[k], std::sqrt((square[k] - mean[k] * mean[k]) / (draws - 1))};
  }
  return estimates;
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_MEAN_ESTIMATE_H_
