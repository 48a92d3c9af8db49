/// Random numbers keyed by (seed, purpose, stream, index): the same number at an index for any call order, any length
/// of a fill and any number of threads.
///
/// Philox4x32-10 [SalEtAl2011] with key = seed and counter = (block, stream, purpose) gives 128 bits a block, words
/// w_{2 block} and w_{2 block + 1} of 64 bits.  From them, at an index i:
///   bits      w_i
///   uniforms  in (0, 1), the midpoints of 2^52 equal cells (double) or 2^23 (float):
///               u_i = (floor(2^52 w_i / 2^64) + 1/2) / 2^52;
///             a float is the midpoint of the cell that holds the double
///   normals   N(0, 1) by Box-Muller: with u the uniform of w_{2b}, and phi uniform on the circle from the upper
///             54 bits of w_{2b + 1},
///               z_{2b} = sqrt(-2 log u) cos(phi),  z_{2b + 1} = sqrt(-2 log u) sin(phi);  |z| <= 8.58;
///             a float is the double, rounded
/// Error of a double normal, given the words: <= 4 eps relative (random_test).  An index runs over [0, 2^64).
///
/// The rounds run in vector registers here; random_test compares them with the Random123 library and its known answers.
/// Throws nothing.  Two streams overlap nowhere: the counter holds index and stream side by side.
#ifndef HADAMARD_NTK_MODELS_RANDOM_H_
#define HADAMARD_NTK_MODELS_RANDOM_H_

#include <cstdint>
#include <span>

namespace hadamard_ntk::models {

/// Keeps the numbers of different uses of one seed apart.
enum class Purpose : std::uint32_t { kWeights = 0, kShuffle = 1, kData = 2, kDropout = 3 };

struct RandomStream {
  std::uint64_t seed = 0;
  Purpose purpose = Purpose::kWeights;
  std::uint32_t stream = 0;
};

/// out[i] = the number at index begin + i.
void FillBits(const RandomStream& key, std::uint64_t begin, std::span<std::uint64_t> out);
void FillUniform(const RandomStream& key, std::uint64_t begin, std::span<double> out);
void FillUniform(const RandomStream& key, std::uint64_t begin, std::span<float> out);
void FillNormal(const RandomStream& key, std::uint64_t begin, std::span<double> out);
void FillNormal(const RandomStream& key, std::uint64_t begin, std::span<float> out);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_RANDOM_H_
