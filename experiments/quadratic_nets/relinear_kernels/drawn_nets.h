/// Empirical NTKs of finite quadratic nets, in the mean over draws, and their limit at infinite width.
///
/// The mean of one hidden layer is that of one unit: the limit, at every width.  Above it is K + c_1/m + c_2/m^2 + ...
/// for width m (a layer's kernel is a smooth function of the last one's average over m units), and the limit is the
/// constant of the weighted least-squares fit of K + c_1/m + c_2/m^2 to the means of three widths or more.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_DRAWN_NETS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_DRAWN_NETS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/quadratic_nets/relinear_kernels/closed_forms.h"
#include "experiments/shared/mean_estimate.h"
#include "experiments/shared/names.h"

namespace hadamard_ntk::experiments::relinear_kernels {

/// At a pair of inputs.
struct MeanOfWidth {
  int width = 0, draws = 0;
  MeanEstimate mean = {};
};

/// sum_i c_i / m^i, i = 0, 1, 2.
struct WidthFit {
  std::array<MeanEstimate, 3> terms = {};
  double chi_square = 0;  ///< of the means less three degrees of freedom
  int surplus = 0;        ///< these degrees of freedom
};
/// Throws std::invalid_argument for fewer than three widths.
WidthFit FitWidths(const std::vector<MeanOfWidth>& means);

/// A quantity of nets of L hidden layers at (x, z) or (x, x), and its limit in closed form.
struct DrawnQuantity {
  std::string name;  ///< "K_a", ...
  int hidden = 1;
  bool same_input = false;
  double limit = 0;
  std::vector<double> wrong = {};
  std::vector<MeanOfWidth> means = {};
  std::optional<WidthFit> fit = {};  ///< of two layers or more and three widths or more
};

/// Widths, each with its number of draws.
struct DrawPlan {
  std::vector<MeanOfWidth> widths = {};
  std::uint64_t seed = 1;
};

/// K_a, K_r, K_g, K_b at the ReLinear start; `wrong` as of PrintedReLinear.
std::vector<DrawnQuantity> DrawReLinear(int hidden, const DrawPlan& plan);
/// Of conventional ReLU nets with biases: K_a + K_r, by ntk/fully_connected.h.
std::vector<DrawnQuantity> DrawConventional(int hidden, const DrawPlan& plan);
/// nngp and ntk of nets at random weights; `wrong` of WrongRandomNetKernel.
std::vector<DrawnQuantity> DrawRandomNets(RandomNet net, int hidden, const DrawPlan& plan);

}  // namespace hadamard_ntk::experiments::relinear_kernels

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_RELINEAR_KERNELS_DRAWN_NETS_H_
