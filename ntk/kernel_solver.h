/// Kernel regression with tens of thousands of samples: C with (K + ridge I) C = Y, K = Gram(kernel, X) in double, to a
/// given relative residual.  (For a few thousand samples and all that the spectrum tells, see kernel_regression.h.)
///
/// Rows of X that are repeated count once, with their mean output (repeated_rows.h): then that is the system solved,
/// and its solution, handed out in equal parts, is the answer of least norm, and with ridge = 0 that of least squares.
/// K may be singular for other reasons, too (samples on a ray and no bias, say).  Cholesky does not find K's rank, so
/// directions beyond it cannot be left out, as kernel_regression.h does; coefficients along them are amplified
/// rounding. If these are so large that the rounding of K's entries alone, sqrt(n) eps mean K(x, x), moves the residual
/// by more than the tolerance, there is no answer but an error.
///
/// K is factored by Cholesky in float (half the memory, twice the speed), and the factor is the preconditioner of
/// conjugate gradients on K in double, whose products are taken from a stored K if `memory` allows it and else computed
/// anew each time (gram_product.h).  If float cannot factor K, 4^j (sqrt(n) eps_float) mean K(x, x), j = 0, 1, ..., is
/// added to the diagonal of the preconditioner, which costs iterations, not accuracy: C solves the system without it.
/// Samples in rows: X n x d, Y n x outputs.  Time: n^3/3 flops for the factor and n^2 d for each Gram matrix; memory:
/// KernelSolverBytes.
///
/// Results are bit-identical for any number of threads.
#ifndef HADAMARD_NTK_NTK_KERNEL_SOLVER_H_
#define HADAMARD_NTK_NTK_KERNEL_SOLVER_H_

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/strip_matrix.h"
#include "linalg/symmetric_product.h"
#include "ntk/correlation.h"
#include "ntk/kernel.h"
#include "ntk/pair_tiles.h"
#include "ntk/repeated_rows.h"
#include "ntk/strip_samples.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

struct KernelSolverOptions {
  double ridge = 0;
  double tolerance = 1e-6;           ///< on |Y_o - (K + ridge I) C_o| / |Y_o| for each output o, rows once
  int max_iterations = 100;          ///< of conjugate gradients
  std::size_t memory = 20ULL << 30;  ///< bytes that may be used in all
  /// Called with a stage ("kernel", "factor", "iterations") and the share of it that is done, in [0, 1].
  std::function<void(const std::string& stage, double share)> progress = {};
};

struct KernelSolution {
  Eigen::MatrixXd coefficients;  ///< C, n x outputs
  double relative_residual;      ///< the largest over the outputs, of Y - (K + ridge I) C computed anew at the end
  std::ptrdiff_t distinct;       ///< rows of X that are not repetitions
  int iterations;
  double shift;           ///< what had to be added to the diagonal of the preconditioner, 0 if nothing
  bool stored;            ///< whether K was kept in double
  double factor_seconds;  ///< of the factorisations alone
};

/// The bytes that SolveKernel needs, at most: of the factor and, if stored, of K, and of copies of X and Y.
std::size_t KernelSolverBytes(std::ptrdiff_t n, std::ptrdiff_t d, std::ptrdiff_t outputs, bool stored);

/// What the solver has to know of K, for rows that are distinct.
struct KernelSystem {
  std::ptrdiff_t columns;
  double mean_diagonal;
  Eigen::VectorXd copies;             ///< the ridge of a row is that of the options over its copies
  std::vector<std::ptrdiff_t> names;  ///< the rows' numbers, for errors
  std::function<void(linalg::StripMatrix<float>&)> fill_float;
  std::function<void(linalg::StripMatrix<double>&)> fill_double;
  std::function<linalg::StripVectors<double>(const linalg::StripVectors<double>&)> multiply;

  std::ptrdiff_t size() const { return copies.size(); }
};

/// Throws std::invalid_argument for shapes that do not fit, entries that are not finite, a tolerance out of (0, 1), or
/// a ridge < 0 or so large that mean K(x, x) n + ridge rounds to it; std::domain_error if K + ridge I is beyond the
/// range of float or singular to rounding, as said above, or the iteration stagnates (in 20 steps the residual has not
/// been halved), with the residual and the first row that depends on those before it; std::overflow_error if
/// coefficients are beyond double; std::length_error if `memory` is too small, with the bytes needed.
KernelSolution SolveKernelSystem(const KernelSystem& system, const Eigen::MatrixXd& y,
                                 const KernelSolverOptions& options);

/// Fills a matrix with the tiles of a symmetric kernel.
template <class T, class Tiles>
void FillStrips(const Tiles& tiles, linalg::StripMatrix<T>& matrix) {
  tbb::parallel_for(
      std::ptrdiff_t(0), tiles.x_blocks(),
      [&](std::ptrdiff_t block) {
        for (std::ptrdiff_t other = 0; other <= block; ++other) {
          tiles.ForEachInBlock(block, other, [&](std::ptrdiff_t s, std::ptrdiff_t t, const T* tile) {
            std::copy(tile, tile + Tiles::kEntries, matrix.block(s, t));
          });
        }
      },
      tbb::simple_partitioner());
}

/// SolveKernel for the distinct rows of X.
template <Kernel K>
KernelSolution SolveDistinct(const K& kernel, const Eigen::Ref<const Eigen::MatrixXd>& x, const RepeatedRows& rows,
                             const Eigen::MatrixXd& y, const KernelSolverOptions& options) {
  const StripSamples<double> samples("SolveKernel", "X", x);
  const PairTiles<double, K, NtkOf> tiles("SolveKernel", kernel, samples);
  double diagonal = 0;
  for (Eigen::Index i = 0; i < samples.count(); ++i) {
    const double norm = samples.norm()[i];
    diagonal += kernel(norm, norm, Correlation<double>::Equal()).ntk / static_cast<double>(samples.count());
  }
  return SolveKernelSystem(
      {.columns = samples.columns(),
       .mean_diagonal = diagonal,
       .copies = rows.copies(),
       .names = rows.first(),
       .fill_float =
           [&](linalg::StripMatrix<float>& matrix) {
             const StripSamples<float> rounded("SolveKernel", "X", x.cast<float>().eval());
             FillStrips(PairTiles<float, K, NtkOf>("SolveKernel", kernel, rounded), matrix);
           },
       .fill_double = [&](linalg::StripMatrix<double>& matrix) { FillStrips(tiles, matrix); },
       .multiply = [&](const linalg::StripVectors<double>& v) { return linalg::SymmetricProduct(tiles, v); }},
      y, options);
}

template <Kernel K>
KernelSolution SolveKernel(const K& kernel, const Eigen::Ref<const Eigen::MatrixXd>& x, const Eigen::MatrixXd& y,
                           const KernelSolverOptions& options = {}) {
  const RepeatedRows repeated(x);
  if (repeated.any() && y.rows() == x.rows() && x.allFinite()) {
    KernelSolution solution =
        SolveDistinct(kernel, x(repeated.first(), Eigen::all), repeated, repeated.Means(y), options);
    solution.coefficients = repeated.Spread(solution.coefficients);
    return solution;
  }
  return SolveDistinct(kernel, x, repeated, y, options);
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_KERNEL_SOLVER_H_
