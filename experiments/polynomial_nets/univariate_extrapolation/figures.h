#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_FIGURES_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/univariate_extrapolation/claims.h"
#include "experiments/polynomial_nets/univariate_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

/// A net's values on the points that all curves of a target share.
struct UnivariateCurve {
  std::string network;
  int width = 0, seed = 0;
  Eigen::VectorXd values;
};
struct UnivariateCurves {
  UnivariateTarget target;
  Eigen::VectorXd x;
  std::vector<UnivariateCurve> nets;
};

/// Figure 1's four panels: fully-connected nets and NN-Hp, on the cubic and the cosine.
Figure DrawFits(const std::vector<UnivariateCurves>& curves);
/// The same of ReLU PNNs and CCPs, and of the exact kernel predictors.
Figure DrawReluFits(const std::vector<UnivariateCurves>& curves);
/// Errors by region of all networks.
Figure DrawErrors(const UnivariateEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_UNIVARIATE_EXTRAPOLATION_FIGURES_H_
