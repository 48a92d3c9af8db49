#include "ntk/activations/quadrature.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numbers>
#include <string>
#include <unordered_map>
#include <utility>

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kReach = 13;      // the density of N(0, 1) is e^{-84} there
constexpr double kConverged = 64;  // eps of the rms
constexpr int kFirstTerms = 32;
constexpr int kMostTerms = 4096;
constexpr std::size_t kRemembered = std::size_t{1} << 22;  // coefficients

/// A function at the nodes x_i = i h and -x_i, as its even and odd parts, and the weights of the trapezoidal rule.
struct Samples {
  std::vector<double> even;  // (f(p x) + f(-p x))/2, at x = 0 f(0)
  std::vector<double> odd;
};

struct Grid {
  double step;
  std::vector<double> weights;  // of x_i and -x_i together

  /// he_k of k < terms has the frequencies |omega| <= sqrt(k); twice what resolves it beside such a function.
  explicit Grid(int terms) {
    step = 2 * std::numbers::pi / (6 * std::sqrt(double(terms)) + 24);
    for (int i = 0; i * step <= kReach; ++i) {
      const double x = i * step, density = std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
      weights.push_back((i == 0 ? 1 : 2) * step * density);
    }
  }
};

double Checked(const QuadratureActivation::Function& f, const char* name, double u) {
  const double value = f(u);
  if (!std::isfinite(value)) {
    throw std::domain_error(std::string("QuadratureActivation: ") + name + "(" + Describe(u) +
                            ") must be finite, got " + Describe(value));
  }
  return value;
}

Samples Sample(const QuadratureActivation::Function& f, const char* name, double p, const Grid& grid) {
  Samples samples;
  for (std::size_t i = 0; i < grid.weights.size(); ++i) {
    const double u = p * (grid.step * static_cast<double>(i));
    const double right = Checked(f, name, u), left = i == 0 ? right : Checked(f, name, -u);
    samples.even.push_back(0.5 * (right + left));
    samples.odd.push_back(0.5 * (right - left));
  }
  return samples;
}

/// (rest^2 + the squares of the coefficients but for the first terms)^(1/2).
double NormAfter(const std::vector<double>& coefficients, std::size_t terms, double rest) {
  double square = rest * rest;
  for (std::size_t k = terms; k < coefficients.size(); ++k) square += coefficients[k] * coefficients[k];
  return std::sqrt(square);
}

struct Expansion {
  std::vector<double> coefficients;
  double rms = 0;
  double rest = 0;
  double alias = 0;
  double beyond = 0;  // E[f(p g)^2; |g| > 13]^(1/2)

  bool Converged() const { return rest <= kConverged * kEps * rms; }
};

/// One node at a time: he_{k+1} = (x he_k - sqrt(k) he_{k-1}) / sqrt(k+1), with its square root of the weight, since
/// he_k(x) itself overflows.
template <class Use>
void ForEachHermite(double x, double start, int terms, const std::vector<double>& roots, const Use& use) {
  double before = 0, now = start;
  for (int k = 0; k < terms; ++k) {
    use(k, now);
    const double next = (x * now - roots[k] * before) / roots[k + 1];
    before = std::exchange(now, next);
  }
}

/// By the geometric series of the last two nodes.
double Beyond(const Samples& samples, const Grid& grid, double rms) {
  const auto square = [&](std::size_t i) {
    return grid.weights[i] * (samples.even[i] * samples.even[i] + samples.odd[i] * samples.odd[i]);
  };
  const double last = square(grid.weights.size() - 1), before = square(grid.weights.size() - 2);
  if (last <= kEps * kEps * rms * rms) return std::sqrt(last);
  return last < before ? last / std::sqrt(before - last) : std::numeric_limits<double>::infinity();
}

Expansion Expand(const Samples& samples, const Grid& grid, int terms) {
  std::vector<double> roots;
  for (int k = 0; k <= terms; ++k) roots.push_back(std::sqrt(double(k)));
  Expansion result;
  result.coefficients.assign(terms, 0);
  std::vector<double> alternating(terms, 0);  // the sum over the nodes of even number, less that over the others
  double square = 0, rest = 0;
  for (std::size_t i = 0; i < grid.weights.size(); ++i) {
    const double root = std::sqrt(grid.weights[i]), even = root * samples.even[i], odd = root * samples.odd[i];
    const double sign = i % 2 == 0 ? 1 : -1;
    ForEachHermite(grid.step * static_cast<double>(i), root, terms, roots, [&](int k, double he) {
      const double part = he * (k % 2 == 0 ? even : odd);
      result.coefficients[k] += part;
      alternating[k] += sign * part;
    });
    square += even * even + odd * odd;
  }
  for (std::size_t i = 0; i < grid.weights.size(); ++i) {
    const double root = std::sqrt(grid.weights[i]);
    double parts[2] = {root * samples.even[i], root * samples.odd[i]};
    ForEachHermite(grid.step * static_cast<double>(i), root, terms, roots,
                   [&](int k, double he) { parts[k % 2] -= he * result.coefficients[k]; });
    rest += parts[0] * parts[0] + parts[1] * parts[1];
  }
  result.rms = std::sqrt(square);
  result.rest = std::sqrt(rest);
  result.alias = NormAfter(alternating, 0, 0);
  result.beyond = Beyond(samples, grid, result.rms);
  return result;
}

