#include "ntk/repeated_rows.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <limits>
#include <vector>

#include "ntk/fully_connected.h"
#include "ntk/gram.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Eigen::MatrixXd Rows() {
  return Eigen::MatrixXd{{1, 2, 0}, {3, -1, 1}, {1, 2, -0.0}, {1, 2, 5e-324}, {3, -1, 1}, {1, 2, 0}};
}

TEST(RepeatedRows, AreFoundByValue) {
  const RepeatedRows repeated(Rows());
  EXPECT_TRUE(repeated.any());
  EXPECT_EQ(repeated.first(), (std::vector<std::ptrdiff_t>{0, 1, 3}));
  EXPECT_EQ(repeated.copies(), Eigen::Vector3d(3, 2, 1));
  const Eigen::VectorXd y{{0.1, 2, 0.1, 5, 4, 0.1}};
  EXPECT_EQ(repeated.Means(y), Eigen::Vector3d(0.1, 3, 5));
  EXPECT_EQ(repeated.Spread(Eigen::Vector3d(3, 2, 7)), Eigen::VectorXd({{1, 1, 1, 7, 1, 1}}));
}

TEST(RepeatedRows, OfAMillionNumbersAreNone) {
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(1000, 1000);
  for (int i = 0; i < 1000; ++i) x(i, (7 * i) % 1000) = i < 500 ? 1 : 2;  // most entries are equal
  EXPECT_FALSE(RepeatedRows(x).any());
  x.row(999) = x.row(3);
  EXPECT_EQ(RepeatedRows(x).first().size(), 999U);
}

// With a ridge both systems have a solution: the same predictions at other points.
TEST(RepeatedRows, HaveTheSameRegression) {
  const Eigen::MatrixXd x = Rows();
  const Eigen::VectorXd y{{1, 2, 7, 5, 4, -3}};
  const Eigen::MatrixXd z{{0.3, 0.4, 0.5}, {-1, 2, 3}};
  const FullyConnected kernel(3, 0.5);
  constexpr double kRidge = 0.3;
  const Eigen::MatrixXd whole = Gram(kernel, x) + kRidge * Eigen::MatrixXd::Identity(6, 6);
  const Eigen::VectorXd expected = Gram(kernel, z, x) * whole.partialPivLu().solve(y);

  const RepeatedRows repeated(x);
  const Eigen::MatrixXd distinct = x(repeated.first(), Eigen::all);
  Eigen::MatrixXd system = Gram(kernel, distinct);
  system.diagonal() += kRidge * repeated.copies().cwiseInverse();
  const Eigen::VectorXd c = system.partialPivLu().solve(repeated.Means(y));
  const Eigen::VectorXd f = Gram(kernel, z, x) * repeated.Spread(c);
  // Conditioned: K(x, x) <= 50, over the ridge.
  EXPECT_LE((f - expected).norm(), 6 * 6 * 50 / kRidge * kEps * expected.norm());
  // Control: without the copies the ridge is another.
  system.diagonal().array() += kRidge * (1 - repeated.copies().cwiseInverse().array());
  const Eigen::VectorXd other = Gram(kernel, z, x) * repeated.Spread(system.partialPivLu().solve(repeated.Means(y)));
  EXPECT_GT((other - expected).norm(), 1e-3 * expected.norm());
}

}  // namespace
}  // namespace hadamard_ntk::ntk
