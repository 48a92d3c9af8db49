#include "distributed/leading_eigenvalues.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "distributed/petsc_objects.h"
#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

// The images of two points of R^4 under the 384 permutations of coordinates with signs. The group acts on the samples,
// K commutes with it, so its eigenspaces are sums of the group's irreducible representations: 1 (constants), 4
// (coordinates), 6 (x_i x_j), 3 (x_i^2 - x_j^2), ...
Rows Orbit() {
  const std::array<std::array<double, 4>, 2> points = {{{0.21, 0.47, 0.83, 1.37}, {0.34, 0.59, 1.02, 1.13}}};
  Rows x(768, 4);
  Index row = 0;
  for (const auto& point : points) {
    std::array<int, 4> order = {0, 1, 2, 3};
    do {
      for (int signs = 0; signs < 16; ++signs, ++row) {
        for (int j = 0; j < 4; ++j) {
          x(row, j) = (signs >> j & 1 ? -1 : 1) * point[static_cast<std::size_t>(order[static_cast<std::size_t>(j)])];
        }
      }
    } while (std::next_permutation(order.begin(), order.end()));
  }
  return x;
}

// The lengths of runs of values that agree to a millionth.
std::vector<int> Multiplicities(const Eigen::VectorXd& values) {
  std::vector<int> lengths;
  for (Index i = 0; i < values.size(); ++i) {
    if (i == 0 || values[i] < (1 - 1e-6) * values[i - 1]) lengths.push_back(0);
    ++lengths.back();
  }
  return lengths;
}

struct LeadingEigenvaluesTest : testing::Test {
  static constexpr Index kCount = 25;
  const PetscSession petsc;
  const SlepcSession slepc;
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, 768};
  const Rows x = Orbit();
  const ntk::PolynomialNet net{2};
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), x.rows(), x.cols()));
  const GramProduct matrix{blocks, kernel};

  Eigen::VectorXd Dense() const {
    const Eigen::MatrixXd gram = ntk::Gram(net, Eigen::MatrixXd(x));
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram, Eigen::EigenvaluesOnly)
        .eigenvalues()
        .reverse()
        .head(kCount);
  }
};

TEST_F(LeadingEigenvaluesTest, HaveTheirMultiplicities) {
  const Eigen::VectorXd dense = Dense();
  const std::vector<int> expected = {1, 4, 6, 3, 4, 7};
  EXPECT_EQ(Multiplicities(dense), expected);
  const LeadingEigenvalues found = ComputeLeadingEigenvalues(matrix, kCount);
  EXPECT_EQ(Multiplicities(found.values), expected);
  EXPECT_LE(found.relative_residual.maxCoeff(), 1e-9);
  // The error of an eigenvalue is at most its residual.
  EXPECT_LE(((found.values - dense).array() / dense.array()).abs().maxCoeff(), 1e-9);
  EXPECT_GE(found.runs, 2);
  const Eigen::MatrixXd vectors = blocks.Gather(found.vectors);
  EXPECT_LE((vectors.transpose() * vectors - Eigen::MatrixXd::Identity(kCount, kCount)).cwiseAbs().maxCoeff(), 1e-9);
}

// Negative control: Krylov-Schur alone has other eigenvalues, with residuals as small. (With enough restarts rounding
// brings the copies: of 25 eigenvalues to 1e-10 one run finds all or not, as the sums of the ranks round.)
TEST_F(LeadingEigenvaluesTest, OneRunLosesCopies) {
  const LeadingEigenvalues plain = ComputeLeadingEigenvalues(matrix, 5, {.tolerance = 1e-6, .max_runs = 1});
  EXPECT_EQ(plain.runs, 1);
  EXPECT_LE(plain.relative_residual.maxCoeff(), 1e-5);
  EXPECT_NE(Multiplicities(plain.values), (std::vector<int>{1, 4}));
  EXPECT_GT(((plain.values - Dense().head(5)).array() / Dense().head(5).array()).abs().maxCoeff(), 0.1);
  const LeadingEigenvalues all = ComputeLeadingEigenvalues(matrix, 5, {.tolerance = 1e-6});
  EXPECT_EQ(Multiplicities(all.values), (std::vector<int>{1, 4}));
  EXPECT_GT(all.runs, 1);
}

TEST_F(LeadingEigenvaluesTest, RefusesWhatThereIsNot) {
  const auto message = [&](Index count, double tolerance) {
    return MessageOf([&] { return ComputeLeadingEigenvalues(matrix, count, {.tolerance = tolerance}).runs; });
  };
  EXPECT_EQ(message(0, 0.1), "ComputeLeadingEigenvalues: count must be from 1 to 768, got 0");
  EXPECT_EQ(message(769, 0.1), "ComputeLeadingEigenvalues: count must be from 1 to 768, got 769");
  EXPECT_EQ(message(1, 0), "ComputeLeadingEigenvalues: tolerance must be between 0 and 1, got 0");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
