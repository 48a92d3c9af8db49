/// The pictures of the visual analogies [WebEtAl2020]: 128 x 128 pixels of colour (128, 128, 128), and on them one
/// square of colour (0, b, 0), with four features of 42 levels each:
///   x, y        of its centre, 43, 44, ..., 84
///   size        3, 5, ..., 85; the square is size + 1 pixels wide: columns x - (size + 1)/2 to x + (size - 1)/2, and
///               rows alike, all within 0 to 126
///   brightness  b, the integer parts of 42 equidistant numbers from 102 to 255: 102, 105, 109, 113, ..., 255
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_SQUARES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_SQUARES_H_

#include <array>
#include <cstddef>
#include <vector>

namespace hadamard_ntk::experiments::visual_analogy {

inline constexpr int kLevels = 42, kSide = 128;
inline constexpr std::size_t kFeatures = 4;

enum Feature : std::size_t { kX, kY, kSize, kBrightness };
/// "x", "y", "size", "brightness".
const char* NameOf(std::size_t feature);

/// A level 0, ..., 41 of each feature.
using Square = std::array<int, kFeatures>;

/// Throws std::invalid_argument for a level that does not exist.
int ValueOf(std::size_t feature, int level);

struct Extent {
  int first = 0, last = 0;
};
/// Columns or rows, both inclusive.
Extent ExtentOf(int centre, int size);

/// Pixels over 255, by rows, the three colours side by side; of side x side cells, means of the pixels in them.
/// Throws std::invalid_argument for a side that does not divide 128.
std::vector<float> Draw(const Square& square, int side);

/// The square of a picture of 128 x 128 pixels: an encoder that is right. Throws std::invalid_argument for another
/// size.
Square ReadOff(const std::vector<float>& picture);

}  // namespace hadamard_ntk::experiments::visual_analogy

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_SQUARES_H_
