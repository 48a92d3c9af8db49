#include "distributed/gram_product.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <limits>
#include <string>

#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"
#include "ntk/gram_product.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
constexpr Index kN = 5 * RowBlocks::kRows + 37, kD = 5, kOutputs = 3;
constexpr double kRidge = 0.25, kEps = std::numeric_limits<double>::epsilon();

struct GramProductTest : testing::Test {
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows x = SampleRows(0, kN, kD, 1), v = SampleRows(blocks.first_row(), blocks.count(), kOutputs, 2);
  const ntk::PolynomialNet net{2};
  const BlockKernel kernel = MakeBlockKernel(net, Eigen::Map<const Rows>(x.data(), kN, kD));

  // This rank's rows, by the product of one machine.
  Rows Expected(double ridge) const {
    const Eigen::MatrixXd all = blocks.Gather(v);
    const Eigen::MatrixXd product = ntk::GramProduct(net, Eigen::MatrixXd(x), all) + ridge * all;
    return product.middleRows(blocks.first_row(), blocks.count());
  }
  // Of a sum of n products, relative to the sum of their sizes.
  double Bound() const {
    return static_cast<double>(kN) * kEps * ntk::Gram(net, Eigen::MatrixXd(x)).cwiseAbs().rowwise().sum().maxCoeff();
  }
};

TEST_F(GramProductTest, IsThatOfOneMachine) {
  const GramProduct multiply(blocks, kernel, kRidge);
  const Rows product = multiply(v);
  const double bound = Bound();
  EXPECT_LE((product - Expected(kRidge)).cwiseAbs().sum(), bound * kOutputs * static_cast<double>(kN));
  EXPECT_EQ(multiply.products(), 1);
  WriteForComparison(blocks, product, "product");
  // Negative control: 1e-6 more ridge is seen wherever there are rows.
  if (blocks.count() > 0) {
    EXPECT_GT((product - Expected(kRidge + 1e-6)).cwiseAbs().maxCoeff(), bound);
  }
}

TEST_F(GramProductTest, HasTheSameBitsForAnyNumberOfThreads) {
  const GramProduct multiply(blocks, kernel);
  const auto on = [&](std::size_t threads) {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    return multiply(v);
  };
  const Rows one = on(1);
  EXPECT_TRUE(on(3) == one);
}

TEST_F(GramProductTest, MemoryGrowsWithTheOutputs) {
  const GramProduct multiply(blocks, kernel);
  EXPECT_GT(multiply.BytesPerRank(10, 1), 5 * multiply.BytesPerRank(1, 1));
}

TEST_F(GramProductTest, RefusesWhatDoesNotFit) {
  const RowBlocks fewer(world, kN - 1);
  EXPECT_EQ(MessageOf([&] { return GramProduct(fewer, kernel).ridge(); }),
            "GramProduct: X must have 1316 rows, got 1317");
  EXPECT_EQ(MessageOf([&] { return GramProduct(blocks, kernel, -1).ridge(); }),
            "GramProduct: ridge must be finite and not negative, got -1");
}

TEST_F(GramProductTest, AValueThatIsNotFiniteFailsOnAllRanks) {
  Rows far = x;
  far.row(kN - 1).setConstant(1e200);
  const BlockKernel overflowing = MakeBlockKernel(net, Eigen::Map<const Rows>(far.data(), kN, kD));
  const GramProduct multiply(blocks, overflowing);
  const std::string said = MessageOf<std::exception>([&] { return multiply(v).size(); });
  EXPECT_NE(said.find("BlockKernel: kernel values must be finite, got "), said.npos) << said;
  EXPECT_NE(said.find(", counted from rows 1280 and "), said.npos) << said;
  EXPECT_NE(MessageOf<std::exception>([&] {
              return overflowing.diagonal(5).size();
            }).find("K(x, x) must be finite, got inf for row 1316 "),
            std::string::npos);
}

}  // namespace
}  // namespace hadamard_ntk::distributed
