#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "models/matrix.h"
#include "models/optimizer.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

const std::vector<Method>& Methods() {
  static const std::vector<Method> methods = {
      Sgd{.weight_decay = 0.1},
      Sgd{.momentum = 0.9},
      Sgd{.momentum = 0.9, .nesterov = true, .weight_decay = 0.1},
      Adam{.weight_decay = 0.1},
      Adam{.weight_decay = 0.1, .decoupled = true},
      Adadelta{.weight_decay = 0.1},
  };
  return methods;
}

// Segments a (as without groups), b (shrunk), c (decaying to its start), after some steps with the gradient g.
struct Pulled {
  Vector<double> start = {}, after = {}, plain = {};
};

Pulled PullToStart(const Method& method, double shrink, const Vector<double>& g, int steps, double rate_factor = 1) {
  Parameters<double> parameters({{.name = "a", .rows = 3}, {.name = "b", .rows = 3}, {.name = "c", .rows = 3}}, 5);
  Parameters<double> plain = parameters;
  Pulled pulled{.start = parameters.values()};
  Optimizer<double> optimizer(method, parameters,
                              {{.segment = "b", .rate_factor = rate_factor, .shrink = shrink},
                               {.segment = "c", .rate_factor = rate_factor, .decay_to_start = true}});
  Optimizer<double> without(method, plain);
  for (int t = 0; t < steps; ++t) {
    optimizer.Step(0.125, g, parameters);
    without.Step(0.125, g, plain);
  }
  pulled.after = parameters.values();
  pulled.plain = plain.values();
  return pulled;
}

TEST(OptimizerGroupsTest, ShrinksTowardsTheStart) {
  const Vector<double> g = Vector<double>::LinSpaced(9, -1, 2);
  for (const Method& method : Methods()) {
    const Pulled one = PullToStart(method, 1, g, 4), none = PullToStart(method, 0, g, 4);
    EXPECT_EQ(one.after.head(6), one.plain.head(6)) << Describe(method);
    EXPECT_EQ(none.after.head(3), one.plain.head(3)) << Describe(method);
    EXPECT_EQ(none.after.segment(3, 3), none.start.segment(3, 3)) << Describe(method);
    EXPECT_NE(one.after.segment(3, 3), one.start.segment(3, 3)) << Describe(method);
  }
  // Plain descent by hand: d <- (d - eta g) / 2 is -eta g (1/2 + 1/4 + 1/8) after three steps; 9 roundings of numbers
  // below 4.
  const Pulled half = PullToStart(Sgd{}, 0.5, g, 3);
  const Vector<double> d = (half.after - half.start).segment(3, 3), expected = -0.125 * 0.875 * g.segment(3, 3);
  EXPECT_LE((d - expected).cwiseAbs().maxCoeff(), 9 * 4 * kEps);
  EXPECT_GT((d - expected * (3 / 0.875)).cwiseAbs().maxCoeff(), 9 * 4 * kEps);  // control: not shrunk
}

// At zero gradient a segment that decays to its start stays there, one that decays to zero does not.
TEST(OptimizerGroupsTest, DecaysTowardsTheStart) {
  for (const Method& method : Methods()) {
    const bool decays = std::visit([](const auto& rule) { return rule.weight_decay > 0; }, method);
    const Pulled still = PullToStart(method, 1, Vector<double>::Zero(9), 5);
    EXPECT_EQ(still.after.tail(3), still.start.tail(3)) << Describe(method);
    EXPECT_EQ(still.plain.tail(3) == still.start.tail(3), !decays) << Describe(method);
  }
  // Plain descent, decay 1/2, rate 1/8: d <- d - (g + d/2) / 8 goes to -2 g, by the factor 15/16 a step.
  const Vector<double> g = Vector<double>::LinSpaced(9, -1, 2);
  const Pulled pulled = PullToStart(Sgd{.weight_decay = 0.5}, 1, g, 4);
  const Vector<double> d = (pulled.after - pulled.start).tail(3);
  const Vector<double> expected = -2 * (1 - std::pow(0.9375, 4)) * g.tail(3);
  EXPECT_LE((d - expected).cwiseAbs().maxCoeff(), 16 * 4 * kEps);  // 16 roundings of numbers below 4
  EXPECT_GT(((pulled.plain - pulled.start).tail(3) - expected).cwiseAbs().maxCoeff(), 16 * 4 * kEps);  // control
}

// Adam divides a constant factor of the gradient out: a segment's factor has to be one of the rate.
TEST(OptimizerGroupsTest, RateFactorOfAdamIsNoFactorOfTheGradient) {
  const Vector<double> g = Vector<double>::LinSpaced(9, 1, 2);
  const double factor = 0.0625;
  const Pulled slow = PullToStart(Adam{.epsilon = 1e-300}, 1, g, 5, factor);
  Vector<double> less = g;
  less.tail(6) *= factor;
  const Pulled control = PullToStart(Adam{.epsilon = 1e-300}, 1, less, 5);
  const auto moved = [](const Pulled& p) { return Vector<double>((p.after - p.start).tail(6)); };
  // Constant gradients: 5 steps of the rate, each with 20 roundings of numbers below 4.
  EXPECT_LE((moved(slow).array() + 5 * 0.125 * factor).abs().maxCoeff(), 100 * 4 * kEps);
  EXPECT_LE((moved(control).array() + 5 * 0.125).abs().maxCoeff(), 100 * 4 * kEps);
}

TEST(OptimizerGroupsTest, KnowsItsStart) {
  Parameters<double> parameters({{.name = "a", .rows = 2}, {.name = "b", .rows = 2}}, 5);
  EXPECT_EQ(Optimizer<double>(Sgd{}, parameters, {{.segment = "b", .rate_factor = 0.5}}).start().size(), 0);
  const Optimizer<double> optimizer(Sgd{}, parameters, {{.segment = "b", .shrink = 0.5}});
  Vector<double> expected = parameters.values();
  expected.head(2).setZero();
  EXPECT_EQ(optimizer.start(), expected);
}

TEST(OptimizerGroupsTest, DescribesGroups) {
  EXPECT_EQ(Describe(std::vector<Group>{{.segment = "a", .rate_factor = 0.5}, {.segment = "b", .frozen = true}}),
            "groups(a x 0.5, b frozen)");
  EXPECT_EQ(Describe(std::vector<Group>{{.segment = "a", .shrink = 0.5}, {.segment = "b", .decay_to_start = true}}),
            "groups(a x 1 shrunk by 0.5, b x 1 decaying to its start)");
}

}  // namespace
}  // namespace hadamard_ntk::models
