/// N-degree polynomial nets in the nested form, NCP [WuEtAl2022, A.1; ChrEtAl2021, "NCP"]:
///   z_1 = b_std b_1,   z_n = S_n y_{n-1} / sqrt(m) + b_std b_n (n = 2..N),   y_n = s phi(A_n x) * z_n,
///   f = C y_N / sqrt(m),
/// A_n of m x d, S_n of m x m, b_n of m, C of o x m with N(0, 1) entries; s phi has unit second moment (activation.h).
/// Segments: A1, ..., AN, S2, ..., SN, b1, ..., bN, C.  As m -> infinity the empirical NTK tends to Theta_N + V_N,
///   V_n = v (V_{n-1} + b^2),   Theta_n = e (V_{n-1} + b^2) + v (Theta_{n-1} + V_{n-1} + b^2),   V_0 = Theta_0 = 0,
/// with v = E[s^2 phi(u) phi(u')] and e = <x, z> E[s^2 phi'(u) phi'(u')].  N-homogeneous.
///
/// The function names in exceptions are those of Network (network.h).  Throws std::invalid_argument for inputs, width,
/// outputs or degree < 1, and bias_std not positive and finite (without biases y_N = 0).
#ifndef HADAMARD_NTK_MODELS_NCP_NET_H_
#define HADAMARD_NTK_MODELS_NCP_NET_H_

#include <cstdint>
#include <vector>

#include "models/activation.h"
#include "models/layer_signals.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct NcpNetOptions {
  Index inputs = 0, width = 0, outputs = 1;
  int degree = 2;
  Activation activation = Activation::kRelu;
  double bias_std = 1;
};

template <class T>
class NcpNet {
 public:
  using Scalar = T;

  struct Workspace : NetworkWorkspace {
    Matrix<T> samples;                      ///< d x n; below, a column is a sample, too
    std::vector<Matrix<T>> u, z, y;         ///< A_n x, z_n, y_n
    std::vector<Matrix<T>> u_back, z_back;  ///< df/du_n, df/dz_n
    Matrix<T> y_back, output_back, outputs, loss_gradient, tangent, u_tangent, z_tangent;
  };

  NcpNet(const NcpNetOptions& options, std::uint64_t seed);

  Index inputs() const { return options_.inputs; }
  Index outputs() const { return options_.outputs; }
  Index width() const { return options_.width; }
  int degree() const { return options_.degree; }
  const NcpNetOptions& options() const { return options_; }
  const Parameters<T>& parameters() const { return parameters_; }
  Parameters<T>& parameters() { return parameters_; }

  void Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;
  void LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                    Workspace& workspace) const;
  void JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction, Matrix<T>& tangent,
                             Workspace& workspace) const;

  /// The signals of every layer at the rows of X, for the weights v of the outputs that `loss` sets; they live in the
  /// workspace.  For empirical_ntk.h.
  std::vector<LayerSignals<T>> Signals(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                       Workspace& workspace) const;

 private:
  // Segments of A_{n+1}, S_{n+1}, b_{n+1} (n = 0..N-1) and C.
  int A(int n) const { return n; }
  int S(int n) const { return options_.degree + n - 1; }
  int B(int n) const { return 2 * options_.degree - 1 + n; }
  int C() const { return 3 * options_.degree - 1; }
  T Value(T u) const { return options_.activation == Activation::kRelu && u < 0 ? T{0} : scale_ * u; }
  T Slope(T u) const { return options_.activation == Activation::kRelu && !(u > 0) ? T{0} : scale_; }
  void Evaluate(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;

  NcpNetOptions options_;
  T scale_, width_scale_, bias_std_;
  Parameters<T> parameters_;
};

extern template class NcpNet<float>;
extern template class NcpNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_NCP_NET_H_
