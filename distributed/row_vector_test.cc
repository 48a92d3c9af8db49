#include "distributed/row_vector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "distributed/samples_testing.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::distributed {
namespace {

constexpr std::ptrdiff_t kN = 7 * RowBlocks::kRows + 5, kOutputs = 3;

struct RowVectorTest : testing::Test {
  const PetscSession petsc;
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows values = SampleRows(blocks.first_row(), blocks.count(), kOutputs, 3);

  // |values|^2 by PETSc, of a duplicate, by the two functions that solvers call.
  std::pair<double, double> Squares(InnerProducts products) const {
    const OwnedVec vector = MakeRowVector(blocks, kOutputs, products);
    OwnedVec copy;
    Require(VecDuplicate(vector.get(), copy.out()));
    WriteRows(blocks, values, copy.get());
    EXPECT_TRUE(ReadRows(blocks, copy.get()) == values);
    double dot = 0, norm = 0;
    Require(VecTDot(copy.get(), copy.get(), &dot));
    Require(VecNorm(copy.get(), NORM_2, &norm));
    return {dot, norm};
  }
};

TEST_F(RowVectorTest, InnerProductsOfDuplicatesAreOrdered) {
  const auto [dot, norm] = Squares(InnerProducts::kOrdered);
  EXPECT_EQ(dot, blocks.Dot(values, values).sum());
  EXPECT_EQ(norm, std::sqrt(dot));
}

// Negative control: PETSc's own have other bits, and are the same numbers.
TEST_F(RowVectorTest, ThoseOfPetscAreNot) {
  const auto [dot, norm] = Squares(InnerProducts::kPetsc);
  const double ordered = blocks.Dot(values, values).sum();
  EXPECT_NE(dot, ordered);
  EXPECT_NEAR(dot, ordered, static_cast<double>(kN) * std::numeric_limits<double>::epsilon() * ordered);
  EXPECT_NEAR(norm, std::sqrt(dot), 4 * std::numeric_limits<double>::epsilon() * norm);
}

TEST_F(RowVectorTest, ErrorsOfPetscAndThoseOfCallbacksAreExceptions) {
  const OwnedVec vector = MakeRowVector(blocks, kOutputs);
  WriteRows(blocks, values, vector.get());
  double norm = 0;
  const std::string said = MessageOf<PetscFailed>([&] {
    Require(VecNorm(vector.get(), NORM_1, &norm));
    return norm;
  });
  EXPECT_EQ(said, "PETSc: OrderedNorm: only the 2-norm is ordered");

  ShellContext context{blocks, [](const Rows&) -> Rows { throw std::domain_error("no product"); }};
  const OwnedMat matrix = MakeRowMatrix(kOutputs, context);
  const OwnedVec result = MakeRowVector(blocks, kOutputs);
  EXPECT_EQ(MessageOf<std::domain_error>([&] {
              context.callback.Require(MatMult(matrix.get(), vector.get(), result.get()));
              return 0;
            }),
            "no product");
}

}  // namespace
}  // namespace hadamard_ntk::distributed
