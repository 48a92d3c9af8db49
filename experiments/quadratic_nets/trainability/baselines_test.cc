#include "experiments/quadratic_nets/trainability/baselines.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <stdexcept>

#include "ntk/gram.h"
#include "ntk/relinear_net.h"

namespace hadamard_ntk::experiments::trainability {
namespace {

// The gradient of the objective over the sum of its absolute terms.
double RelativeGradient(const Eigen::MatrixXd& features, const Eigen::VectorXd& labels, double penalty,
                        const Eigen::VectorXd& w) {
  const Eigen::ArrayXd q = 1 / (1 + (-(features * w)).array().exp());
  const Eigen::VectorXd gradient = penalty * w + features.transpose() * (q - labels.array()).matrix();
  return gradient.cwiseAbs().maxCoeff() / (features.cwiseAbs().colwise().sum().maxCoeff() + penalty * w.norm());
}

// Newton's last gain is at most 1e-12 of the objective, so the gradient about its root.
TEST(LogisticTest, IsAMinimum) {
  Eigen::MatrixXd features(200, 3);
  Eigen::VectorXd labels(200);
  for (int i = 0; i < 200; ++i) {
    features.row(i) << 1, std::sin(3.0 * i), std::cos(1.7 * i * i);
    labels[i] = features(i, 1) + 0.8 * std::sin(7.0 * i) > 0.2;
  }
  const Eigen::VectorXd w = FitLogistic(features, labels, 0.5);
  EXPECT_LE(RelativeGradient(features, labels, 0.5, w), 1e-6);
  EXPECT_GT(RelativeGradient(features, labels, 0.5, 1.001 * w), 1e-6);  // control
}

TEST(LogisticTest, SolvesTheTask) {
  const Samples training = DrawSamples(1000, 2, 0), test = DrawSamples(4000, 2, 1);
  const double bayes = BayesError(), deviation = std::sqrt(bayes / 4000);
  EXPECT_LE(LogisticError(training, test), 2 * bayes + 5 * deviation);  // 21 weights from 1000 samples
  Samples wrong = training;
  wrong.y.setRandom();
  wrong.y = (wrong.y.array() > 0).cast<float>();
  EXPECT_GT(LogisticError(wrong, test), 0.2);  // control: labels that have nothing to do with the samples
}

TEST(LogisticTest, RefusesBadArguments) {
  const Eigen::MatrixXd features = Eigen::MatrixXd::Ones(3, 1);
  EXPECT_THROW((void)FitLogistic(features, Eigen::VectorXd::Ones(2), 1), std::invalid_argument);
  EXPECT_THROW((void)FitLogistic(features, Eigen::VectorXd::Constant(3, 0.5), 1), std::invalid_argument);
  EXPECT_THROW((void)FitLogistic(features, Eigen::VectorXd::Ones(3), 0), std::invalid_argument);
}

// The conventional kernel by the road of ntk/gram.h.
double ErrorByGram(int hidden, double relative_ridge, const Samples& training, const Samples& test) {
  const ntk::ReLinearNet net(hidden, 0);
  const Eigen::MatrixXd x = training.x.cast<double>(), z = test.x.cast<double>();
  Eigen::MatrixXd gram = ntk::Gram(net, x);
  gram.diagonal().array() += relative_ridge * gram.diagonal().mean();
  const Eigen::VectorXd targets = 2 * training.y.col(0).cast<double>().array() - 1;
  return ErrorOf((ntk::Gram(net, z, x) * gram.llt().solve(targets)).cast<float>(), test.y);
}

TEST(RidgeTest, AgreesWithTheGramMatrixOfTheLibrary) {
  const Samples training = DrawSamples(150, 2, 0), test = DrawSamples(1003, 2, 1);  // no whole registers
  const KernelErrors errors = RidgeErrors(3, 0.1, training, test);
  EXPECT_EQ(errors.conventional, ErrorByGram(3, 0.1, training, test));
  EXPECT_NE(errors.conventional, ErrorByGram(3, 3, training, test));  // control
  EXPECT_NE(errors.relinear, errors.conventional);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::trainability
