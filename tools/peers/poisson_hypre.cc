// Conjugate gradients of hypre with PFMG (its structured interface) or BoomerAMG on the golden box, one rank, timed.
// usage: poisson_hypre CELLS_PER_AXIS REPETITIONS pfmg|boomeramg
#include <HYPRE.h>
#include <HYPRE_IJ_mv.h>
#include <HYPRE_parcsr_ls.h>
#include <HYPRE_struct_ls.h>
#include <mpi.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include "tools/peers/golden_box.h"

namespace hadamard_ntk::peers {
namespace {

class Pfmg {
 public:
  explicit Pfmg(const GoldenBox& box) : last_{} {
    const auto& grid = box.mask.grid();
    for (int axis = 0; axis < 3; ++axis) last_[axis] = static_cast<int>(grid.extents()[axis]) - 1;
    HYPRE_StructGridCreate(MPI_COMM_SELF, 3, &grid_);
    HYPRE_StructGridSetExtents(grid_, first_.data(), last_.data());
    HYPRE_StructGridAssemble(grid_);
    HYPRE_StructStencilCreate(3, 4, &stencil_);
    for (int entry = 0; entry < 4; ++entry) {
      std::array<int, 3> offset = {};
      if (entry > 0) offset[entry - 1] = -1;
      HYPRE_StructStencilSetElement(stencil_, entry, offset.data());
    }
    HYPRE_StructMatrixCreate(MPI_COMM_SELF, grid_, stencil_, &a_);
    HYPRE_StructMatrixSetSymmetric(a_, 1);
    HYPRE_StructMatrixInitialize(a_);
    std::vector<double> entries(4 * grid.cells());
    for (linsolve::Index cell = 0; cell < grid.cells(); ++cell) {
      entries[4 * cell] = box.mask.open_faces()[cell];
      for (int axis = 0; axis < 3; ++axis) entries[4 * cell + 1 + axis] = grid.position(cell)[axis] > 0 ? -1 : 0;
    }
    std::array<int, 4> all = {0, 1, 2, 3};
    HYPRE_StructMatrixSetBoxValues(a_, first_.data(), last_.data(), 4, all.data(), entries.data());
    HYPRE_StructMatrixAssemble(a_);
    b_ = Vector(box.b);
    x_ = Vector(linsolve::GridFunction<double>(grid));
  }
  ~Pfmg() {
    HYPRE_StructPCGDestroy(pcg_);
    HYPRE_StructPFMGDestroy(pfmg_);
    HYPRE_StructVectorDestroy(x_);
    HYPRE_StructVectorDestroy(b_);
    HYPRE_StructMatrixDestroy(a_);
    HYPRE_StructStencilDestroy(stencil_);
    HYPRE_StructGridDestroy(grid_);
  }
  Pfmg(const Pfmg&) = delete;
  Pfmg& operator=(const Pfmg&) = delete;

  // Weighted Jacobi, not on grids that are coarser along one axis only; red/black Gauss-Seidel and other Galerkin
  // operators take as long or longer.
  void SetUp() {
    HYPRE_StructPFMGCreate(MPI_COMM_SELF, &pfmg_);
    HYPRE_StructPFMGSetMaxIter(pfmg_, 1);
    HYPRE_StructPFMGSetTol(pfmg_, 0);
    HYPRE_StructPFMGSetZeroGuess(pfmg_);
    HYPRE_StructPFMGSetRelaxType(pfmg_, 1);
    HYPRE_StructPFMGSetSkipRelax(pfmg_, 1);
    HYPRE_StructPCGCreate(MPI_COMM_SELF, &pcg_);
    HYPRE_StructPCGSetTol(pcg_, kTolerance);
    HYPRE_StructPCGSetMaxIter(pcg_, kMaxIterations);
    HYPRE_StructPCGSetTwoNorm(pcg_, 1);
    HYPRE_StructPCGSetPrecond(pcg_, HYPRE_StructPFMGSolve, HYPRE_StructPFMGSetup, pfmg_);
    HYPRE_StructPCGSetup(pcg_, a_, b_, x_);
  }
  int Solve() {
    HYPRE_StructPCGSolve(pcg_, a_, b_, x_);
    int iterations;
    HYPRE_StructPCGGetNumIterations(pcg_, &iterations);
    return iterations;
  }
  void GetSolution(double* x) { HYPRE_StructVectorGetBoxValues(x_, first_.data(), last_.data(), x); }

 private:
  HYPRE_StructVector Vector(linsolve::GridFunction<double> values) {
    HYPRE_StructVector vector;
    HYPRE_StructVectorCreate(MPI_COMM_SELF, grid_, &vector);
    HYPRE_StructVectorInitialize(vector);
    HYPRE_StructVectorSetBoxValues(vector, first_.data(), last_.data(), values.data());
    HYPRE_StructVectorAssemble(vector);
    return vector;
  }

