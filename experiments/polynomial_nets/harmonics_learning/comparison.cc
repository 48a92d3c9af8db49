#include "experiments/polynomial_nets/harmonics_learning/comparison.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "experiments/shared/paired_test.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

double TimeOf(const WideRun& run, Rate rate, Quantity quantity, std::size_t k) {
  const WideRun::AtRate& at = run.At(rate);
  const double scale = rate == Rate::kByTrace ? at.eta * run.diagonal : 1;
  return scale * (quantity == Quantity::kOnSamples    ? at.halving[k]
                  : quantity == Quantity::kOffSamples ? at.halving_off[k]
                                                      : at.halving_of_noise);
}

// By data set, the logarithm of how many times earlier the last degree halves than the first.
std::vector<double> LogSpeedUps(const Evidence& evidence, const std::string& network, Rate rate, std::size_t harmonic) {
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

// To the mean (of the logarithm) of the first degree, and `earlier` times earlier.
void MoveTimes(const Evidence& evidence, int first, double earlier, WideRun& run) {
  const auto own = evidence.Runs(run.network, run.parameter), of_first = evidence.Runs(run.network, first);
  for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
    std::vector<double>& halving = rate == Rate::kFair ? run.fair.halving : run.common.halving;
    for (std::size_t k = 0; k < halving.size(); ++k) {
      halving[k] *= std::exp(LogMean(of_first, rate, k) - LogMean(own, rate, k)) / earlier;
    }
  }
}

// The curve at `factor` times its steps.
Curve ReadLater(const Curve& curve, const std::vector<std::int64_t>& steps, double factor) {
  Curve result = curve;
  for (Eigen::Index i = 0; i < result.training.rows(); ++i) {
    const double later = factor * static_cast<double>(steps[static_cast<std::size_t>(i)]);
    const auto row = std::min<std::ptrdiff_t>(
        std::lower_bound(steps.begin(), steps.end(), later,
                         [](std::int64_t step, double time) { return static_cast<double>(step) < time; }) -
            steps.begin(),
        curve.training.rows() - 1);
    result.training.row(i) = curve.training.row(row);
  }
  return result;
}

}  // namespace

std::string List(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) {
    if (!text.empty()) text += ", ";
    text += std::to_string(number);
  }
  return text.empty() ? "none" : text;
}

double MeanTime(const std::vector<const WideRun*>& runs, const std::function<double(const WideRun&)>& time) {
  double sum = 0;
  for (const WideRun* run : runs) sum += std::log(time(*run)) / static_cast<double>(runs.size());
  return std::exp(sum);
}

Comparison Compare(const Evidence& evidence, const std::string& network, const std::vector<int>& order, Rate rate,
                   Quantity quantity) {
  Comparison result;
  for (std::size_t k = 0; k < evidence.config.harmonics.size(); ++k) {
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
    if (faster == cases) result.faster_at.push_back(evidence.config.harmonics[k]);
    if (slower == cases) result.slower_at.push_back(evidence.config.harmonics[k]);
  }
  return result;
}

SpeedUp SpeedUpOf(const Evidence& evidence, const std::string& network, Rate rate, std::size_t harmonic) {
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

bool ExcludesSpeedUp(const Evidence& evidence, const std::string& network, Rate rate, double factor) {
  const double wanted = std::log(factor) * static_cast<double>(evidence.Parameters(network).size() - 1);
  for (std::size_t k = 0; k < evidence.config.harmonics.size(); ++k) {
    const PairedTest test = TestPaired(LogSpeedUps(evidence, network, rate, k));
    if (test.mean + test.half_width >= wanted) return false;
  }
  return true;
}

FiniteOrder CompareFinite(const Evidence& evidence, Rate rate) {
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
    for (Eigen::Index k = 0; k < static_cast<Eigen::Index>(evidence.config.harmonics.size()); ++k) {
      const double first = HalvingOf(a, evidence.finite_steps, k), second = HalvingOf(*next, evidence.finite_steps, k);
      ++(second < first ? result.faster : second > first ? result.slower : result.undecided);
    }
  }
  return result;
}

Evidence WithDegreesExchanged(const Evidence& evidence) {
  Evidence exchanged = evidence;
  for (WideRun& run : exchanged.wide) {
    if (run.data_set % 2 == 0) continue;
    const std::vector<int> order = evidence.Parameters(run.network);
    run.parameter = *(order.rbegin() + (std::find(order.begin(), order.end(), run.parameter) - order.begin()));
  }
  return exchanged;
}

Evidence WithOrder(const Evidence& evidence, const std::string& network, double factor) {
  Evidence planted = evidence;
  const std::vector<int> order = evidence.Parameters(network);
  const auto rank = [&](int parameter) { return std::find(order.begin(), order.end(), parameter) - order.begin(); };
  for (WideRun& run : planted.wide) {
    if (run.network == network)
      MoveTimes(evidence, order.front(), std::pow(factor, static_cast<double>(rank(run.parameter))), run);
  }
  int nets = 0;
  for (const FiniteRun& run : evidence.finite) nets = std::max(nets, run.number + 1);
  for (FiniteRun& run : planted.finite) {
    const auto place = rank(run.net.parameter);
    const auto source = std::find_if(evidence.finite.begin(), evidence.finite.end(), [&](const FiniteRun& other) {
      return other.net.parameter == order.front() && other.net.width == run.net.width && other.rate == run.rate &&
             other.number == (run.number + place) % nets;
    });
    run.curve = ReadLater(source->curve, evidence.finite_steps, std::pow(factor, static_cast<double>(place)));
  }
  return planted;
}

}  // namespace hadamard_ntk::experiments::harmonics_learning
