#include "models/random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "linalg/lanes.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace hadamard_ntk::models {

using linalg::kLanes;
using linalg::Lane;
namespace {

// Numbers are always made by the chunk, in loops of this fixed length, and copied from there: so the compiler's choice
// of vector and scalar code cannot show in their last bits.
constexpr int kBlocks = 64;
constexpr int kWords = 2 * kBlocks;

using Word = std::uint64_t;

// The product of the lower halves of two words, lane by lane.
inline Lane<Word> MultiplyHalves(const Lane<Word>& a, const Lane<Word>& b) {
#if defined(__AVX512F__)
  return reinterpret_cast<Lane<Word>>(
      _mm512_maskz_mul_epu32(0xff, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif defined(__AVX2__)
  return reinterpret_cast<Lane<Word>>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#else
  return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

// Philox4x32-10 [SalEtAl2011, sec. 3.3] of a lane of consecutive blocks.  A word of the counter lies in the lower half
// of a lane, and what is left in the upper half is never read.
void MakeWords(const RandomStream& key, std::uint64_t first_block, std::uint64_t* words) {
  static_assert(kBlocks % kLanes<Word> == 0);
  Lane<Word> steps;
  for (int l = 0; l < kLanes<Word>; ++l) steps[l] = l;
  for (int i = 0; i < kBlocks; i += kLanes<Word>) {
    const Lane<Word> block = steps + (first_block + i);
    Lane<Word> c0 = block, c1 = block >> 32, c2 = Lane<Word>{} + key.stream,
               c3 = Lane<Word>{} + static_cast<std::uint32_t>(key.purpose);
    std::uint32_t k0 = static_cast<std::uint32_t>(key.seed), k1 = static_cast<std::uint32_t>(key.seed >> 32);
    for (int round = 0; round < 10; ++round) {
      const Lane<Word> p0 = MultiplyHalves(c0, Lane<Word>{} + Word{0xD2511F53});
      const Lane<Word> p1 = MultiplyHalves(c2, Lane<Word>{} + Word{0xCD9E8D57});
      c0 = (p1 >> 32) ^ c1 ^ k0;
      c1 = p1;
      c2 = (p0 >> 32) ^ c3 ^ k1;
      c3 = p0;
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    const Lane<Word> even = (c0 & 0xffffffff) | c1 << 32, odd = (c2 & 0xffffffff) | c3 << 32;
    for (int l = 0; l < kLanes<Word>; ++l) {
      words[2 * (i + l)] = even[l];
      words[2 * (i + l) + 1] = odd[l];
    }
  }
}

// The midpoint, in (0, 1), of the cell that the upper 52 bits number; exact.
inline double Midpoint(std::uint64_t word) {
  return std::bit_cast<double>(0x3ff0000000000000 | word >> 12) - (1 - 0x1p-53);
}

// -2 log(u) for 0 < u < 1:  u = 2^k m with sqrt(1/2) <= m < sqrt(2),  log m = 2 atanh(s) = 2 s (1 + s^2/3 + s^4/5 +
// ...), s = (m - 1) / (m + 1), s^2 < 0.0295: the series is cut off below eps / 20.
inline double MinusTwoLog(double u) {
  constexpr std::uint64_t kRootHalf = std::bit_cast<std::uint64_t>(std::numbers::sqrt2 / 2);
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(u);
  const std::uint64_t biased = (bits - kRootHalf + (std::uint64_t{1023} << 52)) >> 52;  // k + 1023
  const double k = std::bit_cast<double>(0x4330000000000000 | biased) - (0x1p52 + 1023);
  const double m = std::bit_cast<double>(bits - ((biased - 1023) << 52));
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double series = 1.0 / 21;
  for (int n = 19; n >= 3; n -= 2) series = series * s2 + 1.0 / n;
  const double log_m = 2 * s + 2 * s * (s2 * series);
  constexpr double kLn2High = 0x1.62e42fefa38p-1;  // 41 bits: times k it is exact
  constexpr double kLn2Low = 0x1.ef35793c7673p-45;
  return -2 * (k * kLn2High + (k * kLn2Low + log_m));
}

void MakeNormals(const std::uint64_t* words, double* normals) {
  for (int i = 0; i < kBlocks; ++i) {
    const double radius = std::sqrt(MinusTwoLog(Midpoint(words[2 * i])));
    // The angle: a quarter turn times the upper two bits, plus a part in (-pi/4, pi/4) from the next 52.
    const std::uint64_t quadrant = words[2 * i + 1] >> 62;
    const double x = (std::numbers::pi / 2) * (Midpoint(words[2 * i + 1] << 2) - 0.5), x2 = x * x;
    // Taylor series, cut off below eps / 10.
    double sine = 1.0 / 355687428096000, cosine = 1.0 / 20922789888000;  // 1 / 17!, 1 / 16!
    constexpr std::array<double, 7> kOdd = {-1307674368000.0, 6227020800.0, -39916800.0, 362880.0,
                                            -5040.0,          120.0,        -6.0};
    constexpr std::array<double, 7> kEven = {-87178291200.0, 479001600.0, -3628800.0, 40320.0, -720.0, 24.0, -2.0};
    for (int n = 0; n < 7; ++n) {
      sine = sine * x2 + 1 / kOdd[n];
      cosine = cosine * x2 + 1 / kEven[n];
    }
    sine = x + x * (x2 * sine);
    cosine = 1 + x2 * cosine;
    const bool odd = quadrant & 1;
    const std::uint64_t first = std::bit_cast<std::uint64_t>(odd ? sine : cosine);
    const std::uint64_t second = std::bit_cast<std::uint64_t>(odd ? cosine : sine);
    normals[2 * i] = radius * std::bit_cast<double>(first ^ ((quadrant ^ quadrant >> 1) & 1) << 63);
    normals[2 * i + 1] = radius * std::bit_cast<double>(second ^ (quadrant >> 1) << 63);
  }
}

// Cuts [begin, begin + out.size()) into chunks; convert(words, numbers) makes the kWords numbers of one.
template <class Number, class Out, class Convert>
void Fill(const RandomStream& key, std::uint64_t begin, std::span<Out> out, const Convert& convert) {
  std::array<std::uint64_t, kWords> words;
  std::array<Number, kWords> numbers;
  for (std::size_t done = 0; done < out.size();) {
    const std::uint64_t index = begin + done;
    const std::size_t skip = index % 2, count = std::min<std::size_t>(kWords - skip, out.size() - done);
    MakeWords(key, index / 2, words.data());
    convert(words.data(), numbers.data());
    for (std::size_t i = 0; i < count; ++i) out[done + i] = static_cast<Out>(numbers[skip + i]);
    done += count;
  }
}

}  // namespace

void FillBits(const RandomStream& key, std::uint64_t begin, std::span<std::uint64_t> out) {
  Fill<std::uint64_t>(key, begin, out,
                      [](const std::uint64_t* words, std::uint64_t* bits) { std::copy_n(words, kWords, bits); });
}

void FillUniform(const RandomStream& key, std::uint64_t begin, std::span<double> out) {
  Fill<double>(key, begin, out, [](const std::uint64_t* words, double* uniforms) {
    for (int i = 0; i < kWords; ++i) uniforms[i] = Midpoint(words[i]);
  });
}

void FillUniform(const RandomStream& key, std::uint64_t begin, std::span<float> out) {
  Fill<float>(key, begin, out, [](const std::uint64_t* words, float* uniforms) {
    for (int i = 0; i < kWords; ++i) {
      const std::uint32_t cell = static_cast<std::uint32_t>(words[i] >> 41);
      uniforms[i] = std::bit_cast<float>(0x3f800000 | cell) - (1 - 0x1p-24f);
    }
  });
}

void FillNormal(const RandomStream& key, std::uint64_t begin, std::span<double> out) {
  Fill<double>(key, begin, out, MakeNormals);
}

void FillNormal(const RandomStream& key, std::uint64_t begin, std::span<float> out) {
  Fill<double>(key, begin, out, MakeNormals);
}

}  // namespace hadamard_ntk::models
