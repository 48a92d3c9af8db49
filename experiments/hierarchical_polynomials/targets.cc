#include "experiments/hierarchical_polynomials/targets.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>

#include "gaussian/hermite.h"

namespace hadamard_ntk::experiments::hierarchical {

using gaussian::RootSum;

const std::vector<Outer>& Outers() {
  static const std::vector<Outer> kOuters = [] {
    std::vector<Outer> outers = {
        {"z^3", {0, 0, 0, 1}, {}},
        {"z^3 - 2z", {0, -2, 0, 1}, {}},
        {"z + (z^2 - 1)/sqrt(2)", {RootSum(-1) / RootSum::Sqrt(2), 1, RootSum(1) / RootSum::Sqrt(2)}, {}}};
    for (Outer& outer : outers) {
      for (const RootSum& coefficient : outer.exact) outer.coefficients.push_back(coefficient.Value());
    }
    return outers;
  }();
  return kOuters;
}

gaussian::SpreadFeature Feature(int k, const std::string& signs, int d, std::uint64_t seed) {
  if (signs == "balanced") return {k, d / 2, d - d / 2};
  if (signs == "equal") return {k, d, 0};
  if (signs != "random") throw std::invalid_argument("Feature: signs are balanced, equal or random, not " + signs);
  std::vector<std::uint64_t> bits(static_cast<std::size_t>(d));
  models::FillBits({seed, models::Purpose::kWeights, static_cast<std::uint32_t>(d)}, 0, bits);
  const auto plus = std::count_if(bits.begin(), bits.end(), [](std::uint64_t b) { return b % 2 == 1; });
  return {k, static_cast<int>(plus), d - static_cast<int>(plus)};
}

Samples Draw(const gaussian::SpreadFeature& p, const Outer& g, const models::RandomStream& stream, std::int64_t begin,
             Eigen::Index n) {
  const Eigen::Index d = p.d();
  Samples samples{.x = {}, .p = Eigen::VectorXd::Zero(n), .h = Eigen::VectorXd::Zero(n)};
  samples.x.resize(n, d);
  models::FillNormal(stream, static_cast<std::uint64_t>(begin * d),
                     std::span(samples.x.data(), static_cast<std::size_t>(n * d)));
  const gaussian::HermiteRecurrence<double> recurrence(p.k + 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) {
      double hermite = 0;
      recurrence(samples.x(i, j), 1.0, [&](std::size_t, double value) { hermite = value; });
      samples.p(i) += j < p.plus ? hermite : -hermite;
    }
    samples.p(i) /= std::sqrt(static_cast<double>(d));
    for (auto c = g.coefficients.rbegin(); c != g.coefficients.rend(); ++c) {
      samples.h(i) = samples.h(i) * samples.p(i) + *c;
    }
  }
  return samples;
}

}  // namespace hadamard_ntk::experiments::hierarchical
