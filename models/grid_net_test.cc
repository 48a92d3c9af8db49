#include "models/grid_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/gradient_check_testing.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr GridNetOptions kNet64{};
constexpr GridNetOptions kNet128{.first_pairs = 2, .coarse_pairs = 5, .last_pairs = 3};
constexpr GridNetOptions kSmall{.channels = 2, .first_pairs = 1, .coarse_pairs = 1, .last_pairs = 1};

// Biases start as 0; this moves all parameters.
template <class T>
GridNet<T> Moved(GridNet<T> net) {
  net.parameters().values() += T(0.1) * Vector<T>::Random(net.parameters().size());
  return net;
}

TEST(GridNetTest, AuthorsNetsHaveTheirNumbersOfParameters) {
  EXPECT_EQ(GridNet<float>(kNet64, {8, 8, 8}, {}, 1).parameters().size(), 97'457);
  EXPECT_EQ(GridNet<float>(kNet128, {8, 8, 8}, {}, 1).parameters().size(), 152'881);
  // Without biases there are fewer: the authors' nets have one everywhere.
  GridNetOptions options = kNet64;
  options.biases = false;
  EXPECT_EQ(GridNet<float>(options, {8, 8, 8}, {}, 1).parameters().size(), 97'457 - 15 * 16 - 1);
}

TEST(GridNetTest, GradientAndTangentAreTheDerivatives) {
  GridNetOptions options = kSmall;
  ExpectRightDerivatives(Moved(GridNet<double>(options, {3, 2, 2}, {}, 1)), Dependence::kCubic);
  options.dimension = 2;
  options.biases = false;
  ExpectRightDerivatives(Moved(GridNet<double>(options, {5, 4}, {}, 1)), Dependence::kCubic);
}

// The outputs in place, with rings of planes, are those of the values that the gradient keeps; a second use of the same
// workspace, and a row by itself, too.
TEST(GridNetTest, ForwardInPlaceIsTheForwardOfTheGradient) {
  for (const std::vector<Index>& extents :
       {std::vector<Index>{8, 8, 8}, {5, 7, 11}, {70, 66, 9}, {33, 64, 21}, {1, 1, 1}, {2, 3, 1}}) {
    const auto net = Moved(GridNet<float>(kSmall, extents, {}, 1));
    const Matrix<float> x = Matrix<float>::Random(2, net.inputs());
    GridNet<float>::Workspace workspace;
    Matrix<float> f, again, kept;
    net.Forward(x, f, workspace);
    net.Forward(x, again, workspace);
    Vector<float> gradient(net.parameters().size()), row(net.outputs());
    net.LossGradient(
        x, [&](const Matrix<float>& outputs, Matrix<float>&) { kept = outputs; }, gradient, workspace);
    net.Apply(x.row(1).transpose(), row, workspace);
    EXPECT_EQ(f, kept) << Text(net.grid());
    EXPECT_EQ(f, again) << Text(net.grid());
    EXPECT_EQ(f.row(1).transpose(), row) << Text(net.grid());
    EXPECT_GT(f.cwiseAbs().maxCoeff(), 0);
  }
}

TEST(GridNetTest, SaysItsBytes) {
  const auto bytes = [](std::initializer_list<const GridField<float>*> fields) {
    std::size_t sum = 0;
    for (const GridField<float>* field : fields) sum += 4 * field->size();
    return sum;
  };
  const GridNet<float> net(kSmall, {70, 66, 9}, {}, 1);
  GridNet<float>::Workspace workspace;
  Matrix<float> f;
  net.Forward(Matrix<float>::Ones(1, net.inputs()), f, workspace);
  const auto& s = workspace.streams.at(0);
  EXPECT_EQ(bytes({&s.input, &s.fine, &s.coarse, &s.fine_ring, &s.coarse_ring}), net.ForwardBytes());
  Vector<float> gradient(net.parameters().size());
  net.LossGradient(
      Matrix<float>::Ones(2, net.inputs()), [](const Matrix<float>&, Matrix<float>&) {}, gradient, workspace);
  std::size_t sum = 0;
  for (const auto& v : workspace.samples) {
    sum += bytes({&v.input, &v.pooled, &v.sum, &v.fine, &v.fine_gated, &v.fine_inner, &v.coarse, &v.coarse_gated,
                  &v.coarse_inner});
    for (const GridField<float>& field : v.out) sum += bytes({&field});
  }
  EXPECT_EQ(sum, net.GradientBytes(2));
  // 256^3 cells of 8 channels: one field and little more, where all of them would be ten.
  const GridNet<float> large = GridNet<float>({.channels = 8}, {4, 4, 4}, {}, 1).On({256, 256, 256});
  EXPECT_LT(static_cast<double>(large.ForwardBytes()), 1.4 * 4 * 8 * 256 * 256 * 256);
}

constexpr GridNetOptions WithoutBiases(GridNetOptions options) {
  options.biases = false;
  return options;
}

TEST(GridNetTest, IsPositivelyHomogeneousWithoutBiases) {
  const GridNet<float> net(WithoutBiases(kSmall), {6, 5, 4}, {}, 1),
      biased = Moved(GridNet<float>(kSmall, {6, 5, 4}, {}, 1));
  const Matrix<float> zero = Matrix<float>::Zero(1, 120), x = Matrix<float>::Random(1, 120);
  EXPECT_EQ(Forward(net, zero), zero);
  EXPECT_EQ(Forward(net, 4 * x), 4 * Forward(net, x));  // a power of two: the same bits
  EXPECT_NE(Forward(net, -4 * x), -4 * Forward(net, x));
  EXPECT_NE(Forward(biased, zero), zero);
}

// The support of f(delta), on a long box: radius() cells, and not less.
TEST(GridNetTest, SeesAsFarAsItsRadius) {
  for (const auto& [options, radius] :
       {std::pair<GridNetOptions, Index>{WithoutBiases(kNet64), 22}, {WithoutBiases(kNet128), 34}}) {
    const Index length = 2 * radius + 8;
    const GridNet<double> net(options, {length, 3, 3}, {}, 7);
    EXPECT_EQ(net.radius(), radius);
    Index most = 0;
    for (const Index centre : {length / 2, length / 2 + 1}) {
      Matrix<double> delta = Matrix<double>::Zero(1, net.inputs());
      delta(0, length * 4 + centre) = 1;
      const Matrix<double> f = Forward(net, delta);
      for (Index cell = 0; cell < net.inputs(); ++cell) {
        if (f(0, cell) != 0) most = std::max(most, std::abs(cell % length - centre));
      }
    }
    EXPECT_EQ(most, radius);
  }
}

// The same weights on a larger grid, everything moved by an even number of cells: the same bits where no wall is in
// sight.  An odd number meets other pairs of cells.
TEST(GridNetTest, CommutesWithEvenShiftsAndDoesNotDependOnTheExtents) {
  GridNetOptions options = WithoutBiases(kSmall);
  options.dimension = 2;
  const GridNet<double> net(options, {40, 39}, {}, 1), larger = net.On({57, 44});
  ASSERT_EQ(net.radius(), 12);
  const Matrix<double> patch = Matrix<double>::Random(4, 4);
  const auto response = [&](const GridNet<double>& at, Index x, Index y) {
    const Index width = at.grid().width;
    Matrix<double> in = Matrix<double>::Zero(1, at.inputs());
    for (Index i = 0; i < 16; ++i) in(0, (y + i / 4) * width + x + i % 4) = patch(i / 4, i % 4);
    const Matrix<double> f = Forward(at, in);
    Matrix<double> around(28, 28);
    for (Index i = 0; i < 28 * 28; ++i) around(i / 28, i % 28) = f(0, (y - 12 + i / 28) * width + x - 12 + i % 28);
    return around;
  };
  const Matrix<double> f = response(net, 14, 16);
  EXPECT_EQ(response(net, 22, 18), f);
  EXPECT_EQ(response(larger, 36, 20), f);
  EXPECT_NE(response(net, 15, 16), f);
  EXPECT_GT(f.cwiseAbs().maxCoeff(), 0);
}

TEST(GridNetTest, IsZeroWhereItsMaskIs) {
  std::vector<std::uint8_t> mask(60, 1);
  mask[17] = mask[59] = 0;
  const GridNet<double> net = Moved(GridNet<double>(kSmall, {3, 4, 5}, mask, 1)), open = net.On({3, 4, 5});
  const Matrix<double> x = Matrix<double>::Random(2, 60), f = Forward(net, x), all = Forward(open, x);
  for (Index cell = 0; cell < 60; ++cell) {
    for (Index i = 0; i < 2; ++i) EXPECT_EQ(f(i, cell), mask[cell] ? all(i, cell) : 0);
  }
  // And what the loss says of such a cell does not matter.
  Matrix<double> v = Matrix<double>::Random(2, 60), w = v;
  w.col(17).setConstant(9);
  EXPECT_EQ(VectorJacobianProduct(net, x, v), VectorJacobianProduct(net, x, w));
  EXPECT_NE(VectorJacobianProduct(open, x, v), VectorJacobianProduct(open, x, w));
}

TEST(GridNetTest, SameBitsForAnyNumberOfThreads) {
  const GridNet<float> net = Moved(GridNet<float>({.channels = 8}, {40, 31, 34}, {}, 1));
  const Matrix<float> x = Matrix<float>::Random(2, net.inputs()), v = Matrix<float>::Random(2, net.inputs());
  ExpectSameBitsForAnyThreadCount([&] {
    Vector<float> all(2 * net.inputs() + net.parameters().size());
    all << Eigen::Map<const Vector<float>>(Forward(net, x).eval().data(), 2 * net.inputs()),
        VectorJacobianProduct(net, x, v);
    return all;
  });
}

TEST(GridNetTest, FloatIsRoundedDouble) {
  // Nine layers of sums of 54 products.
  ExpectFloatIsRoundedDouble(Moved(GridNet<float>(kSmall, {4, 5, 3}, {}, 1)), GridNet<double>(kSmall, {4, 5, 3}, {}, 1),
                             64);
}

TEST(GridNetTest, Refusals) {
  const GridNet<double> net(kSmall, {3, 4, 2}, {}, 1);
  ExpectRefusals(net);
  const auto make = [](const GridNetOptions& options, const std::vector<Index>& extents, std::size_t mask = 0) {
    return MessageOf([&] { GridNet<double>(options, extents, std::vector<std::uint8_t>(mask, 1), 1); });
  };
  EXPECT_EQ(make(kSmall, {64, 32}), "GridNet: a net of 3 dimensions cannot act on a grid of 64 x 32");
  EXPECT_EQ(make({.dimension = 2}, {8, 8, 8}), "GridNet: a net of 2 dimensions cannot act on a grid of 8 x 8 x 8");
  EXPECT_EQ(MessageOf([&] { net.On({8, 8}); }), "GridNet: a net of 3 dimensions cannot act on a grid of 8 x 8");
  EXPECT_EQ(make(kSmall, {4, 3, 2}, 23), "GridNet: the mask of a grid of 4 x 3 x 2 must have 24 cells, got 23");
  EXPECT_EQ(make(kSmall, {4, 0, 2}), "GridNet: extents must be at least 1, got 0");
  EXPECT_EQ(make({.dimension = 4}, {4, 4, 2}), "GridNet: dimension must be 2 or 3, got 4");
  EXPECT_EQ(make({.channels = 0}, {4, 4, 2}), "GridNet: channels must be at least 1, got 0");
  EXPECT_EQ(make({.first_pairs = -1}, {4, 4, 2}), "GridNet: first_pairs must be at least 0, got -1");
  EXPECT_EQ(make({.coarse_pairs = -1}, {4, 4, 2}), "GridNet: coarse_pairs must be at least 0, got -1");
  EXPECT_EQ(make({.last_pairs = -1}, {4, 4, 2}), "GridNet: last_pairs must be at least 0, got -1");
  GridNet<double>::Workspace workspace;
  Vector<double> x = Vector<double>::Zero(24), f(24);
  EXPECT_EQ(MessageOf([&] { net.Apply(x.head(23), f, workspace); }), "Apply: x must be 24 x 1, got 23 x 1");
  EXPECT_EQ(MessageOf([&] { net.Apply(x, f.head(23), workspace); }), "Apply: f must be 24 x 1, got 23 x 1");
  x[5] = std::nan("");
  EXPECT_EQ(MessageOf([&] { net.Apply(x, f, workspace); }), "Apply: entries must be finite, got x(5, 0) = nan");
}

}  // namespace
}  // namespace hadamard_ntk::models
