/// The two stages of a net with a bottleneck (models/bottleneck_net.h) in closed form, as gradient descent with weight
/// decay reaches them: each minimises
///   1/2 sum_i (f(x_i) - y_i)^2 + ridge/2 |theta|^2
/// over its segment theta alone, A1 with C = 0, then C.
///
/// And the same in the Hermite basis: a unit with |v| = 1 has
///   (v . x + s)^k = sum_{|alpha| <= k} c_|alpha|(s) sqrt(|alpha|!/alpha!) v^alpha h_alpha(x),
///   c_m(s) = binom(k, m) sqrt(m!) E[(z + s)^{k - m}],  z ~ N(0, 1),
/// so that stage 1 needs no more of the samples than the normal equations of the basis (linalg/normal_equations.h).
///
/// Throws std::invalid_argument for shapes that do not match or a ridge <= 0.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_LAYERWISE_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_LAYERWISE_H_

#include <Eigen/Core>

#include "gaussian/hermite_features.h"
#include "models/bottleneck_net.h"

namespace hadamard_ntk::experiments::hierarchical {

/// Sets A1 from samples X (n x d) and targets y, and C = 0.
void TrainFeature(models::BottleneckNet<double>& net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y, double ridge);
/// Sets C.
void TrainOuter(models::BottleneckNet<double>& net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y, double ridge);

/// Column j: unit j of the net in the basis, D x width.  `basis` has the net's inputs, and its power for degree.
Eigen::MatrixXd FeatureCoefficients(const models::BottleneckNet<double>& net, const gaussian::HermiteFeatures& basis);

/// The variance of such a coefficient of |alpha| = k, all alpha_i <= 1, for v uniform on the sphere: k!^2 / (d (d + 2)
/// ... (d + 2k - 2)).  The natural unit of a ridge on A1.
double TopVariance(int d, int k);

}  // namespace hadamard_ntk::experiments::hierarchical

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_LAYERWISE_H_
