#include "models/random.h"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

namespace hadamard_ntk::models {
namespace {

constexpr RandomStream kKey{.seed = 0x0123456789abcdef, .purpose = Purpose::kData, .stream = 3};

template <class T>
std::vector<T> Normals(const RandomStream& key, std::uint64_t begin, std::size_t count) {
  std::vector<T> numbers(count);
  FillNormal(key, begin, std::span<T>(numbers));
  return numbers;
}

std::vector<std::uint64_t> Bits(const RandomStream& key, std::uint64_t begin, std::size_t count) {
  std::vector<std::uint64_t> words(count);
  FillBits(key, begin, words);
  return words;
}

std::vector<double> Uniforms(const RandomStream& key, std::uint64_t begin, std::size_t count) {
  std::vector<double> numbers(count);
  FillUniform(key, begin, std::span<double>(numbers));
  return numbers;
}

// The known answers of Philox4x32-10 that its authors distribute (Random123, kat_vectors): zeros, ones, digits of pi.
TEST(RandomTest, PhiloxKnownAnswers) {
  struct Answer {
    std::array<std::uint32_t, 4> counter;
    std::array<std::uint32_t, 2> key;
    std::array<std::uint32_t, 4> random;
  };
  constexpr std::uint32_t kOnes = 0xffffffff;
  const Answer answers[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};
  for (const Answer& answer : answers) {
    const auto& c = answer.counter;
    const philox4x32_ctr_t counter = {{c[0], c[1], c[2], c[3]}};
    const philox4x32_key_t philox_key = {{answer.key[0], answer.key[1]}};
    const philox4x32_ctr_t random = philox4x32(counter, philox_key);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(random.v[i], answer.random[i]);
  }
  EXPECT_EQ(Bits({}, 0, 2), (std::vector<std::uint64_t>{0xe169c58d6627e8d5, 0x9b00dbd8bc57ac4c}));
}

std::vector<std::uint64_t> WordsOfRandom123(const RandomStream& key, std::uint64_t block) {
  const auto low = [](std::uint64_t word) { return static_cast<std::uint32_t>(word); };
  const philox4x32_ctr_t counter = {
      {low(block), low(block >> 32), key.stream, static_cast<std::uint32_t>(key.purpose)}};
  const philox4x32_key_t philox_key = {{low(key.seed), low(key.seed >> 32)}};
  const philox4x32_ctr_t random = philox4x32(counter, philox_key);
  return {random.v[0] | static_cast<std::uint64_t>(random.v[1]) << 32,
          random.v[2] | static_cast<std::uint64_t>(random.v[3]) << 32};
}

// Where index, stream, purpose and seed go, all 64 or 32 bits of them; over the carry from 32 bits into the next.
TEST(RandomTest, WordsAreThoseOfRandom123) {
  const RandomStream keys[] = {
      kKey, {.seed = 0x299f31d0a4093822, .purpose = static_cast<Purpose>(0x83707344), .stream = 0x93198a2e}};
  for (const RandomStream& key : keys) {
    for (const std::uint64_t block : {std::uint64_t{0}, std::uint64_t{0xfffffff0}, std::uint64_t{0x45a308d3243f6a88}}) {
      const std::vector<std::uint64_t> words = Bits(key, 2 * block, 1000);
      for (int i = 0; i < 500; ++i) {
        const std::vector<std::uint64_t> expected = WordsOfRandom123(key, block + i);
        ASSERT_EQ(words[2 * i], expected[0]) << block << " " << i;
        ASSERT_EQ(words[2 * i + 1], expected[1]) << block << " " << i;
      }
    }
  }
}

// Bits of the numbers do not depend on where a fill begins and how long it is.
TEST(RandomTest, SameNumberForAnyCallOrder) {
  constexpr int kCount = 700;
  const std::vector<std::uint64_t> words = Bits(kKey, 0, kCount);
  const std::vector<double> uniforms = Uniforms(kKey, 0, kCount), normals = Normals<double>(kKey, 0, kCount);
  for (int begin : {0, 1, 2, 63, 127, 128, 129, 501}) {
    for (int count : {0, 1, 2, 63, 128, 129, 199}) {
      const auto same = [&](const auto& all, const auto& part) {
        return std::equal(part.begin(), part.end(), all.begin() + begin);
      };
      EXPECT_TRUE(same(words, Bits(kKey, begin, count))) << begin << " " << count;
      EXPECT_TRUE(same(uniforms, Uniforms(kKey, begin, count))) << begin << " " << count;
      EXPECT_TRUE(same(normals, Normals<double>(kKey, begin, count))) << begin << " " << count;
    }
  }
  EXPECT_NE(normals[0], normals[1]);
  EXPECT_NE(normals, Normals<double>({.seed = kKey.seed, .purpose = kKey.purpose, .stream = 4}, 0, kCount));
  EXPECT_NE(normals, Normals<double>({.seed = 1, .purpose = kKey.purpose, .stream = 3}, 0, kCount));
  EXPECT_NE(normals, Normals<double>({.seed = kKey.seed, .purpose = Purpose::kShuffle, .stream = 3}, 0, kCount));
}

TEST(RandomTest, UniformsAreMidpoints) {
  constexpr int kCount = 5000;
  const std::vector<std::uint64_t> words = Bits(kKey, 1, kCount);
  const std::vector<double> doubles = Uniforms(kKey, 1, kCount);
  std::vector<float> floats(kCount);
  FillUniform(kKey, 1, std::span<float>(floats));
  for (int i = 0; i < kCount; ++i) {
    EXPECT_EQ(doubles[i], (static_cast<double>(words[i] >> 12) + 0.5) * 0x1p-52);
    EXPECT_EQ(floats[i], (static_cast<float>(words[i] >> 41) + 0.5f) * 0x1p-23f);
    EXPECT_GT(floats[i], 0.0f);
    EXPECT_LT(floats[i], 1.0f);
  }
}

struct NormalErrors {
  double relative, of_radius;  // in eps; the latter divided by the radius instead of the number
};

// The largest errors of `scale` times the normals against Box-Muller in long double: relative, with the angle reduced
// exactly to (-pi/4, pi/4), as small numbers need; and relative to the radius, with the angle as it is.
NormalErrors WorstNormalErrors(double scale) {
  constexpr int kCount = 1 << 18;
  constexpr long double kQuarter = std::numbers::pi_v<long double> / 2;
  const std::vector<std::uint64_t> words = Bits(kKey, 0, kCount);
  const std::vector<double> normals = Normals<double>(kKey, 0, kCount);
  long double relative = 0, of_radius = 0;
  for (int i = 0; i < kCount; i += 2) {
    const long double u = (static_cast<long double>(words[i] >> 12) + 0.5L) * 0x1p-52L;
    const long double turn = (static_cast<long double>((words[i + 1] << 2) >> 12) + 0.5L) * 0x1p-52L - 0.5L;
    const int quadrant = static_cast<int>(words[i + 1] >> 62);
    const long double radius = std::sqrt(-2 * std::log(u));
    const long double c = std::cos(turn * kQuarter), s = std::sin(turn * kQuarter);
    const long double reduced[4][2] = {{c, s}, {-s, c}, {-c, -s}, {s, -c}};
    const long double angle = (quadrant + turn) * kQuarter;
    const long double direct[2] = {std::cos(angle), std::sin(angle)};
    for (int k : {0, 1}) {
      const long double expected = radius * reduced[quadrant][k];
      relative = std::max(relative, std::abs((scale * normals[i + k] - expected) / expected));
      of_radius = std::max(of_radius, std::abs(scale * normals[i + k] / radius - direct[k]));
    }
  }
  constexpr double kEps = std::numeric_limits<double>::epsilon();
  return {static_cast<double>(relative / kEps), static_cast<double>(of_radius / kEps)};
}

// Counted: 4 eps.
TEST(RandomTest, NormalsAreAccurate) {
  EXPECT_LE(WorstNormalErrors(1).relative, 4.0);
  EXPECT_LE(WorstNormalErrors(1).of_radius, 4.0);
  EXPECT_GT(WorstNormalErrors(1 + 0x1p-48).relative, 4.0);  // control: an error of 16 eps is seen
  EXPECT_GT(WorstNormalErrors(1 + 0x1p-48).of_radius, 4.0);
}

TEST(RandomTest, FloatNormalsAreRoundedDoubles) {
  const std::vector<double> doubles = Normals<double>(kKey, 5, 1000);
  const std::vector<float> floats = Normals<float>(kKey, 5, 1000);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(floats[i], static_cast<float>(doubles[i]));
}

// How many standard errors the mean of `values` is away from `expected`.
template <class Value>
double Deviation(int count, double expected, const Value& value) {
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    const double v = value(i);
    sum += v;
    squares += v * v;
  }
  const double mean = sum / count, variance = squares / count - mean * mean;
  return std::abs(mean - expected) / std::sqrt(variance / count);
}

// Statistical: each mean within 5 standard errors, seed fixed.
TEST(RandomTest, Moments) {
  constexpr int kCount = 1 << 20;
  const std::vector<double> z = Normals<double>(kKey, 0, kCount + 128), u = Uniforms(kKey, 0, kCount);
  const std::vector<double> other =
      Normals<double>({.seed = kKey.seed + 1, .purpose = kKey.purpose, .stream = 3}, 0, kCount);
  EXPECT_LE(Deviation(kCount, 0, [&](int i) { return z[i]; }), 5.0);
  EXPECT_LE(Deviation(kCount, 1, [&](int i) { return z[i] * z[i]; }), 5.0);
  EXPECT_LE(Deviation(kCount, 0, [&](int i) { return z[i] * z[i] * z[i]; }), 5.0);
  EXPECT_LE(Deviation(kCount, 3, [&](int i) { return std::pow(z[i], 4); }), 5.0);
  EXPECT_LE(Deviation(kCount, 15, [&](int i) { return std::pow(z[i], 6); }), 5.0);
  for (int lag : {1, 2, 3, 64, 128}) {
    EXPECT_LE(Deviation(kCount, 0, [&](int i) { return z[i] * z[i + lag]; }), 5.0) << lag;
    EXPECT_LE(Deviation(kCount, 1, [&](int i) { return z[i] * z[i] * z[i + lag] * z[i + lag]; }), 5.0) << lag;
  }
  EXPECT_LE(Deviation(kCount, 0, [&](int i) { return z[i] * other[i]; }), 5.0);
  EXPECT_LE(Deviation(kCount, 0.5, [&](int i) { return u[i]; }), 5.0);
  EXPECT_LE(Deviation(kCount, 1 / 3.0, [&](int i) { return u[i] * u[i]; }), 5.0);
  // Control: a standard deviation wrong by 1%, and two streams that are one.
  EXPECT_GT(Deviation(kCount, 1, [&](int i) { return 1.01 * 1.01 * z[i] * z[i]; }), 5.0);
  EXPECT_GT(Deviation(kCount, 0, [&](int i) { return z[i] * z[i]; }), 5.0);
}

// Frequencies of normals below each threshold, into both tails.
TEST(RandomTest, Distribution) {
  constexpr int kCount = 1 << 21;
  const std::vector<double> z = Normals<double>(kKey, 0, kCount);
  for (double t : {-4.0, -3.0, -2.0, -1.0, -0.25, 0.0, 0.1, 0.7, 1.5, 2.5, 3.5, 4.25}) {
    const double p = std::erfc(-t / std::numbers::sqrt2) / 2;
    const double count = static_cast<double>(std::count_if(z.begin(), z.end(), [t](double v) { return v < t; }));
    EXPECT_LE(std::abs(count - kCount * p), 5 * std::sqrt(kCount * p * (1 - p))) << t;  // statistical
  }
  EXPECT_LE(std::sqrt(2 * 53 * std::numbers::ln2), 8.58);
}

}  // namespace
}  // namespace hadamard_ntk::models
