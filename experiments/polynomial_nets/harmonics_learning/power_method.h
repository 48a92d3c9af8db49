/// The largest eigenvalue of a positive semi-definite matrix that is known by its products.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_POWER_METHOD_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_POWER_METHOD_H_

namespace hadamard_ntk::experiments::harmonics_learning {

/// From below, by 30 iterations of the power method: |A v| for a unit vector v, which grows with every iteration.  To
/// rounding if `start`, not zero, has a part in that eigenvector and the next eigenvalue is half as large; that is so
/// for the Gram matrices of most networks and a start of ones, since the mean over the samples is what they learn
/// first. product(v) is A v; vectors are Eigen's.
template <class Vector, class Product>
double LargestEigenvalueFromBelow(Vector start, const Product& product) {
  constexpr int kIterations = 30;
  double value = 0;
  for (int i = 0; i < kIterations; ++i) {
    start /= start.norm();
    start = product(start);
    value = start.norm();
  }
  return value;
}

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_POWER_METHOD_H_
