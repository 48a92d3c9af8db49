#include "linalg/residue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::linalg {
namespace {

constexpr std::uint64_t kPrime = Residue::kPrime;

// Numbers at the ends of what can be held, and some within.
std::vector<std::uint64_t> Numbers() {
  std::vector<std::uint64_t> numbers = {0, 1, 2, kPrime - 2, kPrime - 1, kPrime, kPrime + 1, ~std::uint64_t{0}};
  std::mt19937_64 random(1);
  for (int i = 0; i < 50; ++i) numbers.push_back(random());
  return numbers;
}

// Against the remainder of the division of integers.
TEST(ResidueTest, ArithmeticIsThatOfIntegersModuloThePrime) {
  __extension__ typedef unsigned __int128 Wide;
  const auto mod = [](Wide value) { return static_cast<std::uint64_t>(value % kPrime); };
  for (const std::uint64_t a : Numbers()) {
    EXPECT_EQ(Residue(a).value(), a % kPrime);
    for (const std::uint64_t b : Numbers()) {
      EXPECT_EQ((Residue(a) + Residue(b)).value(), mod(Wide{a} + b));
      EXPECT_EQ((Residue(a) * Residue(b)).value(), mod(Wide{a % kPrime} * (b % kPrime)));
      EXPECT_EQ(Residue(a) - Residue(b) + Residue(b), Residue(a));
    }
  }
}

TEST(ResidueTest, NegativeIntegersAreNegatives) {
  for (const std::int64_t value : {std::int64_t{1}, std::int64_t{7}, static_cast<std::int64_t>(kPrime),
                                   std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(Residue(-value) + Residue(value), Residue(0)) << value;
  }
  EXPECT_EQ(Residue(std::numeric_limits<std::int64_t>::min()), Residue(0) - Residue(std::uint64_t{1} << 63));
  EXPECT_EQ(Residue(-1).value(), kPrime - 1);
}

TEST(ResidueTest, InversesMultiplyToOne) {
  for (const std::uint64_t a : Numbers()) {
    if (Residue(a) == Residue(0)) continue;
    EXPECT_EQ(Residue(a) * Residue(a).Inverse(), Residue(1));
    EXPECT_NE(Residue(a) * (Residue(a).Inverse() + 1), Residue(1));  // control
  }
  EXPECT_THROW((void)Residue(kPrime).Inverse(), std::domain_error);
}

}  // namespace
}  // namespace hadamard_ntk::linalg
