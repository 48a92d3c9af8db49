#include "pde/barron_norm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::pde {
namespace {

void RequireDimension(const char* who, std::size_t got, int needed) {
  if (got == static_cast<std::size_t>(needed)) return;
  throw std::invalid_argument(std::string(who) + ": needs dimension " + std::to_string(needed) + ", got " +
                              std::to_string(got));
}

// J_0(a), J_1(a), ... until they are below 1e-17, by the recurrence J_{n-1} = (2 n/a) J_n - J_{n+1} downwards, where it
// is stable (Miller's way), and J_0 + 2 J_2 + 2 J_4 + ... = 1.
std::vector<double> BesselJ(double a) {
  const int last = static_cast<int>(a + 12 * std::cbrt(a) + 20);
  std::vector<double> j(static_cast<std::size_t>(last) + 1);
  if (a == 0) {
    j[0] = 1;
    return j;
  }
  double above = 0, here = 1e-300, sum = 0;
  for (int n = last + 60 + last % 2; n >= 0; --n) {
    if (n <= last) j[static_cast<std::size_t>(n)] = here;
    if (n % 2 == 0) sum += n > 0 ? 2 * here : here;
    const double below = 2 * n / a * here - above;
    above = here;
    here = below;
    if (std::abs(here) > 1e200) {
      here *= 1e-200, above *= 1e-200, sum *= 1e-200;
      for (double& value : j) value *= 1e-200;
    }
  }
  for (double& value : j) value /= sum;
  return j;
}

}  // namespace

double Length(const Frequency& w) {
  double sum = 0;
  for (const double entry : w) sum += entry * entry;
  return std::sqrt(sum);
}

TrigonometricSum::TrigonometricSum(int dimension) : dimension_(dimension) {
  if (dimension < 1) {
    throw std::invalid_argument("TrigonometricSum: the dimension must be >= 1, got " + std::to_string(dimension));
  }
}

TrigonometricSum TrigonometricSum::Constant(int dimension, double value) {
  TrigonometricSum f(dimension);
  f.Add(Frequency(static_cast<std::size_t>(dimension)), value);
  return f;
}

TrigonometricSum TrigonometricSum::Exponential(const Frequency& w, Complex c) {
  TrigonometricSum f(static_cast<int>(w.size()));
  f.Add(w, c);
  return f;
}

TrigonometricSum TrigonometricSum::Cosine(const Frequency& w, double amplitude, double phase) {
  TrigonometricSum f(static_cast<int>(w.size()));
  Frequency minus = w;
  for (int& entry : minus) entry = -entry;
  f.Add(w, std::polar(1.0, phase) * (amplitude / 2));
  f.Add(minus, std::polar(1.0, -phase) * (amplitude / 2));
  return f;
}

void TrigonometricSum::Add(const Frequency& w, Complex c) {
  if (!std::isfinite(c.real()) || !std::isfinite(c.imag())) {
    throw std::invalid_argument("TrigonometricSum: a coefficient is not finite");
  }
  if (c == 0.0) return;
  const auto place = terms_.try_emplace(w).first;
  place->second += c;
  if (place->second == 0.0) terms_.erase(place);
}

double TrigonometricSum::BarronNorm() const {
  double norm = 0;
  for (const auto& [w, c] : terms_) norm += (1 + Length(w)) * std::abs(c);
  return norm;
}

int TrigonometricSum::Bandwidth() const {
  int bandwidth = 0;
  for (const auto& [w, c] : terms_) {
    for (const int entry : w) bandwidth = std::max(bandwidth, std::abs(entry));
  }
  return bandwidth;
}

double TrigonometricSum::operator()(const std::vector<double>& x) const {
  RequireDimension("TrigonometricSum at x", x.size(), dimension_);
  double value = 0;
  for (const auto& [w, c] : terms_) {
    double phase = 0;
    for (std::size_t j = 0; j < x.size(); ++j) phase += w[j] * x[j];
    value += c.real() * std::cos(phase) - c.imag() * std::sin(phase);
  }
  return value;
}

