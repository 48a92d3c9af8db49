#include "models/context_normalization.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "linalg/thrown_testing.h"
#include "models/first_order_check_testing.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Index kFeatures = 3, kTerms = 4, kProblems = 5;
const ContextNormalization kNormalization{.features = kFeatures, .terms = kTerms};

struct Case {
  Case() : parameters(kNormalization.Segments(), 1), z(Matrix<double>::Random(kFeatures, kTerms * kProblems)) {
    parameters.values() << 1.5, -0.5, 2, 0.25, 1, -3;
  }

  Matrix<double> Normalize(const Matrix<double>& input) {
    Matrix<double> y;
    kNormalization.Forward<double>({&parameters, 0, parameters.values().data()}, input, y, workspace);
    return y;
  }

  Parameters<double> parameters;
  Matrix<double> z;
  ContextNormalization::Workspace<double> workspace;
};

TEST(ContextNormalizationTest, StartsWithScaleOneAndShiftZero) {
  const Parameters<double> parameters(kNormalization.Segments(), 1);
  EXPECT_EQ(Vector<double>(parameters.values()), (Vector<double>(6) << 1, 1, 1, 0, 0, 0).finished());
  EXPECT_EQ((Parameters<float>(ContextNormalization{.features = 256}.Segments(), 1).size()), 512);
}

// The definition, entry by entry; with the variance of a sample, terms - 1, it would be another.
TEST(ContextNormalizationTest, IsTheDefinition) {
  Case c;
  const Matrix<double> y = c.Normalize(c.z);
  double error = 0, with_sample_variance = 0;
  for (Index s = 0; s < kProblems; ++s) {
    for (Index k = 0; k < kFeatures; ++k) {
      double mean = 0, square = 0;
      for (Index i = 0; i < kTerms; ++i) mean += c.z(k, i * kProblems + s) / kTerms;
      for (Index i = 0; i < kTerms; ++i) square += std::pow(c.z(k, i * kProblems + s) - mean, 2);
      const double scale = c.parameters.values()[k], shift = c.parameters.values()[kFeatures + k];
      for (Index i = 0; i < kTerms; ++i) {
        const auto with = [&](double variance) {
          const double deviation = std::sqrt(variance + 1e-8);
          const double expected = scale * (c.z(k, i * kProblems + s) - mean) / deviation + shift;
          const double bound = (4 * kTerms + 16) * kEps * std::abs(scale) / deviation + 2 * kEps * std::abs(shift);
          return std::abs(y(k, i * kProblems + s) - expected) / bound;
        };
        error = std::max(error, with(square / kTerms));
        with_sample_variance = std::max(with_sample_variance, with(square / (kTerms - 1)));
      }
    }
  }
  EXPECT_LE(error, 1);
  EXPECT_GT(with_sample_variance, 1e6);
}

// Of a map z -> p z + q nothing is left but the 1e-8: relative change of u <= 1e-8 / (2 v), and rounding.
TEST(ContextNormalizationTest, IsInvariantUnderAffineMaps) {
  Case c;
  c.Normalize(c.z);
  const Matrix<double> unit = c.workspace.unit, inverse = c.workspace.inverse_deviation;
  const Vector<double> p = (Vector<double>(kFeatures) << 6, 0.5, 3).finished();
  const Vector<double> q = (Vector<double>(kFeatures) << -2, 7, 0.25).finished();
  const auto worst = [&](const Matrix<double>& mapped) {
    c.Normalize(mapped);
    double over = 0;
    for (Index column = 0; column < unit.cols(); ++column) {
      for (Index k = 0; k < kFeatures; ++k) {
        const double deviation = 1 / inverse(k, column % kProblems), smaller = std::min(1.0, p[k]) * deviation;
        const double allowed = std::abs(unit(k, column)) * 1e-8 / (2 * smaller * smaller) +
                               (4 * kTerms + 16) * kEps * (p[k] + std::abs(q[k])) / (p[k] * deviation);
        over = std::max(over, std::abs(c.workspace.unit(k, column) - unit(k, column)) / allowed);
      }
    }
    return over;
  };
  EXPECT_LE(worst(Matrix<double>(p.asDiagonal() * c.z).colwise() + q), 1);
  EXPECT_GT(worst(c.z.cwiseProduct(c.z.cwiseAbs())), 1e3);
}

TEST(ContextNormalizationTest, GradientsAgainstDifferences) {
  Case c;
  const Matrix<double> g = Matrix<double>::Random(kFeatures, kTerms * kProblems);
  c.Normalize(c.z);
  Vector<double> gradient(c.parameters.size());
  Matrix<double> g_z;
  kNormalization.Adjoint<double>({&c.parameters, 0, c.parameters.values().data()}, g, c.workspace,
                                 {&c.parameters, 0, gradient.data()}, g_z);
  const Matrix<double> unit = c.workspace.unit;
  const double size = c.Normalize(c.z).cwiseProduct(g).cwiseAbs().sum() + g.cwiseAbs().sum();
  const auto in_z = [&](Index entry, double shift) {
    Matrix<double> moved = c.z;
    moved.reshaped()[entry] += shift;
    return c.Normalize(moved).cwiseProduct(g).sum();
  };
  const auto in_parameters = [&](Index entry, double shift) {
    Case moved = c;
    moved.parameters.values()[entry] += shift;
    return moved.Normalize(c.z).cwiseProduct(g).sum();
  };
  const Vector<double> to_z = g_z.reshaped();
  EXPECT_LE(CompareSlopes(in_z, size, to_z).worst, 1);
  EXPECT_LE(CompareSlopes(in_parameters, size, gradient).worst, 1);
  EXPECT_EQ(CompareSlopes(in_z, size, to_z).kinks, 0);
  // Planted: the term that the deviation's derivative gives left out; scale and shift exchanged.
  const Matrix<double> mean_only = g_z + unit * 1e-3;
  EXPECT_GT(CompareSlopes(in_z, size, mean_only.reshaped()).worst, 1);
  EXPECT_GT(CompareSlopes(in_parameters, size, gradient.reverse()).worst, 1);
}

TEST(ContextNormalizationTest, SameBitsForAnyNumberOfThreads) {
  const ContextNormalization normalization{.features = 37};
  const Parameters<float> parameters(normalization.Segments(), 1);
  const Matrix<float> z = Matrix<float>::Random(37, 4 * 101), g = Matrix<float>::Random(37, 4 * 101);
  ExpectSameBitsForAnyThreadCount([&] {
    Matrix<float> y, g_z;
    Vector<float> gradient(parameters.size());
    ContextNormalization::Workspace<float> workspace;
    normalization.Forward<float>({&parameters, 0, parameters.values().data()}, z, y, workspace);
    normalization.Adjoint<float>({&parameters, 0, parameters.values().data()}, g, workspace,
                                 {&parameters, 0, gradient.data()}, g_z);
    return g_z;
  });
}

TEST(ContextNormalizationTest, RefusesOtherShapes) {
  Case c;
  EXPECT_EQ(MessageOf<std::invalid_argument>([&] { c.Normalize(Matrix<double>::Ones(3, 6)); }),
            "ContextNormalization: Z must be 3 x n, n a multiple of 4, got 3 x 6");
  EXPECT_EQ(MessageOf<std::invalid_argument>([&] { c.Normalize(Matrix<double>::Ones(2, 8)); }),
            "ContextNormalization: Z must be 3 x n, n a multiple of 4, got 2 x 8");
}

}  // namespace
}  // namespace hadamard_ntk::models
