#include "ntk/posterior_variance.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>

#include "linalg/thrown_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/kernel_regression.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr int kTrain = 12, kTests = 5;

Eigen::MatrixXd Normals(int rows, int cols, std::mt19937& generator) {
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, cols, [&] { return normal(generator); });
}

// NNGP and NTK of a net of depth 3 with biases, on training and, after them, test points.
class PosteriorVarianceTest : public testing::Test {
 protected:
  PosteriorVarianceTest() {
    std::mt19937 generator(1);
    const Eigen::MatrixXd x = Normals(kTrain + kTests, 3, generator);
    joint_nngp_ = NngpGram(FullyConnected(3, 0.5), x);
    joint_ntk_ = Gram(FullyConnected(3, 0.5), x);
    nngp_ = joint_nngp_.topLeftCorner(kTrain, kTrain);
    nngp_cross_ = joint_nngp_.bottomLeftCorner(kTests, kTrain);
    nngp_diagonal_ = joint_nngp_.diagonal().tail(kTests);
    ntk_cross_ = joint_ntk_.bottomLeftCorner(kTests, kTrain);
    prior_ = std::make_unique<PriorCovariance>(PriorCovariance{nngp_, nngp_cross_, nngp_diagonal_, 100 * kEps});
  }

  Eigen::MatrixXd NtkWeights(double ridge) const {
    return KernelRegression(joint_ntk_.topLeftCorner(kTrain, kTrain)).Solve(ntk_cross_.transpose(), ridge);
  }
  Eigen::MatrixXd BayesWeights(double noise) const {
    return KernelRegression(nngp_).Solve(nngp_cross_.transpose(), noise);
  }

  Eigen::MatrixXd joint_nngp_, joint_ntk_, nngp_, nngp_cross_, ntk_cross_;
  Eigen::VectorXd nngp_diagonal_;
  std::unique_ptr<PriorCovariance> prior_;
};

// 1 / (C^{-1})_ii for the covariance C of the noisy outputs and f(x) is the variance of the latter given the others.
TEST_F(PosteriorVarianceTest, OfBayesIsTheConditionalVariance) {
  for (const double noise : {0.0, 0.1, 3.0}) {
    const PredictionVariance variance = PosteriorVariance(*prior_, BayesWeights(noise), noise);
    for (int i = 0; i < kTests; ++i) {
      Eigen::MatrixXd covariance(kTrain + 1, kTrain + 1);
      covariance << nngp_ + noise * Eigen::MatrixXd::Identity(kTrain, kTrain), nngp_cross_.row(i).transpose(),
          nngp_cross_.row(i), nngp_diagonal_[i];
      const Eigen::MatrixXd inverse = covariance.inverse();
      const double expected = 1 / inverse(kTrain, kTrain);
      // Conditioned: an inverse of n + 1 rows.
      const double bound = variance.error[i] + 13 * kEps * covariance.norm() * inverse.norm() * expected;
      EXPECT_LE(std::abs(variance.value[i] - expected), bound) << noise << " " << i;
      // Controls: with the variance of the noise of an observation at x; with the weights of another noise.
      EXPECT_GT(std::abs(variance.value[i] - (expected + noise + 1e-3)), bound);
      EXPECT_GT(PosteriorVariance(*prior_, BayesWeights(1.5 * noise + 0.1), noise).value[i], expected + bound);
    }
  }
}

