#include "experiments/quadratic_nets/relinear_kernels/spectra.h"

#include <oneapi/tbb/parallel_for.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <utility>

#include "ntk/correlation.h"
#include "ntk/fully_connected.h"
#include "ntk/on_sphere.h"
#include "ntk/quadratic_net.h"
#include "ntk/relinear_net.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::experiments::relinear_kernels {
namespace {

struct PartOnSphere {
  int hidden, d;
  Part part;

  template <ntk::Scalar T>
  T operator()(const T& theta) const {
    using R = ntk::RealOf<T>;
    const ntk::MagnitudeOf<T> one(R(1));
    const ntk::Correlation<T> c = ntk::Correlation<T>::FromAngle(theta);
    const T square = c.cosine() * c.cosine(), powers = T(T(R(1)) + R(2) * square) / R(d + 3);
    const ntk::ReLinearParts<T> parts = ntk::ReLinearNet(hidden).Parts<T>(one, one, c, powers);
    return part == kReadout ? parts.readout : part == kLinear ? parts.linear : part == kGate ? parts.gate : parts.power;
  }
};

}  // namespace

std::string SphereKernel::Name() const {
  if (kind == kPart) return NameOf(part);
  return kind == kReLinear ? "relinear" : kind == kConventional ? "conventional" : "random";
}

spectral::AngleKernel OnTheSphere(const SphereKernel& kernel) {
  using ntk::OnSphere;
  using spectral::AngleKernel;
  switch (kernel.kind) {
    case SphereKernel::kPart:
      return AngleKernel::From(PartOnSphere{kernel.hidden, kernel.d, kernel.part});
    case SphereKernel::kReLinear:
      return AngleKernel::From(OnSphere(ntk::ReLinearNet(kernel.hidden, kernel.gate_rate)));
    case SphereKernel::kConventional:
      return AngleKernel::From(OnSphere(ntk::FullyConnected(kernel.hidden + 1, 1)));
    case SphereKernel::kRandom:
      return AngleKernel::From(OnSphere(ntk::QuadraticNet(kernel.hidden)));
  }
  throw std::invalid_argument("OnTheSphere: no such kernel");
}

PartValues AngleCoefficients(int hidden, int d) {
  double t = 0, g = 0, b = 0, linear = 0, gate = 0, power = 0, fourth = 3.0 / (d + 3);
  for (int layer = 1; layer <= hidden; ++layer) {
    const double r = layer + 1, slope = 1 / (std::numbers::pi * std::sqrt(r));
    linear += r;
    power += fourth + 1;
    t -= linear * slope;
    g -= gate * slope;
    b -= power * slope;
    gate += r * r;
    fourth = 3 * r * r;
  }
  return {0, t, g, b};
}

std::vector<KernelSpectrum> ComputeSpectra(const std::vector<int>& d, int k_max, Progress& progress) {
  std::vector<SphereKernel> kernels;
  for (const int sphere : d) {
    for (const int hidden : kSphereHidden) {
      for (const Part part : kParts) {
        kernels.push_back({.kind = SphereKernel::kPart, .hidden = hidden, .d = sphere, .part = part});
      }
      for (const double rate : kGateRates) kernels.push_back({.hidden = hidden, .d = sphere, .gate_rate = rate});
      kernels.push_back({.kind = SphereKernel::kConventional, .hidden = hidden, .d = sphere});
      kernels.push_back({.kind = SphereKernel::kRandom, .hidden = hidden, .d = sphere});
    }
  }
  std::vector<std::optional<KernelSpectrum>> slots(kernels.size());
  progress.Start("spectra", static_cast<std::int64_t>(kernels.size()));
  oneapi::tbb::parallel_for(std::size_t{0}, kernels.size(), [&](std::size_t i) {
    const spectral::AngleKernel kernel = OnTheSphere(kernels[i]);
    slots[i].emplace(KernelSpectrum{kernels[i], spectral::ComputeMercerSpectrum(kernel, kernels[i].d, k_max),
                                    spectral::PredictDecay(kernel, kernels[i].d)});
    progress.Advance();
  });
  std::vector<KernelSpectrum> spectra;
  for (auto& slot : slots) spectra.push_back(*std::move(slot));
  return spectra;
}

}  // namespace hadamard_ntk::experiments::relinear_kernels
