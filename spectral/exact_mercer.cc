#include "spectral/exact_mercer.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {
namespace {

using Rational = PiLaurent::Rational;

/// sum_m cosine[m] cos(m phi) + sine[m] sin(m phi), m >= 0.
struct FourierSum {
  std::vector<Rational> cosine, sine;
};

FourierSum Constant(const Rational& c) { return {{c}, {Rational(0)}}; }

/// a x + b y.
FourierSum Combine(const Rational& a, const FourierSum& x, const Rational& b, const FourierSum& y) {
  const std::size_t size = std::max(x.cosine.size(), y.cosine.size());
  FourierSum result{std::vector<Rational>(size), std::vector<Rational>(size)};
  for (std::size_t m = 0; m < x.cosine.size(); ++m) {
    result.cosine[m] += a * x.cosine[m];
    result.sine[m] += a * x.sine[m];
  }
  for (std::size_t m = 0; m < y.cosine.size(); ++m) {
    result.cosine[m] += b * y.cosine[m];
    result.sine[m] += b * y.sine[m];
  }
  return result;
}

/// cos(theta) x = -cos(phi) x, by 2 cos(phi) cos(m phi) = cos((m+1) phi) + cos((m-1) phi) and the like for sin(m phi).
FourierSum TimesCosTheta(const FourierSum& x) {
  FourierSum result{std::vector<Rational>(x.cosine.size() + 1), std::vector<Rational>(x.cosine.size() + 1)};
  const Rational half(-1, 2);
  for (std::size_t m = 0; m < x.cosine.size(); ++m) {
    const Rational c = half * x.cosine[m], s = half * x.sine[m];
    result.cosine[m + 1] += c;
    result.cosine[m == 0 ? 1 : m - 1] += c;
    result.sine[m + 1] += s;
    if (m > 0) result.sine[m - 1] += s;
  }
  result.sine[0] = 0;
  return result;
}

/// sin(theta) x = sin(phi) x, by 2 sin(phi) cos(m phi) = sin((m+1) phi) - sin((m-1) phi),
/// 2 sin(phi) sin(m phi) = cos((m-1) phi) - cos((m+1) phi).
FourierSum TimesSinTheta(const FourierSum& x) {
  FourierSum result{std::vector<Rational>(x.cosine.size() + 1), std::vector<Rational>(x.cosine.size() + 1)};
  const Rational half(1, 2);
  for (std::size_t m = 0; m < x.cosine.size(); ++m) {
    const Rational c = half * x.cosine[m], s = half * x.sine[m];
    result.sine[m + 1] += c;
    if (m == 0) {
      result.sine[1] += c;  // -sin(-phi)
    } else {
      result.sine[m - 1] -= c;
      result.cosine[m - 1] += s;
      result.cosine[m + 1] -= s;
    }
  }
  result.sine[0] = 0;
  return result;
}

/// int_0^pi phi^a cos(m phi) dphi and int_0^pi phi^a sin(m phi) dphi, by parts, remembered for each (a, m).
class PhiMoments {
 public:
  const PiLaurent& Cosine(int a, int m) {
    const auto [it, fresh] = cosine_.try_emplace({a, m});
    if (fresh) {
      if (m == 0) {
        it->second = PiLaurent::Monomial(Rational(1, a + 1), a + 1);
      } else if (a > 0) {
        it->second = PiLaurent(Rational(-a, m)) * Sine(a - 1, m);
      }
    }
    return it->second;
  }
  const PiLaurent& Sine(int a, int m) {
    const auto [it, fresh] = sine_.try_emplace({a, m});
    if (fresh && m > 0) {
      it->second = PiLaurent::Monomial(Rational(m % 2 == 0 ? -1 : 1, m), a);
      it->second += a == 0 ? PiLaurent(Rational(1, m)) : PiLaurent(Rational(a, m)) * Cosine(a - 1, m);
    }
    return it->second;
  }

