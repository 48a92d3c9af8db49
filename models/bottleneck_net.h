/// Three-layer nets with a bottleneck of one unit [WanNicLee2023]:
///   z = V x + s,   u = A1 z^k,   f = u + C max(A u + b, 0),
/// powers and max by entry, V: width x d, A1: 1 x width, A and b: outer_width, C: 1 x outer_width; segments V, s, A1,
/// A, b, C.  At the start
///   V    rows uniform on the unit sphere          s    N(0, shift_std^2): with s = 0 degrees k - 1, k - 3, ... lack
///   A    +-1 with equal odds                      b    1.5 times Student's t of 6 degrees of freedom
///   A1   N(0, feature_std^2)                      C    N(0, output_std^2): both 0, as printed, without these
///
/// Layerwise training moves A1 alone, then C alone: both are linear regressions, u on the columns Features(x), and
/// f - u on the columns OuterFeatures(x).  FeatureStage() and OuterStage() freeze the rest for Trainer (training.h).
///
/// The function names in exceptions are those of Network (network.h).  Throws std::invalid_argument for inputs, width,
/// outer_width or power < 1, and a standard deviation < 0 or not finite.
#ifndef HADAMARD_NTK_MODELS_BOTTLENECK_NET_H_
#define HADAMARD_NTK_MODELS_BOTTLENECK_NET_H_

#include <cstdint>
#include <vector>

#include "models/layer_signals.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/optimizer.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct BottleneckNetOptions {
  Index inputs = 0, width = 0, outer_width = 0;
  int power = 2;  ///< k
  double shift_std = 1, feature_std = 0, output_std = 0;
};

template <class T>
class BottleneckNet {
 public:
  using Scalar = T;

  struct Workspace : NetworkWorkspace {
    /// A column is a sample; _back: df/d of it.
    Matrix<T> x, z, powers, u, outer, f, z_back, u_back, outer_back, f_back, z_tangent, u_tangent, outer_tangent;
  };

  BottleneckNet(const BottleneckNetOptions& options, std::uint64_t seed);

  Index inputs() const { return options_.inputs; }
  Index outputs() const { return 1; }
  const BottleneckNetOptions& options() const { return options_; }
  const Parameters<T>& parameters() const { return parameters_; }
  Parameters<T>& parameters() { return parameters_; }

  void Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;
  void LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                    Workspace& workspace) const;
  void JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction, Matrix<T>& tangent,
                             Workspace& workspace) const;
  /// For empirical_ntk.h, as in layer_signals.h.
  std::vector<LayerSignals<T>> Signals(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                       Workspace& workspace) const;

  /// z^k: n x width; u: n x 1; max(A u + b, 0): n x outer_width.
  Matrix<T> Features(const MatrixArgument<T>& x) const;
  Matrix<T> Bottleneck(const MatrixArgument<T>& x) const;
  Matrix<T> OuterFeatures(const MatrixArgument<T>& x) const;

  static std::vector<Group> FeatureStage() { return Frozen({"V", "s", "A", "b", "C"}); }
  static std::vector<Group> OuterStage() { return Frozen({"V", "s", "A1", "A", "b"}); }

 private:
  enum { kV, kS, kA1, kA, kB, kC };  // segments

  static std::vector<Group> Frozen(const std::vector<const char*>& segments);
  void Evaluate(const char* function, const MatrixArgument<T>& x, Workspace& workspace) const;

  BottleneckNetOptions options_;
  Parameters<T> parameters_;
};

extern template class BottleneckNet<float>;
extern template class BottleneckNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_BOTTLENECK_NET_H_
