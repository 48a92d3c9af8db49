/// For tests: one kernel of every family.
#ifndef HADAMARD_NTK_NTK_EVERY_KERNEL_TESTING_H_
#define HADAMARD_NTK_NTK_EVERY_KERNEL_TESTING_H_

#include "ntk/ccp_net.h"
#include "ntk/fully_connected.h"
#include "ntk/input_bias.h"
#include "ntk/ncp_net.h"
#include "ntk/normalization.h"
#include "ntk/polynomial_net.h"
#include "ntk/quadratic_net.h"
#include "ntk/relinear_net.h"
#include "ntk/residual_net.h"

namespace hadamard_ntk::ntk {

constexpr int kKernelCount = 12;

/// f(name, kernel, homogeneity): K(s x, s z) = s^(2 homogeneity) K(x, z), or homogeneity = 0 where there is none.
template <class F>
void ForEachKernel(const F& f) {
  f("PolynomialNet", PolynomialNet(3), 3);
  f("ActivationFreePolynomialNet", ActivationFreePolynomialNet(4), 4);
  f("FullyConnected", FullyConnected(4), 1);
  f("FullyConnected with bias", FullyConnected(3, 0.5), 0);
  f("CcpNet", CcpNet(3, Normalization::kRawActivation, 0.25), 0);
  f("ActivationFreeCcpNet", ActivationFreeCcpNet(3, Normalization::kUnit), 0);
  f("NcpNet", NcpNet(3, 0.5), 0);
  f("ActivationFreeNcpNet", ActivationFreeNcpNet(2), 0);
  f("ResidualNet", ResidualNet(3, 0.5), 1);
  f("QuadraticNet", QuadraticNet(2), 0);
  f("ReLinearNet", ReLinearNet(3, 0.5), 0);
  f("WithInputBias", WithInputBias(PolynomialNet(2), 0.75), 0);
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_EVERY_KERNEL_TESTING_H_
