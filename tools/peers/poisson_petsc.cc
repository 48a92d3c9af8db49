// Conjugate gradients of PETSc with any of its preconditioners on the golden box, one rank, timed.
// usage: poisson_petsc CELLS_PER_AXIS REPETITIONS -pc_type gamg ... (options of PETSc)
#include <petscksp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tools/peers/golden_box.h"

namespace hadamard_ntk::peers {
namespace {

class Petsc {
 public:
  explicit Petsc(const GoldenBox& box) {
    const auto cells = static_cast<PetscInt>(box.b.size());
    MatCreateSeqAIJ(PETSC_COMM_SELF, cells, cells, 7, nullptr, &a_);
    for (PetscInt cell = 0; cell < cells; ++cell) {
      const Row row = RowOf(box.mask, cell);
      MatSetValues(a_, 1, &cell, row.count, row.columns.data(), row.entries.data(), INSERT_VALUES);
    }
    MatAssemblyBegin(a_, MAT_FINAL_ASSEMBLY);
    MatAssemblyEnd(a_, MAT_FINAL_ASSEMBLY);
    MatSetOption(a_, MAT_SYMMETRIC, PETSC_TRUE);
    MatNullSpace constants;
    MatNullSpaceCreate(PETSC_COMM_SELF, PETSC_TRUE, 0, nullptr, &constants);
    MatSetNullSpace(a_, constants);
    MatNullSpaceDestroy(&constants);
    MatCreateVecs(a_, &x_, &b_);
    double* values;
    VecGetArrayWrite(b_, &values);
    std::copy_n(box.b.data(), cells, values);
    VecRestoreArrayWrite(b_, &values);
  }
  ~Petsc() {
    KSPDestroy(&cg_);
    VecDestroy(&x_);
    VecDestroy(&b_);
    MatDestroy(&a_);
  }
  Petsc(const Petsc&) = delete;
  Petsc& operator=(const Petsc&) = delete;

  void SetUp() {
    KSPCreate(PETSC_COMM_SELF, &cg_);
    KSPSetType(cg_, KSPCG);
    KSPSetNormType(cg_, KSP_NORM_UNPRECONDITIONED);
    KSPSetTolerances(cg_, kTolerance, 0, PETSC_DEFAULT, kMaxIterations);
    KSPSetOperators(cg_, a_, a_);
    KSPSetFromOptions(cg_);
    KSPSetUp(cg_);
  }
  int Solve() {
    KSPSolve(cg_, b_, x_);
    PetscInt iterations;
    KSPGetIterationNumber(cg_, &iterations);
    return iterations;
  }
  void GetSolution(double* x) {
    const double* values;
    VecGetArrayRead(x_, &values);
    PetscInt cells;
    VecGetSize(x_, &cells);
    std::copy_n(values, cells, x);
    VecRestoreArrayRead(x_, &values);
  }

 private:
  Mat a_;
  Vec b_, x_;
  KSP cg_;
};

int Main(int argc, char** argv) {
  const int cells = argc > 2 ? std::atoi(argv[1]) : 0, repetitions = argc > 2 ? std::atoi(argv[2]) : 0;
  if (cells < 1 || repetitions < 1) {
    std::fprintf(stderr, "usage: poisson_petsc CELLS_PER_AXIS REPETITIONS -pc_type gamg ...\n");
    return 2;
  }
  PetscInitialize(&argc, &argv, nullptr, nullptr);
  TimeSolutions<Petsc>(GoldenBox(cells), repetitions);
  return PetscFinalize();
}

}  // namespace
}  // namespace hadamard_ntk::peers

int main(int argc, char** argv) { return hadamard_ntk::peers::Main(argc, argv); }
