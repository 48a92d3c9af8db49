/// A kernel in closed form: beside values printed elsewhere, beside means over finite nets, which are unbiased at any
/// width, and beside wrong formulas, which the same comparisons must refuse.
///
/// Confirmed if the formula is within 1e-13 relative of all printed values and within 5 standard errors of all means.
/// A wrong formula is refused if it is further off at one printed value, and at one mean of every width.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_FORMULA_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_FORMULA_H_

#include <optional>
#include <string>
#include <vector>

#include "experiments/shared/mean_estimate.h"
#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// An NTK at a pair of inputs; `wrong` by the wrong formulas, as `found` where one says the same.
struct PrintedKernel {
  double printed, found;
  std::vector<double> wrong;
};

/// Of finite nets drawn, and by the formula.
struct DrawnKernel {
  MeanEstimate drawn;
  double kernel;
};

/// Nets of one kind and width, at a pair of inputs.
struct DrawnNets {
  std::string net;
  int degree, width, draws;
  DrawnKernel ntk;
  std::vector<double> wrong;  ///< for ntk.kernel
  std::optional<DrawnKernel> nngp = {};
};

struct KernelFormula {
  std::vector<PrintedKernel> printed = {};
  std::vector<DrawnNets> drawn = {};
};

/// `wrong` names the wrong formulas, in the plural.  Without printed values or means nothing is refused.
Judgement JudgeKernelFormula(const KernelFormula& formula, const std::string& wrong);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_KERNEL_FORMULA_H_
