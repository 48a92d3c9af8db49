#include "experiments/polynomial_nets/visual_analogy/squares.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

constexpr int kColours = 3, kBackground = 128, kMost = 255;

// The share of each cell of an axis that lies in the extent.
std::vector<float> Coverage(const Extent& extent, int side) {
  const int pixels = kSide / side;
  std::vector<float> share;
  for (int cell = 0; cell < side; ++cell) {
    const int first = std::max(extent.first, cell * pixels), last = std::min(extent.last, (cell + 1) * pixels - 1);
    share.push_back(static_cast<float>(std::max(0, last - first + 1)) / static_cast<float>(pixels));
  }
  return share;
}

}  // namespace

const char* NameOf(std::size_t feature) {
  constexpr const char* kNames[kFeatures] = {"x", "y", "size", "brightness"};
  return kNames[feature];
}

int ValueOf(std::size_t feature, int level) {
  if (level < 0 || level >= kLevels) {
    throw std::invalid_argument("ValueOf: level must be from 0 to 41, got " + std::to_string(level));
  }
  constexpr int kFirstCentre = 43, kLeastSize = 3, kDarkest = 102, kBrightest = 255;
  switch (feature) {
    case kSize:
      return kLeastSize + 2 * level;
    case kBrightness:
      return kDarkest + (kBrightest - kDarkest) * level / (kLevels - 1);
    default:
      return kFirstCentre + level;
  }
}

Extent ExtentOf(int centre, int size) { return {centre - (size + 1) / 2, centre + (size - 1) / 2}; }

std::vector<float> Draw(const Square& square, int side) {
  if (side < 1 || kSide % side != 0) {
    throw std::invalid_argument("Draw: side must divide 128, got " + std::to_string(side));
  }
  const int size = ValueOf(kSize, square[kSize]);
  const std::vector<float> columns = Coverage(ExtentOf(ValueOf(kX, square[kX]), size), side),
                           rows = Coverage(ExtentOf(ValueOf(kY, square[kY]), size), side);
  const float background = static_cast<float>(kBackground) / kMost;
  const float colour[kColours] = {0, static_cast<float>(ValueOf(kBrightness, square[kBrightness])) / kMost, 0};
  std::vector<float> picture(static_cast<std::size_t>(side * side * kColours), background);
  std::size_t at = 0;
  for (const float row : rows) {
    for (const float column : columns) {
      for (const float of_square : colour) {
        picture[at] += row * column * (of_square - background);
        ++at;
      }
    }
  }
  return picture;
}

Square ReadOff(const std::vector<float>& picture) {
  if (picture.size() != static_cast<std::size_t>(kSide * kSide * kColours)) {
    throw std::invalid_argument("ReadOff: a picture must have 128 x 128 x 3 numbers, got " +
                                std::to_string(picture.size()));
  }
  // Red is 0 inside, and 128 outside.
  Extent columns{kSide, -1}, rows{kSide, -1};
  std::size_t at = 0;
  float brightness = 0;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x, at += kColours) {
      if (picture[at] * kMost > kBackground / 2) continue;
      columns = {std::min(columns.first, x), std::max(columns.last, x)};
      rows = {std::min(rows.first, y), std::max(rows.last, y)};
      brightness = picture[at + 1] * kMost;
    }
  }
  const int size = columns.last - columns.first;
  const auto level_of = [](std::size_t feature, float value) {
    int nearest = 0;
    for (int level = 1; level < kLevels; ++level) {
      const auto distance = [&](int of) { return std::abs(static_cast<float>(ValueOf(feature, of)) - value); };
      if (distance(level) < distance(nearest)) nearest = level;
    }
    return nearest;
  };
  const auto centre = [&](const Extent& extent) { return static_cast<float>(extent.first + (size + 1) / 2); };
  return {level_of(kX, centre(columns)), level_of(kY, centre(rows)), level_of(kSize, static_cast<float>(size)),
          level_of(kBrightness, brightness)};
}

}  // namespace hadamard_ntk::experiments::visual_analogy
