#include "spectral/learning_curve_extrema.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::spectral {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What bounds the turns, of the eigenspaces with mu > 0.
struct Extent {
  double least = kInfinity, largest = 0;
  double count = 0;            // sum F
  double squares = 0;          // sum F (mu / largest)^2
  double reachable = 0;        // sum v^2 mu / largest
  double inverse = 0;          // sum F least / mu
  double inverse_squares = 0;  // sum v^2 (least / mu)^2
  double null_power = 0;       // sigma^2 + sum of v^2 over mu = 0: what no kappa > 0 removes
  double power = 0;            // sigma^2 + sum of v^2
};

Extent ExtentOf(const LearningProblem& problem) {
  Extent extent;
  extent.null_power = extent.power = problem.noise_variance();
  for (const Eigenspace& own : problem.eigenspaces()) {
    if (own.mu > 0) extent.least = std::min(extent.least, own.mu);
    extent.largest = std::max(extent.largest, own.mu);
  }
  for (const auto& [mu, multiplicity, power] : problem.eigenspaces()) {
    extent.power += power;
    if (mu == 0) {
      extent.null_power += power;
      continue;
    }
    const double ratio = extent.least / mu, share = mu / extent.largest;
    extent.count += multiplicity;
    extent.squares += multiplicity * share * share;
    extent.reachable += share * power;
    extent.inverse += multiplicity * ratio;
    extent.inverse_squares += power * ratio * ratio;
  }
  return extent;
}

struct SignChange {
  double kappa;
  bool rising;  // from < 0 to > 0 as kappa grows
};

// The sign changes of `slope` for low < kappa < high, from the largest kappa down.
template <class Slope>
std::vector<SignChange> SignChanges(const Slope& slope, double low, double high) {
  constexpr double kQuarterOctave = 1.189207115002721;
  std::vector<SignChange> changes;
  double right = high, at_right = slope(high);
  while (right > low) {
    const double left = std::max(right / kQuarterOctave, low), at_left = slope(left);
    if (at_left * at_right < 0 || (at_right == 0 && at_left != 0)) {
      double a = left, b = right;
      for (int i = 0; i < 60 && std::nextafter(a, b) < b; ++i) {
        const double middle = a + (b - a) / 2;
        (std::signbit(slope(middle)) == std::signbit(at_left) ? a : b) = middle;
      }
      changes.push_back({a + (b - a) / 2, at_left < 0});
    }
    right = left;
    at_right = at_left;
  }
  return changes;
}

// n - sum F L, as a sum around an exact count.
double Unlearnt(const LearningProblem::Sums& sums, double n) {
  return (n - sums.above) + sums.unlearnt_above - sums.learnt_below;
}

// The test error at n with the ridge that belongs to kappa.
OptimalRidge AtKappa(const LearningProblem& problem, double n, double kappa) {
  const LearningProblem::Sums sums = problem.SumsAt(kappa);
  const double unlearnt = Unlearnt(sums, n);
  return {std::max(kappa * unlearnt - problem.tail(), 0.0), kappa,
          n * (sums.unlearnt_power + problem.noise_variance()) / (sums.slope() + unlearnt)};
}

void RequirePositive(const char* function, double n) {
  if (n > 0 && std::isfinite(n)) return;
  throw std::invalid_argument(std::string(function) + ": n must be positive and finite, got " + std::to_string(n));
}

}  // namespace

OptimalRidge FindOptimalRidge(const LearningProblem& problem, double n) {
  RequirePositive("FindOptimalRidge", n);
  const Extent extent = ExtentOf(problem);
  const LearningPoint without = problem.WithRidge(0).Predict(n);
  OptimalRidge best{0, without.kappa, without.test_error};
  if (best.test_error == 0) return best;
  if (extent.reachable == 0) return {kInfinity, kInfinity, extent.power};
  // For kappa >= the largest mu: N' >= sum mu v^2 / (4 kappa), C <= sum F mu^2 / kappa^2 and N <= the power; where
  // n - Q >= n / 2, too, the slope is positive beyond the last of these.
  const double high =
      1.01 * extent.largest *
      std::max({1.0, std::sqrt(2 * extent.squares / n), 16 * extent.squares * extent.power / (n * extent.reachable)});
  // For kappa <= the least mu: N' <= 2 kappa^2 sum v^2 / mu^2, 2 C >= kappa / 4 sum F / mu, N >= the null power; the
  // slope is negative below this.
  const double below = extent.null_power * extent.inverse / (8 * n * extent.inverse_squares);
  const double low = std::max(
      {without.kappa, without.kappa > 0 ? 0 : extent.least * std::min(1.0, below), std::numeric_limits<double>::min()});
  const auto slope = [&](double kappa) {
    const LearningProblem::Sums sums = problem.SumsAt(kappa);
    return 2 * sums.power_slope * (sums.slope() + Unlearnt(sums, n)) -
           2 * sums.curvature * (sums.unlearnt_power + problem.noise_variance());
  };
  for (const SignChange& change : SignChanges(slope, low, std::max(low, high))) {
    if (!change.rising) continue;
    const OptimalRidge turn = AtKappa(problem, n, change.kappa);
    if (turn.test_error < best.test_error) best = turn;
  }
  return best;
}

std::vector<CurveTurn> FindTurns(const LearningProblem& problem, double n_min, double n_max) {
  RequirePositive("FindTurns", n_min);
  RequirePositive("FindTurns", n_max);
  if (n_min >= n_max) {
    throw std::invalid_argument("FindTurns: needs n_min < n_max, got " + std::to_string(n_min) + " and " +
                                std::to_string(n_max));
  }
  const Extent extent = ExtentOf(problem);
  const double constant = problem.ridge() + problem.tail(), high = problem.Kappa(n_min);
  if (extent.power == 0 || high == 0) return {};
  double low = problem.Kappa(n_max);
  const bool interpolates = low == 0;  // n = rank on the way
  if (interpolates) {
    // Below, with kappa_0 = kappa / least <= 1/8, s is the one decreasing term: the error falls as kappa grows.
    const double share = extent.null_power > 0 ? std::sqrt(extent.null_power / extent.inverse_squares) / 8 : 1;
    low = std::max(extent.least * std::min(1.0, share) / 8, std::numeric_limits<double>::min());
  }
  const auto slope = [&](double kappa) {
    const LearningProblem::Sums sums = problem.SumsAt(kappa);
    const double s = sums.slope() + constant / kappa, n = s + sums.squares;
    return (sums.squares * s - 2 * sums.curvature * n) * (sums.unlearnt_power + problem.noise_variance()) +
           2 * s * n * sums.power_slope;
  };
  std::vector<CurveTurn> turns;
  for (const SignChange& change : SignChanges(slope, std::min(low, high), high)) {
    const LearningProblem::Sums sums = problem.SumsAt(change.kappa);
    const double s = sums.slope() + constant / change.kappa, n = s + sums.squares;
    turns.push_back({n, change.kappa, n * (sums.unlearnt_power + problem.noise_variance()) / s, !change.rising});
  }
  if (interpolates && extent.null_power > 0 && n_min < extent.count && extent.count < n_max) {
    turns.push_back({extent.count, 0, kInfinity, true});
  }
  return turns;
}

}  // namespace hadamard_ntk::spectral
