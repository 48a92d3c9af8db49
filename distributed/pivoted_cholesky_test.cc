#include "distributed/pivoted_cholesky.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <limits>
#include <set>
#include <string>

#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 3 * RowBlocks::kRows + 37, kD = 5, kRank = 150;
constexpr double kEps = std::numeric_limits<double>::epsilon();

struct PivotedCholeskyTest : testing::Test {
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows x = SampleRows(0, kN, kD, 1);
  const ntk::PolynomialNet net{2};
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), kN, kD));
  const Eigen::MatrixXd gram = ntk::Gram(net, Eigen::MatrixXd(x));

  // Rising.
  static Eigen::VectorXd Eigenvalues(const Eigen::MatrixXd& matrix) {
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix, Eigen::EigenvaluesOnly).eigenvalues();
  }

  Rows MyRows(const PivotedCholesky& factor) const {
    Rows mine(blocks.count(), factor.rank());
    for (std::size_t b = 0; b < factor.blocks.size(); ++b) {
      mine.middleRows(static_cast<Index>(b) * RowBlocks::kRows, factor.blocks[b].rows()) = factor.blocks[b];
    }
    return mine;
  }
};

TEST_F(PivotedCholeskyTest, ReproducesTheColumnsOfItsPivots) {
  const PivotedCholesky factor = FactorPivoted(blocks, kernel, kRank);
  EXPECT_EQ(factor.rank(), kRank);
  EXPECT_EQ(std::set<Index>(factor.pivots.begin(), factor.pivots.end()).size(), factor.pivots.size());
  const Eigen::MatrixXd f = blocks.Gather(MyRows(factor)), left = gram - f * f.transpose();
  const double unit = kRank * kEps * gram.diagonal().maxCoeff();
  // Entries of L^-1 grow with the pivots' condition number; their squares' root is the loss.
  for (const Index pivot : factor.pivots) EXPECT_LE(left.col(pivot).cwiseAbs().maxCoeff(), 1e4 * unit) << pivot;
  EXPECT_NEAR(factor.trace, left.trace(), static_cast<double>(kN) * unit);
  if (world.rank() == 0) {
    EXPECT_GE(Eigenvalues(left)[0], -static_cast<double>(kN) * unit);
  }
  WriteForComparison(blocks, MyRows(factor), "factor");
}

// At rank 2 r the error is a small multiple of the best one of rank r [CheEtAl2025].
TEST_F(PivotedCholeskyTest, IsNearTheBestOfHalfItsRank) {
  const double trace = FactorPivoted(blocks, kernel, kRank).trace,
               other = FactorPivoted(blocks, kernel, kRank, 2).trace;
  const double coarse = FactorPivoted(blocks, kernel, kRank / 10).trace;
  EXPECT_NE(other, trace);
  if (world.rank() != 0) return;
  const Eigen::VectorXd eigenvalues = Eigenvalues(gram);
  const double best_of_half = eigenvalues.head(kN - kRank / 2).sum();
  EXPECT_LE(trace, 2 * best_of_half);
  EXPECT_LE(other, 2 * best_of_half);
  EXPECT_GE(trace, eigenvalues.head(kN - kRank).sum());
  EXPECT_GT(coarse, 2 * best_of_half);  // negative control: a rank that is too small
}

TEST_F(PivotedCholeskyTest, EndsWhereKEnds) {
  // 40 samples, each of them many times: rank 40.
  const Rows few = SampleRows(0, 40, kD, 1);
  Rows repeated(kN, kD);
  for (Index i = 0; i < kN; ++i) repeated.row(i) = few.row(i % 40);
  const BlockKernel singular = MakeBlockKernel(net, Eigen::Map<const Rows>(repeated.data(), kN, kD));
  EXPECT_EQ(FactorPivoted(blocks, singular, kRank).rank(), 40);
}

// Of a rank that its core is summed in two strips for.
TEST_F(PivotedCholeskyTest, PreconditionerIsTheInverse) {
  const double shift = 0.3;
  PivotedCholesky factor = FactorPivoted(blocks, kernel, 300);
  ASSERT_GT(factor.rank(), 256);
  const Eigen::MatrixXd f = blocks.Gather(MyRows(factor));
  const LowRankPreconditioner precondition(blocks, std::move(factor), shift);
  const Rows v = SampleRows(blocks.first_row(), blocks.count(), 2, 4);
  const Eigen::MatrixXd w = blocks.Gather(precondition(v)), all = blocks.Gather(v);
  const double scale = f.squaredNorm() / shift;
  EXPECT_LE((f * (f.transpose() * w) + shift * w - all).norm(), static_cast<double>(kN) * kEps * scale * all.norm());
  EXPECT_GT((f * (f.transpose() * w) - all).norm(), 0.01 * all.norm());  // negative control: without the shift
}

// F, the core and its factor, and less than 1 GB to sum the core, which is summed whole in 5 GB.
TEST_F(PivotedCholeskyTest, PreconditionerOfRank6000TakesWhatItKeepsAndNoMultipleOfIt) {
  const RowBlocks many(world, 60000);
  const double kept = 8.0 * 6000 * (static_cast<double>(many.count()) + 2 * 6000);
  EXPECT_GT(LowRankPreconditioner::Bytes(many, 6000, 2), kept);
  EXPECT_LT(LowRankPreconditioner::Bytes(many, 6000, 2), kept + 1e9);
}

TEST_F(PivotedCholeskyTest, RefusesOtherRanksAndShifts) {
  const auto message = [&](Index rank) { return MessageOf([&] { return FactorPivoted(blocks, kernel, rank).trace; }); };
  EXPECT_EQ(message(0), "FactorPivoted: rank must be from 1 to 805, got 0");
  EXPECT_EQ(message(806), "FactorPivoted: rank must be from 1 to 805, got 806");
  EXPECT_EQ(MessageOf([&] {
              LowRankPreconditioner(blocks, FactorPivoted(blocks, kernel, 5), 0);
              return 0;
            }),
            "LowRankPreconditioner: shift must be positive and finite, got 0");
  const Rows zero = Rows::Zero(kN, kD);
  const BlockKernel nothing = MakeBlockKernel(net, Eigen::Map<const Rows>(zero.data(), kN, kD));
  EXPECT_EQ(MessageOf<std::domain_error>([&] { return FactorPivoted(blocks, nothing, 5).trace; }),
            "FactorPivoted: K(x, x) is 0 for all rows");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
