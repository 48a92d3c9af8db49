#include "spectral/mercer_spectrum.h"

#include <mpfr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "spectral/dispersion_transform.h"
#include "spectral/multiplicity.h"
#include "spectral/theta_quadrature.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
// The dispersion transform is trusted from where its own bound is this small, relatively; kernels smoother than an NTK,
// for which the bound never gets there, from where it is as small as the second.
constexpr std::array kDispersionTargets = {1e-13, 1e-10};
// Degrees at which both roads are compared.
constexpr int kOverlap = 4;
// Rules tried, in turn, until two agree.
constexpr std::array kRuleSizes = {64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072};

// mu_0..mu_{k_max} by quadrature with converged rules, or an empty vector if Real has too few digits for some nonzero
// eigenvalue; in the last resort (`accept_all`) what is below the noise is reported as zero with its bound.
template <class Real, class Kernel>
std::vector<Eigenvalue> ThetaRoad(const Kernel& kernel, int d, int k_max, bool accept_all, double* trace) {
  using std::abs;
  ThetaQuadratureResult<Real> coarse, fine;
  bool converged = false;
  // Two rules agree when they differ by less than double can show, or by less than noise.
  const auto change = [&](std::size_t k) { return abs(Real(fine.mu[k] - coarse.mu[k])); };
  for (const int n : kRuleSizes) {
    if (2 * n < k_max + d + 64) continue;
    fine = ThetaQuadrature<Real>(kernel, d, k_max, n);
    converged = !coarse.mu.empty();
    for (std::size_t k = 0; converged && k < fine.mu.size(); ++k) {
      converged = change(k) <= Real(kEps / 4) * abs(fine.mu[k]) + Real(4) * fine.floor[k];
    }
    if (converged) break;
    coarse = fine;
  }
  if (!converged) {
    throw std::domain_error("ComputeMercerSpectrum: quadrature in theta does not converge with " +
                            std::to_string(kRuleSizes.back()) + " nodes (the kernel is not analytic on [0, pi])");
  }
  *trace = static_cast<double>(fine.trace);

  std::vector<Eigenvalue> result(fine.mu.size());
  const Real tolerance(kEps);
  const auto resolved = [&](std::size_t k) { return fine.floor[k] <= tolerance * abs(fine.mu[k]); };
  for (std::size_t k = 0; k < result.size(); ++k) {
    const Real noise = Real(4) * fine.floor[k] + change(k);
    // Zero: below the noise, while the noise is itself nothing beside a neighbour that is resolved.
    const bool beside_resolved = (k > 0 && noise <= tolerance * abs(fine.mu[k - 1])) ||
                                 (k + 1 < result.size() && noise <= tolerance * abs(fine.mu[k + 1]));
    const bool zero = abs(fine.mu[k]) <= noise;
    if (!accept_all && !resolved(k) && !(zero && beside_resolved)) return {};
    result[k].k = static_cast<int>(k);
    result[k].mu = zero ? 0 : static_cast<double>(fine.mu[k]);
    result[k].error = static_cast<double>(noise) + (zero ? 0 : kEps / 2 * std::abs(result[k].mu));
    result[k].road = Eigenvalue::Road::kTheta;
  }
  return result;
}

// MPFR keeps constants and working memory for each thread, and leaks them when a thread ends.
struct MpfrMemory {
  ~MpfrMemory() { mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE); }
};

// With as many digits as it takes and the kernel has.
std::vector<Eigenvalue> BestThetaRoad(const AngleKernel& kernel, int d, int k_max, double* trace) {
  thread_local const MpfrMemory freed_with_this_thread;
  std::vector<Eigenvalue> result;
  if (kernel.real50) result = ThetaRoad<Real50>(kernel.real50, d, k_max, !kernel.real120, trace);
  if (result.empty() && kernel.real120) result = ThetaRoad<Real120>(kernel.real120, d, k_max, true, trace);
  if (result.empty()) result = ThetaRoad<double>(kernel.real, d, k_max, true, trace);
  return result;
}

