#include "models/optimizer.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <cmath>
#include <complex>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

Parameters<double> One(double value) {
  Parameters<double> parameters({{.name = "w", .rows = 1}}, 0);
  parameters.values()[0] = value;
  return parameters;
}

// theta after each of the steps with gradient(theta), starting at theta = 1, of one parameter.
template <class Gradient>
std::vector<double> Path(const Method& method, double rate, int steps, const Gradient& gradient) {
  Parameters<double> parameters = One(1);
  Optimizer<double> optimizer(method, parameters);
  std::vector<double> path;
  for (int t = 0; t < steps; ++t) {
    optimizer.Step(rate, Vector<double>::Constant(1, gradient(parameters.values()[0])), parameters);
    path.push_back(parameters.values()[0]);
  }
  return path;
}

// --- steps by hand: all numbers are short binary fractions, so the results are exact ---

TEST(SgdTest, StepsByHand) {
  const auto gradient = [](double) { return 2.0; };
  EXPECT_EQ(Path(Sgd{}, 0.25, 2, gradient), (std::vector<double>{0.5, 0}));
  // b = 2, 3, 3.5.
  EXPECT_EQ(Path(Sgd{.momentum = 0.5}, 0.25, 3, gradient), (std::vector<double>{0.5, -0.25, -1.125}));
  // 2 + b / 2 = 3, 3.5.
  EXPECT_EQ(Path(Sgd{.momentum = 0.5, .nesterov = true}, 0.25, 2, gradient), (std::vector<double>{0.25, -0.625}));
  // g' = 2 + 1/2 = 5/2, 2 + 3/16 = 35/16.
  EXPECT_EQ(Path(Sgd{.weight_decay = 0.5}, 0.25, 2, gradient), (std::vector<double>{0.375, 0.375 - 35.0 / 64}));
}

TEST(AdamTest, StepsByHand) {
  // beta1 = beta2 = 1/2, eps = 1, g = 3: m = 3/2, v = 9/2, both 3 and 9 without bias: 3 / (3 + 1).  Then the same.
  const Adam adam{.beta1 = 0.5, .beta2 = 0.5, .epsilon = 1};
  EXPECT_EQ(Path(adam, 0.5, 2, [](double) { return 3.0; }), (std::vector<double>{1 - 0.375, 1 - 0.75}));
  // With L2 decay 1: g' = 2 + 1 = 3.  Decoupled, rate 1/2: theta = 1/2, then less 2 / (2 + 1) / 2.
  EXPECT_EQ(Path(Adam{.beta1 = 0.5, .beta2 = 0.5, .epsilon = 1, .weight_decay = 1}, 0.5, 1, [](double) { return 2.0; }),
            (std::vector<double>{0.625}));
  EXPECT_EQ(Path(Adam{.beta1 = 0.5, .beta2 = 0.5, .epsilon = 1, .weight_decay = 1, .decoupled = true}, 0.5, 1,
                 [](double) { return 3.0; }),
            (std::vector<double>{0.5 - 0.375}));
}

TEST(AdadeltaTest, StepByHand) {
  // rho = 1/2, eps = 1/4, g = 2: v = 2, d = (1/2) / sqrt(9/4) 2 = 2/3; u = 2/9.
  const std::vector<double> path = Path(Adadelta{.rho = 0.5, .epsilon = 0.25}, 1, 1, [](double) { return 2.0; });
  EXPECT_NEAR(path[0], 1 - 2.0 / 3, 4 * kEps);  // 4 roundings of numbers <= 1
}

// --- closed forms ---

TEST(SgdTest, GradientDescentOnAQuadratic) {
  // Loss lambda theta^2 / 2: theta_t = (1 - eta lambda)^t.
  for (const double rate_lambda : {0.1, 1.0, 1.9, 2.1}) {
    const std::vector<double> path = Path(Sgd{}, rate_lambda / 3, 50, [](double theta) { return 3 * theta; });
    for (int t = 1; t <= 50; ++t) {
      const double expected = std::pow(1 - rate_lambda, t);
      // A step's factor 1 - eta lambda has an error of 3 eps (1 + eta lambda).
      const double bound = 3 * t * kEps * (1 + rate_lambda) * std::pow(std::abs(1 - rate_lambda), t - 1);
      EXPECT_NEAR(path[t - 1], expected, bound) << rate_lambda << " step " << t;
    }
  }
}