TrigonometricSum& TrigonometricSum::operator+=(const TrigonometricSum& other) {
  RequireDimension("TrigonometricSum +", static_cast<std::size_t>(other.dimension_), dimension_);
  if (this == &other) return *this *= 2;
  for (const auto& [w, c] : other.terms_) Add(w, c);
  return *this;
}

TrigonometricSum& TrigonometricSum::operator*=(Complex factor) {
  return *this = Multiplied([factor](const Frequency&) { return factor; });
}

TrigonometricSum operator*(const TrigonometricSum& f, const TrigonometricSum& g) {
  RequireDimension("TrigonometricSum *", static_cast<std::size_t>(g.dimension_), f.dimension_);
  TrigonometricSum product(f.dimension_);
  Frequency sum(static_cast<std::size_t>(f.dimension_));
  for (const auto& [w, c] : f.terms_) {
    for (const auto& [v, b] : g.terms_) {
      for (std::size_t j = 0; j < sum.size(); ++j) sum[j] = w[j] + v[j];
      product.Add(sum, c * b);
    }
  }
  return product;
}

template <class Factor>
TrigonometricSum TrigonometricSum::Multiplied(Factor factor) const {
  TrigonometricSum result(dimension_);
  for (const auto& [w, c] : terms_) result.Add(w, c * factor(w));
  return result;
}

TrigonometricSum TrigonometricSum::Derivative(int j) const {
  if (j < 0 || j >= dimension_) {
    throw std::invalid_argument("TrigonometricSum::Derivative: needs 0 <= j < " + std::to_string(dimension_) +
                                ", got " + std::to_string(j));
  }
  return Multiplied([j](const Frequency& w) { return Complex(0, w[static_cast<std::size_t>(j)]); });
}

TrigonometricSum TrigonometricSum::Resolvent() const {
  return Multiplied([](const Frequency& w) { return 1 / (1 + std::pow(Length(w), 2)); });
}

double SineOfCosinesNorm(double a, int directions, double length) {
  if (!(a >= 0 && a <= 1000) || directions < 1 || directions > 3 || !(length >= 0) || !std::isfinite(length)) {
    throw std::invalid_argument(
        "SineOfCosinesNorm: needs 0 <= A <= 1000, 1 to 3 directions and a finite length >= 0, got " +
        fmt::to_string(a) + ", " + std::to_string(directions) + ", " + fmt::to_string(length));
  }
  const std::vector<double> j = BesselJ(a);
  const int last = static_cast<int>(j.size()) - 1;
  // prod |J| over n_1, n_2, ... >= 0; each n > 0 stands for +-n.
  double norm = 0;
  const auto visit = [&](const auto& self, int left, double product, int sum, double square) -> void {
    if (left == 0) {
      if (sum % 2 == 1) norm += product * (1 + length * std::sqrt(square));
      return;
    }
    for (int n = 0; n <= last; ++n) {
      const double factor = (n > 0 ? 2 : 1) * std::abs(j[static_cast<std::size_t>(n)]);
      self(self, left - 1, product * factor, sum + n, square + static_cast<double>(n) * n);
    }
  };
  visit(visit, directions, 1, 0, 0);
  return norm;
}

double SineOfCosinesLeastNorm(double a, int directions) {
  if (!(a >= 0 && a <= 1000) || directions < 1) {
    throw std::invalid_argument("SineOfCosinesLeastNorm: needs 0 <= A <= 1000 and a direction, got " +
                                fmt::to_string(a) + ", " + std::to_string(directions));
  }
  const std::vector<double> j = BesselJ(a);
  double even = std::abs(j[0]), odd = 0;
  for (std::size_t n = 1; n < j.size(); ++n) (n % 2 ? odd : even) += 2 * std::abs(j[n]);
  return std::pow(even + odd, directions) - std::pow(even - odd, directions);
}

}  // namespace hadamard_ntk::pde
