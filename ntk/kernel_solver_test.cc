#include "ntk/kernel_solver.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <Eigen/Core>
#include <Eigen/LU>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/kernel_regression.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::ntk {
namespace {

Eigen::MatrixXd Data(int n, int d) {
  std::srand(5);
  return Eigen::MatrixXd::Random(n, d);
}

/// The residual against the stored Gram matrix is what was asked for, and what is reported (the two sums over n terms
/// round differently, by less than a tenth of it).
void CheckResidual(const KernelSolution& solution, const Eigen::MatrixXd& gram, const Eigen::MatrixXd& y,
                   double tolerance) {
  double worst = 0;
  for (int o = 0; o < y.cols(); ++o) {
    worst = std::max(worst, (gram * solution.coefficients.col(o) - y.col(o)).norm() / y.col(o).norm());
  }
  EXPECT_LE(worst, tolerance);
  EXPECT_NEAR(worst, solution.relative_residual, 0.1 * tolerance);
}

template <class K>
void CheckSolutions(const K& kernel) {
  const Eigen::MatrixXd x = Data(500, 12), y = Eigen::MatrixXd::Random(500, 3);
  for (double ridge : {0.0, 0.5}) {
    Eigen::MatrixXd gram = Gram(kernel, x);
    gram.diagonal().array() += ridge;
    for (double tolerance : {1e-3, 1e-6, 1e-10}) {
      for (std::size_t memory : {KernelSolverBytes(500, 12, 3, false), KernelSolverBytes(500, 12, 3, true)}) {
        const KernelSolution solution =
            SolveKernel(kernel, x, y, {.ridge = ridge, .tolerance = tolerance, .memory = memory});
        EXPECT_EQ(solution.stored, memory == KernelSolverBytes(500, 12, 3, true));
        EXPECT_LE(solution.iterations, 10);
        CheckResidual(solution, gram, y, tolerance);
      }
    }
  }
  // Negative control: the solution with a ridge does not solve the system without.
  const KernelSolution with_ridge = SolveKernel(kernel, x, y, {.ridge = 0.5});
  EXPECT_GT((Gram(kernel, x) * with_ridge.coefficients - y).norm(), 1e-2 * y.norm());
}

TEST(KernelSolver, SolvesToTheTolerance) {
  CheckSolutions(FullyConnected(3));
  CheckSolutions(FullyConnected(3, 0.5));  // not zero for the zero rows that fill up the last strip
}

TEST(KernelSolver, AgreesWithLu) {
  const Eigen::MatrixXd x = Data(200, 6), y = Eigen::MatrixXd::Random(200, 1);
  const Eigen::MatrixXd gram = Gram(FullyConnected(2), x);
  const Eigen::MatrixXd expected = gram.partialPivLu().solve(y);
  const KernelSolution solution = SolveKernel(FullyConnected(2), x, y, {.tolerance = 1e-12});
  // Conditioned: the residual in the energy norm, |C - C*|_K^2 <= |r|^2 / lambda_min; compared in K itself.
  EXPECT_LE((gram * (solution.coefficients - expected)).norm(), 2e-12 * y.norm());
  EXPECT_GT(expected.norm(), 0.0);
}

TEST(KernelSolver, ShiftsThePreconditionerOnlyIfFloatCannotFactor) {
  // Two samples closer than float can tell: the Gram matrix is singular in float, not in double.
  Eigen::MatrixXd x = Data(300, 8);
  x.row(1) = x.row(0) * (1 + 0);
  x(1, 3) += 1e-4;
  Eigen::MatrixXd y = Eigen::MatrixXd::Random(300, 1);
  const KernelSolution solution = SolveKernel(FullyConnected(2), x, y);
  CheckResidual(solution, Gram(FullyConnected(2), x), y, 1e-6);
  EXPECT_EQ(SolveKernel(FullyConnected(2), Data(300, 8), y).shift, 0.0);

  x(1, 3) = x(0, 3) + 1e-9;
  y(1, 0) = y(0, 0);
  const KernelSolution singular = SolveKernel(FullyConnected(2), x, y);
  EXPECT_GT(singular.shift, 0.0);
  CheckResidual(singular, Gram(FullyConnected(2), x), y, 1e-6);
}

// The message of the error, and how many iterations led to it.
template <class K>
std::pair<std::string, int> ErrorOf(const K& kernel, const Eigen::MatrixXd& x, const Eigen::MatrixXd& y,
                                    KernelSolverOptions options) {
  int iterations = 0;
  options.progress = [&](const std::string& stage, double) { iterations += stage == "iterations"; };
  const std::string message = MessageOf<std::domain_error>([&] { SolveKernel(kernel, x, y, options); });
  return {message, iterations};
}

TEST(KernelSolver, SaysAtOnceWhenThereIsNoSolution) {
  // Degree 2 without activation: rank 3 of 40; the first three rows span what there is.  Row 3 of K is 4 times row 2,
  // bit by bit, so that its pivot is what a root, an inverse and two products round: 3 eps of the diagonal.
  Eigen::MatrixXd x = Data(40, 2);
  x.topRows(4) << 1, 0, 0, 1, 1, 1, 2, 2;
  const Eigen::MatrixXd y = Eigen::MatrixXd::Random(40, 1);
  const ActivationFreePolynomialNet kernel(2);
  for (const double ridge : {0.0, 1e-15, 1e-12}) {
    const auto [message, iterations] = ErrorOf(kernel, x, y, {.ridge = ridge});
    EXPECT_EQ(message.find("SolveKernel: K is singular to rounding: rounding its entries alone moves the relative "
                           "residual by "),
              0U)
        << message;
    EXPECT_NE(message.find(", wanted 1e-06"), std::string::npos) << message;
    EXPECT_NE(message.find("row 3 (from 0) is the first to depend on those before it"), std::string::npos) << message;
    EXPECT_LE(iterations, 6);
  }
  // Control: a ridge above rounding is solved, and so is a Y that K reaches.
  EXPECT_EQ(ErrorOf(kernel, x, y, {.ridge = 1e-3}).first, "no error");
  EXPECT_EQ(ErrorOf(kernel, x, Gram(kernel, x) * y, {}).first, "no error");
}

TEST(KernelSolver, StopsWhereItStagnates) {
  // The residual itself is rounded to more than this.
  const Eigen::MatrixXd x = Data(300, 8), y = Eigen::MatrixXd::Random(300, 1);
  const auto [message, iterations] = ErrorOf(FullyConnected(2), x, y, {.tolerance = 1e-17, .max_iterations = 1000});
  EXPECT_NE(message, "no error");
  EXPECT_LE(iterations, 60);
  const auto [late, few] = ErrorOf(FullyConnected(2), x, y, {.tolerance = 1e-12, .max_iterations = 1});
  EXPECT_EQ(late.find("SolveKernel: relative residual "), 0U) << late;
  EXPECT_NE(late.find(" after 1 iterations, wanted 1e-12"), std::string::npos) << late;
  EXPECT_EQ(late.find("row"), std::string::npos) << late;  // none depends on the others
  EXPECT_EQ(few, 1);
}

// Rows given up to three times with different outputs: predictions as by the spectrum of the whole K, for every ridge.
TEST(KernelSolver, TakesTheMeansOfRepeatedRows) {
  Eigen::MatrixXd x(300, 8);
  x << Data(180, 8), Data(180, 8).topRows(120);
  x.row(7) = x.row(5);
  const Eigen::MatrixXd y = Eigen::MatrixXd::Random(300, 2), z = Eigen::MatrixXd::Random(20, 8);
  const FullyConnected kernel(3);
  const KernelRegression regression(Gram(kernel, x));
  EXPECT_EQ(regression.report().rank, 180);
  for (const double ridge : {0.0, 1e-15, 1e-9, 0.5}) {
    const KernelSolution solution = SolveKernel(kernel, x, y, {.ridge = ridge, .tolerance = 1e-10});
    EXPECT_EQ(solution.distinct, 180);
    EXPECT_LE(solution.iterations, 10);
    const Eigen::MatrixXd expected = regression.Solve(y, ridge);
    // Conditioned: the residual, amplified by the condition of what is kept.
    const double condition = regression.report().effective_condition;
    EXPECT_LE((solution.coefficients - expected).norm(), 1e-10 * condition * expected.norm()) << ridge;
    EXPECT_LE((Gram(kernel, z, x) * (solution.coefficients - expected)).norm(), 1e-10 * condition * y.norm()) << ridge;
  }
  EXPECT_EQ(SolveKernel(kernel, x, Eigen::MatrixXd::Zero(300, 1)).coefficients, Eigen::MatrixXd::Zero(300, 1));
  // A row that is not finite is named as it is numbered.
  Eigen::MatrixXd bad = x;
  bad(250, 3) = INFINITY;
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "X(250, 3)", MessageOf([&] { SolveKernel(kernel, bad, y); }));
}

