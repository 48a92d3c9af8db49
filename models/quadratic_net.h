/// Fully-connected nets of quadratic neurons [FanEtAl2021]: h_0 = x, and for the hidden layers l = 1..depth-1
///   r_l = w_l W_r h_{l-1} + b_r,   g_l = w_l W_g h_{l-1} + b_g,   s_l = w_l W_b (h_{l-1} o h_{l-1}) + c,
///   h_l = phi(r_l o g_l + s_l),    f = w_depth A h_{depth-1} + a,
/// o the entrywise product, all hidden layers of width m; w_1 = 1 and w_l = sqrt(2/m), or 1 with sqrt(2/m) inside the
/// matrices at first (parameterization.h).  Segments: Wr1, br1, Wg1, bg1, Wb1, c1, Wr2, ..., A, a.  As elsewhere in
/// this library depth counts weight layers.  Between kinks f is a polynomial of degree 2^(depth-1).
///
///   Neuron::kSquare       g_l = r_l and s_l = 0: a conventional net of activation z^2; segments Wr1, br1, Wr2, ..., A, a
///   QuadraticStart        kReLinear: W_g = 0, b_g = 1, W_b = 0, c = 0.  r_l o 1 + 0 = r_l: outputs, and gradients by
///                         W_r, b_r, A, a, have the bits of FullyConnected with the same weights
///                         kRandom: the three matrices and their biases alike
///   What is random starts as N(0, 1) in a matrix (kStandard: N(0, 2/m) for l > 1), and N(0, bias_std^2) in a bias.
///
/// The function names in exceptions are those of Network (network.h).  Throws std::invalid_argument for inputs, width,
/// outputs < 1, depth < 2, and bias_std < 0 or not finite.
#ifndef HADAMARD_NTK_MODELS_QUADRATIC_NET_H_
#define HADAMARD_NTK_MODELS_QUADRATIC_NET_H_

#include <cstdint>
#include <vector>

#include "models/activation.h"
#include "models/layer_signals.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameterization.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

enum class Neuron { kQuadratic, kSquare };
enum class QuadraticStart { kReLinear, kRandom };

struct QuadraticNetOptions {
  Index inputs = 0, width = 0, outputs = 1;
  int depth = 2;
  Neuron neuron = Neuron::kQuadratic;
  Activation activation = Activation::kRelu;
  QuadraticStart start = QuadraticStart::kReLinear;
  double bias_std = 0;
  Parameterization parameterization = Parameterization::kNtk;
};

template <class T>
class QuadraticNet {
 public:
  using Scalar = T;

  struct Workspace : NetworkWorkspace {
    /// h_l, l = 0..depth-1, and h_l o h_l, l = 0..depth-2; below, entry l belongs to layer l + 1.  A column is a
    /// sample.
    std::vector<Matrix<T>> h, squares;
    std::vector<Matrix<T>> r, g, r_back, g_back, q_back;  ///< _back: df/dr, df/dg, and df/dq for q = r o g + s
    Matrix<T> output_back, outputs, loss_gradient, tangent, r_tangent, g_tangent, s_tangent, change;
  };

  QuadraticNet(const QuadraticNetOptions& options, std::uint64_t seed);

  Index inputs() const { return options_.inputs; }
  Index outputs() const { return options_.outputs; }
  Index width() const { return options_.width; }
  int depth() const { return options_.depth; }
  const QuadraticNetOptions& options() const { return options_; }
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
  bool quadratic() const { return options_.neuron == Neuron::kQuadratic; }
  bool relu() const { return options_.activation == Activation::kRelu; }
  int hidden() const { return options_.depth - 1; }
  // The matrices of hidden layer l = 0..hidden()-1, and of the readout; each is followed by its bias.
  int Wr(int l) const { return (quadratic() ? 6 : 2) * l; }
  int Wg(int l) const { return 6 * l + 2; }
  int Wb(int l) const { return 6 * l + 4; }
  int A() const { return Wr(hidden()); }
  T WeightScale(int l) const;
  void Evaluate(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;

  QuadraticNetOptions options_;
  Parameters<T> parameters_;
};

extern template class QuadraticNet<float>;
extern template class QuadraticNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_QUADRATIC_NET_H_
