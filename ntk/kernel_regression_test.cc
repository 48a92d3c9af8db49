#include "ntk/kernel_regression.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>

#include "linalg/thrown_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

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
  EXPECT_NEAR(regression_.report().mean_eigenvalue, gram_.trace() / 20, 100 * kEps * gram_.trace() / 20);
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

// f(X) = (1 - e^{-t K}) (Y - f_0) + f_0, the exponential by its series and squarings.
TEST_F(KernelRegressionTest, FlowIsTheExponentialOfTheGramMatrix) {
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(20, 20);
  constexpr int kSquarings = 20;
  for (const double in_units : {0.0, 0.3, 10.0, 300.0}) {
    const double time = in_units / regression_.report().lambda_max;
    const Eigen::MatrixXd step = -std::ldexp(time, -kSquarings) * gram_;
    Eigen::MatrixXd left = identity + step * (identity + step / 2 * (identity + step / 3 * (identity + step / 4)));
    for (int i = 0; i < kSquarings; ++i) left = (left * left).eval();
    const Eigen::MatrixXd expected = targets_ - left * (targets_ - initial_train_);
    // Conditioned: the rounding of a step, doubled by each squaring; the series ends below it.
    const double tolerance = 20 * std::ldexp(kEps, kSquarings) * (targets_ - initial_train_).norm();
    const Eigen::MatrixXd c = regression_.Flow(targets_ - initial_train_, time);
    EXPECT_LE((Predict(gram_, c, initial_train_) - expected).norm(), tolerance) << in_units;
    if (in_units == 0) continue;
    // Control: one percent later.
    const Eigen::MatrixXd later = regression_.Flow(targets_ - initial_train_, 1.01 * time);
    EXPECT_GT((Predict(gram_, later, initial_train_) - expected).norm(), tolerance) << in_units;
  }
}

// At test points, too: descent by 2^40 small steps; the end of all time is ridgeless regression.
TEST_F(KernelRegressionTest, FlowIsTheLimitOfDescentAndEndsInRegression) {
  for (const double in_units : {0.3, 10.0, 300.0}) {
    const double time = in_units / regression_.report().lambda_max;
    const Eigen::MatrixXd c = regression_.Flow(targets_, time);
    const Eigen::MatrixXd steps = regression_.Descend(targets_, {std::ldexp(time, -40)}, std::int64_t{1} << 40);
    // Counted: n eps, and x^2 e^-x / 2 < 1 of 2^-40 in each direction.
    const double tolerance = (20 * kEps + std::ldexp(1.0, -40)) * c.norm();
    EXPECT_LE((Predict(cross_, c) - Predict(cross_, steps)).norm(), tolerance * cross_.norm()) << in_units;
  }
  const Eigen::MatrixXd end = regression_.Flow(targets_, 1e300), solution = regression_.Solve(targets_);
  EXPECT_LE((end - solution).norm(), SolveTolerance() * solution.norm());
  // Where K does not interpolate nothing grows with time.
  const Eigen::MatrixXd x{{1, 2}, {1, 2}, {3, 1}}, y{{2.0}, {8.0}, {1.0}};
  const Eigen::MatrixXd gram = Gram(PolynomialNet(2), x);
  EXPECT_LE((Predict(gram, KernelRegression(gram).Flow(y, 1e300)) - Eigen::MatrixXd{{5.0}, {5.0}, {1.0}}).norm(),
            3 * 10 * 8 * kEps);  // counted, as for steps below
}

TEST_F(KernelRegressionTest, LimitOfTheLearningRateIsSharp) {
  for (const double momentum : {0.0, 0.6}) {
    const double limit = regression_.MaxLearningRate(momentum);
    const double lambda = regression_.report().lambda_max;
    // |r_t| = |1 - lambda g_t|: bounded just below the limit, growing just above.
    const auto left = [&](double eta, std::int64_t t) {
      return std::abs(1 - lambda * DescentFilter(lambda, {eta, momentum}, t));
    };
    EXPECT_LT(left(0.99 * limit, 2000), 1e-6);
    EXPECT_GT(left(1.01 * limit, 2000), 1e6);
  }
  EXPECT_THROW(regression_.Descend(targets_, {2 * regression_.MaxLearningRate()}, 1000000), std::overflow_error);
}

