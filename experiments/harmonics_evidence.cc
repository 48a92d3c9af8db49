#include "experiments/harmonics_evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace hadamard_ntk::experiments {
namespace {

double TimeOf(const WideRun& run, Rate rate, Quantity quantity, std::size_t k) {
  const WideRun::AtRate& at = run.At(rate);
  return quantity == Quantity::kOnSamples    ? at.halving[k]
         : quantity == Quantity::kOffSamples ? at.halving_off[k]
                                             : at.halving_of_noise;
}

// When half is left of a finite net's projection on the samples; infinity if not by the last step.
double HalvingOf(const FiniteRun& run, const std::vector<std::int64_t>& steps, Eigen::Index k) {
  const Eigen::MatrixXd& a = run.curve.training;
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    if (std::abs(a(i, k)) <= std::abs(a(0, k)) / 2) return static_cast<double>(steps[static_cast<std::size_t>(i)]);
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace

std::string Name(Rate rate) { return rate == Rate::kCommon ? "common" : "fair"; }

std::vector<int> HarmonicsEvidence::Parameters(const std::string& network) const {
  std::set<int> found;
  for (const WideRun& run : wide) {
    if (run.network == network) found.insert(run.parameter);
  }
  return {found.begin(), found.end()};
}

std::vector<const WideRun*> HarmonicsEvidence::Runs(const std::string& network, int parameter) const {
  std::vector<const WideRun*> found;
  for (const WideRun& run : wide) {
    if (run.network == network && run.parameter == parameter) found.push_back(&run);
  }
  return found;
}

double HarmonicsEvidence::Predicted(double eta, double mu) const {
  const double step = eta * samples * mu;
  if (step >= 1) return 1;
  return step > 0 ? std::log(0.5) / std::log1p(-step) : std::numeric_limits<double>::infinity();
}

double HarmonicsEvidence::Distance(const FiniteRun& run) const {
  const WideRun& limit = *Runs(run.net.network, run.net.parameter).at(0);
  const Eigen::MatrixXd& exact = limit.At(run.rate).on_samples;
  double largest = 0;
  for (Eigen::Index i = 0; i < run.curve.training.rows(); ++i) {
    const auto place = std::find(steps.begin(), steps.end(), finite_steps[static_cast<std::size_t>(i)]);
    largest = std::max(largest, (run.curve.training.row(i) - exact.row(place - steps.begin())).norm());
  }
  return largest / exact.row(0).norm();
}

Comparison Compare(const HarmonicsEvidence& evidence, const std::string& network, const std::vector<int>& order,
                   Rate rate, Quantity quantity) {
  Comparison result;
  for (std::size_t k = 0; k < evidence.harmonics.size(); ++k) {
    int cases = 0, faster = 0, slower = 0;
    for (std::size_t i = 1; i < order.size(); ++i) {
      const auto before = evidence.Runs(network, order[i - 1]), after = evidence.Runs(network, order[i]);
      for (std::size_t set = 0; set < before.size(); ++set) {
        const double first = TimeOf(*before[set], rate, quantity, k), second = TimeOf(*after[set], rate, quantity, k);
        ++cases;
        faster += second < first;
        slower += second > first;
      }
    }
    result.cases += cases;
    result.faster += faster;
    result.slower += slower;
    if (faster == cases) result.faster_at.push_back(evidence.harmonics[k]);
    if (slower == cases) result.slower_at.push_back(evidence.harmonics[k]);
  }
  return result;
}

SpeedUp SpeedUpOf(const HarmonicsEvidence& evidence, const std::string& network, Rate rate, std::size_t harmonic) {
  const std::vector<int> order = evidence.Parameters(network);
  const auto first = evidence.Runs(network, order.front()), last = evidence.Runs(network, order.back());
  double sum = 0, squares = 0;
  const auto n = static_cast<double>(first.size());
  for (std::size_t set = 0; set < first.size(); ++set) {
    const double value = std::log(first[set]->At(rate).halving[harmonic] / last[set]->At(rate).halving[harmonic]);
    sum += value;
    squares += value * value;
  }
  const double mean = sum / n;
  return {std::exp(mean), std::sqrt(std::max(squares / n - mean * mean, 0.0) * n / std::max(n - 1, 1.0))};
}

FiniteOrder CompareFinite(const HarmonicsEvidence& evidence, Rate rate) {
  FiniteOrder result;
  for (const FiniteRun& run : evidence.finite) result.width = std::max(result.width, run.net.width);
  for (const FiniteRun& a : evidence.finite) {
    if (a.net.width != result.width || a.rate != rate) continue;
    const FiniteRun* next = nullptr;  // of the least degree above
    for (const FiniteRun& b : evidence.finite) {
      const bool other = b.net.width == result.width && b.rate == rate && b.number == a.number;
      if (other && b.net.parameter > a.net.parameter && (!next || b.net.parameter < next->net.parameter)) next = &b;
    }
    if (!next) continue;
    for (Eigen::Index k = 0; k < static_cast<Eigen::Index>(evidence.harmonics.size()); ++k) {
      const double first = HalvingOf(a, evidence.finite_steps, k), second = HalvingOf(*next, evidence.finite_steps, k);
      ++(second < first ? result.faster : second > first ? result.slower : result.undecided);
    }
  }
  return result;
}

}  // namespace hadamard_ntk::experiments