TEST(KernelSolver, KnowsTheRangeOfItsNumbers) {
  const Eigen::MatrixXd x = Data(60, 5), y = Eigen::MatrixXd::Random(60, 2);
  const FullyConnected kernel(2);
  const Eigen::MatrixXd c = SolveKernel(kernel, x, y).coefficients;
  // Outputs whose squares are beyond double; a power of two changes no digit.
  for (const int exponent : {-1000, -600, 600, 1000}) {
    const double scale = std::ldexp(1.0, exponent);
    EXPECT_EQ(SolveKernel(kernel, x, scale * y).coefficients, scale * c) << exponent;
  }
  EXPECT_THROW(SolveKernel(kernel, 1e-15 * x, 1e290 * y), std::overflow_error);
  // K beyond float.
  EXPECT_THROW(SolveKernel(kernel, 1e20 * x, y), std::domain_error);
  EXPECT_THROW(SolveKernel(kernel, 1e-20 * x, y), std::domain_error);
  EXPECT_THROW(SolveKernel(kernel, 0 * x, y), std::domain_error);
  EXPECT_THROW(SolveKernel(kernel, x, y, {.ridge = 1e308}), std::invalid_argument);
  EXPECT_THROW(SolveKernel(kernel, x, y, {.ridge = 1e20}), std::invalid_argument);
  EXPECT_NO_THROW(SolveKernel(kernel, x, y, {.ridge = 1e6}));
}

