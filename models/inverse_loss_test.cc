#include "models/inverse_loss.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr Index kCells = 12, kSamples = 3;

// A Gram matrix of rank 11: a null space, and no symmetry by accident.
Matrix<double> Operator() {
  std::srand(3);
  const Matrix<double> factor = Matrix<double>::Random(kCells, kCells - 1);
  return factor * factor.transpose();
}

SymmetricMap MapOf(const Matrix<double>& a) {
  return [a](std::span<const double> x, std::span<double> y) {
    Eigen::Map<Vector<double>>(y.data(), kCells) = a * Eigen::Map<const Vector<double>>(x.data(), kCells);
  };
}

struct Case {
  Matrix<double> a = Operator(), b = Matrix<double>::Random(kSamples, kCells) * a,
                 f = Matrix<double>::Random(kSamples, kCells);
};

TEST(InverseLossTest, IsTheResidualAfterTheBestStep) {
  const Case c;
  double expected = 0;
  for (Index i = 0; i < kSamples; ++i) {
    const Vector<double> f = c.f.row(i), b = c.b.row(i);
    // The least of |x - A^+ b|_A^2 = t^2 f.Af - 2 t b.f + const, by its values at three t's.
    const auto value = [&](double t) { return t * t * f.dot(c.a * f) - 2 * t * b.dot(f); };
    const double t = (value(-1) - value(1)) / (2 * (value(1) + value(-1)));
    expected += (b - t * c.a * f).squaredNorm() / kSamples;
  }
  const double size = c.b.squaredNorm();
  EXPECT_NEAR(InverseLoss<double>(c.f, c.b, MapOf(c.a), nullptr), expected, 1e3 * kCells * 0x1p-52 * size);
  EXPECT_GT(expected, 0.01 * size);
}

TEST(InverseLossTest, AnInverseUpToAFactorHasNone) {
  const Case c;
  const Matrix<double> inverse = c.a.completeOrthogonalDecomposition().pseudoInverse();
  for (const double factor : {1.0, -7.0}) {
    const Matrix<double> f = factor * c.b * inverse;
    EXPECT_LE(InverseLoss<double>(f, c.b, MapOf(c.a), nullptr), 1e-12 * c.b.squaredNorm());
  }
}

// Central differences of a smooth function: an error of h^2 L''' and rounding eps L / h; h = 1e-5 makes both 1e-10 L.
TEST(InverseLossTest, GradientIsTheDerivativeAndNeedsItsSecondTerm) {
  Case c;
  const SymmetricMap map = MapOf(c.a);
  Matrix<double> v, differences(kSamples, kCells), first_term(kSamples, kCells);
  const double loss = InverseLoss(c.f, c.b, map, &v);
  constexpr double kStep = 1e-5;
  for (Index i = 0; i < kSamples; ++i) {
    for (Index k = 0; k < kCells; ++k) {
      Matrix<double> up = c.f, down = c.f;
      up(i, k) += kStep, down(i, k) -= kStep;
      differences(i, k) =
          (InverseLoss<double>(up, c.b, map, nullptr) - InverseLoss<double>(down, c.b, map, nullptr)) / (2 * kStep);
    }
    const Vector<double> f = c.f.row(i), b = c.b.row(i);
    const double alpha = b.dot(f) / f.dot(c.a * f);
    first_term.row(i) = -2.0 / kSamples * alpha * (c.a * (b - alpha * c.a * f)).transpose();
    // The length of f does not matter.
    EXPECT_LE(std::abs(v.row(i).dot(c.f.row(i))), 1e3 * kCells * 0x1p-52 * v.row(i).norm() * f.norm());
  }
  const double scale = v.cwiseAbs().maxCoeff() + loss;
  EXPECT_LE((v - differences).cwiseAbs().maxCoeff(), 1e-8 * scale);
  EXPECT_GT((first_term - differences).cwiseAbs().maxCoeff(), 1e-3 * scale);
}

TEST(InverseLossTest, FloatIsRounded) {
  const Case c;
  const Matrix<float> f = c.f.cast<float>(), b = c.b.cast<float>();
  Matrix<float> rounded;
  Matrix<double> v;
  const double loss = InverseLoss<float>(f, b, MapOf(c.a), &rounded);
  EXPECT_EQ(loss, InverseLoss<double>(f.cast<double>(), b.cast<double>(), MapOf(c.a), &v));
  EXPECT_EQ(rounded, v.cast<float>());
}

TEST(InverseLossTest, Refusals) {
  Case c;
  const SymmetricMap map = MapOf(c.a);
  EXPECT_EQ(MessageOf([&] { InverseLoss<double>(c.f.topRows(2), c.b, map, nullptr); }),
            "InverseLoss: f must be 3 x 12, got 2 x 12");
  for (const auto& [value, text] : {std::pair<double, std::string>{0, "0"}, {std::nan(""), "nan"}}) {
    c.f.row(1).setConstant(value);
    EXPECT_EQ(MessageOf<std::domain_error>([&] { InverseLoss<double>(c.f, c.b, map, nullptr); }),
              "InverseLoss: f.Af must be positive, got " + text + " at sample 1");
  }
}

}  // namespace
}  // namespace hadamard_ntk::models
