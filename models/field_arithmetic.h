/// Fields (grid_field.h), entry by entry and summed.  All have the same shape and channels, which is not checked.
///   Load(x, step, field)         field(cell) = x[cell step], one channel
///   SetOuterProduct(v, w, f)     f(cell)_k = v[cell] w[k]
///   Gate(g, y, x, out)           out = g where y > x, else 0; without x: where y > 0
///   Add(from, to)                to += from
///   ChannelSums(field, w, s)     s(k) = sum over cells of w(cell) field(cell)_k; without w: of field(cell)_k
/// Error of a channel's sum: (width + 2) eps of the sum of absolute values; rows are summed in T, their sums in double.
#ifndef HADAMARD_NTK_MODELS_FIELD_ARITHMETIC_H_
#define HADAMARD_NTK_MODELS_FIELD_ARITHMETIC_H_

#include "models/grid_field.h"
#include "models/matrix.h"
#include "models/row_blocks.h"

namespace hadamard_ntk::models {

/// run(z, y) for every row, as in row_blocks.h.
template <class Run>
void ForEachGridRow(const GridShape& shape, Index work, const Run& run) {
  ForEachBlockOfRows(shape.rows(), work, [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) run(row / shape.height, row % shape.height);
  });
}

template <class T>
void Load(const T* x, Index step, GridField<T>& field) {
  const GridShape& shape = field.shape();
  const GridView<T> to = field.view();
  ForEachGridRow(shape, shape.width, [&](Index z, Index y) {
    const T* from = x + (z * shape.height + y) * shape.width * step;
    T* row = to.Cell(z, y, 0);
    for (Index i = 0; i < shape.width; ++i) row[i] = from[i * step];
  });
}

template <class T>
void Gate(const GridField<T>& from, const GridField<T>& y, const GridField<T>* x, GridField<T>& to) {
  const GridShape& shape = from.shape();
  const Index count = shape.width * from.channels();
  const GridView<const T> from_view = from.view(), y_view = y.view(), x_view = x ? x->view() : y_view;
  const GridView<T> to_view = to.view();
  ForEachGridRow(shape, count / 4, [&](Index z, Index row) {
    const T *in = from_view.Cell(z, row, 0), *above = y_view.Cell(z, row, 0), *below = x_view.Cell(z, row, 0);
    T* out = to_view.Cell(z, row, 0);
    if (x) {
      for (Index i = 0; i < count; ++i) out[i] = above[i] > below[i] ? in[i] : T{0};
    } else {
      for (Index i = 0; i < count; ++i) out[i] = above[i] > T{0} ? in[i] : T{0};
    }
  });
}

template <class T>
void Add(const GridField<T>& from, GridField<T>& to) {
  const GridShape& shape = from.shape();
  const Index count = shape.width * from.channels();
  const GridView<const T> from_view = from.view();
  const GridView<T> to_view = to.view();
  ForEachGridRow(shape, count / 4, [&](Index z, Index y) {
    const T* in = from_view.Cell(z, y, 0);
    T* out = to_view.Cell(z, y, 0);
    for (Index i = 0; i < count; ++i) out[i] += in[i];
  });
}

template <class T>
void SetOuterProduct(const T* cells, const T* weights, GridField<T>& field) {
  const GridShape& shape = field.shape();
  const Index channels = field.channels();
  const GridView<T> view = field.view();
  ForEachGridRow(shape, shape.width * channels / 4, [&](Index z, Index y) {
    const T* row = cells + (z * shape.height + y) * shape.width;
    T* cell = view.Cell(z, y, 0);
    for (Index x = 0; x < shape.width; ++x, cell += channels) {
      for (Index k = 0; k < channels; ++k) cell[k] = row[x] * weights[k];
    }
  });
}

template <class T>
void ChannelSums(const GridField<T>& field, const T* weights, T* sums) {
  const GridShape& shape = field.shape();
  const Index channels = field.channels();
  const GridView<const T> view = field.view();
  Eigen::VectorXd total = Eigen::VectorXd::Zero(channels);
  Vector<T> of_row(channels);
  for (Index z = 0; z < shape.depth; ++z) {
    for (Index y = 0; y < shape.height; ++y) {
      of_row.setZero();
      const T* cell = view.Cell(z, y, 0);
      for (Index x = 0; x < shape.width; ++x, cell += channels) {
        const T weight = weights ? *weights++ : T{1};
        for (Index k = 0; k < channels; ++k) of_row[k] += weight * cell[k];
      }
      total += of_row.template cast<double>();
    }
  }
  for (Index k = 0; k < channels; ++k) sums[k] = static_cast<T>(total[k]);
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_FIELD_ARITHMETIC_H_
