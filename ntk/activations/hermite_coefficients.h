/// The Hermite coefficients of phi(p g) and phi'(p g), g ~ N(0, 1), in the real numbers R,
///   a_k = E[phi(p g) he_k(g)],   d_k = E[phi'(p g) he_k(g)],   he_k = He_k / sqrt(k!) (gaussian/hermite.h),
/// by the trapezoidal rule, which is exact beyond all powers of the step for such integrals [TreWei2014, sec. 5].
///
/// Their number is doubled until the rest r = phi(p g) - sum a_k he_k(g), seen at the nodes, is below 64 eps of the
/// rms, the same for phi', and integration by parts,
///   sqrt(k+1) a_{k+1} = p d_k,
/// holds but for rounding, or max_terms is reached.  The latter is broken by all that happens between two nodes, which
/// the nodes alone cannot know, and by a phi' that is not the derivative.  Nodes reach to |g| = 13 for double, and
/// further as the root of the number of digits; their density grows with that number.  he_k of k > 40 per 15 digits
/// reaches further: of a function without poles near the axis they see less than all of r (of SiLU at p = 1, 50 digits
/// and 320 terms 92% of r^2).
///
/// phi, derivative: R -> R.  Domain: p >= 0; phi and phi' finite at the nodes, and neither phi(p g)^2 nor phi'(p g)^2
/// times the density of g grows at their ends; otherwise std::domain_error.  A mean a_0 below 64 eps of the rms is 0.
/// Error: a_k within value_alias and (8 + k) eps rms, d_k the same (hermite_coefficients_test: sine, SiLU, also with 50
/// digits).  Cost: ~2e5 flops for double, 4e6 at 1024 terms.
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_HERMITE_COEFFICIENTS_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_HERMITE_COEFFICIENTS_H_

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gaussian/hermite.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

/// phi at one norm.
template <class R>
struct HermiteCoefficients {
  std::vector<R> value;       ///< a_k
  std::vector<R> derivative;  ///< d_k, as many
  R value_rest = R(0);        ///< E[r^2]^(1/2)
  R derivative_rest = R(0);
  R value_alias = R(0);  ///< the length of what half of the nodes, or integration by parts, would change in (a_k)
  R derivative_alias = R(0);
};

namespace hermite_coefficients_internal {

constexpr int kConverged = 64;  // eps of the rms

/// The digits of R over those of double.
template <class R>
double Digits() {
  return (std::numeric_limits<R>::digits - 1) / double(std::numeric_limits<double>::digits - 1);
}

/// A function at the nodes x_i = i h and -x_i, as its even and odd parts, and the weights of the trapezoidal rule.
template <class R>
struct Samples {
  std::vector<R> even;  // (f(p x) + f(-p x))/2, at x = 0 f(0)
  std::vector<R> odd;
};

template <class R>
struct Grid {
  R step;
  std::vector<R> weights;  // of x_i and -x_i together

  /// he_k of k < terms has the frequencies |omega| <= sqrt(k); twice what resolves it beside such a function.  The
  /// density of N(0, 1) at the last node is e^{-84}, eps^2.3.
  explicit Grid(int terms) {
    using std::exp;
    using std::sqrt;
    const double reach = 13 * std::sqrt(Digits<R>());
    step = R(2) * Pi<R>() / (R(6) * sqrt(R(terms)) + R(24 * Digits<R>()));
    for (int i = 0; R(i) * step <= R(reach); ++i) {
      const R x = R(i) * step, density = exp(R(R(-0.5) * x * x)) / sqrt(R(R(2) * Pi<R>()));
      weights.push_back(R(i == 0 ? 1 : 2) * step * density);
    }
  }
};

template <class R, class F>
R Checked(const F& f, const char* name, const R& u) {
  const R value = f(u);
  if (!IsFinite(value)) {
    throw std::domain_error(std::string("ComputeHermiteCoefficients: ") + name + "(" + Describe(u) +
                            ") must be finite, got " + Describe(value));
  }
  return value;
}

template <class R, class F>
Samples<R> Sample(const F& f, const char* name, const R& p, const Grid<R>& grid) {
  Samples<R> samples;
  for (std::size_t i = 0; i < grid.weights.size(); ++i) {
    const R u = p * (grid.step * R(static_cast<double>(i)));
    const R right = Checked<R>(f, name, u), left = i == 0 ? right : Checked<R>(f, name, R(-u));
    samples.even.push_back(R(0.5) * (right + left));
    samples.odd.push_back(R(0.5) * (right - left));
  }
  return samples;
}

template <class R>
struct Expansion {
  std::vector<R> coefficients;
  R rms = R(0);
  R rest = R(0);
  R alias = R(0);
  R beyond = R(0);  // E[f(p g)^2; |g| beyond the nodes]^(1/2)

