#include "ntk/multiplicative_filter_net.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "ntk/filters/fourier_filter.h"
#include "ntk/filters/gabor_filter.h"
#include "ntk/filters/gamma_gabor_filter.h"
#include "ntk/filters/relu_filter.h"
#include "ntk/filters/textbook_filters_testing.h"
#include "ntk/filters/uniform_fourier_filter.h"
#include "ntk/gram.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::ErrorInEps;
using textbook::Exact;
using textbook::ExactVector;
using textbook::RoundsTo;
using textbook::Seen;
using Phase = FourierFilter::Phase;
using Parameterization = FourierFilter::Parameterization;

constexpr double kEps = std::numeric_limits<double>::epsilon();

template <class Filter>
std::array<Exact, 2> Printed(const MultiplicativeFilterNet<Filter>& kernel) {
  const auto at = [&](const ExactVector& z) {
    const Seen<Exact> seen = textbook::See(textbook::PrintedX(), z);
    return kernel(seen.norm_x, seen.norm_z, seen.correlation).ntk;
  };
  return {at(textbook::PrintedZ()), at(textbook::PrintedX())};
}

/// Exact parameters: every printed digit.
template <class Filter>
void ExpectPrinted(const MultiplicativeFilterNet<Filter>& kernel, const std::string& off, const std::string& diagonal) {
  const auto [k_xz, k_xx] = Printed(kernel);
  EXPECT_TRUE(RoundsTo(k_xz, off)) << k_xz.str(25) << " for " << off;
  EXPECT_TRUE(RoundsTo(k_xx, diagonal)) << k_xx.str(25) << " for " << diagonal;
}

/// Parameters that are rounded to doubles (0.1, 2/sqrt 3): 8 N eps.
template <class Filter>
void ExpectNearPrinted(const MultiplicativeFilterNet<Filter>& kernel, const std::string& off,
                       const std::string& diagonal) {
  const auto [k_xz, k_xx] = Printed(kernel);
  EXPECT_LE(ErrorInEps(static_cast<double>(k_xz), Exact(off), Exact(off)), 8 * kernel.filters()) << off;
  EXPECT_LE(ErrorInEps(static_cast<double>(k_xx), Exact(diagonal), Exact(diagonal)), 8 * kernel.filters()) << off;
}

template <class Filter>
using Net = MultiplicativeFilterNet<Filter>;

TEST(MultiplicativeFilterNet, HasThePrintedValuesOfFourierFilters) {
  ExpectPrinted(Net<FourierFilter>(1), "1.264558341281355306085", "3.3125");
  ExpectPrinted(Net<FourierFilter>(2), "1.312088450054771429143", "6.625");
  ExpectPrinted(Net<FourierFilter>(3), "1.021053780932729947722", "9.9375");
  ExpectPrinted(Net<FourierFilter>(5), "0.4580214949902870995517", "16.5625");
  ExpectPrinted(Net<FourierFilter>(3, FourierFilter(1, Phase::kFrozen)), "0.6021599220885330460923", "6.9375");
  ExpectNearPrinted(Net<FourierFilter>(3, FourierFilter(), 1, 0.1), "1.457512411504649945169", "11.23125");
  ExpectNearPrinted(Net<FourierFilter>(5, FourierFilter(), 1, 0.1), "1.088421371095440310936", "20.375");
  const double s = 2 / std::sqrt(3.0);
  ExpectNearPrinted(Net<FourierFilter>(3, FourierFilter(s)), "0.5297157233129638212741", "9.9375");
  ExpectNearPrinted(Net<FourierFilter>(3, FourierFilter(s, Phase::kTrained, Parameterization::kNtk)),
                    "0.5614081170154488362222", "11.25");
  // Negative controls: the phase's term left out, one filter fewer.
  EXPECT_FALSE(
      RoundsTo(Printed(Net<FourierFilter>(3, FourierFilter(1, Phase::kFrozen)))[0], "1.021053780932729947722"));
  EXPECT_FALSE(RoundsTo(Printed(Net<FourierFilter>(2))[0], "1.021053780932729947722"));
}

