#include "pde/newton_krylov.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <stdexcept>
#include <string>

#include "linalg/thrown_testing.h"
#include "pde/energy.h"

namespace hadamard_ntk::pde {
namespace {

// sum_i weight_i V(u_i) - u_i with V = mass y^2/2 + G, without a preconditioner.
template <class L>
struct Diagonal {
  L l;
  Eigen::VectorXd weight;
  double Value(const Eigen::VectorXd& u) const {
    double sum = -u.sum();
    for (Eigen::Index i = 0; i < u.size(); ++i) sum += weight[i] * l.Potential(u[i]).value;
    return sum;
  }
  Eigen::VectorXd Derivative(const Eigen::VectorXd& u) const {
    return weight.cwiseProduct(u.unaryExpr([this](double y) { return l.Potential(y).first; })) -
           Eigen::VectorXd::Ones(u.size());
  }
  Eigen::VectorXd SecondDerivative(const Eigen::VectorXd& u, const Eigen::VectorXd& v) const {
    return weight.cwiseProduct(u.unaryExpr([this](double y) { return l.Potential(y).second; })).cwiseProduct(v);
  }
  Eigen::VectorXd Precondition(const Eigen::VectorXd& w) const { return w; }
  double LargestCurvature(Range) const { return 1; }
};
template <class L>
Diagonal(L, Eigen::VectorXd) -> Diagonal<L>;  // clang 14 has no deduction for aggregates

const Eigen::VectorXd kWeights = (Eigen::VectorXd(3) << 1, 2, 5).finished();

TEST(NewtonKrylovTest, ConvergesQuadratically) {
  const Diagonal energy{Semilinear<SinhNonlinearity>(0, 1), kWeights};
  const Newton run = SolveByNewton(energy, Eigen::VectorXd::Zero(3), {.tolerance = 1e-14, .forcing = 1e-14});
  for (Eigen::Index i = 0; i < 3; ++i) EXPECT_LE(std::abs(run.u[i] - std::asinh(1 / kWeights[i])), 1e-14);
  // From u = 0 the errors of Newton's method on sinh: cubes, so that the slopes' logarithms treble.
  ASSERT_GE(run.steps(), 3);
  EXPECT_LE(run.steps(), 6);
  EXPECT_LT(std::sqrt(run.slopes[3]), 10 * run.slopes[2]);
  EXPECT_EQ(run.preconditioned > run.products, true);
}

TEST(NewtonKrylovTest, FarStartsNeedTheLineSearch) {
  const Diagonal energy{Semilinear<CubicNonlinearity>(.01, 1), kWeights};
  const Newton run = SolveByNewton(energy, Eigen::VectorXd::Zero(3));
  EXPECT_LE(energy.Derivative(run.u).norm(), 1e-9);
  for (int t = 0; t < run.steps(); ++t) EXPECT_LE(run.energies[t + 1], run.energies[t] + 1e-14);
  EXPECT_GT(energy.Value(Eigen::VectorXd::Constant(3, 100)), 0);  // where the first full step would have gone
}

TEST(NewtonKrylovTest, SaysWhereItStalls) {
  const Diagonal energy{Semilinear<CubicNonlinearity>(1, 1), kWeights};
  EXPECT_EQ(MessageOf<NewtonStalled>([&] {
              SolveByNewton(energy, Eigen::VectorXd::Zero(3), {.max_steps = 2});
            }).substr(0, 40),
            "Newton's method stalled at step 2: slope");
  EXPECT_THROW(SolveByNewton(energy, Eigen::VectorXd::Zero(3), {.max_products = 1}), NewtonStalled);
  EXPECT_THROW(SolveByNewton(energy, Eigen::VectorXd::Constant(3, NAN)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
