#include "ntk/leave_one_out.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Eigen::MatrixXd Normals(int n, int d, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(n, d, [&] { return normal(generator); });
}

// By definition: n regressions, each without a sample.
Eigen::MatrixXd OneByOne(const Eigen::MatrixXd& gram, const Eigen::MatrixXd& residual, double ridge) {
  const auto n = static_cast<int>(gram.rows());
  Eigen::MatrixXd errors(n, residual.cols());
  for (int i = 0; i < n; ++i) {
    std::vector<int> others;
    for (int j = 0; j < n; ++j) {
      if (j != i) others.push_back(j);
    }
    const KernelRegression without(gram(others, others));
    const Eigen::MatrixXd cross = gram(std::vector<int>{i}, others);
    errors.row(i) = residual.row(i) - Predict(cross, without.Solve(residual(others, Eigen::all), ridge));
  }
  return errors;
}

// The bound of the header.
double Bound(const KernelRegression& regression, const Eigen::MatrixXd& errors, double ridge) {
  const auto& report = regression.report();
  const double least = regression.eigenvalues()[regression.size() - report.rank] + ridge;
  return 50 * regression.size() * kEps * report.lambda_max / least * errors.cwiseAbs().maxCoeff();
}

class LeaveOneOutTest : public testing::Test {
 protected:
  const Eigen::MatrixXd x_ = Normals(30, 3, 1), y_ = Normals(30, 2, 2);
  const Eigen::MatrixXd gram_ = Gram(FullyConnected(3), x_);
  const KernelRegression regression_{gram_};
};

TEST_F(LeaveOneOutTest, IsTheErrorOfARegressionWithoutTheSample) {
  for (const double ridge : {0.0, 1e-8, 0.1, 10.0}) {
    const Eigen::MatrixXd expected = OneByOne(gram_, y_, ridge);
    const double bound = Bound(regression_, expected, ridge);
    EXPECT_LE((LeaveOneOutErrors(regression_, y_, ridge) - expected).cwiseAbs().maxCoeff(), bound) << ridge;
    // Controls: the error with the sample; the ridge forgotten in B_ii; another ridge.
    EXPECT_GT((y_ - gram_ * regression_.Solve(y_, ridge) - expected).cwiseAbs().maxCoeff(), bound) << ridge;
    EXPECT_GT((LeaveOneOutErrors(regression_, y_, 1.01 * ridge + 1e-3) - expected).cwiseAbs().maxCoeff(), bound);
    if (ridge < 0.1) continue;
    const Eigen::VectorXd diagonal = gram_.inverse().diagonal();
    const Eigen::MatrixXd wrong = diagonal.cwiseInverse().asDiagonal() * regression_.Solve(y_, ridge);
    EXPECT_GT((wrong - expected).cwiseAbs().maxCoeff(), bound) << ridge;
  }
}

// The identity of the header, with an inverse by LU.
TEST_F(LeaveOneOutTest, IsACoefficientOverTheDiagonalOfTheInverse) {
  for (const double ridge : {0.0, 0.1}) {
    const Eigen::MatrixXd inverse = (gram_ + ridge * Eigen::MatrixXd::Identity(30, 30)).inverse();
    const Eigen::MatrixXd expected = inverse.diagonal().cwiseInverse().asDiagonal() * (inverse * y_);
    EXPECT_LE((LeaveOneOutErrors(regression_, y_, ridge) - expected).cwiseAbs().maxCoeff(),
              Bound(regression_, expected, ridge));
  }
}

