#include "distributed/shared_rows.h"

namespace hadamard_ntk::distributed {

SharedRows::SharedRows(const Communicator& ranks, Index rows, Index columns, const Fill& fill)
    : rows_(rows), columns_(columns) {
  MPI_Comm_split_type(ranks.get(), MPI_COMM_TYPE_SHARED, ranks.rank(), MPI_INFO_NULL, &node_);
  const Communicator node(node_);
  const auto bytes = static_cast<MPI_Aint>(static_cast<std::size_t>(rows * columns) * sizeof(double));
  MPI_Win_allocate_shared(node.rank() == 0 ? bytes : 0, sizeof(double), MPI_INFO_NULL, node_, &values_, &window_);
  MPI_Aint size = 0;
  int unit = 0;
  MPI_Win_shared_query(window_, 0, &size, &unit, &values_);
  MPI_Win_fence(0, window_);
  const Index first = rows * node.rank() / node.size(), end = rows * (node.rank() + 1) / node.size();
  try {
    ranks.Together([&] { fill(first, Eigen::Map<Rows>(values_ + first * columns, end - first, columns)); });
  } catch (...) {
    MPI_Win_free(&window_);
    MPI_Comm_free(&node_);
    throw;
  }
  MPI_Win_fence(0, window_);
}

SharedRows::~SharedRows() {
  MPI_Win_free(&window_);
  MPI_Comm_free(&node_);
}

}  // namespace hadamard_ntk::distributed