// theta_{t+1} = (1 + mu - a) theta_t - mu theta_{t-1}, theta_{-1} = theta_0 = 1: a combination of powers of the roots.
double HeavyBall(double a, double mu, int t) {
  using Complex = std::complex<double>;
  const Complex b = 1 + mu - a, root = std::sqrt(b * b - 4 * mu), plus = (b + root) / 2.0, minus = (b - root) / 2.0;
  // theta_0 = 1 and theta_1 = 1 - a.
  const Complex c = (1 - a - minus) / (plus - minus);
  return (c * std::pow(plus, t) + (1.0 - c) * std::pow(minus, t)).real();
}

TEST(SgdTest, HeavyBallOnAQuadratic) {
  for (const double a : {0.05, 0.5, 3.0}) {
    const std::vector<double> path = Path(Sgd{.momentum = 0.9}, a, 60, [](double theta) { return theta; });
    double worst = 0;
    for (int t = 1; t <= 60; ++t) {
      // An error of a step is carried on by powers of roots of modulus < 1, at most t of them: t^2 / 2 errors of 4 eps.
      EXPECT_NEAR(path[t - 1], HeavyBall(a, 0.9, t), 4 * t * t * kEps * 4) << a << " step " << t;
      worst = std::max(worst, std::abs(path[t - 1] - HeavyBall(a, 0.9 - 1e-9, t)));
    }
    EXPECT_GT(worst, 4 * 60 * 60 * kEps * 4);  // the check notices a momentum off by 1e-9
  }
}

TEST(SgdTest, NesterovInTheFormOfThePaper) {
  // v <- mu v - eta grad(theta + mu v), theta <- theta + v; ours is theta + mu v.  Loss log cosh.
  const double mu = 0.8, eta = 0.3;
  const auto gradient = [](double theta) { return std::tanh(theta); };
  const std::vector<double> path = Path(Sgd{.momentum = mu, .nesterov = true}, eta, 40, gradient);
  const std::vector<double> heavy = Path(Sgd{.momentum = mu}, eta, 40, gradient);
  double theta = 1, v = 0, planted = 0;
  for (int t = 1; t <= 40; ++t) {
    v = mu * v - eta * gradient(theta + mu * v);
    theta += v;
    const double tolerance =
        10 * t * kEps * 5;  // 10 roundings a step of numbers <= 1, summed up with weights <= 1/(1-mu)
    EXPECT_NEAR(path[t - 1], theta + mu * v, tolerance) << t;
    planted = std::max(planted, std::abs(heavy[t - 1] - (theta + mu * v)) / tolerance);
  }
  EXPECT_GT(planted, 1);  // heavy ball is told apart
}

TEST(AdamTest, ConstantGradientMovesByTheRate) {
  // The averages without bias are g and g^2: a step is eta g / (|g| + eps), whatever the betas.
  for (const double g : {-5.0, 1e-3}) {
    const std::vector<double> path = Path(Adam{}, 0.01, 100, [g](double) { return g; });
    for (int t = 1; t <= 100; ++t) {
      // t steps, each of a relative error of 2 t eps from the averages and 10 eps from the rest, and a rounding of
      // theta.
      EXPECT_NEAR(path[t - 1], 1 - 0.01 * t * g / (std::abs(g) + 1e-8), t * (0.01 * (10 + 2 * t) + 1) * kEps) << t;
    }
  }
}

TEST(AdamTest, DecoupledDecayIsGeometric) {
  const std::vector<double> path =
      Path(Adam{.weight_decay = 0.5, .decoupled = true}, 0.125, 30, [](double) { return 0.0; });
  for (int t = 1; t <= 30; ++t) EXPECT_NEAR(path[t - 1], std::pow(1 - 0.0625, t), t * kEps);  // a rounding a step
}

