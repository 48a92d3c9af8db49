#include "spectral/gram_spectrum.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "spectral/isotropic_spectrum.h"
#include "spectral/multiplicity.h"
#include "spectral/reference_kernels_testing.h"

namespace hadamard_ntk::spectral {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The promise of the header.
bool Agree(double measured, double expected, std::size_t eigenspaces) {
  return std::abs(measured - expected) <= 32 * (static_cast<double>(eigenspaces) + 8) * kEps * std::abs(expected);
}

// From the largest down.
VectorXd Eigenvalues(const MatrixXd& gram) {
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(gram, Eigen::EigenvaluesOnly).eigenvalues().reverse();
}

MatrixXd Normal(int rows, int columns, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  MatrixXd matrix(rows, columns);
  for (double& value : matrix.reshaped()) value = normal(random);
  return matrix;
}

// K(x, x') = sum_j mu_j phi_j phi'_j of independent Gaussian features, plus the tail.
MatrixXd FeatureGram(const std::vector<Eigenspace>& eigenspaces, double tail, int n, unsigned seed) {
  MatrixXd gram = tail * MatrixXd::Identity(n, n);
  for (const Eigenspace& own : eigenspaces) {
    const MatrixXd phi = Normal(n, static_cast<int>(own.multiplicity), seed++);
    gram += own.mu * phi * phi.transpose();
  }
  return gram;
}

template <class Kernel>
MatrixXd SphereGram(const Kernel& kernel, int d, int n, unsigned seed) {
  MatrixXd x = Normal(n, d + 1, seed);
  x.rowwise().normalize();
  return (x * x.transpose()).unaryExpr([&](double u) { return kernel(std::acos(std::clamp(u, -1.0, 1.0))); });
}

// E phi(a) phi(b) of ReLU without normalisation, kappa_2(1) = 1/2; and times u, as in a gated unit.
struct ReluDual {
  bool gated;
  template <class T>
  T operator()(const T& theta) const {
    using std::cos, std::sin;
    const T pi = ReferencePi<T>();
    const T dual = (sin(theta) + (pi - theta) * cos(theta)) / (T(2) * pi);
    return gated ? T(cos(theta) * dual) : dual;
  }
};

TEST(GramSpectrumTest, OneEigenspaceIsMarchenkoPastur) {
  for (const double n : {50.0, 400.0, 1e6}) {
    for (const double f : {10.0, 399.0, 5000.0}) {
      const double mu = 0.3, tail = 0.01;
      const GramSpectrum spectrum = PredictGramSpectrum({{mu, f, 0}}, tail, n);
      ASSERT_EQ(spectrum.bands.size(), 1u);
      const GramBand& band = spectrum.bands[0];
      EXPECT_TRUE(Agree(band.lower, tail + mu * std::pow(std::sqrt(n) - std::sqrt(f), 2), 1)) << n << ", " << f;
      EXPECT_TRUE(Agree(band.upper, tail + mu * std::pow(std::sqrt(n) + std::sqrt(f), 2), 1)) << n << ", " << f;
      EXPECT_FALSE(Agree(band.upper, tail + mu * (n + f), 1));
      EXPECT_EQ(band.count, std::min(n, f));
      EXPECT_EQ(spectrum.null_count, std::max(n - f, 0.0));
      EXPECT_TRUE(Agree(band.mean, tail + mu * std::max(n, f), 1)) << n << ", " << f;
    }
  }
  // The hard edge.
  const GramSpectrum hard = PredictGramSpectrum({{1, 100, 0}}, 0, 100);
  EXPECT_EQ(hard.bands[0].lower, 0);
  EXPECT_TRUE(Agree(hard.bands[0].upper, 400, 1));
  EXPECT_EQ(hard.ConditionNumber(), kInfinity);
  EXPECT_EQ(hard.ConjugateGradientIterations(0.1), 100);
}

TEST(GramSpectrumTest, TheMeansSumToTheTrace) {
  const std::vector<Eigenspace> eigenspaces = {
      {1, 1, 0}, {1e-2, 10, 0}, {1e-2, 30, 0}, {1e-5, 600, 0}, {1e-9, 9000, 0}};
  for (const double tail : {0.0, 1e-6}) {
    for (const double n : {1.0, 5.0, 30.0, 41.0, 300.0, 641.0, 3000.0, 9641.0, 1e5}) {
      const GramSpectrum spectrum = PredictGramSpectrum(eigenspaces, tail, n);
      double trace = n * tail, sum = spectrum.null_count * tail, count = spectrum.null_count;
      for (const Eigenspace& own : eigenspaces) trace += n * own.multiplicity * own.mu;
      double above = kInfinity;
      for (const GramBand& band : spectrum.bands) {
        EXPECT_LT(band.upper, above);
        EXPECT_LT(band.lower, band.mean);
        EXPECT_LT(band.mean, band.upper);
        above = band.lower;
        sum += band.count * band.mean;
        count += band.count;
      }
      EXPECT_TRUE(Agree(sum, trace, eigenspaces.size())) << n;
      EXPECT_EQ(count, n);
    }
  }
}

// A spike far above the rest, to first order in F / n: n mu + tail + sum F_i mu_i, and the width 4 mu sqrt(F n).
TEST(GramSpectrumTest, SpikesAndFloor) {
  const GramSpectrum spectrum = PredictGramSpectrum({{1, 2, 0}, {1e-8, 1e10, 0}}, 3, 1e4);
  ASSERT_EQ(spectrum.bands.size(), 2u);
  EXPECT_LT(std::abs(spectrum.bands[0].mean - (1e4 + 3 + 100)), 1e-5);  // Asymptotic: the next term is 1e-8 of 100.
  EXPECT_LT(std::abs((spectrum.bands[0].upper - spectrum.bands[0].lower) / (4 * std::sqrt(2e4)) - 1), 2e-4);
  EXPECT_LT(std::abs(spectrum.LambdaMin() / 103 - 1), 3 * std::sqrt(1e4 / 1e10));
}

// Statistical: an edge moves by Tracy and Widom's n^{-2/3} of the band, with a deviation of about 1 in that unit, so
// five of them; the mean of a band of F eigenvalues by sqrt(2 F n) / (F n) of n mu.
void ExpectMatches(const GramSpectrum& predicted, const VectorXd& eigenvalues, int first_band) {
  int position = 0;
  for (std::size_t b = 0; b < predicted.bands.size(); ++b) {
    const GramBand& band = predicted.bands[b];
    const int count = static_cast<int>(band.count);
    const VectorXd own = eigenvalues.segment(position, count);
    position += count;
    const double width = band.upper - band.lower;
    const double spread = 5 * width * std::pow(std::min<double>(count, predicted.n), -2.0 / 3);
    EXPECT_LT(std::abs(own.mean() - band.mean), 5 * width / std::sqrt(count * predicted.n) + 1e-9 * band.mean) << b;
    if (static_cast<int>(b) < first_band) continue;
    EXPECT_LT(own(0), band.upper + spread) << b;
    EXPECT_GT(own(0), band.upper - spread) << b;
    EXPECT_GT(own(count - 1), band.lower - spread) << b;
    EXPECT_LT(own(count - 1), band.lower + spread) << b;
  }
}

TEST(GramSpectrumTest, GaussianFeatures) {
  const std::vector<Eigenspace> eigenspaces = {{1, 20, 0}, {1e-2, 40, 0}, {1e-5, 1000, 0}};
  const VectorXd eigenvalues = Eigenvalues(FeatureGram(eigenspaces, 1e-4, 250, 3));
  const GramSpectrum predicted = PredictGramSpectrum(eigenspaces, 1e-4, 250);
  ASSERT_EQ(predicted.bands.size(), 3u);
  ExpectMatches(predicted, eigenvalues, 0);
  // Control: the edges without the wideness of a bulk, or without what lies below.
  EXPECT_GT(eigenvalues(0), 250 + 5 * 4 * std::sqrt(250 * 20.) * std::pow(20, -2.0 / 3) / 4);
  EXPECT_GT(eigenvalues(249), 4 * PredictGramSpectrum({{1, 20, 0}, {1e-2, 40, 0}}, 1e-4, 250).LambdaMin());
}

template <class Kernel>
GramSpectrum Predict(const Kernel& kernel, int d, double n) {
  return PredictGramSpectrum(ComputeMercerSpectrum(AngleKernel::From(kernel), d, 12), n);
}

TEST(GramSpectrumTest, SphereOfManyDimensions) {
  const PolynomialNetKernel kernel{2};
  const GramSpectrum predicted = Predict(kernel, 60, 300);
  ASSERT_EQ(predicted.bands.size(), 3u);
  EXPECT_EQ(predicted.bands[1].count, 61);
  const VectorXd eigenvalues = Eigenvalues(SphereGram(kernel, 60, 300, 5));
  ExpectMatches(predicted, eigenvalues, 1);
  // k = 0 is a constant function: its eigenvalue is the mean, to far less than the spread of a Gaussian feature's.
  EXPECT_LT(std::abs(eigenvalues(0) - predicted.LambdaMax()),
            (predicted.bands[0].upper - predicted.bands[0].lower) / 20);
  EXPECT_LT(std::abs(eigenvalues(299) / predicted.LambdaMin() - 1), 0.03);
  // Control: n mu_k alone, without what is below, misses the spike and the bulk.
  const MercerSpectrum spectrum = ComputeMercerSpectrum(AngleKernel::From(kernel), 60, 1);
  EXPECT_GT(eigenvalues.segment(1, 61).mean() - 300 * spectrum[1].mu, 2);
}

TEST(GramSpectrumTest, SpheresOfFewDimensionsAreOutOfTheRegime) {
  const PolynomialNetKernel kernel{2};
  const auto ratio = [&](int d) {
    return Eigenvalues(SphereGram(kernel, d, 200, 6))(199) / Predict(kernel, d, 200).LambdaMin();
  };
  EXPECT_LT(ratio(2), 0.7);
  EXPECT_GT(ratio(2), 0.05);
  EXPECT_LT(std::abs(ratio(9) - 1), 0.2);
}

// Rows of a table of two-layer ReLU nets with Gaussian inputs in R^d, whose norms scatter: n, d, the least and the
// largest eigenvalue of K = kappa_2. The largest is that of k = 0, mu_0 n; the least is below that of the sphere, by
// the smallest norm.
TEST(GramSpectrumTest, TwoLayerNets) {
  struct Row {
    int n, d;
    double least, largest;
  };
  for (const auto& [n, d, least, largest] :
       {Row{200, 50, .0396, 33.07}, Row{800, 50, .0137, 129.5}, Row{800, 200, .0613, 127.46}}) {
    const GramSpectrum predicted = Predict(ReluDual{false}, d - 1, n);
    EXPECT_LT(std::abs(predicted.LambdaMax() / largest - 1), 0.025) << n << ", " << d;
    EXPECT_GT(predicted.LambdaMin() / least, 1) << n << ", " << d;
    EXPECT_LT(predicted.LambdaMin() / least, 1.15) << n << ", " << d;
  }
}

// The same for the gated K~ = u kappa_2, homogeneous of degree 2 in each input, from n = 400 on.  The least eigenvalue
// is below the predicted one, that of inputs of one length, by at most the least |x|^4 / d^2: |x|^2 / d is above 1 - 3
// sqrt(2 / d), three standard deviations, in a sample of some hundreds.
TEST(GramSpectrumTest, GatedNets) {
  struct Row {
    int n, d;
    double least, largest;
  };
  for (const auto& [n, d, least, largest] :
       {Row{800, 50, .0458, 5.10}, Row{400, 100, .138, 1.936}, Row{800, 200, .1745, 1.803},
        Row{1600, 400, .2223, 1.804}, Row{2000, 75, .0627, 7.657}}) {
    const MercerSpectrum on_sphere = ComputeMercerSpectrum(AngleKernel::From(ReluDual{true}), d - 1, 12);
    const double moment = GaussianRadialMoment(d, 2, 1 / std::sqrt(d));
    const GramSpectrum predicted = PredictGramSpectrum(IsotropicSpectrum(on_sphere, moment), n);
    EXPECT_LT(std::abs(predicted.LambdaMax() / largest - 1), 0.03) << n << ", " << d;
    EXPECT_GT(predicted.LambdaMin() / least, 1) << n << ", " << d;
    EXPECT_LT(predicted.LambdaMin() / least, std::pow(1 - 3 * std::sqrt(2.0 / d), -2)) << n << ", " << d;
    // Control: the net without its gate.
    EXPECT_GT(Predict(ReluDual{false}, d - 1, n).LambdaMax() / largest, 1.03) << n << ", " << d;
  }
}

// n ~ d: the degrees k >= 2 are floor alone as d grows: kappa_2(1) - kappa_2(0) - kappa_2'(0) = 0.0908 for K, and 0.341
// for the gated K~ = u kappa_2. Asymptotic: what degree 2 does to it is O(sqrt(n / F(d, 2))).
TEST(GramSpectrumTest, FloorAtNLikeD) {
  const double pi = std::acos(-1);
  const double ungated = 0.5 - 0.5 / pi - 0.25, gated = 0.5 - 0.5 / pi;
  EXPECT_LT(std::abs(ungated - 0.0908), 0.5e-4);
  EXPECT_LT(std::abs(gated - 0.341), 0.5e-3);
  for (const bool is_gated : {false, true}) {
    const double floor = is_gated ? gated : ungated;
    double last = 1;
    for (const int d : {25, 100, 400}) {
      const double deviation = 1 - Predict(ReluDual{is_gated}, d - 1, 2.0 * d).LambdaMin() / floor;
      EXPECT_GT(deviation, 0) << d;
      EXPECT_LT(deviation, 4 * std::sqrt(2.0 * d / Multiplicity(d - 1, 2))) << d;
      EXPECT_LT(deviation, 0.7 * last) << d;  // a half for each fourfold d
      last = deviation;
    }
    EXPECT_LT(last, 0.3);
  }
}

// Conjugate gradients until the energy norm of the error is `reduction` of its start.
int Iterations(const MatrixXd& gram, double reduction) {
  const VectorXd solution = Normal(static_cast<int>(gram.rows()), 1, 9).col(0);
  VectorXd error = solution, residual = gram * error, direction = residual;
  const double start = error.dot(gram * error);
  for (int i = 1; i < 10000; ++i) {
    const VectorXd product = gram * direction;
    const double old = residual.squaredNorm(), step = old / direction.dot(product);
    error -= step * direction;
    residual -= step * product;
    if (error.dot(gram * error) <= reduction * reduction * start) return i;
    direction = residual + residual.squaredNorm() / old * direction;
  }
  return -1;
}

TEST(GramSpectrumTest, ConjugateGradients) {
  const PolynomialNetKernel kernel{2};
  int fewer = 0;
  for (const int d : {20, 60}) {
    const GramSpectrum predicted = Predict(kernel, d, 300);
    for (const double ridge : {0.0, 0.5}) {
      MatrixXd gram = SphereGram(kernel, d, 300, 8);
      gram.diagonal().array() += ridge;
      for (const double reduction : {1e-2, 1e-6}) {
        const int needed = Iterations(gram, reduction);
        const double bound = predicted.ConjugateGradientIterations(reduction, ridge);
        EXPECT_LE(needed, bound) << d << ", " << ridge << ", " << reduction;
        EXPECT_LE(bound, 1.3 * needed) << d << ", " << ridge << ", " << reduction;
        // Control: without the spike that is taken out, the bound by the condition number is another.
        const double root = std::sqrt(predicted.ConditionNumber(ridge));
        fewer += bound + 1 < std::acosh(1 / reduction) / std::log((root + 1) / (root - 1));
      }
    }
  }
  EXPECT_GE(fewer, 4);
}

TEST(GramSpectrumTest, RejectsBadArguments) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {nan, -1.0, kInfinity}) {
    EXPECT_THROW(PredictGramSpectrum({{bad, 1, 0}}, 0, 1), std::invalid_argument);
    EXPECT_THROW(PredictGramSpectrum({{1, bad, 0}}, 0, 1), std::invalid_argument);
    EXPECT_THROW(PredictGramSpectrum({{1, 1, 0}}, bad, 1), std::invalid_argument);
    EXPECT_THROW(PredictGramSpectrum({{1, 1, 0}}, 0, bad), std::invalid_argument);
    EXPECT_THROW(PredictGramSpectrum({{1, 1, 0}}, 0, 1).ConjugateGradientIterations(bad), std::invalid_argument);
  }
  EXPECT_THROW(PredictGramSpectrum({{1, 1, 0}}, 0, 0), std::invalid_argument);
  EXPECT_THROW(PredictGramSpectrum({{0, 1, 0}}, 1, 1), std::invalid_argument);
  EXPECT_THROW(PredictGramSpectrum({}, 1, 1), std::invalid_argument);
  EXPECT_THROW(PredictGramSpectrum(MercerSpectrum(2, 1, {{0, -0.5, 1e-16}}), 1), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
