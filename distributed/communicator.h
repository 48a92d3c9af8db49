/// The ranks of a run.
#ifndef HADAMARD_NTK_DISTRIBUTED_COMMUNICATOR_H_
#define HADAMARD_NTK_DISTRIBUTED_COMMUNICATOR_H_

#include <mpi.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hadamard_ntk::distributed {

/// What a rank throws that did not fail itself: "rank 2: " and the message of the first that did.
struct FailedElsewhere : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An MPI_Comm that somebody else owns.
class Communicator {
 public:
  explicit Communicator(MPI_Comm comm);

  MPI_Comm get() const { return comm_; }
  int rank() const { return rank_; }
  int size() const { return size_; }

  /// Calls use() on every rank, and throws on every rank if it threw on one: what use() threw there, FailedElsewhere on
  /// the others.  A rank that went on alone would wait for the others for ever.
  void Together(const std::function<void()>& use) const;

  /// What make() gives, made together.
  template <class Make>
  std::invoke_result_t<const Make&> MakeTogether(const Make& make) const {
    std::optional<std::invoke_result_t<const Make&>> made;
    Together([&] { made.emplace(make()); });
    return *std::move(made);
  }

  /// How many ranks this node has.  Together.
  int RanksOfNode() const;

  /// The text of one rank, on all; what the others give is of no account.
  std::string OfRank(int rank, std::string text) const;

 private:
  MPI_Comm comm_;
  int rank_ = 0, size_ = 1;
};

/// What MPI counts in int.  Throws std::length_error if it is more.
int MpiCount(std::ptrdiff_t count);

/// MPI's counts and displacements for messages of these lengths, one after the other.
struct MessageLayout {
  std::vector<int> count, first;
  void Add(std::ptrdiff_t length);
  std::size_t size() const { return static_cast<std::size_t>(first.back()) + static_cast<std::size_t>(count.back()); }
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_COMMUNICATOR_H_
