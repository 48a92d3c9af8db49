#include "distributed/prediction.h"

#include <stdexcept>
#include <string>

namespace hadamard_ntk::distributed {

Rows Predict(const RowBlocks& rows, const BlockKernel& kernel, const Eigen::Ref<const Rows>& c, const RowBlocks& z_rows,
             const std::function<void(std::ptrdiff_t first, Eigen::Ref<Rows> z)>& read_z) {
  using Index = std::ptrdiff_t;
  if (c.rows() != rows.count()) {
    throw std::invalid_argument("Predict: C must have this rank's " + std::to_string(rows.count()) + " rows, got " +
                                std::to_string(c.rows()));
  }
  Rows mine(z_rows.count(), c.cols());
  for (Index block = 0; block < z_rows.blocks(); ++block) {
    const Index first = block * RowBlocks::kRows, count = z_rows.BlockRows(block);
    Rows z(count, kernel.x.cols());
    rows.ranks().Together([&] { read_z(first, z); });
    const Eigen::MatrixXd at = z;
    const Eigen::MatrixXd f = rows.Sum(count, c.cols(), [&](Index b) -> Eigen::MatrixXd {
      return kernel.With(b, at).transpose() * rows.OfBlock(c, b);
    });
    if (block >= z_rows.first_block() && block < z_rows.end_block()) {
      z_rows.OfBlock(mine, block) = f;
    }
  }
  return mine;
}

}  // namespace hadamard_ntk::distributed
