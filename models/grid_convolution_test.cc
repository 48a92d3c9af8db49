#include "models/grid_convolution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {

using linalg::LaneVector;
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// Any padding (none, less than the kernel, more), stride, number of channels around a register's, and rows around a
// tile's; grids of one cell.
std::vector<GridConvolution> Shapes() {
  const auto box = [](Index width, Index height, Index depth) { return GridShape{3, depth, height, width}; };
  const auto flat = [](Index width, Index height) { return GridShape{2, 1, height, width}; };
  return {{box(8, 8, 8), 2, 3},         {box(31, 3, 4), 8, 8},         {box(5, 6, 7), 1, 16, 3, 2},
          {box(4, 3, 5), 5, 9, 2, 0},   {box(7, 5, 6), 3, 4, 3, 1, 2}, {box(6, 7, 5), 2, 2, 2, 3, 3},
          {box(1, 1, 1), 3, 2},         {box(4, 4, 4), 2, 17, 1, 0},   {flat(41, 6), 16, 12},
          {flat(9, 11), 4, 3, 5, 4, 2}, {flat(3, 20), 12, 12, 3, 0},   {box(9, 2, 3), 2, 20, 3, 1, 3}};
}

template <class T>
GridField<T> Random(const GridShape& shape, Index channels, Index border) {
  GridField<T> field(shape, channels, border);
  const GridView<T> view = field.view();
  for (Index row = 0; row < shape.rows(); ++row) {
    const Vector<T> numbers = Vector<T>::Random(shape.width * channels);
    std::copy_n(numbers.data(), numbers.size(), view.Cell(row / shape.height, row % shape.height, 0));
  }
  return field;
}

template <class T>
Vector<T> Entries(const GridField<T>& field) {
  const GridShape& shape = field.shape();
  const Index count = shape.width * field.channels();
  Vector<T> entries(shape.rows() * count);
  for (Index row = 0; row < shape.rows(); ++row) {
    std::copy_n(field.view().Cell(row / shape.height, row % shape.height, 0), count, entries.data() + row * count);
  }
  return entries;
}

// run(out cell, in cell or -1 outside, cell of the kernel) by the definition.
template <class Run>
void ForEachCellPair(const GridConvolution& s, const Run& run) {
  const GridShape out = s.out();
  const Index kernel_depth = s.in.dimension == 3 ? s.kernel : 1, z_padding = s.in.dimension == 3 ? s.padding : 0;
  const auto inside = [](Index i, Index n) { return i >= 0 && i < n; };
  for (Index o = 0; o < out.cells(); ++o) {
    const Index z = o / out.width / out.height, y = o / out.width % out.height, x = o % out.width;
    for (Index tap = 0; tap < kernel_depth * s.kernel * s.kernel; ++tap) {
      const Index i = s.stride * z + tap / s.kernel / s.kernel - z_padding;
      const Index j = s.stride * y + tap / s.kernel % s.kernel - s.padding,
                  k = s.stride * x + tap % s.kernel - s.padding;
      if (!inside(i, s.in.depth) || !inside(j, s.in.height) || !inside(k, s.in.width)) continue;
      run(o, (i * s.in.height + j) * s.in.width + k, tap);
    }
  }
}

struct Case {
  explicit Case(const GridConvolution& s)
      : in(Random<double>(s.in, s.channels, s.padding)),
        weights(Vector<double>::Random(s.outputs * s.valid().taps())),
        back(Random<double>(s.out(), s.outputs, std::max(Index{0}, s.kernel - 1 - s.padding))) {}
  GridField<double> in;
  Vector<double> weights;
  GridField<double> back;
};

// Conditioned: sums of `terms` products of numbers in [-1, 1].
double Tolerance(Index terms) { return static_cast<double>(terms * terms) * kEps; }

TEST(GridConvolutionTest, IsTheDefinitionWithItsDerivatives) {
  for (const GridConvolution& s : Shapes()) {
    const Case c(s);
    const Vector<double> in = Entries(c.in), back = Entries(c.back);
    const Index taps = s.valid().taps();
    Vector<double> expected = Vector<double>::Zero(back.size()), to_in = Vector<double>::Zero(in.size()),
                   to_weights = Vector<double>::Zero(c.weights.size());
    ForEachCellPair(s, [&](Index o, Index i, Index tap) {
      for (Index n = 0; n < s.outputs; ++n) {
        for (Index k = 0; k < s.channels; ++k) {
          const Index w = n * taps + tap * s.channels + k;
          expected[o * s.outputs + n] += c.weights[w] * in[i * s.channels + k];
          to_in[i * s.channels + k] += c.weights[w] * back[o * s.outputs + n];
          to_weights[w] += back[o * s.outputs + n] * in[i * s.channels + k];
        }
      }
    });
    LaneVector<double> packed, adjoint, scratch;
    PackKernel(s.valid(), c.weights.data(), packed);
    PackAdjointKernel(s.valid(), c.weights.data(), adjoint);
    GridField<double> out(s.out(), s.outputs, 1), g_in(s.in, s.channels, 2);
    Convolve(s, packed, c.in, out);
    EXPECT_LE((Entries(out) - expected).cwiseAbs().maxCoeff(), Tolerance(taps)) << Text(s.in);
    ConvolveAdjoint(s, adjoint, c.back, g_in);
    EXPECT_LE((Entries(g_in) - to_in).cwiseAbs().maxCoeff(), Tolerance(taps * s.outputs)) << Text(s.in);
    Vector<double> gradient(c.weights.size());
    KernelGradient(s, c.in, c.back, gradient.data(), scratch);
    EXPECT_LE((gradient - to_weights).cwiseAbs().maxCoeff(), Tolerance(s.out().cells())) << Text(s.in);
    // A kernel that is turned round is noticed.
    if (taps == 1 || s.in.cells() == 1) continue;
    const Vector<double> reversed = c.weights.reverse();
    PackKernel(s.valid(), reversed.data(), packed);
    Convolve(s, packed, c.in, out);
    EXPECT_GT((Entries(out) - expected).cwiseAbs().maxCoeff(), 1e3 * Tolerance(taps)) << Text(s.in);
  }
}

