#include "ntk/nonlocal_net.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "ntk/polynomial_net.h"
#include "ntk/textbook_formulas_testing.h"

namespace hadamard_ntk::ntk {
namespace {

using textbook::ErrorInEps;
using textbook::Exact;
using textbook::Kernels;
using Activation = NonlocalNet::Activation;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Activation kLinear = Activation::kLinear, kRelu = Activation::kRelu;
constexpr NonlocalNet::Activations kLinears = {kLinear, kLinear, kLinear}, kRelus = {kRelu, kRelu, kRelu},
                                   kReluFirst = {kRelu, kRelu, kLinear}, kReluLast = {kLinear, kLinear, kRelu};

using Set = std::vector<double>;  // positions by rows

std::vector<Pair<double>> At(const NonlocalNet& net, const Set& x, const Set& z, int d) {
  return net(std::span<const double>(x), std::span<const double>(z), d);
}

enum class Wrong { kNothing, kSum, kSlope };

struct Value {
  Exact v, e;
};

Value Factor(Activation phi, const Exact* x, const Exact* z, int d, Wrong wrong) {
  Exact xz = 0, xx = 0, zz = 0;
  for (int k = 0; k < d; ++k) xz += x[k] * z[k], xx += x[k] * x[k], zz += z[k] * z[k];
  if (phi == kLinear) return {xz, xz};
  const Exact norms = sqrt(Exact(xx * zz)), theta = textbook::ArcCosine(Exact(xz / norms));
  return {Exact(norms * textbook::Kappa1(theta)), Exact(wrong == Wrong::kSlope ? xz : xz * textbook::Kappa0(theta))};
}

/// The formula with 100 digits, by coordinates; `wrong` plants another one.
/// kSum: positions with weights of their own, as in the algebra's Sum: only the same position of both correlates.
/// kSlope: e_i with kappa_1 -> 1.
std::vector<Kernels<Exact>> Textbook(const NonlocalNet& net, const std::vector<Exact>& x, const std::vector<Exact>& z,
                                     int d, Wrong wrong = Wrong::kNothing) {
  const int rows = static_cast<int>(x.size()) / d, columns = static_cast<int>(z.size()) / d;
  const auto& phi = net.activations();
  Value mean{0, 0};
  for (int q = 0; q < rows; ++q) {
    for (int p = 0; p < columns; ++p) {
      if (wrong == Wrong::kSum && p != q) continue;
      const Value f = Factor(phi[0], &x[q * d], &z[p * d], d, wrong),
                  g = Factor(phi[1], &x[q * d], &z[p * d], d, wrong);
      mean.v += f.v * g.v / (rows * columns);
      mean.e += (f.v * g.e + f.e * g.v) / (rows * columns);
    }
  }
  std::vector<Kernels<Exact>> kernel;
  for (int p = 0; p < rows; ++p) {
    for (int q = 0; q < columns; ++q) {
      const Value t = Factor(phi[2], &x[p * d], &z[q * d], d, wrong),
                  direct = Factor(kLinear, &x[p * d], &z[q * d], d, wrong);
      const Exact c = net.weight_variance(), alpha = net.skip(), skip = alpha * alpha * direct.v;
      const Exact nngp = c * mean.v * t.v;
      kernel.push_back({Exact(nngp + skip), Exact(nngp + c * (mean.v * t.e + mean.e * t.v) + skip)});
    }
  }
  return kernel;
}

/// Half a unit of the last digit of the text.
bool RoundsTo(const Exact& value, const std::string& text) {
  const std::size_t point = text.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(text.size() - point) - 1;
  return abs(Exact(value - Exact(text))) <= Exact(0.51) * pow(Exact(10), -decimals);
}

const std::vector<Exact> kX = {1, 0.5, -0.5, 1}, kZ = {0.25, 1, 1, -0.75};

std::vector<Pair<Exact>> InHundredDigits(const NonlocalNet& net, const std::vector<Exact>& x,
                                         const std::vector<Exact>& z) {
  std::vector<PositionPair<Exact>> pairs;
  for (int p = 0; p < 2; ++p) {
    for (int q = 0; q < 2; ++q) {
      const Exact *a = &x[2 * p], *b = &z[2 * q];
      const Exact norm_a = sqrt(Exact(a[0] * a[0] + a[1] * a[1])), norm_b = sqrt(Exact(b[0] * b[0] + b[1] * b[1]));
      const Exact rho = (a[0] * b[0] + a[1] * b[1]) / (norm_a * norm_b);
      // The sine by the cross product: near-parallel positions keep their digits.
      const Exact sine = (a[0] * b[1] - a[1] * b[0]) / (norm_a * norm_b), small = sine * sine / (1 + abs(rho));
      pairs.push_back({norm_a, norm_b,
                       rho > 0 ? Correlation<Exact>::FromComplements(small, 2 - small)
                               : Correlation<Exact>::FromComplements(2 - small, small)});
    }
  }
  return net(pairs);
}

/// K(X, Z) and K(X, X) by rows; `wrong` must be refused somewhere.
void ExpectPrinted(const NonlocalNet& net, const std::string& nngp, const std::vector<std::string>& off,
                   const std::vector<std::string>& diagonal) {
  const auto k_xz = InHundredDigits(net, kX, kZ), k_xx = InHundredDigits(net, kX, kX);
  EXPECT_TRUE(RoundsTo(k_xz[0].nngp, nngp)) << nngp;
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(RoundsTo(k_xz[i].ntk, off[i])) << k_xz[i].ntk.str(25) << " for " << off[i];
    EXPECT_TRUE(RoundsTo(k_xx[i].ntk, diagonal[i])) << k_xx[i].ntk.str(25) << " for " << diagonal[i];
  }
  const bool relu = net.activations() != kLinears;
  for (const Wrong wrong : {Wrong::kSum, Wrong::kSlope}) {
    if (wrong == Wrong::kSlope && !relu) continue;
    const auto planted = Textbook(net, kX, kZ, 2, wrong);
    EXPECT_FALSE(RoundsTo(planted[0].ntk, off[0]) && RoundsTo(planted[3].ntk, off[3]));
  }
}

TEST(NonlocalNet, HasThePrintedValues) {
  ExpectPrinted(NonlocalNet(kLinears), "1.23046875", {"4.921875", "4.1015625", "5.7421875", "-8.203125"},
                {"7.8125", "0", "0", "7.8125"});
  ExpectPrinted(
      NonlocalNet(kRelus), "0.8889070392285375332681",
      {"2.621104600699330458922", "2.420860534699626569165", "2.99679926074281495155", "-0.1635817052065337694674"},
      {"8.208285873602881919703", "1.928088267547991218355", "1.928088267547991218355", "8.208285873602881919703"});
  ExpectPrinted(
      NonlocalNet(kReluFirst), "0.8103631708121566870639",
      {"2.66385051275177700882", "2.21987542729314750735", "3.10782559821040651029", "-4.4397508545862950147"},
      {"8.208285873602881919703", "0", "0", "8.208285873602881919703"});
  ExpectPrinted(
      NonlocalNet(kReluLast), "1.349731050005081604201",
      {"4.941975437627580042624", "4.614456520595411115454", "5.621975011104735793509", "-0.2314709441256825075482"},
      {"7.8125", "1.865096989358148466042", "1.865096989358148466042", "7.8125"});
}

Set RandomSet(int positions, int d, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> gaussian;
  Set x(positions * d);
  for (double& a : x) a = gaussian(generator);
  return x;
}

/// Over the documented bound; of the ntk of 3 units at angle zero: 4 c times the mean of |x|^2 |z|^2, |x||z|.
double WorstError(const NonlocalNet& net, Wrong wrong) {
  double worst = 0;
  for (const int d : {1, 8}) {
    for (const int positions : {1, 5}) {
      const Set x = RandomSet(positions, d, 1), z = RandomSet(positions + 1, d, 2);
      const std::vector<Pair<double>> kernel = At(net, x, z, d);
      const auto exact = Textbook(net, {x.begin(), x.end()}, {z.begin(), z.end()}, d, wrong);
      const auto square = [&](const Set& s, int p) {
        double sum = 0;
        for (int k = 0; k < d; ++k) sum += s[p * d + k] * s[p * d + k];
        return sum;
      };
      const int columns = positions + 1;
      double mean = 0;
      for (int p = 0; p < positions; ++p) {
        for (int q = 0; q < columns; ++q) mean += square(x, p) * square(z, q) / (positions * columns);
      }
      const double bound = 16 + 2 * d + std::log2(positions * columns);
      for (int p = 0; p < positions; ++p) {
        for (int q = 0; q < columns; ++q) {
          const double norms = std::sqrt(square(x, p) * square(z, q));
          const double top = (net.weight_variance() * mean + net.skip() * net.skip()) * norms;
          const std::size_t i = p * columns + q;
          worst = std::max({worst, ErrorInEps(kernel[i].nngp, exact[i].nngp, Exact(top)) / bound,
                            ErrorInEps(kernel[i].ntk, exact[i].ntk, Exact(4 * top)) / bound});
        }
      }
    }
  }
  return worst;
}

TEST(NonlocalNet, IsItsFormula) {
  for (const auto& phi : {kLinears, kRelus, kReluFirst, kReluLast}) {
    for (const double skip : {0.0, 0.75}) {
      const double worst = WorstError(NonlocalNet(phi, 1.5, skip), Wrong::kNothing);
      RecordProperty("worst_error_over_bound", std::to_string(worst));
      EXPECT_LE(worst, 1);
      EXPECT_GT(WorstError(NonlocalNet(phi, 1.5, skip), Wrong::kSum), 1e6);
      if (phi == kLinears) continue;
      EXPECT_GT(WorstError(NonlocalNet(phi, 1.5, skip), Wrong::kSlope), 1e6);
    }
  }
}

// --- the definition --------------------------------------------------------------------------------------------------

/// f_0(X) f_0(Z) and <grad f_0(X), grad f_0(Z)> at the first positions of X and Z, of one finite net drawn.
template <class Gaussian>
std::array<double, 2> Draw(const NonlocalNet& net, int width, const Set& x, const Set& z, const Gaussian& gaussian) {
  constexpr int kDimension = 2;
  struct Side {
    double value = 0;
    std::vector<double> gradient;
  };
  const int p_x = static_cast<int>(x.size()) / kDimension, p_z = static_cast<int>(z.size()) / kDimension;
  Side sides[2];
  for (int j = 0; j < width; ++j) {
    double w[3][kDimension];
    for (auto& row : w) {
      for (double& a : row) a = gaussian();
    }
    const double a = gaussian(), scale = std::sqrt(net.weight_variance() / width);
    for (int side = 0; side < 2; ++side) {
      const Set& input = side == 0 ? x : z;
      const int positions = side == 0 ? p_x : p_z;
      // phi_i at a position, with its derivative by the argument.
      const auto phi = [&](int i, int p) -> std::array<double, 2> {
        const double u = w[i][0] * input[2 * p] + w[i][1] * input[2 * p + 1];
        if (net.activations()[i] == kLinear) return {u, 1};
        return {std::sqrt(2.0) * std::max(u, 0.0), u > 0 ? std::sqrt(2.0) : 0};
      };
      double s = 0, by_w[3][kDimension] = {};
      const auto [t, t_slope] = phi(2, 0);
      for (int q = 0; q < positions; ++q) {
        const auto [u, u_slope] = phi(0, q);
        const auto [v, v_slope] = phi(1, q);
        s += u * v / positions;
        for (int k = 0; k < kDimension; ++k) {
          by_w[0][k] += a * scale * t * u_slope * v * input[2 * q + k] / positions;
          by_w[1][k] += a * scale * t * u * v_slope * input[2 * q + k] / positions;
        }
      }
      for (int k = 0; k < kDimension; ++k) by_w[2][k] = a * scale * s * t_slope * input[k];
      sides[side].value += scale * a * s * t;
      sides[side].gradient.push_back(scale * s * t);
      for (const auto& row : by_w) sides[side].gradient.insert(sides[side].gradient.end(), row, row + kDimension);
    }
  }
  const double alpha = net.skip();
  for (int k = 0; k < kDimension; ++k) {
    const double w = gaussian();
    for (int side = 0; side < 2; ++side) {
      const double input = (side == 0 ? x : z)[k];
      sides[side].value += alpha * w * input;
      sides[side].gradient.push_back(alpha * input);
    }
  }
  double ntk = 0;
  for (std::size_t i = 0; i < sides[0].gradient.size(); ++i) ntk += sides[0].gradient[i] * sides[1].gradient[i];
  return {sides[0].value * sides[1].value, ntk};
}

// At 5 standard errors.
TEST(NonlocalNet, IsTheMeanOfFiniteNets) {
  const Set x = {1, 0.5, -0.5, 1}, z = {0.25, 1, 1, -0.75, 0.5, 0.5};
  for (const auto& phi : {kLinears, kRelus, kReluLast}) {
    for (const auto& [width, draws] : {std::pair{8, 40000}, std::pair{64, 5000}}) {
      const NonlocalNet net(phi, 2, 0.5);
      std::mt19937_64 generator(7);
      std::normal_distribution<double> normal;
      double mean[2] = {}, square[2] = {};
      for (int i = 0; i < draws; ++i) {
        const auto drawn = Draw(net, width, x, z, [&] { return normal(generator); });
        for (int k = 0; k < 2; ++k) mean[k] += drawn[k] / draws, square[k] += drawn[k] * drawn[k] / draws;
      }
      const auto error = [&, draws = draws](int k) { return std::sqrt((square[k] - mean[k] * mean[k]) / draws); };
      const Pair<double> pair = At(net, x, z, 2)[0];
      EXPECT_LE(std::abs(mean[0] - pair.nngp), 5 * error(0)) << width;
      EXPECT_LE(std::abs(mean[1] - pair.ntk), 5 * error(1)) << width;
      for (const Wrong wrong : {Wrong::kSum, Wrong::kSlope}) {
        if (wrong == Wrong::kSlope && phi == kLinears) continue;
        const auto planted = Textbook(net, {x.begin(), x.end()}, {z.begin(), z.end()}, 2, wrong);
        EXPECT_GT(std::abs(mean[1] - static_cast<double>(planted[0].ntk)), 5 * error(1)) << width;
      }
    }
  }
}

// --- what it is ------------------------------------------------------------------------------------------------------

TEST(NonlocalNet, OnePositionIsAPolynomialNet) {
  const Set x = {1, 0.5}, z = {0.25, 1};
  const auto seen = VectorCorrelation<double>(x, z);
  const auto relus = PolynomialNet(3)(seen.norm_x, seen.norm_z, seen.correlation);
  const auto linears = ActivationFreePolynomialNet(3)(seen.norm_x, seen.norm_z, seen.correlation);
  EXPECT_NEAR(At(NonlocalNet(kRelus), x, z, 2)[0].ntk, relus.ntk, 32 * kEps * relus.ntk);
  EXPECT_NEAR(At(NonlocalNet(kLinears), x, z, 2)[0].ntk, linears.ntk, 32 * kEps * linears.ntk);
  EXPECT_GT(std::abs(relus.ntk - linears.ntk), 1e6 * kEps * relus.ntk);
}

TEST(NonlocalNet, PermutingPositionsPermutesRows) {
  const NonlocalNet net(kRelus, 2, 0.5);
  const Set x = RandomSet(3, 2, 3), z = RandomSet(2, 2, 4);
  const Set turned = {x[4], x[5], x[0], x[1], x[2], x[3]};
  const auto kernel = At(net, x, z, 2), permuted = At(net, turned, z, 2);
  for (int p = 0; p < 3; ++p) {
    for (int q = 0; q < 2; ++q) {
      const double found = permuted[2 * ((p + 1) % 3) + q].ntk, expected = kernel[2 * p + q].ntk;
      EXPECT_NEAR(found, expected, 32 * kEps * std::abs(expected));  // the average is added up in another order
    }
  }
  EXPECT_NE(kernel[0].ntk, kernel[2].ntk);
}

// Cubic in X exactly, by a power of two; in one position of several of degree 3, but not homogeneous; with a skip
// cubic plus linear.
TEST(NonlocalNet, HasDegreeThree) {
  const Set x = RandomSet(3, 2, 5), z = RandomSet(2, 2, 6);
  const NonlocalNet net(kRelus), skip(kRelus, 2, 1);
  Set doubled = x;
  for (double& a : doubled) a *= 2;
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(At(net, doubled, z, 2)[i].ntk, 8 * At(net, x, z, 2)[i].ntk);
    EXPECT_NE(At(skip, doubled, z, 2)[i].ntk, 8 * At(skip, x, z, 2)[i].ntk);
  }
  const auto at = [&](double t) {
    Set scaled = x;
    scaled[0] *= t, scaled[1] *= t;
    return At(net, scaled, z, 2)[0].ntk;
  };
  const double top = std::abs(at(5));
  EXPECT_LE(std::abs(at(1) - 4 * at(2) + 6 * at(3) - 4 * at(4) + at(5)), 16 * 40 * kEps * top);
  EXPECT_GT(std::abs(at(1) - 3 * at(2) + 3 * at(3) - at(4)), 1e-3 * top);
  EXPECT_GT(std::abs(at(2) - 8 * at(1)), 1e-3 * top);
}