// The covariance of the source for t -> infinity, term by term, with inverses by LU.
TEST_F(PosteriorVarianceTest, OfAnEnsembleIsTheSumOfItsTerms) {
  const Eigen::MatrixXd inverse = joint_ntk_.topLeftCorner(kTrain, kTrain).inverse();
  const Eigen::MatrixXd product = ntk_cross_ * inverse;
  const Eigen::MatrixXd half = product * nngp_cross_.transpose();
  const Eigen::VectorXd expected =
      nngp_diagonal_ + (product * nngp_ * product.transpose() - half - half.transpose()).diagonal();
  const PredictionVariance variance = PosteriorVariance(*prior_, NtkWeights(0));
  const PredictionVariance bayes = PosteriorVariance(*prior_, BayesWeights(0));
  const double condition = joint_ntk_.norm() * inverse.norm();
  for (int i = 0; i < kTests; ++i) {
    // Conditioned: an inverse of n rows, in products of the size of S.
    const double bound = variance.error[i] + 2 * kTrain * kEps * condition * joint_nngp_.diagonal().maxCoeff();
    EXPECT_LE(std::abs(variance.value[i] - expected[i]), bound) << i;
    EXPECT_GT(std::abs(variance.value[i] - (expected[i] + half(i, i))), bound) << i;  // control: a term once
    EXPECT_GT(variance.value[i], bayes.value[i] + bound) << i;                        // control: not Bayes'
  }
}

// Networks drawn from the NNGP, each descended step by step to the end; their outputs at the test points.
TEST_F(PosteriorVarianceTest, IsThatOfTrainedDraws) {
  constexpr int kDraws = 4000, kSteps = 60;
  std::mt19937 generator(2);
  const Eigen::MatrixXd root = joint_nngp_.llt().matrixL();
  const Eigen::MatrixXd targets = Normals(kTrain, 1, generator).replicate(1, kDraws);
  Eigen::MatrixXd f = root * Normals(kTrain + kTests, kDraws, generator);
  const KernelRegression regression(joint_ntk_.topLeftCorner(kTrain, kTrain));
  const double rate = 0.5 * regression.MaxLearningRate();
  for (int t = 0; t < kSteps; ++t) f -= rate * joint_ntk_.leftCols(kTrain) * (f.topRows(kTrain) - targets);
  const Eigen::MatrixXd after = regression.Descend(ntk_cross_.transpose(), {rate}, kSteps);
  const Eigen::VectorXd expected = PosteriorVariance(*prior_, after).value;
  const Eigen::VectorXd before = nngp_diagonal_, end = PosteriorVariance(*prior_, NtkWeights(0)).value;
  int seen = 0, seen_end = 0;
  for (int i = 0; i < kTests; ++i) {
    const Eigen::VectorXd centred = (f.row(kTrain + i).array() - f.row(kTrain + i).mean()).matrix();
    const double sampled = centred.squaredNorm() / (kDraws - 1);
    const double error = 5 * expected[i] * std::sqrt(2.0 / (kDraws - 1));  // statistical: 5 standard errors
    EXPECT_LE(std::abs(sampled - expected[i]), error) << i;
    seen += std::abs(sampled - before[i]) > error;
    seen_end += std::abs(sampled - end[i]) > error;
  }
  EXPECT_EQ(seen, kTests);  // control: the variance before training
  EXPECT_GE(seen_end, 1);   // control: that at the end of it
}

TEST_F(PosteriorVarianceTest, AtATrainingPointItIsZeroWithABound) {
  const Eigen::VectorXd diagonal = nngp_.diagonal();
  const PriorCovariance at_training = {nngp_, nngp_, diagonal};
  const Eigen::MatrixXd exact = Eigen::MatrixXd::Identity(kTrain, kTrain);
  const Eigen::MatrixXd ntk = joint_ntk_.topLeftCorner(kTrain, kTrain);
  for (const Eigen::MatrixXd& weights :
       {exact, KernelRegression(nngp_).Solve(nngp_), KernelRegression(ntk).Solve(ntk)}) {
    const PredictionVariance variance = PosteriorVariance(at_training, weights);
    for (int i = 0; i < kTrain; ++i) {
      EXPECT_GE(variance.value[i], 0);
      EXPECT_LE(variance.value[i], variance.error[i]);
      EXPECT_LE(variance.error[i], 5 * (2 * kTrain + 9) * kEps * diagonal[i]);  // counted: the bound is of use
    }
  }
  // Control: with noise it is none.
  const PredictionVariance noisy = PosteriorVariance(at_training, KernelRegression(nngp_).Solve(nngp_, 0.1), 0.1);
  EXPECT_GT((noisy.value - noisy.error).minCoeff(), 0.001);
}

