#include "distributed/block_cyclic.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "distributed/scalapack.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

// The largest divisor that is not above the root.
int GridRows(int ranks) {
  int rows = 1;
  for (int r = 2; r * r <= ranks; ++r) {
    if (ranks % r == 0) rows = r;
  }
  return rows;
}

}  // namespace

ProcessGrid::ProcessGrid(const Communicator& ranks)
    : rank_(ranks.rank()),
      rows_(GridRows(ranks.size())),
      columns_(ranks.size() / rows_),
      handle_(Csys2blacs_handle(ranks.get())),
      context_(handle_) {
  Cblacs_gridinit(&context_, "Row", rows_, columns_);
}

ProcessGrid::~ProcessGrid() {
  Cblacs_gridexit(context_);
  Cfree_blacs_system_handle(handle_);
}

template <class Scalar>
BlockCyclic<Scalar>::BlockCyclic(const ProcessGrid& grid, Index rows, Index columns)
    : row_blocks_(rows, grid.row(), grid.rows()), column_blocks_(columns, grid.column(), grid.columns()) {
  const Index most = MostNumbers(grid.rows(), grid.columns(), rows, columns);
  if (most > std::numeric_limits<int>::max()) {
    throw std::length_error("BlockCyclic: a rank would have " + std::to_string(most) + " numbers of a matrix of " +
                            std::to_string(rows) + " x " + std::to_string(columns) +
                            ", more than ScaLAPACK counts; take more ranks");
  }
  mine_ = Matrix::Zero(row_blocks_.count(), column_blocks_.count());
  const auto number = [](Index value) { return static_cast<int>(value); };
  descriptor_ = {1,  // dense
                 grid.context(),
                 number(rows),
                 number(columns),
                 number(CyclicBlocks::kRows),
                 number(CyclicBlocks::kRows),
                 0,
                 0,
                 number(std::max<Index>(1, row_blocks_.count()))};
}

template <class Scalar>
double BlockCyclic<Scalar>::Bytes(int ranks, Index rows, Index columns) {
  const int grid_rows = GridRows(ranks);
  return sizeof(Scalar) * static_cast<double>(MostNumbers(grid_rows, ranks / grid_rows, rows, columns));
}

template <class Scalar>
Index BlockCyclic<Scalar>::MostNumbers(int grid_rows, int grid_columns, Index rows, Index columns) {
  return CyclicBlocks(rows, 0, grid_rows).count() * CyclicBlocks(columns, 0, grid_columns).count();
}

template <class Scalar>
void FillGram(const RowBlocks& rows, const BlockKernel& kernel, double unit, double shift,
              BlockCyclic<Scalar>& matrix) {
  rows.ranks().Together([&] {
    matrix.ForEachBlock([&](Index s, Index t, typename BlockCyclic<Scalar>::Block block) {
      if (s < t) return;
      block = (kernel.Pair(s, t) / unit).cast<Scalar>();
      if (s == t) block.diagonal().array() += static_cast<Scalar>(shift);
    });
  });
}

template class BlockCyclic<float>;
template class BlockCyclic<double>;
template void FillGram(const RowBlocks&, const BlockKernel&, double, double, BlockCyclic<float>&);
template void FillGram(const RowBlocks&, const BlockKernel&, double, double, BlockCyclic<double>&);

}  // namespace hadamard_ntk::distributed
