/// PETSc's objects with an owner, and its errors as exceptions.
#ifndef HADAMARD_NTK_DISTRIBUTED_PETSC_OBJECTS_H_
#define HADAMARD_NTK_DISTRIBUTED_PETSC_OBJECTS_H_

#include <petscksp.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace hadamard_ntk::distributed {

struct PetscFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// PETSc while it lives, without command line and signal handlers; on all ranks, after MPI.
class PetscSession {
 public:
  PetscSession();
  ~PetscSession();
  PetscSession(const PetscSession&) = delete;
  PetscSession& operator=(const PetscSession&) = delete;
};

/// Throws PetscFailed with PETSc's first message if the code is one of an error.
void Require(PetscErrorCode code);

/// An object that destroy() takes at the end.
template <class Object, PetscErrorCode (*destroy)(Object*)>
class Owned {
 public:
  Owned() = default;
  explicit Owned(Object object) : object_(object) {}
  Owned(Owned&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Owned() {
    if (object_) destroy(&object_);
  }

  Object get() const { return object_; }
  /// For functions that make an object.
  Object* out() { return &object_; }

 private:
  Object object_ = nullptr;
};
using OwnedMat = Owned<Mat, MatDestroy>;
using OwnedVec = Owned<Vec, VecDestroy>;
using OwnedSolver = Owned<KSP, KSPDestroy>;

/// What C++ does when PETSc calls it: an exception waits here until PETSc has come back with its error code.
class Callback {
 public:
  template <class Use>
  PetscErrorCode operator()(const Use& use) {
    try {
      use();
      return 0;
    } catch (...) {
      thrown_ = std::current_exception();
      return PETSC_ERR_USER;
    }
  }

  /// Require, but what was thrown first.
  void Require(PetscErrorCode code) {
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    distributed::Require(code);
  }

 private:
  std::exception_ptr thrown_;
};

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_PETSC_OBJECTS_H_
