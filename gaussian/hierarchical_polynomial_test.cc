#include "gaussian/hierarchical_polynomial.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gaussian/hermite.h"
#include "gaussian/hermite_products.h"

namespace hadamard_ntk::gaussian {
namespace {

using Rational = RootSum::Rational;

const OuterPolynomial kCube = {0, 0, 0, 1}, kCubeLess = {0, -2, 0, 1}, kSquare = {0, 0, 1};
// z + (z^2 - 1) / sqrt(2).
const OuterPolynomial kEven = {RootSum(-1) / RootSum::Sqrt(2), 1, RootSum(1) / RootSum::Sqrt(2)};

SpreadFeature Balanced(int k, int d) { return {k, d / 2, d - d / 2}; }
SpreadFeature Equal(int k, int d) { return {k, d, 0}; }

RootSum Sum(const std::vector<RootSum>& terms) { return std::accumulate(terms.begin(), terms.end(), RootSum()); }

// ---- the definition: every multi-index, d = 2 and 4
// ---------------------------------------------------------------------

// In the basis He_alpha(x), integer coefficients.
using Expansion = std::map<std::vector<int>, Integer>;

Expansion Product(const Expansion& f, const Expansion& g) {
  Expansion product;
  for (const auto& [alpha, a] : f) {
    for (const auto& [beta, b] : g) {
      Expansion partial = {{{}, a * b}};
      for (std::size_t i = 0; i < alpha.size(); ++i) {
        Expansion longer;
        for (const auto& [gamma, c] : partial) {
          for (int l = 0; l <= alpha[i] + beta[i]; ++l) {
            std::vector<int> index = gamma;
            index.push_back(l);
            longer[index] += c * LinearisationCoefficient(alpha[i], beta[i], l);
          }
        }
        partial = std::move(longer);
      }
      for (const auto& [gamma, c] : partial) {
        if (c != 0) product[gamma] += c;
      }
    }
  }
  return product;
}

std::vector<RootSum> Enumerated(const SpreadFeature& p, const OuterPolynomial& g) {
  const auto d = static_cast<std::size_t>(p.d());
  Expansion sum, power = {{std::vector<int>(d, 0), 1}};
  for (std::size_t i = 0; i < d; ++i) {
    std::vector<int> index(d, 0);
    index[i] = p.k;
    sum[index] = static_cast<int>(i) < p.plus ? 1 : -1;
  }
  std::map<std::vector<int>, RootSum> h;
  RootSum scale(1);
  for (const RootSum& coefficient : g) {
    for (const auto& [index, c] : power) h[index] += coefficient * scale * RootSum(c);
    power = Product(power, sum);
    scale /= RootSum::Sqrt(static_cast<std::int64_t>(Factorial(p.k) * p.d()));
  }
  std::vector<RootSum> energies(static_cast<std::size_t>(p.k) * (g.size() - 1) + 1);
  for (const auto& [index, c] : h) {
    RootSum square = c * c;
    for (const int alpha : index) square *= RootSum(Factorial(alpha));
    energies[static_cast<std::size_t>(std::accumulate(index.begin(), index.end(), 0))] += square;
  }
  return energies;
}

TEST(HierarchicalPolynomialTest, AreThoseOfTheDefinition) {
  for (int k = 1; k <= 3; ++k) {
    for (const SpreadFeature& p : {SpreadFeature{k, 1, 1}, SpreadFeature{k, 2, 0}, SpreadFeature{k, 2, 2},
                                   SpreadFeature{k, 4, 0}, SpreadFeature{k, 1, 3}}) {
      for (const OuterPolynomial& g : {kCube, kCubeLess, kEven, OuterPolynomial{1, RootSum::Sqrt(3), 2, -1}}) {
        if (k == 3 && p.d() == 4 && g.size() > 4) continue;
        EXPECT_EQ(DegreeEnergies(p, g), Enumerated(p, g)) << k << " " << p.plus << " " << p.minus;
      }
    }
  }
  EXPECT_NE(DegreeEnergies({2, 2, 2}, kCube), Enumerated({2, 3, 1}, kCube));
}

// ---- samples, d = 8
// ------------------------------------------------------------------------------------------------------

TEST(HierarchicalPolynomialTest, AreThoseOfSamples) {
  constexpr int kDimension = 8, kSamples = 100000;
  constexpr double kRho = 0.6;
  std::mt19937_64 generator(20231113);
  std::normal_distribution<double> normal;
  for (const SpreadFeature& p : {Balanced(2, kDimension), Equal(2, kDimension), Balanced(3, kDimension)}) {
    // p^3, p^4, p(x)^3 p(y)^3 at correlation rho.
    std::array<double, 3> mean{}, square{};
    for (int sample = 0; sample < kSamples; ++sample) {
      double at_x = 0, at_y = 0;
      for (int i = 0; i < kDimension; ++i) {
        const double x = normal(generator), y = kRho * x + std::sqrt(1 - kRho * kRho) * normal(generator);
        const double lambda = (i < p.plus ? 1 : -1) / std::sqrt(kDimension);
        at_x += lambda * Hermite(p.k, x), at_y += lambda * Hermite(p.k, y);
      }
      const std::array<double, 3> drawn = {std::pow(at_x, 3), std::pow(at_x, 4), std::pow(at_x * at_y, 3)};
      for (std::size_t i = 0; i < drawn.size(); ++i) mean[i] += drawn[i], square[i] += drawn[i] * drawn[i];
    }
    double correlated = 0, power = 1;
    for (const RootSum& energy : DegreeEnergies(p, kCube)) correlated += power * energy.Value(), power *= kRho;
    const std::array<double, 3> exact = {FeatureMoment(p, 3).Value(), FeatureMoment(p, 4).Value(), correlated};
    for (std::size_t i = 0; i < exact.size(); ++i) {
      mean[i] /= kSamples;
      const double error = std::sqrt((square[i] / kSamples - mean[i] * mean[i]) / kSamples);
      EXPECT_LE(std::abs(mean[i] - exact[i]), 5 * error) << p.k << " " << p.plus << " " << i;
      if (i == 1) {
        EXPECT_GT(std::abs(mean[i] - 3), 5 * error);  // the control: a normal p
      }
    }
  }
}

// ---- closed forms
// --------------------------------------------------------------------------------------------------------

struct Moments {
  RootSum mu_3, mu_4, mu_6;
};

RootSum HermiteMoment(int k, int j) { return FeatureMoment({k, 1, 0}, j); }
Moments MomentsOf(int k) { return {HermiteMoment(k, 3), HermiteMoment(k, 4), HermiteMoment(k, 6)}; }

TEST(HierarchicalPolynomialTest, MomentsOfOneVariable) {
  EXPECT_EQ(MomentsOf(2).mu_3, RootSum(2) * RootSum::Sqrt(2));
  EXPECT_EQ(MomentsOf(3).mu_3, RootSum());
  EXPECT_EQ(MomentsOf(4).mu_3, RootSum(6) * RootSum::Sqrt(6));
  const std::array<int, 3> mu_4 = {15, 93, 639}, mu_6 = {755, 53745, 4464675};
  for (int k = 2; k <= 4; ++k) {
    EXPECT_EQ(MomentsOf(k).mu_4, RootSum(mu_4[static_cast<std::size_t>(k - 2)]));
    EXPECT_EQ(MomentsOf(k).mu_6, RootSum(mu_6[static_cast<std::size_t>(k - 2)]));
  }
  // E[h_k^3 h_j]^2: of h_k^3 at degree j.
  const std::vector<RootSum> of_2 = DegreeEnergies({2, 1, 0}, kCube), of_3 = DegreeEnergies({3, 1, 0}, kCube);
  EXPECT_EQ(of_2[0], RootSum(8));
  EXPECT_EQ(of_2[2], RootSum(15 * 15));
  EXPECT_EQ(of_3[1], RootSum(81 * 6));
  EXPECT_EQ(of_3[3], RootSum(93 * 93));
}

// E p^3, E p^4, E p^6, |P_k p^3 - 3 p|^2 by independence, with these moments of one variable.
std::array<RootSum, 4> ByIndependence(const SpreadFeature& p, const Moments& mu) {
  const Rational d = p.d();
  const RootSum cubes = RootSum(p.plus - p.minus) / (RootSum(p.d()) * RootSum::Sqrt(p.d()));  // sum lambda^3
  return {mu.mu_3 * cubes, RootSum(3 * (1 - 1 / d)) + mu.mu_4 / RootSum(d),
          RootSum(15 * (1 - 1 / d) * (1 - 2 / d)) + RootSum(15 * (1 - 1 / d) / d) * mu.mu_4 + mu.mu_6 / RootSum(d * d) +
              RootSum(10) * mu.mu_3 * mu.mu_3 * (cubes * cubes - RootSum(1 / (d * d))),
          (mu.mu_4 - RootSum(3)) * (mu.mu_4 - RootSum(3)) / RootSum(d * d)};
}

TEST(HierarchicalPolynomialTest, ClosedForms) {
  for (int k = 2; k <= 4; ++k) {
    for (const SpreadFeature& p : {Balanced(k, 2), Balanced(k, 8), Equal(k, 16), SpreadFeature{k, 5, 2},
                                   Balanced(k, 100), Balanced(k, 1000), Equal(k, 999)}) {
      const std::array<RootSum, 4> exact = {FeatureMoment(p, 3), FeatureMoment(p, 4), FeatureMoment(p, 6),
                                            SteinRemainder(p, kCube)};
      EXPECT_EQ(exact, ByIndependence(p, MomentsOf(k))) << k << " " << p.plus << " " << p.minus;
      EXPECT_EQ(Sum(DegreeEnergies(p, kCube)), FeatureMoment(p, 6));
      EXPECT_EQ(FeatureMoment(p, 2), RootSum(1));
      // P_k p^3 = (3 + (mu_4 - 3) / d) p, also for the direction.
      const RootSum along = FeatureMoment(p, 4);
      EXPECT_EQ(DegreeEnergies(p, kCube)[static_cast<std::size_t>(k)], along * along);
    }
  }
  // The control: mu_4 = 14 at k = 2.
  Moments planted = MomentsOf(2);
  planted.mu_4 = RootSum(14);
  for (const std::size_t i : {1, 2, 3}) {
    const std::array<RootSum, 4> wrong = ByIndependence(Balanced(2, 8), planted);
    const std::array<RootSum, 4> right = ByIndependence(Balanced(2, 8), MomentsOf(2));
    EXPECT_GT(std::abs(wrong[i].Value() / right[i].Value() - 1), 0.01) << i;
  }
}

TEST(HierarchicalPolynomialTest, NormsOfProjections) {
  for (const int d : {2, 8, 16, 100, 1000}) {
    const SpreadFeature two = Balanced(2, d), three = Balanced(3, d);
    EXPECT_EQ(DegreeEnergies(two, kSquare)[2], RootSum(Rational(8, d)));
    EXPECT_EQ(DegreeEnergies(three, kSquare)[2], RootSum(Rational(18, d)));
    EXPECT_EQ(DegreeEnergies(three, kCube)[1], RootSum(Rational(81 * 6, d * d)));
    EXPECT_EQ(FeatureMoment(two, 3), RootSum());
    EXPECT_EQ(FeatureMoment(Equal(2, d), 3), RootSum(2) * RootSum::Sqrt(2) / RootSum::Sqrt(d));
    // E h^2 and the plateau at k = 2.
    const std::vector<RootSum> energies = DegreeEnergies(two, kCube);
    EXPECT_EQ(Sum(energies), RootSum(Rational(15 * (d + 4) * (d + 8), d * d)));
    EXPECT_EQ((energies[0] + energies[1] + energies[2]) / Sum(energies), RootSum(Rational(3 * (d + 4), 5 * (d + 8))));
    EXPECT_EQ(SteinRemainder(two, kEven), RootSum(Rational(4, d)));
  }
  EXPECT_EQ(MeanSlope(kCube), RootSum(3));
  EXPECT_EQ(MeanSlope(kCubeLess), RootSum(1));
  EXPECT_EQ(MeanSlope(kEven), RootSum(1));
  EXPECT_EQ(MeanSlope({0, 0, 0, 0, 0, 2}), RootSum(30));
  // A sum of two roots: |P_2 h|^2 = |p + P_2 p^2 / sqrt(2)|^2 with equal signs.
  EXPECT_EQ(DegreeEnergies(Equal(2, 8), kEven)[2], RootSum(Rational(3, 2)) + RootSum::Sqrt(2));
}

// Random signs, in the mean over all 2^16.
TEST(HierarchicalPolynomialTest, SecondMomentsAtSixteen) {
  EXPECT_EQ(FeatureMoment(Balanced(2, 16), 6), RootSum(Rational(28125, 1000)));
  EXPECT_EQ(FeatureMoment(Equal(2, 16), 6), RootSum(Rational(33125, 1000)));
  RootSum mean;
  for (int plus = 0; plus <= 16; ++plus) {
    mean += RootSum(Binomial(16, plus)) * FeatureMoment({2, plus, 16 - plus}, 6) / RootSum(1 << 16);
  }
  EXPECT_EQ(mean, RootSum(Rational(284375, 10000)));
}

// Of a number in (0, 1), 15 decimals without their last zeros, as in the table.
std::string Printed(const Rational& value) {
  const Integer unit = boost::multiprecision::pow(Integer(10), 15);
  const Rational up = value * Rational(unit) + Rational(1, 2);
  std::string digits = Integer(unit + numerator(up) / denominator(up)).str();
  digits[0] = '.';
  return digits.substr(0, digits.find_last_not_of('0') + 1);
}

TEST(HierarchicalPolynomialTest, Plateaus) {
  const std::array<int, 7> d = {8, 12, 16, 24, 32, 40, 100};
  struct Row {
    int k;
    OuterPolynomial g;
    bool equal, below;  // signs; whether degrees below k are counted
    std::array<std::string, 7> printed;
  };
  const std::vector<Row> rows = {
      {2, kCube, false, true, {".55", ".52", ".5", ".475", ".46", ".45", ".422222222222222"}},
      {2,
       kCubeLess,
       false,
       true,
       {".798387096774194", ".8125", ".821167883211679", ".83125", ".836927223719677", ".840566037735849",
        ".850095602294455"}},
      {3,
       kCube,
       false,
       true,
       {".789803554724041", ".768702290076336", ".749036237471087", ".713872832369942", ".683775013520822",
        ".658030372756558", ".547732527120754"}},
      {3,
       kCube,
       false,
       false,
       {".797380729653882", ".775572519083969", ".755281418658443", ".719075144508671", ".6881557598702",
        ".6617579383341", ".549173039302863"}},
      {2,
       kCube,
       true,
       true,
       {".613636363636364", ".583333333333333", ".560377358490566", ".528125", ".506622516556291", ".491284403669725",
        ".443880326382593"}}};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < d.size(); ++i) {
      const auto energies = DegreeEnergies(row.equal ? Equal(row.k, d[i]) : Balanced(row.k, d[i]), row.g);
      const auto at_k = energies.begin() + row.k;
      const RootSum counted = std::accumulate(row.below ? energies.begin() : at_k, at_k + 1, RootSum());
      const Rational plateau = 1 - (counted / Sum(energies)).ToRational();
      EXPECT_EQ(Printed(plateau), row.printed[i]) << row.k << " " << d[i];
      EXPECT_NE(Printed(plateau + Rational(1, 1000000000000000)), row.printed[i]);
      if (row.below) {
        const double value = plateau.convert_to<double>();
        EXPECT_NEAR(Plateau(energies, row.k), value, 2 * std::numeric_limits<double>::epsilon() * value);
      }
    }
  }
}

TEST(HierarchicalPolynomialTest, RefusesWhatIsNoFeature) {
  EXPECT_THROW(FeatureMoment({0, 1, 1}, 2), std::invalid_argument);
  EXPECT_THROW(DegreeEnergies({2, 0, 0}, kCube), std::invalid_argument);
  EXPECT_THROW(DegreeEnergies({2, -1, 3}, kCube), std::invalid_argument);
  EXPECT_EQ(DegreeEnergies({2, 1, 1}, {}), std::vector<RootSum>{RootSum()});
  EXPECT_THROW(Plateau(DegreeEnergies({2, 1, 1}, {}), 2), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::gaussian
