#include "experiments/polynomial_nets/addition_theorem/harmonic_polynomials.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::experiments::addition_theorem {
namespace {

using Exponents = std::vector<int>;
using Polynomial = std::map<Exponents, double>;

constexpr double kMostMonomials = 4000;

// All exponents of degree k in n variables.
void AppendMonomials(int n, int k, Exponents& prefix, std::vector<Exponents>& out) {
  if (static_cast<int>(prefix.size()) == n - 1) {
    out.push_back(prefix);
    out.back().push_back(k);
    return;
  }
  for (int c = k; c >= 0; --c) {
    prefix.push_back(c);
    AppendMonomials(n, k - c, prefix, out);
    prefix.pop_back();
  }
}

std::vector<Exponents> Monomials(int n, int k) {
  std::vector<Exponents> out;
  Exponents prefix;
  if (k >= 0) AppendMonomials(n, k, prefix, out);
  return out;
}

Polynomial Laplacian(const Polynomial& p) {
  Polynomial result;
  for (const auto& [exponents, coefficient] : p) {
    for (std::size_t i = 0; i < exponents.size(); ++i) {
      const int c = exponents[i];
      if (c < 2) continue;
      Exponents lower = exponents;
      lower[i] -= 2;
      result[lower] += coefficient * c * (c - 1);
    }
  }
  return result;
}

// E[x^c] on the unit sphere.
double Moment(const Exponents& c) {
  double moment = 1, divisor = static_cast<double>(c.size());
  for (const int exponent : c) {
    if (exponent % 2 != 0) return 0;
    for (int odd = 1; odd < exponent; odd += 2, divisor += 2) moment *= odd / divisor;
  }
  return moment;
}

void CheckDegree(int d, int k) {
  if (d < 1 || k < 0) {
    throw std::invalid_argument("HarmonicPolynomials: needs d >= 1 and k >= 0, got d = " + std::to_string(d) +
                                ", k = " + std::to_string(k));
  }
  const int n = d + 1;
  double count = 1;  // binom(n + k - 1, k)
  for (int i = 1; i <= k && count <= kMostMonomials; ++i) count *= static_cast<double>(n - 1 + i) / i;
  if (count > kMostMonomials) {
    throw std::invalid_argument("HarmonicPolynomials: too many monomials of degree " + std::to_string(k) + " in " +
                                std::to_string(n) + " variables");
  }
}

// Row a: h_a, its coefficients in the order of `monomials`, of degree k in n variables.
Eigen::MatrixXd Coefficients(int n, int k, const std::vector<Exponents>& monomials) {
  std::map<Exponents, Eigen::Index> index;
  for (const Exponents& exponents : monomials) index.emplace(exponents, static_cast<Eigen::Index>(index.size()));
  std::vector<std::pair<int, Exponents>> free;  // e and the monomial in the other variables
  for (int e = 0; e <= 1; ++e) {
    for (Exponents& exponents : Monomials(n - 1, k - e)) free.emplace_back(e, std::move(exponents));
  }
  Eigen::MatrixXd coefficients =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(free.size()), static_cast<Eigen::Index>(monomials.size()));
  for (std::size_t a = 0; a < free.size(); ++a) {
    const auto& [e, start] = free[a];
    Polynomial p = {{start, 1.0}};
    double factor = 1;
    for (int power = e; !p.empty(); power += 2) {
      for (const auto& [exponents, coefficient] : p) {
        Exponents whole = exponents;
        whole.push_back(power);
        coefficients(static_cast<Eigen::Index>(a), index.at(whole)) = factor * coefficient;
      }
      factor /= -static_cast<double>((power + 1) * (power + 2));
      p = Laplacian(p);
    }
  }
  return coefficients;
}

// E[x^p x^q] of all monomials p, q.
Eigen::MatrixXd Moments(const std::vector<Exponents>& monomials) {
  const auto size = static_cast<Eigen::Index>(monomials.size());
  Eigen::MatrixXd moments(size, size);
  Exponents sum(monomials.front().size());
  for (Eigen::Index j = 0; j < size; ++j) {
    for (Eigen::Index i = 0; i <= j; ++i) {
      const Exponents &p = monomials[static_cast<std::size_t>(i)], &q = monomials[static_cast<std::size_t>(j)];
      std::transform(p.begin(), p.end(), q.begin(), sum.begin(), std::plus<>());
      moments(i, j) = moments(j, i) = Moment(sum);
    }
  }
  return moments;
}

}  // namespace

HarmonicPolynomials::HarmonicPolynomials(int d, int k) {
  CheckDegree(d, k);
  const int n = d + 1;
  monomials_ = Monomials(n, k);
  coefficients_ = Coefficients(n, k, monomials_);
  Eigen::MatrixXd gram = coefficients_ * Moments(monomials_) * coefficients_.transpose();
  const Eigen::VectorXd scale = gram.diagonal().cwiseSqrt().cwiseInverse();
  coefficients_ = scale.asDiagonal() * coefficients_;
  gram = scale.asDiagonal() * gram * scale.asDiagonal();
  const Eigen::LLT<Eigen::MatrixXd> factorization(gram);
  if (factorization.info() != Eigen::Success) {
    throw std::invalid_argument("HarmonicPolynomials: the harmonics of degree " + std::to_string(k) + " in " +
                                std::to_string(n) + " variables are dependent to working precision");
  }
  condition_ = 1 / factorization.rcond();
  cholesky_ = factorization.matrixL();
}

Eigen::VectorXd HarmonicPolynomials::Whitened(const Eigen::VectorXd& x) const {
  Eigen::VectorXd values(coefficients_.cols());
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const Exponents& exponents = monomials_[static_cast<std::size_t>(i)];
    double value = 1;
    for (std::size_t v = 0; v < exponents.size(); ++v) {
      for (int c = 0; c < exponents[v]; ++c) value *= x[static_cast<Eigen::Index>(v)];
    }
    values[i] = value;
  }
  return cholesky_.triangularView<Eigen::Lower>().solve(coefficients_ * values);
}

double HarmonicPolynomials::SumOfProducts(const Eigen::VectorXd& x, const Eigen::VectorXd& z) const {
  for (const Eigen::VectorXd* point : {&x, &z}) {
    if (point->size() != static_cast<Eigen::Index>(monomials_.front().size())) {
      throw std::invalid_argument("HarmonicPolynomials::SumOfProducts: points need " +
                                  std::to_string(monomials_.front().size()) + " coordinates, got " +
                                  std::to_string(point->size()));
    }
  }
  return Whitened(x).dot(Whitened(z));
}

}  // namespace hadamard_ntk::experiments::addition_theorem
