/// The degree of a polynomial by the differences of its values at equidistant points: those of order g + 1 of one of
/// degree g are zero but for rounding, those of order g are not.
///   values     in double or many digits, each off by at most `rounding`
///   tolerance  of order k: 2^k rounding
/// Both are given over max |value|.  A function that vanishes has degree 0; ReLU nets may, where no unit is active.
///
/// Throws nothing; `values` has more than `orders` entries, else there are no differences of the last orders.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_DIFFERENCES_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_DIFFERENCES_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace hadamard_ntk::experiments {

struct Differences {
  std::vector<double> largest, tolerance;  ///< by order, from 0

  /// The smallest g whose differences of order g + 1 are within tolerance; -1 if none.
  int degree() const {
    for (std::size_t order = 1; order < largest.size(); ++order) {
      if (largest[order] <= tolerance[order]) return static_cast<int>(order) - 1;
    }
    return -1;
  }
};

/// Orders 0 to `orders`.
template <class S>
Differences TakeDifferences(std::vector<S> values, S rounding, int orders) {
  const auto largest = [&values] {
    using std::abs;
    S size = S(0);
    for (const S& value : values) size = std::max(size, S(abs(value)));
    return size;
  };
  const S scale = largest() > S(0) ? largest() : S(1);
  Differences result;
  for (int order = 0; order <= orders && !values.empty(); ++order) {
    if (order > 0) {
      for (std::size_t i = 0; i + 1 < values.size(); ++i) values[i] = values[i + 1] - values[i];
      values.pop_back();
      rounding = rounding + rounding;
    }
    result.largest.push_back(static_cast<double>(largest() / scale));
    result.tolerance.push_back(static_cast<double>(rounding / scale));
  }
  return result;
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_DIFFERENCES_H_
