#include "experiments/shared/image_training.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <limits>
#include <stdexcept>

#include "experiments/shared/image_nets.h"
#include "experiments/shared/names.h"
#include "linalg/diverged.h"

namespace hadamard_ntk::experiments {
namespace {

using models::Index;
using models::Matrix;

ImageTraining Digits() {
  return {.name = "net",
          .net = {.input = {.channels = 12},
                  .layers = {{models::DenseLayer{.outputs = 9}},
                             {models::DropoutLayer{.rate = 0.5}},
                             {models::DenseLayer{.outputs = 1, .relu = false}}}},
          .seed = 3,
          .training = {.loss = models::Loss::kMeanSquares,
                       .method = models::Sgd{.momentum = 0.9},
                       .schedule = models::Constant{1e-2},
                       .batch_size = 8},
          .epochs = 6};
}

// A run that is broken off after three epochs and taken up again drops the same entries: the same bits.
TEST(ImageTrainingTest, GoesOnFromCheckpoints) {
  const Matrix<float> x = Matrix<float>::Random(30, 12), y = Matrix<float>::Random(30, 1);
  const Matrix<float> whole = Evaluate(TrainOnImages(Digits(), x, y), x);
  ImageTraining part = Digits();
  part.checkpoints = std::filesystem::path(testing::TempDir()) / "checkpoints";
  part.epochs = 3;
  int epochs = 0;
  part.on_epoch = [&] { ++epochs; };
  const Matrix<float> half = Evaluate(TrainOnImages(part, x, y), x);
  EXPECT_NE(half, whole);
  part.epochs = 6;
  EXPECT_EQ(Evaluate(TrainOnImages(part, x, y), x), whole);
  EXPECT_EQ(epochs, 3 + 6);
  part.epochs = 2;
  EXPECT_THROW(TrainOnImages(part, x, y), std::runtime_error);
}

TEST(ImageTrainingTest, ReportsADivergence) {
  ImageTraining run = Digits();
  run.training.schedule = models::Constant{1e6};
  EXPECT_THROW(TrainOnImages(run, Matrix<float>::Random(30, 12), Matrix<float>::Random(30, 1)), linalg::Diverged);
}

TEST(ImageTrainingTest, ClassesAndAccuracy) {
  const Matrix<float> f = (Matrix<float>(3, 3) << 1, 2, 0, 5, 5, 4, 0, 0, 1).finished();
  EXPECT_EQ(LargestColumns(f), (std::vector<Index>{1, 0, 2}));
  EXPECT_DOUBLE_EQ(Accuracy({1, 0, 2}, {1, 1, 2}), 2.0 / 3);
  EXPECT_THROW(Accuracy({1}, {1, 2}), std::invalid_argument);
}

// The definition, written out: h_n = relu(W_n h_{n-1} + b_n) * P x + h_{n-1}.
TEST(ImageNetsTest, DenseHpNetIsTheFormula) {
  const models::LayerNet<double> net({.input = {.channels = 12}, .layers = DenseHpNet(3, 4, 2)}, 1);
  const Matrix<double> x = Matrix<double>::Random(12, 5);
  Matrix<double> pooled(4, 5);
  for (Index i = 0; i < 4; ++i) pooled.row(i) = x.middleRows(3 * i, 3).colwise().mean();
  const auto relu = [&](Index layer, const Matrix<double>& in) -> Matrix<double> {
    const auto bias = net.parameters().matrix(static_cast<int>(2 * layer + 1)).col(0);
    return ((net.parameters().matrix(static_cast<int>(2 * layer)) * in).colwise() + bias).cwiseMax(0);
  };
  Matrix<double> h = relu(0, x);
  for (Index n = 1; n < 3; ++n) h = Matrix<double>(relu(n, h).cwiseProduct(pooled) + h);
  const Matrix<double> f = net.parameters().matrix(6) * h;
  // Counted: sums of at most 12 products in four layers.
  EXPECT_LE((models::Forward(net, x.transpose()) - f.transpose()).cwiseAbs().maxCoeff(),
            128 * std::numeric_limits<double>::epsilon() * f.cwiseAbs().maxCoeff());
}

TEST(ImageNetsTest, ConvolutionalNetsTakeTwoDigits) {
  const auto plain = ConvolutionalNet(1), hp = ConvolutionalHpNet(1), undropped = ConvolutionalHpNet(0);
  EXPECT_EQ(plain.size(), 8u);
  EXPECT_EQ(hp.size(), 14u);
  EXPECT_EQ(undropped.size(), 12u);
  for (const auto& layers : {plain, hp, undropped, ConvolutionalNet(0.5)}) {
    const models::LayerNet<float> net({.input = {28, 56, 1}, .layers = layers}, 1);
    EXPECT_EQ(net.outputs(), 1);
    EXPECT_EQ(net.parameters().segments().size(), 10u);
    EXPECT_EQ(net.parameters().matrix(4).cols(), 12 * 26 * 64);
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments
