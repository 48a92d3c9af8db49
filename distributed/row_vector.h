/// Rows (row_blocks.h) as a vector of PETSc, n x outputs numbers, whose inner products and 2-norm have the same bits on
/// any number of ranks; those made from it by VecDuplicate are of its kind, so that PETSc's solvers are, too.
///
/// PETSc adds the sums of ranks with MPI_Allreduce: sums of other terms in another order for every number of ranks.
/// Other norms than NORM_2 are refused.
#ifndef HADAMARD_NTK_DISTRIBUTED_ROW_VECTOR_H_
#define HADAMARD_NTK_DISTRIBUTED_ROW_VECTOR_H_

#include <functional>

#include "distributed/petsc_objects.h"
#include "distributed/row_blocks.h"

namespace hadamard_ntk::distributed {

enum class InnerProducts { kOrdered, kPetsc };

/// A vector of zeros; refers to `rows`.
OwnedVec MakeRowVector(const RowBlocks& rows, PetscInt outputs, InnerProducts products = InnerProducts::kOrdered);

Rows ReadRows(const RowBlocks& rows, Vec vector);
void WriteRows(const RowBlocks& rows, const Eigen::Ref<const Rows>& values, Vec vector);

/// K + ridge I, or what else maps this rank's rows, as a matrix of PETSc for such vectors; refers to all three.
using RowMap = std::function<Rows(const Rows&)>;
struct ShellContext {
  const RowBlocks& rows;
  RowMap map;
  Callback callback = {};

  /// y = map(x).
  PetscErrorCode Apply(Vec x, Vec y);
};
OwnedMat MakeRowMatrix(PetscInt outputs, ShellContext& context);

/// What a shell of PETSc does, a matrix or a preconditioner: Apply() of its context.
template <class Shell, PetscErrorCode (*get_context)(Shell, void*)>
PetscErrorCode ApplyShell(Shell shell, Vec x, Vec y) {
  ShellContext* context = nullptr;
  PetscFunctionBegin;
  PetscCall(get_context(shell, &context));
  PetscCall(context->Apply(x, y));
  PetscFunctionReturn(0);
}

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_ROW_VECTOR_H_