// Over all pairs (sample, position).
TEST(NonlocalNet, PositiveSemiDefinite) {
  constexpr int kSets = 12, kPositions = 3;
  std::vector<Set> sets;
  for (int i = 0; i < kSets; ++i) sets.push_back(RandomSet(kPositions, 2, 100 + i));
  for (const auto& phi : {kLinears, kRelus, kReluLast}) {
    const NonlocalNet net(phi, 2, 0.25);
    Eigen::MatrixXd gram(kSets * kPositions, kSets * kPositions);
    for (int i = 0; i < kSets; ++i) {
      for (int j = 0; j < kSets; ++j) {
        const auto kernel = At(net, sets[i], sets[j], 2);
        for (int k = 0; k < kPositions * kPositions; ++k) {
          gram(i * kPositions + k / kPositions, j * kPositions + k % kPositions) = kernel[k].ntk;
        }
      }
    }
    const double rounding = 64 * kEps * gram.diagonal().maxCoeff();
    EXPECT_LE((gram - gram.transpose()).cwiseAbs().maxCoeff(), rounding);
    const auto positive = [&](const Eigen::MatrixXd& k) {
      const Eigen::MatrixXd shift = gram.rows() * rounding * Eigen::MatrixXd::Identity(gram.rows(), gram.rows());
      return Eigen::LLT<Eigen::MatrixXd>(k + shift).info() == Eigen::Success;
    };
    EXPECT_TRUE(positive(gram));
    Eigen::MatrixXd wrong = gram;
    wrong.diagonal() *= 0.5;
    EXPECT_FALSE(positive(wrong));
  }
}