// Without a gradient the averages decay by a factor a step; a subnormal number would slow all steps after it.
TEST(OptimizerTest, AveragesAreNeverSubnormal) {
  for (const Method& method : {Method(Sgd{.momentum = 0.9}), Method(Sgd{.momentum = 0.9, .nesterov = true}),
                               Method(Adam{.beta2 = 0.9}), Method(Adadelta{})}) {
    Parameters<float> parameters({{.name = "w", .rows = 1}}, 0);
    Optimizer<float> optimizer(method, parameters);
    Vector<float> gradient = Vector<float>::Constant(1, 1e-3f);
    bool small = false, zero = false;
    for (int step = 0; step < 2000; ++step) {
      optimizer.Step(1e-3, gradient, parameters);
      gradient.setZero();
      for (const Vector<float>& average : optimizer.state().averages) {
        const float size = std::abs(average[0]);
        EXPECT_TRUE(size == 0 || std::isnormal(size)) << Describe(method) << " step " << step;
        small = small || (size > 0 && size < 1e-25f);
        zero = zero || (step > 1500 && size == 0);
      }
    }
    EXPECT_TRUE(small && zero) << Describe(method);  // control: they went all the way
  }
}

// --- every rule, entry by entry, against the formulas of the papers in long double ---

using Real = long double;

struct Reference {
  Real theta, scale;  // the new value; |theta| + eta times the change with absolute values for its terms
};

Reference Expected(const Sgd& sgd, int, Real eta, Real theta, Real g, Real b, Real) {
  const Real mu = sgd.momentum, lambda = sgd.weight_decay;
  const auto change = [&](Real theta, Real g, Real b) {
    const Real velocity = mu * b + g + lambda * theta;
    return sgd.nesterov ? g + lambda * theta + mu * velocity : velocity;
  };
  return {theta - eta * change(theta, g, b), std::abs(theta) + eta * change(std::abs(theta), std::abs(g), std::abs(b))};
}

Reference Expected(const Adam& adam, int t, Real eta, Real theta, Real g, Real m, Real v) {
  const Real beta1 = adam.beta1, beta2 = adam.beta2, lambda = adam.weight_decay;
  const Real used = adam.decoupled ? g : g + lambda * theta;
  const Real unbiased_v = (beta2 * v + (1 - beta2) * used * used) / (1 - std::pow(beta2, t));
  const Real factor = eta / (1 - std::pow(beta1, t)) / (std::sqrt(unbiased_v) + Real(adam.epsilon));
  const Real decayed = adam.decoupled ? theta - eta * lambda * theta : theta;
  return {decayed - factor * (beta1 * m + (1 - beta1) * used),
          std::abs(theta) + factor * (beta1 * std::abs(m) + (1 - beta1) * std::abs(used))};
}

Reference Expected(const Adadelta& adadelta, int, Real eta, Real theta, Real g, Real v, Real u) {
  const Real rho = adadelta.rho, epsilon = adadelta.epsilon;
  const Real used = g + Real(adadelta.weight_decay) * theta;
  const Real change = std::sqrt(u + epsilon) / std::sqrt(rho * v + (1 - rho) * used * used + epsilon) * used;
  return {theta - eta * change, std::abs(theta) + eta * std::abs(change)};
}

// The largest error in eps of T times the scale of the reference, of 20 steps on 40000 parameters (three blocks).  The
// reference has a weight decay of `planted` more.
template <class T>
double WorstError(const Method& method, double planted = 0) {
  Parameters<T> parameters({{.name = "a", .rows = 173, .columns = 231}, {.name = "b", .rows = 37}}, 3);
  const Parameters<T> noise(parameters.segments(), 4);
  Optimizer<T> optimizer(method, parameters);
  Method reference = method;
  std::visit([&](auto& rule) { rule.weight_decay += planted; }, reference);
  double worst = 0;
  for (int t = 1; t <= 20; ++t) {
    const Vector<T> theta = parameters.values();
    const auto state = optimizer.state();
    // |g| >= 1/2 |theta| and >= 1/10: with weight_decay <= 0.1 the sum g' does not cancel.
    const Vector<T> g = noise.values().array().unaryExpr([](T z) { return z < 0 ? z - T(0.1) : z + T(0.1); }) *
                        (T(1) + T(t) * theta.array().abs());
    const double rate = 0.01 / t;
    optimizer.Step(rate, g, parameters);
    const auto average = [&](std::size_t a, Index i) {
      return a < state.averages.size() ? state.averages[a][i] : T(0);
    };
    for (Index i = 0; i < theta.size(); i += 7) {
      const Reference expected = std::visit(
          [&](const auto& rule) { return Expected(rule, t, rate, theta[i], g[i], average(0, i), average(1, i)); },
          reference);
      const Real error = std::abs(static_cast<Real>(parameters.values()[i]) - expected.theta) / expected.scale;
      worst = std::max(worst, static_cast<double>(error / static_cast<Real>(std::numeric_limits<T>::epsilon())));
    }
  }
  return worst;
}