// First degree from which on the transform's bound is within `target`, or -1.
int FirstTrustedDegree(const DispersionTransform& transform, double target, int from, int to) {
  for (int k = from; k + kOverlap <= to; ++k) {
    bool good = true;
    bool any = false;
    for (int j = k; good && j < k + kOverlap; ++j) {
      const DispersionTransform::Value value = transform.Evaluate(j);
      // A degree whose eigenvalue vanishes has no relative bound; it must be small beside its neighbours.
      const double size = std::max(std::abs(value.mu), std::abs(transform.Evaluate(j + 1).mu));
      any = any || std::abs(value.mu) > value.error;
      good = std::isfinite(value.mu) && value.error <= target * size;
    }
    if (good && any) return k;
  }
  return -1;
}

Eigenvalue FromTransform(const DispersionTransform& transform, int k) {
  const DispersionTransform::Value value = transform.Evaluate(k);
  const bool zero = std::abs(value.mu) <= value.error;
  return {k, zero ? 0 : value.mu, zero ? value.error + std::abs(value.mu) : value.error, Eigenvalue::Road::kDispersion};
}

}  // namespace

MercerSpectrum ComputeMercerSpectrum(const AngleKernel& kernel, int d, int k_max) {
  if (d < 1) throw std::invalid_argument("ComputeMercerSpectrum: d must be >= 1, got " + std::to_string(d));
  if (k_max < 0) throw std::invalid_argument("ComputeMercerSpectrum: k_max must be >= 0, got " + std::to_string(k_max));
  if (!kernel.real && !kernel.real50 && !kernel.real120) {
    throw std::invalid_argument("ComputeMercerSpectrum: the kernel takes no real angle");
  }
  double trace = 0;
  // The search for the switch goes only as far as the quadrature road can follow.
  constexpr int kHighestSwitch = 500;
  if (kernel.complex && k_max > kOverlap) {
    const int highest = std::min(k_max, kHighestSwitch);
    const DispersionTransform transform(kernel.complex, d, k_max + 1);
    for (const double target : kDispersionTargets) {
      if (!transform.HasDiscontinuity()) break;
      int first = FirstTrustedDegree(transform, target, 1, highest);
      while (first >= 0 && first + kOverlap <= highest) {
        std::vector<Eigenvalue> result = BestThetaRoad(kernel, d, first + kOverlap - 1, &trace);
        bool agree = true;
        for (int k = first; agree && k < first + kOverlap; ++k) {
          const Eigenvalue other = FromTransform(transform, k);
          const Eigenvalue& own = result[static_cast<std::size_t>(k)];
          agree = std::abs(own.mu - other.mu) <= own.error + other.error;
        }
        if (agree) {
          result.resize(static_cast<std::size_t>(first));
          for (int k = first; k <= k_max; ++k) result.push_back(FromTransform(transform, k));
          return MercerSpectrum(d, trace, std::move(result));
        }
        first = FirstTrustedDegree(transform, target, 2 * first, highest);
      }
    }
  }
  if (k_max > kThetaRoadLimit) {
    throw std::domain_error(
        "ComputeMercerSpectrum: k_max = " + std::to_string(k_max) + " needs the dispersion transform (" +
        "quadrature alone serves k_max <= " + std::to_string(kThetaRoadLimit) + "), and for this kernel it " +
        (kernel.complex ? "does not converge" : "has no complex angle"));
  }
  std::vector<Eigenvalue> result = BestThetaRoad(kernel, d, k_max, &trace);
  return MercerSpectrum(d, trace, std::move(result));
}

double Eigenvalue::RelativeError() const {
  if (error == 0) return 0;
  return mu == 0 ? std::numeric_limits<double>::infinity() : error / std::abs(mu);
}

