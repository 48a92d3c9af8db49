/// The median of some numbers: of an even count the mean of the middle two.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_MEDIAN_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_MEDIAN_H_

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::experiments {

/// Throws std::invalid_argument if there are none.
inline double Median(std::vector<double> values) {
  if (values.empty()) throw std::invalid_argument("Median: needs at least one value");
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_MEDIAN_H_
