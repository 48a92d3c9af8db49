#include "pde/two_layer_units.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::pde {
namespace {

TrigonometricSum Three() {
  TrigonometricSum f = TrigonometricSum::Cosine({2, -1}, 0.5, 0.3);
  f += TrigonometricSum::Cosine({1, 1}, 3, -2);
  f += TrigonometricSum::Cosine({0, 3}, 1.25);
  return f;
}

std::vector<double> Uniforms(std::size_t count, std::mt19937_64& random) {
  std::vector<double> u(count);
  for (double& value : u) value = (static_cast<double>(random() >> 12) + 0.5) * 0x1p-52;
  return u;
}

// Values and gradients are those of the sum, term by term; counted.
TEST(TwoLayerUnitsTest, CosinesAreTheSum) {
  const TrigonometricSum sum = Three();
  const CosineSum f(sum);
  ASSERT_EQ(f.size(), 3);
  EXPECT_EQ(f.amplitudes, Eigen::Vector3d(3, 1.25, 0.5));
  EXPECT_NEAR(f.BarronNorm(), sum.BarronNorm(), 1e-14 * sum.BarronNorm());
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(6, 2);
  Eigen::MatrixXd gradients;
  const Eigen::VectorXd values = f.At(x, &gradients);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const std::vector<double> at = {x(i, 0), x(i, 1)};
    EXPECT_NEAR(values[i], sum(at), 1e-14 * 5);
    for (int j = 0; j < 2; ++j) EXPECT_NEAR(gradients(i, j), sum.Derivative(j)(at), 1e-14 * 15);
  }
}

// |f - f_k|^2 by the trapezoidal rule on the torus, exact for these frequencies; counted.
TEST(TwoLayerUnitsTest, SquaredErrorIsTheMeanSquare) {
  const CosineSum f(Three());
  std::mt19937_64 random(1);
  for (const Eigen::VectorXd& law : {BarronLaw(f), UniformLaw(f, 3), Eigen::VectorXd(Eigen::Vector3d(.5, .1, .2))}) {
    const std::vector<Eigen::Index> units = DrawUnits(law, Uniforms(7, random));
    CosineSum drawn = f;
    drawn.amplitudes.setZero();
    for (const Eigen::Index j : units) {
      if (j < f.size()) drawn.amplitudes[j] += f.amplitudes[j] / law[j] / 7;
    }
    constexpr int kPoints = 16;
    Eigen::MatrixXd x(kPoints * kPoints, 2);
    for (int i = 0; i < kPoints * kPoints; ++i) x.row(i) << i / kPoints, i % kPoints;
    x *= 2 * std::numbers::pi / kPoints;
    const double mean = (f.At(x) - drawn.At(x)).squaredNorm() / (kPoints * kPoints);
    EXPECT_NEAR(SquaredError(f, law, units), mean, 1e-13 * (mean + f.SquaredNorm()));
  }
}

// The mean over many draws is the golden identity, within 5 standard errors; S^2 alone in place of S^2 - sum A^2 is
// not.
TEST(TwoLayerUnitsTest, MeanOverDraws) {
  const CosineSum f(Three());
  std::mt19937_64 random(2);
  const double total = f.amplitudes.sum();
  for (const Eigen::VectorXd& law : {BarronLaw(f), UniformLaw(f, 3)}) {
    constexpr int kDraws = 20000;
    double mean = 0, square = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double error = SquaredError(f, law, DrawUnits(law, Uniforms(5, random)));
      mean += error / kDraws;
      square += error * error / kDraws;
    }
    const double deviation = std::sqrt((square - mean * mean) / kDraws);
    EXPECT_LE(std::abs(mean - MeanSquaredError(f, law, 5)), 5 * deviation);
    EXPECT_GT(std::abs(mean - total * total / 10), 5 * deviation);
  }
  const double golden = (total * total - f.amplitudes.squaredNorm()) / 10;
  EXPECT_NEAR(MeanSquaredError(f, BarronLaw(f), 5), golden, 1e-14 * total * total);
  EXPECT_LE(golden, f.BarronNorm() * f.BarronNorm() / 5);
}

TEST(TwoLayerUnitsTest, FittedUnits) {
  const CosineSum f(Three());
  const std::vector<Eigen::Index> units = {0, 2, 2, 3};
  EXPECT_EQ(LeastSquaresError(f, units), 1.25 * 1.25 / 2);
  EXPECT_EQ(GreedyError(f, 1), (1.25 * 1.25 + 0.25) / 2);
  EXPECT_EQ(GreedyError(f, 2), 0.125);
  EXPECT_EQ(GreedyError(f, 9), 0);
}

TEST(TwoLayerUnitsTest, DrawsTheUnitZeroWhereProbabilityIsLeft) {
  const std::vector<double> uniforms = {0.1, 0.6, 0.9};
  EXPECT_EQ(DrawUnits(Eigen::Vector2d(0.5, 0.25), uniforms), (std::vector<Eigen::Index>{0, 1, 2}));
  EXPECT_EQ(DrawUnits(Eigen::Vector2d(0.5, 0.5), uniforms), (std::vector<Eigen::Index>{0, 1, 1}));
}

TEST(TwoLayerUnitsTest, Refuses) {
  EXPECT_EQ(MessageOf([] { CosineSum(TrigonometricSum(2)); }), "CosineSum: the sum is empty");
  EXPECT_EQ(MessageOf([] { CosineSum(TrigonometricSum::Constant(2, 1)); }),
            "CosineSum: the sum has a constant, at the frequency (0, 0)");
  EXPECT_EQ(MessageOf([] {
              CosineSum(TrigonometricSum::Exponential({1, -2}));
            }),
            "CosineSum: the sum is not real at the frequency (1, -2)");
  const CosineSum f(Three());
  EXPECT_EQ(MessageOf([&] { UniformLaw(f, 2); }),
            "UniformLaw: the bandwidth must be at least that of the sum, 3, got 2");
  EXPECT_EQ(MessageOf([&] { SquaredError(f, BarronLaw(f), {}); }), "SquaredError: needs at least one unit");
  EXPECT_EQ(MessageOf([&] { MeanSquaredError(f, BarronLaw(f), 0); }), "MeanSquaredError: needs at least one unit");
  EXPECT_NE(MessageOf([&] { MeanSquaredError(f, Eigen::Vector2d(1, 1), 1); }).find("3 positive probabilities"),
            std::string::npos);
  EXPECT_NE(MessageOf([&] { f.At(Eigen::MatrixXd::Ones(1, 3)); }).find("2 coordinates, got 3"), std::string::npos);
}

}  // namespace
}  // namespace hadamard_ntk::pde
