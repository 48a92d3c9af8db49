/// The NTKs of quadratic nets in closed form: by ntk, beside values printed elsewhere, and by the printed recursion
/// with 50 digits.
///
/// At the ReLinear start (ntk/relinear_net.h) with every covariance written out: omega = 1 at the first layer, 2 above,
/// R = omega S + 1 the covariance of r_l, theta its angle, k1 = (pi - theta)/(2 pi), k2 and k3 of [ChoSaul2009]:
///   S = k2,  T_r = k1 (omega T_r + R),  T_g = k1 omega T_g + R k2,  T_b = k1 (omega T_b + omega Q + 1),  Q = k3
/// from layer to layer, beginning with S = <x, z>, Q = <x o x, z o z> and T = 0; K_a = 2 S, K_r,g,b = 2 T_r,g,b.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_CLOSED_FORMS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_CLOSED_FORMS_H_

#include <array>
#include <string>
#include <vector>

#include "experiments/shared/kernel_formula.h"
#include "experiments/shared/names.h"
#include "ntk/kernel.h"
#include "spectral/high_precision.h"

namespace hadamard_ntk::experiments::relinear_kernels {

/// The parts of the NTK: of a; of W_r and b_r; of W_g and b_g; of W_b and c.
enum Part { kReadout, kLinear, kGate, kPower };
inline constexpr std::array<Part, 4> kParts = {kReadout, kLinear, kGate, kPower};
/// "K_a", "K_r", "K_g", "K_b".
std::string NameOf(Part part);

using PartValues = std::array<double, 4>;

/// The inputs of the values printed: x = (1/2, -1/4, 1), z = (1/4, 3/4, 1/2).
using Row = std::array<double, 3>;
inline constexpr Row kX = {0.5, -0.25, 1}, kZ = {0.25, 0.75, 0.5};

/// Of L = `hidden` layers, by ntk/relinear_net.h.
PartValues ReLinearParts(int hidden, const Row& x, const Row& z);
/// K_g with k1 in the place of the last k2: wrong.
double GateOfSlopes(int hidden, const Row& x, const Row& z);

/// Of quadratic nets at random weights, f = sqrt(2/m) a . h_L.
enum class RandomNet {
  kPolynomial,  ///< one layer, h = r o g + W_b (x o x) + c
  kRelu,        ///< h_l = relu(r_l o g_l), ntk/quadratic_net.h
};
ntk::Pair<double> RandomNetKernel(RandomNet net, int hidden, const Row& x, const Row& z);
/// Without the gradient by W_g and b_g: wrong.
ntk::Pair<double> WrongRandomNetKernel(RandomNet net, int hidden, const Row& x, const Row& z);

/// Values with 18 digits, of another program. Wrong, for K_g: GateOfSlopes.
std::vector<PrintedKernel> PrintedReLinear();
/// Wrong: WrongRandomNetKernel.
std::vector<PrintedKernel> PrintedRandomNets();

/// The largest error of ntk's double against the recursion, over norms and angles, in eps times the part's value at
/// angle zero; that is eps times the condition, relative to the part.
struct RoundingError {
  int hidden = 1;
  double error = 0, with_wrong_gate = 0;  ///< of all parts; of K_g against GateOfSlopes
};
RoundingError MeasureRounding(int hidden);
/// The recursion beside the printed values, relative.
double RecursionOverPrinted();

}  // namespace hadamard_ntk::experiments::relinear_kernels

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_CLOSED_FORMS_H_
