#include "ntk/kernel_regression.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// A Gram matrix of the kernel (1 + <x, z>)^3 with a bump on the diagonal: condition about 1e3.
Eigen::MatrixXd Points(int n, int d, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(n, d, [&] { return normal(generator); });
}

Eigen::MatrixXd Kernel(const Eigen::MatrixXd& x, const Eigen::MatrixXd& z) {
  Eigen::MatrixXd k = (x * z.transpose()).array().square() + 1;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (Eigen::Index j = 0; j < z.rows(); ++j) k(i, j) += 5 * std::exp(-(x.row(i) - z.row(j)).squaredNorm());
  }
  return k;
}

class KernelRegressionTest : public testing::Test {
 protected:
  const Eigen::MatrixXd train_ = Points(20, 3, 1), test_ = Points(7, 3, 2);
  const Eigen::MatrixXd gram_ = Kernel(train_, train_), cross_ = Kernel(test_, train_);
  const Eigen::MatrixXd targets_ = Points(20, 2, 3), initial_train_ = Points(20, 2, 4), initial_test_ = Points(7, 2, 5);
  const KernelRegression regression_{gram_};

  // Conditioned: the solution of a system of this condition, n terms a sum.
  double SolveTolerance() const { return 50 * 20 * kEps * regression_.report().condition; }
};

TEST_F(KernelRegressionTest, SolvesTheRidgeSystem) {
  for (const double ridge : {0.0, 0.1, 10.0}) {
    const Eigen::MatrixXd system = gram_ + ridge * Eigen::MatrixXd::Identity(20, 20);
    const Eigen::MatrixXd expected = system.llt().solve(targets_);
    const Eigen::MatrixXd solution = regression_.Solve(targets_, ridge);
    EXPECT_LE((solution - expected).norm(), SolveTolerance() * expected.norm()) << ridge;
    // Control: another ridge is seen.
    EXPECT_GT((regression_.Solve(targets_, ridge + 0.01) - expected).norm(), SolveTolerance() * expected.norm())
        << ridge;
  }
}

TEST_F(KernelRegressionTest, ReportsWhatTheMatrixIsWorth) {
  EXPECT_EQ(regression_.report().rank, 20);
  EXPECT_TRUE(regression_.Interpolates());
  EXPECT_GT(regression_.report().lambda_min, 0);
  EXPECT_NEAR(regression_.eigenvalues().sum(), gram_.trace(), 100 * kEps * gram_.trace());
  // Two equal points: rank deficient by one; the least-norm solution averages their targets.
  Eigen::MatrixXd doubled = train_;
  doubled.row(19) = doubled.row(18);
  const KernelRegression singular(Kernel(doubled, doubled));
  EXPECT_EQ(singular.report().rank, 19);
  EXPECT_FALSE(singular.Interpolates());
  const Eigen::MatrixXd fit = Predict(Kernel(doubled, doubled), singular.Solve(targets_));
  const Eigen::MatrixXd average = (targets_.row(18) + targets_.row(19)) / 2;
  EXPECT_LE((fit.row(18) - average).norm(), 1e4 * SolveTolerance());  // conditioned by the smallest kept eigenvalue
  EXPECT_GT((fit.row(18) - targets_.row(18)).norm(), 0.1);
}

// The recursion of the header, step by step, on training and test points.
TEST_F(KernelRegressionTest, DescentMatchesTheStepsTakenOneByOne) {
  for (const double momentum : {0.0, 0.5, 0.9}) {
    for (const double fraction : {0.1, 0.9}) {
      const double eta = fraction * regression_.MaxLearningRate(momentum);
      Eigen::MatrixXd train = initial_train_, test = initial_test_, last_train = train, last_test = test;
      for (int t = 0; t <= 200; ++t) {
        if (t == 0 || t == 1 || t == 2 || t == 7 || t == 200) {
          const Eigen::MatrixXd c = regression_.Descend(targets_ - initial_train_, {eta, momentum}, t);
          // Conditioned: 200 steps of n-term sums, none of which grows the error.
          const double tolerance = 200 * 20 * kEps * (10 + test.norm());
          EXPECT_LE((Predict(cross_, c, initial_test_) - test).norm(), tolerance)
              << momentum << " " << fraction << " " << t;
          EXPECT_LE((Predict(gram_, c, initial_train_) - train).norm(), tolerance)
              << momentum << " " << fraction << " " << t;
        }
        const Eigen::MatrixXd error = train - targets_;
        const Eigen::MatrixXd next_train = train - eta * gram_ * error + momentum * (train - last_train);
        const Eigen::MatrixXd next_test = test - eta * cross_ * error + momentum * (test - last_test);
        last_train = train;
        last_test = test;
        train = next_train;
        test = next_test;
      }
    }
  }
}