const std::vector<Method>& Methods() {
  static const std::vector<Method> methods = {
      Sgd{},
      Sgd{.momentum = 0.9},
      Sgd{.momentum = 0.9, .weight_decay = 0.1},
      Sgd{.momentum = 0.9, .nesterov = true, .weight_decay = 0.1},
      Adam{},
      Adam{.weight_decay = 0.1},
      Adam{.weight_decay = 0.1, .decoupled = true},
      Adadelta{},
      Adadelta{.weight_decay = 0.1},
  };
  return methods;
}

TEST(OptimizerTest, StepsMatchTheRules) {
  for (const Method& method : Methods()) {
    EXPECT_LE(WorstError<double>(method), 16) << Describe(method);  // counted: the error of the header
    EXPECT_LE(WorstError<float>(method), 16) << Describe(method);
    EXPECT_GT(WorstError<double>(method, 1e-3), 16) << Describe(method);  // a planted wrong constant
  }
}

// --- groups, state, threads, errors ---

TEST(OptimizerTest, GroupsScaleAndFreeze) {
  for (const Method& method : Methods()) {
    Parameters<double> parameters({{.name = "a", .rows = 3}, {.name = "b", .rows = 2}, {.name = "c", .rows = 2}}, 5);
    Parameters<double> whole = parameters, half = parameters;
    const Vector<double> start = parameters.values(), g = Vector<double>::LinSpaced(7, -1, 2);
    Optimizer<double> optimizer(method, parameters,
                                {{.segment = "b", .rate_factor = 0.5}, {.segment = "c", .frozen = true}});
    Optimizer<double> at_whole(method, whole), at_half(method, half);
    for (int t = 0; t < 3; ++t) {
      optimizer.Step(0.1, g, parameters);
      at_whole.Step(0.1, g, whole);
      at_half.Step(0.05, g, half);
    }
    EXPECT_EQ(parameters.values().head(3), whole.values().head(3)) << Describe(method);
    EXPECT_EQ(parameters.values().segment(3, 2), half.values().segment(3, 2)) << Describe(method);
    EXPECT_EQ(parameters.values().tail(2), start.tail(2)) << Describe(method);
    for (const Vector<double>& average : optimizer.state().averages) {
      EXPECT_EQ(average.tail(2), Vector<double>::Zero(2)) << Describe(method);
    }
    EXPECT_NE(whole.values().tail(2), start.tail(2)) << Describe(method);
    EXPECT_NE(whole.values().segment(3, 2), half.values().segment(3, 2)) << Describe(method);
  }
}

TEST(OptimizerTest, GoesOnFromItsState) {
  for (const Method& method : Methods()) {
    Parameters<float> parameters({{.name = "a", .rows = 100}}, 5);
    const Vector<float> g = Vector<float>::LinSpaced(100, -1, 2);
    Optimizer<float> optimizer(method, parameters);
    for (int t = 0; t < 3; ++t) optimizer.Step(0.1, g, parameters);
    Parameters<float> copy = parameters, without = parameters;
    Optimizer<float> resumed(method, copy), fresh(method, copy);
    resumed.SetState(optimizer.state());
    optimizer.Step(0.1, -g, parameters);
    resumed.Step(0.1, -g, copy);
    fresh.Step(0.1, -g, without);
    EXPECT_EQ(parameters.values(), copy.values()) << Describe(method);
    EXPECT_EQ(optimizer.state().steps, 4);
    // Only plain descent has nothing to remember.
    EXPECT_EQ(parameters.values() == without.values(), optimizer.state().averages.empty()) << Describe(method);
  }
}

