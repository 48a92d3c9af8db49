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
// How far the search for the switch between the roads goes: as far as quadrature costs seconds, and if k_max is beyond
// its reach as far as it goes at all.
constexpr std::array kSwitchReaches = {500, kThetaRoadLimit};
// Rules tried, in turn, until two agree.
constexpr std::array kRuleSizes = {64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072};

// 0, with a bound of its size, where it cannot be told from that.
Eigenvalue Resolve(int k, double mu, double error, Eigenvalue::Road road) {
  if (std::abs(mu) > error) return {k, mu, error, road};
  return {k, 0, error + std::abs(mu), road};
}

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
    const auto mu = static_cast<double>(fine.mu[k]);
    result[k] =
        Resolve(static_cast<int>(k), mu,
                static_cast<double>(noise) + kEps / 2 * std::abs(mu) + std::numeric_limits<double>::denorm_min(),
                Eigenvalue::Road::kTheta);
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

// Both roads at the degrees first, ..., first + kOverlap - 1: how far they are apart, as a part of the eigenvalues
// there, or infinity where that is more than their errors.
double Disagreement(const std::vector<Eigenvalue>& quadrature, const DispersionTransform& transform, int first) {
  double largest = 0;
  for (int k = first; k < first + kOverlap; ++k) {
    const DispersionTransform::Value value = transform.Evaluate(k);
    const Eigenvalue& own = quadrature[static_cast<std::size_t>(k)];
    const double difference = std::abs(own.mu - value.mu);
    if (!(difference <= own.error + value.error)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, difference / std::max(std::abs(value.mu), std::abs(transform.Evaluate(k + 1).mu)));
  }
  return largest;
}

// mu_first..mu_{k_max}.  What the transform misses (branch points off its cuts) is within the disagreement at its first
// degrees, and falls faster than the eigenvalues.
void AppendFromTransform(const DispersionTransform& transform, int first, int k_max, double disagreement,
                         std::vector<Eigenvalue>& result) {
  DispersionTransform::Value value = transform.Evaluate(first);
  for (int k = first; k <= k_max; ++k) {
    const DispersionTransform::Value next = transform.Evaluate(k + 1);
    const double missed = disagreement * std::max(std::abs(value.mu), std::abs(next.mu));
    result.push_back(Resolve(k, value.mu, value.error + missed, Eigenvalue::Road::kDispersion));
    value = next;
  }
}

// Small degrees by quadrature, large ones by the transform, from the first degree on at which the latter is trusted and
// agrees; empty if there is none, and then `why` says why.
std::vector<Eigenvalue> BothRoads(const AngleKernel& kernel, int d, int k_max, double* trace, std::string* why) {
  const DispersionTransform transform(kernel.complex, d, k_max + 1);
  if (!transform.HasDiscontinuity()) {
    *why = "the kernel has no discontinuity";
    return {};
  }
  *why = "its bound is nowhere small enough up to the degrees where the two could be compared";
  std::array<int, kDispersionTargets.size()> from;
  from.fill(1);
  for (const int reach : kSwitchReaches) {
    const int highest = std::min(k_max, reach);
    for (std::size_t target = 0; target < from.size(); ++target) {
      int first = FirstTrustedDegree(transform, kDispersionTargets[target], from[target], highest);
      while (first >= 0 && first + kOverlap <= highest) {
        std::vector<Eigenvalue> result = BestThetaRoad(kernel, d, first + kOverlap - 1, trace);
        const double disagreement = Disagreement(result, transform, first);
        if (std::isfinite(disagreement)) {
          result.resize(static_cast<std::size_t>(first));
          AppendFromTransform(transform, first, k_max, disagreement, result);
          return result;
        }
        *why = "it does not agree with quadrature (the kernel has branch points too near its cuts)";
        from[target] = 2 * first;
        first = FirstTrustedDegree(transform, kDispersionTargets[target], from[target], highest);
      }
    }
    if (k_max <= kThetaRoadLimit) break;  // quadrature serves all of them
  }
  return {};
}

}  // namespace

MercerSpectrum ComputeMercerSpectrum(const AngleKernel& kernel, int d, int k_max) {
  if (d < 1) throw std::invalid_argument("ComputeMercerSpectrum: d must be >= 1, got " + std::to_string(d));
  if (k_max < 0) throw std::invalid_argument("ComputeMercerSpectrum: k_max must be >= 0, got " + std::to_string(k_max));
  if (!kernel.real && !kernel.real50 && !kernel.real120) {
    throw std::invalid_argument("ComputeMercerSpectrum: the kernel takes no real angle");
  }
  double trace = 0;
  std::string why = "the kernel takes no complex angle";
  std::vector<Eigenvalue> result;
  if (kernel.complex && k_max > kOverlap) result = BothRoads(kernel, d, k_max, &trace, &why);
  if (result.empty() && k_max > kThetaRoadLimit) {
    throw std::domain_error(
        "ComputeMercerSpectrum: k_max = " + std::to_string(k_max) +
        ", but for this kernel quadrature alone must do, which serves k_max <= " + std::to_string(kThetaRoadLimit) +
        "; larger degrees need the dispersion transform, and " + why);
  }
  if (result.empty()) result = BestThetaRoad(kernel, d, k_max, &trace);
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
    entry.cumulative_mass = std::min(1.0, (mass += entry.mu * entry.multiplicity) / trace_);
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
  const auto positive = [this](int j) { return (*this)[j].mu > (*this)[j].error; };
  return k >= 3 && k + 2 <= k_max() && positive(k - 2) && positive(k + 2);
}

MercerSpectrum::Bounded MercerSpectrum::LocalSlope(int k) const {
  if (!HasLocalSlope(k)) {
    throw std::domain_error(
        "MercerSpectrum::LocalSlope: no eigenvalues above their errors at k - 2 >= 1 and k + 2 <= k_max, k = " +
        std::to_string(k));
  }
  const Eigenvalue& below = (*this)[k - 2];
  const Eigenvalue& above = (*this)[k + 2];
  const double span = std::log1p(4.0 / (k - 2));
  // A subnormal quotient has few digits, and may vanish: then the logarithms are subtracted.
  const double quotient = above.mu / below.mu;
  const bool normal = std::isnormal(quotient);
  const double change = normal ? std::log(quotient) : std::log(above.mu) - std::log(below.mu);
  const double rounding = kEps * (1 + 2 * std::abs(change)) + (normal ? 0 : 800 * kEps);
  const double errors = -std::log1p(-below.RelativeError()) - std::log1p(-above.RelativeError());
  return {change / span, (errors + rounding) / span};
}

void MercerSpectrum::RequirePositiveDefinite() const {
  for (const Eigenvalue& eigenvalue : eigenvalues_) {
    if (eigenvalue.mu < -eigenvalue.error) {
      std::ostringstream message;
      message << "MercerSpectrum: the kernel is not positive definite on S^" << d_ << ": mu_" << eigenvalue.k << " = "
              << eigenvalue.mu << " +- " << eigenvalue.error;
      throw std::domain_error(message.str());
    }
  }
}

}  // namespace hadamard_ntk::spectral