TEST_F(KernelRegressionTest, DescentEndsInRidgelessRegression) {
  for (const double momentum : {0.0, 0.9}) {
    const double eta = 0.5 * regression_.MaxLearningRate(momentum);
    const Eigen::MatrixXd end = regression_.Descend(targets_, {eta, momentum}, std::int64_t{1} << 40);
    EXPECT_LE((end - regression_.Solve(targets_)).norm(), SolveTolerance() * end.norm());
  }
}

TEST_F(KernelRegressionTest, LimitOfTheLearningRateIsSharp) {
  for (const double momentum : {0.0, 0.6}) {
    const double limit = regression_.MaxLearningRate(momentum);
    const double lambda = regression_.report().lambda_max;
    // |r_t| = |1 - lambda g_t|: bounded just below the limit, growing just above.
    const auto left = [&](double eta, std::int64_t t) {
      return std::abs(1 - lambda * KernelRegression::DescentFilter(lambda, {eta, momentum}, t));
    };
    EXPECT_LT(left(0.99 * limit, 2000), 1e-6);
    EXPECT_GT(left(1.01 * limit, 2000), 1e6);
  }
  EXPECT_THROW(regression_.Descend(targets_, {2 * regression_.MaxLearningRate()}, 1000000), std::overflow_error);
}

TEST_F(KernelRegressionTest, FilterIsExactAtTinyEigenvalues) {
  // (1 - (1 - eta lambda)^t) / lambda -> eta t.
  for (const double lambda : {0.0, 1e-320, 1e-18, 1e-9}) {
    const double expected = 0.25 * 1000 * (1 - 0.25 * lambda * 999 / 2);
    EXPECT_LE(std::abs(KernelRegression::DescentFilter(lambda, {0.25}, 1000) / expected - 1),
              8 * kEps + 1e-13 * (lambda > 1e-10));
  }
  // Momentum: the recursion at lambda = 0 sums the geometric series.
  double g = 0, last = 0;
  for (int t = 0; t < 50; ++t) {
    const double next = 1.8 * g - 0.8 * last + 0.25;
    last = g;
    g = next;
  }
  EXPECT_LE(std::abs(KernelRegression::DescentFilter(0, {0.25, 0.8}, 50) / g - 1), 200 * kEps);
}

TEST_F(KernelRegressionTest, RejectsBadInput) {
  Eigen::MatrixXd bad = gram_;
  bad(2, 3) += 1;
  EXPECT_THROW(KernelRegression{bad}, std::invalid_argument);
  EXPECT_THROW(KernelRegression{cross_}, std::invalid_argument);
  EXPECT_THROW(KernelRegression{Eigen::MatrixXd()}, std::invalid_argument);
  bad = gram_;
  bad(0, 0) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(KernelRegression{bad}, std::invalid_argument);
  EXPECT_THROW(KernelRegression{-gram_}, std::domain_error);
  EXPECT_THROW(regression_.Solve(initial_test_), std::invalid_argument);
  EXPECT_THROW(regression_.Solve(targets_, -1), std::invalid_argument);
  EXPECT_THROW(regression_.Descend(targets_, {0}, 1), std::invalid_argument);
  EXPECT_THROW(regression_.Descend(targets_, {0.1, 1}, 1), std::invalid_argument);
  EXPECT_THROW(regression_.Descend(targets_, {0.1}, -1), std::invalid_argument);
  EXPECT_THROW(Predict(cross_, initial_test_), std::invalid_argument);
  EXPECT_THROW(Predict(cross_, targets_, targets_), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
