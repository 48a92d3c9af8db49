#include "distributed/petsc_objects.h"

namespace hadamard_ntk::distributed {
namespace {

std::string& FirstMessage() {
  static std::string message;
  return message;
}

PetscErrorCode Keep(MPI_Comm, int, const char* function, const char*, PetscErrorCode code, PetscErrorType type,
                    const char* message, void*) {
  if (type == PETSC_ERROR_INITIAL) FirstMessage() = std::string(function) + ": " + (message ? message : "");
  return code;
}

}  // namespace

PetscSession::PetscSession() {
  Require(PetscInitializeNoArguments());
  Require(PetscPopSignalHandler());
  Require(PetscPushErrorHandler(Keep, nullptr));
}

PetscSession::~PetscSession() {
  PetscPopErrorHandler();
  PetscFinalize();
}

void Require(PetscErrorCode code) {
  if (code == 0) return;
  const std::string message = std::exchange(FirstMessage(), "");
  throw PetscFailed("PETSc: " + (message.empty() ? "error " + std::to_string(code) : message));
}

}  // namespace hadamard_ntk::distributed
