#include "experiments/quadratic_nets/trainability/training_run.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::experiments::trainability {
namespace {

const Samples& Training() {
  static const Samples samples = DrawSamples(300, 5, 0);
  return samples;
}

const Samples& Tests() {
  static const Samples samples = DrawSamples(300, 5, 1);
  return samples;
}

Outcome Trained(const std::string& name, const Shape& shape, double rate = 0.1, std::uint64_t seed = 5) {
  for (const Setting& setting : Settings()) {
    if (setting.name == name) return Train(setting, shape, {.rate = rate, .epochs = 6}, seed, Training(), Tests());
  }
  throw std::invalid_argument("no setting " + name);
}

// The page's sizes.
TEST(TrainingRunTest, EqualParameters) {
  const Shape shape{.hidden = 4, .width = 10};
  EXPECT_EQ(WidthOfEqualParameters(Kind::kEqualParameters, shape), 19);
  EXPECT_EQ(WidthOfEqualParameters(Kind::kCcp, shape), 24);
  EXPECT_EQ(Trained("sg_1e-1", shape).parameters, 1331);
  EXPECT_EQ(Trained("random", shape).parameters, 1331);
  EXPECT_EQ(Trained("conv_params", shape).parameters, 1369);
  EXPECT_EQ(Trained("ccp", shape).parameters, 1345);
  EXPECT_EQ(Trained("conv", shape).parameters, Trained("square", shape).parameters);
  for (const int hidden : {1, 2, 6}) {
    const int quadratic = Trained("sg_0", {.hidden = hidden}).parameters;
    for (const std::string name : {"conv_params", "ccp"}) {
      const int wide = Trained(name, {.hidden = hidden}).parameters;
      EXPECT_GE(wide, quadratic);
      EXPECT_LT(wide, 1.25 * quadratic);
    }
  }
}

TEST(TrainingRunTest, TheCcpNetLearns) {
  const Samples training = DrawSamples(1000, 5, 0);
  const auto error = [&](double rate) {
    return Train({.name = "ccp", .kind = Kind::kCcp}, {.hidden = 4}, {.rate = rate, .epochs = 30}, 5, training, Tests())
        .error;
  };
  EXPECT_LT(error(0.1), 0.15);
  EXPECT_GT(error(1e-5), 0.3);  // control: its start
}

TEST(TrainingRunTest, EqualTimeIsMoreEpochs) {
  const auto loss = [](const Setting& setting, int epochs) {
    return Train(setting, {.hidden = 3}, {.epochs = epochs}, 5, Training(), Tests()).loss;
  };
  const Setting conventional{.name = "conv", .kind = Kind::kConventional};
  for (const Setting& setting : Settings()) {
    if (setting.name != "conv_time") continue;
    EXPECT_EQ(loss(setting, 2), loss(conventional, 6));
    EXPECT_NE(loss(setting, 2), loss(conventional, 2));
    return;
  }
  FAIL() << "no setting conv_time";
}

TEST(TrainingRunTest, WithoutRatesTheConventionalRun) {
  for (const int hidden : {2, 5}) {
    const Outcome conventional = Trained("conv", {.hidden = hidden}), zero = Trained("sg_0", {.hidden = hidden});
    EXPECT_TRUE(conventional.finite);
    EXPECT_EQ(zero.loss, conventional.loss);
    EXPECT_EQ(zero.error, conventional.error);
    EXPECT_NE(Trained("sg_1e-4", {.hidden = hidden}).loss, conventional.loss);  // control
    EXPECT_NE(Trained("sw_0.9", {.hidden = hidden}).loss, conventional.loss);
    EXPECT_NE(Trained("conv", {.hidden = hidden}, 0.1, 6).loss, conventional.loss);
  }
}

TEST(TrainingRunTest, SameBitsForAnyNumberOfThreads) {
  const oneapi::tbb::global_control allowed(oneapi::tbb::global_control::max_allowed_parallelism, 3);
  const Outcome expected = Trained("sg_1e-1", {.hidden = 3});
  for (const int threads : {1, 3}) {
    Outcome outcome;
    oneapi::tbb::task_arena(threads).execute([&] { outcome = Trained("sg_1e-1", {.hidden = 3}); });
    EXPECT_EQ(outcome.loss, expected.loss);
    EXPECT_EQ(outcome.error, expected.error);
  }
}

TEST(TrainingRunTest, ALostRunHasFailed) {
  const Outcome lost = Trained("square", {.hidden = 6}, 1);
  EXPECT_FALSE(lost.finite);
  EXPECT_TRUE(lost.failed());
  EXPECT_EQ(lost.error, 0.5);
  EXPECT_TRUE((Outcome{.finite = true, .error = 0.45}.failed()));
  EXPECT_FALSE((Outcome{.finite = true, .error = 0.449}.failed()));
}

// Twice the samples: 2^L times as many doublings of a random quadratic layer, one of a conventional one.
TEST(TrainingRunTest, LogScales) {
  const Samples samples = DrawSamples(50, 1, 0);
  const double rms = std::sqrt(samples.x.cast<double>().rowwise().squaredNorm().mean());
  Samples twice = samples;
  twice.x *= 2;
  for (const Kind kind : {Kind::kRandom, Kind::kReLinear}) {
    const auto scales = LogScales(kind, {.hidden = 3}, 1, samples), larger = LogScales(kind, {.hidden = 3}, 1, twice);
    EXPECT_NEAR(scales[0], std::log2(rms), 100 * std::numeric_limits<double>::epsilon());  // a sum of 500 squares
    // Without biases a layer is homogeneous, of degree 2 or 1: exact but for the roundings, some hundreds in a layer.
    for (std::size_t layer = 0; layer < scales.size(); ++layer) {
      const double degree = kind == Kind::kRandom ? std::ldexp(1.0, static_cast<int>(layer)) : 1;
      EXPECT_NEAR(larger[layer] - scales[layer], degree, 1000 * std::numeric_limits<double>::epsilon()) << layer;
    }
  }
}

}  // namespace
}  // namespace hadamard_ntk::experiments::trainability
