// A net learns the inverse of the Poisson operator of a box of 8^3 cells from right-hand sides alone, by
// inverse_loss.h.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "models/grid_net.h"
#include "models/inverse_loss.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/optimizer.h"
#include "models/random.h"

namespace hadamard_ntk::models {
namespace {

constexpr Index kSide = 8, kCells = kSide * kSide * kSide;

// The eigenvectors of the box's operator along an axis, cos(pi k (i + 1/2) / 8) in column k, and 4 sin^2(pi k / 16).
struct Axis {
  Axis() : basis(kSide, kSide), values(kSide) {
    for (Index k = 0; k < kSide; ++k) {
      const double angle = std::numbers::pi * static_cast<double>(k) / kSide;
      for (Index i = 0; i < kSide; ++i) basis(i, k) = std::cos(angle * (static_cast<double>(i) + 0.5));
      basis.col(k).normalize();
      values[k] = 4 * std::sin(angle / 2) * std::sin(angle / 2);
    }
  }
  Matrix<double> basis;
  Vector<double> values;
};

// x with the matrix applied along each axis.
Vector<double> AlongAxes(const Matrix<double>& matrix, Vector<double> x) {
  for (int axis = 0; axis < 3; ++axis) {  // the axes take turns as the rows
    const Matrix<double> turned =
        (matrix * Eigen::Map<const Matrix<double>>(x.data(), kSide, kSide * kSide)).transpose();
    x = Eigen::Map<const Vector<double>>(turned.data(), kCells);
  }
  return x;
}

// A^power on the range of A.
Vector<double> Power(const Axis& axis, const Vector<double>& x, double power) {
  Vector<double> modes = AlongAxes(axis.basis.transpose(), x);
  for (Index i = 0; i < kCells; ++i) {
    const double value = axis.values[i % 8] + axis.values[i / 8 % 8] + axis.values[i / 64];
    modes[i] *= i == 0 ? 0 : std::pow(value, power);
  }
  return AlongAxes(axis.basis, modes);
}

// Rows of length 1: normal coefficients, nine times as large for the lower half of the eigenvalues.
Matrix<float> RightHandSides(const Axis& axis, Index count, std::uint32_t stream) {
  Matrix<float> b(count, kCells);
  Vector<double> modes(kCells);
  for (Index n = 0; n < count; ++n) {
    FillNormal({.seed = 1, .purpose = Purpose::kData, .stream = stream}, n * kCells,
               std::span<double>(modes.data(), kCells));
    for (Index i = 0; i < kCells; ++i) {
      if (axis.values[i % 8] + axis.values[i / 8 % 8] + axis.values[i / 64] < 6) modes[i] *= 9;
    }
    modes[0] = 0;
    b.row(n) = AlongAxes(axis.basis, modes).normalized().cast<float>().transpose();
  }
  return b;
}

// The median of |cos(f(b), A^+ b)| in the A-norm: the loss does not know the sign of f either.
double MedianCosine(const Axis& axis, const GridNet<float>& net, const Matrix<float>& b) {
  const Matrix<double> f = Forward(net, b).cast<double>(), right = b.cast<double>();
  std::vector<double> cosines(b.rows());
  for (Index i = 0; i < b.rows(); ++i) {
    const Vector<double> output = f.row(i), rhs = right.row(i);
    const double length = output.dot(Power(axis, output, 1)) * rhs.dot(Power(axis, rhs, -1));
    cosines[i] = std::abs(output.dot(rhs)) / std::sqrt(length);
  }
  std::nth_element(cosines.begin(), cosines.begin() + b.rows() / 2, cosines.end());
  return cosines[b.rows() / 2];
}

TEST(GridNetTrainingTest, LearnsTheInverseFromRightHandSides) {
  const Axis axis;
  const SymmetricMap a = [&axis](std::span<const double> x, std::span<double> y) {
    Eigen::Map<Vector<double>>(y.data(), kCells) = Power(axis, Eigen::Map<const Vector<double>>(x.data(), kCells), 1);
  };
  const Matrix<float> held_out = RightHandSides(axis, 20, 1);
  const GridNet<float> untrained({.channels = 8, .first_pairs = 1, .coarse_pairs = 2, .last_pairs = 1, .biases = false},
                                 {kSide, kSide, kSide}, {}, 1);
  const auto loss_of = [&](const GridNet<float>& net) {
    return InverseLoss<float>(Forward(net, held_out), held_out, a, nullptr);
  };
  GridNet<float> net = untrained;
  GridNet<float>::Workspace workspace;
  Optimizer<float> optimizer(Adam{}, net.parameters());
  Vector<float> gradient(net.parameters().size());
  constexpr int kSteps = 200, kBatch = 10;
  for (int step = 0; step < kSteps; ++step) {
    const Matrix<float> b = RightHandSides(axis, kBatch, 2 + step);
    net.LossGradient(
        b, [&](const Matrix<float>& f, Matrix<float>& v) { InverseLoss<float>(f, b, a, &v); }, gradient, workspace);
    optimizer.Step(2e-3, gradient, net.parameters());
  }
  const double before = MedianCosine(axis, untrained, held_out), after = MedianCosine(axis, net, held_out);
  EXPECT_LT(loss_of(net), 0.2 * loss_of(untrained));
  EXPECT_GT(after, 0.8);
  EXPECT_LT(before, 0.5);
}

}  // namespace
}  // namespace hadamard_ntk::models
