#include "spectral/learning_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "spectral/multiplicity.h"

namespace hadamard_ntk::spectral {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void Require(bool condition, const char* function, const char* what, double value) {
  if (condition) return;
  std::ostringstream message;
  message.precision(17);
  message << function << ": " << what << ", got " << value;
  throw std::invalid_argument(message.str());
}

void RequireNotNegative(const char* function, const char* what, double value) {
  Require(std::isfinite(value) && value >= 0, function, what, value);
}

}  // namespace

LearningProblem::LearningProblem(std::vector<Eigenspace> eigenspaces, double ridge, double noise_variance, double tail)
    : eigenspaces_(std::move(eigenspaces)),
      ridge_(ridge),
      noise_variance_(noise_variance),
      tail_(tail),
      least_(kInfinity) {
  constexpr const char* kSelf = "LearningProblem";
  RequireNotNegative(kSelf, "the ridge must be finite and >= 0", ridge);
  RequireNotNegative(kSelf, "the noise variance must be finite and >= 0", noise_variance);
  RequireNotNegative(kSelf, "the tail must be finite and >= 0", tail);
  if (eigenspaces_.empty()) throw std::invalid_argument("LearningProblem: needs at least one eigenspace, got none");
  for (const auto& [mu, multiplicity, target_power] : eigenspaces_) {
    RequireNotNegative(kSelf, "an eigenvalue must be finite and >= 0", mu);
    RequireNotNegative(kSelf, "a target power must be finite and >= 0", target_power);
    Require(std::isfinite(multiplicity) && multiplicity > 0, kSelf, "a multiplicity must be finite and > 0",
            multiplicity);
    power_ += target_power;
    (mu > 0 ? rank_ : null_power_) += mu > 0 ? multiplicity : target_power;
    trace_ += multiplicity * mu;
    if (mu > 0) least_ = std::min(least_, mu);
  }
  Require(std::isfinite(rank_), kSelf, "the sum of the multiplicities must be finite", rank_);
  Require(std::isfinite(power_ + noise_variance), kSelf, "the power of the labels must be finite",
          power_ + noise_variance);
  Require(std::isfinite(trace_ + tail + ridge), kSelf, "trace + tail + ridge must be finite", trace_ + tail + ridge);
}

LearningProblem LearningProblem::Of(const MercerSpectrum& spectrum, const std::vector<double>& target_power,
                                    double ridge, double noise_variance) {
  spectrum.RequirePositiveDefinite();
  const std::size_t degrees = spectrum.eigenvalues().size();
  Require(target_power.size() <= degrees, "LearningProblem::Of", "needs target powers of degrees <= k_max",
          static_cast<double>(target_power.size()) - 1);
  std::vector<Eigenspace> eigenspaces(degrees);
  for (std::size_t k = 0; k < degrees; ++k) {
    // Below its error, and maybe below 0, it is not told from 0.
    const Eigenvalue& own = spectrum.eigenvalues()[k];
    eigenspaces[k] = {own.mu > own.error ? own.mu : 0, Multiplicity(spectrum.d(), static_cast<int>(k)),
                      k < target_power.size() ? target_power[k] : 0};
  }
  const MercerSpectrum::Bounded above = spectrum.MassAbove(spectrum.k_max());
  return LearningProblem(std::move(eigenspaces), ridge, noise_variance, above.value > above.error ? above.value : 0);
}

LearningProblem LearningProblem::WithRidge(double ridge) const {
  RequireNotNegative("LearningProblem::WithRidge", "the ridge must be finite and >= 0", ridge);
  LearningProblem other = *this;
  other.ridge_ = ridge;
  return other;
}

LearningProblem::Sums LearningProblem::SumsAt(double kappa) const {
  Sums sums;
  for (const auto& [mu, multiplicity, target_power] : eigenspaces_) {
    const double total = mu + kappa, learnt = mu / total, unlearnt = kappa / total;
    const double slope = multiplicity * learnt * unlearnt;
    const bool above = mu >= kappa;
    sums.above += above ? multiplicity : 0;
    sums.unlearnt_above += above ? multiplicity * unlearnt : 0;
    sums.learnt_below += above ? 0 : multiplicity * learnt;
    sums.slope_above += above ? slope : 0;
    sums.slope_below += above ? 0 : slope;
    sums.squares += multiplicity * learnt * learnt;
    sums.curvature += slope * learnt;
    const double power = unlearnt * unlearnt * target_power;
    sums.unlearnt_power += power;
    sums.power_slope += power * learnt;
  }
  return sums;
}