// add + [gate > 0] relu(sum + bias), also in place, and for channels that fill no register.
TEST(GridConvolutionTest, EndsAsAsked) {
  for (const Index outputs : {3, 16, 21}) {
    const GridConvolution s{.in = {3, 3, 4, 29}, .channels = 2, .outputs = outputs};
    const Case c(s);
    LaneVector<double> packed;
    PackKernel(s.valid(), c.weights.data(), packed);
    const GridField<double> gate = Random<double>(s.in, outputs, 0);
    GridField<double> sum(s.in, outputs, 0), out = Random<double>(s.in, outputs, 1);
    const Vector<double> biases = Vector<double>::Random(outputs), before = Entries(out);
    Convolve(s, packed, c.in, sum);
    Convolve(s, packed, c.in, out, {.biases = biases.data(), .relu = true, .gate = gate.view(), .add = out.view()});
    const Vector<double> sums = Entries(sum), gates = Entries(gate), after = Entries(out);
    Index open = 0;
    for (Index i = 0; i < sums.size(); ++i) {
      const double value = gates[i] > 0 ? std::max(0.0, sums[i] + biases[i % outputs]) : 0;
      EXPECT_EQ(after[i], before[i] + value);
      open += value > 0;
    }
    EXPECT_GT(open, sums.size() / 8);
    EXPECT_LT(open, sums.size() / 2);
  }
}

TEST(GridConvolutionTest, FloatIsRoundedDoubleAndBitsDoNotDependOnThreads) {
  const GridConvolution s{.in = {3, 21, 23, 40}, .channels = 16, .outputs = 16};
  const GridField<float> in = Random<float>(s.in, 16, 1), back = Random<float>(s.in, 16, 1);
  const Vector<float> weights = Vector<float>::Random(16 * s.valid().taps());
  LaneVector<float> packed, adjoint;
  PackKernel(s.valid(), weights.data(), packed);
  PackAdjointKernel(s.valid(), weights.data(), adjoint);
  const auto all = [&] {
    GridField<float> out(s.in, 16, 1), g_in(s.in, 16, 1);
    LaneVector<float> scratch;
    Vector<float> gradient(weights.size());
    Convolve(s, packed, in, out);
    ConvolveAdjoint(s, adjoint, back, g_in);
    KernelGradient(s, in, back, gradient.data(), scratch);
    Vector<float> numbers(2 * s.in.cells() * 16 + weights.size());
    numbers << Entries(out), Entries(g_in), gradient;
    return numbers;
  };
  ExpectSameBitsForAnyThreadCount(all);
  // <g, W * x> = <adjoint g, x> = <gradient, W>, in float: conditioned.
  const Vector<double> numbers = all().cast<double>();
  const Index size = s.in.cells() * 16;
  const Vector<double> x = Entries(in).cast<double>(), g = Entries(back).cast<double>(), w = weights.cast<double>();
  const double product = g.dot(numbers.head(size)), scale = g.cwiseAbs().dot(numbers.head(size).cwiseAbs());
  const double tolerance = 8 * static_cast<double>(std::numeric_limits<float>::epsilon()) * scale;
  EXPECT_NEAR(product, x.dot(numbers.segment(size, size)), tolerance);
  EXPECT_NEAR(product, w.dot(numbers.tail(w.size())), tolerance);
  EXPECT_GT(std::abs(product), 10 * tolerance);
}

TEST(GridConvolutionTest, Refusals) {
  GridConvolution s{.in = {3, 4, 4, 4}, .channels = 2, .outputs = 3};
  LaneVector<double> packed(s.valid().taps() * 8), scratch;
  GridField<double> in(s.in, 2, 1), out(s.in, 3, 1), narrow(s.in, 2, 0);
  EXPECT_EQ(MessageOf([&] { Convolve(s, packed, narrow, out); }),
            "Convolve: in must be 4 x 4 x 4 cells of 2 channels with a border of at least 1, got 4 x 4 x 4, 2, 0");
  EXPECT_EQ(MessageOf([&] { Convolve(s, packed, in, in); }),
            "Convolve: out must be 4 x 4 x 4 cells of 3 channels with a border of at least 0, got 4 x 4 x 4, 2, 1");
  EXPECT_EQ(
      MessageOf([&] { ConvolveAdjoint(s, packed, in, in); }),
      "ConvolveAdjoint: g_out must be 4 x 4 x 4 cells of 3 channels with a border of at least 1, got 4 x 4 x 4, 2, 1");
  EXPECT_EQ(
      MessageOf([&] { KernelGradient<double>(s, narrow, out, nullptr, scratch); }),
      "KernelGradient: in must be 4 x 4 x 4 cells of 2 channels with a border of at least 1, got 4 x 4 x 4, 2, 0");
  s.kernel = 7;
  EXPECT_EQ(MessageOf([&] { s.Check(); }), "GridConvolution: kernel must be at least 1 and at most 6, got 7");
  s.stride = 0;
  EXPECT_EQ(MessageOf([&] { s.Check(); }), "GridConvolution: stride must be at least 1, got 0");
}

}  // namespace
}  // namespace hadamard_ntk::models
