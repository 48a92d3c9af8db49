#include "ntk/filters/uniform_fourier_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "ntk/filters/textbook_filters_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::ErrorInEps;
using textbook::Exact;
using textbook::ExactVector;
using textbook::RelativeErrorInEps;

using Vector = std::vector<double>;

Features<double> At(const UniformFourierFilter& filter, const Vector& x, const Vector& z) {
  return filter(std::span<const double>(x), std::span<const double>(z));
}

TEST(SincCorrelation, KeepsItsDigits) {
  for (const double u : {1e-150, 1e-10, 1e-4, 0.1, 0.5, 0.99, 1.0, 1.01, 3.0, 4.5, 100.0, -0.3, -7.0}) {
    const Correlation<double> c = SincCorrelation(u);
    const Exact exact_u(u), rho = sin(exact_u) / exact_u;
    const Exact gap = std::abs(u) < 1e-40 ? Exact(exact_u * exact_u / 6) : Exact(1 - rho);
    EXPECT_LE(RelativeErrorInEps(c.one_minus(), gap), 4) << u;
    EXPECT_LE(RelativeErrorInEps(c.one_plus(), Exact(1 + rho)), 4) << u;
    EXPECT_LE(ErrorInEps(c.cosine(), rho, Exact(1)), 2) << u;
  }
  EXPECT_EQ(SincCorrelation(0.0).one_minus(), 0);
  EXPECT_LE(abs(Exact(SincCorrelation(Exact(0.5)).cosine() - 2 * sin(Exact(0.5)))),
            Exact(8 * std::numeric_limits<Exact>::epsilon()));
}

TEST(UniformFourierFilter, IsAProductOfSincs) {
  std::mt19937_64 generator(11);
  std::normal_distribution<double> gaussian;
  double worst_g = 0, worst_gap = 0, worst_control = 0;
  for (int i = 0; i < 200; ++i) {
    const double s = 0.25 * (1 + i % 16), near = i % 3 == 0 ? 1e-6 : 1;
    Vector x(1 + i % 5), z;
    for (double& a : x) a = gaussian(generator);
    for (const double a : x) z.push_back(a + near * gaussian(generator));
    double bound = 0;
    for (std::size_t j = 0; j < x.size(); ++j) bound += 4 + s * std::abs(x[j] - z[j]) / std::sqrt(double(x.size()));
    const Features<double> f = At(UniformFourierFilter(s), x, z);
    const ExactVector exact_x(x.begin(), x.end()), exact_z(z.begin(), z.end());
    const auto exact = textbook::UniformFourier(exact_x, exact_z, s);
    worst_g = std::max(worst_g, ErrorInEps(f.nngp(), exact.g, Exact(1)) / bound);
    if (exact.g >= 0.5) {
      const double d = static_cast<double>(x.size());
      worst_gap = std::max(worst_gap, RelativeErrorInEps(f.correlation.one_minus(), Exact(1 - exact.g)) / (8 + d));
    }
    EXPECT_LE(ErrorInEps(f.ntk, exact.t, Exact(1 + std::abs(static_cast<double>(exact.size / exact.g)))),
              bound + 4 + x.size());
    // Control: Gaussian frequencies of the same variance.
    const auto gaussian_frequencies = textbook::Fourier(exact_x, exact_z, s / std::sqrt(3.0 * x.size()));
    worst_control = std::max(worst_control, ErrorInEps(f.nngp(), gaussian_frequencies.g, Exact(1)) / bound);
  }
  EXPECT_LE(worst_g, 1);
  EXPECT_LE(worst_gap, 1);
  EXPECT_GT(worst_control, 1e6);
}

// The definition, at 5 standard errors.
TEST(UniformFourierFilter, IsTheMeanOfItsUnits) {
  const Vector x = {0.5, -0.25, 1}, z = {0.25, 0.75, 0.5};
  const double s = 4;
  const int draws = 200000;
  std::mt19937_64 generator(5);
  std::uniform_real_distribution<double> frequency(-s / std::sqrt(3.0), s / std::sqrt(3.0)), phase(0, 2 * M_PI);
  double sum[2] = {}, squares[2] = {};
  for (int i = 0; i < draws; ++i) {
    const double phi = phase(generator);
    double at_x = phi, at_z = phi;
    for (int j = 0; j < 3; ++j) {
      const double w = frequency(generator);
      at_x += w * x[j], at_z += w * z[j];
    }
    const double inner = std::inner_product(x.begin(), x.end(), z.begin(), 0.0);
    const double drawn[2] = {2 * std::sin(at_x) * std::sin(at_z), 2 * std::cos(at_x) * std::cos(at_z) * (inner + 1)};
    for (int k = 0; k < 2; ++k) sum[k] += drawn[k] / draws, squares[k] += drawn[k] * drawn[k] / draws;
  }
  const Features<double> f = At(UniformFourierFilter(s), x, z);
  const Features<double> frozen = At(UniformFourierFilter(s, UniformFourierFilter::Phase::kFrozen), x, z);
  const auto error = [&](int k) { return std::sqrt((squares[k] - sum[k] * sum[k]) / draws); };
  EXPECT_LE(std::abs(sum[0] - f.nngp()), 5 * error(0));
  EXPECT_LE(std::abs(sum[1] - f.ntk), 5 * error(1));
  EXPECT_GT(std::abs(sum[1] - frozen.ntk), 5 * error(1));
}

TEST(UniformFourierFilter, RejectsBadArguments) {
  const UniformFourierFilter filter(1);
  EXPECT_THROW(At(filter, {1, 2}, {1}), std::invalid_argument);
  EXPECT_THROW(At(filter, {}, {}), std::invalid_argument);
  EXPECT_THROW(UniformFourierFilter(0), std::invalid_argument);
  EXPECT_THROW(UniformFourierFilter{double(NAN)}, std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
