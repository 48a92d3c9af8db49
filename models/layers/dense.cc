#include "models/layers/dense.h"

#include <string>

#include "models/layers/affine.h"
#include "models/rectify.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {
namespace {

template <class T, class In>
void Evaluate(const LayerBatch<T>& at, bool relu, const In& in) {
  const auto weights = at.parameters[0];
  ForEachTile(at.out.rows(), at.out.cols(), kProductTile, [&](Index i, Index rows, Index j, Index columns) {
    auto tile = at.out.block(i, j, rows, columns);
    SetTile(T{1}, weights.middleRows(i, rows), in.middleCols(j, columns), tile);
    if (at.inputs.biases) tile.colwise() += at.parameters[1].col(0).segment(i, rows);
    if (!relu) return;
    for (Index column = j; column < j + columns; ++column) Rectify(&at.out(i, column), rows);
  });
}

}  // namespace

LayerPlan DenseLayer::Plan(const LayerInputs& inputs) const {
  RequireFit(outputs >= 1, "outputs must be at least 1, got " + std::to_string(outputs));
  return {.shape = {.channels = outputs},
          .segments = AffineSegments(outputs, inputs.in.size(), relu, start, inputs.biases)};
}

template <class T>
void DenseLayer::Forward(const LayerBatch<T>& at) const {
  if (at.x) {
    Evaluate(at, relu, at.x->transpose());
  } else {
    Evaluate(at, relu, *at.in);
  }
}

template <class T>
void DenseLayer::Adjoint(const LayerBatch<T>& at, const BatchAdjoint<T>& back) const {
  if (relu) Mask(at.out.data(), back.out.size(), back.out.data());
  auto weights = back.gradient[0];
  if (at.x) {
    SetProduct(T{1}, back.out, *at.x, weights);
  } else {
    SetProduct(T{1}, back.out, at.in->transpose(), weights);
  }
  if (at.inputs.biases) SetRowSums(T{1}, back.out, back.gradient[1].col(0));
  if (!back.in) return;
  const auto transposed = at.parameters[0].transpose();
  if (back.add) {
    AddProduct(T{1}, transposed, back.out, *back.in);
  } else {
    SetProduct(T{1}, transposed, back.out, *back.in);
  }
}

template <class T>
void DenseLayer::Tangent(const LayerBatch<T>& at, const BatchTangent<T>& tangent) const {
  SetProduct(T{1}, tangent.direction[0], *at.in, tangent.out);
  AddProduct(T{1}, at.parameters[0], tangent.in, tangent.out);
  if (at.inputs.biases) tangent.out.colwise() += tangent.direction[1].col(0);
  if (relu) Mask(at.out.data(), tangent.out.size(), tangent.out.data());
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                              \
  template void DenseLayer::Forward(const LayerBatch<T>& at) const;                              \
  template void DenseLayer::Adjoint(const LayerBatch<T>& at, const BatchAdjoint<T>& back) const; \
  template void DenseLayer::Tangent(const LayerBatch<T>& at, const BatchTangent<T>& tangent) const
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
