#include "spectral/gram_spectrum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace hadamard_ntk::spectral {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Distinct mu > 0 from the largest down.
struct Distinct {
  double mu, multiplicity;
};

std::vector<Distinct> DistinctEigenvalues(const std::vector<Eigenspace>& eigenspaces) {
  std::vector<Distinct> distinct;
  for (const Eigenspace& own : eigenspaces) {
    if (own.mu > 0) distinct.push_back({own.mu, own.multiplicity});
  }
  std::sort(distinct.begin(), distinct.end(), [](const Distinct& a, const Distinct& b) { return a.mu > b.mu; });
  std::size_t size = 0;
  for (const Distinct& own : distinct) {
    if (size > 0 && distinct[size - 1].mu == own.mu) {
      distinct[size - 1].multiplicity += own.multiplicity;
    } else {
      distinct[size++] = own;
    }
  }
  distinct.resize(size);
  return distinct;
}

// y = center + offset: near a mu, the distance from it keeps its digits.
struct Place {
  double center, offset;
  double y() const { return center + offset; }
  double minus(double mu) const { return (center - mu) + offset; }
};

class EdgeFinder {
 public:
  EdgeFinder(std::vector<Distinct> spectrum, double tail, double n)
      : spectrum_(std::move(spectrum)), tail_(tail), n_(n) {}

  const std::vector<Distinct>& spectrum() const { return spectrum_; }
  double tail() const { return tail_; }

  double Edge(const Place& place) const {
    double sum = 0;
    for (const auto& [mu, multiplicity] : spectrum_) {
      const double ratio = place.y() / place.minus(mu);
      sum += multiplicity * mu * ratio * ratio;
    }
    return tail_ + sum;
  }

  // Above mu_0, where S <= rank mu_0^2 / (y - mu_0)^2.
  Place Top(double rank) const {
    const double mu = spectrum_.front().mu;
    return Outward(mu, 1, mu * std::sqrt(rank / n_) * (1 + 1e-12));
  }

  // y = -kappa < 0, where n < rank: S = sum F L^2 <= sum F mu / (4 kappa).
  Place BottomOfFullRank(double trace) const { return Outward(0, -1, trace / n_); }

  // 0 < y < mu_min, where n > rank.
  Place BottomAboveNull() const { return Outward(spectrum_.back().mu, -1, spectrum_.back().mu); }

  struct Gap {
    Place left, right;
  };
  // Between mu_{j+1} and mu_j, if there is a y with S(y) < n.
  std::optional<Gap> Between(std::size_t j) const {
    const double below = spectrum_[j + 1].mu, above = spectrum_[j].mu;
    const double least = Root([this](double y) { return !Rises(y); }, below, above);
    if (!(least > below && least < above) || SquaresExceedN({least, 0})) return std::nullopt;
    return Gap{Outward(below, 1, least - below), Outward(above, -1, above - least)};
  }

 private:
  bool SquaresExceedN(const Place& place) const {
    double sum = 0;
    for (const auto& [mu, multiplicity] : spectrum_) {
      const double ratio = mu / place.minus(mu);
      sum += multiplicity * ratio * ratio;
    }
    return sum > n_;
  }

  // S'(y) > 0.
  bool Rises(double y) const {
    double sum = 0;
    for (const auto& [mu, multiplicity] : spectrum_) {
      const double ratio = mu / (y - mu);
      sum += multiplicity * ratio * ratio / (mu - y);
    }
    return sum > 0;
  }

  // Where S has fallen to n on the way from `center` to `farthest` from it.
  Place Outward(double center, int direction, double farthest) const {
    return {center, direction * Root(
                                    [&](double offset) {
                                      return SquaresExceedN({center, direction * offset});
                                    },
                                    std::numeric_limits<double>::min(), farthest)};
  }

  // The x in (low, high), to its last digits, up to which `holds` does.
  template <class Condition>
  static double Root(const Condition& holds, double low, double high) {
    for (int i = 0; i < 128 && std::nextafter(low, high) < high; ++i) {
      const double middle = high > 2 * low ? std::sqrt(low) * std::sqrt(high) : low + (high - low) / 2;
      (holds(middle) ? low : high) = middle;
    }
    return low;
  }

  std::vector<Distinct> spectrum_;
  double tail_, n_;
};

// The sum of the `count` Gram eigenvalues that belong to the eigenspaces [first, last).
double SumOfBand(const EdgeFinder& finder, double n, std::size_t first, std::size_t last, double count) {
  const std::vector<Distinct>& spectrum = finder.spectrum();
  double sum = finder.tail() * count;
  for (std::size_t j = first; j < last; ++j) {
    double one = n;
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
      if (i >= first && i < last) continue;
      one += spectrum[i].multiplicity * (spectrum[i].mu / (spectrum[j].mu - spectrum[i].mu));
    }
    sum += spectrum[j].multiplicity * spectrum[j].mu * one;
  }
  return sum;
}