MercerSpectrum::MercerSpectrum(int d, double trace, std::vector<Eigenvalue> eigenvalues)
    : d_(d), trace_(trace), eigenvalues_(std::move(eigenvalues)) {
  // Neumaier's compensated sum: MassAbove subtracts it from the trace.
  double sum = 0, compensation = 0, error = 0;
  for (const Eigenvalue& eigenvalue : eigenvalues_) {
    const double multiplicity = Multiplicity(d_, eigenvalue.k);
    const double term = eigenvalue.mu * multiplicity;
    const double total = sum + term;
    compensation += std::abs(sum) >= std::abs(term) ? (sum - total) + term : (term - total) + sum;
    sum = total;
    error += eigenvalue.error * multiplicity + 4 * kEps * std::abs(term);
    cumulative_.push_back(sum + compensation);
    cumulative_error_.push_back(error);
  }
}

double MercerSpectrum::Mass(int k) const { return (*this)[k].mu * Multiplicity(d_, k); }

MercerSpectrum::Bounded MercerSpectrum::MassAbove(int k) const {
  const auto index = static_cast<std::size_t>(k);
  return {trace_ - cumulative_.at(index), cumulative_error_.at(index) + 2 * kEps * std::abs(trace_)};
}

MercerSpectrum::Bounded MercerSpectrum::Reconstruct(double theta) const {
  auto zonal = ZonalRecurrence<double>::AtAngle(d_, theta);
  double sum = 0, magnitude = 0;
  for (const Eigenvalue& eigenvalue : eigenvalues_) {
    const double term = eigenvalue.mu * Multiplicity(d_, eigenvalue.k) * zonal.value();
    sum += term;
    magnitude += std::abs(term) * (1 + eigenvalue.k);  // P_k carries k roundings
    zonal.Advance();
  }
  const Bounded tail = MassAbove(k_max());
  return {sum, std::abs(tail.value) + tail.error + 4 * kEps * magnitude};
}

std::vector<MercerSpectrum::SortedEigenvalue> MercerSpectrum::Sorted() const {
  std::vector<SortedEigenvalue> sorted;
  for (const Eigenvalue& eigenvalue : eigenvalues_) {
    if (eigenvalue.mu != 0) sorted.push_back({eigenvalue.k, eigenvalue.mu, Multiplicity(d_, eigenvalue.k), 0, 0});
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.mu > b.mu; });
  double count = 0, mass = 0;
  for (SortedEigenvalue& entry : sorted) {
    entry.cumulative_count = count += entry.multiplicity;
    entry.cumulative_mass = (mass += entry.mu * entry.multiplicity) / trace_;
  }
  return sorted;
}

std::vector<int> MercerSpectrum::Zeros() const {
  std::vector<int> zeros;
  for (const Eigenvalue& eigenvalue : eigenvalues_) {
    if (eigenvalue.mu == 0) zeros.push_back(eigenvalue.k);
  }
  return zeros;
}

bool MercerSpectrum::HasLocalSlope(int k) const {
  return k >= 3 && k + 2 <= k_max() && (*this)[k - 2].mu > 0 && (*this)[k + 2].mu > 0;
}

MercerSpectrum::Bounded MercerSpectrum::LocalSlope(int k) const {
  if (!HasLocalSlope(k)) {
    throw std::domain_error(
        "MercerSpectrum::LocalSlope: no positive eigenvalues at k - 2 >= 1 and k + 2 <= k_max, k = " +
        std::to_string(k));
  }
  const Eigenvalue& below = (*this)[k - 2];
  const Eigenvalue& above = (*this)[k + 2];
  const double span = std::log((k + 2.0) / (k - 2.0));
  return {std::log(above.mu / below.mu) / span, (below.RelativeError() + above.RelativeError() + 2 * kEps) / span};
}

void MercerSpectrum::RequirePositiveDefinite() const {
  for (const Eigenvalue& eigenvalue : eigenvalues_) {
    if (eigenvalue.mu < -eigenvalue.error) {
      throw std::domain_error("MercerSpectrum: the kernel is not positive definite on S^" + std::to_string(d_) +
                              ": mu_" + std::to_string(eigenvalue.k) + " = " +
                              (std::ostringstream() << eigenvalue.mu).str());
    }
  }
}

}  // namespace hadamard_ntk::spectral
