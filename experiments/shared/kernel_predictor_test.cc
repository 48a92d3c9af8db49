#include "experiments/shared/kernel_predictor.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace hadamard_ntk::experiments {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Eigen::MatrixXd Points() {
  Eigen::MatrixXd x(4, 2);
  x << 1, 0, 0.5, 1, -1, 2, -0.25, -0.75;
  return x;
}

TEST(KernelPredictorTest, InterpolatesWhereTheRankIsFull) {
  const Eigen::MatrixXd x = Points(), y = Eigen::Vector4d(1, -2, 3, 0.5);
  const KernelPredictor f(MakeWideNetwork("pnn", "pnn", {.degree = 2}), x, y);
  EXPECT_TRUE(f.full_rank());
  EXPECT_GE(f.condition(), 1);
  const double bound = f.RoundingBound(f.Magnitude(x).maxCoeff());  // conditioned
  EXPECT_LE((f(x) - y).cwiseAbs().maxCoeff(), bound);
  EXPECT_LE(f.training_residual(), bound);
  EXPECT_LT(bound, 1e-10);
}

// K = 6 <x, z>^2 has rank 3 in the plane; what lies outside its range stays as the residual.
TEST(KernelPredictorTest, LeastNormWhereTheRankIsDeficient) {
  const Eigen::MatrixXd x = Points();
  const WideNetwork raw = MakeWideNetwork("pnn_raw", "pnn", {.degree = 2, .activation_free = true});
  Eigen::VectorXd quadratic(4);
  for (Eigen::Index i = 0; i < 4; ++i) quadratic[i] = x(i, 0) * x(i, 0) - 3 * x(i, 0) * x(i, 1);
  const KernelPredictor f(raw, x, quadratic);
  EXPECT_EQ(f.rank(), 3);
  EXPECT_FALSE(f.full_rank());
  EXPECT_LE(f.training_residual(), f.RoundingBound(f.Magnitude(x).maxCoeff()));
  const KernelPredictor other(raw, x, Eigen::Vector4d(1, -2, 3, 0.5));
  EXPECT_GT(other.training_residual(), 0.01);
}

TEST(KernelPredictorTest, OutputsAreIndependent) {
  const Eigen::MatrixXd x = Points();
  Eigen::MatrixXd y(4, 2);
  y << 1, 0, 2, 1, -1, 1, 0, 3;
  const WideNetwork pnn = MakeWideNetwork("pnn", "pnn", {.degree = 3});
  const KernelPredictor both(pnn, x, y), second(pnn, x, y.col(1));
  const Eigen::MatrixXd at = Eigen::RowVector2d(2, -3);
  EXPECT_NEAR(both(at)(0, 1), second(at)(0, 0), 64 * kEps * both.condition() * both.Magnitude(at)(0, 1));
}

TEST(KernelPredictorTest, RefusesWrongShapes) {
  EXPECT_THROW(KernelPredictor(MakeWideNetwork("pnn", "pnn", {.degree = 2}), Points(), Eigen::Vector3d(1, 2, 3)),
               std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
