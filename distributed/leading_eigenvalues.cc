#include "distributed/leading_eigenvalues.h"

#include <slepceps.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "distributed/petsc_objects.h"
#include "distributed/row_vector.h"
#include "distributed/solver_arguments.h"
#include "linalg/diverged.h"
#include "linalg/uniform_draw.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = Eigen::Index;
using OwnedEigensolver = Owned<EPS, EPSDestroy>;

struct Found {
  std::vector<double> values;  // falling
  std::vector<OwnedVec> vectors;

  void Add(double value, OwnedVec vector, std::size_t most) {
    const auto at = std::upper_bound(values.begin(), values.end(), value, std::greater<>()) - values.begin();
    values.insert(values.begin() + at, value);
    vectors.insert(vectors.begin() + at, std::move(vector));
    if (values.size() <= most) return;
    values.pop_back();
    vectors.pop_back();
  }
};

// A vector that looks like chance, the same on any number of ranks, another for every run.
Rows StartOf(const RowBlocks& rows, std::uint64_t run) {
  Rows start(rows.count(), 1);
  for (std::ptrdiff_t block = rows.first_block(); block < rows.end_block(); ++block) {
    std::mt19937_64 random(run << 32 | static_cast<std::uint64_t>(block));
    const std::ptrdiff_t first = block * RowBlocks::kRows - rows.first_row();
    for (std::ptrdiff_t i = first; i < first + rows.BlockRows(block); ++i) {
      start(i, 0) = 2 * linalg::UniformDraw(random) - 1;
    }
  }
  return start;
}

class Runs {
 public:
  Runs(const GramProduct& matrix, Index count, const LeadingEigenvaluesOptions& options)
      : rows_(matrix.rows()),
        count_(count),
        options_(options),
        product_{rows_, [&](const Rows& v) { return matrix(v); }},
        matrix_(MakeRowMatrix(1, product_)) {}

  // One run off what was found; whether it has found one of the `count` largest.
  bool Run(Found& found) {
    const Index left = rows_.rows() - static_cast<Index>(found.values.size());
    const Index wanted = std::min(count_, left);
    if (wanted == 0) return false;
    OwnedEigensolver solver;
    Require(EPSCreate(rows_.ranks().get(), solver.out()));
    Require(EPSSetOperators(solver.get(), matrix_.get(), nullptr));
    Require(EPSSetProblemType(solver.get(), EPS_HEP));
    Require(EPSSetType(solver.get(), EPSKRYLOVSCHUR));
    Require(EPSSetWhichEigenpairs(solver.get(), EPS_LARGEST_REAL));
    Require(EPSSetDimensions(solver.get(), wanted, PETSC_DEFAULT, PETSC_DEFAULT));
    Require(EPSSetTolerances(solver.get(), options_.tolerance, options_.max_iterations));
    std::vector<Vec> deflated;
    for (const OwnedVec& vector : found.vectors) deflated.push_back(vector.get());
    if (!deflated.empty()) {
      Require(EPSSetDeflationSpace(solver.get(), static_cast<PetscInt>(deflated.size()), deflated.data()));
    }
    OwnedVec start;
    Require(MatCreateVecs(matrix_.get(), start.out(), nullptr));
    WriteRows(rows_, StartOf(rows_, ++runs_), start.get());
    Vec first = start.get();
    Require(EPSSetInitialSpace(solver.get(), 1, &first));
    product_.callback.Require(EPSSolve(solver.get()));
    PetscInt converged = 0;
    Require(EPSGetConverged(solver.get(), &converged));
    if (converged < wanted) {
      throw linalg::NotConverged("ComputeLeadingEigenvalues: " + std::to_string(converged) + " of " +
                                 std::to_string(wanted) + " eigenvalues after " +
                                 std::to_string(options_.max_iterations) + " restarts");
    }
    const bool full = found.values.size() == static_cast<std::size_t>(count_);
    // A copy of the last one is none of the largest beyond it.
    const double least = full ? found.values.back() * (1 + 100 * options_.tolerance) : 0;
    bool any = !full;
    for (PetscInt i = 0; i < converged; ++i) {
      OwnedVec vector;
      double value = 0;
      Require(MatCreateVecs(matrix_.get(), vector.out(), nullptr));
      Require(EPSGetEigenpair(solver.get(), i, &value, nullptr, vector.get(), nullptr));
      any = any || value > least;
      if (!full || value > least) found.Add(value, std::move(vector), static_cast<std::size_t>(count_));
    }
    return any;
  }

 private:
  const RowBlocks& rows_;
  const Index count_;
  const LeadingEigenvaluesOptions& options_;
  ShellContext product_;
  OwnedMat matrix_;
  std::uint64_t runs_ = 0;
};

}  // namespace

SlepcSession::SlepcSession() { Require(SlepcInitializeNoArguments()); }
SlepcSession::~SlepcSession() { SlepcFinalize(); }

LeadingEigenvalues ComputeLeadingEigenvalues(const GramProduct& matrix, Index count,
                                             const LeadingEigenvaluesOptions& options) {
  const RowBlocks& rows = matrix.rows();
  if (count < 1 || count > rows.rows()) {
    throw std::invalid_argument("ComputeLeadingEigenvalues: count must be from 1 to " + std::to_string(rows.rows()) +
                                ", got " + std::to_string(count));
  }
  RequireTolerance("ComputeLeadingEigenvalues", options.tolerance);
  const std::int64_t before = matrix.products();
  Runs runs(matrix, count, options);
  Found found;
  int done = 0;
  for (bool more = true; more && done < options.max_runs; ++done) more = runs.Run(found);
  LeadingEigenvalues result;
  result.values = Eigen::Map<const Eigen::VectorXd>(found.values.data(), count);
  result.vectors.resize(rows.count(), count);
  for (Index i = 0; i < count; ++i) {
    result.vectors.col(i) = ReadRows(rows, found.vectors[static_cast<std::size_t>(i)].get());
  }
  const Rows left = matrix(result.vectors) - Rows(result.vectors * result.values.asDiagonal());
  result.relative_residual = rows.Dot(left, left).cwiseSqrt().cwiseQuotient(result.values);
  result.runs = done;
  result.products = matrix.products() - before;
  return result;
}

}  // namespace hadamard_ntk::distributed
