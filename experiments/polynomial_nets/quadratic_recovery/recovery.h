/// One recovery: a homogeneous target, the directions it is given at, and how far the exact predictor is from it.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_RECOVERY_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_RECOVERY_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiments/shared/kernel_predictor.h"

namespace hadamard_ntk::experiments::quadratic_recovery {

/// A homogeneous target of the given degree.
struct Target {
  std::string name;
  int degree = 2;
  std::function<double(const Eigen::VectorXd&)> value;

  Eigen::VectorXd At(const Eigen::MatrixXd& points) const;
};

/// x^T beta x with beta = I ("identity"), diag(1, -1/2, 1/3, ...) ("diagonal"), and normals keyed by the seed, not
/// symmetric ("full").
std::vector<Target> QuadraticTargets(int d, std::uint64_t seed);
/// <b, x> with normal b ("linear").
Target LinearTarget(int d, std::uint64_t seed);
/// sum_i (1 + i / n) K(x, x_i), i < n, over the n training points: what a net of that kernel K recovers exactly from
/// them, whatever else is true ("in_span").  The network is homogeneous of degree 2.
Target SpanTarget(const WideNetwork& network, const Eigen::MatrixXd& points);
/// The target with one sample's label changed by the relative amount: by its value at e_1.
Target WithPlantedError(const Target& target, double relative);

/// Rows e_1, -e_1, ..., e_d, -e_d.
Eigen::MatrixXd SignedBasis(int d);
/// The signed basis and (e_i + e_j) / sqrt(2), i < j: no quadratic form vanishes on all of them but zero.
Eigen::MatrixXd UnisolventSet(int d);
/// n directions evenly on the circle, the first e_1; for n divisible by 4 the signed basis is among them.
Eigen::MatrixXd EvenDirections(int n);
/// The signed basis of R^3 and n - 6 points of a Fibonacci lattice on the sphere.
Eigen::MatrixXd FibonacciDirections(int n);
/// Normal directions keyed by the seed, (1, ..., 1) the first, on spheres of radii 0.01, 0.1, ..., 100 in turn.
Eigen::MatrixXd TestPoints(int d, int count, std::uint64_t seed);

/// One line of the main table.
struct Recovery {
  int d = 0;
  std::string network;
  int parameter = 0;
  std::string target, set;
  int n = 0, rank = 0;
  double condition = 1, training_residual = 0;
  double error = 0;      ///< largest |f(x) - target(x)| / (|x|^degree max |target|)
  double tolerance = 0;  ///< conditioned bound on its rounding

  bool exact() const { return error <= tolerance; }
};

/// Trains the network on the target at `points` and compares at `tests`.
Recovery Recover(const WideNetwork& network, const Target& target, const std::string& set,
                 const Eigen::MatrixXd& points, const Eigen::MatrixXd& tests);

/// The sup error on the unit circle of the degree-2 net trained at n even directions on x^T beta x, n -> infinity:
///   (2 / n^2) (|m| / a_0 + A / a_2),   x^T beta x = m + A cos(2 phi - phi_0) on the circle,
/// where K(theta) = sum_k a_k e^{ik theta}, and a_k ~ (4 / pi^2) k^-2 by the kink K(0) - K(theta) ~ 4 theta / pi.
/// (On n even points the predictor of e^{ik phi} is sum_j a_{k+jn} e^{i(k+jn) phi} / sum_j a_{k+jn}.)
/// `degree` is 2; another one gives the wrong law for a control: K of that degree, kink 2 N / pi.
double CircleLaw(const Target& target, int n, int degree = 2);

}  // namespace hadamard_ntk::experiments::quadratic_recovery

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_QUADRATIC_RECOVERY_RECOVERY_H_