TEST(MultiplicativeFilterNet, HasThePrintedValuesOfOtherFilters) {
  const GaborFilter gabor(1.5, {.dimension = 3});
  ExpectPrinted(Net<GaborFilter>(1, gabor), "0.08215618317480201785867", "0.4181129524670392354724");
  ExpectPrinted(Net<GaborFilter>(2, gabor), "0.003520686054333481459730", "0.06389683030194201798405");
  ExpectPrinted(Net<GaborFilter>(3, gabor), "0.0001131554845982059126864", "0.007323627918983863895433");
  ExpectPrinted(Net<ReluFilter>(3), "0.9004381103939669521174", "13.56591796875");
  ExpectNearPrinted(Net<ReluFilter>(3, {}, 1, 0.1), "1.282536802104724004510", "14.92099609375");
}

// In double: the reference has 22 digits, 100 take long.
TEST(MultiplicativeFilterNet, HasThePrintedValuesOfDrawnGamma) {
  const Net<GammaGaborFilter> kernel(3, GammaGaborFilter(2, 1, {.dimension = 3}));
  const Seen<Exact> seen = textbook::See(textbook::PrintedX(), textbook::PrintedZ());
  const double x = static_cast<double>(seen.norm_x), z = static_cast<double>(seen.norm_z);
  const auto c = Correlation<double>::FromCosine(static_cast<double>(seen.correlation.cosine()));
  const double bound = 3 * kernel.filter().nodes();
  const Exact k_xz("0.002593405578790025081234"), k_xx("0.02092163049029060510556");
  EXPECT_LE(ErrorInEps(kernel(x, z, c).ntk, k_xz, k_xz), bound);
  EXPECT_LE(ErrorInEps(kernel(x, x, Correlation<double>::Equal()).ntk, k_xx, k_xx), bound);
  EXPECT_GT(ErrorInEps(kernel(x, z, c).ntk, k_xx, k_xx), bound);
}

TEST(MultiplicativeFilterNet, HasThePrintedValuesOfUniformFrequencies) {
  const Net<UniformFourierFilter> kernel(3, UniformFourierFilter(4));
  const ExactVector x = textbook::PrintedX(), z = textbook::PrintedZ();
  using Span = std::span<const Exact>;
  EXPECT_TRUE(RoundsTo(kernel(Span(x), Span(z)).ntk, "0.1007878242760132003130"));
  EXPECT_TRUE(RoundsTo(kernel(Span(x), Span(x)).ntk, "9.9375"));
}

/// q^N + beta (1 + eps)(1 + q + ... + q^{N-1}) with q = c (1 + eps) (G + eps T), written out:
///   q^n = c^n (G^n + eps n (G^n + G^{n-1} T)).  `lost`: G^n T in place of G^{n-1} T, a wrong formula.
std::array<Exact, 2> ClosedForm(int filters, const Exact& g, const Exact& t, const Exact& c, const Exact& beta,
                                bool lost = false) {
  const auto power = [&](int n) -> std::array<Exact, 2> {
    const Exact value = pow(Exact(c * g), n), slope = pow(g, lost ? n : n - 1);
    if (n == 0) return {1, 0};
    return {value, Exact(n * pow(c, n) * (pow(g, n) + slope * t))};
  };
  std::array<Exact, 2> sum = power(filters);
  for (int n = 0; n < filters; ++n) {
    const auto [value, slope] = power(n);
    sum[0] += beta * value;
    sum[1] += beta * (value + slope);
  }
  return sum;
}

double WorstError(int filters, double c, double beta, bool lost) {
  const MultiplicativeFilterNet<FourierFilter> kernel(filters, FourierFilter(), c, beta);
  double worst = 0;
  for (const double g : {1.0, 0.9, 0.25, 0x1p-20, -0.2}) {
    for (const double t : {2.5, 0.5, -0.75}) {
      const Features<double> filter{{0.7, 1.3, Correlation<double>::FromCosine(g)}, t, 0, 0};
      const Pair<double> pair = kernel.OfFilter(filter);
      const Exact value = Exact(0.7) * 1.3 * g;
      const auto exact = ClosedForm(filters, value, t, c, beta, lost);
      const auto size = ClosedForm(filters, abs(value), std::abs(t), c, beta);
      worst = std::max({worst, ErrorInEps(pair.nngp, exact[0], size[0]), ErrorInEps(pair.ntk, exact[1], size[1])});
    }
  }
  return worst;
}

