#include "models/quadratic_convolution.h"

namespace hadamard_ntk::models {

void Append(const QuadraticConvolution& convolution, std::vector<Layer>& layers) {
  const bool random = convolution.start == QuadraticStart::kRandom;
  const auto convolve = [&](const AffineStart& start) {
    return ConvolutionLayer{
        .outputs = convolution.outputs, .kernel = convolution.kernel, .relu = false, .start = start};
  };
  const double drawn = 2, later = random ? drawn : 0;
  const int a = static_cast<int>(layers.size()), r = a + 1, rg = a + 3;
  layers.push_back({convolve({.gain = drawn})});
  layers.push_back({convolve({.gain = later, .bias = random ? 0.0 : 1.0}), a});
  layers.push_back({ProductLayer{.with = r}});
  layers.push_back({ProductLayer{.with = a}, a});
  layers.push_back({convolve({.gain = later})});
  layers.push_back({SumLayer{.with = rg, .relu = true}});
}

}  // namespace hadamard_ntk::models