// Samples on a ray and no bias: K(x, z) = 6 x^2 z^2, of rank 1, whose eigenvalues beyond the rank are rounding.
//   f(1) = <a, y> / (<a, a> + ridge / 6),  a_i = x_i^2.
TEST(KernelRegressionOfARayTest, ASmallRidgeIsNotDividedIntoRounding) {
  const Eigen::VectorXd x{{1, 2, 3}}, y{{1, 5, 8}};
  const Eigen::MatrixXd one = Eigen::MatrixXd::Ones(1, 1);
  const PolynomialNet kernel(2);
  const Eigen::MatrixXd gram = Gram(kernel, x), cross = Gram(kernel, one, x);
  const KernelRegression regression(gram);
  EXPECT_EQ(regression.report().rank, 1);
  EXPECT_FALSE(regression.Interpolates());
  EXPECT_EQ(regression.report().condition, std::numeric_limits<double>::infinity());
  for (const double ridge : {0.0, 1e-300, 1e-16, 1e-15, 1e-14, 1e-12, 1e-8, 1e-3, 1.0, 1e6}) {
    const double expected = 93 / (98 + ridge / 6);
    // Counted: entries of K to 8 eps, an eigenvector to n eps.
    EXPECT_LE(std::abs(Predict(cross, regression.Solve(y, ridge))(0, 0) / expected - 1), 30 * kEps) << ridge;
  }
  // Control: with the directions beyond the rank these ridges say something else.
  double worst = 0;
  for (const double ridge : {1e-16, 1e-15, 1e-14}) {
    const Eigen::VectorXd factors = (regression.eigenvalues().array() + ridge).inverse();
    const Eigen::MatrixXd& v = regression.eigenvectors();
    worst = std::max(worst, std::abs((cross * (v * (factors.asDiagonal() * (v.transpose() * y))))(0, 0) - 93.0 / 98));
  }
  EXPECT_GT(worst, 0.1);
  // However many steps: they end in least squares.
  const double eta = 0.5 * regression.MaxLearningRate();
  for (const double momentum : {0.0, 0.9}) {
    for (const std::int64_t t : {std::int64_t{100000}, std::int64_t{1000000000000000}}) {
      const double f = Predict(cross, regression.Descend(y, {eta, momentum}, t))(0, 0);
      EXPECT_LE(std::abs(f / (93.0 / 98) - 1), 30 * kEps) << momentum << " " << t;
    }
  }
}

// Each of 100 samples twice, with two labels: twice K', its ridge halved, the labels' means.
TEST(KernelRegressionOfRepeatedRowsTest, IsThatOfTheirMeansForEveryRidge) {
  const Eigen::MatrixXd once = Points(100, 5, 6), test = Points(9, 5, 7);
  const Eigen::MatrixXd twice = once.replicate(2, 1), y = Points(200, 1, 8);
  const FullyConnected kernel(3);
  const Eigen::MatrixXd gram = Gram(kernel, once), cross = Gram(kernel, test, twice);
  const KernelRegression regression(Gram(kernel, twice));
  EXPECT_EQ(regression.report().rank, 100);
  // Twice every eigenvalue of the samples once: the same condition, conditioned.
  const KernelRegression single(gram);
  const double condition = regression.report().effective_condition;
  EXPECT_TRUE(single.Interpolates());
  EXPECT_EQ(single.report().condition, single.report().effective_condition);
  EXPECT_LE(std::abs(condition / single.report().condition - 1), 200 * kEps * condition);
  for (const double ridge : {0.0, 1e-15, 1e-12, 1e-6, 1.0}) {
    const Eigen::MatrixXd system = gram + ridge / 2 * Eigen::MatrixXd::Identity(100, 100);
    const Eigen::MatrixXd expected =
        Gram(kernel, test, once) * system.partialPivLu().solve((y.topRows(100) + y.bottomRows(100)) / 2);
    const Eigen::MatrixXd f = Predict(cross, regression.Solve(y, ridge));
    // Conditioned: n eps times the condition of what is kept.
    EXPECT_LE((f - expected).norm(), 200 * kEps * condition * expected.norm()) << ridge;
  }
}

TEST(KernelRegressionOfRepeatedRowsTest, LearnsTheirMeanAndStaysThere) {
  const Eigen::MatrixXd x{{1, 2}, {1, 2}, {3, 1}}, y{{2.0}, {8.0}, {1.0}};
  const Eigen::MatrixXd gram = Gram(PolynomialNet(2), x);
  const KernelRegression regression(gram);
  for (const double momentum : {0.0, 0.9}) {
    for (const std::int64_t t : {std::int64_t{1000000000000}, std::int64_t{1000000000000000}}) {
      const Eigen::MatrixXd f = Predict(gram, regression.Descend(y, {0.001, momentum}, t));
      // Counted: f to n eps of its norm times a condition of less than 10.
      EXPECT_LE((f - Eigen::MatrixXd{{5.0}, {5.0}, {1.0}}).norm(), 3 * 10 * 8 * kEps) << momentum << " " << t;
    }
  }
  // Control: an eigenvalue of rounding, if it learned, would move f(x_0) by much more.
  const double learned = DescentFilter(kEps, {0.001}, 1000000000000) * kEps;
  EXPECT_GT(learned, 1e-7);
}

