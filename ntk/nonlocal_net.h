/// Non-local nets with Hadamard products, Poly-NL [BabEtAl2021, sec. 3; WuEtAl2022, app. G]: of an input X of P
/// positions x_1, ..., x_P in R^d, with m units,
///   u = phi_1(X W_1),   v = phi_2(X W_2),   t = phi_3(X W_3),   s_j = (1/P) sum_p u_pj v_pj,
///   f_p = sqrt(c/m) sum_j a_j s_j t_pj  (+ alpha w.x_p, a skip connection),
/// entries of W_i, a, w N(0, 1) and trained, phi_i(u) = u (kLinear) or sqrt(2) max(u, 0) (kRelu).  With the features
/// F_i = v_i + eps e_i of one unit (linear: <x,z> (1 + eps); ReLU: relu.h), at positions x_p of X and z_p' of Z
///   nngp + eps ntk = c (1 + eps) [(1/(P P')) sum_{q,q'} F_1(x_q, z_q') F_2(x_q, z_q')] F_3(x_p, z_p')
///                    (+ alpha^2 (1 + eps) <x_p, z_p'>):
/// the weights are shared by the positions, so an average over positions averages nngp and ntk alike; it is not the
/// `Sum` of features.h, of independent terms.  Without ReLU and skip ntk = 4 c S <x_p, z_p'>, S the mean of
/// <x_q, z_q'>^2, and for P = 1 the net is the polynomial net of degree 3.  No nonlinearity acts on a sum over units:
/// the means of a net of any width are these.  Permuting positions permutes rows; X -> t X multiplies all but the skip
/// by t^3.  An entry of the ntk may be negative though all v_i >= 0, where <x_p, z_p'> is.
/// (Non-local blocks by the inner products of two embeddings, with or without softmax, are not of this kind: those of
/// independent weights vanish as the width grows.)
///
/// Memory: the result; time P P' pairs of positions.
/// Throws std::invalid_argument for c not positive and finite, alpha < 0 or not finite, a dimension < 1, X or Z without
/// positions or not a whole number of them, or a coordinate that is not finite.
/// Error for double, in eps of the value with the norms of positions and angle zero: <= 16 + 2 d + log2(P P'), the sum
/// over pairs being taken by halves (nonlocal_net_test).
#ifndef HADAMARD_NTK_NTK_NONLOCAL_NET_H_
#define HADAMARD_NTK_NTK_NONLOCAL_NET_H_

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/identity.h"
#include "ntk/kernel.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::ntk {

/// Two positions as a kernel sees them.
template <Scalar T>
struct PositionPair {
  MagnitudeOf<T> norm_x;
  MagnitudeOf<T> norm_z;
  Correlation<T> correlation;
};

class NonlocalNet {
 public:
  enum class Activation { kLinear, kRelu };
  using Activations = std::array<Activation, 3>;  ///< of u, v and t

  explicit NonlocalNet(const Activations& activations, double weight_variance = 2, double skip = 0)
      : activations_(activations), weight_variance_(weight_variance), skip_(skip) {
    if (!(weight_variance > 0 && std::isfinite(weight_variance))) {
      throw std::invalid_argument("NonlocalNet: weight_variance must be positive and finite, got " +
                                  Describe(weight_variance));
    }
    if (!(skip >= 0 && std::isfinite(skip * skip))) {
      throw std::invalid_argument("NonlocalNet: skip must be finite and not negative, got " + Describe(skip));
    }
  }

  const Activations& activations() const { return activations_; }
  double weight_variance() const { return weight_variance_; }
  double skip() const { return skip_; }

  /// At all pairs of positions (p, p') of X and Z, p' running first; so does the result.
  template <Scalar T>
  std::vector<Pair<T>> operator()(const std::vector<PositionPair<T>>& pairs) const {
    if (pairs.empty()) throw std::invalid_argument("NonlocalNet: X and Z must have positions, got none");
    const Pair<T> average = Average<T>(pairs, 0, pairs.size());
    const RealOf<T> c = RealOf<T>(weight_variance_), alpha_squared = SquareOf<RealOf<T>>(skip_);
    std::vector<Pair<T>> kernel;
    kernel.reserve(pairs.size());
    for (const PositionPair<T>& pair : pairs) {
      const Features<T> third = Factor<T>(activations_[2], pair);
      const T nngp = T(c * T(average.nngp * third.nngp()));
      const T slopes = T(average.ntk * third.nngp()) + T(average.nngp * third.ntk);
      const MagnitudeOf<T> product = pair.norm_x * pair.norm_z;
      const T direct = T(alpha_squared * T(product * pair.correlation.cosine()));
      kernel.push_back({T(nngp + direct), T(T(nngp + T(c * slopes)) + direct)});
    }
    return kernel;
  }

  /// X and Z by rows, P x d and P' x d; the result P x P' by rows.
  template <std::floating_point T>
  std::vector<Pair<T>> operator()(std::span<const T> x, std::span<const T> z, int dimension) const {
    const std::size_t rows = Positions("X", x.size(), dimension), columns = Positions("Z", z.size(), dimension);
    const auto d = static_cast<std::size_t>(dimension);
    std::vector<PositionPair<T>> pairs;
    pairs.reserve(rows * columns);
    for (std::size_t p = 0; p < rows; ++p) {
      for (std::size_t q = 0; q < columns; ++q) {
        const VectorPair<T> pair = VectorCorrelation<T>(x.subspan(p * d, d), z.subspan(q * d, d));
        pairs.push_back({pair.norm_x, pair.norm_z, pair.correlation});
      }
    }
    return (*this)(pairs);
  }

 private:
  static std::size_t Positions(const char* name, std::size_t size, int dimension) {
    if (dimension < 1 || size == 0 || size % static_cast<std::size_t>(dimension) != 0) {
      throw std::invalid_argument(std::string("NonlocalNet: ") + name +
                                  " must have one or more positions of dimension " + std::to_string(dimension) +
                                  " >= 1, got " + std::to_string(size) + " numbers");
    }
    return size / static_cast<std::size_t>(dimension);
  }

  /// One unit of phi(X W).
  template <Scalar T>
  static Features<T> Factor(Activation phi, const PositionPair<T>& pair) {
    const Preactivation<T> h = Dense(Input<T>(pair.norm_x, pair.norm_z, pair.correlation));
    return phi == Activation::kRelu ? Activate<Relu>(h) : Activate<Identity>(h);
  }

  /// The mean of F_1 F_2 over the pairs from `begin` to `end`, times their share.
  template <Scalar T>
  Pair<T> Average(const std::vector<PositionPair<T>>& pairs, std::size_t begin, std::size_t end) const {
    if (end - begin == 1) {
      const RealOf<T> share = RealOf<T>(1) / RealOf<T>(static_cast<double>(pairs.size()));
      const Features<T> product =
          HadamardProduct(Factor<T>(activations_[0], pairs[begin]), Factor<T>(activations_[1], pairs[begin]));
      return {T(share * product.nngp()), T(share * product.ntk)};
    }
    const std::size_t middle = begin + (end - begin) / 2;
    const Pair<T> first = Average<T>(pairs, begin, middle), second = Average<T>(pairs, middle, end);
    return {T(first.nngp + second.nngp), T(first.ntk + second.ntk)};
  }

  Activations activations_;
  double weight_variance_, skip_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_NONLOCAL_NET_H_
