/// A function along t x, t = 1/2, 1, 2, ..., 64, and tests of its degree in t.
///
/// By powers of two every operation of a net without biases, of linear layers, ReLU and products, scales without
/// rounding, so f(2t) = 2^N f(t) to the last bit for nets evaluated one point at a time (`rounding` 0).  Rounding of
/// predictors is bounded (bounded_interpolation.h).
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_DOUBLING_RAY_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_DOUBLING_RAY_H_

#include <Eigen/Core>
#include <vector>

#include "experiments/shared/bounded_interpolation.h"

namespace hadamard_ntk::experiments {

struct DoublingRay {
  std::vector<double> t = {}, f = {};
  std::vector<double> rounding = {};  ///< bound on that of f
};

std::vector<double> DoublingTimes();

/// net(t x), each t by itself; x the rows of one sample.
template <class Net>
DoublingRay FollowRay(const Net& net, const Eigen::MatrixXd& x) {
  DoublingRay ray{.t = DoublingTimes()};
  for (const double t : ray.t) ray.f.push_back(net(t * x)(0));
  ray.rounding.assign(ray.t.size(), 0);
  return ray;
}

/// A predictor at those times.
inline DoublingRay RayOf(const BoundedInterpolation& p) {
  return {DoublingTimes(), {p.f.begin(), p.f.end()}, {p.rounding.begin(), p.rounding.end()}};
}

/// A planted law f(t).
template <class Function>
DoublingRay PlantRay(const Function& f) {
  DoublingRay ray{.t = DoublingTimes()};
  for (const double t : ray.t) ray.f.push_back(f(t));
  ray.rounding.assign(ray.t.size(), 0);
  return ray;
}

/// f(2t) = 2^degree f(t) for every t, within the rounding of both.
bool IsHomogeneous(const DoublingRay& ray, int degree);

/// All divided differences of order degree + 1 vanish within the rounding of f and of their own sums, and none of order
/// degree does.
bool IsPolynomial(const DoublingRay& ray, int degree);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_DOUBLING_RAY_H_
