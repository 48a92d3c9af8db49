#include "distributed/prediction.h"

#include <gtest/gtest.h>

#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"
#include "ntk/gram.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 3 * RowBlocks::kRows + 37, kM = 2 * RowBlocks::kRows + 5, kD = 5;

TEST(PredictionTest, IsTheProductWithTheWholeGramMatrix) {
  const Communicator world(MPI_COMM_WORLD);
  const RowBlocks blocks(world, kN), z_blocks(world, kM);
  const Rows x = SampleRows(0, kN, kD, 1), c = SampleRows(0, kN, 3, 2), z = SampleRows(0, kM, kD, 3);
  const ntk::PolynomialNet net(2);
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), kN, kD));
  const Rows mine = c.middleRows(blocks.first_row(), blocks.count());
  const auto read = [&](Index first, Eigen::Ref<Rows> rows) { rows = z.middleRows(first, rows.rows()); };
  const Rows f = Predict(blocks, kernel, mine, z_blocks, read);
  const Eigen::MatrixXd gram = ntk::Gram(net, Eigen::MatrixXd(z), Eigen::MatrixXd(x)), found = z_blocks.Gather(f),
                        expected = gram * c, sizes = gram.cwiseAbs() * c.cwiseAbs();
  // Sums of n products, of entries with some (d + 3) eps.
  EXPECT_LE((found - expected).cwiseQuotient(sizes).cwiseAbs().maxCoeff(), 1e-13);
  EXPECT_GT((found.topRows(kM - 1) - expected.bottomRows(kM - 1)).cwiseAbs().maxCoeff(), 1);  // other rows' differ
  WriteForComparison(z_blocks, f, "predicted");
  EXPECT_EQ(MessageOf([&] { return Predict(blocks, kernel, Rows::Zero(1, 3), z_blocks, read).rows(); }),
            "Predict: C must have this rank's " + std::to_string(blocks.count()) + " rows, got 1");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
