#include "linsolve/nested_multigrid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

[[noreturn]] void Refuse(const std::string& what) { throw std::invalid_argument("NestedMultigrid: " + what); }

std::string Shape(const SparseMatrix& a) { return std::to_string(a.rows()) + " x " + std::to_string(a.cols()); }

void CheckFinite(const std::string& name, SparseMatrix& a) {
  a.makeCompressed();
  if (!a.coeffs().allFinite()) Refuse(name + " is not finite");
}

}  // namespace

NestedMultigrid::NestedMultigrid(SparseMatrix a, const std::vector<SparseMatrix>& prolongations, int sweeps)
    : sweeps_(sweeps), levels_(prolongations.size() + 1) {
  if (sweeps < 1) Refuse("sweeps must be at least 1, got " + std::to_string(sweeps));
  if (a.rows() != a.cols() || a.rows() == 0) Refuse("A must be square and not empty, got " + Shape(a));
  CheckFinite("A", a);
  levels_.back().a = std::move(a);
  for (std::size_t j = prolongations.size(); j > 0; --j) {
    Level& level = levels_[j];
    level.prolongation = prolongations[j - 1];
    const std::string name = "prolongation " + std::to_string(j);
    if (level.prolongation.rows() != level.a.rows() || level.prolongation.cols() == 0) {
      Refuse(name + " is " + Shape(level.prolongation) + ", its level has " + std::to_string(level.a.rows()) +
             " unknowns");
    }
    CheckFinite(name, level.prolongation);
    level.restriction = level.prolongation.transpose();
    levels_[j - 1].a = level.restriction * SparseMatrix(level.a * level.prolongation);
    levels_[j - 1].a.makeCompressed();
  }
  for (std::size_t j = 0; j < levels_.size(); ++j) {
    const Eigen::VectorXd diagonal = levels_[j].a.diagonal();
    if (!(diagonal.minCoeff() > 0)) {
      throw std::domain_error(
          "NestedMultigrid: on level " + std::to_string(j) +
          " the matrix has a diagonal entry that is not positive: " + fmt::to_string(diagonal.minCoeff()));
    }
    levels_[j].inverse_diagonal = diagonal.cwiseInverse();
  }
  const auto factors =
      std::make_shared<Eigen::SimplicialLLT<Eigen::SparseMatrix<double>>>(Eigen::SparseMatrix<double>(levels_[0].a));
  if (factors->info() != Eigen::Success) {
    throw std::domain_error("NestedMultigrid: on level 0 the matrix is not positive definite");
  }
  coarsest_ = factors;
}

Eigen::VectorXd NestedMultigrid::operator()(const Eigen::VectorXd& r) const {
  if (r.size() != size()) {
    Refuse("a residual of " + std::to_string(r.size()) + " entries, A is " + Shape(matrix()));
  }
  return Cycle(levels() - 1, r);
}

void NestedMultigrid::Sweep(const Level& level, const Eigen::VectorXd& r, bool forwards, Eigen::VectorXd& x) const {
  const auto* start = level.a.outerIndexPtr();
  const auto* column = level.a.innerIndexPtr();
  const double* value = level.a.valuePtr();
  const auto relax = [&](Eigen::Index i) {
    double rest = r[i];
    for (auto k = start[i]; k < start[i + 1]; ++k) rest -= value[k] * x[column[k]];
    x[i] += rest * level.inverse_diagonal[i];
  };
  const Eigen::Index n = x.size();
  if (forwards) {
    for (Eigen::Index i = 0; i < n; ++i) relax(i);
  } else {
    for (Eigen::Index i = n - 1; i >= 0; --i) relax(i);
  }
}

Eigen::VectorXd NestedMultigrid::Cycle(int j, const Eigen::VectorXd& r) const {
  if (j == 0) return coarsest_->solve(r);
  const Level& level = levels_[static_cast<std::size_t>(j)];
  Eigen::VectorXd x = Eigen::VectorXd::Zero(r.size());
  for (int sweep = 0; sweep < sweeps_; ++sweep) Sweep(level, r, true, x);
  const Eigen::VectorXd rest = r - Product(level.a, x);
  x += Product(level.prolongation, Cycle(j - 1, Product(level.restriction, rest)));
  for (int sweep = 0; sweep < sweeps_; ++sweep) Sweep(level, r, false, x);
  return x;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
