#include "experiments/polynomial_nets/ray_extrapolation/rays.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/shared/names.h"

namespace hadamard_ntk::experiments::ray_extrapolation {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

// f(x) = g(|x|), with |v| = 1; rounded to a few eps of |f|.
TrainedNet Radial(int degree, double (*g)(double)) {
  return {"radial",
          degree,
          0,
          degree,
          [g](const Eigen::MatrixXd& x) {
            Eigen::VectorXd f(x.rows());
            for (Eigen::Index i = 0; i < x.rows(); ++i) f[i] = g(x.row(i).norm());
            return f;
          },
          [g](const Eigen::MatrixXd& x) {
            Eigen::VectorXd bound(x.rows());
            for (Eigen::Index i = 0; i < x.rows(); ++i) bound[i] = 16 * kEps * std::abs(g(x.row(i).norm()));
            return bound;
          },
          0};
}

TEST(RaysTest, DegreeOfAKnownFunction) {
  const Eigen::Vector2d v(0, 1);
  EXPECT_EQ(TakeDifferences(Radial(2, [](double t) { return t * t - 3 * t + 5; }), v).degree(), 2);
  EXPECT_EQ(TakeDifferences(Radial(2, [](double t) { return 4 * t; }), v).degree(), 1);
  EXPECT_EQ(TakeDifferences(Radial(2, [](double) { return 4.0; }), v).degree(), 0);
  EXPECT_EQ(TakeDifferences(Radial(2, [](double) { return 0.0; }), v).degree(), 0);
  EXPECT_EQ(TakeDifferences(Radial(2, [](double t) { return t * t * t; }), v).degree(), 3);
  // Neither is a polynomial of any order looked at.
  EXPECT_EQ(TakeDifferences(Radial(2, [](double t) { return std::sqrt(1 + t * t); }), v).degree(), -1);
  EXPECT_EQ(TakeDifferences(Radial(3, [](double t) { return t * t * t + 1e-6 / t; }), v).degree(), -1);
}

TEST(RaysTest, LocalDegreeOfAPower) {
  const Eigen::Vector2d v(0.6, 0.8);
  // Counted: a handful of roundings of f under the logarithm.
  EXPECT_NEAR(LocalDegree(Radial(3, [](double t) { return t * t * t; }), v, 7), 3, 16 * kEps);
  EXPECT_TRUE(std::isnan(LocalDegree(Radial(1, [](double t) { return t - 3; }), v, 2)));
}

TEST(RaysTest, RaysHaveTheLargestNormOfTheSamples) {
  const Data data = MakeData(10, 4, 1, 0);
  double radius = 0;
  for (Eigen::Index i = 0; i < 10; ++i) radius = std::max(radius, data.x.row(i).norm());
  for (Eigen::Index i = 0; i < 4; ++i) EXPECT_NEAR(data.rays.row(i).norm(), radius, 8 * kEps * radius);
  // The first through a sample: no component across it.
  const double cosine = data.rays.row(0).dot(data.x.row(0)) / (radius * data.x.row(0).norm());
  EXPECT_NEAR(cosine, 1, 8 * kEps);
  EXPECT_EQ(MakeData(10, 4, 1, 0).x, data.x);
  EXPECT_NE(MakeData(10, 4, 1, 1).x.cols(), data.x.cols());  // the sets go through dimensions, 3 of them
  const Eigen::MatrixXd fourth = MakeData(10, 4, 1, 3).x;
  ASSERT_EQ(fourth.cols(), data.x.cols());
  EXPECT_NE(fourth, data.x);
}

TEST(RaysTest, KernelPredictorsHaveTheDegreeOfTheirHomogeneity) {
  const Data data = MakeData(8, 3, 2, 0);
  for (Eigen::Index ray = 0; ray < 3; ++ray) {
    const Eigen::VectorXd v = data.rays.row(ray).transpose();
    for (const int n : {2, 3, 5}) {
      EXPECT_EQ(TakeDifferences(TrainWide(MakeWideNetwork("pnn", "pnn", {.degree = n}), n, data), v).degree(), n);
    }
    EXPECT_EQ(TakeDifferences(TrainWide(MakeWideNetwork("fc", "fc", {.depth = 4}), 1, data), v).degree(), 1);
    const TrainedNet with_bias = TrainWide(MakeWideNetwork("pnn_bias", "pnn", {.degree = 2, .input_bias = 1}), 2, data);
    EXPECT_EQ(TakeDifferences(with_bias, v).degree(), -1);
    // Asymptotic: N + O(1/t).
    EXPECT_LT(std::abs(LocalDegree(with_bias, v, 1e6) - 2), 1e-3);
  }
}

TEST(RaysTest, TrainedFiniteNetsFitAndStayHomogeneous) {
  const Data data = MakeData(6, 2, 3, 0);
  const TrainedNet pnn = TrainFinitePolynomialNet(2, 128, 300, data, 1);
  const TrainedNet fc = TrainFiniteFullyConnected(3, 64, 300, data, 1);
  EXPECT_LT(pnn.training_residual, 0.5);
  EXPECT_LT(fc.training_residual, 0.5);
  const Eigen::VectorXd v = data.rays.row(1).transpose();
  EXPECT_EQ(TakeDifferences(pnn, v).degree(), 2);
  EXPECT_EQ(TakeDifferences(fc, v).degree(), 1);
}

// A finite ReLU net with biases is piecewise polynomial along a ray: of the stated degree beyond its last kink, and
// towards t -> infinity.
TEST(RaysTest, TrainedFiniteNetsWithBiasesTendToTheirDegree) {
  const Data data = MakeData(6, 2, 3, 0);
  const Eigen::VectorXd v = data.rays.row(1).transpose();
  for (const TrainedNet& net :
       {TrainFinitePolynomialNet(2, 128, 300, data, 1, 1), TrainFiniteFullyConnected(3, 64, 300, data, 1, 1)}) {
    EXPECT_TRUE(net.network.ends_with("_bias")) << net.network;
    EXPECT_LT(net.training_residual, 0.5) << net.network;
    EXPECT_EQ(TakeDifferences(net, v).degree(), -1) << net.network;
    // Asymptotic: N + O(1/t), the error a tenth of itself at ten times t; a rate of t^-1/2 or t^-2 is far outside.
    constexpr double kWindow = 0.02;
    const double near = std::abs(LocalDegree(net, v, 1e6) - net.degree),
                 far = std::abs(LocalDegree(net, v, 1e7) - net.degree);
    EXPECT_GT(near, 0) << net.network;
    EXPECT_NEAR(far / near, 0.1, kWindow) << net.network;
  }
}

TEST(RaysTest, APlantedPolynomialHasItsDegreeAndNoOther) {
  const Data data = MakeData(6, 3, 3, 1);
  EXPECT_EQ(data.x.cols(), 2);
  for (const double constant : {0.0, 1.0}) {
    TrainedNet net = PlantPolynomial(3, constant);
    const Eigen::VectorXd v = data.rays.row(2).transpose();
    EXPECT_EQ(TakeDifferences(net, v).degree(), 3);
    net.degree = 2;
    EXPECT_NE(TakeDifferences(net, v).degree(), 2);
  }
}

// The stated bound is one: f at a point in another grouping of the same numbers, x = 3 v against 3^N f(v).
TEST(RaysTest, RoundingBoundHolds) {
  const Data data = MakeData(10, 2, 4, 0);
  const TrainedNet net = TrainWide(MakeWideNetwork("pnn", "pnn", {.degree = 4}), 4, data);
  const Eigen::MatrixXd v = data.rays.row(1), w = 3 * v;
  const double difference = std::abs(net.value(w)[0] - 81 * net.value(v)[0]);
  EXPECT_LE(difference, net.rounding(w)[0] + 81 * net.rounding(v)[0]);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::ray_extrapolation
