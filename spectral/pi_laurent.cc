#include "spectral/pi_laurent.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::spectral {
namespace {

using Integer = PiLaurent::Integer;
using Rational = PiLaurent::Rational;

/// floor(2^bits arctan(1/n)) up to an error of at most `bits` units: the alternating series, of at most bits/2 terms
/// for n >= 3, each of them floored twice.
Integer ArctanReciprocal(int n, int bits) {
  Integer power = (Integer(1) << bits) / n;
  Integer sum = 0;
  for (int j = 0; power != 0; ++j) {
    const Integer term = power / (2 * j + 1);
    sum += j % 2 == 0 ? term : Integer(-term);
    power /= n * n;
  }
  return sum;
}

/// floor(2^bits pi) up to one unit: Machin's 4 (4 arctan(1/5) - arctan(1/239)), with guard bits.
Integer ScaledPi(int bits) {
  const int guard = 40;  // 20 (bits + guard) < 2^guard for every bits that fits in memory
  const int working = bits + guard;
  const Integer pi = 16 * ArctanReciprocal(5, working) - 4 * ArctanReciprocal(239, working);
  return pi >> guard;
}

/// One signed term of a sum in print; `numerator` and `denominator` hold the powers of pi where they belong.
struct PrintedTerm {
  bool negative = false;
  std::string numerator, denominator;
};

std::string PiPower(int exponent, bool latex) {
  const std::string pi = latex ? "\\pi" : "pi";
  if (exponent == 1) return pi;
  return latex ? pi + "^{" + std::to_string(exponent) + "}" : pi + "^" + std::to_string(exponent);
}

std::string Product(const Integer& number, int exponent, bool latex) {
  if (exponent == 0) return number.str();
  if (number == 1) return PiPower(exponent, latex);
  return number.str() + " " + PiPower(exponent, latex);
}

std::string Print(const std::map<int, Rational>& coefficients, bool latex) {
  if (coefficients.empty()) return "0";
  std::string out;
  for (auto it = coefficients.rbegin(); it != coefficients.rend(); ++it) {
    const auto& [exponent, c] = *it;
    const bool negative = c < 0;
    const Integer numerator = abs(Integer(boost::multiprecision::numerator(c)));
    const Integer denominator = boost::multiprecision::denominator(c);
    out += out.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    const std::string above = Product(numerator, exponent > 0 ? exponent : 0, latex);
    if (denominator == 1 && exponent >= 0) {
      out += above;
      continue;
    }
    const std::string below = Product(denominator, exponent < 0 ? -exponent : 0, latex);
    if (latex) {
      out += "\\frac{" + above + "}{" + below + "}";
    } else {
      out += above + "/" + (below.find(' ') == std::string::npos ? below : "(" + below + ")");
    }
  }
  return out;
}

}  // namespace

PiLaurent::PiLaurent(const Rational& value) {
  if (value != 0) coefficients_.emplace(0, value);
}

PiLaurent PiLaurent::Monomial(const Rational& c, int exponent) {
  PiLaurent result;
  if (c != 0) result.coefficients_.emplace(exponent, c);
  return result;
}

PiLaurent& PiLaurent::operator+=(const PiLaurent& other) {
  if (this == &other) return *this *= PiLaurent(2);
  for (const auto& [exponent, c] : other.coefficients_) {
    const auto it = coefficients_.try_emplace(exponent, 0).first;
    it->second += c;
    if (it->second == 0) coefficients_.erase(it);
  }
  return *this;
}

PiLaurent& PiLaurent::operator-=(const PiLaurent& other) {
  PiLaurent negative = other;
  for (auto& [exponent, c] : negative.coefficients_) c = -c;
  return *this += negative;
}

PiLaurent& PiLaurent::operator*=(const PiLaurent& other) {
  PiLaurent product;
  for (const auto& [i, a] : coefficients_) {
    for (const auto& [j, b] : other.coefficients_) product += Monomial(a * b, i + j);
  }
  return *this = product;
}

PiLaurent& PiLaurent::operator/=(const PiLaurent& other) {
  if (other.coefficients_.size() != 1) {
    throw std::domain_error("PiLaurent division: the divisor must be a single nonzero term c pi^j, got " +
                            other.Text());
  }
  const auto [exponent, c] = *other.coefficients_.begin();
  return *this *= Monomial(1 / c, -exponent);
}

PiLaurent Pow(const PiLaurent& base, int exponent) {
  if (exponent < 0) throw std::invalid_argument("Pow: exponent must be >= 0, got " + std::to_string(exponent));
  PiLaurent result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

std::string PiLaurent::Text() const { return Print(coefficients_, false); }

std::string PiLaurent::Latex() const { return Print(coefficients_, true); }

PiLaurent::Dyadic PiLaurent::Approximate(int bits) const {
  if (IsZero()) return {};
  // The value is pi^lowest (sum_j a_j pi^j) / common with integers a_j, j = 0..span.
  const int lowest = coefficients_.begin()->first;
  const int highest = coefficients_.rbegin()->first;
  const int top = std::max(highest - lowest, std::abs(lowest));
  Integer common = 1;
  for (const auto& [exponent, c] : coefficients_) common = lcm(common, Integer(denominator(c)));

  for (int scale = bits + 64;; scale *= 2) {
    // power[j] = 2^scale pi^j up to error[j] units: pi < 4 and ScaledPi errs by at most one.
    std::vector<Integer> power{Integer(1) << scale}, error{0};
    const Integer pi = ScaledPi(scale);
    for (int j = 1; j <= top; ++j) {
      power.push_back((power.back() * pi) >> scale);
      error.push_back(4 * error.back() + (Integer(1) << (2 * j)) + 2);
    }
    Integer sum = 0, sum_error = 0;
    for (const auto& [exponent, c] : coefficients_) {
      const Integer a = numerator(c) * (common / denominator(c));
      const auto j = static_cast<std::size_t>(exponent - lowest);
      sum += a * power[j];
      sum_error += abs(a) * error[j];
    }
    // Enough when both factors, the sum and pi^lowest, are known to 2^-(bits + 26) relative.
    const auto shift = static_cast<std::size_t>(std::abs(lowest));
    if (abs(sum) < (sum_error << (bits + 26)) || power[shift] < (error[shift] << (bits + 26))) continue;

    Integer above = sum, below = common;
    int exponent = -scale;
    if (lowest >= 0) {
      above *= power[shift];
      exponent -= scale;
    } else {
      below *= power[shift];
      exponent += scale;
    }
    // Round above / below to `bits` bits.
    const bool negative = above < 0;
    above = abs(above);
    const int drop = static_cast<int>(msb(above)) - static_cast<int>(msb(below)) - bits - 30;
    if (drop < 0) {
      above <<= -drop;
    } else {
      below <<= drop;
    }
    Integer mantissa = above / below;  // bits + 30 or bits + 31 bits
    exponent += drop;
    const int surplus = static_cast<int>(msb(mantissa)) + 1 - bits;
    mantissa = (mantissa + (Integer(1) << (surplus - 1))) >> surplus;
    exponent += surplus;
    return {negative ? Integer(-mantissa) : mantissa, exponent};
  }
}

}  // namespace hadamard_ntk::spectral
