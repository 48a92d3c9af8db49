#include "experiments/polynomial_nets/spectral_decay/tails.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments::spectral_decay {
namespace {

// At the top of the window the eigenvalues must follow the predicted law this closely (its next term is of relative
// order d^3 / k^2: 0.0005 at k = 4096 for d = 50).
constexpr double kLawTolerance = 0.01;

}  // namespace

Evidence Planted(const Evidence& evidence, const std::function<double(const NetworkSpectrum&)>& gain) {
  Evidence planted{{}, evidence.window_low, evidence.window_high, evidence.asked};
  for (const NetworkSpectrum& network : evidence.spectra) {
    const double exponent = gain(network);
    const int d = network.spectrum.d();
    std::vector<spectral::Eigenvalue> eigenvalues = network.spectrum.eigenvalues();
    for (spectral::Eigenvalue& eigenvalue : eigenvalues) {
      if (eigenvalue.k == 0) continue;
      const double factor = std::pow(eigenvalue.k + (d - 1) / 2.0, exponent);
      eigenvalue.mu *= factor;
      eigenvalue.error *= factor;
    }
    spectral::DecayLaws laws = network.laws;
    laws.even.exponent -= exponent;
    laws.odd.exponent -= exponent;
    planted.spectra.push_back(
        {network.network, spectral::MercerSpectrum(d, network.spectrum.trace(), std::move(eigenvalues)), laws});
  }
  return planted;
}

Tail MeasureTail(const NetworkSpectrum& network, int low, int high) {
  Tail tail;
  for (int parity = 0; parity < 2; ++parity) {
    const int top = high - (high + parity) % 2;
    tail.present[parity] = network.spectrum[top].mu > 0;
    if (!tail.present[parity]) continue;
    tail.fit[parity] = spectral::FitDecay(network.spectrum, low, high, parity);
    const spectral::DecayLaw& law = parity == 0 ? network.laws.even : network.laws.odd;
    tail.law_deviation[parity] = network.spectrum[top].mu / law(top) - 1;
    const int d = network.spectrum.d(), bottom = low + (low + parity) % 2;
    const double lambda = (d - 1) / 2.0;
    const double change = std::log(network.spectrum[top].mu / network.spectrum[bottom].mu) +
                          spectral::LogMultiplicity(d, top) - spectral::LogMultiplicity(d, bottom);
    tail.mass_exponent[parity] = -change / std::log((top + lambda) / (bottom + lambda));
  }
  return tail;
}

bool FamilyTails::FollowLaw() const { return largest_law_deviation <= kLawTolerance; }

FamilyTails MeasureTails(const Evidence& evidence, NetworkKernel::Family family, int least_parameter,
                         double exponent_per_d, const std::function<double(const NetworkSpectrum&)>& wrong) {
  FamilyTails tails;
  for (const NetworkSpectrum* network : evidence.Of(family)) {
    if (network->network.parameter < least_parameter) continue;
    const int d = network->spectrum.d();
    const Tail tail = MeasureTail(*network, evidence.window_low, evidence.window_high);
    Json entry = {{"kernel", FamilyName(family)},
                  {"parameter_name", ParameterName(family)},
                  {"parameter", network->network.parameter},
                  {"d", d}};
    for (int parity = 0; parity < 2; ++parity) {
      if (!tail.present[parity]) continue;
      const double excess = tail.fit[parity].exponent - exponent_per_d * d;
      tails.smallest_exponent = std::min(tails.smallest_exponent, excess);
      tails.largest_exponent = std::max(tails.largest_exponent, excess);
      const double mass_exponent = tail.mass_exponent[parity];
      tails.smallest_mass_exponent = std::min(tails.smallest_mass_exponent, mass_exponent);
      double& largest_mass_exponent = tails.largest_mass_exponent.try_emplace(d, mass_exponent).first->second;
      largest_mass_exponent = std::max(largest_mass_exponent, mass_exponent);
      tails.largest_law_deviation = std::max(tails.largest_law_deviation, std::abs(tail.law_deviation[parity]));
      tails.largest_standard_error = std::max(tails.largest_standard_error, tail.fit[parity].exponent_error);
      const double with_wrong_constant = (1 + tail.law_deviation[parity]) / wrong(*network) - 1;
      tails.control_rejected = tails.control_rejected && std::abs(with_wrong_constant) > kLawTolerance;
      const spectral::DecayLaw& law = parity == 0 ? network->laws.even : network->laws.odd;
      entry[parity == 0 ? "even" : "odd"] = {{"exponent", tail.fit[parity].exponent},
                                             {"exponent_standard_error", tail.fit[parity].exponent_error},
                                             {"predicted_exponent", law.exponent},
                                             {"predicted_constant", law.constant},
                                             {"deviation_from_law", tail.law_deviation[parity]},
                                             {"mass_exponent", mass_exponent}};
    }
    tails.values.push_back(entry);
  }
  return tails;
}

}  // namespace hadamard_ntk::experiments::spectral_decay