TEST(NonlocalNet, OtherScalars) {
  const NonlocalNet net(kRelus, 2, 0.5);
  const std::vector<float> x = {1, 0.5F, -0.5F, 1}, z = {0.25F, 1, 1, -0.75F};
  const auto single = net(std::span<const float>(x), std::span<const float>(z), 2);
  const auto expected = At(net, {x.begin(), x.end()}, {z.begin(), z.end()}, 2);
  for (int i = 0; i < 4; ++i) {
    EXPECT_NEAR(single[i].ntk, expected[i].ntk, 64 * std::numeric_limits<float>::epsilon() * expected[0].ntk);
  }
  using C = std::complex<double>;
  const auto c = net(std::vector<PositionPair<C>>{{1, 0.5, Correlation<C>::FromCosine(C(0.25))}});
  const auto real = net(std::vector<PositionPair<double>>{{1, 0.5, Correlation<double>::FromCosine(0.25)}});
  EXPECT_NEAR(c[0].ntk.real(), real[0].ntk, 32 * kEps * real[0].ntk);
}

TEST(NonlocalNet, RejectsBadArguments) {
  EXPECT_THROW(NonlocalNet(kRelus, 0), std::invalid_argument);
  EXPECT_THROW(NonlocalNet(kRelus, 2, -1), std::invalid_argument);
  EXPECT_THROW(NonlocalNet(kRelus, 2, NAN), std::invalid_argument);
  const NonlocalNet net(kRelus);
  EXPECT_THROW(At(net, {}, {1, 2}, 2), std::invalid_argument);
  EXPECT_THROW(At(net, {1, 2, 3}, {1, 2}, 2), std::invalid_argument);
  EXPECT_THROW(At(net, {1, 2}, {1, NAN}, 2), std::invalid_argument);
  EXPECT_THROW(At(net, {1, 2}, {1, 2}, 0), std::invalid_argument);
  EXPECT_THROW(net(std::vector<PositionPair<double>>{}), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
