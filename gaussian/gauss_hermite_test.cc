#include "gaussian/gauss_hermite.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::gaussian {
namespace {

using Real60 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

// sum w_i x_i^m / (m - 1)!!, m even.
template <class Real>
Real RelativeMoment(const GaussHermiteRule<Real>& rule, int m) {
  Real sum(0);
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    Real term = rule.weights[i];
    for (int j = 1; j < m; j += 2) term *= rule.nodes[i] * rule.nodes[i] / Real(j);
    sum += term;
  }
  return sum;
}

template <class Real>
void ExpectExactToDegree2nMinus1() {
  using std::abs;
  const Real eps = std::numeric_limits<Real>::epsilon();
  for (const int n : {1, 2, 3, 4, 5, 13, 64, 101, 256}) {
    const auto rule = GaussHermite<Real>(n);
    for (const int m : {0, 2, 4, n - n % 2, 2 * n - 2}) {
      if (m > 2 * n - 2) continue;
      // Conditioned: m roundings of a power, m / x times the error of a node, and the weights'.
      EXPECT_LE(abs(Real(RelativeMoment(rule, m) - Real(1))), Real(4 * (m + n)) * eps) << n << " " << m;
    }
  }
  // The control: degree 2n is beyond the rule, by n!.
  EXPECT_LE(abs(Real(RelativeMoment(GaussHermite<Real>(4), 8) - Real(1) + Real(24) / Real(105))), Real(100) * eps);
}

TEST(GaussHermiteTest, IntegratesPolynomialsExactlyInDouble) { ExpectExactToDegree2nMinus1<double>(); }
TEST(GaussHermiteTest, IntegratesPolynomialsExactlyIn60Digits) { ExpectExactToDegree2nMinus1<Real60>(); }

struct Errors {
  double nodes = 0, weights = 0;  // over their bounds, at worst
};

template <class Real>
Errors WorstOfBounds(const GaussHermiteRule<Real>& rule) {
  const int n = static_cast<int>(rule.nodes.size());
  const auto wide = GaussHermite<Real60>(n);
  const Real60 eps(std::numeric_limits<Real>::epsilon());
  const Real60 node_bound = 2 * sqrt(Real60(n)) * eps, weight_bound = 2 * n * eps;
  Errors worst;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    const Real60 of_node = abs(Real60(Real60(rule.nodes[i]) - wide.nodes[i])) / node_bound;
    const Real60 of_weight = abs(Real60(Real60(rule.weights[i]) / wide.weights[i] - 1)) / weight_bound;
    worst = {std::max(worst.nodes, static_cast<double>(of_node)),
             std::max(worst.weights, static_cast<double>(of_weight))};
  }
  return worst;
}

// The textbook's weights, the squares of the eigenvectors' first components.
GaussHermiteRule<double> ByEigenvectors(int n) {
  Eigen::VectorXd beside(n - 1);
  for (int k = 1; k < n; ++k) beside(k - 1) = std::sqrt(k);
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(Eigen::VectorXd::Zero(n), beside);
  GaussHermiteRule<double> rule;
  for (int i = 0; i < n; ++i) {
    rule.nodes.push_back(solver.eigenvalues()(i));
    rule.weights.push_back(std::pow(solver.eigenvectors()(0, i), 2));
  }
  return rule;
}

TEST(GaussHermiteTest, KeepsItsStatedError) {
  for (const int n : {1, 2, 3, 5, 13, 32, 64, 101, 256, 350}) {
    const Errors errors = WorstOfBounds(GaussHermite<double>(n));
    EXPECT_LE(errors.nodes, 1) << n;
    EXPECT_LE(errors.weights, 1) << n;
    RecordProperty("nodes_" + std::to_string(n), std::to_string(errors.nodes));
    RecordProperty("weights_" + std::to_string(n), std::to_string(errors.weights));
    const Errors longer = WorstOfBounds(GaussHermite<long double>(n));
    EXPECT_LE(std::max(longer.nodes, longer.weights), 1) << n;
  }
  // The control: at the ends, first components of eigenvectors have no digits.
  EXPECT_GT(WorstOfBounds(ByEigenvectors(64)).weights, 1e3);
}

TEST(GaussHermiteTest, IsSymmetricAndAscends) {
  for (const int n : {1, 2, 7, 100}) {
    const auto rule = GaussHermite<double>(n);
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
      const std::size_t mirror = rule.nodes.size() - 1 - i;
      EXPECT_EQ(rule.nodes[i], -rule.nodes[mirror]);
      EXPECT_EQ(rule.weights[i], rule.weights[mirror]);
    }
    EXPECT_TRUE(std::is_sorted(rule.nodes.begin(), rule.nodes.end(), std::less_equal<>())) << n;
  }
}

TEST(GaussHermiteTest, RefusesEmptyRulesAndWeightsOutOfRange) {
  EXPECT_THROW(GaussHermite<double>(0), std::invalid_argument);
  EXPECT_NO_THROW(GaussHermite<double>(354));
  EXPECT_THROW(GaussHermite<double>(355), std::invalid_argument);
  EXPECT_THROW(GaussHermite<float>(60), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::gaussian
