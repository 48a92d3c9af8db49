/// The empirical NTK of a polynomial net or CCP too wide to be stored, at all pairs of the rows of X (n x d, n small):
/// hidden units are made from their key, contribute, and are forgotten.  Memory does not depend on the width m; time is
/// that of m (N d + 1) normals and the same number of multiplications.
///
/// StreamNtk(options, seed, X, widths) returns, for each width m of an increasing list, the kernel (output 0) of
/// PolynomialNet<double>({options with .width = m}, seed) - of the same weights, up to rounding: one pass over the
/// widest net serves all, since a narrow net is the beginning of a wide one.  options.width is not used.
/// K / r^2 is a sum over units, so it is unbiased, and its standard error falls like m^{-1/2}.
///
/// Sums run over fixed blocks of units, added pairwise: bit-identical for any number of threads, and within 64 eps of
/// the largest entry of the stored net's part (conditioned; streamed_ntk_test).
///
/// Throws std::invalid_argument for no widths or widths < 1 or not increasing, more than one output, X of the wrong
/// shape or not finite, and whatever the network's constructor rejects.
#ifndef HADAMARD_NTK_MODELS_STREAMED_NTK_H_
#define HADAMARD_NTK_MODELS_STREAMED_NTK_H_

#include <concepts>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/hadamard_net.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

struct StreamedNtk {
  Index width;
  std::vector<Matrix<double>> parts;  ///< n x n, for the segments W1, ..., WN, C, beta of the network

  Matrix<double> ntk() const;  ///< their sum
};

/// Options of a net with one width, of which FormOf gives the form (polynomial_net.h, ccp_net.h).
template <class O>
concept HadamardOptions = std::copyable<O> && requires(O& options, Index width) {
  options.width = width;
  { FormOf(options) } -> std::same_as<HadamardForm>;
};

std::vector<StreamedNtk> StreamNtk(const std::function<HadamardForm(Index width)>& form, std::uint64_t seed,
                                   const MatrixArgument<double>& x, std::span<const Index> widths);

template <HadamardOptions O>
std::vector<StreamedNtk> StreamNtk(const O& options, std::uint64_t seed, const MatrixArgument<double>& x,
                                   std::span<const Index> widths) {
  const auto form = [wide = options](Index width) mutable {
    wide.width = width;
    return FormOf(wide);
  };
  return StreamNtk(std::function<HadamardForm(Index)>(form), seed, x, widths);
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_STREAMED_NTK_H_
