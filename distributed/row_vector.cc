#include "distributed/row_vector.h"

#include <petsc/private/vecimpl.h>

#include <cmath>
#include <cstddef>

namespace hadamard_ntk::distributed {
namespace {

constexpr char kRowsKey[] = "hadamard_ntk_rows";

PetscErrorCode OrderedDot(Vec a, Vec b, PetscScalar* result) {
  PetscContainer container = nullptr;
  void* pointer = nullptr;
  PetscFunctionBegin;
  PetscCall(PetscObjectQuery(reinterpret_cast<PetscObject>(a), kRowsKey, reinterpret_cast<PetscObject*>(&container)));
  PetscCheck(container, PETSC_COMM_SELF, PETSC_ERR_ARG_WRONGSTATE, "a vector without its rows");
  PetscCall(PetscContainerGetPointer(container, &pointer));
  try {
    const auto& rows = *static_cast<const RowBlocks*>(pointer);
    *result = rows.Dot(ReadRows(rows, a), ReadRows(rows, b)).sum();
  } catch (const std::exception& error) {
    SETERRQ(PETSC_COMM_SELF, PETSC_ERR_LIB, "%s", error.what());
  }
  PetscFunctionReturn(0);
}

PetscErrorCode OrderedNorm(Vec a, NormType type, PetscReal* result) {
  PetscFunctionBegin;
  PetscCheck(type == NORM_2, PETSC_COMM_SELF, PETSC_ERR_SUP, "only the 2-norm is ordered");
  PetscCall(OrderedDot(a, a, result));
  *result = std::sqrt(*result);
  PetscFunctionReturn(0);
}

// VecSetOperation takes any member of _VecOps by its number; the enumerators name few of them.
template <class Function>
void SetOperation(Vec vector, std::size_t offset, Function* function) {
  Require(VecSetOperation(vector, static_cast<VecOperation>(offset / sizeof(void (*)())),
                          reinterpret_cast<void (*)()>(function)));
}

}  // namespace

OwnedVec MakeRowVector(const RowBlocks& rows, PetscInt outputs, InnerProducts products) {
  const MPI_Comm comm = rows.ranks().get();
  OwnedVec vector;
  Require(VecCreate(comm, vector.out()));
  Require(VecSetSizes(vector.get(), rows.count() * outputs, rows.rows() * outputs));
  Require(VecSetType(vector.get(), VECMPI));
  Require(VecSet(vector.get(), 0));
  if (products == InnerProducts::kPetsc) return vector;
  Owned<PetscContainer, PetscContainerDestroy> container;
  Require(PetscContainerCreate(comm, container.out()));
  Require(PetscContainerSetPointer(container.get(), const_cast<RowBlocks*>(&rows)));
  Require(PetscObjectCompose(reinterpret_cast<PetscObject>(vector.get()), kRowsKey,
                             reinterpret_cast<PetscObject>(container.get())));
  SetOperation(vector.get(), offsetof(_VecOps, dot), OrderedDot);
  SetOperation(vector.get(), offsetof(_VecOps, tdot), OrderedDot);
  SetOperation(vector.get(), offsetof(_VecOps, norm), OrderedNorm);
  return vector;
}

Rows ReadRows(const RowBlocks& rows, Vec vector) {
  PetscInt length = 0;
  const double* values = nullptr;
  Require(VecGetSize(vector, &length));
  Require(VecGetArrayRead(vector, &values));
  Rows result = Eigen::Map<const Rows>(values, rows.count(), length / rows.rows());
  Require(VecRestoreArrayRead(vector, &values));
  return result;
}

void WriteRows(const RowBlocks& rows, const Eigen::Ref<const Rows>& values, Vec vector) {
  double* to = nullptr;
  Require(VecGetArrayWrite(vector, &to));
  Eigen::Map<Rows>(to, rows.count(), values.cols()) = values;
  Require(VecRestoreArrayWrite(vector, &to));
}

PetscErrorCode ShellContext::Apply(Vec x, Vec y) {
  return callback([&] { WriteRows(rows, map(ReadRows(rows, x)), y); });
}

OwnedMat MakeRowMatrix(PetscInt outputs, ShellContext& context) {
  const PetscInt mine = context.rows.count() * outputs, all = context.rows.rows() * outputs;
  OwnedMat matrix;
  Require(MatCreateShell(context.rows.ranks().get(), mine, mine, all, all, &context, matrix.out()));
  Require(MatShellSetOperation(matrix.get(), MATOP_MULT,
                               reinterpret_cast<void (*)()>(ApplyShell<Mat, MatShellGetContext>)));
  Require(MatSetOption(matrix.get(), MAT_SYMMETRIC, PETSC_TRUE));
  return matrix;
}

}  // namespace hadamard_ntk::distributed
