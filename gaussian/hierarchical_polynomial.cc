#include "gaussian/hierarchical_polynomial.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "gaussian/hermite_products.h"
#include "gaussian/joint_moments.h"

namespace hadamard_ntk::gaussian {
namespace {

/// An element of Z[rho], lowest power first.
struct InCorrelation {
  std::vector<Integer> c;

  InCorrelation() = default;
  explicit InCorrelation(int value) : c{Integer(value)} {}

  InCorrelation& operator+=(const InCorrelation& other) {
    if (c.size() < other.c.size()) c.resize(other.c.size());
    for (std::size_t j = 0; j < other.c.size(); ++j) c[j] += other.c[j];
    return *this;
  }
  friend InCorrelation operator*(const InCorrelation& a, const InCorrelation& b) {
    InCorrelation product;
    if (a.c.empty() || b.c.empty()) return product;
    product.c.resize(a.c.size() + b.c.size() - 1);
    for (std::size_t i = 0; i < a.c.size(); ++i) {
      if (a.c[i] == 0) continue;
      for (std::size_t j = 0; j < b.c.size(); ++j) product.c[i + j] += a.c[i] * b.c[j];
    }
    return product;
  }
};

/// E[P(x)^a P(y)^b] in Z[rho], P = sum_i +-He_k(x_i).
JointMoments<InCorrelation> MomentsOfSum(const SpreadFeature& p, int a_max, int b_max) {
  if (p.k < 1 || p.plus < 0 || p.minus < 0 || p.d() < 1) {
    throw std::invalid_argument("SpreadFeature: needs k >= 1 and at least one sign, got k = " + std::to_string(p.k) +
                                ", plus = " + std::to_string(p.plus) + ", minus = " + std::to_string(p.minus));
  }
  std::vector<std::vector<Integer>> powers;
  for (int n = 0; n <= std::max(a_max, b_max); ++n) powers.push_back(HermitePower(p.k, n));
  const JointMoments<InCorrelation> one(a_max, b_max, [&](int a, int b) {
    const auto &of_a = powers[static_cast<std::size_t>(a)], &of_b = powers[static_cast<std::size_t>(b)];
    InCorrelation moment;
    Integer factorial = 1;
    for (std::size_t j = 0; j < std::min(of_a.size(), of_b.size()); ++j) {
      if (j > 0) factorial *= j;
      moment.c.push_back(factorial * of_a[j] * of_b[j]);
    }
    return moment;
  });
  return one.Times(p.plus).Plus(one.Negative().Times(p.minus));
}

/// (k! d)^{-n/2}, n >= 0: p^n = Scale(p, n) P^n.
RootSum Scale(const SpreadFeature& p, int n) {
  const Integer square = Factorial(p.k) * p.d();
  RootSum scale(1);
  for (int i = 0; i < n / 2; ++i) scale /= RootSum(square);
  return n % 2 == 0 ? scale : scale / RootSum::Sqrt(static_cast<std::int64_t>(square));
}

}  // namespace

RootSum FeatureMoment(const SpreadFeature& p, int j) {
  const auto moments = MomentsOfSum(p, j, 0);
  const std::vector<Integer>& c = moments(j, 0).c;
  return c.empty() ? RootSum() : Scale(p, j) * RootSum(c[0]);
}

std::vector<RootSum> DegreeEnergies(const SpreadFeature& p, const OuterPolynomial& g) {
  const int q = std::max(static_cast<int>(g.size()) - 1, 0);
  const JointMoments<InCorrelation> moments = MomentsOfSum(p, q, q);
  std::vector<RootSum> energies(static_cast<std::size_t>(p.k * q) + 1);
  for (int a = 0; a < static_cast<int>(g.size()); ++a) {
    for (int b = 0; b < static_cast<int>(g.size()); ++b) {
      const RootSum factor = g[static_cast<std::size_t>(a)] * g[static_cast<std::size_t>(b)] * Scale(p, a + b);
      if (factor == RootSum()) continue;
      const std::vector<Integer>& c = moments(a, b).c;
      for (std::size_t j = 0; j < c.size(); ++j) energies[j] += factor * RootSum(c[j]);
    }
  }
  return energies;
}

RootSum MeanSlope(const OuterPolynomial& g) {
  RootSum mean;
  Integer moment = 1;  // E z^{m - 1}
  for (std::size_t m = 1; m < g.size(); m += 2) {
    mean += RootSum(Integer(m * moment)) * g[m];
    moment *= m;
  }
  return mean;
}

RootSum SteinRemainder(const SpreadFeature& p, const OuterPolynomial& g) {
  OuterPolynomial rest = g;
  rest.resize(std::max<std::size_t>(g.size(), 2));
  rest[1] -= MeanSlope(g);
  return DegreeEnergies(p, rest)[static_cast<std::size_t>(p.k)];
}

double Plateau(const std::vector<RootSum>& energies, int degree) {
  RootSum all, above;
  for (std::size_t j = 0; j < energies.size(); ++j) {
    all += energies[j];
    if (static_cast<int>(j) > degree) above += energies[j];
  }
  if (all == RootSum()) throw std::domain_error("Plateau: the function is 0");
  return above.Value() / all.Value();
}

}  // namespace hadamard_ntk::gaussian
