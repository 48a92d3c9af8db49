#include "ntk/kernel_solver.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <Eigen/Core>
#include <Eigen/LU>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "ntk/fully_connected.h"
#include "ntk/gram.h"
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

TEST(KernelSolver, SaysWhenThereIsNoSolution) {
  // The same sample twice with two labels; degree 2 without activation: rank 3 of 40.
  Eigen::MatrixXd x = Data(40, 2);
  const Eigen::MatrixXd y = Eigen::MatrixXd::Random(40, 1);
  try {
    SolveKernel(ActivationFreePolynomialNet(2), x, y);
    FAIL() << "solved what has no solution";
  } catch (const std::domain_error& error) {
    EXPECT_EQ(std::string(error.what()).find("SolveKernel: relative residual "), 0U) << error.what();
  }
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