// Newton's method for log(falling / rising) = 0 in log kappa, where falling = rising is the equation of the header with
// n - sum F on the side on which it is positive; bisection where a step leaves the bracket or does not halve it.
double LearningProblem::PositiveRoot(double n) const {
  const double constant = ridge_ + tail_;
  // n kappa < trace + constant; and n kappa > constant, n > rank mu / (mu + kappa) at the least mu > 0.
  double high = (trace_ + constant) / n;
  double low = std::max(constant / n, n < rank_ ? least_ * ((rank_ - n) / n) : 0.0);
  low = std::max(low * (1 - 1e-12), std::numeric_limits<double>::min());
  high = std::max(high * (1 + 1e-12), low);
  Require(std::isfinite(high), "LearningProblem::Kappa", "(trace + tail + ridge) / n must be finite or n = 0", n);
  double kappa = std::sqrt(low) * std::sqrt(high), last = kInfinity;
  for (int iteration = 0; iteration < 200; ++iteration) {
    const Sums sums = SumsAt(kappa);
    const double excess = n - sums.above;
    const double falling = sums.learnt_below + constant / kappa + std::max(-excess, 0.0);
    const double rising = sums.unlearnt_above + std::max(excess, 0.0);
    (falling > rising ? low : high) = kappa;
    const double steepness = (sums.slope_below + constant / kappa) / falling + sums.slope_above / rising;
    const double step = std::log(falling / rising) / steepness;
    if (std::abs(step) <= 2 * std::numeric_limits<double>::epsilon()) break;
    const double newton = kappa * std::exp(step);
    const bool converges = newton > low && newton < high && std::abs(step) < last / 2;
    const double next = converges ? newton : std::sqrt(low) * std::sqrt(high);
    last = converges ? std::abs(step) : kInfinity;
    if (next == kappa) break;
    kappa = next;
  }
  return kappa;
}

double LearningProblem::Kappa(double n) const {
  RequireNotNegative("LearningProblem::Kappa", "n must be finite and >= 0", n);
  if (n == 0) return kInfinity;
  if (ridge_ + tail_ == 0 && n >= rank_) return 0;
  return PositiveRoot(n);
}

// kappa = 0: nothing of the rank is left to learn.
LearningPoint LearningProblem::PredictInterpolated(double n) const {
  LearningPoint point{.n = n, .kappa = 0, .effective_dimension = rank_};
  const double rest = n - rank_;
  const double power = null_power_ + noise_variance_;
  point.overfitting = rest > 0 ? n / rest : kInfinity;
  const double share = rest / n;
  point.test_error = power > 0 ? point.overfitting * power : 0;
  point.excess_error = (null_power_ > 0 ? point.overfitting * null_power_ : 0) +
                       (noise_variance_ > 0 && rank_ > 0 ? (rest > 0 ? rank_ / rest : kInfinity) * noise_variance_ : 0);
  point.train_error = share * power;  // (rest / n)^2 n / rest
  return point;
}

LearningPoint LearningProblem::Predict(double n) const {
  const double kappa = Kappa(n);
  if (n == 0) {
    const double share = ridge_ > 0 ? ridge_ / (trace_ + tail_ + ridge_) : 0;
    const double test = power_ + noise_variance_;
    return {.n = 0, .kappa = kappa, .excess_error = power_, .test_error = test, .train_error = share * share * test};
  }
  if (kappa == 0) return PredictInterpolated(n);
  const Sums sums = SumsAt(kappa);
  const double rest = sums.slope() + (ridge_ + tail_) / kappa;  // n - sum F L^2
  LearningPoint point{.n = n, .kappa = kappa};
  point.effective_dimension = sums.squares + sums.slope();
  point.overfitting = n / rest;
  const double bias = point.overfitting * sums.unlearnt_power;
  point.excess_error = bias + sums.squares / rest * noise_variance_;
  point.test_error = bias + point.overfitting * noise_variance_;
  const double share = ridge_ / kappa / n;
  point.train_error = share * share * point.test_error;
  return point;
}

std::vector<LearningPoint> LearningProblem::Predict(std::span<const double> n) const {
  std::vector<LearningPoint> curve;
  curve.reserve(n.size());
  for (const double value : n) curve.push_back(Predict(value));
  return curve;
}

std::vector<double> LearningProblem::Learnabilities(double kappa) const {
  Require(kappa >= 0, "LearningProblem::Learnabilities", "kappa must be >= 0", kappa);
  std::vector<double> learnabilities;
  learnabilities.reserve(eigenspaces_.size());
  for (const Eigenspace& own : eigenspaces_) {
    learnabilities.push_back(own.mu > 0 && !std::isinf(kappa) ? own.mu / (own.mu + kappa) : 0);
  }
  return learnabilities;
}

double TailError(const LearningProblem& problem, const MercerSpectrum& spectrum, const LearningPoint& point) {
  if (problem.tail() == 0 || std::isinf(point.kappa)) return 0;
  const double largest = problem.tail() / Multiplicity(spectrum.d(), spectrum.k_max() + 1);
  return problem.tail() / point.kappa / point.n * std::min(1.0, largest / point.kappa);
}

}  // namespace hadamard_ntk::spectral
