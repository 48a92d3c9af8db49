/// Gradients in the input, and the gradients of a loss on them, against central differences, for the tests of this
/// package (input_gradient.h).
///
/// The difference is (8 (F(h) - F(-h)) - (F(2h) - F(-2h))) / 12h with h = 2^-13, which leaves out h^4 F^(5) / 30, far
/// below rounding; tolerance 64 eps S / h, S the sum of the absolute values of F's terms plus those of their weights
/// (conditioned).  A kink within 2h shows in the fourth difference; such entries are counted and left out.
#ifndef HADAMARD_NTK_MODELS_FIRST_ORDER_CHECK_TESTING_H_
#define HADAMARD_NTK_MODELS_FIRST_ORDER_CHECK_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"
#include "models/input_gradient.h"

namespace hadamard_ntk::models {

struct FirstOrderCheck {
  Index compared = 0, kinks = 0;
  double worst = 0;  ///< largest difference, in tolerances
};

/// value(entry, shift) is F with that entry shifted, a sum of terms of absolute value `size` in all.
template <class Value>
FirstOrderCheck CompareSlopes(const Value& value, double size, const Vector<double>& gradient) {
  constexpr double kStep = 0x1p-13;
  const double tolerance = 64 * std::numeric_limits<double>::epsilon() * size / kStep;
  FirstOrderCheck check;
  for (Index p = 0; p < gradient.size(); ++p) {
    const double up = value(p, kStep), down = value(p, -kStep), far_up = value(p, 2 * kStep),
                 far_down = value(p, -2 * kStep);
    const double bend = far_up - 4 * up + 6 * value(p, 0) - 4 * down + far_down;
    if (std::abs(bend) > 4 * tolerance * kStep) {
      ++check.kinks;
      continue;
    }
    ++check.compared;
    const double difference = (8 * (up - down) - (far_up - far_down)) / (12 * kStep);
    check.worst = std::max(check.worst, std::abs(difference - gradient[p]) / tolerance);
  }
  return check;
}

template <InputDifferentiable N>
void ExpectRightInputGradients(const N& net) {
  const Index n = 9, d = net.inputs();
  const Matrix<double> x = Matrix<double>::Random(n, d), v = Matrix<double>::Random(n, 1),
                       w = Matrix<double>::Random(n, d);
  typename N::Workspace workspace;
  Matrix<double> f, g;
  net.ForwardWithGradient(x, f, g, workspace);

  // grad f, sample by sample.
  Matrix<double> f_moved, unused;
  const Vector<double> slopes = g.reshaped();
  const auto output = [&](Index entry, double shift) {
    Matrix<double> moved = x;
    moved.reshaped()[entry] += shift;
    net.ForwardWithGradient(moved, f_moved, unused, workspace);
    return f_moved(entry % n, 0);
  };
  const double largest = f.cwiseAbs().maxCoeff() + 1;
  const FirstOrderCheck in_x = CompareSlopes(output, largest, slopes);
  EXPECT_LE(in_x.worst, 1.0);
  EXPECT_GE(in_x.compared, slopes.size() * 9 / 10);
  EXPECT_GT(CompareSlopes(output, largest, 1.001 * slopes).worst, 1.0);

  // The gradient in the parameters of F = sum_i v_i f(x_i) + <w_i, grad f(x_i)>.
  Vector<double> gradient(net.parameters().size());
  const FirstOrderLoss<double> loss = [&](const Matrix<double>& at, const Matrix<double>& slope, Matrix<double>& dv,
                                          Matrix<double>& dw) {
    EXPECT_EQ((at - f).norm() + (slope - g).norm(), 0);
    dv = v;
    dw = w;
  };
  net.FirstOrderLossGradient(x, loss, gradient, workspace);
  N moved = net;
  const auto value = [&](Index p, double shift) {
    const double parameter = moved.parameters().values()[p];
    moved.parameters().values()[p] += shift;
    Matrix<double> at, slope;
    moved.ForwardWithGradient(x, at, slope, workspace);
    moved.parameters().values()[p] = parameter;
    return at.cwiseProduct(v).sum() + slope.cwiseProduct(w).sum();
  };
  const double size =
      f.cwiseProduct(v).cwiseAbs().sum() + g.cwiseProduct(w).cwiseAbs().sum() + v.cwiseAbs().sum() + w.cwiseAbs().sum();
  const FirstOrderCheck in_theta = CompareSlopes(value, size, gradient);
  EXPECT_LE(in_theta.worst, 1.0);
  EXPECT_GE(in_theta.compared, gradient.size() * 9 / 10);
  EXPECT_GT(CompareSlopes(value, size, 1.001 * gradient).worst, 1.0);
  for (const Segment& segment : net.parameters().segments()) {
    Vector<double> planted = gradient;
    planted.segment(segment.offset, segment.size()) *= -1;
    EXPECT_GT(CompareSlopes(value, size, planted).worst, 1.0) << segment.name;
  }
}

template <InputDifferentiable N>
void ExpectFirstOrderRefusals(const N& net) {
  const std::string d = std::to_string(net.inputs()), more = std::to_string(net.inputs() + 1),
                    p = std::to_string(net.parameters().size());
  typename N::Workspace workspace;
  Matrix<double> f, g, x = Matrix<double>::Random(5, net.inputs());
  Vector<double> gradient(net.parameters().size());
  const FirstOrderLoss<double> keep = [](const Matrix<double>&, const Matrix<double>&, Matrix<double>&,
                                         Matrix<double>&) {};
  const FirstOrderLoss<double> shrink = [](const Matrix<double>&, const Matrix<double>&, Matrix<double>&,
                                           Matrix<double>& w) { w.resize(4, w.cols()); };
  const Matrix<double> wide = Matrix<double>::Random(5, net.inputs() + 1);
  EXPECT_EQ(MessageOf([&] { net.ForwardWithGradient(wide, f, g, workspace); }),
            "ForwardWithGradient: X must be n x " + d + ", got 5 x " + more);
  EXPECT_EQ(MessageOf([&] { net.FirstOrderLossGradient(x, shrink, gradient, workspace); }),
            "FirstOrderLossGradient: w set by loss must be 5 x " + d + ", got 4 x " + d);
  EXPECT_EQ(MessageOf([&] { net.FirstOrderLossGradient(x, keep, gradient.head(1), workspace); }),
            "FirstOrderLossGradient: gradient must be " + p + " x 1, got 1 x 1");
  x(4, 0) = std::numeric_limits<double>::infinity();
  EXPECT_EQ(MessageOf([&] { net.FirstOrderLossGradient(x, keep, gradient, workspace); }),
            "FirstOrderLossGradient: entries must be finite, got X(4, 0) = inf");
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_FIRST_ORDER_CHECK_TESTING_H_
