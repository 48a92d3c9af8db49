#include "gaussian/hermite_features.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::gaussian {
namespace {

void RequireRange(const char* function, const char* name, int value, int least, int most) {
  if (value >= least && value <= most) return;
  throw std::invalid_argument("HermiteFeatures" + std::string(function) + ": " + name + " must be from " +
                              std::to_string(least) + " to " + std::to_string(most) + ", got " + std::to_string(value));
}

// d and k are checked, and that there are not too many products.
int Checked(int d, int k) {
  RequireRange("", "d", d, 1, 1 << 20);
  RequireRange("", "k", k, 0, 64);
  double size = 1;
  for (int j = 1; j <= k; ++j) size *= static_cast<double>(d + j) / j;
  if (size > 1 << 30) {
    throw std::invalid_argument("HermiteFeatures: binom(d + k, k) must be at most 2^30, got d = " + std::to_string(d) +
                                ", k = " + std::to_string(k));
  }
  return d;
}

}  // namespace

HermiteFeatures::HermiteFeatures(int d, int k) : d_(Checked(d, k)), k_(k), recurrence_(k + 1) {
  products_.push_back({0, -1, -1, 0});
  for (int m = 1; m <= k; ++m) {
    for (int i = 0; i < d; ++i) {
      for (int a = m; a >= 1; --a) {
        // Those of degree m - a whose variables come before i.
        const int begin = FirstOf(m - a), first = size();
        for (int q = begin; q < size() && DegreeOf(q) == m - a; ++q) {
          if (products_[static_cast<std::size_t>(q)].variable >= i) break;
          products_.push_back({q, i * k + a - 1, i, m});
        }
        if (size() > first) runs_.push_back({first, begin, size() - first, i * k + a - 1});
      }
    }
  }
}

int HermiteFeatures::FirstOf(int m) const {
  RequireRange("::FirstOf", "degree", m, 0, k_ + 1);
  const auto found = std::find_if(products_.begin(), products_.end(), [&](const Product& p) { return p.degree >= m; });
  return static_cast<int>(found - products_.begin());
}

int HermiteFeatures::Single(int i, int m) const {
  RequireRange("::Single", "variable", i, 0, d_ - 1);
  RequireRange("::Single", "degree", m, 1, k_);
  int q = FirstOf(m);
  while (products_[static_cast<std::size_t>(q)].variable < i) ++q;
  return q;
}

std::vector<int> HermiteFeatures::Exponents(int q) const {
  RequireRange("::Exponents", "feature", q, 0, size() - 1);
  std::vector<int> alpha(static_cast<std::size_t>(d_), 0);
  for (; q > 0; q = products_[static_cast<std::size_t>(q)].earlier) {
    const Product& product = products_[static_cast<std::size_t>(q)];
    alpha[static_cast<std::size_t>(product.variable)] = product.factor % k_ + 1;
  }
  return alpha;
}

void HermiteFeatures::Evaluate(const double* x, double* values, std::vector<double>& scratch) const {
  scratch.resize(static_cast<std::size_t>(d_) * static_cast<std::size_t>(k_));
  for (int i = 0; i < d_; ++i) {
    double* factors = scratch.data() + static_cast<std::ptrdiff_t>(i) * k_;
    recurrence_(x[i], 1.0, [&](std::size_t a, double value) {
      if (a > 0) factors[a - 1] = value;
    });
  }
  values[0] = 1;
  for (const Run& run : runs_) {
    const double factor = scratch[static_cast<std::size_t>(run.factor)];
    const double* const earlier = values + run.earlier;
    double* const products = values + run.first;
#pragma GCC ivdep
    for (int q = 0; q < run.count; ++q) products[q] = factor * earlier[q];
  }
}

}  // namespace hadamard_ntk::gaussian
