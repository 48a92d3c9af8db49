#include "models/relinear_groups.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/fully_connected.h"
#include "models/thread_count_check_testing.h"
#include "models/training.h"
#include "models/training_data_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr Index kSamples = 50, kInputs = 4, kWidth = 12;
constexpr int kDepth = 4;

QuadraticNetOptions Shape() {
  return {.inputs = kInputs, .width = kWidth, .depth = kDepth, .parameterization = Parameterization::kStandard};
}

TrainingOptions Training(const ReLinearStrategy& strategy, const Method& method = Sgd{.momentum = 0.9}) {
  return {.loss = Loss::kMeanSquares,
          .method = method,
          .schedule = StepDecay{.rate = 0.005, .every = 20},
          .groups = ReLinearGroups(Shape(), strategy),
          .batch_size = 8,
          .shuffle_seed = 3};
}

template <class Net>
Trainer<Net> Make(const Net& net, const TrainingOptions& options) {
  return Trainer<Net>(net, Inputs<float>(kSamples, kInputs), Smooth<float>(kSamples, 1), options);
}

Vector<float> Trained(const QuadraticNet<float>& net, const TrainingOptions& options, int steps = 40) {
  auto trainer = Make(net, options);
  trainer.Run(steps);
  return trainer.net().parameters().values();
}

// The bits of segments `ours` and `theirs`.
bool Same(const Parameters<float>& a, const std::string& ours, const Parameters<float>& b, const std::string& theirs) {
  const auto x = a.matrix(a.Find(ours)), y = b.matrix(b.Find(theirs));
  return x.size() == y.size() &&
         std::memcmp(x.data(), y.data(), sizeof(float) * static_cast<std::size_t>(x.size())) == 0;
}

// Whether the run of the quadratic net, with b_g = 1 + `gate` at first, is that of the conventional one with its
// weights.
bool RunsAsConventional(const ReLinearStrategy& strategy, float gate, const Method& method) {
  QuadraticNet<float> net(Shape(), 7);
  FullyConnected<float> conventional({.inputs = kInputs,
                                      .width = kWidth,
                                      .depth = kDepth,
                                      .bias_std = 1,
                                      .parameterization = Parameterization::kStandard},
                                     1);
  auto& p = net.parameters();
  auto& q = conventional.parameters();
  const auto weight = [](int l) { return l < kDepth ? "Wr" + std::to_string(l) : std::string("A"); };
  const auto bias = [](int l) { return l < kDepth ? "br" + std::to_string(l) : std::string("a"); };
  for (int l = 1; l <= kDepth; ++l) {
    q.matrix(q.Find("W" + std::to_string(l))) = p.matrix(p.Find(weight(l)));
    q.matrix(q.Find("beta" + std::to_string(l))) = p.matrix(p.Find(bias(l)));
    if (l < kDepth) p.matrix(p.Find("bg" + std::to_string(l))).array() += gate;
  }
  TrainingOptions plain = Training(strategy, method);
  plain.groups = {};
  auto quadratic_run = Make(net, Training(strategy, method));
  auto conventional_run = Make(conventional, plain);
  bool same = true;
  for (int step = 0; step < 60; ++step) same = quadratic_run.Step() == conventional_run.Step() && same;
  for (int l = 1; l <= kDepth; ++l) {
    const auto &ours = quadratic_run.net().parameters(), &theirs = conventional_run.net().parameters();
    same = same && Same(ours, weight(l), theirs, "W" + std::to_string(l)) &&
           Same(ours, bias(l), theirs, "beta" + std::to_string(l));
  }
  return same;
}

TEST(ReLinearGroupsTest, WithoutQuadraticRatesTheConventionalRunBitForBit) {
  for (const Method& method : {Method(Sgd{.momentum = 0.9}), Method(Sgd{.momentum = 0.9, .weight_decay = 0.01}),
                               Method(Adam{.weight_decay = 0.01, .decoupled = true})}) {
    const ReLinearStrategy none{.gate_rate = 0, .power_rate = 0};
    EXPECT_TRUE(RunsAsConventional(none, 0, method)) << Describe(method);
    EXPECT_TRUE(RunsAsConventional({.shrink = 0}, 0, method)) << Describe(method);
    EXPECT_FALSE(RunsAsConventional(none, 0x1p-20f, method)) << Describe(method);
    EXPECT_FALSE(RunsAsConventional({.gate_rate = 1e-3, .power_rate = 0}, 0, method)) << Describe(method);
    EXPECT_FALSE(RunsAsConventional({.gate_rate = 0, .power_rate = 1e-3}, 0, method)) << Describe(method);
  }
}

