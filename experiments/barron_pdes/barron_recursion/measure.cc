#include "experiments/barron_pdes/barron_recursion/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <limits>
#include <stdexcept>

#include "experiments/barron_pdes/ridges.h"
#include "pde/barron_norm.h"
#include "pde/descent_rates.h"
#include "pde/energy.h"
#include "pde/lattice_torus.h"
#include "pde/newton_krylov.h"
#include "pde/preconditioned_descent.h"
#include "pde/ridge_lattice.h"

namespace hadamard_ntk::experiments::barron_recursion {
namespace {

using pde::Frequency, pde::TrigonometricSum;

// Per ridge: steps as long as stability allows overshoot by a third, which 48 points do not resolve.
constexpr int kPoints = 64;

struct Data {
  std::string name;
  std::vector<Frequency> ridges;
};

Data Sparse() { return {"sparse, d = 2", barron_pdes::Ridges(barron_pdes::Data::kSparse, 2)}; }
Data Dense(int d) { return {"dense, d = " + std::to_string(d), barron_pdes::Ridges(barron_pdes::Data::kDense, d)}; }

double LogOf(double norm) { return std::log10(norm); }

void ChainBounds(Instance& instance, std::size_t count) {
  Chain chain{LogOf(instance.steps[0].norm), LogOf(instance.steps[0].norm)};
  for (std::size_t t = 0; t < count; ++t) {
    instance.chains.push_back(chain);
    chain = {PrintedBound(instance.setting, static_cast<int>(t), chain.printed),
             SharperBound(instance.setting, static_cast<int>(t), chain.sharper)};
  }
}

// Steps to |u_T - u*|_{L^2} <= eps: mu/2 |u - u*|^2 <= E - E* <= q^T (E_0 - E*).
int StepsTo(double eps, double gap, double mu, double factor) {
  return static_cast<int>(std::max(0.0, std::ceil(std::log(2 * gap / (mu * eps * eps)) / -std::log(factor))));
}

struct Problem {
  std::string name;
  double eta;
  std::string flag;  // of eta
  std::vector<double> amplitudes;
  // B_L, p, k from the largest norm of the run.
  std::function<Composition(double largest)> composition;
};

template <class G>
Instance RunTorus(const Problem& problem, const Data& data, pde::Density<pde::Laplacian, G> density, int least_steps) {
  const pde::LatticeTorus<G> torus(density, pde::GramOf(data.ridges), problem.amplitudes, kPoints);
  const pde::RidgeLattice& lattice = torus.lattice();
  const auto half_gradient = [&](const Eigen::VectorXd& u) {
    return lattice.Sum(u, 1, [&](const Frequency& k, double square) {
      double sum = 0;
      for (std::size_t i = 0; i < data.ridges[0].size(); ++i) {
        int entry = 0;
        for (std::size_t r = 0; r < k.size(); ++r) entry += k[r] * data.ridges[r][i];
        sum += std::abs(entry);
      }
      return (1 + std::sqrt(square)) * sum / 2;
    });
  };
  Instance instance{.problem = problem.name, .data = data.name};
  instance.setting = {.d = static_cast<int>(data.ridges[0].size()),
                      .eta = problem.eta,
                      .bandwidth = 1,
                      .force = lattice.BarronNorm(torus.force())};
  std::vector<double> composed;  // |d_y L(u_t)|_B
  std::vector<Eigen::VectorXd> iterates;
  double promised = 0;
  const auto look = [&](int, const Eigen::VectorXd& u) {
    instance.steps.push_back({.norm = lattice.BarronNorm(u), .sharper = promised});
    composed.push_back(lattice.BarronNorm(torus.Nonlinearity(u)));
    promised = instance.steps.back().norm + problem.eta * (half_gradient(u) + composed.back() + instance.setting.force);
    iterates.push_back(u);
  };
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(lattice.size());
  const pde::Newton newton = pde::SolveByNewton(torus, zero, {.tolerance = 1e-12});
  const double lowest = newton.energies.back();
  // The range of the iterates, from a first run; the rate on it says how many steps the second one needs.
  pde::DescentOptions options{.eta = problem.eta, .max_steps = least_steps};
  try {
    const pde::Range range = pde::Descend(torus, zero, options).values;
    const pde::Range potential = density.PotentialCurvature(range);
    const double factor = pde::TorusFactor(problem.eta, density.GradientCurvature(), potential);
    const double mu = std::min(density.GradientCurvature().low, potential.low);
    for (const double eps : kTargets) {
      const int steps = StepsTo(eps, -lowest, mu, factor);
      instance.approximations.push_back({.eps = eps, .steps = steps});
      options.max_steps = std::max(options.max_steps, steps);
    }
    instance.curvature = pde::Descend(torus, zero, options, look).curvature;
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(problem.flag + ": " + error.what());
  }
  double largest = 0;
  for (const Step& step : instance.steps) largest = std::max(largest, step.norm);
  instance.setting.composition = problem.composition(largest);
  const Composition& stated = instance.setting.composition;
  for (std::size_t t = 1; t < instance.steps.size(); ++t) {
    const double norm = instance.steps[t - 1].norm;
    instance.steps[t].printed = PrintedBound(instance.setting, static_cast<int>(t) - 1, LogOf(norm));
    instance.steps[t].composition = composed[t - 1] / (stated.b_l * std::pow(std::max(1.0, norm), stated.p));
  }
  ChainBounds(instance, instance.steps.size());
  for (Approximation& row : instance.approximations) {
    const auto t = static_cast<std::size_t>(row.steps);
    row.error = (iterates[t] - newton.u).norm() / std::sqrt(static_cast<double>(newton.u.size()));
    row.norm = instance.steps[t].norm;
    row.printed = instance.chains[t].printed;
    row.abstract_log = AbstractBound(instance.setting, row.eps);
  }
  return instance;
}

// u' = u - eta step(u), in the algebra itself; `promise` is the sharper right side.
template <class StepOf, class Promise>
void RunSums(Instance& instance, TrigonometricSum u, int steps, StepOf step, Promise promise) {
  double promised = 0;
  for (int t = 0; t <= steps; ++t) {
    const double norm = u.BarronNorm();
    Step next{.norm = norm, .sharper = promised};
    if (t > 0) next.printed = PrintedBound(instance.setting, t - 1, LogOf(instance.steps.back().norm));
    instance.steps.push_back(next);
    promised = norm + instance.setting.eta * promise(u);
    if (t < steps) u += -instance.setting.eta * step(u);
  }
  ChainBounds(instance, instance.steps.size());
}

// L = |z|^2/2 + |z|^4/40 on d = 2, f = 0, u_0 = cos x_1 + cos(x_2)/2: the draft's own setting, L of the gradient alone.
Instance RunGradient() {
  const int d = 2;
  const double kappa = .1;
  Instance instance{.problem = "|z|^2/2 + |z|^4/40, f = 0", .data = "cos x1 + cos(x2)/2"};
  // |z_i (1 + kappa |z|^2)| <= b + kappa d b^3; D^2 L <= 1 + 3 kappa |z|^2, |z|^2 <= 5/4.
  instance.setting = {
      .composition = {.b_l = 1 + kappa * d, .p = 3, .k = 3, .of_gradient = true, .curvature_everywhere = false},
      .d = d,
      .eta = .5,
      .bandwidth = 1};
  instance.curvature = 1 + 3 * kappa * 1.25;
  const auto flux = [&](const TrigonometricSum& u) {
    std::vector<TrigonometricSum> gradient = {u.Derivative(0), u.Derivative(1)};
    const TrigonometricSum factor =
        TrigonometricSum::Constant(d, 1) + kappa * (gradient[0] * gradient[0] + gradient[1] * gradient[1]);
    for (TrigonometricSum& z : gradient) z = z * factor;
    return gradient;
  };
  const auto step = [&](const TrigonometricSum& u) {
    const std::vector<TrigonometricSum> z = flux(u);
    return -1.0 * (z[0].Derivative(0) + z[1].Derivative(1)).Resolvent();
  };
  const auto promise = [&](const TrigonometricSum& u) {
    const std::vector<TrigonometricSum> z = flux(u);
    const double norm = std::max(u.Derivative(0).BarronNorm(), u.Derivative(1).BarronNorm());
    instance.steps.back().composition =
        std::max(z[0].BarronNorm(), z[1].BarronNorm()) /
        (instance.setting.composition.b_l * std::pow(std::max(1.0, norm), instance.setting.composition.p));
    return (z[0].BarronNorm() + z[1].BarronNorm()) / 2;
  };
  RunSums(instance, TrigonometricSum::Cosine({1, 0}) + TrigonometricSum::Cosine({0, 1}, .5), 3, step, promise);
  return instance;
}

// -Laplace u + u = f with |w| = 5 in d = 2, without the resolvent: the control.
Instance RunIdentity() {
  TrigonometricSum f(2);
  const std::vector<Frequency> ridges = {{5, 0}, {0, 5}};
  for (const Frequency& w : ridges) f += TrigonometricSum::Cosine(w, 26);
  Instance instance{.problem = "linear, no resolvent", .data = "|w|^2 = 25, d = 2"};
  instance.setting = {.d = 2, .eta = .5, .bandwidth = 5, .force = f.BarronNorm()};
  const auto derivative = [&](const TrigonometricSum& u) {
    return u + -1.0 * (u.Derivative(0).Derivative(0) + u.Derivative(1).Derivative(1)) + -1.0 * f;
  };
  const auto promise = [&](const TrigonometricSum& u) {
    return (u.Derivative(0).BarronNorm() + u.Derivative(1).BarronNorm()) / 2 + u.BarronNorm() + instance.setting.force;
  };
  RunSums(instance, TrigonometricSum(2), 4, derivative, promise);
  return instance;
}

// u' = u - eta (u - f), f = 1: constants, of which no inequality loses anything at u = 0.
Instance RunConstant() {
  const TrigonometricSum f = TrigonometricSum::Constant(1, 1);
  Instance instance{.problem = "constants", .data = "f = 1"};
  instance.setting = {.d = 1, .eta = .5, .bandwidth = 1, .force = 1};
  const auto step = [&](const TrigonometricSum& u) { return (u + -1.0 * f).Resolvent(); };
  const auto promise = [&](const TrigonometricSum& u) { return u.BarronNorm() + 1; };
  RunSums(instance, TrigonometricSum(1), 4, step, promise);
  return instance;
}

template <class Compose>
Probe Try(const std::string& problem, const Composition& stated, Compose compose) {
  Probe probe{problem};
  for (const double amplitude : {.25, 1.0, 4.0, 16.0, 64.0}) {
    const TrigonometricSum g = TrigonometricSum::Cosine({1}, amplitude);
    const double norm = compose(g).BarronNorm(), b = std::max(1.0, g.BarronNorm());
    probe.ratio = std::max(probe.ratio, norm / (stated.b_l * std::pow(b, stated.p)));
    probe.with_lower_p = std::max(probe.with_lower_p, norm / (stated.b_l * std::pow(b, stated.p - 1)));
  }
  return probe;
}

Composition OfLinear(double) { return {}; }
// |u + u^3| <= b + b^3.
Composition OfCubic(double) { return {.b_l = 2, .p = 3, .k = 3, .curvature_everywhere = false}; }
// |u + sin(u)/2| <= b + sinh(b)/2, linear up to the run's largest b.
Composition OfSine(double largest) {
  return {.b_l = 1 + std::sinh(largest) / (2 * largest), .p = 1, .k = 0, .norms_everywhere = false};
}

}  // namespace

LeastRatios LeastRatiosOf(const Instance& instance) {
  LeastRatios least{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (std::size_t t = 1; t < instance.steps.size(); ++t) {
    const Step& step = instance.steps[t];
    if (!(step.norm > 0)) continue;
    least.printed = std::min(least.printed, std::pow(10, step.printed - LogOf(step.norm)));
    least.sharper = std::min(least.sharper, step.sharper / step.norm);
  }
  return least;
}

Evidence Measure(const Config& config, RunContext&) {
  Evidence evidence{.config = config};
  const Problem linear{"linear", config.eta, "--eta", {3, 2}, OfLinear};
  const Problem sine{"sine", config.eta, "--eta", {3, 2}, OfSine};
  const Problem cubic{"cubic", config.eta_cubic, "--eta_cubic", {1, .5}, OfCubic};
  for (const Data& data : {Sparse(), Dense(config.d)}) {
    evidence.instances.push_back(RunTorus(linear, data, pde::Semilinear<pde::NoNonlinearity>(1, 0), config.steps));
    evidence.instances.push_back(RunTorus(sine, data, pde::Semilinear<pde::SineNonlinearity>(1, .5), config.steps));
    evidence.instances.push_back(RunTorus(cubic, data, pde::Semilinear<pde::CubicNonlinearity>(1, 1), config.steps));
  }
  evidence.instances.push_back(RunGradient());
  evidence.identity = RunIdentity();
  evidence.constant = RunConstant();
  evidence.probes = {
      Try("linear", OfLinear(0), [](const TrigonometricSum& g) { return g; }),
      Try("cubic", OfCubic(0), [](const TrigonometricSum& g) { return g + g * g * g; }),
  };
  return evidence;
}

}  // namespace hadamard_ntk::experiments::barron_recursion
