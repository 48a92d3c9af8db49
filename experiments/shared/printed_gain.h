/// Whether a printed gain of one kind of net over another shows in differences measured here.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_PRINTED_GAIN_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_PRINTED_GAIN_H_

#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "experiments/shared/paired_test.h"
#include "referee/program/json.h"

namespace hadamard_ntk::experiments {

/// One comparison of a claim "nets of this kind are better": a gain as printed, and what was measured, one difference
/// for each seed or fold.
struct PrintedGain {
  std::string name;    ///< of the comparison: a data set, a kind of net, a frequency
  double printed = 0;  ///< > 0
  std::vector<double> differences = {};
};

/// Whether a mean is above 0 at the level 0.05 of the whole family: one-sided Student's test, corrected by Holm.
struct GainTest {
  PairedTest test;
  double p_holm = 1;
  bool found = false;
};
std::vector<GainTest> TestGains(const std::vector<std::vector<double>>& differences);

/// What TestGains says of a claim's comparisons, and whether that says anything.
///
/// Positive control: the same differences moved so that their mean is the printed gain; the scatter stays that of the
/// run.  Of a comparison that it does not find, the run has no power to say anything.
/// Negative control: the names of the two nets exchanged on every other seed.  Of a gain little is left (its mean, over
/// n seeds, is 0 or 1/n of it, its scatter as large as it was), so nothing may be found; differences that alternate,
/// or a test that does not look at their sign, are found, and spoil it.
struct JudgedGains {
  std::vector<std::string> names;
  std::vector<double> printed;
  std::vector<GainTest> measured;
  std::vector<bool> printed_found;   ///< by comparison: the positive control
  bool exchanged_refused = false;    ///< the negative control
  bool printed_excluded = false;     ///< in every comparison the 95% confidence interval lies below the printed gain
  bool reversed_everywhere = false;  ///< every mean is below 0 at the level 0.05 of the family
  bool reversed_somewhere = false;

  bool AllPrintedFound() const;
  /// "a (0.1), b (0.2)": names with the printed gains, of those found (or not).
  std::string WithPower(bool power) const;
  /// "... found for ..., not for ...": the positive control in words.
  std::string PowerText() const;
  /// name -> gain, half_width_95, p_greater, p_less, p_holm, printed_gain, printed_gain_would_be_found
  Json Values() const;
};
/// Throws std::invalid_argument without comparisons, for a printed gain that is not positive, and as TestPaired.
JudgedGains JudgeGains(const std::vector<PrintedGain>& gains);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_PRINTED_GAIN_H_