TEST(KernelSolver, IsBitIdenticalForAnyNumberOfThreads) {
  const Eigen::MatrixXd x = Data(700, 9), y = Eigen::MatrixXd::Random(700, 2);
  std::vector<Eigen::MatrixXd> coefficients;
  for (int threads : {1, 2, 7}) {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    coefficients.push_back(SolveKernel(FullyConnected(3), x, y).coefficients);
  }
  EXPECT_EQ(coefficients[0], coefficients[1]);
  EXPECT_EQ(coefficients[0], coefficients[2]);
}

TEST(KernelSolver, ReportsProgressAndRejectsBadInput) {
  const Eigen::MatrixXd x = Data(50, 3), y = Eigen::MatrixXd::Random(50, 1);
  std::set<std::string> stages;
  SolveKernel(FullyConnected(2), x, y, {.progress = [&](const std::string& stage, double share) {
                EXPECT_GE(share, 0.0);
                EXPECT_LE(share, 1.0);
                stages.insert(stage);
              }});
  EXPECT_EQ(stages, (std::set<std::string>{"factor", "iterations", "kernel"}));

  EXPECT_THROW(SolveKernel(FullyConnected(2), x, y.topRows(4)), std::invalid_argument);
  EXPECT_THROW(SolveKernel(FullyConnected(2), x, y * NAN), std::invalid_argument);
  EXPECT_THROW(SolveKernel(FullyConnected(2), x * NAN, y), std::invalid_argument);
  EXPECT_THROW(SolveKernel(FullyConnected(2), x, y, {.ridge = -1}), std::invalid_argument);
  EXPECT_THROW(SolveKernel(FullyConnected(2), x, y, {.tolerance = 0}), std::invalid_argument);
  EXPECT_THROW(SolveKernel(FullyConnected(2), x, y, {.memory = 1000}), std::length_error);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
