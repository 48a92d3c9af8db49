#include "models/image_convolution.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// Strides that divide the kernel and not, rows and columns that no output sees, channels below, at and above registers.
std::vector<ImageConvolution> Shapes() {
  return {{{5, 7, 1}, 1, 3, 1, 0},    {{4, 9, 2}, 3, 2, 1, 1},  {{8, 6, 3}, 32, 4, 2, 1}, {{16, 16, 32}, 32, 4, 2, 1},
          {{7, 9, 5}, 4, 3, 2, 0},    {{6, 3, 2}, 70, 3, 2, 2}, {{9, 8, 17}, 2, 2, 3, 0}, {{5, 11, 51}, 19, 5, 3, 4},
          {{3, 26, 33}, 16, 3, 1, 2}, {{2, 1, 3}, 5, 1, 4, 0}};
}

// run(index of in, of W, of out) for every product of the definition that is not with a zero of the padding.
template <class Run>
void ForEachProduct(const ImageConvolution& s, const Run& run) {
  const ImageShape out = s.out();
  for (Index y = 0; y < out.height; ++y) {
    for (Index x = 0; x < out.width; ++x) {
      for (Index dy = 0; dy < s.kernel; ++dy) {
        for (Index dx = 0; dx < s.kernel; ++dx) {
          const Index row = s.stride * y + dy - s.padding, column = s.stride * x + dx - s.padding;
          if (row < 0 || row >= s.in.height || column < 0 || column >= s.in.width) continue;
          for (Index o = 0; o < s.outputs; ++o) {
            for (Index k = 0; k < s.in.channels; ++k) {
              run((row * s.in.width + column) * s.in.channels + k,
                  ((o * s.kernel + dy) * s.kernel + dx) * s.in.channels + k, (y * out.width + x) * s.outputs + o);
            }
          }
        }
      }
    }
  }
}

struct Case {
  explicit Case(const ImageConvolution& s)
      : in(Vector<double>::Random(s.in.size())),
        weights(Vector<double>::Random(s.outputs * s.valid().taps())),
        back(Vector<double>::Random(s.out().size())) {}
  Vector<double> in, weights, back;
};

// Conditioned: a sum of `terms` products of numbers in [-1, 1].
double Tolerance(Index terms) { return static_cast<double>(terms) * static_cast<double>(terms) * kEps; }

TEST(ImageConvolutionTest, ForwardIsTheDefinition) {
  for (const ImageConvolution& s : Shapes()) {
    const Case c(s);
    Vector<double> expected = Vector<double>::Zero(s.out().size()), out(s.out().size());
    ForEachProduct(s, [&](Index i, Index w, Index o) { expected[o] += c.in[i] * c.weights[w]; });
    LaneVector<double> packed, scratch;
    PackKernel(s.valid(), c.weights.data(), packed);
    Convolve(s, packed, c.in.data(), out.data(), scratch);
    EXPECT_LE((out - expected).cwiseAbs().maxCoeff(), Tolerance(s.valid().taps())) << s.in.channels;
    EXPECT_GT(expected.cwiseAbs().maxCoeff(), 0.1);
  }
}

TEST(ImageConvolutionTest, AdjointAndKernelGradientAreTheDerivatives) {
  for (const ImageConvolution& s : Shapes()) {
    const Case c(s);
    Vector<double> to_in = Vector<double>::Zero(s.in.size()), to_weights = Vector<double>::Zero(c.weights.size());
    ForEachProduct(s, [&](Index i, Index w, Index o) {
      to_in[i] += c.back[o] * c.weights[w];
      to_weights[w] += c.back[o] * c.in[i];
    });
    LaneVector<double> packed, scratch, padded;
    const auto adjoint_by = [&](const Vector<double>& weights) {
      Vector<double> adjoint = Vector<double>::Constant(s.in.size(), 3);  // to be overwritten
      PackAdjointKernel(s, weights.data(), packed);
      ConvolveAdjoint(s, packed, c.back.data(), adjoint.data(), scratch);
      return adjoint;
    };
    const double tolerance = Tolerance(s.kernel * s.kernel * s.outputs);
    EXPECT_LE((adjoint_by(c.weights) - to_in).cwiseAbs().maxCoeff(), tolerance) << s.in.channels;
    EXPECT_GT(to_in.cwiseAbs().maxCoeff(), 0.1);
    // A kernel that is turned round is noticed.
    if (c.weights.size() > s.outputs * s.in.channels) {
      EXPECT_GT((adjoint_by(c.weights.reverse()) - to_in).cwiseAbs().maxCoeff(), 1e6 * tolerance) << s.in.channels;
    }

    Vector<double> gradient(c.weights.size());
    LaneVector<double> sums(KernelGradientSize<double>(s.valid()), 0.0);
    for (int twice = 0; twice < 2; ++twice) {
      AddKernelGradient(s, c.in.data(), c.back.data(), sums.data(), scratch, padded);
    }
    UnpackKernelGradient(s.valid(), sums.data(), gradient.data());
    EXPECT_LE((gradient - 2 * to_weights).cwiseAbs().maxCoeff(), Tolerance(2 * s.out().height * s.out().width))
        << s.in.channels;
    EXPECT_GT(to_weights.cwiseAbs().maxCoeff(), 0.1);
  }
}

TEST(ImageConvolutionTest, FloatIsRoundedDouble) {
  for (const ImageConvolution& s : Shapes()) {
    const Case c(s);
    const Vector<float> back = c.back.cast<float>(), weights = c.weights.cast<float>();
    const Vector<double> exact_back = back.cast<double>(), exact_weights = weights.cast<double>();
    Vector<double> expected(s.in.size());
    Vector<float> adjoint(s.in.size());
    LaneVector<double> packed, scratch;
    LaneVector<float> packed_float, scratch_float;
    PackAdjointKernel(s, exact_weights.data(), packed);
    PackAdjointKernel(s, weights.data(), packed_float);
    ConvolveAdjoint(s, packed, exact_back.data(), expected.data(), scratch);
    ConvolveAdjoint(s, packed_float, back.data(), adjoint.data(), scratch_float);
    const double tolerance =
        Tolerance(s.kernel * s.kernel * s.outputs) / kEps * static_cast<double>(std::numeric_limits<float>::epsilon());
    EXPECT_LE((adjoint.cast<double>() - expected).cwiseAbs().maxCoeff(), tolerance) << s.in.channels;
  }
}

}  // namespace
}  // namespace hadamard_ntk::models