  std::array<int, 3> first_ = {}, last_;
  HYPRE_StructGrid grid_;
  HYPRE_StructStencil stencil_;
  HYPRE_StructMatrix a_;
  HYPRE_StructVector b_, x_;
  HYPRE_StructSolver pfmg_, pcg_;
};

class BoomerAmg {
 public:
  explicit BoomerAmg(const GoldenBox& box) : cells_(static_cast<int>(box.b.size())) {
    HYPRE_IJMatrixCreate(MPI_COMM_SELF, 0, cells_ - 1, 0, cells_ - 1, &a_);
    HYPRE_IJMatrixSetObjectType(a_, HYPRE_PARCSR);
    const std::vector<int> sizes(cells_, 7);
    HYPRE_IJMatrixSetRowSizes(a_, sizes.data());
    HYPRE_IJMatrixInitialize(a_);
    for (int cell = 0; cell < cells_; ++cell) {
      Row row = RowOf(box.mask, cell);
      HYPRE_IJMatrixSetValues(a_, 1, &row.count, &cell, row.columns.data(), row.entries.data());
    }
    HYPRE_IJMatrixAssemble(a_);
    HYPRE_IJMatrixGetObject(a_, reinterpret_cast<void**>(&matrix_));
    b_ = Vector(box.b, right_);
    x_ = Vector(linsolve::GridFunction<double>(box.mask.grid()), solution_);
  }
  ~BoomerAmg() {
    HYPRE_ParCSRPCGDestroy(pcg_);
    HYPRE_BoomerAMGDestroy(amg_);
    HYPRE_IJVectorDestroy(x_);
    HYPRE_IJVectorDestroy(b_);
    HYPRE_IJMatrixDestroy(a_);
  }
  BoomerAmg(const BoomerAmg&) = delete;
  BoomerAmg& operator=(const BoomerAmg&) = delete;

  // HMIS, extended interpolation with 4 elements, Gauss-Seidel forwards and back.
  void SetUp() {
    HYPRE_BoomerAMGCreate(&amg_);
    HYPRE_BoomerAMGSetMaxIter(amg_, 1);
    HYPRE_BoomerAMGSetTol(amg_, 0);
    HYPRE_BoomerAMGSetCoarsenType(amg_, 10);
    HYPRE_BoomerAMGSetInterpType(amg_, 6);
    HYPRE_BoomerAMGSetPMaxElmts(amg_, 4);
    HYPRE_BoomerAMGSetStrongThreshold(amg_, 0.25);
    HYPRE_BoomerAMGSetRelaxOrder(amg_, 0);
    HYPRE_BoomerAMGSetCycleRelaxType(amg_, 13, 1);
    HYPRE_BoomerAMGSetCycleRelaxType(amg_, 14, 2);
    HYPRE_ParCSRPCGCreate(MPI_COMM_SELF, &pcg_);
    HYPRE_PCGSetTol(pcg_, kTolerance);
    HYPRE_PCGSetMaxIter(pcg_, kMaxIterations);
    HYPRE_PCGSetTwoNorm(pcg_, 1);
    HYPRE_ParCSRPCGSetPrecond(pcg_, HYPRE_BoomerAMGSolve, HYPRE_BoomerAMGSetup, amg_);
    HYPRE_ParCSRPCGSetup(pcg_, matrix_, right_, solution_);
  }
  int Solve() {
    HYPRE_ParCSRPCGSolve(pcg_, matrix_, right_, solution_);
    int iterations;
    HYPRE_PCGGetNumIterations(pcg_, &iterations);
    return iterations;
  }
  void GetSolution(double* x) {
    std::vector<int> cells(cells_);
    std::iota(cells.begin(), cells.end(), 0);
    HYPRE_IJVectorGetValues(x_, cells_, cells.data(), x);
  }

 private:
  HYPRE_IJVector Vector(const linsolve::GridFunction<double>& values, HYPRE_ParVector& object) {
    HYPRE_IJVector vector;
    HYPRE_IJVectorCreate(MPI_COMM_SELF, 0, cells_ - 1, &vector);
    HYPRE_IJVectorSetObjectType(vector, HYPRE_PARCSR);
    HYPRE_IJVectorInitialize(vector);
    std::vector<int> cells(cells_);
    std::iota(cells.begin(), cells.end(), 0);
    HYPRE_IJVectorSetValues(vector, cells_, cells.data(), values.data());
    HYPRE_IJVectorAssemble(vector);
    HYPRE_IJVectorGetObject(vector, reinterpret_cast<void**>(&object));
    return vector;
  }

  int cells_;
  HYPRE_IJMatrix a_;
  HYPRE_IJVector b_, x_;
  HYPRE_ParCSRMatrix matrix_;
  HYPRE_ParVector right_, solution_;
  HYPRE_Solver amg_, pcg_;
};

int Main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  HYPRE_Init();
  const std::string method = argc == 4 ? argv[3] : "";
  const int cells = argc == 4 ? std::atoi(argv[1]) : 0, repetitions = argc == 4 ? std::atoi(argv[2]) : 0;
  if ((method != "pfmg" && method != "boomeramg") || cells < 1 || repetitions < 1) {
    std::fprintf(stderr, "usage: poisson_hypre CELLS_PER_AXIS REPETITIONS pfmg|boomeramg\n");
    return 2;
  }
  const GoldenBox box(cells);
  method == "pfmg" ? TimeSolutions<Pfmg>(box, repetitions) : TimeSolutions<BoomerAmg>(box, repetitions);
  HYPRE_Finalize();
  MPI_Finalize();
  return 0;
}

}  // namespace
}  // namespace hadamard_ntk::peers

int main(int argc, char** argv) { return hadamard_ntk::peers::Main(argc, argv); }
