#include "models/layers/convolution.h"

#include <algorithm>
#include <string>

#include "models/layers/affine.h"
#include "models/rectify.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

template <class T>
void AddBiases(const T* biases, Index channels, Index count, T* values) {
  for (Index i = 0; i < count; i += channels) {
    for (Index k = 0; k < channels; ++k) values[i + k] += biases[k];
  }
}

}  // namespace

LayerPlan ConvolutionLayer::Plan(const LayerInputs& inputs) const {
  const ImageShape& in = inputs.in;
  RequireFit(outputs >= 1, "outputs must be at least 1, got " + std::to_string(outputs));
  RequireFit(stride >= 1, "the stride must be at least 1, got " + std::to_string(stride));
  RequireFit(padding >= 0 && (padding == 0 || padding < kernel),
             "the padding must be at least 0 and less than the kernel's size, got " + std::to_string(padding));
  RequireFit(kernel >= 1 && kernel <= std::min(in.height, in.width) + 2 * padding,
             "a kernel of size " + std::to_string(kernel) + " does not fit an image of " + Text(in));
  return {.shape = ShapeOf(inputs).out(),
          .segments = AffineSegments(outputs, kernel * kernel * in.channels, relu, start, inputs.biases)};
}

template <class T>
void ConvolutionLayer::Forward(const LayerSample<T>& at) const {
  LaneVector<T> padded;
  Convolve(ShapeOf(at.inputs), at.packed, at.in, at.out, padded);
  if (at.inputs.biases) AddBiases(at.parameters[1].data(), outputs, at.shape.size(), at.out);
  if (relu) Rectify(at.out, at.shape.size());
}

template <class T>
void ConvolutionLayer::Adjoint(const LayerSample<T>& at, const SampleAdjoint<T>& back) const {
  const Index size = at.shape.size();
  if (relu) Mask(at.out, size, back.out);
  const ImageConvolution shape = ShapeOf(at.inputs);
  LaneVector<T> padded;
  AddKernelGradient(shape, at.in, back.out, back.sums + outputs, back.scratch, padded);
  for (Index i = 0; i < size; i += outputs) {
    for (Index k = 0; k < outputs; ++k) back.sums[k] += back.out[i + k];
  }
  if (back.in) ConvolveAdjoint(shape, back.packed, back.out, back.in, back.scratch);
}

template <class T>
void ConvolutionLayer::Tangent(const LayerSample<T>& at, const SampleTangent<T>& tangent) const {
  const ImageConvolution shape = ShapeOf(at.inputs);
  const Index size = at.shape.size();
  Vector<T> change(size);
  LaneVector<T> padded;
  Convolve(shape, tangent.packed, at.in, change.data(), padded);
  Convolve(shape, at.packed, tangent.in, tangent.out, padded);
  for (Index i = 0; i < size; ++i) tangent.out[i] += change[i];
  if (at.inputs.biases) AddBiases(tangent.direction[1].data(), outputs, size, tangent.out);
  if (relu) Mask(at.out, size, tangent.out);
}

template <class T>
void ConvolutionLayer::Pack(const LayerInputs& inputs, const LayerSegments<const T>& parameters,
                            LaneVector<T>& packed) const {
  PackKernel(ShapeOf(inputs).valid(), parameters[0].data(), packed);
}

template <class T>
void ConvolutionLayer::PackAdjoint(const LayerInputs& inputs, const LayerSegments<const T>& parameters,
                                   LaneVector<T>& packed) const {
  PackAdjointKernel(ShapeOf(inputs), parameters[0].data(), packed);
}

template <class T>
Index ConvolutionLayer::GradientSums(const LayerInputs& inputs) const {
  return outputs + KernelGradientSize<T>(ShapeOf(inputs).valid());
}

template <class T>
void ConvolutionLayer::SetGradient(const LayerInputs& inputs, const T* sums, const LayerSegments<T>& gradient) const {
  UnpackKernelGradient(ShapeOf(inputs).valid(), sums + outputs, gradient[0].data());
  if (inputs.biases) std::copy_n(sums, outputs, gradient[1].data());
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                              \
  template void ConvolutionLayer::Forward(const LayerSample<T>&) const;                                          \
  template void ConvolutionLayer::Adjoint(const LayerSample<T>&, const SampleAdjoint<T>&) const;                 \
  template void ConvolutionLayer::Tangent(const LayerSample<T>&, const SampleTangent<T>&) const;                 \
  template void ConvolutionLayer::Pack(const LayerInputs&, const LayerSegments<const T>&, LaneVector<T>&) const; \
  template void ConvolutionLayer::PackAdjoint(const LayerInputs&, const LayerSegments<const T>&, LaneVector<T>&) \
      const;                                                                                                     \
  template Index ConvolutionLayer::GradientSums<T>(const LayerInputs&) const;                                    \
  template void ConvolutionLayer::SetGradient(const LayerInputs&, const T*, const LayerSegments<T>&) const
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
