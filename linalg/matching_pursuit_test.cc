#include "linalg/matching_pursuit.h"

#include <gtest/gtest.h>

#include <Eigen/QR>

namespace hadamard_ntk::linalg {
namespace {

// Residuals are those of least squares on the columns taken, and fall.
TEST(MatchingPursuitTest, ResidualsAreThoseOfLeastSquares) {
  Eigen::MatrixXd d = Eigen::MatrixXd::Random(30, 12);
  d.col(7) *= 1e6;
  const Eigen::VectorXd y = Eigen::VectorXd::Random(30);
  const Pursuit pursuit = PursueMatches(d, y, 9);
  ASSERT_EQ(pursuit.columns.size(), 9u);
  Eigen::MatrixXd taken(30, 9);
  double before = y.squaredNorm();
  for (Eigen::Index k = 0; k < 9; ++k) {
    taken.col(k) = d.col(pursuit.columns[static_cast<std::size_t>(k)]);
    const Eigen::MatrixXd first = taken.leftCols(k + 1);
    const double residual = (y - first * first.colPivHouseholderQr().solve(y)).squaredNorm();
    EXPECT_NEAR(pursuit.residuals[static_cast<std::size_t>(k)], residual, 1e-12 * y.squaredNorm());
    EXPECT_LT(residual, before);
    before = residual;
  }
}

// Of orthogonal columns, the largest coefficients first, whatever the columns' lengths.
TEST(MatchingPursuitTest, TakesTheLargestOfOrthogonalColumns) {
  Eigen::MatrixXd d = Eigen::MatrixXd::Identity(5, 5);
  d.col(0) *= 100;
  Eigen::VectorXd y(5);
  y << 1, -4, 2, 0.5, 3;
  EXPECT_EQ(PursueMatches(d, y, 3).columns, (std::vector<Eigen::Index>{1, 4, 2}));
}

TEST(MatchingPursuitTest, LeavesOutWhatIsInTheSpan) {
  Eigen::MatrixXd d(4, 4);
  d << 1, 2, 0, 0, 1, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1;
  const Pursuit pursuit = PursueMatches(d, Eigen::VectorXd::Ones(4), 4);
  EXPECT_EQ(pursuit.columns, (std::vector<Eigen::Index>{0, 3}));
  EXPECT_LE(pursuit.residuals.back(), 1e-12 * 4);
}

TEST(MatchingPursuitTest, Refuses) {
  EXPECT_THROW(PursueMatches(Eigen::MatrixXd::Ones(3, 2), Eigen::VectorXd::Ones(2), 1), std::invalid_argument);
  EXPECT_THROW(PursueMatches(Eigen::MatrixXd::Ones(3, 2), Eigen::VectorXd::Ones(3), -1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::linalg
