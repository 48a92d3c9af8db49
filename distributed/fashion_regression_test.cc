// Iterations, residuals and memory on Fashion-MNIST: PNN of degree 2, ten outputs, ridge 1e-3 K(x, x).
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "distributed/gram_factor.h"
#include "distributed/gram_product.h"
#include "distributed/pivoted_cholesky.h"
#include "distributed/regression.h"
#include "distributed/run_cost.h"
#include "distributed/samples_testing.h"
#include "distributed/shared_rows.h"
#include "files/idx.h"
#include "files/machine_memory.h"
#include "linalg/steady_seconds.h"
#include "ntk/kernel_solver.h"
#include "ntk/polynomial_net.h"
#include "third_party/image_data.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

// The first n images, each divided by its norm, and 1 at the place of the class.
class Images {
 public:
  Images(const Communicator& ranks, Index n) : blocks(ranks, n) {
    const std::string directory = third_party::kFashionMnist;
    const files::IdxArray images = files::ReadIdx(directory + "/train-images-idx3-ubyte.gz"),
                          labels = files::ReadIdx(directory + "/train-labels-idx1-ubyte.gz");
    x = std::make_unique<SharedRows>(ranks, n, kPixels, [&](Index first, Eigen::Ref<Rows> rows) {
      for (Index i = 0; i < rows.rows(); ++i) {
        for (Index j = 0; j < kPixels; ++j) {
          rows(i, j) = images.entries[static_cast<std::size_t>((first + i) * kPixels + j)];
        }
        rows.row(i) /= rows.row(i).norm();
      }
    });
    y = Rows::Zero(blocks.count(), 10);
    for (Index i = 0; i < y.rows(); ++i) {
      y(i, labels.entries[static_cast<std::size_t>(blocks.first_row() + i)]) = 1;
    }
  }

  static constexpr Index kPixels = 784;
  const RowBlocks blocks;
  std::unique_ptr<SharedRows> x;
  Rows y;
};

// PNN of degree 2 at |x| = 1: K(x, x) = 2 (N + 1).
constexpr double kRidge = 1e-3 * 6, kTolerance = 1e-6;

struct FashionRegression : testing::TestWithParam<Index> {
  const PetscSession petsc;
  const Communicator world{MPI_COMM_WORLD};
  const Images images{world, GetParam()};
  const ntk::PolynomialNet net{2};
  const BlockKernel kernel = MakeBlockKernel(net, images.x->matrix());
  const GramProduct matrix{images.blocks, kernel, kRidge};

  RegressionSolution Solve(const RowMap& precondition, double tolerance) const {
    return SolveRegression(matrix, images.y, precondition, {.tolerance = tolerance});
  }

  // Of the coefficients and those of one machine, the largest over the outputs.
  double Distance(const RegressionSolution& solution) const {
    const Eigen::MatrixXd one = ntk::SolveKernel(net, Eigen::MatrixXd(images.x->matrix()),
                                                 images.blocks.Gather(images.y), {.ridge = kRidge, .tolerance = 1e-9})
                                    .coefficients;
    return RelativeDistance(images.blocks, solution.coefficients, one);
  }
};

TEST_P(FashionRegression, Rank500ConvergesIn45IterationsFor2000And85For5000) {
  const int most = GetParam() == 2000 ? 45 : 85;
  const RunCost predicted = PredictRegression(matrix, 10, LowRankPreconditioner::Bytes(images.blocks, 500, 2), 2);
  files::ForgetPeakMemory();
  const auto before = static_cast<double>(files::PeakMemory());
  PivotedCholesky factor = FactorPivoted(images.blocks, kernel, 500);
  const double shift = kRidge + factor.trace / static_cast<double>(GetParam());
  const LowRankPreconditioner preconditioner(images.blocks, std::move(factor), shift);
  const double began = linalg::SteadySeconds();
  const RegressionSolution solution = Solve([&](const Rows& v) { return preconditioner(v); }, kTolerance);
  const double seconds = linalg::SteadySeconds() - began;
  const double taken = static_cast<double>(files::PeakMemory()) - before;
  if (world.rank() == 0) {
    std::printf("n = %td: %d iterations in %.2g s; predicted %s, rank 0 took %s\n", GetParam(), solution.iterations,
                seconds, predicted.Text().c_str(), files::ByteText(taken).c_str());
  }
  // Above what was there: of the second case less, since the first leaves memory to it.
  EXPECT_LE(taken, predicted.memory.rank_bytes);
  EXPECT_LE(solution.iterations, most);
  EXPECT_GT(solution.iterations, most / 4);  // the promise is not idle
  EXPECT_LE(solution.relative_residual.maxCoeff(), kTolerance);
  EXPECT_LE(Distance(solution), 10 * kTolerance);
}

TEST_P(FashionRegression, FactorConvergesInThreeIterationsAndInFourTo1em8) {
  const GramFactor factor(matrix);
  const RowMap precondition = [&](const Rows& v) { return factor(v); };
  const RegressionSolution solution = Solve(precondition, kTolerance);
  EXPECT_LE(solution.iterations, 3);
  EXPECT_LE(Solve(precondition, 1e-8).iterations, 4);
  EXPECT_LE(solution.relative_residual.maxCoeff(), kTolerance);
  EXPECT_LE(Distance(solution), 10 * kTolerance);
}

INSTANTIATE_TEST_SUITE_P(Samples, FashionRegression, testing::Values(2000, 5000), testing::PrintToStringParamName());

}  // namespace
}  // namespace hadamard_ntk::distributed
