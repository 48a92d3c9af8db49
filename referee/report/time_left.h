/// How long a series of runs will still take, from what each took earlier, here or elsewhere.
///
/// With e_i the expected and a_i the actual seconds, after runs 0..j-1 and t seconds of run j:
///   left = max(s e_j - t, 0) + s (e_{j+1} + ... + e_{n-1}),   s = (a_0 + ... + a_{j-1}) / (e_0 + ... + e_{j-1}),
/// so that a slower machine corrects the estimate as it goes; s is kept in [1/20, 20], and is 1 while the finished runs
/// were expected to take less than 2 s. A run of which nothing is known (e_i = 0) counts nothing, also in s.
#ifndef HADAMARD_NTK_REFEREE_REPORT_TIME_LEFT_H_
#define HADAMARD_NTK_REFEREE_REPORT_TIME_LEFT_H_

#include <cstddef>
#include <string>
#include <vector>

namespace hadamard_ntk::referee {

class TimeLeft {
 public:
  /// Throws std::invalid_argument for a number that is negative or not finite.
  explicit TimeLeft(std::vector<double> expected);

  void Finish(double seconds);               ///< of the present run; the next one begins
  double Seconds(double elapsed = 0) const;  ///< left, `elapsed` seconds into the present run
  /// Whether something is known of every run that is left.
  bool complete() const;
  /// "3 min 20 s left", "more than 20 s left" if not complete; empty if nothing is known or left.
  std::string Text(double elapsed = 0) const;

 private:
  std::vector<double> expected_;
  std::size_t present_ = 0;
  double finished_expected_ = 0, finished_actual_ = 0;
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_TIME_LEFT_H_
