#include "gaussian/hermite_products.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::gaussian {
namespace {

// A polynomial in powers of x, and He_k by its recurrence: the road without any formula of the header.
using Powers = std::vector<Integer>;

Powers Product(const Powers& a, const Powers& b) {
  Powers product(a.size() + b.size() - 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) product[i + j] += a[i] * b[j];
  }
  return product;
}

Powers InPowers(int k) {
  Powers before = {}, now = {1};
  for (int j = 0; j < k; ++j) {
    Powers next = Product({0, 1}, now);
    for (std::size_t i = 0; i < before.size(); ++i) next[i] -= j * before[i];
    before = now, now = next;
  }
  return now;
}

// E[x^n] = (n - 1)!! for even n.
Integer Mean(const Powers& f) {
  Integer mean = 0, moment = 1;
  for (std::size_t n = 0; n < f.size(); n += 2) {
    mean += f[n] * moment;
    moment *= n + 1;
  }
  return mean;
}

TEST(HermiteProductsTest, AreThoseOfPolynomialsInPowers) {
  for (int i = 0; i <= 6; ++i) {
    for (int j = 0; j <= 6; ++j) {
      for (int l = 0; l <= 14; ++l) {
        const Integer moment = Mean(Product(Product(InPowers(i), InPowers(j)), InPowers(l)));
        EXPECT_EQ(Factorial(l) * LinearisationCoefficient(i, j, l), moment) << i << " " << j << " " << l;
        EXPECT_EQ(SquaredTripleMoment(i, j, l) * Factorial(i) * Factorial(j) * Factorial(l), moment * moment);
      }
    }
  }
}

TEST(HermiteProductsTest, Powers) {
  for (int k = 0; k <= 4; ++k) {
    Powers power = {1};
    for (int n = 0; n <= 5; ++n) {
      const std::vector<Integer> a = HermitePower(k, n);
      ASSERT_EQ(a.size(), static_cast<std::size_t>(k * n) + 1);
      for (std::size_t j = 0; j < a.size(); ++j) {
        EXPECT_EQ(Factorial(static_cast<int>(j)) * a[j], Mean(Product(power, InPowers(static_cast<int>(j)))));
      }
      power = Product(power, InPowers(k));
    }
  }
}

// E[He_k^n] as printed in tables of moments, from another program.
TEST(HermiteProductsTest, KnownMoments) {
  struct Moments {
    int k;
    std::array<Integer, 3> of_4_6_8;
  };
  const std::vector<Moments> known = {
      {2, {60, 6040, 1190672}}, {3, {3348, 11608920, 108990418320}}, {4, {368064, 61719667200, 38789629754609664}}};
  for (const Moments& moments : known) {
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(HermitePower(moments.k, 4 + 2 * i)[0], moments.of_4_6_8[static_cast<std::size_t>(i)]);
    }
  }
  EXPECT_NE(HermitePower(2, 4)[0], 14 * 4);  // the control: E h_2^4 = 14
  EXPECT_EQ(SquaredTripleMoment(2, 2, 2), 8);
  EXPECT_EQ(SquaredTripleMoment(3, 3, 2), 18);
}

TEST(HermiteProductsTest, RefuseNegativeDegrees) {
  EXPECT_THROW(LinearisationCoefficient(-1, 1, 0), std::invalid_argument);
  EXPECT_THROW(SquaredTripleMoment(0, 1, -1), std::invalid_argument);
  EXPECT_THROW(HermitePower(2, -1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::gaussian
