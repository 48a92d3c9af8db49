/// Test points of a target with weights by which the means of 1, h^2, h p and p^2 are the exact ones, the closest to
/// equal weights that do (the regression estimator): h and p have heavy tails, and the error of a
/// predictor that is a multiple of p comes out exactly.  Weights may be negative where few points carry the mean.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_TEST_POINTS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_TEST_POINTS_H_

#include <Eigen/Core>

#include "experiments/hierarchical_polynomials/targets.h"

namespace hadamard_ntk::experiments::hierarchical {

class TestPoints {
 public:
  /// E h^2 and E h p != 0 of the law that the samples are drawn from; E p^2 = 1.
  TestPoints(Samples samples, double mean_square, double along_p);

  const Samples& samples() const { return samples_; }
  /// E (f - h)^2 / E h^2 by the values f at the points.
  double RelativeError(const Eigen::VectorXd& f) const;

 private:
  Samples samples_;
  Eigen::VectorXd weights_;  // over E h^2
};

}  // namespace hadamard_ntk::experiments::hierarchical

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_TEST_POINTS_H_
