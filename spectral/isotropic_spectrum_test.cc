#include "spectral/isotropic_spectrum.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "spectral/reference_kernels_testing.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
using Vector = std::vector<double>;

double Norm(const Vector& x) {
  double sum = 0;
  for (const double v : x) sum += v * v;
  return std::sqrt(sum);
}

// x_0 / |x| and the correlation of x and z.
double Cosine(const Vector& x, const Vector& z) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * z[i];
  return std::clamp(sum / Norm(x) / Norm(z), -1.0, 1.0);
}

Vector Draw(int dimension, bool ball, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Vector x(static_cast<std::size_t>(dimension));
  for (double& v : x) v = normal(random);
  if (ball) {
    const double scale = std::pow(std::uniform_real_distribution<double>()(random), 1.0 / dimension) / Norm(x);
    for (double& v : x) v *= scale;
  }
  return x;
}

// The definition: E_z[K(x, z) f(z)] = lambda f(x) at a fixed x, by Monte Carlo; statistical. f = |x|^p P_k(x_0 / |x|).
void ExpectEigenfunction(int homogeneity, int dimension, int k, bool ball) {
  const PolynomialNetKernel kernel{homogeneity};
  std::mt19937_64 random(13);
  const auto function = [&](const Vector& x, int power) {
    return std::pow(Norm(x), power) * ZonalAtCosine(dimension - 1, k, x[0] / Norm(x));
  };
  Vector x(static_cast<std::size_t>(dimension), 0.3);
  x[0] = 1.1;
  const double radial = ball ? BallRadialMoment(dimension, homogeneity) : GaussianRadialMoment(dimension, homogeneity);
  const MercerSpectrum on_sphere = ComputeMercerSpectrum(AngleKernel::From(kernel), dimension - 1, k);
  const double predicted = IsotropicSpectrum(on_sphere, radial)[k].mu * function(x, homogeneity);
  const int count = 100000;
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    const Vector z = Draw(dimension, ball, random);
    const double value =
        std::pow(Norm(x) * Norm(z), homogeneity) * kernel(std::acos(Cosine(x, z))) * function(z, homogeneity);
    sum += value / count;
    squares += value * value / count;
  }
  const double error = std::sqrt((squares - sum * sum) / count);
  EXPECT_LE(std::abs(sum - predicted), 5 * error) << homogeneity << ", " << dimension << ", " << k << ", " << ball;
  EXPECT_LT(5 * error, 0.2 * std::abs(predicted)) << homogeneity << ", " << dimension << ", " << k << ", " << ball;
  // Control: the moment of the next homogeneity, or none.
  const double other = ball ? 1 : GaussianRadialMoment(dimension, homogeneity + 1);
  EXPECT_GT(std::abs(sum - predicted * other / radial), 5 * error);
}

TEST(IsotropicSpectrumTest, EigenfunctionsByMonteCarlo) {
  for (const bool ball : {false, true}) {
    ExpectEigenfunction(1, 4, 1, ball);
    ExpectEigenfunction(2, 3, 0, ball);
    ExpectEigenfunction(2, 5, 1, ball);
    ExpectEigenfunction(3, 3, 2, ball);
  }
}

// Eigenvalues of a Gram matrix of n inputs, over n, from the largest down.
Eigen::VectorXd NystroemEigenvalues(int homogeneity, int dimension, int n, std::mt19937_64& random) {
  const PolynomialNetKernel kernel{homogeneity};
  std::vector<Vector> x;
  for (int i = 0; i < n; ++i) x.push_back(Draw(dimension, false, random));
  Eigen::MatrixXd gram(n, n);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double value = std::pow(Norm(x[i]) * Norm(x[j]), homogeneity) * kernel(std::acos(Cosine(x[i], x[j])));
      gram(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = value / n;
    }
  }
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram, Eigen::EigenvaluesOnly).eigenvalues().reverse();
}

// Means over draws of the eigenvalues of the three degrees with the largest ones.  Statistical: 5 standard errors, and
// what the prediction neglects; with `scatter_too` the scatter to its own standard error and the relative size of the
// next order, which has to be small.
void ExpectNystroemMeans(int homogeneity, int dimension, int draws, bool scatter_too) {
  const int n = 120, degrees = 3;
  const double moment = GaussianRadialMoment(dimension, homogeneity);
  const double ratio = GaussianRadialMoment(dimension, 2 * homogeneity) / (moment * moment);
  const MercerSpectrum spectrum = IsotropicSpectrum(
      ComputeMercerSpectrum(AngleKernel::From(PolynomialNetKernel{homogeneity}), dimension - 1, 60), moment);
  Eigen::ArrayXXd means(draws, degrees);
  std::mt19937_64 random(29);
  for (int draw = 0; draw < draws; ++draw) {
    const Eigen::VectorXd eigenvalues = NystroemEigenvalues(homogeneity, dimension, n, random);
    Eigen::Index first = 0;
    for (int i = 0; i < degrees; ++i) {
      const auto count = static_cast<Eigen::Index>(spectrum.Sorted()[static_cast<std::size_t>(i)].multiplicity);
      means(draw, i) = eigenvalues.segment(first, count).mean();
      first += count;
    }
  }
  for (int i = 0; i < degrees; ++i) {
    const int k = spectrum.Sorted()[static_cast<std::size_t>(i)].k;
    const double lambda = spectrum[k].mu;
    const NystroemMean predicted = PredictNystroemMean(spectrum, k, ratio, n);
    const double mean = means.col(i).mean(), scatter = std::sqrt((means.col(i) - mean).square().sum() / (draws - 1));
    const double granted = 5 * scatter / std::sqrt(draws) + predicted.neglected;
    EXPECT_LE(std::abs(mean - predicted.mean), granted) << homogeneity << ", " << k;
    // Controls: the limit of infinitely many samples, the next degree of homogeneity, twice the scatter.
    if (i == 0) {
      EXPECT_GT(std::abs(mean - lambda), granted) << homogeneity;
    }
    if (!scatter_too) continue;
    EXPECT_GT(std::abs(mean - predicted.mean * (dimension + 2 * homogeneity) / dimension), granted) << k;
    const double scatter_granted = 5 / std::sqrt(2.0 * (draws - 1)) + std::sqrt(predicted.neglected / lambda);
    EXPECT_LE(std::abs(scatter / predicted.standard_deviation - 1), scatter_granted) << k;
    EXPECT_GT(std::abs(scatter / (2 * predicted.standard_deviation) - 1), scatter_granted) << k;
  }
}

