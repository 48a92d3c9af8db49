/// The rotation-invariant kernels that compete on a target of degree k q in d dimensions, all on x / sqrt(d), whose
/// square norm is 1 on average:
///   "poly <m>"     (1 + <x, z> / d)^m, m = k and k q: the span of all polynomials of degree <= m
///   "ntk <depth>"  NTK of the fully-connected ReLU net of 2 and of 3 weight layers     (ntk/fully_connected.h)
///   "pnn <k q>", "pnn <k q> bias"  NTK of the polynomial net of degree k q, as in its paper and with a bias
///                                                                              (ntk/polynomial_net.h)
/// The nets but "pnn <k q>" see (x / sqrt(d), 1): the NTK of depth 2 has no odd degree above 1 otherwise.  "pnn <k q>"
/// is homogeneous: |x|^{kq} times functions of x / |x| are all that it learns.  For even k and as many + as - signs
/// p(x)^q is of that form; for odd k it is not, and this contender is left out.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_CONTENDERS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_CONTENDERS_H_

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "experiments/shared/names.h"

namespace hadamard_ntk::experiments::kernel_plateaus {

struct Contender {
  std::string name;
  /// K(X, Z), samples in rows.
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd& x, const Eigen::MatrixXd& z)> gram;
  /// K(x, z) by |x|, |z| and the angle between them.
  std::function<double(double norm_x, double norm_z, double angle)> value;
};

/// In the order above, k before k q, 2 before 3, the bias first.
std::vector<Contender> Contenders(int k, int q, int d);

}  // namespace hadamard_ntk::experiments::kernel_plateaus

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_KERNEL_PLATEAUS_CONTENDERS_H_
