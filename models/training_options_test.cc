#include "models/training_options.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr Index kSamples = 10;

TrainingOptions Good() { return {.schedule = Constant{0.1}}; }

using Change = std::function<void(TrainingOptions&)>;

TEST(TrainingOptionsTest, GoodOptionsPass) {
  const std::vector<Change> changes = {
      [](TrainingOptions&) {},
      [](TrainingOptions& o) { o.loss = Loss::kMeanCrossEntropy; },
      [](TrainingOptions& o) { o.method = Adam{}; },
      [](TrainingOptions& o) { o.schedule = StepDecay{.rate = 1e-3, .every = 5}; },
      // A rate that ends at zero; a rate that is zero at first would train nothing.
      [](TrainingOptions& o) { o.schedule = Cosine{.rate = 1e-3, .steps = 7}; },
      [](TrainingOptions& o) { o.batch_size = 1; },
      [](TrainingOptions& o) { o.batch_size = kSamples; },
      [](TrainingOptions& o) { o.shuffle_seed = ~std::uint64_t{0}; },
      [](TrainingOptions& o) { o.divergence_factor = 1.5; },
      [](TrainingOptions& o) { o.divergence_factor = kInfinity; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    TrainingOptions options = Good();
    changes[i](options);
    EXPECT_NO_THROW(CheckOptions(options, kSamples)) << i;
  }
}

TEST(TrainingOptionsTest, EveryBadOptionIsRejectedByItsName) {
  struct Bad {
    Change change;
    std::string name, value;  // both in the message
  };
  const std::vector<Bad> cases = {
      {[](TrainingOptions& o) { o.batch_size = -1; }, "batch_size", "-1"},
      {[](TrainingOptions& o) { o.batch_size = kSamples + 1; }, "batch_size", "11"},
      {[](TrainingOptions& o) { o.schedule = Constant{}; }, "learning rate", "0"},
      {[](TrainingOptions& o) { o.schedule = Constant{-0.25}; }, "rate", "-0.25"},
      {[](TrainingOptions& o) { o.schedule = Constant{kNan}; }, "rate", "nan"},
      {[](TrainingOptions& o) { o.schedule = Constant{kInfinity}; }, "rate", "inf"},
      {[](TrainingOptions& o) { o.schedule = StepDecay{.rate = 1, .every = 0}; }, "every", "0"},
      {[](TrainingOptions& o) { o.schedule = StepDecay{.rate = 1, .factor = 0, .every = 1}; }, "factor", "0"},
      {[](TrainingOptions& o) { o.schedule = StepDecay{.rate = 1, .factor = 1.5, .every = 1}; }, "factor", "1.5"},
      {[](TrainingOptions& o) { o.schedule = Cosine{.rate = 1, .steps = 0}; }, "steps", "0"},
      {[](TrainingOptions& o) { o.schedule = Cosine{.rate = 1, .steps = 5, .last = -2}; }, "last", "-2"},
      {[](TrainingOptions& o) { o.schedule = Cosine{.rate = 0, .steps = 5}; }, "learning rate", "0"},
      {[](TrainingOptions& o) { o.divergence_factor = 1; }, "divergence_factor", "1"},
      {[](TrainingOptions& o) { o.divergence_factor = -3; }, "divergence_factor", "-3"},
      {[](TrainingOptions& o) { o.divergence_factor = kNan; }, "divergence_factor", "nan"},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    TrainingOptions options = Good();
    cases[i].change(options);
    const std::string message = MessageOf([&] { CheckOptions(options, kSamples); });
    EXPECT_NE(message.find(cases[i].name), std::string::npos) << i << ": " << message;
    EXPECT_NE(message.find("got " + cases[i].value), std::string::npos) << i << ": " << message;
  }
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "rows of X", MessageOf([&] { CheckOptions(Good(), 0); }));
}

// Describe is what a checkpoint is compared by: whatever changes the run changes the text, and nothing else does.
TEST(TrainingOptionsTest, DescriptionsDifferWhereRunsDo) {
  const std::vector<Change> changes = {
      [](TrainingOptions& o) { o.loss = Loss::kMeanSquares; },
      [](TrainingOptions& o) { o.method = Sgd{.momentum = 0.5}; },
      [](TrainingOptions& o) { o.method = Adam{}; },
      [](TrainingOptions& o) { o.schedule = Constant{std::nextafter(0.1, 1)}; },
      [](TrainingOptions& o) { o.groups = {{.segment = "W1", .frozen = true}}; },
      [](TrainingOptions& o) { o.batch_size = 5; },
      [](TrainingOptions& o) { o.shuffle_seed = 1; },
  };
  std::vector<std::string> texts = {Describe(Good())};
  for (const Change& change : changes) {
    TrainingOptions options = Good();
    change(options);
    texts.push_back(Describe(options));
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(texts[i], texts[j]) << i << " and " << j;
  }
  EXPECT_EQ(Describe(Good()), texts[0]);
}

}  // namespace
}  // namespace hadamard_ntk::models
