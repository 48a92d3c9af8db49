#include "experiments/hierarchical_polynomials/layerwise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/normal_equations.h"
#include "linalg/thrown_testing.h"
#include "models/network.h"
#include "models/training.h"
#include "ntk/kernel_regression.h"

namespace hadamard_ntk::experiments::hierarchical {
namespace {

using Net = models::BottleneckNet<double>;

constexpr double kEps = std::numeric_limits<double>::epsilon(), kRidge = 5;

Net MakeNet(int k) { return Net({.inputs = 4, .width = 12, .outer_width = 10, .power = k}, 3); }

struct Data {
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
};

Data Random() {
  std::srand(2);  // Eigen's Random
  Data data{Eigen::MatrixXd::Random(60, 4), {}};
  data.y = data.x.col(0).cwiseProduct(data.x.col(1)) + Eigen::VectorXd::Random(60);
  return data;
}

// A stage by the trainer: T steps at the rate 1/(lambda_max + ridge) from 0.
struct Descent {
  Eigen::VectorXd theta;      ///< after T steps
  Eigen::VectorXd predicted;  ///< by the spectral filter of T steps
};

Descent Descend(const Net& net, const Data& data, bool feature, std::int64_t steps) {
  const Eigen::MatrixXd f = feature ? net.Features(data.x) : net.OuterFeatures(data.x);
  const Eigen::VectorXd rest = feature ? data.y : Eigen::VectorXd(data.y - net.Bottleneck(data.x).col(0));
  const ntk::KernelRegression regression(Eigen::MatrixXd(f.transpose() * f) +
                                         kRidge * Eigen::MatrixXd::Identity(f.cols(), f.cols()));
  const double rate = 1 / regression.report().lambda_max;
  models::Trainer trainer(net, models::Matrix<double>(data.x), models::Matrix<double>(data.y),
                          {.method = models::Sgd{.weight_decay = kRidge},
                           .schedule = models::Constant{rate},
                           .groups = feature ? Net::FeatureStage() : Net::OuterStage()});
  trainer.Run(steps);
  const auto& parameters = trainer.net().parameters();
  return {parameters.matrix(parameters.Find(feature ? "A1" : "C")).transpose(),
          regression.Descend(f.transpose() * rest, {.learning_rate = rate}, steps)};
}

double Distance(const Eigen::VectorXd& a, const Eigen::VectorXd& b) { return (a - b).norm() / b.norm(); }

TEST(LayerwiseTest, DescentReachesTheClosedForm) {
  const Data data = Random();
  for (const int k : {2, 3}) {
    Net net = MakeNet(k);
    for (const bool feature : {true, false}) {
      Net solved = net;
      if (feature) {
        TrainFeature(solved, data.x, data.y, kRidge);
      } else {
        TrainOuter(solved, data.x, data.y, kRidge);
      }
      const auto segment = solved.parameters().matrix(solved.parameters().Find(feature ? "A1" : "C"));
      const Eigen::VectorXd theta = segment.transpose();
      EXPECT_LE(Distance(Descend(net, data, feature, 20000).theta, theta), 1e-8);
      // Exact at any T; conditioned: each step rounds once in some 60 products.
      for (const std::int64_t steps : {1, 7, 100}) {
        const Descent early = Descend(net, data, feature, steps);
        EXPECT_LE(Distance(early.theta, early.predicted), 1e-10);
        EXPECT_GT(Distance(early.theta, theta), 1e-8);  // control: not there yet
      }
      Net wrong = net;
      feature ? TrainFeature(wrong, data.x, data.y, 1.0001 * kRidge)
              : TrainOuter(wrong, data.x, data.y, 1.0001 * kRidge);
      const Eigen::VectorXd planted =
          wrong.parameters().matrix(wrong.parameters().Find(feature ? "A1" : "C")).transpose();
      EXPECT_GT(Distance(planted, theta), 1e-8);  // control
      net = solved;
    }
  }
}

// Counted: products of up to 2k factors.
TEST(LayerwiseTest, UnitsInTheHermiteBasis) {
  const Data data = Random();
  for (const int k : {1, 2, 3, 4}) {
    const Net net = MakeNet(k);
    const gaussian::HermiteFeatures basis(4, k);
    const Eigen::MatrixXd coefficients = FeatureCoefficients(net, basis), expected = net.Features(data.x);
    Eigen::MatrixXd rows(60, basis.size());
    std::vector<double> row(static_cast<std::size_t>(basis.size())), scratch;
    for (Eigen::Index i = 0; i < 60; ++i) {
      const Eigen::VectorXd x = data.x.row(i).transpose();
      basis.Evaluate(x.data(), row.data(), scratch);
      rows.row(i) = Eigen::Map<const Eigen::RowVectorXd>(row.data(), basis.size());
    }
    const double tolerance = 64 * kEps * (rows.cwiseAbs() * coefficients.cwiseAbs()).maxCoeff();
    EXPECT_LE((rows * coefficients - expected).cwiseAbs().maxCoeff(), tolerance);
    EXPECT_GT((rows * coefficients * 1.0001 - expected).cwiseAbs().maxCoeff(), tolerance);  // control
  }
}

// Statistical, five standard errors: a product of squares has a relative variance below 9 per factor.
TEST(LayerwiseTest, TopVarianceIsThatOfUnits) {
  for (const int k : {1, 2, 3}) {
    const Net net({.inputs = 4, .width = 20000, .outer_width = 1, .power = k}, 1);
    const gaussian::HermiteFeatures basis(4, k);
    int q = basis.FirstOf(k);
    const auto spread = [&](int feature) {
      for (const int a : basis.Exponents(feature)) {
        if (a > 1) return false;
      }
      return true;
    };
    while (!spread(q)) ++q;
    const double mean = FeatureCoefficients(net, basis).row(q).squaredNorm() / 20000;
    EXPECT_NEAR(mean, TopVariance(4, k), 5 * std::sqrt(std::pow(9, k) / 20000) * TopVariance(4, k));
  }
}

// The more random units, the closer stage 1 is to the ridge on the basis; from D = 15 on the spans agree, and the ridge
// is small against both.
TEST(LayerwiseTest, ManyRandomUnitsAreTheBasis) {
  const Data data = Random();
  const gaussian::HermiteFeatures basis(4, 2);
  linalg::NormalEquations equations(basis.size());
  equations.Add(60, [&](std::ptrdiff_t i, double* row, double* target) {
    std::vector<double> scratch;
    const Eigen::VectorXd x = data.x.row(i).transpose();
    basis.Evaluate(x.data(), row, scratch);
    *target = data.y(i);
  });
  const Eigen::VectorXd of_basis = equations.Solve(1e-9);
  std::vector<double> distances;
  for (const int width : {4, 8, 15, 60}) {
    Net net({.inputs = 4, .width = width, .outer_width = 1, .power = 2}, 5);
    TrainFeature(net, data.x, data.y, 1e-9 * width * TopVariance(4, 2));
    const Eigen::VectorXd w =
        FeatureCoefficients(net, basis) * net.parameters().matrix(net.parameters().Find("A1")).transpose();
    distances.push_back(Distance(w, of_basis));
  }
  EXPECT_GT(distances[0], distances[2]);
  EXPECT_GT(distances[1], 0.01);
  EXPECT_LE(distances[3], 1e-4);
}

TEST(LayerwiseTest, RejectsBadArguments) {
  const Data data = Random();
  Net net = MakeNet(2);
  EXPECT_THROW(TrainFeature(net, data.x, data.y.head(5), 1), std::invalid_argument);
  EXPECT_THROW(TrainOuter(net, data.x, data.y.head(5), 1), std::invalid_argument);
  EXPECT_THROW(TrainFeature(net, data.x, data.y, 0), std::invalid_argument);
  EXPECT_EQ(MessageOf([&] { FeatureCoefficients(net, gaussian::HermiteFeatures(4, 3)); }),
            "FeatureCoefficients: the basis must have 4 variables and degree 2, got 4 and 3");
}

}  // namespace
}  // namespace hadamard_ntk::experiments::hierarchical