TEST(IsotropicSpectrumTest, NystroemMeansByMonteCarlo) {
  ExpectNystroemMeans(1, 5, 200, true);
  ExpectNystroemMeans(2, 10, 100, false);
}

TEST(IsotropicSpectrumTest, RadialMoments) {
  EXPECT_EQ(GaussianRadialMoment(5, 0), 1);
  EXPECT_EQ(GaussianRadialMoment(5, 1), 5);
  EXPECT_EQ(GaussianRadialMoment(5, 3), 5 * 7 * 9);
  EXPECT_EQ(GaussianRadialMoment(5, 2, 2), 16 * 35);
  EXPECT_EQ(BallRadialMoment(6, 3), 0.5);
  EXPECT_EQ(BallRadialMoment(6, 1, 2), 3);
  // 2^N Gamma(D / 2 + N) / Gamma(D / 2); conditioned: lgamma of some hundred.
  for (const int dimension : {2, 17, 100}) {
    for (const int n : {1, 8, 40}) {
      const double log = n * std::log(2) + std::lgamma(dimension / 2.0 + n) - std::lgamma(dimension / 2.0);
      EXPECT_LE(std::abs(std::log(GaussianRadialMoment(dimension, n)) / log - 1), 16 * kEps * (1 + 1 / log));
    }
  }
}

// The largest eigenvalue of a Gram matrix of two-layer ReLU nets in LeCun's parameterization with Gaussian inputs:
// n (E|x|^2 / d) mu_0(kappa_2), mu_0 = 1 / (2 pi) (1 + O(1 / d)); gated, n (d + 2) / (4 d^2).
TEST(IsotropicSpectrumTest, TopEigenvaluesOfTwoLayerNets) {
  const auto dual = []<class T>(const T& theta) {
    using std::cos, std::sin;
    const T pi = ReferencePi<T>();
    return T((sin(theta) + (pi - theta) * cos(theta)) / (T(2) * pi));
  };
  const auto gated = [&dual]<class T>(const T& theta) {
    using std::cos;
    return T(cos(theta) * dual(theta));
  };
  for (const int d : {50, 200}) {
    const MercerSpectrum top =
        IsotropicSpectrum(ComputeMercerSpectrum(AngleKernel::From(dual), d - 1, 1), GaussianRadialMoment(d, 1) / d);
    EXPECT_LT(std::abs(top[0].mu * 2 * std::acos(-1) - 1), 1.0 / d);
    const MercerSpectrum second = IsotropicSpectrum(ComputeMercerSpectrum(AngleKernel::From(gated), d - 1, 1),
                                                    GaussianRadialMoment(d, 2) / d / d);
    EXPECT_LE(std::abs(second[0].mu / ((d + 2.0) / (4.0 * d * d)) - 1), 16 * kEps) << d;
    EXPECT_GT(std::abs(second[0].mu / ((d + 1.0) / (4.0 * d * d)) - 1), 0.5 / d) << d;
  }
}

TEST(IsotropicSpectrumTest, RejectsBadArguments) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(GaussianRadialMoment(0, 1), std::invalid_argument);
  EXPECT_THROW(GaussianRadialMoment(1, -1), std::invalid_argument);
  EXPECT_THROW(GaussianRadialMoment(1, 1, nan), std::invalid_argument);
  EXPECT_THROW(GaussianRadialMoment(1000, 200), std::overflow_error);
  EXPECT_THROW(BallRadialMoment(0, 1), std::invalid_argument);
  EXPECT_THROW(BallRadialMoment(1, 1, -1), std::invalid_argument);
  EXPECT_THROW(BallRadialMoment(1, 200, 1e10), std::overflow_error);
  const MercerSpectrum spectrum(2, 1, {{0, 0.5, 1e-16}});
  EXPECT_EQ(IsotropicSpectrum(spectrum, 3).trace(), 3);
  EXPECT_THROW(IsotropicSpectrum(spectrum, nan), std::invalid_argument);
  EXPECT_THROW(IsotropicSpectrum(spectrum, -1), std::invalid_argument);
  const MercerSpectrum two(2, 1, {{0, 0.5, 1e-16}, {1, 0.1, 1e-17}, {2, 0.1, 1e-17}, {3, 0, 1e-17}});
  EXPECT_GT(PredictNystroemMean(two, 0, 1.5, 100).mean, 0.5);
  EXPECT_THROW(PredictNystroemMean(two, 4, 1.5, 100), std::invalid_argument);
  EXPECT_THROW(PredictNystroemMean(two, 0, 0.9, 100), std::invalid_argument);
  EXPECT_THROW(PredictNystroemMean(two, 0, 1.5, 0), std::invalid_argument);
  EXPECT_THROW(PredictNystroemMean(two, 1, 1.5, 100), std::domain_error);
  EXPECT_THROW(PredictNystroemMean(two, 3, 1.5, 100), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