 private:
  std::map<std::pair<int, int>, PiLaurent> cosine_, sine_;  // node-based: references survive insertions
};

/// int_0^pi phi^a x(phi) y(phi) dphi.
PiLaurent Integral(int a, const FourierSum& x, const FourierSum& y, PhiMoments& moments) {
  // The product as a Fourier sum first: its coefficients are plain rationals.
  const std::size_t size = x.cosine.size() + y.cosine.size();
  FourierSum product{std::vector<Rational>(size), std::vector<Rational>(size)};
  for (std::size_t i = 0; i < x.cosine.size(); ++i) {
    for (std::size_t j = 0; j < y.cosine.size(); ++j) {
      const std::size_t above = i + j, below = i > j ? i - j : j - i;
      const Rational cc = x.cosine[i] * y.cosine[j], ss = x.sine[i] * y.sine[j];
      const Rational sc = x.sine[i] * y.cosine[j], cs = x.cosine[i] * y.sine[j];
      product.cosine[above] += cc - ss;
      product.cosine[below] += cc + ss;
      product.sine[above] += sc + cs;
      product.sine[below] += i > j ? Rational(sc - cs) : Rational(cs - sc);
    }
  }
  PiLaurent integral;
  for (std::size_t m = 0; m < size; ++m) {
    const int frequency = static_cast<int>(m);
    if (product.cosine[m] != 0) integral += moments.Cosine(a, frequency) * PiLaurent(product.cosine[m] / 2);
    if (product.sine[m] != 0) integral += moments.Sine(a, frequency) * PiLaurent(product.sine[m] / 2);
  }
  return integral;
}

std::vector<PiLaurent> Eigenvalues(const AnglePolynomial& kernel, int d, int k_min, int k_max) {
  FourierSum current = Constant(1);  // P_k sin^{d-1}
  for (int power = 1; power < d; ++power) current = TimesSinTheta(current);
  FourierSum previous = Constant(0);

  PhiMoments moments;
  const FourierSum one = Constant(1);
  const PiLaurent mass = Integral(0, one, current, moments);  // a rational if d is even, pi times one if d is odd

  std::map<std::pair<int, int>, FourierSum> factors;  // sin^b cos^c of the kernel's terms
  for (const auto& term : kernel.terms()) {
    const auto [a, b, c] = term.first;
    FourierSum factor = one;
    for (int i = 0; i < b; ++i) factor = TimesSinTheta(factor);
    for (int i = 0; i < c; ++i) factor = TimesCosTheta(factor);
    factors.emplace(std::pair(b, c), factor);
  }

  std::vector<PiLaurent> result;
  for (int k = 0;; ++k) {
    if (k >= k_min) {
      PiLaurent sum;
      for (const auto& [exponents, coefficient] : kernel.terms()) {
        const auto [a, b, c] = exponents;
        sum += coefficient * Integral(a, factors.at({b, c}), current, moments);
      }
      result.push_back(sum / mass);
    }
    if (k == k_max) return result;
    const auto a = ZonalCoefficient<Rational>(d, k);
    FourierSum next = Combine(1 + a, TimesCosTheta(current), -a, previous);
    previous = std::move(current);
    current = std::move(next);
  }
}

void CheckArguments(const char* function, int d, int k) {
  if (d < 1) throw std::invalid_argument(std::string(function) + ": d must be >= 1, got " + std::to_string(d));
  if (k < 0) throw std::invalid_argument(std::string(function) + ": k must be >= 0, got " + std::to_string(k));
}

}  // namespace

std::vector<PiLaurent> ExactMercerEigenvalues(const AnglePolynomial& kernel, int d, int k_max) {
  CheckArguments("ExactMercerEigenvalues", d, k_max);
  return Eigenvalues(kernel, d, 0, k_max);
}

PiLaurent ExactMercerEigenvalue(const AnglePolynomial& kernel, int d, int k) {
  CheckArguments("ExactMercerEigenvalue", d, k);
  return Eigenvalues(kernel, d, k, k).front();
}

}  // namespace hadamard_ntk::spectral
