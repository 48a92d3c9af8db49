/// The hidden units of a network that multiplies branches entry by entry:
///   u_n = W_n x,   b_n = s phi(u_n) + c_n,   y_N = b_1 * b_2 * ... * b_N,   f = r C y_N,
/// with c_1 = 0 and c_n = c for n >= 2.  c = 0 is a polynomial net [WuEtAl2022, eq. (1)]; c = 1 is CCP,
/// y_n = s phi(u_n) * y_{n-1} + y_{n-1} [WuEtAl2022, A.1].  A unit k meets no other before the readout:
///   df/dC_k = r y_k,   df/dW_{n,k} = D_{n,k} x^T,   D_{n,k} = r C_k s phi'(u_{n,k}) prod_{l != n} b_{l,k}.
///
/// These functions run over a range of units and chunks of samples, in one thread, and keep only tiles: nothing of the
/// size samples x width is stored, u is computed again for gradients.  They trust their arguments.
#ifndef HADAMARD_NTK_MODELS_HADAMARD_UNITS_H_
#define HADAMARD_NTK_MODELS_HADAMARD_UNITS_H_

#include <vector>

#include "models/activation.h"
#include "models/matrix.h"
#include "models/packed_samples.h"

namespace hadamard_ntk::models {
inline namespace HADAMARD_NTK_REGISTERS {

struct IndexRange {
  Index begin, end;
  Index size() const { return end - begin; }
};

template <class T>
struct HadamardUnits {
  Activation activation;
  T scale, skip, output_scale;  ///< s, c, r
  Index width, columns, outputs;

  /// Weights, or anything laid out like them: W_n is width x columns, C outputs x width, both row-major.
  template <class Scalar>
  struct Weights {
    std::vector<Scalar*> hidden;  ///< W_1, ..., W_N
    Scalar* readout;
  };
  Weights<const T> weights;

  int degree() const { return static_cast<int>(weights.hidden.size()); }

  /// f(o, i) += r sum over the units of C(o, k) y_k(x_i).  f is outputs x (128 * chunks), row-major.
  void Forward(const PackedSamples<T>& x, IndexRange units, IndexRange chunks, T* f) const;

  /// The same for the derivative of f along `direction`.
  void Tangent(const PackedSamples<T>& x, IndexRange units, IndexRange chunks, const Weights<const T>& direction,
               T* f) const;

  /// gradient = sum over the samples of sum_o v(i, o) grad f_o(x_i), for the weights of the units; v packed like x.
  void Backward(const PackedSamples<T>& x, const PackedSamples<T>& v, IndexRange units, IndexRange chunks,
                const Weights<T>& gradient) const;

  /// The signals of output o at a chunk of samples x_i, i = 0..127, in strips of kStripRows samples (strip_product.h):
  /// with s = i / kStripRows and q = (k - units.begin) * kStripRows + i % kStripRows, D_{n,k}(x_i) goes to
  /// hidden[n - 1][s * stride + q], and r y_k(x_i) to readout[s * stride + q].
  void Signals(const PackedSamples<T>& x, Index output, IndexRange units, Index chunk, Index stride,
               const Weights<T>& signals) const;
};

extern template struct HadamardUnits<float>;
extern template struct HadamardUnits<double>;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_HADAMARD_UNITS_H_