/// By integration by parts, sqrt(k+1) a_{k+1} = p d_k.  What the nodes step over breaks that.
struct ByParts {
  double value = 0;  // the length of what is between the two, as an error of (a_k); 0 if rounding explains it
  double slope = 0;  // of (d_k)

  static ByParts Compare(const Expansion& value, const Expansion& slope, double p) {
    const std::size_t terms = value.coefficients.size();
    double square = 0, square_of_value = 0;
    for (std::size_t k = 1; k < terms; ++k) {
      const double root = std::sqrt(double(k));
      const double difference = root * value.coefficients[k] - p * slope.coefficients[k - 1];
      square += difference * difference;
      square_of_value += difference * difference / double(k);
    }
    const double length = std::sqrt(square);
    if (length <= kConverged * kEps * (std::sqrt(double(terms)) * value.rms + p * slope.rms)) return {};
    return {std::sqrt(square_of_value), p > 0 ? length / p : 0};
  }
  bool Agree() const { return value == 0 && slope == 0; }
};

/// Drops the last terms that neither of them needs.
void Cut(Expansion* value, Expansion* slope) {
  const auto cut = [](Expansion* e, std::size_t terms) {
    Expansion shorter = *e;
    shorter.coefficients.resize(terms);
    shorter.rest = NormAfter(e->coefficients, terms, e->rest);
    return shorter;
  };
  while (value->coefficients.size() > 1) {
    const std::size_t terms = value->coefficients.size() - 1;
    Expansion shorter_value = cut(value, terms), shorter_slope = cut(slope, terms);
    if (!shorter_value.Converged() || !shorter_slope.Converged()) return;
    *value = std::move(shorter_value), *slope = std::move(shorter_slope);
  }
}

HermiteCoefficients Compute(const QuadratureActivation::Function& phi, const QuadratureActivation::Function& derivative,
                            double p, int max_terms) {
  for (int terms = std::min(kFirstTerms, max_terms);; terms = std::min(2 * terms, max_terms)) {
    const Grid grid(terms);
    Expansion value = Expand(Sample(phi, "phi", p, grid), grid, terms);
    Expansion slope = Expand(Sample(derivative, "phi'", p, grid), grid, terms);
    const ByParts parts = ByParts::Compare(value, slope, p);
    if (!(value.Converged() && slope.Converged() && parts.Agree()) && terms < max_terms) continue;
    if (!std::isfinite(value.beyond + slope.beyond)) {
      throw std::domain_error("QuadratureActivation: phi(p g)^2 must be small at |g| = 13, which it is not at p = " +
                              Describe(p));
    }
    if (parts.Agree()) Cut(&value, &slope);
    if (std::abs(value.coefficients[0]) <= kConverged * kEps * value.rms) value.coefficients[0] = 0;
    return {std::move(value.coefficients),        std::move(slope.coefficients),
            std::hypot(value.rest, value.beyond), std::hypot(slope.rest, slope.beyond),
            std::hypot(value.alias, parts.value), std::hypot(slope.alias, parts.slope)};
  }
}

}  // namespace

struct QuadratureActivation::State {
  Function phi;
  Function derivative;
  int max_terms;

  std::mutex mutex = {};
  std::unordered_map<std::uint64_t, std::shared_ptr<const HermiteCoefficients>> of_norm = {};
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

QuadratureActivation QuadratureActivation::Silu() {
  const auto logistic = [](double u) { return 1 / (1 + std::exp(-u)); };
  return QuadratureActivation([=](double u) { return u * logistic(u); },
                              [=](double u) { return logistic(u) * (1 + u * logistic(-u)); });
}

QuadratureActivation QuadratureActivation::Tanh() {
  return QuadratureActivation([](double u) { return std::tanh(u); },
                              [](double u) {
                                const double e = std::exp(-2 * std::abs(u)), sum = 1 + e;
                                return 4 * e / (sum * sum);
                              });
}

QuadratureActivation QuadratureActivation::Softplus() {
  return QuadratureActivation([](double u) { return std::max(u, 0.0) + std::log1p(std::exp(-std::abs(u))); },
                              [](double u) { return 1 / (1 + std::exp(-u)); });
}

std::shared_ptr<const HermiteCoefficients> QuadratureActivation::At(double p) const {
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
  auto made =
      std::make_shared<const HermiteCoefficients>(Compute(state_->phi, state_->derivative, p, state_->max_terms));
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
