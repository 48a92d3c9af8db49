/// Which convolutions a GridNet (grid_net.h) has, in which order, and how large its fields and parameters are.
///
/// Convolution 0 is W_1, 1 is W_2, then come those of the first pairs, the single one of c, those of the coarse and of
/// the last pairs; the output is no convolution, but has the last segments.  Segments: W1, b1, W2, b2, ..., W_out,
/// b_out, a W being a matrix of channels x taps as in convolution.h; without biases no b.  Weights start as normals,
/// with variance 2 / fan-in before a relu, divided by the number of pairs for the second of a pair; biases as 0.
#ifndef HADAMARD_NTK_MODELS_GRID_NET_LAYOUT_H_
#define HADAMARD_NTK_MODELS_GRID_NET_LAYOUT_H_

#include <vector>

#include "models/grid_convolution.h"
#include "models/grid_field.h"
#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct GridNetOptions {
  int dimension = 3;  ///< 2 or 3
  Index channels = 16;
  int first_pairs = 1, coarse_pairs = 3, last_pairs = 2;
  bool biases = true;

  bool operator==(const GridNetOptions&) const = default;
};

class GridNetLayout {
 public:
  /// extents: of x, y(, z).  Throws std::invalid_argument as grid_net.h says.
  GridNetLayout(const GridNetOptions& options, const std::vector<Index>& extents);

  const GridNetOptions& options() const { return options_; }
  const GridShape& fine() const { return fine_; }
  const GridShape& half() const { return half_; }

  int middle() const { return 2 + 2 * options_.first_pairs; }
  int coarse_begin() const { return middle() + 1; }
  int last_begin() const { return coarse_begin() + 2 * options_.coarse_pairs; }
  int convolutions() const { return last_begin() + 2 * options_.last_pairs; }
  bool coarse(int l) const { return l >= coarse_begin() && l < last_begin(); }
  bool second_of_pair(int l) const {
    return l > 1 && l != middle() && (l - (l < middle() ? 2 : coarse_begin())) % 2 == 1;
  }
  GridConvolution convolution(int l) const {
    return {.in = coarse(l) ? half_ : fine_, .channels = l == 0 ? 1 : options_.channels, .outputs = options_.channels};
  }
  /// Of convolution l, or of the output for l = convolutions(); its biases are the next.
  int segment(int l) const { return options_.biases ? 2 * l : l; }
  std::vector<Segment> Segments() const;

 private:
  GridNetOptions options_;
  GridShape fine_, half_;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRID_NET_LAYOUT_H_
