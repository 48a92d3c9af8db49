/// What a layer z = w_scale W a + b_scale beta of a network contributes to gradients: the signal a(x) that enters it,
/// and the signal g(x) = sum_o v_o df_o/dz that comes back.  For every sample x
///   sum_o v_o grad_W f_o(x) = w_scale g(x) a(x)^T,      sum_o v_o grad_beta f_o(x) = b_scale g(x),
/// so that a loss gradient is a sum of such outer products, and the empirical NTK a sum over layers of
///   (w_scale^2 <a(x), a(x')> + b_scale^2) <g(x), g(x')>.
#ifndef HADAMARD_NTK_MODELS_LAYER_SIGNALS_H_
#define HADAMARD_NTK_MODELS_LAYER_SIGNALS_H_

#include <concepts>
#include <vector>

#include "models/arguments.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameters.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {

/// A column is a sample.  The matrices belong to a workspace.
template <class T>
struct LayerSignals {
  int weight = -1, bias = -1;  ///< segments; -1: none
  T weight_scale = 0, bias_scale = 0;
  const Matrix<T>* forward = nullptr;   ///< a: fan-in x n; null if there is no weight
  const Matrix<T>* backward = nullptr;  ///< g: fan-out x n
};

/// A network of such layers: net.Signals(x, loss, workspace) are those of every layer at the rows of X, for the weights
/// v of the outputs that `loss` sets, at least one.  A segment of the parameters belongs to one of them, or is not
/// trained.
template <class N>
concept SignalNetwork = Network<N> &&
    requires(const N& net, const Matrix<typename N::Scalar>& x, const OutputGradient<typename N::Scalar>& loss,
             typename N::Workspace& workspace) {
  { net.Signals(x, loss, workspace) } -> std::same_as<std::vector<LayerSignals<typename N::Scalar>>>;
};

/// sums = scale times the sum of the columns of g, in their order.
template <class T, class Sums>
void SetColumnSum(T scale, const Matrix<T>& g, Sums&& sums) {
  ForEachTile(g.rows(), 1, kProductTile, [&](Index i, Index rows, Index, Index) {
    Vector<T> sum = Vector<T>::Zero(rows);
    for (Index j = 0; j < g.cols(); ++j) sum += g.col(j).segment(i, rows);
    sums.segment(i, rows) = scale * sum;
  });
}

/// The layer's segments of a gradient, summed over the samples.
template <class T>
void SetGradient(const Parameters<T>& parameters, const LayerSignals<T>& layer, T* gradient) {
  if (layer.weight >= 0) {
    auto weights = parameters.View(layer.weight, gradient);
    SetProduct(layer.weight_scale, *layer.backward, layer.forward->transpose(), weights);
  }
  if (layer.bias >= 0) {
    SetColumnSum(layer.bias_scale, *layer.backward, parameters.View(layer.bias, gradient).col(0));
  }
}

/// net.LossGradient(x, loss, gradient, workspace) of a SignalNetwork; 0 in segments that are not trained.
template <class N, class T>
void SumSignals(const N& net, const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T>& gradient,
                typename N::Workspace& workspace) {
  RequireShape("LossGradient", "gradient", gradient, net.parameters().size(), 1);
  const std::vector<LayerSignals<T>> layers = net.Signals(x, loss, workspace);
  gradient.setZero();
  for (const LayerSignals<T>& layer : layers) SetGradient(net.parameters(), layer, gradient.data());
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LAYER_SIGNALS_H_
