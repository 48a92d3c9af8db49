#include "tools/ntk/gram_limits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/steady_seconds.h"
#include "ntk/any_scale.h"
#include "ntk/correlation.h"
#include "ntk/kernel_solver.h"
#include "ntk/scaled_vector.h"
#include "ntk/wide_range.h"

namespace hadamard_ntk::tools {
namespace {

using Eigen::Index;

template <class Work>
double Seconds(const Work& work) {
  const double begin = linalg::SteadySeconds();
  work();
  return linalg::SteadySeconds() - begin;
}

template <class T>
std::string TypeName() {
  return sizeof(T) == 4 ? "float32" : "float64";
}

template <class T>
struct LongestRow {
  Index row = 0;
  ntk::WideRange<T> norm;

  explicit LongestRow(const Matrix<T>& x) {
    std::vector<T> values(static_cast<std::size_t>(x.cols()));
    for (Index i = 0; i < x.rows(); ++i) {
      for (Index k = 0; k < x.cols(); ++k) values[static_cast<std::size_t>(k)] = x(i, k);
      ntk::ScaledVector<T> scaled;
      ntk::ScaleVectors<1>(values.data(), values.size(), &scaled);
      if (scaled.norm() > norm) row = i, norm = scaled.norm();
    }
  }

  std::string Text() const {
    return "row " + std::to_string(row) + " (from 0): the kernel of a row of norm " +
           ntk::Describe(static_cast<T>(norm));
  }
};

}  // namespace

template <class T>
double GramSeconds(const KernelChoice& kernel, Quantity quantity, const Matrix<T>& x, const Matrix<T>* z) {
  constexpr double kEnough = 0.05;
  constexpr Index kMost = 2048;
  const Matrix<T>& columns = z ? *z : x;
  const double entries = static_cast<double>(x.rows()) * static_cast<double>(columns.rows()) * (z ? 1 : 0.5);
  for (Index size = 64;; size *= 2) {
    const Matrix<T> some_x = x.topRows(std::min(size, x.rows()));
    const Matrix<T> some_z = columns.topRows(std::min(size, columns.rows()));
    const auto work = [&] { ntk::AnyGram(kernel, quantity, some_x, &some_z); };
    work();  // the first is slower: memory is touched, threads are started
    const double seconds = Seconds(work);
    const bool all = size >= x.rows() && size >= columns.rows();
    if (seconds >= kEnough || all || size >= kMost) {
      return seconds * entries / (static_cast<double>(some_x.rows()) * static_cast<double>(some_z.rows()));
    }
  }
}

double SolverSeconds(const KernelChoice& kernel, const Matrix<double>& x, Index outputs) {
  const Matrix<double> sample = x.topRows(std::min<Index>(x.rows(), 2000));
  ntk::KernelSolverOptions options;
  // Well conditioned whatever the data: a hundredth of the trace on the diagonal.
  for (Index i = 0; i < sample.rows(); ++i) {
    const double norm = sample.row(i).norm();
    options.ridge += kernel(norm, norm, ntk::Correlation<double>::Equal()).ntk / 100;
  }
  ntk::KernelSolution solution;
  const Matrix<double> y = Matrix<double>::Ones(sample.rows(), outputs);
  const double all = Seconds([&] { solution = ntk::SolveAnyNet(kernel, Quantity::kNtk, sample, y, options); });
  const double ratio = static_cast<double>(x.rows()) / static_cast<double>(sample.rows());
  return solution.factor_seconds * std::pow(ratio, 3) + (all - solution.factor_seconds) * ratio * ratio;
}

template <class T>
void RequireFiniteKernel(const KernelChoice& kernel, const InputFile& x_file, const Matrix<T>& x,
                         const InputFile& z_file, const Matrix<T>& z) {
  if (x.rows() == 0 || z.rows() == 0) return;
  const LongestRow<T> of_x(x), of_z(z);
  const auto pair = [&] {
    try {
      return ntk::AtAnyScale(kernel, of_x.norm, of_z.norm, ntk::Correlation<T>::Equal());
    } catch (const std::domain_error& error) {  // of an activation that has no moments there
      x_file.Fail(of_x.Text() + ": " + error.what());
    }
  }();
  if (std::isfinite(static_cast<T>(pair.ntk)) && std::isfinite(static_cast<T>(pair.nngp))) return;
  std::string other;
  if (&x != &z) {
    other = " with row " + std::to_string(of_z.row) + " of " + z_file.flag() + " " + z_file.name() + ", of norm " +
            ntk::Describe(static_cast<T>(of_z.norm));
  }
  x_file.Fail(of_x.Text() + other + " is beyond the range of " + TypeName<T>());
}

template <class T>
void RequireNormalKernel(const KernelChoice& kernel, const InputFile& file, const Matrix<T>& x) {
  if (x.rows() == 0) return;
  const LongestRow<T> longest(x);
  const T value(ntk::AtAnyScale(kernel, longest.norm, longest.norm, ntk::Correlation<T>::Equal()).ntk);
  if (longest.norm.mantissa() == 0 || value >= std::numeric_limits<T>::min()) return;
  file.Fail(longest.Text() + ", the largest of all, is below the range of " + TypeName<T>() + ": scale the rows up");
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                            \
  template double GramSeconds(const KernelChoice&, Quantity, const Matrix<T>&, const Matrix<T>*);              \
  template void RequireFiniteKernel(const KernelChoice&, const InputFile&, const Matrix<T>&, const InputFile&, \
                                    const Matrix<T>&);                                                         \
  template void RequireNormalKernel(const KernelChoice&, const InputFile&, const Matrix<T>&);
HADAMARD_NTK_INSTANTIATE(float)
HADAMARD_NTK_INSTANTIATE(double)
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::tools