// The bound holds for sums in long double of entries that are off by entry_error, and for the double sums alone.
TEST_F(PosteriorVarianceTest, ErrorIsWithinItsBound) {
  using Long = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
  const Eigen::MatrixXd weights = NtkWeights(0.01);
  const double largest = joint_nngp_.diagonal().maxCoeff();
  for (const double entry_error : {kEps, 1e-6}) {
    const PredictionVariance variance =
        PosteriorVariance({nngp_, nngp_cross_, nngp_diagonal_, entry_error}, weights, 0.2);
    const double off = entry_error > kEps ? entry_error : 0;
    for (int i = 0; i < kTests; ++i) {
      Long v(kTrain + 1, 1), covariance(kTrain + 1, kTrain + 1);
      v << weights.col(i).cast<long double>(), -1;
      covariance << nngp_.cast<long double>(), nngp_cross_.row(i).transpose().cast<long double>(),
          nngp_cross_.row(i).cast<long double>(), static_cast<long double>(nngp_diagonal_[i]);
      const Long roots = covariance.diagonal().cwiseSqrt();
      // The worst signs.
      const Long signs = (v.array() > 0).select(Long::Ones(kTrain + 1, 1), -Long::Ones(kTrain + 1, 1));
      covariance +=
          static_cast<long double>(off) * (signs.cwiseProduct(roots) * signs.cwiseProduct(roots).transpose()).eval();
      covariance.topLeftCorner(kTrain, kTrain).diagonal().array() += 0.2;
      const double exact = static_cast<double>((v.transpose() * covariance * v)(0, 0));
      EXPECT_LE(std::abs(variance.value[i] - exact), variance.error[i]) << entry_error << " " << i;
      // Control: a planted change of S(x, x) that is a thousand bounds of rounding.
      const double planted = 1000 * (2 * kTrain + 9) * kEps * 40 * largest;
      if (off == 0) {
        EXPECT_GT(std::abs(variance.value[i] - (exact + planted)), variance.error[i]);
      }
    }
  }
}

TEST_F(PosteriorVarianceTest, RejectsBadInput) {
  const Eigen::MatrixXd weights = BayesWeights(0);
  EXPECT_THROW(PosteriorVariance(*prior_, weights.transpose()), std::invalid_argument);
  EXPECT_THROW(PosteriorVariance(*prior_, weights, -0.1), std::invalid_argument);
  EXPECT_THROW(PosteriorVariance({nngp_, nngp_cross_, nngp_diagonal_, 0}, weights), std::invalid_argument);
  EXPECT_THROW(PosteriorVariance({nngp_, nngp_, nngp_diagonal_}, weights), std::invalid_argument);
  EXPECT_THROW(PosteriorVariance({nngp_cross_, nngp_cross_, nngp_diagonal_}, weights), std::invalid_argument);
  const Eigen::VectorXd negative = -nngp_diagonal_;
  EXPECT_THROW(PosteriorVariance({nngp_, nngp_cross_, negative}, weights), std::invalid_argument);
  EXPECT_THROW(PosteriorVariance(*prior_, std::nan("") * weights), std::invalid_argument);
  EXPECT_THROW(PosteriorVariance(*prior_, 1e200 * weights), std::overflow_error);
  // A diagonal that belongs to other test points.
  const Eigen::VectorXd small = 0.1 * nngp_diagonal_;
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "not positive semi-definite, the variance at test point 0 is -",
                      MessageOf<std::domain_error>([&] {
                        PosteriorVariance({nngp_, nngp_cross_, small}, weights);
                      }));
}

}  // namespace
}  // namespace hadamard_ntk::ntk
