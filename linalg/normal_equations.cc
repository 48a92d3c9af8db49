#include "linalg/normal_equations.h"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/strip_cholesky.h"
#include "linalg/strip_product.h"
#include "linalg/strip_square.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using Index = std::ptrdiff_t;

constexpr Index kPiece = 32;  // samples that one task evaluates
constexpr Index kGroup = 8;   // strips whose part of a block stays in the second cache, at most
constexpr Index kRows = StripMatrix<double>::kRows;

// Of few features many samples, since a block costs two barriers, whose part of a block stays in the second cache.
Index BlockSamples(Index strips) { return std::clamp(Index(1 << 17) / (strips * kRows), Index(256), Index(1024)); }

Index Checked(const char* name, Index value) {
  if (value >= 1) return value;
  throw std::invalid_argument("NormalEquations: " + std::string(name) + " must be at least 1, got " +
                              std::to_string(value));
}

template <class F>
void ForEach(Index count, const F& f) {
  tbb::parallel_for(Index(0), count, f, tbb::simple_partitioner());
}

}  // namespace

NormalEquations::NormalEquations(Index features, Index outputs)
    : a_(Checked("features", features)),
      b_(features, Checked("outputs", outputs)),
      block_samples_(BlockSamples(a_.strips())) {
  for (Index s = 0; s < a_.strips(); ++s) std::fill_n(a_.strip(s), (s + 1) * kRows * kRows, 0.0);
  block_.assign(static_cast<std::size_t>(a_.strips() * kRows * block_samples_), 0.0);
  targets_.resize(static_cast<std::size_t>(block_samples_ * outputs));
}

void NormalEquations::AddBlock(Index begin, Index count, const Fill& fill) {
  const Index strips = a_.strips(), outputs = b_.count();
  const auto strip = [&](Index s) { return block_.data() + s * kRows * block_samples_; };
  ForEach((count + kPiece - 1) / kPiece, [&](Index piece) {
    std::vector<double> row(static_cast<std::size_t>(strips * kRows), 0.0);
    for (Index k = piece * kPiece; k < std::min(count, (piece + 1) * kPiece); ++k) {
      fill(begin + k, row.data(), targets_.data() + k * outputs);
      for (Index s = 0; s < strips; ++s) std::copy_n(row.data() + s * kRows, kRows, strip(s) + k * kRows);
    }
  });
  const Index group = std::clamp(strips / kGroup, Index(1), kGroup), groups = (strips + group - 1) / group;
  ForEach(groups * (groups + 1) / 2, [&](Index pair) {
    Index row = 0;
    while ((row + 1) * (row + 2) / 2 <= pair) ++row;
    const Index column = pair - row * (row + 1) / 2, s_end = std::min(strips, (row + 1) * group);
    for (Index t = column * group; t < std::min(strips, (column + 1) * group); ++t) {
      if (row == column) AddStripSquare(strip(t), count, a_.block(t, t));
      for (Index s = std::max(t + 1, row * group); s < s_end; ++s) {
        AddStripProduct(strip(s), strip(t), count, a_.block(s, t));
      }
    }
    if (column > 0) return;
    for (Index s = row * group; s < s_end; ++s) {
      for (Index k = 0; k < count; ++k) {
        for (Index c = 0; c < outputs; ++c) {
          const double target = targets_[static_cast<std::size_t>(k * outputs + c)];
          for (Index i = 0; i < kRows; ++i) b_.strip(s)[c * kRows + i] += strip(s)[k * kRows + i] * target;
        }
      }
    }
  });
  samples_ += count;
}

void NormalEquations::Add(Index count, const Fill& fill) {
  for (Index begin = 0; begin < count; begin += block_samples_) {
    AddBlock(begin, std::min(block_samples_, count - begin), fill);
  }
}

Eigen::MatrixXd NormalEquations::Gram() const {
  Eigen::MatrixXd gram(a_.size(), a_.size());
  for (Index i = 0; i < a_.size(); ++i) {
    for (Index j = 0; j <= i; ++j) {
      gram(i, j) = gram(j, i) = a_.block(i / kRows, j / kRows)[j % kRows * kRows + i % kRows];
    }
  }
  return gram;
}

Eigen::MatrixXd NormalEquations::Solve(double ridge) const {
  if (!(std::isfinite(ridge) && ridge >= 0)) {
    throw std::invalid_argument("NormalEquations::Solve: ridge must be finite and not negative, got " +
                                fmt::to_string(ridge));
  }
  StripMatrix<double> factor(a_.size());
  for (Index s = 0; s < a_.strips(); ++s) std::copy_n(a_.strip(s), (s + 1) * kRows * kRows, factor.strip(s));
  for (Index i = 0; i < a_.size(); ++i) factor.block(i / kRows, i / kRows)[i % kRows * (kRows + 1)] += ridge;
  const Index bad = FactorizeCholesky(factor);
  if (bad >= 0) {
    throw std::domain_error("NormalEquations::Solve: A + ridge I must be positive definite, pivot " +
                            std::to_string(bad) + " is not, with ridge " + fmt::to_string(ridge) + " and " +
                            std::to_string(samples_) + " samples of " + std::to_string(a_.size()) + " features");
  }
  StripVectors<double> solution = b_;
  SolveCholesky(factor, solution);
  return solution.Matrix();
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg
