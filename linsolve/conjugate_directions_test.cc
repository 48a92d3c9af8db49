#include "linsolve/conjugate_directions.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/conjugate_gradients.h"
#include "linalg/dense_blocks_testing.h"
#include "linalg/thrown_testing.h"
#include "linsolve/golden_testing.h"
#include "linsolve/jacobi.h"
#include "linsolve/pressure_poisson.h"

namespace hadamard_ntk::linsolve {
namespace {

using linalg::Dense, linalg::Entries, linalg::ProductWith, linalg::WithEigenvalues;

using Solution = ConjugateDirections<Dense>;
using Direction = std::function<Dense(const Dense&)>;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Eigen::Index kSize = 60;
constexpr int kGolden = 1;  // iterations, what rounding may move

Dense Identity(const Dense& v) { return v; }

// Condition number 100, and a null vector if asked for, to which b is orthogonal.
struct System {
  explicit System(bool singular = false) {
    Eigen::VectorXd eigenvalues = Eigen::VectorXd::LinSpaced(kSize, 0.1, 10);
    if (singular) eigenvalues[7] = 0;
    a = WithEigenvalues(eigenvalues);
    inverse = Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd>(a).setThreshold(1e-10).pseudoInverse();
    x = inverse * Entries(kSize, 1, 3);
    b.values = a * x;
  }
  double ErrorNorm(const Dense& at) const {
    const Eigen::VectorXd error = at.values - x;
    return std::sqrt(error.dot(a * error));
  }
  Eigen::MatrixXd a, inverse;
  Eigen::VectorXd x;
  Dense b;
};

// An untrained net of one hidden layer without biases.
Dense NonLinear(const Dense& r) {
  const Eigen::MatrixXd hidden = (Entries(90, kSize, 5) * r.values).cwiseMax(0.0);
  return {Entries(kSize, 90, 7) * hidden};
}

// Residuals of preconditioned conjugate gradients, by Hestenes and Stiefel's recurrences.
std::vector<double> ResidualsOfConjugateGradients(const Eigen::MatrixXd& a, const Eigen::MatrixXd& m,
                                                  const Eigen::VectorXd& b, int steps) {
  Eigen::VectorXd r = b, p = m * r;
  std::vector<double> residuals = {1};
  for (double rz = r.dot(p); static_cast<int>(residuals.size()) <= steps;) {
    const Eigen::VectorXd q = a * p;
    r -= rz / p.dot(q) * q;
    residuals.push_back(r.norm() / b.norm());
    const Eigen::VectorXd z = m * r;
    const double next = r.dot(z);
    p = z + next / rz * p;
    rz = next;
  }
  return residuals;
}

double Difference(const std::vector<double>& a, const std::vector<double>& b, std::size_t steps) {
  double worst = 0;
  for (std::size_t i = 0; i <= steps; ++i) worst = std::max(worst, std::abs(a.at(i) - b.at(i)));
  return worst;
}

TEST(ConjugateDirectionsTest, ConjugateGradientsIsTheResidualAsDirection) {
  const System system;
  const auto a = ProductWith(system.a);
  const auto expected =
      ResidualsOfConjugateGradients(system.a, Eigen::MatrixXd::Identity(kSize, kSize), system.b.values, 40);
  for (const int stored : {1, 2, 5}) {
    const Solution solution(a, Identity, system.b, {.tolerance = 1e-12, .stored = stored});
    ASSERT_GT(solution.iterations(), 40);
    EXPECT_LE(Difference(solution.history(), expected, 40), 1e-12) << stored;
  }
  for (const double tolerance : {1e-4, 1e-6, 1e-8}) {
    const linalg::ConjugateGradients<Dense> gradients(a, Identity, system.b,
                                                      {.tolerance = 2 * tolerance, .patience = 100});
    for (const double factor : {1.0, 1e-5, 7.0}) {  // linalg's stops at half of its tolerance
      const Solution solution(a, [&](const Dense& r) { return Dense{factor * r.values}; }, system.b,
                              {.tolerance = tolerance});
      EXPECT_EQ(solution.iterations(), gradients.iterations()) << tolerance << " " << factor;
    }
  }
  // Without a stored direction it is another method.
  const Solution steepest(a, Identity, system.b, {.tolerance = 1e-12, .stored = 0});
  EXPECT_GT(Difference(steepest.history(), expected, 40), 1e-3);
}

TEST(ConjugateDirectionsTest, PreconditionedConjugateGradientsIsAnyPositiveDefiniteMatrixAsDirection) {
  const System system;
  const Eigen::MatrixXd m = WithEigenvalues(Eigen::VectorXd::LinSpaced(kSize, 1, 4), 11);
  const auto expected = ResidualsOfConjugateGradients(system.a, m, system.b.values, 40);
  const Solution solution(ProductWith(system.a), ProductWith(m), system.b, {.tolerance = 1e-13});
  EXPECT_LE(Difference(solution.history(), expected, 25), 1e-12);
}

TEST(ConjugateDirectionsTest, SteepestDescentStoresNothing) {
  const System system;
  std::vector<double> expected = {1};
  Eigen::VectorXd r = system.b.values;
  for (int i = 0; i < 50; ++i) {
    r -= r.dot(r) / r.dot(system.a * r) * (system.a * r);
    expected.push_back(r.norm() / system.b.values.norm());
  }
  const Solution solution(ProductWith(system.a), Identity, system.b,
                          {.tolerance = 1e-12, .max_iterations = 50, .stored = 0});
  EXPECT_EQ(solution.iterations(), 50);
  EXPECT_FALSE(solution.converged());
  EXPECT_LE(Difference(solution.history(), expected, 50), 1e-13);
}

TEST(ConjugateDirectionsTest, ThePseudoInverseEndsAfterOneStep) {
  for (const bool singular : {false, true}) {
    const System system(singular);
    const Solution solution(ProductWith(system.a), ProductWith(system.inverse), system.b, {.tolerance = 1e-11});
    EXPECT_EQ(solution.iterations(), 1);
    // conditioned: cond eps |x|
    EXPECT_LE((solution.solution().values - system.x).norm(), 100 * 100 * kEps * system.x.norm());
  }
}

// Of a direction that is no linear map; a wrong step length is found out.
TEST(ConjugateDirectionsTest, AnyDirectionLowersTheErrorAndIsConjugate) {
  for (const bool singular : {false, true}) {
    const System system(singular);
    for (const int stored : {0, 1, 2, 4}) {
      std::vector<double> errors = {system.ErrorNorm({Eigen::VectorXd::Zero(kSize)})};
      std::vector<Eigen::VectorXd> directions;
      double worst_rq = 0, worst_qap = 0, without_line_search = 0;
      const Solution solution(
          ProductWith(system.a), NonLinear, system.b, {.tolerance = 1e-9, .max_iterations = 60, .stored = stored},
          [&](const Solution::Step& step) {
            const Eigen::VectorXd q = step.direction.values, r = step.residual.values;
            errors.push_back(system.ErrorNorm(step.x));
            worst_rq = std::max(worst_rq, std::abs(q.dot(r)) / (q.norm() * system.b.values.norm()));
            without_line_search = std::max(without_line_search, system.ErrorNorm({step.x.values + 0.1 * q}));
            for (int k = 1; k <= stored && k <= static_cast<int>(directions.size()); ++k) {
              const Eigen::VectorXd& p = directions[directions.size() - static_cast<size_t>(k)];
              worst_qap = std::max(worst_qap, std::abs(q.dot(system.a * p)) / (q.norm() * (system.a * p).norm()));
            }
            directions.push_back(q);
          });
      EXPECT_EQ(solution.iterations() + 1, static_cast<int>(errors.size()));
      for (std::size_t i = 1; i < errors.size(); ++i) EXPECT_LE(errors[i], errors[i - 1] * (1 + 100 * kEps)) << i;
      EXPECT_LT(errors.back(), 0.9 * errors.front());
      EXPECT_GT(without_line_search, errors.front());
      EXPECT_LE(worst_rq, 1e3 * kEps);   // conditioned: cond n eps |b|
      EXPECT_LE(worst_qap, 1e3 * kEps);  // conditioned, as q loses its part along p
    }
  }
}

// Always orthogonal to r, so alpha = 0.
TEST(ConjugateDirectionsTest, TheResidualTakesOverWhereNothingIsGained) {
  const System system;
  int calls = 0;
  const Direction useless = [&](const Dense& r) {
    const Eigen::MatrixXd entries = Entries(kSize, 1, 10 + ++calls);
    return Dense{entries - r.values * (r.values.transpose() * entries)};
  };
  const Solution solution(ProductWith(system.a), useless, system.b, {.max_iterations = 33, .stored = 0});
  EXPECT_EQ(solution.residual_directions(), 3);  // after 10 steps without gain, each
  EXPECT_EQ(calls, 30);
  EXPECT_LT(solution.residual(), 0.9);
  const Solution patient(ProductWith(system.a), useless, system.b, {.max_iterations = 33, .stored = 0, .patience = 34});
  EXPECT_EQ(patient.residual_directions(), 0);
  EXPECT_NEAR(patient.residual(), 1, 100 * kEps);
  EXPECT_EQ(Solution(ProductWith(system.a), Identity, system.b).residual_directions(), 0);
}

// One direction whatever r is: nothing is left of it beside itself.
TEST(ConjugateDirectionsTest, TheResidualTakesOverFromStoredDirections) {
  const System system;
  const Direction constant = [](const Dense&) { return Dense{Entries(kSize, 1)}; };
  const Solution solution(ProductWith(system.a), constant, system.b, {.max_iterations = 400});
  EXPECT_TRUE(solution.converged());
  EXPECT_GE(solution.residual_directions(), solution.iterations() / 2);
}

TEST(ConjugateDirectionsTest, ZeroIsSolved) {
  const System system;
  const Solution nothing(ProductWith(system.a), Identity, Dense{Eigen::MatrixXd::Zero(kSize, 1)});
  EXPECT_TRUE(nothing.converged());
  EXPECT_EQ(nothing.iterations(), 0);
  EXPECT_EQ(nothing.solution().values, Eigen::MatrixXd::Zero(kSize, 1));
}

// On real systems: conjugate gradients and its Jacobi-preconditioned form, to +-1.
TEST(ConjugateDirectionsTest, GoldenCounts) {
  struct Golden {
    std::string domain;
    Index n;
    int dimension;
    std::vector<int> plain, jacobi;  // at 1e-4, 1e-6, 1e-8
  };
  for (const Golden& golden :
       {Golden{"box", 8, 3, {28, 39, 45}, {27, 37, 42}}, Golden{"box", 16, 3, {61, 79, 93}, {58, 76, 90}},
        Golden{"sphere", 32, 3, {114, 159, 196}, {111, 155, 192}},
        Golden{"cube", 32, 3, {114, 160, 197}, {112, 157, 192}},
        Golden{"box", 64, 2, {179, 224, 256}, {177, 222, 253}}}) {
    using Function = GridFunction<double>;
    const GridMask mask = GoldenDomain(golden.domain, golden.n, golden.dimension);
    const PressurePoisson<double> a(mask);
    const Function b = GoldenRightHandSide<double>(mask);
    const Jacobi<double> jacobi(mask);
    const auto plain = [](const Function& r) { return r; };
    for (int i = 0; i < 3; ++i) {
      const ConjugateDirectionsOptions options{
          .tolerance = std::pow(10, -4 - 2 * i), .max_iterations = 400, .patience = 400};
      EXPECT_NEAR(ConjugateDirections<Function>(a, plain, b, options).iterations(), golden.plain[i], kGolden)
          << golden.n;
      EXPECT_NEAR(ConjugateDirections<Function>(a, jacobi, b, options).iterations(), golden.jacobi[i], kGolden)
          << golden.n;
    }
  }
}

TEST(ConjugateDirectionsTest, BadDirectionsAreNamedWithTheirStep) {
  const System system(true);
  const auto a = ProductWith(system.a);
  const auto message = [&](const Direction& f) {
    return MessageOf<std::domain_error>([&] { Solution(a, f, system.b); });
  };
  int calls = 0;
  EXPECT_EQ(message([&](const Dense& r) { return ++calls == 3 ? Dense{r.values / 0.0} : r; }),
            "ConjugateDirections: in step 3 f gave a direction that is not finite");
  EXPECT_EQ(message([](const Dense& r) { return Dense{0.0 * r.values}; }),
            "ConjugateDirections: in step 1 f gave the direction 0");
  const std::string null_space = "q.Aq <= 0: q is in the null space of A";
  const Eigen::MatrixXd projection = Eigen::MatrixXd::Identity(kSize, kSize) - system.inverse * system.a;
  const Eigen::VectorXd null = projection * Entries(kSize, 1);
  calls = 0;
  EXPECT_NE(message([&](const Dense& r) { return ++calls == 2 ? Dense{null} : r; }).find("in step 2 " + null_space),
            std::string::npos);
  EXPECT_NE(MessageOf<std::domain_error>([&] {
              Solution(ProductWith(-system.a), Identity, system.b);
            }).find("in step 1 q.Aq <= 0"),
            std::string::npos);
}

TEST(ConjugateDirectionsTest, BadArgumentsAreNamed) {
  const System system;
  const auto message = [&](const Dense& b, const ConjugateDirectionsOptions& options) {
    return MessageOf([&] { Solution(ProductWith(system.a), Identity, b, options); });
  };
  EXPECT_EQ(message({Entries(kSize, 2)}, {}), "ConjugateDirections: b must be one vector (got 2)");
  EXPECT_EQ(message({system.b.values / 0.0}, {}), "ConjugateDirections: b must be finite");
  EXPECT_EQ(message(system.b, {.tolerance = 0}), "ConjugateDirections: tolerance must be > 0 (got 0)");
  EXPECT_EQ(message(system.b, {.max_iterations = -1}), "ConjugateDirections: max_iterations must be >= 0 (got -1)");
  EXPECT_EQ(message(system.b, {.stored = -2}), "ConjugateDirections: stored must be >= 0 (got -2)");
  EXPECT_EQ(message(system.b, {.patience = 0}), "ConjugateDirections: patience must be >= 1 (got 0)");
}

// A product that is not that of one matrix: after the first it is twice as large at every call.
TEST(ConjugateDirectionsTest, ARunAwayResidualIsADivergence) {
  const System system;
  double growth = 1;
  const auto unsteady = [&](const Dense& v) { return Dense{(growth *= -2) * (system.a * v.values).cwiseAbs()}; };
  const Direction positive = [](const Dense& r) { return Dense{-r.values.cwiseAbs()}; };
  try {
    Solution(unsteady, positive, system.b, {.max_iterations = 1000, .stored = 0});
    FAIL() << "no divergence";
  } catch (const Diverged& diverged) {
    EXPECT_GT(diverged.value(), 1e6);
    EXPECT_EQ(std::string(diverged.what()).find("ConjugateDirections diverged at step "), 0);
  }
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
