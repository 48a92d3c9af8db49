#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"

#include <oneapi/tbb/parallel_for.h>

#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "ntk/fully_connected.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "ntk/residual_net.h"

namespace hadamard_ntk::experiments::spectral_decay {

using Family = NetworkKernel::Family;

std::string FamilyName(Family family) {
  switch (family) {
    case Family::kPolynomialNet:
      return "pnn";
    case Family::kFullyConnected:
      return "fc";
    case Family::kResidualNet:
      return "resnet";
    case Family::kFullyConnectedNngp:
      return "fc_nngp";
  }
  throw std::invalid_argument("FamilyName: no such family");
}

std::string ParameterName(Family family) {
  switch (family) {
    case Family::kPolynomialNet:
      return "degree";
    case Family::kFullyConnected:
    case Family::kFullyConnectedNngp:
      return "depth";
    case Family::kResidualNet:
      return "blocks";
  }
  throw std::invalid_argument("ParameterName: no such family");
}

std::string DisplayName(const NetworkKernel& network) {
  const std::string parameter = std::to_string(network.parameter);
  switch (network.family) {
    case Family::kPolynomialNet:
      return "PNN, N = " + parameter;
    case Family::kFullyConnected:
      return "FC, depth " + parameter;
    case Family::kResidualNet:
      return "ResNet, " + parameter + " blocks";
    case Family::kFullyConnectedNngp:
      return "NNGP of FC, depth " + parameter;
  }
  throw std::invalid_argument("DisplayName: no such family");
}

spectral::AngleKernel OnTheSphere(const NetworkKernel& network) {
  using spectral::AngleKernel;
  switch (network.family) {
    case Family::kPolynomialNet:
      return AngleKernel::From(ntk::OnSphere(ntk::PolynomialNet(network.parameter, network.normalization)));
    case Family::kFullyConnected:
      return AngleKernel::From(ntk::OnSphere(ntk::FullyConnected(network.parameter)));
    case Family::kResidualNet:
      return AngleKernel::From(ntk::OnSphere(ntk::ResidualNet(network.parameter, 1.0 / network.parameter)));
    case Family::kFullyConnectedNngp:
      return AngleKernel::From(ntk::NngpOnSphere(ntk::FullyConnected(network.parameter)));
  }
  throw std::invalid_argument("OnTheSphere: no such family");
}

namespace {

void CheckPrecision(const NetworkKernel& network, const spectral::MercerSpectrum& spectrum, double precision) {
  spectrum.RequirePositiveDefinite();
  for (const spectral::Eigenvalue& eigenvalue : spectrum.eigenvalues()) {
    if (eigenvalue.mu == 0 || eigenvalue.RelativeError() <= precision) continue;
    std::ostringstream message;
    message << "ComputeNetworkSpectra: " << DisplayName(network) << " on S^" << spectrum.d() << ": mu_" << eigenvalue.k
            << " = " << eigenvalue.mu << " is known to a relative error of " << eigenvalue.RelativeError()
            << " only, not to the precision of " << precision << " asked for";
    throw std::domain_error(message.str());
  }
}

}  // namespace

std::vector<NetworkSpectrum> ComputeNetworkSpectra(const std::vector<NetworkKernel>& networks,
                                                   const std::vector<int>& d, int k_max, double precision,
                                                   Progress& progress) {
  const std::size_t count = networks.size() * d.size();
  std::vector<std::optional<NetworkSpectrum>> slots(count);
  progress.Start("spectra", static_cast<std::int64_t>(count));
  oneapi::tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    const NetworkKernel& network = networks[i % networks.size()];
    const int sphere = d[i / networks.size()];
    const spectral::AngleKernel kernel = OnTheSphere(network);
    spectral::MercerSpectrum spectrum = spectral::ComputeMercerSpectrum(kernel, sphere, k_max);
    CheckPrecision(network, spectrum, precision);
    slots[i].emplace(NetworkSpectrum{network, std::move(spectrum), spectral::PredictDecay(kernel, sphere)});
    progress.Advance();
  });
  std::vector<NetworkSpectrum> result;
  for (auto& slot : slots) result.push_back(*std::move(slot));
  return result;
}

}  // namespace hadamard_ntk::experiments::spectral_decay
