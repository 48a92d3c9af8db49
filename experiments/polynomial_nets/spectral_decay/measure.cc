#include "experiments/polynomial_nets/spectral_decay/measure.h"

#include <algorithm>
#include <utility>

#include "ntk/normalization.h"

namespace hadamard_ntk::experiments::spectral_decay {
namespace {

using Family = NetworkKernel::Family;

// The claims are about k >> d: they are judged up to here at least.
constexpr int kLeastClaimDegree = 4096;
// Beyond the last degree asked for, so that it has a local slope.
constexpr int kSlopeMargin = 2;

// The control's kernel is smoother than an NTK, and its discontinuity known to k^2 eps only.
constexpr double kControlPrecision = 1e-2;

ntk::Normalization NormalizationOf(const Config& config) {
  return config.normalization == "unit" ? ntk::Normalization::kUnit : ntk::Normalization::kRawActivation;
}

std::vector<NetworkKernel> NetworksAskedFor(const Config& config) {
  std::vector<NetworkKernel> networks;
  for (const int degree : config.degrees) {
    networks.push_back({Family::kPolynomialNet, degree, NormalizationOf(config)});
  }
  for (const int depth : config.depths) networks.push_back({Family::kFullyConnected, depth});
  return networks;
}

// Those asked for, and what the claims need besides.
std::vector<NetworkKernel> NetworksForClaims(const Config& config) {
  std::vector<NetworkKernel> networks = NetworksAskedFor(config);
  const auto ensure = [&networks](const NetworkKernel& network) {
    if (std::find(networks.begin(), networks.end(), network) == networks.end()) networks.push_back(network);
  };
  if (std::count_if(config.degrees.begin(), config.degrees.end(), [](int n) { return n >= 2; }) < 2) {
    ensure({Family::kPolynomialNet, 2, NormalizationOf(config)});
    ensure({Family::kPolynomialNet, 3, NormalizationOf(config)});
  }
  ensure({Family::kFullyConnected, 3});
  ensure({Family::kResidualNet, 2});
  ensure({Family::kResidualNet, 5});
  return networks;
}

// Those asked for, and the circle and S^4: the claims are about every d, and S^4 is the first sphere on which the mass
// of a degree falls no faster than Theorem 7 says.
std::vector<int> SpheresForClaims(const Config& config) {
  std::vector<int> spheres = config.d;
  for (const int d : {1, 4}) {
    if (std::find(spheres.begin(), spheres.end(), d) == spheres.end()) spheres.push_back(d);
  }
  return spheres;
}

}  // namespace

std::vector<const NetworkSpectrum*> Evidence::Of(Family family) const {
  std::vector<const NetworkSpectrum*> result;
  for (const NetworkSpectrum& spectrum : spectra) {
    if (spectrum.network.family == family) result.push_back(&spectrum);
  }
  return result;
}

std::vector<const NetworkSpectrum*> Evidence::AskedFor() const {
  const std::vector<NetworkKernel> networks = NetworksAskedFor(asked);
  std::vector<const NetworkSpectrum*> result;
  for (const NetworkSpectrum& network : spectra) {
    if (std::find(networks.begin(), networks.end(), network.network) == networks.end()) continue;
    if (std::find(asked.d.begin(), asked.d.end(), network.spectrum.d()) == asked.d.end()) continue;
    result.push_back(&network);
  }
  return result;
}

Evidence Measure(const Config& config, RunContext& context) {
  const std::vector<int> spheres = SpheresForClaims(config);
  const int k_max = std::max(config.k_max + kSlopeMargin, kLeastClaimDegree);
  Evidence evidence{
      .spectra = ComputeNetworkSpectra(NetworksForClaims(config), spheres, k_max, config.precision, context.progress),
      .window_low = k_max / 4,
      .window_high = k_max,
      .asked = config};
  for (NetworkSpectrum& control :
       ComputeNetworkSpectra({{Family::kFullyConnectedNngp, 2}}, spheres, k_max, kControlPrecision, context.progress)) {
    evidence.spectra.push_back(std::move(control));
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::spectral_decay
