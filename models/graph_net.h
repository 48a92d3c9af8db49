/// Networks of wide layers that are a graph of dense layers, activations, scales, sums and Hadamard products, all of
/// width m: what nodes do, and which parameters they have, is told in graph_nodes.h.
///   (dense relu) * dense, and the readout:  {dense of 0}, {relu of 1}, {dense of 0}, {product of 3 and 2}
/// As m -> infinity, C = <h(x), h(z)>/m and K = <grad h_i(x), grad h_i(z)> of a node's units become those of a trained
/// dense layer on it by
///   C' = w C + b,   K' = w K + w C + b;   in the standard parameterization K' = w K + n C + [b > 0]   [JacGabHon2018]
///
/// Workspace: of all nodes that f depends on the values, m numbers for each sample, and for gradients as much again.
/// The function names in exceptions are those of Network (network.h).  Throws what graph_nodes.h says.
#ifndef HADAMARD_NTK_MODELS_GRAPH_NET_H_
#define HADAMARD_NTK_MODELS_GRAPH_NET_H_

#include <cstdint>
#include <vector>

#include "models/graph_nodes.h"
#include "models/layer_signals.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

template <class T>
class GraphNet {
 public:
  using Scalar = T;

  struct Workspace : NetworkWorkspace {
    std::vector<Matrix<T>> values, gradients, tangents;  ///< of each node, a column is a sample
    Matrix<T> loss_gradient;
  };

  GraphNet(const GraphNetOptions& options, std::uint64_t seed);

  Index inputs() const { return inputs_; }
  Index outputs() const { return layout_.nodes.back().rows; }
  const GraphLayout& layout() const { return layout_; }
  const Parameters<T>& parameters() const { return parameters_; }
  Parameters<T>& parameters() { return parameters_; }

  void Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;
  void LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                    Workspace& workspace) const;
  void JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction, Matrix<T>& tangent,
                             Workspace& workspace) const;

  /// The signals of every trained layer at the rows of X, for the weights v of the outputs that `loss` sets; they live
  /// in the workspace.  For empirical_ntk.h.
  std::vector<LayerSignals<T>> Signals(const MatrixArgument<T>& x, const OutputGradient<T>& loss,
                                       Workspace& workspace) const;

 private:
  void Evaluate(const char* function, const MatrixArgument<T>& x, Workspace& workspace) const;
  void Compute(int node, Workspace& workspace) const;
  void TimesDerivative(const PlacedNode& placed, bool input, const Matrix<T>& from, bool add,
                       const Workspace& workspace, Matrix<T>& to) const;
  void Return(int node, std::vector<bool>& set, Workspace& workspace) const;
  void ComputeTangent(int node, const T* direction, Workspace& workspace) const;
  // Whether a gradient goes on to that node.
  bool Trained(int node) const { return node >= 0 && layout_.nodes[node].trained; }

  Index inputs_;
  T input_bias_;
  GraphLayout layout_;
  Parameters<T> parameters_;
};

extern template class GraphNet<float>;
extern template class GraphNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRAPH_NET_H_
