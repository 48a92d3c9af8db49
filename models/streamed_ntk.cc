#include "models/streamed_ntk.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_reduce.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "models/arguments.h"
#include "models/random.h"

namespace hadamard_ntk::models {
namespace {

// Units made at a time, and units of a task.
constexpr Index kUnits = 256, kBlock = 1 << 13;

// The sums over units, for r = 1, of D_l D_l^T (without the factor X X^T) for l = 1..N, and of Y Y^T.
class UnitSums {
 public:
  UnitSums(const HadamardForm& form, std::uint64_t seed, const Matrix<double>& x)
      : form_(&form), seed_(seed), x_(&x), sums_(form.degree + 1, Matrix<double>::Zero(x.rows(), x.rows())) {}

  UnitSums Empty() const { return {*form_, seed_, *x_}; }

  void Add(const UnitSums& other) {
    for (std::size_t l = 0; l < sums_.size(); ++l) sums_[l] += other.sums_[l];
  }

  void AddUnits(IndexRange range) {
    const double scale = form_->scale;
    Tile tile;
    for (Index begin = range.begin; begin < range.end; begin += kUnits) {
      const Index size = std::min(kUnits, range.end - begin);
      if (form_->activation == Activation::kRelu) {
        AddPanel(
            begin, size, tile, [scale](const Panel& u) { return scale * u.max(0); },
            [scale](const Panel& u) { return scale * (u > 0).cast<double>(); });
      } else {
        AddPanel(
            begin, size, tile, [scale](const Panel& u) { return scale * u; },
            [scale](const Panel& u) { return Panel::Constant(u.rows(), u.cols(), scale); });
      }
    }
  }

  const std::vector<Matrix<double>>& sums() const { return sums_; }

 private:
  using Panel = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic>;  // a row is a unit

  // The units of a panel at the samples, and scratch.
  struct Tile {
    RowMajorMatrix<double> made;
    Panel weights, readout, suffix;
    std::vector<Panel> u, prefix;  // W_l x, and b_1 * ... * b_{l-1}
  };

  void FillWeights(int segment, Index begin, Index size, Index columns, Tile& tile, Panel& weights) const {
    const RandomStream stream{
        .seed = seed_, .purpose = Purpose::kWeights, .stream = static_cast<std::uint32_t>(segment)};
    tile.made.resize(size, columns);
    FillNormal(stream, static_cast<std::uint64_t>(begin * columns),
               std::span<double>(tile.made.data(), tile.made.size()));
    weights = tile.made.array();
  }

  // sum += P^T P, by columns: for few samples a matrix product would mostly pack.
  static void AddGram(const Panel& panel, Matrix<double>& sum) {
    for (Index j = 0; j < panel.cols(); ++j) {
      for (Index i = 0; i <= j; ++i) {
        sum(i, j) += (panel.col(i) * panel.col(j)).sum();
        sum(j, i) = sum(i, j);
      }
    }
  }

  template <class Value, class Slope>
  void AddPanel(Index begin, Index size, Tile& tile, const Value& value, const Slope& slope) {
    const int degree = form_->degree;
    const Index samples = x_->rows();
    tile.u.resize(degree);
    tile.prefix.resize(degree + 1);
    tile.prefix[0].setOnes(size, samples);
    for (int l = 0; l < degree; ++l) {
      FillWeights(l, begin, size, x_->cols(), tile, tile.weights);
      tile.u[l].resize(size, samples);
      for (Index i = 0; i < samples; ++i) {
        tile.u[l].col(i) = tile.weights.col(0) * (*x_)(i, 0);
        for (Index j = 1; j < x_->cols(); ++j) tile.u[l].col(i) += tile.weights.col(j) * (*x_)(i, j);
      }
      tile.prefix[l + 1] = tile.prefix[l] * (value(tile.u[l]) + (l == 0 ? 0 : form_->skip));
    }
    AddGram(tile.prefix[degree], sums_[degree]);
    FillWeights(degree, begin, size, 1, tile, tile.readout);
    tile.suffix = tile.readout.col(0).replicate(1, samples);
    for (int l = degree - 1; l >= 0; --l) {
      tile.prefix[l] *= tile.suffix * slope(tile.u[l]);
      AddGram(tile.prefix[l], sums_[l]);
      tile.suffix *= value(tile.u[l]) + form_->skip;
    }
  }

  const HadamardForm* form_;
  std::uint64_t seed_;
  const Matrix<double>* x_;
  std::vector<Matrix<double>> sums_;
};

}  // namespace

std::vector<StreamedNtk> StreamNtk(const std::function<HadamardForm(Index width)>& form_of_width, std::uint64_t seed,
                                   const MatrixArgument<double>& x, std::span<const Index> widths) {
  RequireAtLeast("StreamNtk", "number of widths", widths.size(), std::size_t{1});
  for (std::size_t w = 0; w < widths.size(); ++w) {
    RequireAtLeast("StreamNtk", "width", widths[w], w == 0 ? Index{1} : widths[w - 1] + 1);
  }
  const HadamardForm form = form_of_width(widths.back());
  if (form.outputs != 1) {
    throw std::invalid_argument("StreamNtk: outputs must be 1, got " + std::to_string(form.outputs));
  }
  HadamardForm narrow = form;
  narrow.width = 1;
  const HadamardNet<double> checked(narrow, seed);  // the constructor checks the form
  RequireSamples("StreamNtk", "X", x, form.inputs);

  Matrix<double> inputs(x.rows(), form.inputs + (form.input_bias != 0));
  inputs.leftCols(form.inputs) = x;
  if (form.input_bias != 0) inputs.rightCols(1).setConstant(form.input_bias);
  const Matrix<double> inner = inputs * inputs.transpose();

  std::vector<StreamedNtk> results;
  UnitSums total(form, seed, inputs);
  Index done = 0;
  for (const Index width : widths) {
    const Index first = done, blocks = (width - first + kBlock - 1) / kBlock;
    total.Add(tbb::parallel_deterministic_reduce(
        tbb::blocked_range<Index>(0, blocks, 1), total.Empty(),
        [&](const tbb::blocked_range<Index>& range, UnitSums sums) {
          sums.AddUnits({first + range.begin() * kBlock, std::min(width, first + range.end() * kBlock)});
          return sums;
        },
        [](UnitSums left, const UnitSums& right) {
          left.Add(right);
          return left;
        },
        tbb::simple_partitioner()));
    done = width;

    // The sums are for the branches' scale s of the widest net; without skips they go with s^{2N}.
    const HadamardForm narrower = form_of_width(width);
    const double factor = narrower.output_scale * narrower.output_scale *
                          (form.skip == 0 ? std::pow(narrower.scale / form.scale, 2 * form.degree) : 1);
    StreamedNtk result{.width = width, .parts = {}};
    for (int l = 0; l < form.degree; ++l) result.parts.push_back(factor * inner.cwiseProduct(total.sums()[l]));
    result.parts.push_back(factor * total.sums()[form.degree]);
    if (form.output_bias_std > 0) {
      const double square = form.output_bias_std * form.output_bias_std;
      result.parts.push_back(Matrix<double>::Constant(x.rows(), x.rows(), square));
    }
    results.push_back(std::move(result));
  }
  return results;
}

Matrix<double> StreamedNtk::ntk() const {
  Matrix<double> sum = parts[0];
  for (std::size_t l = 1; l < parts.size(); ++l) sum += parts[l];
  return sum;
}

}  // namespace hadamard_ntk::models
