/// Deep Ritz [EYu2018]: a net as trial function of the problem of torus_solution.h, its energy per volume
///   E(u) = mean over x of |grad u|^2/2 + V(u) - f u
/// on points drawn afresh at each step, minimised by Adam along a cosine.  A net may bring the energy on points that it
/// has seen below E*: it is judged by others, and by
///   E(u) - E* = mean over x of |grad (u - u*)|^2/2 + V(u) - V(u*) - V'(u*) (u - u*),
/// since DE(u*) = 0, in which every term is >= 0 (V is convex): no sample of it is below 0.
#ifndef HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_RITZ_TRAINING_H_
#define HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_RITZ_TRAINING_H_

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "experiments/barron_pdes/deep_ritz/torus_inputs.h"
#include "experiments/barron_pdes/torus_solution.h"
#include "linalg/diverged.h"
#include "models/input_gradient.h"
#include "models/optimizer.h"
#include "models/random.h"
#include "models/schedule.h"

namespace hadamard_ntk::experiments::deep_ritz {

/// Points number begin, begin + 1, ... of a stream, uniform on the torus: n x d.
inline Eigen::MatrixXd TorusPoints(const models::RandomStream& key, std::uint64_t begin, int n, Eigen::Index d) {
  Eigen::MatrixXd x(d, n);
  models::FillUniform(key, begin * static_cast<std::uint64_t>(d),
                      std::span(x.data(), static_cast<std::size_t>(x.size())));
  return 2 * std::numbers::pi * x.transpose();
}

struct RitzOptions {
  int steps = 1, batch = 1;
  double rate = 1e-3;
  bool same_points = false;  ///< those of the first step at all steps
  models::RandomStream points = {};
};

struct SampleEnergy {
  int step;
  double energy;  ///< mean of the steps since the last, on their own points
};

/// Trains the net; linalg::Diverged where the energy is not finite.
template <models::InputDifferentiable N>
std::vector<SampleEnergy> TrainRitz(N& net, const barron_pdes::TorusSolution& torus, const RitzOptions& options) {
  using T = typename N::Scalar;
  constexpr int kRecords = 50;
  const auto density = barron_pdes::TorusDensity();
  const Eigen::Index d = net.inputs() / 2;
  models::Optimizer<T> optimizer(models::Adam{}, net.parameters());
  const models::Schedule schedule = models::Cosine{.rate = options.rate, .steps = options.steps};
  models::Vector<T> gradient(net.parameters().size());
  typename N::Workspace workspace;
  std::vector<SampleEnergy> records;
  double sum = 0;
  const int every = std::max(1, options.steps / kRecords);
  for (int step = 0, since = 0; step < options.steps; ++step) {
    const std::uint64_t begin =
        options.same_points ? 0 : static_cast<std::uint64_t>(step) * static_cast<std::uint64_t>(options.batch);
    const Eigen::MatrixXd x = TorusPoints(options.points, begin, options.batch, d);
    const models::Matrix<T> y = TorusInputs<T>(x);
    const Eigen::VectorXd force = torus.force.At(x);
    double energy = 0;
    net.FirstOrderLossGradient(
        y,
        [&](const models::Matrix<T>& u, const models::Matrix<T>& g, models::Matrix<T>& v, models::Matrix<T>& w) {
          models::Matrix<T> slopes = ToPoints(y, g);
          for (Eigen::Index i = 0; i < u.rows(); ++i) {
            const auto terms = density.Gradient(static_cast<double>(slopes.row(i).squaredNorm()));
            const auto potential = density.Potential(static_cast<double>(u(i, 0)));
            energy += (terms.value + potential.value - force[i] * static_cast<double>(u(i, 0))) / options.batch;
            v(i, 0) = static_cast<T>((potential.first - force[i]) / options.batch);
            slopes.row(i) *= static_cast<T>(terms.stress / options.batch);
          }
          w = ToInputs(y, slopes);
        },
        gradient, workspace);
    if (!std::isfinite(energy)) throw linalg::Diverged("deep_ritz", step, energy, "energy");
    optimizer.Step(models::LearningRate(schedule, step), gradient, net.parameters());
    sum += energy;
    ++since;
    if ((step + 1) % every == 0 || step + 1 == options.steps) {
      records.push_back({step + 1, sum / since});
      sum = since = 0;
    }
  }
  return records;
}

/// On fresh points, in double.
struct Evaluation {
  double error = 0;         ///< |u - u*| / |u*|
  double slope_error = 0;   ///< |grad (u - u*)| / |grad u*|
  double gap = 0;           ///< E(u) - E*, as above
  double energy = 0;        ///< E(u) by its definition
  double energy_error = 0;  ///< its standard error
};

/// Of `function`(x, gradients) = u: x n x d, u n, its gradients n x d.
template <class F>
Evaluation EvaluateFunction(F function, const barron_pdes::TorusSolution& torus, const models::RandomStream& points,
                            int count) {
  constexpr int kBlock = 2048;
  const auto density = barron_pdes::TorusDensity();
  const Eigen::Index d = torus.force.frequencies.cols();
  double square = 0, slope_square = 0, off = 0, slope_off = 0, gap = 0, sum = 0, sum_of_squares = 0;
  for (int begin = 0; begin < count; begin += kBlock) {
    const Eigen::MatrixXd x =
        TorusPoints(points, static_cast<std::uint64_t>(begin), std::min(kBlock, count - begin), d);
    Eigen::MatrixXd slopes, exact_slopes;
    const Eigen::VectorXd u = function(x, slopes), force = torus.force.At(x);
    const Eigen::VectorXd exact = torus.solution.At(x, &exact_slopes);
    square += exact.squaredNorm();
    slope_square += exact_slopes.squaredNorm();
    off += (u - exact).squaredNorm();
    slope_off += (slopes - exact_slopes).squaredNorm();
    for (Eigen::Index i = 0; i < u.size(); ++i) {
      const auto at = density.Potential(u[i]), there = density.Potential(exact[i]);
      gap += at.value - there.value - there.first * (u[i] - exact[i]);
      const double energy = slopes.row(i).squaredNorm() / 2 + at.value - force[i] * u[i];
      sum += energy;
      sum_of_squares += energy * energy;
    }
  }
  const double mean = sum / count;
  return {.error = std::sqrt(off / square),
          .slope_error = std::sqrt(slope_off / slope_square),
          .gap = (gap + slope_off / 2) / count,
          .energy = mean,
          .energy_error = std::sqrt(std::max(0.0, sum_of_squares / count - mean * mean) / count)};
}

/// A net as such a function; it must outlive it.
template <models::InputDifferentiable N>
auto FunctionOf(const N& net) {
  using T = typename N::Scalar;
  return [&net, workspace = typename N::Workspace()](const Eigen::MatrixXd& x, Eigen::MatrixXd& gradients) mutable {
    models::Matrix<T> f, g;
    const models::Matrix<T> y = TorusInputs<T>(x);
    net.ForwardWithGradient(y, f, g, workspace);
    gradients = ToPoints(y, g).template cast<double>();
    return Eigen::VectorXd(f.col(0).template cast<double>());
  };
}

}  // namespace hadamard_ntk::experiments::deep_ritz

#endif  // HADAMARD_NTK_EXPERIMENTS_BARRON_PDES_DEEP_RITZ_RITZ_TRAINING_H_