TEST(ReLinearGroupsTest, EveryQuadraticWeightIsInAGroup) {
  const QuadraticNet<float> net(Shape(), 7);
  const std::vector<Group> groups = ReLinearGroups(Shape(), {.gate_rate = 0.5, .power_rate = 0.25, .shrink = 0.75});
  EXPECT_EQ(groups.size(), 12u);
  EXPECT_EQ(Describe({groups.begin(), groups.begin() + 4}),
            "groups(Wg1 x 0.5 shrunk by 0.75 decaying to its start, bg1 x 0.5 shrunk by 0.75 decaying to its start, "
            "Wb1 x 0.25 shrunk by 0.75 decaying to its start, c1 x 0.25 shrunk by 0.75 decaying to its start)");
  QuadraticNetOptions square = Shape();
  square.neuron = Neuron::kSquare;
  EXPECT_TRUE(ReLinearGroups(square, {}).empty());
}

TEST(ReLinearGroupsTest, ShrinkOfOneChangesNoBit) {
  const QuadraticNet<float> net(Shape(), 7);
  TrainingOptions plain = Training({});
  plain.groups = {};
  const Vector<float> expected = Trained(net, plain, 10);
  EXPECT_EQ(Trained(net, Training({}), 10), expected);
  EXPECT_NE(Trained(net, Training({.shrink = 1 - 0x1p-20}), 10), expected);
}

// What sets b_g to 0 in the long run: the gradient has nothing to do with it where the rate is 0, the decay has.
TEST(ReLinearGroupsTest, DecayKeepsTheGateOpen) {
  QuadraticNet<float> net(Shape(), 7);
  net.parameters().matrix(net.parameters().Find("A")).setZero();  // no gradient but that of A and a
  const auto gate = [&](bool to_start) {
    const Method method = Sgd{.weight_decay = 0.5};
    auto trainer = Make(net, Training({.decay_to_start = to_start}, method));
    trainer.Step();
    return Matrix<float>(trainer.net().parameters().matrix(net.parameters().Find("bg2")));
  };
  EXPECT_EQ(gate(true), Matrix<float>::Ones(kWidth, 1));
  EXPECT_LT(gate(false).maxCoeff(), 0.998f);  // 1 - 0.005 / 2
}

TEST(ReLinearGroupsTest, SameBitsForAnyNumberOfThreads) {
  const QuadraticNetOptions wide{.inputs = kInputs, .width = 140, .depth = 3};  // several tiles, several blocks
  ExpectSameBitsForAnyThreadCount([&] {
    TrainingOptions options = Training({});
    options.schedule = Constant{1e-3};
    options.groups = ReLinearGroups(wide, {.gate_rate = 0.1, .shrink = 0.9});
    return Trained(QuadraticNet<float>(wide, 2), options, 20);
  });
}

TEST(ReLinearGroupsTest, ResumesFromItsStartAndNoOther) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "relinear_groups.ckpt";
  const TrainingOptions options =
      Training({.gate_rate = 0.5, .shrink = 0.9}, Sgd{.momentum = 0.9, .weight_decay = 0.1});
  QuadraticNet<float> net(Shape(), 7);
  Make(net, options).Run(15, {.checkpoint = path});
  auto resumed = Make(net, options);
  resumed.Resume(path);
  resumed.Run(40);
  EXPECT_EQ(resumed.net().parameters().values(), Trained(net, options));

  // Weights that are not pulled may start elsewhere: they are read.
  QuadraticNet<float> other = net;
  other.parameters().matrix(0)(0, 0) += 1;
  auto elsewhere = Make(other, options);
  elsewhere.Resume(path);
  elsewhere.Run(40);
  EXPECT_EQ(elsewhere.net().parameters().values(), Trained(net, options));

  net.parameters().matrix(net.parameters().Find("bg2"))(3, 0) += 0x1p-20f;
  auto moved = Make(net, options);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "pulled to a start of hash",
                      MessageOf<std::runtime_error>([&] { moved.Resume(path); }));
  EXPECT_EQ(moved.step(), 0);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace hadamard_ntk::models