void Require(bool condition, const std::string& what, double value) {
  if (!condition) throw std::invalid_argument("PredictGramSpectrum: " + what + ", got " + fmt::to_string(value));
}

void CheckArguments(const std::vector<Eigenspace>& eigenspaces, double tail, double n) {
  Require(std::isfinite(tail) && tail >= 0, "the tail must be finite and >= 0", tail);
  Require(std::isfinite(n) && n > 0, "n must be finite and > 0", n);
  double largest = 0;
  for (const auto& [mu, multiplicity, power] : eigenspaces) {
    Require(std::isfinite(mu) && mu >= 0, "an eigenvalue must be finite and >= 0", mu);
    Require(std::isfinite(multiplicity) && multiplicity > 0, "a multiplicity must be finite and > 0", multiplicity);
    largest = std::max(largest, mu);
  }
  Require(largest > 0, "needs an eigenvalue > 0; the largest is 0", largest);
}

}  // namespace

GramSpectrum PredictGramSpectrum(const std::vector<Eigenspace>& eigenspaces, double tail, double n) {
  CheckArguments(eigenspaces, tail, n);
  const EdgeFinder finder(DistinctEigenvalues(eigenspaces), tail, n);
  const std::vector<Distinct>& spectrum = finder.spectrum();
  double rank = 0, trace = 0;
  for (const auto& [mu, multiplicity] : spectrum) {
    rank += multiplicity;
    trace += multiplicity * mu;
  }
  GramSpectrum result{.n = n, .bands = {}, .null_count = std::max(n - rank, 0.0), .tail = tail};
  double upper = finder.Edge(finder.Top(rank)), counted = 0, count = 0;
  std::size_t first = 0;
  const auto add = [&](double lower, std::size_t last, double own) {
    result.bands.push_back(
        {lower, upper, own, SumOfBand(finder, n, first, last, own) / own, static_cast<int>(last - first)});
  };
  for (std::size_t j = 0; j + 1 < spectrum.size(); ++j) {
    count += spectrum[j].multiplicity;
    if (count >= n) break;  // S > n below
    const auto gap = finder.Between(j);
    if (!gap) continue;
    add(finder.Edge(gap->right), j + 1, count - counted);
    upper = finder.Edge(gap->left);
    counted = count;
    first = j + 1;
  }
  // At n = rank the lowest band begins where y = 0.
  const double bottom = n < rank    ? finder.Edge(finder.BottomOfFullRank(trace))
                        : n == rank ? tail
                                    : finder.Edge(finder.BottomAboveNull());
  add(bottom, spectrum.size(), std::min(n, rank) - counted);
  return result;
}

GramSpectrum PredictGramSpectrum(const MercerSpectrum& spectrum, double n) {
  const LearningProblem problem = LearningProblem::Of(spectrum, {}, 0, 0);
  return PredictGramSpectrum(problem.eigenspaces(), problem.tail(), n);
}

double GramSpectrum::LambdaMax() const { return bands.front().count == 1 ? bands.front().mean : bands.front().upper; }

double GramSpectrum::LambdaMin() const {
  if (null_count > 0) return tail;
  return bands.back().count == 1 ? bands.back().mean : bands.back().lower;
}

double GramSpectrum::ConditionNumber(double ridge) const {
  const double least = LambdaMin() + ridge;
  return least > 0 ? (LambdaMax() + ridge) / least : kInfinity;
}

double GramSpectrum::ConjugateGradientIterations(double reduction, double ridge) const {
  if (!(reduction > 0 && reduction < 1)) {
    throw std::invalid_argument("ConjugateGradientIterations: the reduction must be in (0, 1), got " +
                                fmt::to_string(reduction));
  }
  const double least = LambdaMin() + ridge;
  double fewest = n, above = 0;
  for (const GramBand& band : bands) {
    if (least > 0) {
      const double root = std::sqrt(((band.count == 1 ? band.mean : band.upper) + ridge) / least);
      // acosh((c + 1) / (c - 1))
      const double rate = root > 1 ? std::log((root + 1) / (root - 1)) : kInfinity;
      fewest = std::min(fewest, above + std::max(1.0, std::ceil(std::acosh(1 / reduction) / rate)));
    }
    above += band.count;
  }
  return null_count > 0 && least > 0 ? std::min(fewest, above + 1) : fewest;
}

}  // namespace hadamard_ntk::spectral
