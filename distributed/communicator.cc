#include "distributed/communicator.h"

#include <exception>
#include <limits>

namespace hadamard_ntk::distributed {

Communicator::Communicator(MPI_Comm comm) : comm_(comm) {
  MPI_Comm_rank(comm, &rank_);
  MPI_Comm_size(comm, &size_);
}

void Communicator::Together(const std::function<void()>& use) const {
  std::exception_ptr own;
  std::string message;
  try {
    use();
  } catch (const std::exception& error) {
    own = std::current_exception();
    message = error.what();
  }
  const int mine = own ? rank_ : size_;
  int first = size_;
  MPI_Allreduce(&mine, &first, 1, MPI_INT, MPI_MIN, comm_);
  if (first == size_) return;
  const std::string of_first = OfRank(first, message);
  if (own) std::rethrow_exception(own);
  throw FailedElsewhere("rank " + std::to_string(first) + ": " + of_first);
}

int Communicator::RanksOfNode() const {
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(comm_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &node);
  int ranks = 0;
  MPI_Comm_size(node, &ranks);
  MPI_Comm_free(&node);
  return ranks;
}

std::string Communicator::OfRank(int rank, std::string text) const {
  int length = static_cast<int>(text.size());
  MPI_Bcast(&length, 1, MPI_INT, rank, comm_);
  text.resize(static_cast<std::size_t>(length));
  MPI_Bcast(text.data(), length, MPI_CHAR, rank, comm_);
  return text;
}

void MessageLayout::Add(std::ptrdiff_t length) {
  first.push_back(count.empty() ? 0 : MpiCount(std::ptrdiff_t{first.back()} + count.back()));
  count.push_back(MpiCount(length));
}

int MpiCount(std::ptrdiff_t count) {
  if (count <= std::numeric_limits<int>::max()) return static_cast<int>(count);
  throw std::length_error("a message of " + std::to_string(count) +
                          " numbers is more than MPI counts; take more ranks, or fewer outputs at once");
}

}  // namespace hadamard_ntk::distributed
