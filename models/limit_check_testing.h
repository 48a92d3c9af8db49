/// Infinite-width values, and means over many random networks against them, for the tests of this package.
#ifndef HADAMARD_NTK_MODELS_LIMIT_CHECK_TESTING_H_
#define HADAMARD_NTK_MODELS_LIMIT_CHECK_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/matrix.h"

namespace hadamard_ntk::models {

/// For (u, u') centred Gaussian with variances a, b and covariance c, and phi the ReLU: E[2 phi(u) phi(u')] and
/// E[2 phi'(u) phi'(u')], the arc-cosine kernels of degree 1 and 0 [ChoSaul2009, sec. 2].
struct ReluMoments {
  double product, slopes;
};
inline ReluMoments MomentsOfRelu(double a, double b, double c) {
  const double theta = std::acos(std::clamp(c / std::sqrt(a * b), -1.0, 1.0));
  const double pi = std::numbers::pi;
  return {std::sqrt(a * b) * (std::sin(theta) + (pi - theta) * std::cos(theta)) / pi, (pi - theta) / pi};
}

/// Rows: generic, close to the first, orthogonal to the first, and far.  3 coordinates.
inline Matrix<double> LimitInputs() {
  Matrix<double> x(4, 3);
  x << 0.6, -0.5, 0.7, 0.7, -0.4, 0.6, 0.5, 0.6, 0, -0.2, 0.9, 0.3;
  return x;
}

/// Means of draws, entry by entry.
class DrawMeans {
 public:
  void Add(const Matrix<double>& draw) {
    if (count_++ == 0) {
      sum_ = draw;
      squares_ = draw.cwiseAbs2();
    } else {
      sum_ += draw;
      squares_ += draw.cwiseAbs2();
    }
  }

  /// The largest |mean - expected| in standard errors.
  double Deviation(const Matrix<double>& expected) const {
    const double n = count_;
    const Matrix<double> mean = sum_ / n;
    double worst = 0;
    for (Index j = 0; j < mean.cols(); ++j) {
      for (Index i = 0; i < mean.rows(); ++i) {
        const double variance = (squares_(i, j) / n - mean(i, j) * mean(i, j)) / (n - 1);
        worst = std::max(worst, std::abs(mean(i, j) - expected(i, j)) / std::sqrt(variance));
      }
    }
    return worst;
  }

 private:
  int count_ = 0;
  Matrix<double> sum_, squares_;
};

/// Statistical: the mean over `count` draws of draw(seed) is within 5 standard errors of kernel(x, z) for all pairs of
/// rows of LimitInputs(); and not of `control`, a wrong kernel.
template <class Draw, class Kernel, class Control>
void ExpectMeansAre(int count, const Draw& draw, const Kernel& kernel, const Control& control) {
  const Matrix<double> x = LimitInputs();
  DrawMeans means;
  for (int seed = 1; seed <= count; ++seed) means.Add(draw(seed, x));
  Matrix<double> expected(x.rows(), x.rows()), wrong(x.rows(), x.rows());
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < x.rows(); ++j) {
      const double a = x.row(i).squaredNorm(), b = x.row(j).squaredNorm(), c = x.row(i).dot(x.row(j));
      expected(i, j) = kernel(a, b, c);
      wrong(i, j) = control(a, b, c);
    }
  }
  EXPECT_LE(means.Deviation(expected), 5.0);
  EXPECT_GT(means.Deviation(wrong), 5.0);
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LIMIT_CHECK_TESTING_H_
