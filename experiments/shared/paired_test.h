/// Student's paired test, the sign test, and Holm's correction of several.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_PAIRED_TEST_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_PAIRED_TEST_H_

#include <vector>

namespace hadamard_ntk::experiments {

/// Student's paired test of differences a_i - b_i, one for each seed or fold [Student1908].
struct PairedTest {
  double mean = 0;
  double standard_error = 0;
  double t = 0;           ///< mean / standard error; +-infinity if all differences are equal and not 0, 0 if all are 0
  double p_greater = 1;   ///< probability of a t at least as large if the true mean is 0
  double p_less = 1;      ///< the same for a t at most as large
  double half_width = 0;  ///< of the 95% confidence interval of the mean
};

/// Throws std::invalid_argument for fewer than two differences, or one that is not finite.
PairedTest TestPaired(const std::vector<double>& differences);

/// The sign test of pairs that differ, exactly: the probability that of `more` + `less` fair coins at least `more` show
/// heads.  For pairs of failures it is McNemar's test [McNemar1947].  Throws std::invalid_argument for a negative
/// count.
double SignTest(int more, int less);

/// p-values of several tests, corrected by Holm's step-down rule [Holm1979]: the i-th smallest of m times m - i + 1,
/// made not to decrease with p, at most 1.  To call an effect real where the result is below a level errs anywhere
/// among the m with at most that probability, however the tests depend on one another.  In the order given. Throws
/// std::invalid_argument for a p that is not in [0, 1].
std::vector<double> HolmCorrected(const std::vector<double>& p);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_PAIRED_TEST_H_
