/// Two-layer nets with a smooth activation, f(x) = C phi(W (x, 1)) + k, phi = tanh or sine: smooth in x, with their
/// gradients (input_gradient.h).  Segments W, m x (d + 1), the last column the bias; C, 1 x m; k.  At the start
///   W ~ N(0, weight_std^2 / d),   C ~ N(0, 1/m),   k = 0.
///
/// Throws std::invalid_argument for inputs or width < 1, and a weight_std that is not finite and positive; the function
/// names in other exceptions are those of input_gradient.h.
#ifndef HADAMARD_NTK_MODELS_TWO_LAYER_NET_H_
#define HADAMARD_NTK_MODELS_TWO_LAYER_NET_H_

#include <cstdint>

#include "models/first_order_units.h"
#include "models/input_gradient.h"
#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

enum class SmoothActivation { kTanh, kSine };

struct TwoLayerNetOptions {
  Index inputs = 0, width = 0;
  SmoothActivation activation = SmoothActivation::kTanh;
  double weight_std = 1;
};

template <class T>
class TwoLayerNet {
 public:
  using Scalar = T;
  using Workspace = typename FirstOrderUnits<T>::Workspace;

  TwoLayerNet(const TwoLayerNetOptions& options, std::uint64_t seed);

  Index inputs() const { return options_.inputs; }
  Index width() const { return options_.width; }
  const TwoLayerNetOptions& options() const { return options_; }
  const Parameters<T>& parameters() const { return parameters_; }
  Parameters<T>& parameters() { return parameters_; }

  void ForwardWithGradient(const MatrixArgument<T>& x, Matrix<T>& f, Matrix<T>& g, Workspace& workspace) const;
  void FirstOrderLossGradient(const MatrixArgument<T>& x, const FirstOrderLoss<T>& loss, VectorResult<T> gradient,
                              Workspace& workspace) const;

 private:
  enum { kW, kC, kK };  // segments

  FirstOrderUnits<T> units() const;
  void Evaluate(const char* function, const MatrixArgument<T>& x, Workspace& workspace) const;

  TwoLayerNetOptions options_;
  Parameters<T> parameters_;
};

extern template class TwoLayerNet<float>;
extern template class TwoLayerNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_TWO_LAYER_NET_H_
