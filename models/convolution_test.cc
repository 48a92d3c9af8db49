#include "models/convolution.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// Channels below, at and above multiples of a vector, and of several vectors; images narrower than a tile.
std::vector<ConvolutionShape> Shapes() {
  return {{5, 7, 1, 1, 3},   {4, 9, 2, 3, 2},   {6, 4, 5, 8, 1},   {3, 3, 4, 19, 3},
          {7, 31, 3, 32, 3}, {5, 40, 2, 51, 3}, {4, 8, 17, 70, 2}, {6, 30, 33, 16, 3}};
}

// run(value of in's index, of W's, of out's) for every product of the definition.
template <class Run>
void ForEachProduct(const ConvolutionShape& s, const Run& run) {
  for (Index y = 0; y < s.out_height(); ++y) {
    for (Index x = 0; x < s.out_width(); ++x) {
      for (Index o = 0; o < s.outputs; ++o) {
        for (Index dy = 0; dy < s.kernel; ++dy) {
          for (Index dx = 0; dx < s.kernel; ++dx) {
            for (Index k = 0; k < s.channels; ++k) {
              run(((y + dy) * s.width + x + dx) * s.channels + k, o * s.taps() + (dy * s.kernel + dx) * s.channels + k,
                  (y * s.out_width() + x) * s.outputs + o);
            }
          }
        }
      }
    }
  }
}

struct Case {
  explicit Case(const ConvolutionShape& s)
      : in(Vector<double>::Random(s.in_size())),
        weights(Vector<double>::Random(s.outputs * s.taps())),
        back(Vector<double>::Random(s.out_size())) {}
  Vector<double> in, weights, back;
};

// Conditioned: a sum of `terms` products of numbers in [-1, 1].
double Tolerance(Index terms) { return static_cast<double>(terms) * static_cast<double>(terms) * kEps; }

TEST(ConvolutionTest, ForwardIsTheDefinition) {
  for (const ConvolutionShape& s : Shapes()) {
    const Case c(s);
    Vector<double> expected = Vector<double>::Zero(s.out_size()), out(s.out_size());
    ForEachProduct(s, [&](Index i, Index w, Index o) { expected[o] += c.in[i] * c.weights[w]; });
    LaneVector<double> packed;
    PackKernel(s, c.weights.data(), packed);
    Convolve(s, packed, c.in.data(), out.data());
    EXPECT_LE((out - expected).cwiseAbs().maxCoeff(), Tolerance(s.taps())) << s.outputs;
    EXPECT_GT(expected.cwiseAbs().maxCoeff(), 0.1);
    // A kernel that is turned round is noticed.
    if (s.taps() == 1) continue;
    const Vector<double> reversed = c.weights.reverse();
    PackKernel(s, reversed.data(), packed);
    Convolve(s, packed, c.in.data(), out.data());
    EXPECT_GT((out - expected).cwiseAbs().maxCoeff(), 1e6 * Tolerance(s.taps())) << s.outputs;
  }
}

TEST(ConvolutionTest, KernelGradientIsTheDerivative) {
  for (const ConvolutionShape& s : Shapes()) {
    const Case c(s);
    Vector<double> to_weights = Vector<double>::Zero(c.weights.size()), gradient(c.weights.size());
    ForEachProduct(s, [&](Index i, Index w, Index o) { to_weights[w] += c.back[o] * c.in[i]; });
    LaneVector<double> scratch, sums(KernelGradientSize<double>(s), 0.0);
    AddKernelGradient(s, c.in.data(), c.back.data(), sums.data(), scratch);
    AddKernelGradient(s, c.in.data(), c.back.data(), sums.data(), scratch);
    UnpackKernelGradient(s, sums.data(), gradient.data());
    EXPECT_LE((gradient - 2 * to_weights).cwiseAbs().maxCoeff(), Tolerance(2 * s.out_height() * s.out_width()))
        << s.outputs;
    EXPECT_GT(to_weights.cwiseAbs().maxCoeff(), 0.1);
  }
}

TEST(ConvolutionTest, FloatIsRoundedDouble) {
  for (const ConvolutionShape& s : Shapes()) {
    const Case c(s);
    const Vector<float> in = c.in.cast<float>(), weights = c.weights.cast<float>();
    const Vector<double> exact_in = in.cast<double>(), exact_weights = weights.cast<double>();
    Vector<double> expected(s.out_size());
    Vector<float> out(s.out_size());
    LaneVector<double> packed;
    LaneVector<float> packed_float;
    PackKernel(s, exact_weights.data(), packed);
    PackKernel(s, weights.data(), packed_float);
    Convolve(s, packed, exact_in.data(), expected.data());
    Convolve(s, packed_float, in.data(), out.data());
    const double tolerance = Tolerance(s.taps()) / kEps * static_cast<double>(std::numeric_limits<float>::epsilon());
    EXPECT_LE((out.cast<double>() - expected).cwiseAbs().maxCoeff(), tolerance) << s.outputs;
  }
}

}  // namespace
}  // namespace hadamard_ntk::models
