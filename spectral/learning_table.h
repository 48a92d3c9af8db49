/// A learning curve as a table: a row for each n of what spectral/learning_curve.h predicts there, of what it neglects
/// (TailError) and of the best ridge (spectral/learning_curve_extrema.h).
///
/// The problem is of the spectrum, whose degrees up to k_max it has.  Throws KMaxTooSmall where the neglected is above
/// kNegligibleTail of n; else as LearningProblem and FindOptimalRidge do.
#ifndef HADAMARD_NTK_SPECTRAL_LEARNING_TABLE_H_
#define HADAMARD_NTK_SPECTRAL_LEARNING_TABLE_H_

#include <Eigen/Core>
#include <array>
#include <span>
#include <stdexcept>

#include "spectral/learning_curve.h"
#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::spectral {

inline constexpr std::array<const char*, 10> kLearningColumns = {
    "n",          "kappa",       "effective_dimension", "overfitting", "excess_error",
    "test_error", "train_error", "tail_error",          "best_ridge",  "best_test_error"};

/// "is too small for n = 500: ...", for a caller to put the name before that he gives k_max.
class KMaxTooSmall : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// n.size() x 10.
Eigen::MatrixXd LearningTable(const LearningProblem& problem, const MercerSpectrum& spectrum,
                              std::span<const double> n);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_LEARNING_TABLE_H_
