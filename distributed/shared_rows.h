/// A matrix of which a node has one copy that all its ranks see (a shared window of MPI), row by row.
#ifndef HADAMARD_NTK_DISTRIBUTED_SHARED_ROWS_H_
#define HADAMARD_NTK_DISTRIBUTED_SHARED_ROWS_H_

#include <mpi.h>

#include <Eigen/Core>
#include <cstddef>
#include <functional>

#include "distributed/communicator.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

class SharedRows {
 public:
  using Index = std::ptrdiff_t;
  /// Writes rows first, ..., first + rows.rows() - 1.
  using Fill = std::function<void(Index first, Eigen::Ref<Rows> rows)>;

  /// The ranks of a node divide its copy among them, and each calls fill for its part.  Throws together
  /// (communicator.h).
  SharedRows(const Communicator& ranks, Index rows, Index columns, const Fill& fill);
  /// Of all ranks, as the constructor.
  ~SharedRows();
  SharedRows(const SharedRows&) = delete;
  SharedRows& operator=(const SharedRows&) = delete;

  Eigen::Map<const Rows> matrix() const { return {values_, rows_, columns_}; }

 private:
  Index rows_, columns_;
  MPI_Comm node_ = MPI_COMM_NULL;
  MPI_Win window_ = MPI_WIN_NULL;
  double* values_ = nullptr;
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_SHARED_ROWS_H_
