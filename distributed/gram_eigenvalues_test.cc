#include "distributed/gram_eigenvalues.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>

#include "distributed/samples_testing.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

TEST(GramEigenvaluesTest, AreAllThatThereAre) {
  const Communicator world(MPI_COMM_WORLD);
  constexpr Index kN = 3 * RowBlocks::kRows + 37, kD = 5;
  const RowBlocks blocks(world, kN);
  const Rows x = SampleRows(0, kN, kD, 1);
  const ntk::PolynomialNet net(2);
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), kN, kD));
  const Eigen::MatrixXd gram = ntk::Gram(net, Eigen::MatrixXd(x));
  const Eigen::VectorXd expected =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram, Eigen::EigenvaluesOnly).eigenvalues().reverse();
  const double rounding = static_cast<double>(kN) * 2.2e-16 * expected[0];
  const Eigen::VectorXd values = ComputeGramEigenvalues(GramProduct(blocks, kernel));
  ASSERT_EQ(values.size(), kN);
  EXPECT_LE((values - expected).cwiseAbs().maxCoeff(), rounding);
  EXPECT_NEAR(values.sum(), gram.trace(), static_cast<double>(kN) * rounding);
  // The ridge lifts them all; negative control of the bound.
  const Eigen::VectorXd lifted = ComputeGramEigenvalues(GramProduct(blocks, kernel, 0.5));
  EXPECT_LE((lifted.array() - 0.5 - expected.array()).abs().maxCoeff(), rounding);
  EXPECT_GT((lifted - expected).cwiseAbs().minCoeff(), rounding);
}

TEST(GramEigenvaluesTest, OneBlockIsEnough) {
  const Communicator world(MPI_COMM_WORLD);
  const RowBlocks blocks(world, 3);  // and most ranks have none
  const Rows x = SampleRows(0, 3, 2, 1);
  const ntk::PolynomialNet net(2);
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), 3, 2));
  const Eigen::VectorXd values = ComputeGramEigenvalues(GramProduct(blocks, kernel));
  const Eigen::MatrixXd gram = ntk::Gram(net, Eigen::MatrixXd(x));
  const Eigen::VectorXd expected =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram, Eigen::EigenvaluesOnly).eigenvalues().reverse();
  EXPECT_LE((values - expected).cwiseAbs().maxCoeff(), 10 * 2.2e-16 * expected[0]);
  EXPECT_GT((values - gram.diagonal()).cwiseAbs().maxCoeff(), 1e-3 * expected[0]);  // and not the diagonal
}

}  // namespace
}  // namespace hadamard_ntk::distributed
