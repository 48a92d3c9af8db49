/// Numbers on the cells of a grid, some channels side by side, with a border of zeros around the grid: what a
/// convolution with zero padding reads.
///
/// The cells between two rows are the border of both, and so of planes: a grid of d x h x w cells takes (d + 2 b_z)
/// (h + b) (w + b) cells and a row or so.  In two dimensions d = 1 and b_z = 0.  Memory is kept when the shape changes.
/// Only cells of the grid may be written.
#ifndef HADAMARD_NTK_MODELS_GRID_FIELD_H_
#define HADAMARD_NTK_MODELS_GRID_FIELD_H_

#include <string>

#include "linalg/huge_pages.h"
#include "linalg/lanes.h"
#include "models/grid_view.h"
#include "models/matrix.h"

namespace hadamard_ntk::models {

/// x, that is `width`, is the fastest.
struct GridShape {
  int dimension = 3;  ///< 2 or 3; 2: depth = 1
  Index depth = 1, height = 1, width = 1;

  Index cells() const { return depth * height * width; }
  Index rows() const { return depth * height; }
  bool operator==(const GridShape&) const = default;
};

/// "64 x 64 x 32", the width first.
inline std::string Text(const GridShape& shape) {
  std::string text = std::to_string(shape.width) + " x " + std::to_string(shape.height);
  return shape.dimension == 2 ? text : text + " x " + std::to_string(shape.depth);
}

template <class T>
class GridField {
 public:
  GridField() = default;
  GridField(const GridShape& shape, Index channels, Index border) { Resize(shape, channels, border); }

  /// All zero, if anything changes.  With a ring, the planes of grid and border take turns in so many (grid_view.h).
  void Resize(const GridShape& shape, Index channels, Index border, Index ring = 0) {
    if (shape == shape_ && channels == channels_ && border == border_ && ring == ring_) return;
    shape_ = shape, channels_ = channels, border_ = border, ring_ = ring;
    const std::size_t size = Numbers(shape, channels, border, ring);
    values_.clear();
    if (values_.capacity() < size) {
      values_.shrink_to_fit();
      values_.reserve(size);
      linalg::PreferHugePages(values_.data(), size * sizeof(T));
    }
    values_.resize(size);
  }

  /// How many numbers there are in memory.
  static std::size_t Numbers(const GridShape& shape, Index channels, Index border, Index ring = 0) {
    const Index planes = ring ? ring : shape.depth + 2 * (shape.dimension == 3 ? border : 0);
    const Index row = shape.width + border;
    return (planes * (shape.height + border) * row + border * (row + 1)) * channels + linalg::kLanes<T>;
  }

  std::size_t size() const { return values_.size(); }
  const GridShape& shape() const { return shape_; }
  Index channels() const { return channels_; }
  Index border() const { return border_; }

  /// Cell (0, 0, 0) of the grid, or the corner that lies `padding` cells before it, padding <= border.
  GridView<T> view(Index padding = 0) { return ViewOf(values_.data(), padding); }
  GridView<const T> view(Index padding = 0) const { return ViewOf(values_.data(), padding); }

 private:
  template <class Number>
  GridView<Number> ViewOf(Number* values, Index padding) const {
    const Index row = (shape_.width + border_) * channels_, plane = (shape_.height + border_) * row;
    const Index shift = border_ - padding, planes = shape_.dimension == 3 ? shift : 0;
    return {.at = values + (ring_ ? 0 : planes * plane) + shift * (row + channels_),
            .plane = plane,
            .row = row,
            .cell = channels_,
            .ring = ring_,
            .shift = planes};
  }

  GridShape shape_{.width = 0};
  Index channels_ = 0, border_ = 0, ring_ = 0;
  linalg::LaneVector<T> values_;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRID_FIELD_H_
