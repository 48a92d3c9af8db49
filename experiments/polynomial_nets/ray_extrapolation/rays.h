/// Trained networks along rays from the origin: the samples and the rays, the nets, and the degree of the polynomial
/// that a net is along a ray, by its differences.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_RAYS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_RAYS_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiments/shared/differences.h"
#include "experiments/shared/kernel_predictor.h"

namespace hadamard_ntk::experiments::ray_extrapolation {

/// Training samples in rows, and rays: v with |v| = max |x_i|.
struct Data {
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
  Eigen::MatrixXd rays;  ///< one v per row; the first through a training point
};

/// `samples` normal points of R^d, d = 3, 2, 8 for sets 0, 1, 2 and so on in turn, with labels sin(3 x_1) + x_2 x_d +
/// 1/2, and `rays` directions; keyed by (seed, set).
Data MakeData(int samples, int rays, std::uint64_t seed, int set);

/// A trained network as the theorems see it: a function, and what its rounding errors are relative to.
struct TrainedNet {
  std::string network;  ///< "pnn", "pnn_raw", "ccp", "fc"; with input or layer biases "pnn_bias", "fc_bias", ...
  int parameter = 0;    ///< degree N, or depth in weight layers
  int width = 0;        ///< 0: infinite
  int degree = 0;       ///< what Theorem 4 or 5 says of it: N, or 1
  std::function<Eigen::VectorXd(const Eigen::MatrixXd&)> value;
  /// A bound on |error of value| in exact units, for every row: counted, see the makers below.
  std::function<Eigen::VectorXd(const Eigen::MatrixXd&)> rounding;
  double training_residual = 0;  ///< infinite width: max |f(x_i) - y_i|; finite: final over initial loss
};

/// The exact ridgeless predictor.  Rounding: 20 (parameter + 1) eps sum_i |c_i| sqrt(K(x,x) K(x_i,x_i)), for the
/// kernel's own error, norms and angles of rounded points, and the sum over up to 20 samples; the coefficients c are
/// the same numbers at every x.
TrainedNet TrainWide(const WideNetwork& network, int degree, const Data& data);

/// Finite nets in double, trained by full-batch gradient descent on 1/2 sum (f - y)^2 with rate 0.1 / lambda_max(K) of
/// the limiting kernel K; with biases for bias > 0, the input coordinate or the standard deviation of models.  Throws
/// linalg::Diverged if the loss does not stay finite, or grows.  Rounding: (N (d + 3) + m) eps, or L (m + 3) eps, times
/// the same net's output with all parameters and inputs replaced by their moduli.
TrainedNet TrainFinitePolynomialNet(int degree, int width, int steps, const Data& data, std::uint64_t seed,
                                    double bias = 0);
TrainedNet TrainFiniteFullyConnected(int depth, int width, int steps, const Data& data, std::uint64_t seed,
                                     double bias = 0);

/// (constant + |x|)^degree, along every ray from the origin a polynomial of that degree: what the theorems say of a
/// net, planted.  Called "planted", or "planted_bias" for constant > 0.  Rounding: degree (d + 3) eps, relative.
TrainedNet PlantPolynomial(int degree, double constant);

/// Differences of h -> f(x_0 + h v), x_0 = 1.5 v, h = 0, 1, ..., of order 0, 1, ... (experiments/shared/differences.h).
/// Orders 0 to degree + 2, with degree + 5 points.
Differences TakeDifferences(const TrainedNet& net, const Eigen::VectorXd& v);

/// The local degree of f along the ray, log2 |f(2 t v) / f(t v)|; NaN where f changes its sign between the two.
double LocalDegree(const TrainedNet& net, const Eigen::VectorXd& v, double t);

}  // namespace hadamard_ntk::experiments::ray_extrapolation

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_RAY_EXTRAPOLATION_RAYS_H_
