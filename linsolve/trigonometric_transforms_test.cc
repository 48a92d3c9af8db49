#include "linsolve/trigonometric_transforms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::linsolve {
namespace {

using std::numbers::pi;
using Complex = std::complex<double>;

std::size_t Product(const std::vector<int>& extents) {
  return std::accumulate(extents.begin(), extents.end(), std::size_t{1}, [](std::size_t a, int n) { return a * n; });
}

std::vector<double> Draw(std::size_t size) {
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  std::vector<double> u(size);
  for (double& value : u) value = normal(engine);
  return u;
}

// sum_j u_j prod_axis factor(axis extent n, k, j), the definition, for every k.
template <class T, class Factor>
std::vector<T> BySums(const std::vector<T>& u, const std::vector<int>& extents, Factor factor) {
  std::vector<T> result = u;
  std::size_t stride = 1;
  for (std::size_t axis = extents.size(); axis-- > 0; stride *= extents[axis]) {
    const std::vector<T> before = result;
    const std::size_t n = extents[axis];
    for (std::size_t i = 0; i < u.size(); ++i) {
      const std::size_t k = i / stride % n, start = i - k * stride;
      T sum = 0;
      for (std::size_t j = 0; j < n; ++j) sum += before[start + j * stride] * factor(n, k, j);
      result[i] = sum;
    }
  }
  return result;
}

double SineFactor(double n, double k, double j) { return std::sin(pi * (k + 1) * (j + 1) / (n + 1)) / (n + 1); }
double CosineFactor(double n, double k, double j) { return std::cos(pi * k * (j + .5) / n) / n; }
Complex FourierFactor(double n, double k, double j) { return std::polar(1 / n, -2 * pi * std::fmod(k * j, n) / n); }

// Of the header's bound 4 (1 + log2 N) eps |u|_rms.
template <class T>
double WorstOfBound(const std::vector<T>& got, const std::vector<T>& expected, const std::vector<double>& u) {
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) worst = std::max(worst, std::abs(got[i] - expected[i]));
  const double size = static_cast<double>(u.size());
  const double rms = std::sqrt(std::inner_product(u.begin(), u.end(), u.begin(), 0.0) / size);
  return worst / (4 * (1 + std::log2(size)) * std::numeric_limits<double>::epsilon() * rms);
}

const std::vector<std::vector<int>> kShapes = {{1}, {2}, {7}, {64}, {5, 8}, {1, 9}, {31, 16}, {3, 4, 5}, {8, 7, 6}};

std::vector<Complex> Half(const std::vector<Complex>& whole, const std::vector<int>& extents) {
  std::vector<Complex> half;
  const std::size_t last = extents.back();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i % last <= last / 2) half.push_back(whole[i]);
  }
  return half;
}

TEST(TrigonometricTransformsTest, SeriesAreTheSumsOfTheHeaderAndTheirInverse) {
  for (const auto& extents : kShapes) {
    const std::vector<double> u = Draw(Product(extents));
    for (const Series series : {Series::kSine, Series::kCosine}) {
      const SeriesTransform transform(series, extents);
      const bool sine = series == Series::kSine;
      std::vector<double> v = u;
      transform.Coefficients(v);
      const auto expected = BySums(u, extents, sine ? SineFactor : CosineFactor);
      EXPECT_LE(WorstOfBound(v, expected, u), 1) << extents.size() << " " << u.size();
      if (u.size() > 2) {
        EXPECT_GT(WorstOfBound(v, BySums(u, extents, sine ? CosineFactor : SineFactor), u), 1e6) << u.size();
      }
      transform.Values(v);
      EXPECT_LE(WorstOfBound(v, u, u), 1) << extents.size() << " " << u.size();
    }
  }
}

