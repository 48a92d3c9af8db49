#include "pde/relu_units.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::pde {
namespace {

CosineSum Sum() {
  TrigonometricSum f = TrigonometricSum::Cosine({1, -1}, 2, 0.4);
  f += TrigonometricSum::Cosine({0, 2}, 0.5, -1);
  return CosineSum(f);
}

// At points all over the cube, ends too: affine part plus the mean unit is f, within 5 standard errors; without the
// affine part it is not.  No unit exceeds T.
TEST(ReluUnitsTest, MeanUnitAndAffinePartAreTheSum) {
  const CosineSum f = Sum();
  Eigen::MatrixXd x(5, 2);
  x << 0, 0, 6.2, 0.1, 3, 3, 1, 5, 0.1, 6.2;
  std::mt19937_64 random(3);
  std::vector<double> uniforms(2 * 200000);
  for (double& u : uniforms) u = (static_cast<double>(random() >> 12) + 0.5) * 0x1p-52;
  const ReluUnits units = DrawReluUnits(f, uniforms);
  const Eigen::MatrixXd values = units.At(x) * units.outer.asDiagonal();
  EXPECT_LE(values.cwiseAbs().maxCoeff(), ReluVariation(f));
  const Eigen::VectorXd affine = AffinePart(f), exact = f.At(x);
  const double count = static_cast<double>(values.cols());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double mean = values.row(i).mean();
    const double deviation = std::sqrt((values.row(i).squaredNorm() / count - mean * mean) / count);
    const double linear = affine[0] + affine.tail(2).dot(x.row(i));
    EXPECT_LE(std::abs(mean + linear - exact[i]), 5 * deviation) << i;
    EXPECT_GT(std::abs(mean - exact[i]), 5 * deviation) << i;
  }
  EXPECT_NEAR(ReluVariation(f), std::numbers::pi * std::numbers::pi * (2 * 4 + 0.5 * 4), 1e-12 * 100);
}

TEST(ReluUnitsTest, Refuses) { EXPECT_THROW(DrawReluUnits(Sum(), std::vector<double>(3, 0.5)), std::invalid_argument); }

}  // namespace
}  // namespace hadamard_ntk::pde
