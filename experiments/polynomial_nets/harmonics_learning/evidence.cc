#include "experiments/polynomial_nets/harmonics_learning/evidence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>

#include "experiments/shared/paired_test.h"

namespace hadamard_ntk::experiments {
namespace {

double TimeOf(const WideRun& run, Rate rate, Quantity quantity, std::size_t k) {
  const WideRun::AtRate& at = run.At(rate);
  const double scale = rate == Rate::kByTrace ? at.eta * run.diagonal : 1;
  return scale * (quantity == Quantity::kOnSamples    ? at.halving[k]
                  : quantity == Quantity::kOffSamples ? at.halving_off[k]
                                                      : at.halving_of_noise);
}

// By data set, the logarithm of how many times earlier the last degree halves than the first.
std::vector<double> LogSpeedUps(const HarmonicsEvidence& evidence, const std::string& network, Rate rate,
                                std::size_t harmonic) {
  const std::vector<int> order = evidence.Parameters(network);
  const auto first = evidence.Runs(network, order.front()), last = evidence.Runs(network, order.back());
  std::vector<double> logs;
  for (std::size_t set = 0; set < first.size(); ++set) {
    logs.push_back(std::log(TimeOf(*first[set], rate, Quantity::kOnSamples, harmonic) /
                            TimeOf(*last[set], rate, Quantity::kOnSamples, harmonic)));
  }
  return logs;
}

double LogMean(const std::vector<const WideRun*>& runs, Rate rate, std::size_t k) {
  double sum = 0;
  for (const WideRun* run : runs) sum += std::log(run->At(rate).halving[k]);
  return sum / static_cast<double>(runs.size());
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

std::string Name(Rate rate) { return rate == Rate::kCommon ? "common" : rate == Rate::kFair ? "fair" : "trace"; }

std::string List(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) {
    if (!text.empty()) text += ", ";
    text += std::to_string(number);
  }
  return text.empty() ? "none" : text;
}

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
  double sum = 0, squares = 0;
  const std::vector<double> logs = LogSpeedUps(evidence, network, rate, harmonic);
  const auto n = static_cast<double>(logs.size());
  for (const double value : logs) {
    sum += value;
    squares += value * value;
  }
  const double mean = sum / n;
  return {std::exp(mean), std::sqrt(std::max(squares / n - mean * mean, 0.0) * n / std::max(n - 1, 1.0))};
}

bool ExcludesSpeedUp(const HarmonicsEvidence& evidence, const std::string& network, Rate rate, double factor) {
  const double wanted = std::log(factor) * static_cast<double>(evidence.Parameters(network).size() - 1);
  for (std::size_t k = 0; k < evidence.harmonics.size(); ++k) {
    const PairedTest test = TestPaired(LogSpeedUps(evidence, network, rate, k));
    if (test.mean + test.half_width >= wanted) return false;
  }
  return true;
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

HarmonicsEvidence WithDegreesExchanged(const HarmonicsEvidence& evidence) {
  HarmonicsEvidence exchanged = evidence;
  for (WideRun& run : exchanged.wide) {
    if (run.data_set % 2 == 0) continue;
    const std::vector<int> order = evidence.Parameters(run.network);
    run.parameter = *(order.rbegin() + (std::find(order.begin(), order.end(), run.parameter) - order.begin()));
  }
  return exchanged;
}

HarmonicsEvidence WithOrder(const HarmonicsEvidence& evidence, const std::string& network, double factor) {
  HarmonicsEvidence planted = evidence;
  const std::vector<int> order = evidence.Parameters(network);
  const auto rank = [&](int parameter) { return std::find(order.begin(), order.end(), parameter) - order.begin(); };
  for (WideRun& run : planted.wide) {
    if (run.network != network) continue;
    const double earlier = std::pow(factor, static_cast<double>(rank(run.parameter)));
    for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
      std::vector<double>& halving = rate == Rate::kFair ? run.fair.halving : run.common.halving;
      for (std::size_t k = 0; k < halving.size(); ++k) {
        halving[k] *= std::exp(LogMean(evidence.Runs(network, order.front()), rate, k) -
                               LogMean(evidence.Runs(network, run.parameter), rate, k)) /
                      earlier;
      }
    }
  }
  const std::vector<std::int64_t>& steps = evidence.finite_steps;
  int nets = 0;
  for (const FiniteRun& run : evidence.finite) nets = std::max(nets, run.number + 1);
  for (FiniteRun& run : planted.finite) {
    const auto place = rank(run.net.parameter);
    const auto source = std::find_if(evidence.finite.begin(), evidence.finite.end(), [&](const FiniteRun& other) {
      return other.net.parameter == order.front() && other.net.width == run.net.width && other.rate == run.rate &&
             other.number == (run.number + place) % nets;
    });
    run.curve = source->curve;
    Eigen::MatrixXd& a = run.curve.training;
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      const double later =
          std::pow(factor, static_cast<double>(place)) * static_cast<double>(steps[static_cast<std::size_t>(i)]);
      const auto row = std::min<std::ptrdiff_t>(
          std::lower_bound(steps.begin(), steps.end(), later,
                           [](std::int64_t step, double time) { return static_cast<double>(step) < time; }) -
              steps.begin(),
          source->curve.training.rows() - 1);
      a.row(i) = source->curve.training.row(row);
    }
  }
  return planted;
}

}  // namespace hadamard_ntk::experiments
