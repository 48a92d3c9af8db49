// What every kernel is, whatever its formula: symmetric, a function of lengths and angle only (rotation-invariant),
// homogeneous where there is no constant, positive semi-definite, zero or finite at the origin.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "ntk/every_kernel_testing.h"
#include "ntk/gram.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Eigen::MatrixXd RandomMatrix(int rows, int cols, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> gaussian;
  Eigen::MatrixXd m(rows, cols);
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < cols; ++j) m(i, j) = gaussian(generator);
  }
  return m;
}

/// Points with neighbours, opposites and multiples among them.
Eigen::MatrixXd Points() {
  Eigen::MatrixXd x = RandomMatrix(48, 3, 1);
  x.row(1) = x.row(0) + 1e-4 * x.row(2);
  x.row(3) = -x.row(0);
  x.row(4) = 1.5 * x.row(0);
  x.row(5) = -0.5 * x.row(2) + 1e-3 * x.row(6);
  return x;
}

TEST(KernelProperties, Symmetric) {
  ForEachKernel([](const char* name, const auto& kernel, int) {
    for (const double theta : {0.0, 1e-8, 0.7, 2.9}) {
      const auto c = Correlation<double>::FromAngle(theta);
      const Pair<double> there = kernel(0.75, 1.9, c), back = kernel(1.9, 0.75, c);
      const Pair<double> top = kernel(0.75, 1.9, Correlation<double>::Equal());
      EXPECT_NEAR(there.nngp, back.nngp, 16 * kEps * top.nngp) << name;
      EXPECT_NEAR(there.ntk, back.ntk, 16 * kEps * top.ntk) << name;
    }
  });
}

// A rotation rounds every coordinate; the inner products move by n eps, the kernels by their slopes, which are O(K).
TEST(KernelProperties, RotationInvariant) {
  const int n = 3;
  const Eigen::MatrixXd x = Points();
  Eigen::Matrix3d rotation;  // by Rodrigues' formula about (1, 2, 2)/3, angle 1
  const Eigen::Vector3d axis(1.0 / 3, 2.0 / 3, 2.0 / 3);
  Eigen::Matrix3d cross;
  cross << 0, -axis(2), axis(1), axis(2), 0, -axis(0), -axis(1), axis(0), 0;
  rotation = Eigen::Matrix3d::Identity() + std::sin(1.0) * cross + (1 - std::cos(1.0)) * cross * cross;
  const Eigen::MatrixXd rotated = x * rotation.transpose();
  ForEachKernel([&](const char* name, const auto& kernel, int) {
    const Eigen::MatrixXd gram = Gram(kernel, x), other = Gram(kernel, rotated);
    const double tolerance = 64 * n * kEps;
    for (int i = 0; i < x.rows(); ++i) {
      for (int j = 0; j < x.rows(); ++j) {
        EXPECT_NEAR(gram(i, j), other(i, j), tolerance * std::sqrt(gram(i, i) * gram(j, j))) << name;
      }
    }
    // Negative control: a shear is not a rotation.
    Eigen::Matrix3d shear = rotation;
    shear.row(0) += 1e-6 * shear.row(1);
    EXPECT_GT((Gram(kernel, x * shear.transpose()) - gram).cwiseAbs().maxCoeff(), tolerance * gram.maxCoeff()) << name;
  });
}

// A power of two scales floating-point numbers exactly, so homogeneity is exact, too; other kernels must not pass.
TEST(KernelProperties, Homogeneous) {
  int homogeneous = 0;
  ForEachKernel([&](const char* name, const auto& kernel, int homogeneity) {
    for (const double theta : {0.0, 1e-8, 0.7, 2.9}) {
      const auto c = Correlation<double>::FromAngle(theta);
      const Pair<double> one = kernel(0.75, 1.9, c), scaled = kernel(2 * 0.75, 2 * 1.9, c), half = kernel(0.75, 3.8, c);
      const double factor = std::ldexp(1.0, homogeneity);
      if (homogeneity > 0) {
        EXPECT_EQ(scaled.ntk, factor * factor * one.ntk) << name;
        EXPECT_EQ(scaled.nngp, factor * factor * one.nngp) << name;
        EXPECT_EQ(half.ntk, factor * one.ntk) << name;
        ++homogeneous;
      } else {
        for (int power = 1; power <= 4; ++power) EXPECT_NE(scaled.ntk, std::ldexp(one.ntk, 2 * power)) << name;
      }
    }
  });
  EXPECT_EQ(homogeneous, 4 * 4);
}

/// Whether a symmetric matrix is positive semi-definite up to its rounding, n eps trace.
bool IsPositive(const Eigen::MatrixXd& gram) {
  const double shift = gram.rows() * kEps * gram.trace();
  const Eigen::MatrixXd shifted = gram + shift * Eigen::MatrixXd::Identity(gram.rows(), gram.rows());
  return Eigen::LLT<Eigen::MatrixXd>(shifted).info() == Eigen::Success;
}

TEST(KernelProperties, PositiveSemiDefinite) {
  const Eigen::MatrixXd x = Points();
  int count = 0;
  ForEachKernel([&](const char* name, const auto& kernel, int) {
    const Eigen::MatrixXd ntk = Gram(kernel, x), nngp = NngpGram(kernel, x);
    EXPECT_TRUE(IsPositive(ntk)) << name;
    EXPECT_TRUE(IsPositive(nngp)) << name;
    // Negative control: one entry off by 1% of its diagonal at a pair at angle 1e-4.
    Eigen::MatrixXd wrong = ntk;
    wrong(0, 1) *= 1.01;
    wrong(1, 0) *= 1.01;
    EXPECT_FALSE(IsPositive(wrong)) << name;
    ++count;
  });
  EXPECT_EQ(count, kKernelCount);
}

TEST(KernelProperties, FiniteAtTheOrigin) {
  ForEachKernel([](const char* name, const auto& kernel, int homogeneity) {
    const auto c = Correlation<double>::Equal();
    const Pair<double> origin = kernel(0, 0, c), mixed = kernel(0, 1.5, c);
    EXPECT_TRUE(std::isfinite(origin.ntk) && std::isfinite(origin.nngp)) << name;
    EXPECT_TRUE(std::isfinite(mixed.ntk) && std::isfinite(mixed.nngp)) << name;
    if (homogeneity > 0) {
      EXPECT_EQ(origin.ntk, 0) << name;
      EXPECT_EQ(mixed.ntk, 0) << name;
    }
  });
}

// With the constant coordinate written out.
TEST(KernelProperties, InputBiasIsOneMoreCoordinate) {
  const Eigen::MatrixXd x = Points();
  Eigen::MatrixXd longer(x.rows(), 4);
  longer << x, Eigen::VectorXd::Constant(x.rows(), 0.75);
  const Eigen::MatrixXd gram = Gram(WithInputBias(PolynomialNet(2), 0.75), x),
                        expected = Gram(PolynomialNet(2), longer);
  const Eigen::MatrixXd without = Gram(PolynomialNet(2), x);
  for (int i = 0; i < x.rows(); ++i) {
    for (int j = 0; j < x.rows(); ++j) {
      EXPECT_NEAR(gram(i, j), expected(i, j), 32 * kEps * std::sqrt(gram(i, i) * gram(j, j)));
      EXPECT_NE(gram(i, j), without(i, j));
    }
  }
  EXPECT_THROW(WithInputBias(PolynomialNet(2), 0), std::invalid_argument);
  EXPECT_THROW(WithInputBias(PolynomialNet(2), NAN), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
