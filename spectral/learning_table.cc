#include "spectral/learning_table.h"

#include <fmt/format.h>

#include <cstddef>

#include "spectral/learning_curve_extrema.h"

namespace hadamard_ntk::spectral {

Eigen::MatrixXd LearningTable(const LearningProblem& problem, const MercerSpectrum& spectrum,
                              std::span<const double> n) {
  Eigen::MatrixXd table(static_cast<Eigen::Index>(n.size()), static_cast<Eigen::Index>(kLearningColumns.size()));
  for (std::size_t i = 0; i < n.size(); ++i) {
    const LearningPoint at = problem.Predict(n[i]);
    const OptimalRidge best = FindOptimalRidge(problem, n[i]);
    const double tail_error = TailError(problem, spectrum, at);
    if (tail_error > kNegligibleTail) {
      throw KMaxTooSmall(
          fmt::format("is too small for n = {}: the degrees above it hold {:g} of the trace, and what the prediction "
                      "neglects of them may be {:g} % of n",
                      at.n, problem.tail(), 100 * tail_error));
    }
    table.row(static_cast<Eigen::Index>(i)) << at.n, at.kappa, at.effective_dimension, at.overfitting, at.excess_error,
        at.test_error, at.train_error, tail_error, best.ridge, best.test_error;
  }
  return table;
}

}  // namespace hadamard_ntk::spectral
