/// A gradient against central differences, for the tests of this package.
///
/// As long as no unit crosses its kink, the networks here are affine in each single parameter, or polynomials of degree
/// <= 3 (LayerNet, where one weight can enter several factors).  So the difference of F = sum_{i,o} v(i, o) f_o(x_i),
///   (F(theta + h e_p) - F(theta - h e_p)) / 2h,   or   4/3 of that less 1/3 of the same with 2h,
/// has no truncation error, and differs from dF/dtheta_p by rounding only: tolerance 64 eps S / h, S the sum of
/// |v(i, o) f_o(x_i)| plus that of |v| (conditioned).  A kink within h, or 2h, shows in the second, or fourth,
/// difference, which is zero otherwise; such parameters are counted and left out.  Of a polynomial of higher degree
/// (QuadraticNet) the second formula leaves out h^4 F^(5) / 30 and h^4 F^(4): with h = 2^-16 far below that rounding.
#ifndef HADAMARD_NTK_MODELS_GRADIENT_CHECK_TESTING_H_
#define HADAMARD_NTK_MODELS_GRADIENT_CHECK_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/network.h"

namespace hadamard_ntk::models {

struct GradientCheck {
  Index compared = 0, kinks = 0;
  Index nonzero = 0;  ///< compared entries of both gradients above ten tolerances
  double worst = 0;   ///< largest difference, in tolerances
};

/// F as a function of a single parameter.
enum class Dependence { kAffine, kCubic };

template <Network N>
GradientCheck CompareWithDifferences(const N& net, const Matrix<double>& x, const Matrix<double>& v,
                                     const Vector<double>& gradient, Dependence dependence = Dependence::kAffine) {
  const double step = dependence == Dependence::kAffine ? 0x1p-10 : 0x1p-16;
  N moved = net;
  const auto value = [&] { return Forward(moved, x).cwiseProduct(v).sum(); };
  const double at = value();
  const double size = Forward(net, x).cwiseProduct(v).cwiseAbs().sum() + v.cwiseAbs().sum();
  const double tolerance = 64 * std::numeric_limits<double>::epsilon() * size / step;
  GradientCheck check;
  for (Index p = 0; p < gradient.size(); ++p) {
    const double parameter = moved.parameters().values()[p];
    const auto value_at = [&](double shift) {
      moved.parameters().values()[p] = parameter + shift;
      const double result = value();
      moved.parameters().values()[p] = parameter;
      return result;
    };
    const double up = value_at(step), down = value_at(-step);
    double difference = (up - down) / (2 * step), bend = up - 2 * at + down;
    if (dependence == Dependence::kCubic) {
      const double far_up = value_at(2 * step), far_down = value_at(-2 * step);
      difference = 4 * difference / 3 - (far_up - far_down) / (12 * step);
      bend = (far_up - 2 * at + far_down - 4 * bend) / 4;
    }
    if (std::abs(bend) > 4 * tolerance * step) {
      ++check.kinks;
      continue;
    }
    ++check.compared;
    check.nonzero += std::min(std::abs(difference), std::abs(gradient[p])) > 10 * tolerance;
    check.worst = std::max(check.worst, std::abs(difference - gradient[p]) / tolerance);
  }
  return check;
}

/// Gradient, tangent and per-sample gradients of a network agree with differences and each other; a wrong sign in any
/// one segment, or a factor 1.001, is noticed.
template <Network N>
void ExpectRightDerivatives(const N& net, Dependence dependence = Dependence::kAffine) {
  const Matrix<double> x = Matrix<double>::Random(9, net.inputs()), v = Matrix<double>::Random(9, net.outputs());
  const Vector<double> gradient = VectorJacobianProduct(net, x, v);
  const GradientCheck check = CompareWithDifferences(net, x, v, gradient, dependence);
  EXPECT_LE(check.worst, 1.0);
  EXPECT_GE(check.nonzero, check.compared / 2);  // inactive units have none
  EXPECT_GE(check.compared, gradient.size() * 9 / 10);
  EXPECT_GT(CompareWithDifferences(net, x, v, 1.001 * gradient, dependence).worst, 1.0);
  for (const Segment& segment : net.parameters().segments()) {
    Vector<double> planted = gradient;
    planted.segment(segment.offset, segment.size()) *= -1;
    EXPECT_GT(CompareWithDifferences(net, x, v, planted, dependence).worst, 1.0) << segment.name;
  }

  // The tangent by duality, <v, J t> = <J^T v, t>, for directions in one segment; conditioned.
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  for (const Segment& segment : net.parameters().segments()) {
    Vector<double> t = Vector<double>::Zero(gradient.size());
    t.segment(segment.offset, segment.size()) = Vector<double>::Random(segment.size());
    const Matrix<double> tangent = JacobianVectorProduct(net, x, t);
    const double size = tangent.cwiseProduct(v).cwiseAbs().sum() + gradient.cwiseProduct(t).cwiseAbs().sum();
    EXPECT_NEAR(tangent.cwiseProduct(v).sum(), gradient.dot(t), 64 * kEps * size) << segment.name;
    EXPECT_GT(std::abs(gradient.dot(t)), 6400 * kEps * size) << segment.name;
  }

  // Gradients of single samples add up; conditioned.
  const Matrix<double> samples = PerSampleVectorJacobianProducts(net, x, v);
  for (Index p = 0; p < gradient.size(); ++p) {
    EXPECT_NEAR(samples.row(p).sum(), gradient[p], 64 * kEps * (samples.row(p).cwiseAbs().sum() + 1)) << p;
  }
}

/// A float network is a double network with rounded weights: outputs and gradients differ by rounding only, by at most
/// `count` eps of float, relative to the largest entry of an output or a segment (counted).
template <Network Float, Network Double>
void ExpectFloatIsRoundedDouble(const Float& single, Double net, double count) {
  net.parameters().values() = single.parameters().values().template cast<double>();
  const Matrix<float> x = Matrix<float>::Random(9, net.inputs()), v = Matrix<float>::Random(9, net.outputs());
  const double tolerance = count * std::numeric_limits<float>::epsilon();
  const Matrix<double> f = Forward(net, x.cast<double>());
  const double error = (Forward(single, x).template cast<double>() - f).cwiseAbs().maxCoeff();
  EXPECT_LE(error, tolerance * f.cwiseAbs().maxCoeff());
  EXPECT_GT(error, 0.0);
  const Vector<double> gradient = VectorJacobianProduct(net, x.cast<double>(), v.cast<double>());
  const Vector<double> rounded = VectorJacobianProduct(single, x, v).template cast<double>();
  for (const Segment& segment : net.parameters().segments()) {
    const auto exact = gradient.segment(segment.offset, segment.size());
    const auto other = rounded.segment(segment.offset, segment.size());
    EXPECT_LE((other - exact).cwiseAbs().maxCoeff(), tolerance * exact.cwiseAbs().maxCoeff()) << segment.name;
    EXPECT_GT(exact.cwiseAbs().maxCoeff(), 0.0) << segment.name;
  }
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRADIENT_CHECK_TESTING_H_
