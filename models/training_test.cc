#include "models/training.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/fully_connected.h"
#include "models/polynomial_net.h"
#include "models/training_data_testing.h"

namespace hadamard_ntk::models {
namespace {

// --- gradient descent on a model that is linear in its parameters is a recursion of its outputs ---

struct Linear {
  PolynomialNet<double> net{{.inputs = 3, .width = 40, .degree = 2}, 1};
  Matrix<double> x = Inputs<double>(12, 3), y = Smooth<double>(12, 1), gram;
  double lambda_max = 0;

  // Only the readout C is trained: f = J C with a fixed J, K = J J^T.
  Linear() {
    const Segment c = net.parameters().segments()[static_cast<std::size_t>(net.parameters().Find("C"))];
    const Matrix<double> jacobian =
        PerSampleVectorJacobianProducts(net, x, Matrix<double>::Ones(12, 1)).middleRows(c.offset, c.size());
    gram = jacobian.transpose() * jacobian;
    Vector<double> v = Vector<double>::Ones(12);  // power iteration; K has positive entries
    for (int i = 0; i < 2000; ++i) v = (gram * v).normalized();
    lambda_max = v.dot(gram * v);
  }
  TrainingOptions Options(double rate, const Method& method = Sgd{}) const {
    return {.method = method,
            .schedule = Constant{rate},
            .groups = {{.segment = "W1", .frozen = true}, {.segment = "W2", .frozen = true}}};
  }
};

// |f_t - the recursion| at step 300, over its tolerance.
double DistanceFromRecursion(double momentum, double planted) {
  const Linear linear;
  const double rate = 1.5 / linear.lambda_max;
  Trainer trainer(linear.net, linear.x, linear.y, linear.Options(rate, Sgd{.momentum = momentum}));
  Matrix<double> f = Forward(linear.net, linear.x), before = f;
  const double scale = f.norm() + linear.y.norm();
  for (int t = 0; t < 300; ++t) {
    EXPECT_TRUE(std::isfinite(trainer.Step()));
    const Matrix<double> next = f - rate * (1 + planted) * linear.gram * (f - linear.y) + momentum * (f - before);
    before = f;
    f = next;
  }
  // Conditioned: a step has sums of 40 + 12 products; errors of 300 steps add up, and more slowly decaying with
  // momentum.
  const double tolerance = 300 * 52 * std::numeric_limits<double>::epsilon() * scale / (1 - momentum);
  return (Forward(trainer.net(), linear.x) - f).norm() / tolerance;
}

TEST(TrainingTest, LinearModelFollowsItsKernel) {
  for (const double momentum : {0.0, 0.5}) {
    EXPECT_LE(DistanceFromRecursion(momentum, 0), 1) << momentum;
    EXPECT_GT(DistanceFromRecursion(momentum, 1e-6), 1) << momentum;  // a rate off by 1e-6 is noticed
  }
}

TEST(TrainingTest, DivergesExactlyAboveTheLargestRate) {
  const Linear linear;
  Trainer below(linear.net, linear.x, linear.y, linear.Options(1.95 / linear.lambda_max));
  const double initial = below.FullLoss();
  below.Run(2000);
  EXPECT_LT(below.FullLoss(), initial);

  Trainer above(linear.net, linear.x, linear.y, linear.Options(2.05 / linear.lambda_max));
  try {
    above.Run(2000);
    ADD_FAILURE() << "no divergence";
  } catch (const Diverged& diverged) {
    EXPECT_EQ(diverged.step(), above.step());
    EXPECT_GT(diverged.step(), 0);
    EXPECT_GT(diverged.value(), 1000 * initial);
    // The network still has these parameters; two quotients and two products by n.
    EXPECT_NEAR(above.FullLoss(), diverged.value(), 4 * std::numeric_limits<double>::epsilon() * diverged.value());
    char text[96];
    std::snprintf(text, sizeof text, "training diverged at step %d: loss %.6g", static_cast<int>(diverged.step()),
                  diverged.value());
    EXPECT_STREQ(diverged.what(), text);
  }
}

TEST(TrainingTest, FindsParametersThatOverflowAtTheLastStep) {
  const Linear linear;
  Trainer trainer(linear.net, linear.x, linear.y, linear.Options(std::numeric_limits<double>::max()));
  EXPECT_THROW(trainer.Run(1), Diverged);
  Trainer minibatches(
      linear.net, linear.x, linear.y,
      {.schedule = Constant{std::numeric_limits<double>::max()}, .batch_size = 1, .divergence_factor = HUGE_VAL});
  EXPECT_THROW(minibatches.Run(100), Diverged);
}

// --- minibatches ---

TEST(TrainingTest, MinibatchesAreTheOrderOfTheEpochCutIntoPieces) {
  const Matrix<float> x = Inputs<float>(10, 3), y = Smooth<float>(10, 2);
  const PolynomialNet<float> net({.inputs = 3, .width = 16, .outputs = 2, .degree = 2}, 1);
  const TrainingOptions options{.loss = Loss::kMeanSquares,
                                .method = Adam{},
                                .schedule = Cosine{.rate = 0.01, .steps = 20},
                                .batch_size = 4,
                                .shuffle_seed = 9};
  Trainer trainer(net, x, y, options);
  EXPECT_EQ(trainer.steps_per_epoch(), 3);
  std::vector<StepReport> steps;
  std::vector<EpochReport> epochs;
  trainer.Run(7, {.on_step = [&](const StepReport& r) { steps.push_back(r); },
                  .on_epoch = [&](const EpochReport& r) { epochs.push_back(r); }});
  EXPECT_EQ(trainer.epoch(), 2);

  PolynomialNet<float> own = net;
  Optimizer<float> optimizer(options.method, own.parameters());
  PolynomialNet<float>::Workspace workspace;
  Vector<float> gradient(own.parameters().size());
  ASSERT_EQ(steps.size(), 7u);
  double epoch_loss = 0;
  for (int t = 0; t < 7; ++t) {
    const std::vector<Index> order = EpochOrder(10, 9, t / 3);
    const int begin = t % 3 * 4, count = t % 3 == 2 ? 2 : 4;
    const std::vector<Index> batch(order.begin() + begin, order.begin() + begin + count);
    const Matrix<float> xb = x(batch, Eigen::all), yb = y(batch, Eigen::all);
    double loss = 0;
    own.LossGradient(
        xb, [&](const Matrix<float>& f, Matrix<float>& v) { loss = EvaluateLoss(options.loss, f, yb, &v); }, gradient,
        workspace);
    optimizer.Step(LearningRate(options.schedule, t), gradient, own.parameters());
    EXPECT_EQ(steps[t].step, t + 1);
    EXPECT_EQ(steps[t].epoch, t / 3);
    EXPECT_EQ(steps[t].loss, loss);
    EXPECT_EQ(steps[t].learning_rate, LearningRate(options.schedule, t));
    epoch_loss = (t % 3 ? epoch_loss : 0) + loss * count;
    if (t % 3 == 2) {
      ASSERT_GT(epochs.size(), static_cast<std::size_t>(t / 3));
      // Three products and sums, a quotient.
      EXPECT_NEAR(epochs[t / 3].loss, epoch_loss / 10, 8 * std::numeric_limits<double>::epsilon() * epoch_loss);
      EXPECT_EQ(epochs[t / 3].step, t + 1);
    }
  }
  EXPECT_EQ(epochs.size(), 2u);
  EXPECT_EQ(trainer.net().parameters().values(), own.parameters().values());
}

TEST(TrainingTest, ClassifiesWithCrossEntropy) {
  // Three sectors of the plane.
  Matrix<double> x(60, 2);
  std::vector<Index> labels;
  for (Index i = 0; i < 60; ++i) {
    const double angle = (i % 3) * 2.0944 + 0.015 * static_cast<double>(i);
    x.row(i) << std::cos(angle), std::sin(angle);
    labels.push_back(i % 3);
  }
  Trainer trainer(FullyConnected<double>({.inputs = 2, .width = 64, .outputs = 3, .depth = 2}, 4), x,
                  OneHot<double>(labels, 3),
                  {.loss = Loss::kMeanCrossEntropy,
                   .method = Sgd{.momentum = 0.9, .nesterov = true},
                   .schedule = Constant{0.1},
                   .batch_size = 20});
  const double initial = trainer.FullLoss();
  EXPECT_GT(initial, 0.5);
  trainer.Run(150);
  EXPECT_LT(trainer.FullLoss(), 0.05 * initial);
  const Matrix<double> f = Forward(trainer.net(), x);
  for (Index i = 0; i < 60; ++i) {
    Index largest;
    f.row(i).maxCoeff(&largest);
    EXPECT_EQ(largest, labels[static_cast<std::size_t>(i)]) << i;
  }
}

// --- the same bits ---

template <class Net>
void ExpectSameBits(const Net& net, const TrainingOptions& options) {
  using T = typename Net::Scalar;
  const oneapi::tbb::global_control allowed(oneapi::tbb::global_control::max_allowed_parallelism, 7);
  const Matrix<T> x = Inputs<T>(2500, net.inputs()), y = Smooth<T>(2500, net.outputs());
  Vector<T> first;
  double loss = 0;
  for (const int threads : {1, 2, 7}) {
    Trainer trainer(net, x, y, options);
    oneapi::tbb::task_arena(threads).execute([&] { trainer.Run(4); });
    if (threads == 1) first = trainer.net().parameters().values(), loss = trainer.FullLoss();
    EXPECT_EQ(trainer.net().parameters().values(), first) << threads;
    EXPECT_EQ(trainer.FullLoss(), loss) << threads;
  }
  EXPECT_NE(first, net.parameters().values());
}

TEST(TrainingTest, SameBitsForAnyNumberOfThreads) {
  const PolynomialNet<float> polynomial({.inputs = 5, .width = 200, .outputs = 2, .degree = 3}, 1);
  const FullyConnected<float> dense({.inputs = 5, .width = 200, .depth = 3}, 1);
  ExpectSameBits(polynomial, {.method = Sgd{.momentum = 0.5}, .schedule = Constant{1e-5}});
  ExpectSameBits(dense, {.method = Adam{}, .schedule = Constant{1e-3}, .batch_size = 700});
}

TEST(TrainingTest, RunsInPiecesAndWatchedRunsAreTheSame) {
  const Linear linear;
  const TrainingOptions options{.method = Adam{}, .schedule = Constant{0.01}, .batch_size = 5};
  Trainer whole(linear.net, linear.x, linear.y, options), pieces = whole;
  whole.Run(11);
  int reports = 0;
  double time = 0;
  pieces.Run(4);
  pieces.Run(4);
  pieces.Run(11, {.on_progress = [&](const TrainingProgress& p) { reports += p.step > 4 && p.fraction > 4.0 / 11; },
                  .progress_interval = 1,
                  .clock = [&] { return time += 0.5; }});
  EXPECT_EQ(reports, 4);  // steps 6, 8, 10 by the clock, and the last
  EXPECT_EQ(whole.net().parameters().values(), pieces.net().parameters().values());
}

// --- bad input ---

TEST(TrainingTest, RefusesBadArguments) {
  const PolynomialNet<double> net({.inputs = 3, .width = 8, .degree = 2}, 1);
  const Matrix<double> x = Inputs<double>(6, 3), y = Smooth<double>(6, 1);
  const TrainingOptions good{.schedule = Constant{0.1}};
  const auto make = [&](const Matrix<double>& x, const Matrix<double>& y, const TrainingOptions& options) {
    return MessageOf([&] { Trainer(net, x, y, options); });
  };
  EXPECT_EQ(make(x, y, good), "no error");
  EXPECT_EQ(make(x.leftCols(2), y, good), "Trainer: X must be n x 3, got 6 x 2");
  EXPECT_EQ(make(x, y.topRows(5), good), "Trainer: Y must be 6 x 1, got 5 x 1");
  EXPECT_EQ(make(x.topRows(0), y.topRows(0), good), "Trainer: rows of X must be at least 1, got 0");
  Matrix<double> bad = x;
  bad(2, 1) = std::nan("");
  EXPECT_EQ(make(bad, y, good), "Trainer: entries must be finite, got X(2, 1) = nan");
  EXPECT_EQ(make(x, bad.col(1), good), "CheckTargets: entries must be finite, got y(2, 0) = nan");
  EXPECT_EQ(make(x, y, {}), "Trainer: learning rate at step 0 must be finite and positive, got 0");
  EXPECT_EQ(make(x, y, {.schedule = Constant{1}, .batch_size = -1}), "Trainer: batch_size must be at least 0, got -1");
  EXPECT_EQ(make(x, y, {.schedule = Constant{1}, .batch_size = 7}), "Trainer: batch_size must be at most n = 6, got 7");
  EXPECT_EQ(make(x, y, {.schedule = Constant{1}, .divergence_factor = 1}),
            "Trainer: divergence_factor must be > 1, got 1");
  EXPECT_EQ(make(x, y, {.schedule = Constant{1}, .groups = {{.segment = "W3"}}}),
            "Parameters::Find: name must be one of W1, W2, C, got W3");
  Trainer trainer(net, x, y, {.schedule = Constant{1e-3}});
  trainer.Run(2);
  EXPECT_EQ(MessageOf([&] { trainer.Run(1); }), "Trainer::Run: last_step must be at least 2, got 1");
}

}  // namespace
}  // namespace hadamard_ntk::models