TEST(TrigonometricTransformsTest, FourierIsTheSumOfTheHeaderAndItsInverse) {
  for (const auto& extents : kShapes) {
    const std::vector<double> u = Draw(Product(extents));
    const FourierTransform transform(extents);
    std::vector<Complex> c(transform.coefficients());
    transform.Coefficients(u, c);
    const std::vector<Complex> complex_u(u.begin(), u.end());
    const auto expected = Half(BySums(complex_u, extents, FourierFactor), extents);
    ASSERT_EQ(c.size(), expected.size());
    EXPECT_LE(WorstOfBound(c, expected, u), 1) << u.size();
    std::vector<double> back(u.size());
    const std::vector<Complex> before = c;
    transform.Values(c, back);
    EXPECT_LE(WorstOfBound(back, u, u), 1) << u.size();
    EXPECT_EQ(c, before);
    c.back() += 1e-6;
    transform.Values(c, back);
    EXPECT_GT(WorstOfBound(back, u, u), 1e3) << u.size();
  }
}

TEST(TrigonometricTransformsTest, DiagonalisesTheSecondDifference) {
  const int n = 15;
  const double h = pi / (n + 1);
  std::vector<double> u = Draw(n), difference(n);
  for (int j = 0; j < n; ++j) {
    difference[j] = (2 * u[j] - (j > 0 ? u[j - 1] : 0) - (j + 1 < n ? u[j + 1] : 0)) / (h * h);
  }
  const std::vector<double> rounded = difference;
  const SeriesTransform transform(Series::kSine, {n});
  transform.Coefficients(u);
  transform.Coefficients(difference);
  for (int k = 1; k <= n; ++k) u[k - 1] *= StencilSymbol(k * h, h);
  EXPECT_LE(WorstOfBound(u, difference, rounded), 1);
  u[3] *= 1 + 1e-9;
  EXPECT_GT(WorstOfBound(u, difference, rounded), 1e3);
}

TEST(TrigonometricTransformsTest, BitsDoNotDependOnTheAddress) {
  const SeriesTransform transform(Series::kSine, {30, 17});
  const std::vector<double> u = Draw(transform.size());
  std::vector<double> aligned = u, shifted(u.size() + 1);
  std::copy(u.begin(), u.end(), shifted.begin() + 1);
  transform.Coefficients(aligned);
  transform.Coefficients(std::span(shifted).subspan(1));
  EXPECT_TRUE(std::equal(aligned.begin(), aligned.end(), shifted.begin() + 1));
}

// A data race here is for --config=tsan to find; without the lock the planner crashes now and then.
TEST(TrigonometricTransformsTest, PlansAreMadeAndUsedByManyThreads) {
  const SeriesTransform shared(Series::kCosine, {24});
  const std::vector<double> u = Draw(24);
  std::vector<double> expected = u;
  shared.Coefficients(expected);
  std::vector<std::vector<double>> results(8, u);
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&] {
      for (int n = 1; n < 40; ++n) FourierTransform({n, n}), SeriesTransform(Series::kSine, {n});
      shared.Coefficients(result);
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, expected);
}

TEST(TrigonometricTransformsTest, NamesWhatIsWrong) {
  EXPECT_EQ(MessageOf([] { FourierTransform({}); }), "FourierTransform: needs 1 to 3 extents, got 0");
  EXPECT_EQ(MessageOf([] {
              SeriesTransform(Series::kSine, {2, 2, 2, 2});
            }),
            "SeriesTransform: needs 1 to 3 extents, got 4");
  EXPECT_EQ(MessageOf([] {
              SeriesTransform(Series::kSine, {4, 0});
            }),
            "SeriesTransform: an extent must be >= 1, got 0");
  std::vector<double> u(5);
  EXPECT_EQ(MessageOf([&] { SeriesTransform(Series::kSine, {4}).Values(u); }),
            "SeriesTransform::Values: needs an array of 4 numbers, got 5");
  std::vector<Complex> c(5);
  EXPECT_EQ(MessageOf([&] { FourierTransform({5}).Coefficients(u, c); }),
            "FourierTransform::Coefficients: needs an array of 3 numbers, got 5");
}

}  // namespace
}  // namespace hadamard_ntk::linsolve
