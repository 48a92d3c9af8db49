/// For tests: the filters by their definitions, in coordinates and with 100 digits, and their printed values.
///
/// A filter at two vectors is (G, T) and the size of T: the sum of the absolute values of its terms, for the gradients
/// by mu that of gamma^2 (|x - mu|^2 + |z - mu|^2) / 2.  The windows of
/// Gabor filters are integrated over mu coordinate by coordinate, by the trapezoidal rule, which is exact to 40 digits
/// for them; no formula of gabor_filter.h is used.
#ifndef HADAMARD_NTK_NTK_FILTERS_TEXTBOOK_FILTERS_TESTING_H_
#define HADAMARD_NTK_NTK_FILTERS_TEXTBOOK_FILTERS_TESTING_H_

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "ntk/correlation.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk::textbook {

using ExactVector = std::vector<Exact>;

/// The inputs of the printed values.
inline ExactVector PrintedX() { return {0.5, -0.25, 1}; }
inline ExactVector PrintedZ() { return {0.25, 0.75, 0.5}; }

inline Exact Inner(const ExactVector& x, const ExactVector& z) {
  Exact sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) sum += x[j] * z[j];
  return sum;
}

struct FilterValues {
  Exact g;
  Exact t;
  Exact size;
};

inline FilterValues FromGradients(const Exact& g, const std::vector<Exact>& gradients) {
  FilterValues values{g, 0, 0};
  for (const Exact& gradient : gradients) {
    values.t += g * gradient;
    values.size += abs(Exact(g * gradient));
  }
  return values;
}

inline Exact SquaredLengthOfDifference(const ExactVector& x, const ExactVector& z) {
  Exact sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) sum += (x[j] - z[j]) * (x[j] - z[j]);
  return sum;
}

/// `weight`: of <x,z>; `phase`: 1 if it is trained.
inline FilterValues Fourier(const ExactVector& x, const ExactVector& z, const Exact& s, const Exact& weight = 1,
                            const Exact& phase = 1) {
  const Exact g = exp(Exact(-s * s * SquaredLengthOfDifference(x, z) / 2));
  return FromGradients(g, {Exact(weight * Inner(x, z)), phase});
}

inline FilterValues UniformFourier(const ExactVector& x, const ExactVector& z, const Exact& s) {
  Exact g = 1;
  for (std::size_t j = 0; j < x.size(); ++j) {
    const Exact u = s * (x[j] - z[j]) / sqrt(Exact(x.size()));
    if (u != 0) g *= sin(u) / u;
  }
  return FromGradients(g, {Inner(x, z), 1});
}

/// Integrals over mu ~ N(0, sigma^2) of one coordinate's window exp(-gamma ((x - mu)^2 + (z - mu)^2)/2), times 1,
/// (x - mu)(z - mu), (x - mu)^2, (z - mu)^2 and (x - mu)^2 (z - mu)^2.
struct WindowIntegrals {
  Exact one = 0, inner = 0, square_x = 0, square_z = 0, squares = 0;

  WindowIntegrals(const Exact& at_x, const Exact& at_z, const Exact& exact_gamma, const Exact& exact_sigma) {
    using Real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;
    const Real x(at_x), z(at_z), gamma(exact_gamma), sigma(exact_sigma);
    const Real precision = 1 / (sigma * sigma) + 2 * gamma, centre = gamma * (x + z) / precision;
    const Real step = 1 / (Real(2.5) * sqrt(precision)), norm = step / (sigma * sqrt(Real(2 * ExactPi())));
    Real sums[5] = {};
    for (int i = -35; i <= 35; ++i) {  // 14 standard deviations
      const Real mu = centre + step * i, a = x - mu, b = z - mu;
      const Real weight = norm * exp(Real(-(mu * mu / (sigma * sigma) + gamma * (a * a + b * b)) / 2));
      const Real values[5] = {1, a * b, a * a, b * b, a * a * b * b};
      for (int k = 0; k < 5; ++k) sums[k] += weight * values[k];
    }
    one = Exact(sums[0]);
    inner = Exact(sums[1]);
    square_x = Exact(sums[2]);
    square_z = Exact(sums[3]);
    squares = Exact(sums[4]);
  }
};

/// With each part of T alone.
struct GaborValues : FilterValues {
  Exact t_mu = 0, t_gamma = 0;
};

inline GaborValues Gabor(const ExactVector& x, const ExactVector& z, const Exact& gamma, const Exact& s,
                         const Exact& sigma) {
  std::vector<WindowIntegrals> windows;
  Exact window = 1, inner = 0, squares = 0, lengths = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    windows.emplace_back(x[j], z[j], gamma, sigma);
    window *= windows.back().one;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    inner += windows[i].inner / windows[i].one;
    lengths += (windows[i].square_x + windows[i].square_z) / (2 * windows[i].one);
    for (std::size_t j = 0; j < x.size(); ++j) {
      squares += i == j ? Exact(windows[i].squares / windows[i].one)
                        : Exact(windows[i].square_x / windows[i].one * windows[j].square_z / windows[j].one);
    }
  }
  const Exact g = window * exp(Exact(-gamma * s * s * SquaredLengthOfDifference(x, z) / 2));
  FilterValues all = FromGradients(g, {Inner(x, z), 1, Exact(gamma * gamma * inner), Exact(squares / 4)});
  all.size += g * gamma * gamma * (lengths - abs(inner));
  return {all, Exact(g * gamma * gamma * inner), Exact(g * squares / 4)};
}

/// Two vectors in R^3 as a kernel sees them in T, and the vectors that are seen so exactly.
template <class T>
struct Seen {
  T norm_x, norm_z;
  Correlation<T> correlation;
  ExactVector x, z;
};

template <class T>
Seen<T> See(const T& norm_x, const T& norm_z, const Correlation<T>& c) {
  const bool near = c.one_minus() < c.one_plus();
  const Exact gap(near ? c.one_minus() : c.one_plus()), sine = sqrt(Exact(gap * (2 - gap)));
  const Exact rho = near ? Exact(1 - gap) : Exact(gap - 1);
  return {norm_x, norm_z, c, {Exact(norm_x), 0, 0}, {Exact(norm_z) * rho, Exact(norm_z) * sine, 0}};
}

/// As seen in 100 digits.
inline Seen<Exact> See(const ExactVector& x, const ExactVector& z) {
  const Exact norm_x = sqrt(Inner(x, x)), norm_z = sqrt(Inner(z, z));
  const Exact one_minus =
      (SquaredLengthOfDifference(x, z) - (norm_x - norm_z) * (norm_x - norm_z)) / (2 * norm_x * norm_z);
  const auto c = x == z ? Correlation<Exact>::Equal() : Correlation<Exact>::FromComplements(one_minus, 2 - one_minus);
  return {norm_x, norm_z, c, x, z};
}

/// Whether a number rounds to the decimal number in the text: half a unit of its last digit, and a hundredth of it.
inline bool RoundsTo(const Exact& value, const std::string& text) {
  const std::size_t point = text.find('.'), exponent = std::min(text.find('e'), text.size());
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(exponent - point) - 1;
  const int power = exponent == text.size() ? 0 : std::stoi(text.substr(exponent + 1));
  const Exact unit = pow(Exact(10), power - decimals);
  return abs(Exact(value - Exact(text))) <= Exact(0.51) * unit;
}

}  // namespace hadamard_ntk::ntk::textbook

#endif  // HADAMARD_NTK_NTK_FILTERS_TEXTBOOK_FILTERS_TESTING_H_