TEST(MultiplicativeFilterNet, IsItsClosedForm) {
  for (const int filters : {1, 2, 3, 5, 10, 20}) {
    for (const double c : {1.0, 0.3}) {
      for (const double beta : {0.0, 0.1}) {
        const double worst = WorstError(filters, c, beta, false), bound = 4 + 2 * filters;
        RecordProperty("worst_error_in_eps_" + std::to_string(filters), std::to_string(worst));
        EXPECT_LE(worst, bound) << filters << " " << c << " " << beta;
        EXPECT_GT(WorstError(filters, c, beta, true), 1e6 * bound) << filters;
      }
    }
  }
}

// --- the definition: finite nets, at any width -----------------------------------------------------------------------

using Vector = std::array<double, 3>;
constexpr Vector kX = {0.5, -0.25, 1}, kZ = {0.25, 0.75, 0.5};

double Inner(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

struct Random {
  std::mt19937_64 generator{20210101};
  std::normal_distribution<double> gaussian;
  double Normal() { return gaussian(generator); }
  double Angle() { return std::uniform_real_distribution<double>(0, 2 * M_PI)(generator); }
  Vector Normals() { return {Normal(), Normal(), Normal()}; }
};

/// One unit at x and z: its values and the inner product of its gradients.
struct Unit {
  double x, z, gradients;
};

struct ReluUnits {
  Unit operator()(Random& random) const {
    const Vector w = random.Normals();
    const double x = Inner(w, kX), z = Inner(w, kZ), root = std::sqrt(2.0);
    return {root * std::max(x, 0.0), root * std::max(z, 0.0), x > 0 && z > 0 ? 2 * Inner(kX, kZ) : 0};
  }
};

struct FourierUnits {
  Unit operator()(Random& random) const {
    const Vector w = random.Normals();
    const double phi = random.Angle(), x = Inner(w, kX) + phi, z = Inner(w, kZ) + phi, root = std::sqrt(2.0);
    return {root * std::sin(x), root * std::sin(z), 2 * std::cos(x) * std::cos(z) * (Inner(kX, kZ) + 1)};
  }
};

struct GaborUnits {
  double gamma;
  Unit operator()(Random& random) const {
    const Vector w = random.Normals(), mu = random.Normals();
    const double phi = random.Angle(), s = std::sqrt(gamma);
    const auto at = [&](const Vector& x) -> std::array<double, 4> {
      const Vector r = {x[0] - mu[0], x[1] - mu[1], x[2] - mu[2]};
      const double u = s * Inner(w, x) + phi, square = Inner(r, r);
      const double window = std::sqrt(2.0) * std::exp(-gamma * square / 2);
      return {window * std::sin(u), window * std::cos(u), square};
    };
    const auto [x, slope_x, square_x, _] = at(kX);
    const auto [z, slope_z, square_z, __] = at(kZ);
    const Vector a = {kX[0] - mu[0], kX[1] - mu[1], kX[2] - mu[2]}, b = {kZ[0] - mu[0], kZ[1] - mu[1], kZ[2] - mu[2]};
    return {x, z,
            slope_x * slope_z * (Inner(kX, kZ) + 1) + x * z * (gamma * gamma * Inner(a, b) + square_x * square_z / 4)};
  }
};

/// f(x) f(z) and <grad f(x), grad f(z)> of one net drawn, by back-propagation.
template <class Units>
std::array<double, 2> Draw(int filters, int width, double c, double beta, const Units& units, Random& random) {
  using Eigen::ArrayXd;
  using Eigen::MatrixXd;
  using Eigen::VectorXd;
  const double scale = std::sqrt(c / width);
  std::vector<ArrayXd> g_x, g_z, gradients, h_x, h_z, z_x, z_z;
  std::vector<MatrixXd> weights;
  for (int n = 0; n < filters; ++n) {
    ArrayXd x(width), z(width), t(width);
    for (int i = 0; i < width; ++i) {
      const Unit unit = units(random);
      x(i) = unit.x, z(i) = unit.z, t(i) = unit.gradients;
    }
    g_x.push_back(x), g_z.push_back(z), gradients.push_back(t);
    ArrayXd at_x = ArrayXd::Ones(width), at_z = at_x;
    if (n > 0) {
      const MatrixXd w = MatrixXd::NullaryExpr(width, width, [&] { return random.Normal(); });
      const ArrayXd b = ArrayXd::NullaryExpr(width, [&] { return std::sqrt(beta) * random.Normal(); });
      at_x = scale * (w * z_x.back().matrix()).array() + b;
      at_z = scale * (w * z_z.back().matrix()).array() + b;
      weights.push_back(w);
    }
    h_x.push_back(at_x), h_z.push_back(at_z);
    z_x.push_back(at_x * x), z_z.push_back(at_z * z);
  }
  const ArrayXd a = ArrayXd::NullaryExpr(width, [&] { return random.Normal(); });
  const double b = std::sqrt(beta) * random.Normal();
  double ntk = beta + scale * scale * (z_x.back() * z_z.back()).sum();
  ArrayXd delta_x = scale * a, delta_z = delta_x;  // df/dz_n
  for (int n = filters - 1; n >= 0; --n) {
    ntk += (delta_x * h_x[n] * delta_z * h_z[n] * gradients[n]).sum();
    if (n == 0) break;
    const VectorXd at_x = delta_x * g_x[n], at_z = delta_z * g_z[n];  // df/dh_n
    ntk += at_x.dot(at_z) * (beta + scale * scale * (z_x[n - 1] * z_z[n - 1]).sum());
    delta_x = scale * (weights[n - 1].transpose() * at_x).array();
    delta_z = scale * (weights[n - 1].transpose() * at_z).array();
  }
  const double f_x = scale * (a * z_x.back()).sum() + b, f_z = scale * (a * z_z.back()).sum() + b;
  return {f_x * f_z, ntk};
}

/// At 5 standard errors; the same nets must reject `wrong` in its ntk.
template <class Filter, class Wrong, class Units>
void CheckDefinition(const std::string& name, const Net<Filter>& kernel, const Net<Wrong>& wrong, double c, double beta,
                     const Units& units) {
  const double x = std::sqrt(Inner(kX, kX)), z = std::sqrt(Inner(kZ, kZ));
  const auto rho = Correlation<double>::FromCosine(Inner(kX, kZ) / (x * z));
  const Pair<double> pair = kernel(x, z, rho), other = wrong(x, z, rho);
  for (const auto& [width, draws] : {std::pair{8, 20000}, std::pair{64, 1500}}) {
    Random random;
    double mean[2] = {}, square[2] = {};
    for (int i = 0; i < draws; ++i) {
      const std::array<double, 2> drawn = Draw(kernel.filters(), width, c, beta, units, random);
      for (int k = 0; k < 2; ++k) mean[k] += drawn[k] / draws, square[k] += drawn[k] * drawn[k] / draws;
    }
    const auto error = [&, draws = draws](int k) { return std::sqrt((square[k] - mean[k] * mean[k]) / draws); };
    EXPECT_LE(std::abs(mean[0] - pair.nngp), 5 * error(0)) << name << " " << width;
    EXPECT_LE(std::abs(mean[1] - pair.ntk), 5 * error(1)) << name << " " << width;
    EXPECT_GT(std::abs(mean[1] - other.ntk), 5 * error(1)) << name << " " << width;
  }
}

TEST(MultiplicativeFilterNet, IsTheMeanOfFiniteNets) {
  const FourierFilter frozen(1, Phase::kFrozen);
  CheckDefinition("Fourier, N = 3", Net<FourierFilter>(3), Net<FourierFilter>(3, frozen), 1, 0, FourierUnits{});
  CheckDefinition("Fourier, N = 2, biases", Net<FourierFilter>(2, FourierFilter(), 0.75, 0.5),
                  Net<FourierFilter>(2, FourierFilter(), 0.75), 0.75, 0.5, FourierUnits{});
  CheckDefinition("ReLU, N = 2", Net<ReluFilter>(2), Net<ReluFilter>(1), 1, 0, ReluUnits{});
  const GaborLaw law{.dimension = 3}, other{.dimension = 3, .centre_std = 1.5};
  CheckDefinition("Gabor, N = 2", Net<GaborFilter>(2, GaborFilter(0.5, law)),
                  Net<GaborFilter>(2, GaborFilter(0.5, other)), 1, 0, GaborUnits{0.5});
}

// --- what it is for --------------------------------------------------------------------------------------------------

// The tiles of Gram matrices evaluate it in vector registers, and in WideRange where numbers are too large.
TEST(MultiplicativeFilterNet, GramMatrix) {
  Random random;
  Eigen::MatrixXd x = Eigen::MatrixXd::NullaryExpr(20, 3, [&] { return random.Normal(); });
  x.row(7) *= 1e150;
  x.row(8) *= 30 / x.row(8).norm();  // of which Gabor filters know next to nothing
  const auto check = [&](const auto& kernel, double bound) {
    const Eigen::MatrixXd gram = Gram(kernel, x);
    for (int i = 0; i < 7; ++i) {
      for (int j = 0; j < 7; ++j) {
        const double norm_i = x.row(i).norm(), norm_j = x.row(j).norm();
        const auto c = i == j ? Correlation<double>::Equal()
                              : Correlation<double>::FromCosine(x.row(i).dot(x.row(j)) / (norm_i * norm_j));
        EXPECT_NEAR(gram(i, j), kernel(norm_i, norm_j, c).ntk, bound * kEps * gram.diagonal().head(7).maxCoeff());
        EXPECT_EQ(gram(7, j), 0);
      }
    }
  };
  check(Net<FourierFilter>(2), 256);
  check(Net<GaborFilter>(2, GaborFilter(1, {.dimension = 3})), 512);
}

// Degree N exactly along rays without biases; with them a polynomial of degree N: the (N+1)-st difference vanishes.
TEST(MultiplicativeFilterNet, ReluFiltersKeepTheDegree) {
  const int filters = 3;
  const auto c = Correlation<double>::FromAngle(0.7);
  const Net<ReluFilter> plain(filters), biased(filters, {}, 1, 0.25);
  EXPECT_EQ(plain(2.0, 1.25, c).ntk, 8 * plain(1.0, 1.25, c).ntk);
  const auto difference = [&](const auto& kernel) {
    const double binomial[] = {1, -4, 6, -4, 1};
    double sum = 0;
    for (int i = 0; i < 5; ++i) sum += binomial[i] * kernel(1.0 + i, 1.25, c).ntk;
    return std::abs(sum) / kernel(5.0, 1.25, c).ntk;
  };
  EXPECT_LE(difference(biased), 16 * (4 + 2 * filters) * kEps);
  EXPECT_NE(biased(2.0, 1.25, c).ntk, 8 * biased(1.0, 1.25, c).ntk);
  EXPECT_GT(difference(Net<FourierFilter>(filters)), 1e-6);  // control
}

TEST(MultiplicativeFilterNet, RejectsBadParameters) {
  EXPECT_THROW(Net<ReluFilter>(0), std::invalid_argument);
  EXPECT_THROW(Net<ReluFilter>(2, {}, 0), std::invalid_argument);
  EXPECT_THROW(Net<ReluFilter>(2, {}, NAN), std::invalid_argument);
  EXPECT_THROW(Net<ReluFilter>(2, {}, 1, -1), std::invalid_argument);
  EXPECT_THROW(Net<ReluFilter>(2, {}, 1, INFINITY), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
