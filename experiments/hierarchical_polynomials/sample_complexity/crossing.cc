#include "experiments/hierarchical_polynomials/sample_complexity/crossing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

#include "experiments/shared/median.h"
#include "experiments/shared/power_law_fit.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

std::vector<double> MedianCurve(const Curves& curves, const std::vector<std::size_t>& runs) {
  std::vector<double> medians;
  for (std::size_t i = 0; i < curves.samples.size(); ++i) {
    std::vector<double> values;
    for (const std::size_t run : runs) values.push_back(curves.values[run][i]);
    medians.push_back(Median(std::move(values)));
  }
  return medians;
}

struct Crossings {
  std::vector<double> d, samples;
};

// runs(i): which runs of curves[i] count.
template <class Runs>
Crossings Cross(const std::vector<Curves>& curves, const std::vector<double>& levels, bool rising, const Runs& runs) {
  Crossings crossings;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const auto at = Crossing(curves[i].samples, MedianCurve(curves[i], runs(i)), levels[i], rising);
    if (!at) continue;
    crossings.d.push_back(curves[i].d);
    crossings.samples.push_back(*at);
  }
  return crossings;
}

}  // namespace

std::optional<double> Crossing(const std::vector<double>& samples, const std::vector<double>& curve, double level,
                               bool rising) {
  const auto wrong = [&](double value) { return rising ? value < level : value > level; };
  for (std::size_t i = curve.size(); i-- > 0;) {
    if (!wrong(curve[i])) continue;
    if (i + 1 == curve.size()) return {};
    const double share = (level - curve[i]) / (curve[i + 1] - curve[i]);
    return samples[i] * std::pow(samples[i + 1] / samples[i], share);
  }
  return {};
}

Exponent FitExponent(const std::string& quantity, int k, const std::vector<Curves>& curves,
                     const std::vector<double>& levels, bool rising, int replicates, std::uint64_t seed) {
  Exponent exponent{.quantity = quantity, .k = k, .tried = static_cast<int>(curves.size())};
  const auto all = [&](std::size_t i) {
    std::vector<std::size_t> runs(curves[i].values.size());
    for (std::size_t run = 0; run < runs.size(); ++run) runs[run] = run;
    return runs;
  };
  const Crossings whole = Cross(curves, levels, rising, all);
  exponent.d.assign(whole.d.begin(), whole.d.end());
  exponent.samples = whole.samples;
  if (whole.d.size() < 3) return exponent;
  exponent.value = FitPowerLaw(whole.d, whole.samples).exponent;
  std::vector<double> resampled;
  std::uint64_t drawn = 0;
  for (int replicate = 0; replicate < replicates; ++replicate) {
    const Crossings crossings = Cross(curves, levels, rising, [&](std::size_t i) {
      const std::size_t count = curves[i].values.size();
      std::vector<double> uniform(count);
      models::FillUniform({seed, models::Purpose::kShuffle, static_cast<std::uint32_t>(k)}, drawn,
                          std::span<double>(uniform));
      drawn += count;
      std::vector<std::size_t> runs;
      for (const double u : uniform) runs.push_back(static_cast<std::size_t>(u * static_cast<double>(count)));
      return runs;
    });
    if (crossings.d.size() >= 3) resampled.push_back(FitPowerLaw(crossings.d, crossings.samples).exponent);
  }
  if (20 * resampled.size() < 19 * static_cast<std::size_t>(replicates) || resampled.empty()) return exponent;
  std::sort(resampled.begin(), resampled.end());
  const auto percentile = [&](double share) {
    return resampled[static_cast<std::size_t>(share * static_cast<double>(resampled.size() - 1) + 0.5)];
  };
  exponent.known = true;
  exponent.low = percentile(0.025);
  exponent.high = percentile(0.975);
  return exponent;
}

}  // namespace hadamard_ntk::experiments::sample_complexity