  bool Converged() const { return rest <= R(kConverged) * Epsilon<R>() * rms; }
};

/// (rest^2 + the squares of the coefficients but for the first terms)^(1/2).
template <class R>
R NormAfter(const std::vector<R>& coefficients, std::size_t terms, const R& rest) {
  using std::sqrt;
  R square = rest * rest;
  for (std::size_t k = terms; k < coefficients.size(); ++k) square += coefficients[k] * coefficients[k];
  return sqrt(square);
}

/// By the geometric series of the last two nodes.
template <class R>
R Beyond(const Samples<R>& samples, const Grid<R>& grid, const R& rms) {
  using std::sqrt;
  const auto square = [&](std::size_t i) {
    return R(grid.weights[i] * (samples.even[i] * samples.even[i] + samples.odd[i] * samples.odd[i]));
  };
  const R last = square(grid.weights.size() - 1), before = square(grid.weights.size() - 2), eps = Epsilon<R>();
  if (last <= eps * eps * rms * rms) return sqrt(last);
  return last < before ? R(last / sqrt(R(before - last))) : std::numeric_limits<R>::infinity();
}

template <class R>
Expansion<R> Expand(const Samples<R>& samples, const Grid<R>& grid, int terms) {
  using std::sqrt;
  // With the root of the weight, since he_k(x) itself overflows.
  const gaussian::HermiteRecurrence<R> for_each_hermite(terms);
  Expansion<R> result;
  result.coefficients.assign(terms, R(0));
  std::vector<R> alternating(terms, R(0));  // the sum over the nodes of even number, less that over the others
  R square(0), rest(0);
  for (std::size_t i = 0; i < grid.weights.size(); ++i) {
    const R root = sqrt(grid.weights[i]), even = root * samples.even[i], odd = root * samples.odd[i];
    for_each_hermite(grid.step * R(static_cast<double>(i)), root, [&](std::size_t k, const R& he) {
      const R part = he * (k % 2 == 0 ? even : odd);
      result.coefficients[k] += part;
      alternating[k] += i % 2 == 0 ? part : R(-part);
    });
    square += even * even + odd * odd;
  }
  for (std::size_t i = 0; i < grid.weights.size(); ++i) {
    const R root = sqrt(grid.weights[i]);
    R parts[2] = {root * samples.even[i], root * samples.odd[i]};
    for_each_hermite(grid.step * R(static_cast<double>(i)), root,
                     [&](std::size_t k, const R& he) { parts[k % 2] -= he * result.coefficients[k]; });
    rest += parts[0] * parts[0] + parts[1] * parts[1];
  }
  result.rms = sqrt(square);
  result.rest = sqrt(rest);
  result.alias = NormAfter<R>(alternating, 0, R(0));
  result.beyond = Beyond(samples, grid, result.rms);
  return result;
}

/// By integration by parts, sqrt(k+1) a_{k+1} = p d_k.  What the nodes step over breaks that.
template <class R>
struct ByParts {
  R value = R(0);  // the length of what is between the two, as an error of (a_k); 0 if rounding explains it
  R slope = R(0);  // of (d_k)

  static ByParts Compare(const Expansion<R>& value, const Expansion<R>& slope, const R& p) {
    using std::sqrt;
    const std::size_t terms = value.coefficients.size();
    R square(0), square_of_value(0);
    for (std::size_t k = 1; k < terms; ++k) {
      const R number(static_cast<double>(k));
      const R difference = sqrt(number) * value.coefficients[k] - p * slope.coefficients[k - 1];
      square += difference * difference;
      square_of_value += difference * difference / number;
    }
    const R length = sqrt(square);
    const R size = sqrt(R(static_cast<double>(terms))) * value.rms + p * slope.rms;
    if (length <= R(kConverged) * Epsilon<R>() * size) return {};
    return {sqrt(square_of_value), p > R(0) ? R(length / p) : R(0)};
  }
  bool Agree() const { return value == R(0) && slope == R(0); }
};

/// Drops the last terms that neither of them needs.
template <class R>
void Cut(Expansion<R>* value, Expansion<R>* slope) {
  const auto cut = [](Expansion<R>* e, std::size_t terms) {
    Expansion<R> shorter = *e;
    shorter.coefficients.resize(terms);
    shorter.rest = NormAfter(e->coefficients, terms, e->rest);
    return shorter;
  };
  while (value->coefficients.size() > 1) {
    const std::size_t terms = value->coefficients.size() - 1;
    Expansion<R> shorter_value = cut(value, terms), shorter_slope = cut(slope, terms);
    if (!shorter_value.Converged() || !shorter_slope.Converged()) return;
    *value = std::move(shorter_value), *slope = std::move(shorter_slope);
  }
}

template <class R>
R Hypotenuse(const R& a, const R& b) {
  using std::sqrt;
  return sqrt(R(a * a + b * b));
}

}  // namespace hermite_coefficients_internal

/// first_terms, 2 first_terms, ... up to max_terms.
template <class R, class F, class D>
HermiteCoefficients<R> ComputeHermiteCoefficients(const F& phi, const D& derivative, const R& p, int first_terms,
                                                  int max_terms) {
  using namespace hermite_coefficients_internal;
  using std::abs;
  for (int terms = std::min(first_terms, max_terms);; terms = std::min(2 * terms, max_terms)) {
    const Grid<R> grid(terms);
    Expansion<R> value = Expand(Sample<R>(phi, "phi", p, grid), grid, terms);
    Expansion<R> slope = Expand(Sample<R>(derivative, "phi'", p, grid), grid, terms);
    const ByParts<R> parts = ByParts<R>::Compare(value, slope, p);
    if (!(value.Converged() && slope.Converged() && parts.Agree()) && terms < max_terms) continue;
    if (!IsFinite(R(value.beyond + slope.beyond))) {
      throw std::domain_error("ComputeHermiteCoefficients: phi(p g)^2 must be small at the last node, |g| = " +
                              Describe(R(grid.step * R(static_cast<double>(grid.weights.size() - 1)))) +
                              ", which it is not at p = " + Describe(p));
    }
    if (parts.Agree()) Cut(&value, &slope);
    if (abs(value.coefficients[0]) <= R(kConverged) * Epsilon<R>() * value.rms) value.coefficients[0] = R(0);
    return {std::move(value.coefficients),        std::move(slope.coefficients),
            Hypotenuse(value.rest, value.beyond), Hypotenuse(slope.rest, slope.beyond),
            Hypotenuse(value.alias, parts.value), Hypotenuse(slope.alias, parts.slope)};
  }
}

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_HERMITE_COEFFICIENTS_H_
