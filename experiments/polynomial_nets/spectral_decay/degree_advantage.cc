#include "experiments/polynomial_nets/spectral_decay/degree_advantage.h"

#include <algorithm>

namespace hadamard_ntk::experiments::spectral_decay {
namespace {

// The k of the largest gain, the first of equal ones.
int PeakOf(const DegreePair& pair, int k_max) {
  int peak = 0;
  for (int k = 1; k <= k_max; ++k) {
    if (pair.Gain(k) > pair.Gain(peak)) peak = k;
  }
  return peak;
}

}  // namespace

int ExceedsFrom(const NetworkSpectrum& more, const NetworkSpectrum& less) {
  int from = -1;
  for (int k = std::min(more.spectrum.k_max(), less.spectrum.k_max()); k >= 0; --k) {
    const spectral::Eigenvalue& a = more.spectrum[k];
    const spectral::Eigenvalue& b = less.spectrum[k];
    if (a.mu == 0 && b.mu == 0) continue;
    if ((a.mu - a.error) / more.spectrum.trace() <= (b.mu + b.error) / less.spectrum.trace()) return from;
    from = k;
  }
  return from;
}

double DegreePair::Gain(int k) const {
  return (more->spectrum[k].mu / more->spectrum.trace()) / (less->spectrum[k].mu / less->spectrum.trace());
}

std::vector<DegreePair> ConsecutiveDegrees(const Evidence& evidence) {
  std::vector<DegreePair> pairs;
  const std::vector<const NetworkSpectrum*> nets = evidence.Of(NetworkKernel::Family::kPolynomialNet);
  for (const NetworkSpectrum* less : nets) {
    const NetworkSpectrum* more = nullptr;
    for (const NetworkSpectrum* candidate : nets) {
      if (candidate->spectrum.d() == less->spectrum.d() && candidate->network.parameter > less->network.parameter &&
          (more == nullptr || candidate->network.parameter < more->network.parameter)) {
        more = candidate;
      }
    }
    if (less->network.parameter >= 2 && more != nullptr) pairs.push_back({less, more});
  }
  return pairs;
}

DegreeAdvantages MeasureAdvantages(const Evidence& evidence) {
  DegreeAdvantages all;
  for (const DegreePair& pair : ConsecutiveDegrees(evidence)) {
    const int d = pair.less->spectrum.d(), n = pair.less->network.parameter, larger = pair.more->network.parameter;
    const int from = ExceedsFrom(*pair.more, *pair.less), peak = PeakOf(pair, evidence.window_high);
    const double gain = pair.Gain(peak), gain_at_end = pair.Gain(evidence.window_high);
    all.exchanged_refused = all.exchanged_refused && ExceedsFrom(*pair.less, *pair.more) < 0;
    if (gain > all.largest_gain) {
      all.largest_gain = gain;
      all.largest_gain_at = peak;
      all.largest_gain_of = "N = " + std::to_string(n) + " -> " + std::to_string(larger) + " on S^" + std::to_string(d);
    }
    all.ahead_from = std::max(all.ahead_from, from);
    all.largest_gain_at_end = std::max(all.largest_gain_at_end, gain_at_end);
    all.values.push_back({{"d", d},
                          {"degree", n},
                          {"larger_degree", larger},
                          {"ahead_from_k", from},
                          {"largest_gain", gain},
                          {"largest_gain_at_k", peak},
                          {"gain_at_k_max", gain_at_end}});
  }
  return all;
}

}  // namespace hadamard_ntk::experiments::spectral_decay