// A Gram matrix from float is known to float's eps: what it says beyond is neither rank nor indefinite.
TEST_F(KernelRegressionTest, RankIsToTheErrorOfTheEntries) {
  const Eigen::MatrixXd x = Points(30, 2, 9);  // K of rank 3, as (<x, z>)^2 has
  const Eigen::MatrixXd exact = (x * x.transpose()).array().square();
  EXPECT_EQ(KernelRegression(exact).report().rank, 3);
  const Eigen::MatrixXd rounded = exact.cast<float>().cast<double>();
  constexpr double kFloatEps = std::numeric_limits<float>::epsilon();
  EXPECT_EQ(KernelRegression(rounded, kFloatEps).report().rank, 3);
  EXPECT_THROW(KernelRegression{rounded}, std::domain_error);  // control: taken for doubles it is indefinite
  EXPECT_THROW(KernelRegression(exact, 0), std::invalid_argument);
  EXPECT_THROW(KernelRegression(exact, NAN), std::invalid_argument);
  // Degree 100 on a ray: entries are off by more than n eps.
  const KernelRegression ray(Gram(PolynomialNet(100), Eigen::Vector2d(0.9, 1.1)), (8 + 100) * kEps);
  EXPECT_EQ(ray.report().rank, 1);
}

TEST_F(KernelRegressionTest, HasNoScale) {
  const double rate = 0.3 * regression_.MaxLearningRate();
  for (const int exponent : {-1000, -600, 600, 1000}) {
    const double scale = std::ldexp(1.0, exponent);
    const KernelRegression scaled(scale * gram_);
    EXPECT_EQ(scaled.report().rank, 20);
    // A power of two: the same but for the solver's own scaling.
    const Eigen::MatrixXd c = scaled.Solve(targets_, scale * 0.1) * scale;
    EXPECT_LE((c - regression_.Solve(targets_, 0.1)).norm(), SolveTolerance() * c.norm()) << exponent;
    const Eigen::MatrixXd after = scaled.Descend(targets_, {rate / scale, 0.9}, 1000) * scale;
    EXPECT_LE((after - regression_.Descend(targets_, {rate, 0.9}, 1000)).norm(), SolveTolerance() * after.norm());
  }
  // Beyond the range of double there is an error, not an infinity.
  EXPECT_THROW(KernelRegression(1e-318 * gram_).Solve(targets_), std::overflow_error);
  EXPECT_THROW(KernelRegression(5e305 * gram_ / gram_.maxCoeff() * 300), std::domain_error);
}

TEST(KernelRegressionOfLittleTest, OneSampleAndNone) {
  const KernelRegression one(Eigen::MatrixXd::Constant(1, 1, 4));
  EXPECT_EQ(one.report().rank, 1);
  EXPECT_EQ(one.Solve(Eigen::MatrixXd::Constant(1, 1, 2), 4)(0, 0), 0.25);
  // K = 0 learns nothing, at any rate and ridge.
  const KernelRegression zero(Eigen::MatrixXd::Zero(3, 3));
  EXPECT_EQ(zero.report().rank, 0);
  EXPECT_EQ(zero.report().condition, std::numeric_limits<double>::infinity());
  EXPECT_EQ(zero.report().effective_condition, 1);
  EXPECT_EQ(zero.MaxLearningRate(), std::numeric_limits<double>::infinity());
  const Eigen::MatrixXd y = Eigen::MatrixXd::Ones(3, 2);
  EXPECT_EQ(zero.Solve(y), Eigen::MatrixXd::Zero(3, 2));
  EXPECT_EQ(zero.Solve(y, 1), Eigen::MatrixXd::Zero(3, 2));
  EXPECT_EQ(zero.Descend(y, {1e10}, 1000), Eigen::MatrixXd::Zero(3, 2));
}

TEST_F(KernelRegressionTest, RejectsARidgeThatDrownsK) {
  for (const double ridge : {1e308, std::numeric_limits<double>::max(), 1e20}) {
    EXPECT_THROW(regression_.Solve(targets_, ridge), std::invalid_argument) << ridge;
  }
  const double large = regression_.report().lambda_max * 1e15;
  const Eigen::MatrixXd c = regression_.Solve(targets_, large);
  EXPECT_LE((c * large - targets_).norm(), 1e-14 * targets_.norm());  // conditioned: lambda_max / ridge, and n eps
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "got -1.0000000000000001e-09",
                      MessageOf([&] { regression_.Solve(targets_, -1e-9); }));
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
  EXPECT_THROW(regression_.Flow(targets_, -1), std::invalid_argument);
  EXPECT_THROW(regression_.Flow(initial_test_, 1), std::invalid_argument);
  EXPECT_THROW(Predict(cross_, initial_test_), std::invalid_argument);
  EXPECT_THROW(Predict(cross_, targets_, targets_), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