// Samples 0..4 twice: eigenvalues 0, in which the others have no part.
TEST_F(LeaveOneOutTest, OfRepeatedRowsEachIsPredictedByItsCopy) {
  Eigen::MatrixXd x(35, 3), y(35, 2);
  x << x_, x_.topRows(5);
  y << y_, Normals(5, 2, 3);
  const Eigen::MatrixXd gram = Gram(FullyConnected(3), x);
  const KernelRegression regression(gram);
  ASSERT_EQ(regression.report().rank, 30);
  for (const double ridge : {0.0, 1e-12, 1e-4, 1.0}) {
    const Eigen::MatrixXd errors = LeaveOneOutErrors(regression, y, ridge);
    const Eigen::MatrixXd expected = OneByOne(gram, y, ridge);
    EXPECT_LE((errors - expected).cwiseAbs().maxCoeff(), Bound(regression, expected, ridge)) << ridge;
  }
  const Eigen::MatrixXd errors = LeaveOneOutErrors(regression, y);
  const Eigen::MatrixXd of_copies = y.topRows(5) - y.bottomRows(5);
  const double bound = Bound(regression, errors, 0);
  EXPECT_LE((errors.topRows(5) - of_copies).cwiseAbs().maxCoeff(), bound);
  EXPECT_LE((errors.bottomRows(5) + of_copies).cwiseAbs().maxCoeff(), bound);
  // Control: alpha_i / B_ii with K^+ for B says something else of the copies.
  const Eigen::MatrixXd v = regression.eigenvectors().rightCols(30);
  const Eigen::VectorXd factors = regression.eigenvalues().tail(30).cwiseInverse();
  const Eigen::VectorXd diagonal = v.cwiseAbs2() * factors;
  const Eigen::MatrixXd wrong = diagonal.cwiseInverse().asDiagonal() * regression.Solve(y);
  EXPECT_GT((wrong.topRows(5) - of_copies).cwiseAbs().maxCoeff(), 0.1);
}

// K = 6 x^2 z^2, of rank 1: without sample i, f(x) = x^2 <a, y> / (<a, a> + ridge / 6) over the others, a_j = x_j^2.
TEST(LeaveOneOutOfARayTest, IsThatOfAnOrdinaryLeastSquares) {
  const Eigen::VectorXd x{{1, 2, 3, 0.5}}, y{{1, 5, 8, 2}};
  const Eigen::VectorXd a = x.cwiseAbs2();
  const KernelRegression regression(Gram(PolynomialNet(2), x));
  ASSERT_EQ(regression.report().rank, 1);
  for (const double ridge : {0.0, 1e-300, 1e-15, 1e-3, 1.0, 1e3}) {
    const Eigen::MatrixXd errors = LeaveOneOutErrors(regression, y, ridge);
    for (int i = 0; i < 4; ++i) {
      const double fit = (a.dot(y) - a[i] * y[i]) / (a.squaredNorm() - a[i] * a[i] + ridge / 6);
      // Counted: sums of 4 terms of at most 98 / (98 - 81) of what is left, and entries of K to 8 eps.
      EXPECT_LE(std::abs(errors(i, 0) - (y[i] - a[i] * fit)), 400 * kEps * std::abs(y[i])) << ridge << " " << i;
    }
  }
}

TEST(LeaveOneOutOfLittleTest, OneSampleAndNoKernel) {
  const KernelRegression one(Eigen::MatrixXd::Constant(1, 1, 4));
  const Eigen::MatrixXd y = Eigen::MatrixXd::Constant(1, 1, 3);
  EXPECT_EQ(LeaveOneOutErrors(one, y)(0, 0), 3);
  EXPECT_LE(std::abs(LeaveOneOutErrors(one, y, 0.3)(0, 0) - 3), 3 * 4 * kEps);
  const Eigen::MatrixXd rest = Normals(3, 2, 4);
  EXPECT_EQ(LeaveOneOutErrors(KernelRegression(Eigen::MatrixXd::Zero(3, 3)), rest, 0.3), rest);
}

TEST_F(LeaveOneOutTest, HasNoScale) {
  const Eigen::MatrixXd expected = LeaveOneOutErrors(regression_, y_, 0.1);
  for (const int exponent : {-1000, -1060, 1000}) {
    const double scale = std::ldexp(1.0, exponent);
    const Eigen::MatrixXd errors = LeaveOneOutErrors(KernelRegression(scale * gram_), y_, scale * 0.1);
    // Where K has few digits of its own left, they are its error.
    const double digits = std::max(kEps, std::numeric_limits<double>::denorm_min() / scale);
    EXPECT_LE((errors - expected).cwiseAbs().maxCoeff(), Bound(regression_, expected, 0.1) * digits / kEps) << exponent;
  }
}

TEST_F(LeaveOneOutTest, RejectsBadInput) {
  EXPECT_THROW(LeaveOneOutErrors(regression_, y_.topRows(3)), std::invalid_argument);
  EXPECT_THROW(LeaveOneOutErrors(regression_, y_, -1), std::invalid_argument);
  EXPECT_THROW(LeaveOneOutErrors(regression_, y_, 1e300), std::invalid_argument);
  Eigen::MatrixXd bad = y_;
  bad(2, 1) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(MessageOf([&] { LeaveOneOutErrors(regression_, bad); }),
            "LeaveOneOutErrors: residual has an entry that is not finite");
}

}  // namespace
}  // namespace hadamard_ntk::ntk
