#include "experiments/polynomial_nets/gated_units/spectra.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <utility>

#include "ntk/activations/gelu.h"
#include "ntk/activations/hermite_coefficients.h"
#include "ntk/activations/sigmoids.h"
#include "ntk/gated_unit.h"
#include "ntk/normalization.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"
#include "spectral/angle_kernel.h"
#include "spectral/exact_mercer.h"
#include "spectral/high_precision.h"
#include "spectral/power_series_spectrum.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

bool Smooth(const std::string& net) { return net == "gelu_2layer" || net == "geglu" || net == "swiglu"; }

// 2 t kappa_2 + t^2 kappa_1 at unit norms, kappa_2 = sum_n a_n^2 t^n of SiLU's Hermite coefficients: (n + 2) a_n^2 is
// the coefficient of t^{n+1}.  By parts, n a_n^2 is the square of the coefficient n - 1 of the derivative.
spectral::PowerSeries SwiGluSeries() {
  using spectral::Real50;
  constexpr int kTerms = 320;
  const auto silu = ntk::ComputeHermiteCoefficients<Real50>(ntk::Silu::Value<Real50>, ntk::Silu::Derivative<Real50>,
                                                            Real50(1), kTerms, kTerms);
  const std::size_t terms = silu.value.size();
  // Of a_n, whose rms is below 1.
  const Real50 error = silu.value_alias + Real50(8.0 + static_cast<double>(terms)) * ntk::Epsilon<Real50>();
  spectral::PowerSeries series{{0}, {0}};
  for (std::size_t n = 0; n < terms; ++n) {
    const Real50 factor(static_cast<double>(n) + 2), a = abs(silu.value[n]);
    series.coefficients.push_back(static_cast<double>(Real50(factor * a * a)));
    series.errors.push_back(static_cast<double>(Real50(factor * error * (2 * a + error))) +
                            std::numeric_limits<double>::epsilon() * series.coefficients.back());
  }
  const Real50& last = silu.derivative.back();
  const Real50 rest = 2 * silu.value_rest * silu.value_rest + last * last + silu.derivative_rest * silu.derivative_rest;
  series.rest = 2 * static_cast<double>(rest);  // the nodes see 92% of it
  return series;
}

spectral::AngleKernel OnTheSphere(const std::string& net) {
  using ntk::OnSphere;
  using spectral::AngleKernel;
  if (net == "relu_2layer") return AngleKernel::From(OnSphere(ntk::UngatedUnit<ntk::Relu>()));
  if (net == "gelu_2layer") return AngleKernel::From(OnSphere(ntk::UngatedUnit<ntk::Gelu>()));
  if (net == "reglu") return AngleKernel::From(OnSphere(ntk::ReGlu()));
  if (net == "geglu") return AngleKernel::From(OnSphere(ntk::GatedUnit<ntk::Gelu>()));
  if (net == "pnn_2") return AngleKernel::From(OnSphere(ntk::PolynomialNet(2, ntk::Normalization::kRawActivation)));
  throw std::invalid_argument("OnTheSphere: no such net: '" + net + "'");
}

}  // namespace

std::vector<std::string> NetNames() { return {"relu_2layer", "gelu_2layer", "reglu", "geglu", "swiglu", "pnn_2"}; }

std::string DisplayName(const std::string& net) {
  if (net == "relu_2layer") return "two-layer ReLU";
  if (net == "gelu_2layer") return "two-layer GELU";
  if (net == "reglu") return "ReGLU";
  if (net == "geglu") return "GEGLU";
  if (net == "swiglu") return "SwiGLU";
  if (net == "pnn_2") return "PNN, N = 2";
  throw std::invalid_argument("DisplayName: no such net: '" + net + "'");
}

std::vector<NetSpectrum> ComputeSpectra(const std::vector<int>& d, int k_max, Progress& progress) {
  const std::vector<std::string> nets = NetNames();
  const std::size_t count = nets.size() * d.size();
  const spectral::PowerSeries swiglu = SwiGluSeries();
  std::vector<std::optional<NetSpectrum>> slots(count);
  progress.Start("spectra", static_cast<std::int64_t>(count));
  oneapi::tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    const std::string& net = nets[i % nets.size()];
    const int sphere = d[i / nets.size()], last = Smooth(net) ? std::min(k_max, kLastSmoothDegree) : k_max;
    slots[i].emplace(NetSpectrum{net, net == "swiglu"
                                          ? spectral::ComputePowerSeriesSpectrum(swiglu, sphere, last)
                                          : spectral::ComputeMercerSpectrum(OnTheSphere(net), sphere, last)});
    progress.Advance();
  });
  std::vector<NetSpectrum> result;
  for (auto& slot : slots) result.push_back(*std::move(slot));
  return result;
}

spectral::AnglePolynomial ExactReGlu() {
  using spectral::AnglePolynomial;
  using spectral::PiLaurent;
  const AnglePolynomial cosine = AnglePolynomial::Cos();
  return PiLaurent::Monomial(PiLaurent::Rational(1, 2), -1) *
         (cosine * (2 * AnglePolynomial::Sin() + 3 * AnglePolynomial::Phi() * cosine));
}

spectral::AnglePolynomial ExactSecondDegreeNet() {
  using spectral::AnglePolynomial;
  using spectral::PiLaurent;
  const AnglePolynomial sine = AnglePolynomial::Sin(), arc = AnglePolynomial::Phi() * AnglePolynomial::Cos();
  return PiLaurent::Monomial(PiLaurent::Rational(1, 2), -2) * ((sine + arc) * (sine + 3 * arc));
}

std::vector<ExactPair> ComputeExactly(const std::vector<int>& d, int k_max) {
  std::vector<ExactPair> result;
  for (const int sphere : d) {
    const auto reglu = spectral::ExactMercerEigenvalues(ExactReGlu(), sphere, k_max);
    const auto pnn_2 = spectral::ExactMercerEigenvalues(ExactSecondDegreeNet(), sphere, k_max);
    for (int k = 0; k <= k_max; ++k) {
      result.push_back({sphere, k, reglu[static_cast<std::size_t>(k)], pnn_2[static_cast<std::size_t>(k)]});
    }
  }
  return result;
}

double OddLaw(int d, int k) {
  const double log_constant =
      d * std::numbers::ln2 + 2 * std::lgamma((d + 1) / 2.0) - std::log(3 * std::numbers::pi * std::numbers::pi);
  return std::exp(log_constant - (d + 1) * std::log(k + (d - 1) / 2.0));
}

double GeometricCorrection(int d, int k) {
  const double shifted = k + (d - 1) / 2.0;
  return std::pow(1 + 2 / shifted, -(d - 2) / 2.0);
}

}  // namespace hadamard_ntk::experiments::gated_units
