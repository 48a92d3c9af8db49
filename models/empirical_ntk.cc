#include "models/empirical_ntk.h"

#include <oneapi/tbb/blocked_range2d.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <utility>

#include "linalg/lanes.h"
#include "linalg/strip_product.h"
#include "models/arguments.h"
#include "models/tile_product.h"

namespace hadamard_ntk::models {

using linalg::AddStripProduct;
using linalg::kStripRows;
using linalg::LaneVector;
namespace {

// Tiles of K, which divide a chunk of 128 samples: smaller ones if there would be few.
Index TileOf(Index rows, Index columns) { return std::max(rows, columns) <= 512 ? 64 : 128; }

// use(i, rows, j, columns) for the tiles of a matrix, and only those on and above the diagonal if symmetric.
template <class Use>
void ForEachGramTile(Index rows, Index columns, bool symmetric, const Use& use) {
  ForEachTile(rows, columns, TileOf(rows, columns), [&](Index i, Index tile_rows, Index j, Index tile_columns) {
    if (!symmetric || i <= j) use(i, tile_rows, j, tile_columns);
  });
}

template <class T>
void Mirror(std::vector<Matrix<T>>& symmetric) {
  for (Matrix<T>& k : symmetric) k.template triangularView<Eigen::StrictlyLower>() = k.transpose();
}

// --- networks of units ------------------------------------------------------------

constexpr Index kPanelUnits = 256, kChunk = PackedSamples<float>::kChunk;

// The signals of a panel of units in strips of samples (strip_product.h): a strip's columns are those of D_1, of D_2,
// ..., of D_N, and of r Y.  Rows beyond the last sample mean nothing.
template <class T>
class Panel {
 public:
  void Compute(const HadamardUnits<T>& units, const PackedSamples<T>& x, Index output, IndexRange range) {
    const Index size = range.size(), layers = units.degree();
    columns_ = (layers + 1) * size;
    values_.resize(x.chunks() * kChunk * columns_);
    constexpr Index kUnits = 32;
    tbb::parallel_for(
        tbb::blocked_range2d<Index>(0, x.chunks(), 1, 0, (size + kUnits - 1) / kUnits, 1),
        [&](const tbb::blocked_range2d<Index>& blocks) {
          for (Index c = blocks.rows().begin(); c < blocks.rows().end(); ++c) {
            const Index begin = blocks.cols().begin() * kUnits, end = std::min(size, blocks.cols().end() * kUnits);
            const auto column = [&](Index layer) {
              return values_.data() + c * kChunk * columns_ + (layer * size + begin) * kStripRows<T>;
            };
            typename HadamardUnits<T>::template Weights<T> signals;
            for (Index l = 0; l < layers; ++l) signals.hidden.push_back(column(l));
            signals.readout = column(layers);
            units.Signals(x, output, {range.begin + begin, range.begin + end}, c, columns_ * kStripRows<T>, signals);
          }
        },
        tbb::simple_partitioner());
  }

  /// From this column on, the strip that begins with sample i.
  const T* strip(Index i, Index column) const { return values_.data() + i * columns_ + column * kStripRows<T>; }