TEST(OptimizerTest, SameBitsForAnyNumberOfThreads) {
  const oneapi::tbb::global_control allowed(oneapi::tbb::global_control::max_allowed_parallelism, 7);
  for (const Method& method : Methods()) {
    Vector<float> first;
    for (const int threads : {1, 2, 7}) {
      Parameters<float> parameters({{.name = "a", .rows = 300, .columns = 333}}, 5);
      const Vector<float> g = Parameters<float>(parameters.segments(), 6).values();
      Optimizer<float> optimizer(method, parameters, {{.segment = "a", .shrink = 0.875f, .decay_to_start = true}});
      oneapi::tbb::task_arena(threads).execute([&] {
        for (int t = 0; t < 5; ++t) optimizer.Step(0.1, g, parameters);
      });
      if (threads == 1) first = parameters.values();
      EXPECT_EQ(parameters.values(), first) << Describe(method) << " " << threads;
    }
  }
}

TEST(OptimizerTest, RefusesBadArguments) {
  const Parameters<double> parameters({{.name = "a", .rows = 3}, {.name = "b", .rows = 2}}, 5);
  const auto make = [&](const Method& method, const std::vector<Group>& groups = {}) {
    return MessageOf([&] { Optimizer<double>(method, parameters, groups); });
  };
  EXPECT_EQ(make(Sgd{}), "no error");
  EXPECT_EQ(make(Sgd{.momentum = 1}), "Optimizer: momentum must be in [0, 1), got 1");
  EXPECT_EQ(make(Sgd{.momentum = -1e-9}), "Optimizer: momentum must be in [0, 1), got -1e-09");
  EXPECT_EQ(make(Sgd{.nesterov = true}), "Optimizer: nesterov needs a positive momentum, got momentum 0");
  EXPECT_EQ(make(Sgd{.weight_decay = -1}), "Optimizer: weight_decay must be finite and not negative, got -1");
  EXPECT_EQ(make(Adam{.beta2 = std::nan("")}), "Optimizer: beta2 must be in [0, 1), got nan");
  EXPECT_EQ(make(Adam{.epsilon = 0}), "Optimizer: epsilon must be finite and positive, got 0");
  EXPECT_EQ(make(Adadelta{.rho = -0.1}), "Optimizer: rho must be in [0, 1), got -0.1");
  EXPECT_EQ(make(Sgd{}, {{.segment = "c"}}), "Parameters::Find: name must be one of a, b, got c");
  EXPECT_EQ(make(Sgd{}, {{.segment = "b"}, {.segment = "b"}}), "Optimizer: groups must differ, got b twice");
  EXPECT_EQ(make(Sgd{}, {{.segment = "b", .rate_factor = -2}}),
            "Optimizer: rate_factor of b must be finite and not negative, got -2");
  EXPECT_EQ(make(Sgd{}, {{.segment = "b", .shrink = 1.5}}), "Optimizer: shrink of b must be in [0, 1], got 1.5");
  EXPECT_EQ(make(Sgd{}, {{.segment = "b", .shrink = -0.5}}), "Optimizer: shrink of b must be in [0, 1], got -0.5");
  EXPECT_EQ(make(Sgd{}, {{.segment = "b", .shrink = std::nan("")}}),
            "Optimizer: shrink of b must be in [0, 1], got nan");

  Optimizer<double> optimizer(Adam{}, parameters);
  Parameters<double> changing = parameters, other({{.name = "a", .rows = 5}}, 5);
  const Vector<double> g = Vector<double>::Ones(5);
  EXPECT_EQ(MessageOf([&] { optimizer.Step(std::nan(""), g, changing); }),
            "Optimizer::Step: learning_rate must be finite and not negative, got nan");
  EXPECT_EQ(MessageOf([&] { optimizer.Step(0.1, g.head(4), changing); }),
            "Optimizer::Step: gradient must be 5 x 1, got 4 x 1");
  EXPECT_EQ(MessageOf([&] { optimizer.Step(0.1, g, other); }),
            "Optimizer::Step: parameters must have the segments the optimizer was made for");
  EXPECT_EQ(MessageOf([&] { optimizer.SetState({.steps = 1, .averages = {g}}); }),
            "Optimizer::SetState: the method has 2 averages, got 1");
  EXPECT_EQ(changing.values(), parameters.values());
  EXPECT_EQ(optimizer.state().steps, 0);
}

}  // namespace
}  // namespace hadamard_ntk::models
