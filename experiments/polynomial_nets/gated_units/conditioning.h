/// Condition numbers of the Gram matrices of two-layer nets with and without a gate, at infinite width, in LeCun's
/// parameterization divided by the width (LeCunUnit, ntk/gated_unit.h):
///   K_ij = kappa_2(u_ij) |x_i||x_j| / d,   K~ = K o (X X^T / d),   kappa_2 that of max(u, 0), u_ij = cos(x_i, x_j).
///
/// Lower bounds for every data set, from kappa_2(u) = 1/(2 pi) + u/4 + (non-negative powers), each part positive
/// semi-definite: along (|x_i|) and along (1, ..., 1),
///   lambda_max(K)  >= sum_i |x_i|^2 / (2 pi d),   lambda_max(K~) >= (sum_i |x_i|^2)^2 / (4 n d^3),
/// and lambda_min <= trace / n, so
///   condition(K)  >= n / pi,                      condition(K~) >= (sum_i |x_i|^2)^2 / (2 d sum_i |x_i|^4).
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CONDITIONING_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CONDITIONING_H_

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "linalg/vector_flags.h"

namespace hadamard_ntk::experiments::gated_units {

/// K and K~, homogeneous in each point's length, of degree 1 and 2.
enum class Net { kUngated, kGated };
std::string Name(Net net);
int Homogeneity(Net net);

struct Extremes {
  double lambda_min = 0, lambda_max = 0;             ///< 0 if it is not above its rounding noise, n eps lambda_max
  double lambda_max_bound = 0, condition_bound = 0;  ///< the lower bounds
  double condition() const { return lambda_max / lambda_min; }  ///< may be infinite
};

/// One data set of n points in R^d.
struct DataSetConditioning {
  std::string data;
  int n = 0, d = 0, draw = 0;
  Extremes ungated = {}, gated = {};
};

/// "gaussian": N(0, I); the others: "sphere" (radius sqrt(d)), "heavy tails" (N(0, I) times e^normal), "clusters" (ten
/// centres), "cube" (signs).  Row i is a point; keyed by seed and draw.
Eigen::MatrixXd DrawData(const std::string& data, int n, int d, std::uint64_t seed, int draw);
/// All kinds but "gaussian".
std::vector<std::string> OtherData();

/// Of the Gram matrix of K or K~ at the rows of x, ascending.
Eigen::VectorXd GramEigenvalues(Net net, const Eigen::MatrixXd& x);

DataSetConditioning Condition(const std::string& data, int n, int d, std::uint64_t seed, int draw);

/// Of values that are not empty.
double Median(std::vector<double> values);

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_CONDITIONING_H_
