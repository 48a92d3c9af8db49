#include "ntk/activations/quadrature.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "ntk/activations/sigmoids.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr int kFirstTerms = 32;
constexpr int kMostTerms = 4096;
constexpr std::size_t kRemembered = std::size_t{1} << 22;  // coefficients

template <class Phi>
QuadratureActivation Of() {
  return QuadratureActivation(Phi::template Value<double>, Phi::template Derivative<double>);
}

}  // namespace

struct QuadratureActivation::State {
  Function phi;
  Function derivative;
  int max_terms;

  std::mutex mutex = {};
  std::unordered_map<std::uint64_t, std::shared_ptr<const HermiteCoefficients<double>>> of_norm = {};
  std::size_t remembered = 0;
};

QuadratureActivation::QuadratureActivation(Function phi, Function derivative, int max_terms) {
  if (!phi || !derivative) throw std::invalid_argument("QuadratureActivation: phi and phi' must not be empty");
  if (max_terms < kFirstTerms || max_terms > kMostTerms) {
    throw std::invalid_argument("QuadratureActivation: max_terms must be in 32..4096, got " +
                                std::to_string(max_terms));
  }
  state_ = std::make_shared<State>();
  state_->phi = std::move(phi);
  state_->derivative = std::move(derivative);
  state_->max_terms = max_terms;
}

QuadratureActivation QuadratureActivation::Silu() { return Of<ntk::Silu>(); }
QuadratureActivation QuadratureActivation::Tanh() { return Of<ntk::Tanh>(); }
QuadratureActivation QuadratureActivation::Softplus() { return Of<ntk::Softplus>(); }

double QuadratureActivation::Value(double u) const { return state_->phi(u); }
double QuadratureActivation::Derivative(double u) const { return state_->derivative(u); }

std::shared_ptr<const HermiteCoefficients<double>> QuadratureActivation::At(double p) const {
  if (!(p >= 0 && std::isfinite(p))) {
    throw std::domain_error("QuadratureActivation: a norm must be finite and >= 0, got " + Describe(p));
  }
  const std::uint64_t key = std::bit_cast<std::uint64_t>(p + 0.0);
  {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->of_norm.find(key);
    if (found != state_->of_norm.end()) return found->second;
  }
  // Computed by every thread that misses it: the same numbers.
  auto made = std::make_shared<const HermiteCoefficients<double>>(
      ComputeHermiteCoefficients<double>(state_->phi, state_->derivative, p, kFirstTerms, state_->max_terms));
  const std::lock_guard lock(state_->mutex);
  if (state_->remembered > kRemembered) state_->of_norm.clear(), state_->remembered = 0;
  if (state_->of_norm.emplace(key, made).second) state_->remembered += 2 * made->value.size();
  return made;
}

template <class T>
ActivationMoments<T> QuadratureActivation::OfNumbers(double p, double q, const Correlation<T>& rho) const {
  if constexpr (ComplexScalar<T>) {
    if (!(std::norm(rho.cosine()) <= 1 + 8 * kEps)) {
      throw std::domain_error("QuadratureActivation: the series in rho needs |rho| <= 1, got " +
                              Describe(rho.cosine()));
    }
  }
  const auto a = At(p), b = p == q ? a : At(q);
  return {MomentsOfSeries<T, double>(a->value, b->value, rho),
          SumSeries<T, double>(a->derivative, b->derivative, rho.cosine()), a->value[0], b->value[0]};
}
template ActivationMoments<double> QuadratureActivation::OfNumbers(double, double, const Correlation<double>&) const;
template ActivationMoments<std::complex<double>> QuadratureActivation::OfNumbers(
    double, double, const Correlation<std::complex<double>>&) const;

QuadratureActivation::Errors QuadratureActivation::ErrorEstimate(double p, double q) const {
  using hermite_coefficients_internal::NormAfter;
  const auto a = At(p), b = At(q);
  const std::size_t terms = std::min(a->value.size(), b->value.size());
  const auto estimate = [=](const std::vector<double>& x, const std::vector<double>& z, double rest_x, double rest_z,
                            double alias_x, double alias_z) {
    const double cut = NormAfter(x, terms, rest_x) * NormAfter(z, terms, rest_z);
    return 2 * (cut + alias_x * NormAfter(z, 0, rest_z) + alias_z * NormAfter(x, 0, rest_x) + alias_x * alias_z);
  };
  return {estimate(a->value, b->value, a->value_rest, b->value_rest, a->value_alias, b->value_alias),
          estimate(a->derivative, b->derivative, a->derivative_rest, b->derivative_rest, a->derivative_alias,
                   b->derivative_alias)};
}

int QuadratureActivation::Terms(double p, double q) const {
  return static_cast<int>(std::min(At(p)->value.size(), At(q)->value.size()));
}

}  // namespace hadamard_ntk::ntk