 private:
  Index columns_ = 0;
  LaneVector<T> values_;
};

// The sums over all units of D_l D_l'^T, l = 1..N (or of their sum over l, if merged), and of r^2 Y Y'^T.
template <class T>
std::vector<Matrix<T>> SumPanels(const HadamardNet<T>& net, const PackedSamples<T>& x, const PackedSamples<T>& z,
                                 OutputPair outputs, bool merged, bool symmetric) {
  constexpr Index kRows = kStripRows<T>;
  const HadamardUnits<T> units = net.units();
  const int groups = merged ? 1 : net.degree();
  std::vector<Matrix<T>> sums(groups + 1);
  for (Matrix<T>& sum : sums) sum.setZero(x.count(), z.count());
  Panel<T> panel_x, panel_z;
  for (Index begin = 0; begin < net.width(); begin += kPanelUnits) {
    const IndexRange range{begin, std::min(net.width(), begin + kPanelUnits)};
    panel_x.Compute(units, x, outputs.a, range);
    if (!symmetric) panel_z.Compute(units, z, outputs.b, range);
    const Panel<T>& other = symmetric ? panel_x : panel_z;
    const Index depth = range.size() * (merged ? net.degree() : 1);
    ForEachGramTile(x.count(), z.count(), symmetric, [&](Index i0, Index rows, Index j0, Index columns) {
      LaneVector<T> product(kRows * kRows);
      for (Index j = j0; j < j0 + columns; j += kRows) {
        for (Index i = i0; i < i0 + rows && !(symmetric && i > j); i += kRows) {
          const Index tile_rows = std::min(kRows, x.count() - i), tile_columns = std::min(kRows, z.count() - j);
          for (int g = 0; g <= groups; ++g) {
            if (g == groups && outputs.a != outputs.b) continue;
            std::fill(product.begin(), product.end(), T{0});
            AddStripProduct(panel_x.strip(i, g * depth), other.strip(j, g * depth), g < groups ? depth : range.size(),
                            product.data());
            sums[g].block(i, j, tile_rows, tile_columns) +=
                Eigen::Map<const Matrix<T>>(product.data(), kRows, kRows).topLeftCorner(tile_rows, tile_columns);
          }
        }
      }
    });
  }
  return sums;
}

// sums[g] *= X X'^T for the hidden ones.
template <class T>
void MultiplyInputs(const HadamardNet<T>& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z, bool symmetric,
                    std::vector<Matrix<T>>& sums) {
  const T bias = static_cast<T>(net.form().input_bias);
  ForEachGramTile(x.rows(), z.rows(), symmetric, [&](Index i, Index rows, Index j, Index columns) {
    Matrix<T> inner = x.middleRows(i, rows) * z.middleRows(j, columns).transpose();
    inner.array() += bias * bias;
    for (std::size_t g = 0; g + 1 < sums.size(); ++g) sums[g].block(i, j, rows, columns).array() *= inner.array();
  });
}

}  // namespace

template <class T>
std::vector<Matrix<T>> ContractUnits(const HadamardNet<T>& net, const MatrixArgument<T>& x, const MatrixArgument<T>& z,
                                     OutputPair outputs, bool symmetric, NtkTerms terms) {
  const bool merged = terms == NtkTerms::kSum;
  const PackedSamples<T> packed_x = net.Pack("EmpiricalNtk", "X", x);
  const PackedSamples<T> packed_z = symmetric ? PackedSamples<T>() : net.Pack("EmpiricalNtk", "Z", z);
  std::vector<Matrix<T>> parts = SumPanels(net, packed_x, symmetric ? packed_x : packed_z, outputs, merged, symmetric);
  MultiplyInputs<T>(net, x, z, symmetric, parts);
  if (const double bias = net.form().output_bias_std; bias > 0) {
    const T square = outputs.a == outputs.b ? static_cast<T>(bias) * static_cast<T>(bias) : T{0};
    parts.push_back(Matrix<T>::Constant(x.rows(), z.rows(), square));
  }
  if (merged) {
    for (std::size_t g = 1; g < parts.size(); ++g) parts[0] += parts[g];
    parts.resize(1);
  }
  if (symmetric) Mirror(parts);
  return parts;
}

// --- networks of layers -----------------------------------------------------------------

template <class T>
std::vector<Matrix<T>> ContractSignals(const std::vector<LayerSignals<T>>& x, const std::vector<LayerSignals<T>>& z,
                                       std::size_t segments, bool symmetric, NtkTerms terms) {
  const Index n_x = x[0].backward->cols(), n_z = z[0].backward->cols();
  std::vector<Matrix<T>> parts(terms == NtkTerms::kSum ? 1 : segments, Matrix<T>::Zero(n_x, n_z));
  for (std::size_t l = 0; l < x.size(); ++l) {
    const LayerSignals<T>&at_x = x[l], &at_z = z[l];
    ForEachGramTile(n_x, n_z, symmetric, [&](Index i, Index rows, Index j, Index columns) {
      const auto gram = [&](const Matrix<T>& a, const Matrix<T>& b) -> Matrix<T> {
        return a.middleCols(i, rows).transpose() * b.middleCols(j, columns);
      };
      const auto add = [&](int segment, const auto& tile) {
        if (terms == NtkTerms::kSum) {
          parts[0].block(i, j, rows, columns) += tile;
        } else {
          parts[segment].block(i, j, rows, columns) = tile;
        }
      };
      const Matrix<T> back = gram(*at_x.backward, *at_z.backward);
      if (at_x.weight >= 0) {
        const Matrix<T> entering = gram(*at_x.forward, *at_z.forward);
        add(at_x.weight, (at_x.weight_scale * at_x.weight_scale) * entering.cwiseProduct(back));
      }
      if (at_x.bias >= 0) add(at_x.bias, (at_x.bias_scale * at_x.bias_scale) * back);
    });
  }
  if (symmetric) Mirror(parts);
  return parts;
}

void RequireOutputs(OutputPair outputs, Index count) {
  for (const Index output : {outputs.a, outputs.b}) {
    RequireAtLeast("EmpiricalNtk", "output", output, Index{0});
    RequireAtLeast("EmpiricalNtk", "number of outputs", count, output + 1);
  }
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                    \
  template std::vector<Matrix<T>> ContractUnits(const HadamardNet<T>&, const MatrixArgument<T>&,       \
                                                const MatrixArgument<T>&, OutputPair, bool, NtkTerms); \
  template std::vector<Matrix<T>> ContractSignals(const std::vector<LayerSignals<T>>&,                 \
                                                  const std::vector<LayerSignals<T>>&, std::size_t, bool, NtkTerms)
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
