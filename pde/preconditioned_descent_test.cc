#include "pde/preconditioned_descent.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "pde/descent_rates.h"
#include "pde/energy.h"

namespace hadamard_ntk::pde {
namespace {

// -u'' + V'(u) = f on n points of [0, pi] by differences, u = 0 at the ends; P = (1 + second difference)^{-1} / h.
template <class L>
class Interval {
 public:
  Interval(L l, int n, double f) : l_(l), h_(std::numbers::pi / (n + 1)), f_(f), stencil_(Eigen::MatrixXd::Zero(n, n)) {
    stencil_.diagonal().setConstant(2 / h_);
    stencil_.diagonal(1).setConstant(-1 / h_);
    stencil_.diagonal(-1).setConstant(-1 / h_);
    inverse_ = (stencil_ + h_ * Eigen::MatrixXd::Identity(n, n)).inverse();
  }

  double Value(const Eigen::VectorXd& u) const {
    double sum = u.dot(stencil_ * u) / 2 - h_ * f_ * u.sum();
    for (const double y : u) sum += h_ * l_.Potential(y).value;
    return sum;
  }
  Eigen::VectorXd Derivative(const Eigen::VectorXd& u) const {
    Eigen::VectorXd w = stencil_ * u;
    for (Eigen::Index i = 0; i < u.size(); ++i) w[i] += h_ * (l_.Potential(u[i]).first - f_);
    return w;
  }
  Eigen::VectorXd Precondition(const Eigen::VectorXd& w) const { return inverse_ * w; }
  double LargestCurvature(Range y) const { return pde::LargestCurvature(l_, y); }

  /// 1/C_p of this mesh.
  double LowestEigenvalue() const { return std::pow(2 / h_ * std::sin(h_ / 2), 2); }

 private:
  L l_;
  double h_, f_;
  Eigen::MatrixXd stencil_, inverse_;
};

// The largest (E_{t+1} - E*)/(E_t - E*) while the gap is above 1e-9 of the first; E* from a longer run.
template <class E>
double LargestRatio(const E& energy, int n, const DescentOptions& options) {
  DescentOptions longer = options;
  longer.max_steps = 3000;
  longer.tolerance = 1e-14;
  const double lowest = Descend(energy, Eigen::VectorXd::Zero(n), longer).energies.back();
  const Descent run = Descend(energy, Eigen::VectorXd::Zero(n), options);
  double largest = 0;
  for (int t = 0; t < run.steps(); ++t) {
    if (run.energies[t] - lowest < 1e-9 * (run.energies[0] - lowest)) break;
    largest = std::max(largest, (run.energies[t + 1] - lowest) / (run.energies[t] - lowest));
  }
  return largest;
}

TEST(PreconditionedDescentTest, ContractsAsTheRepairedRateSaysOnEveryMesh) {
  for (const int n : {7, 31, 63}) {
    const Interval energy(Semilinear<CubicNonlinearity>(0, .01), n, 3);
    const double eta = .7, poincare = 1 / energy.LowestEigenvalue();
    const double ratio = LargestRatio(energy, n, {.eta = eta, .max_steps = 60});
    EXPECT_LE(ratio, RepairedFactor(eta, 1, 1, poincare) + 1e-9) << n;
    EXPECT_GT(ratio, RepairedFactor(eta, 1, 1, 0)) << n;  // the planted one
  }
}

// E(u) = mu/2 u^2 in one dimension attains the factor for mu = Lambda'.
struct Parabola {
  double mu;
  double Value(const Eigen::VectorXd& u) const { return mu / 2 * u.squaredNorm(); }
  Eigen::VectorXd Derivative(const Eigen::VectorXd& u) const { return mu * u; }
  Eigen::VectorXd Precondition(const Eigen::VectorXd& w) const { return w; }
  double LargestCurvature(Range) const { return mu; }
};

TEST(PreconditionedDescentTest, OneModeAttainsTheFactor) {
  const Descent run = Descend(Parabola{3}, Eigen::VectorXd::Ones(1), {.eta = .5, .max_steps = 5});
  ASSERT_EQ(run.steps(), 5);
  for (int t = 0; t < 5; ++t) EXPECT_DOUBLE_EQ(run.energies[t + 1], DescentFactor(.5, 3, 3) * run.energies[t]);
  EXPECT_EQ(DescentFactor(.5, 3, 3), .25);
  EXPECT_EQ(run.values.low, -.5);
  EXPECT_EQ(run.slopes[0], 9);
}

TEST(PreconditionedDescentTest, StopsAtTheToleranceAndShowsEveryIterate) {
  std::vector<double> seen;
  const Descent run = Descend(Parabola{1}, Eigen::VectorXd::Ones(1), {.eta = .5, .tolerance = 1e-3},
                              [&](int step, const Eigen::VectorXd& u) {
                                EXPECT_EQ(step, static_cast<int>(seen.size()));
                                seen.push_back(u[0]);
                              });
  EXPECT_EQ(run.steps(), 10);  // 2^-10 < 1e-3 < 2^-9
  ASSERT_EQ(seen.size(), 11u);
  EXPECT_EQ(seen.back(), run.u[0]);
}

template <class E = std::invalid_argument>
std::string ErrorOf(double eta, bool guard, double start = 1) {
  const Interval energy(Semilinear<CubicNonlinearity>(1, 1), 7, 0);
  return MessageOf<E>([&] { Descend(energy, Eigen::VectorXd::Constant(7, start), {.eta = eta, .guard = guard}); });
}

TEST(PreconditionedDescentTest, GuardsEtaOnTheRangeOfTheIterates) {
  EXPECT_EQ(ErrorOf(.49, true), "no error");  // 3 u^2 + 1 <= 4
  EXPECT_EQ(ErrorOf(.51, true),
            "Descend: eta must be < 2/Lambda' = 0.5 on the range of the iterates up to 1, got 0.51");
  EXPECT_EQ(ErrorOf(.51, false), "no error");  // a bound, no necessity
  EXPECT_EQ(ErrorOf(.25, true, 2),
            "Descend: eta must be < 2/Lambda' = 0.153846 on the range of the iterates up to 1, got 0.25");
}

TEST(PreconditionedDescentTest, SaysWhenItDiverges) {
  EXPECT_EQ(ErrorOf<Diverged>(2.5, false).substr(0, 29), "descent diverged at step 1: e");
  EXPECT_THROW(Descend(Parabola{1}, Eigen::VectorXd::Ones(1), {.eta = 2.1, .guard = false}), Diverged);
  EXPECT_NO_THROW(Descend(Parabola{1}, Eigen::VectorXd::Ones(1), {.eta = 1.9, .guard = false}));
}

TEST(PreconditionedDescentTest, RefusesBadStepsAndStarts) {
  EXPECT_EQ(ErrorOf(0, true), "Descend: eta must be finite and > 0, got 0");
  EXPECT_EQ(ErrorOf(NAN, false), "Descend: eta must be finite and > 0, got nan");
  EXPECT_EQ(ErrorOf(.1, true, INFINITY), "Descend: the start has an entry that is not finite");
}

}  // namespace
}  // namespace hadamard_ntk::pde
