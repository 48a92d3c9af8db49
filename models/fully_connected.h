/// Fully-connected ReLU nets of L >= 1 weight layers, all hidden ones of width m [JacGabHon2018; WuEtAl2022, sec. 2.2]:
///   h_1 = W_1 x + b_std beta_1,   h_l = sqrt(2/m) W_l relu(h_{l-1}) + b_std beta_l  (l = 2..L),   f = h_L,
/// in the NTK parameterization, where all entries start as N(0, 1); parameterization.h tells the standard one, which
/// moves sqrt(2/m) and b_std into W_l and beta_l.  Segments: W1, ..., WL and, if b_std > 0, beta1, ..., betaL.
/// Depth counts weight layers: depth 2 has one hidden layer.  As m -> infinity the empirical NTK tends to
///   Sigma_1 = Theta_1 = <x,z> + b^2,   Sigma_l = E[2 relu(u) relu(v)] + b^2,
///   Theta_l = Sigma_l + E[2 relu'(u) relu'(v)] Theta_{l-1},   (u, v) ~ N(0, Sigma_{l-1} at x and z).
/// Without bias f is 1-homogeneous.
///
/// The function names in exceptions are those of Network (network.h).  Throws std::invalid_argument for inputs, width,
/// outputs or depth < 1, and bias_std < 0 or not finite.
#ifndef HADAMARD_NTK_MODELS_FULLY_CONNECTED_H_
#define HADAMARD_NTK_MODELS_FULLY_CONNECTED_H_

#include <cstdint>
#include <vector>

#include "models/layer_signals.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameterization.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct FullyConnectedOptions {
  Index inputs = 0, width = 0, outputs = 1;
  int depth = 2;
  double bias_std = 0;
  Parameterization parameterization = Parameterization::kNtk;
};

template <class T>
class FullyConnected {
 public:
  using Scalar = T;

  struct Workspace : NetworkWorkspace {
    std::vector<Matrix<T>> forward, backward;  ///< of each layer, a column is a sample
    Matrix<T> outputs, loss_gradient, tangent, next_tangent;
  };

  FullyConnected(const FullyConnectedOptions& options, std::uint64_t seed);

  Index inputs() const { return options_.inputs; }
  Index outputs() const { return options_.outputs; }
  Index width() const { return options_.width; }
  int depth() const { return options_.depth; }
  const FullyConnectedOptions& options() const { return options_; }
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
  T WeightScale(int layer) const;
  T BiasScale() const;
  int BiasSegment(int layer) const { return options_.bias_std > 0 ? options_.depth + layer : -1; }
  void Evaluate(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;

  FullyConnectedOptions options_;
  Parameters<T> parameters_;
};

extern template class FullyConnected<float>;
extern template class FullyConnected<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_FULLY_CONNECTED_H_
