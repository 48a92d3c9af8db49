#include "models/lstm_scorer.h"

#include <oneapi/tbb/parallel_for.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "models/tile_product.h"

namespace hadamard_ntk::models {
namespace {

double XavierStd(Index rows, Index columns) { return std::sqrt(2.0 / static_cast<double>(rows + columns)); }

template <class Numbers>
auto Sigmoid(const Numbers& x) {
  using T = typename Numbers::Scalar;
  return T{0.5} + T{0.5} * (T{0.5} * x).tanh();
}

}  // namespace

std::vector<Segment> LstmScorer::Segments() const {
  const Index rows = 4 * cells, columns = terms + inputs + cells;
  return {{.name = "lstm_W", .rows = rows, .columns = columns, .initial_std = XavierStd(rows, columns)},
          {.name = "lstm_b", .rows = rows, .initial_std = 0},
          {.name = "score_w", .rows = 1, .columns = cells, .initial_std = XavierStd(1, cells)},
          {.name = "score_c", .rows = 1, .initial_std = 0}};
}

template <class T>
void LstmScorer::Forward(const LayerSegments<const T>& parameters, const Matrix<T>& y, Vector<T>& scores,
                         Workspace<T>& workspace) const {
  if (y.rows() != inputs || y.cols() % terms != 0) {
    throw std::invalid_argument("LstmScorer: Y must be " + std::to_string(inputs) + " x n, n a multiple of " +
                                std::to_string(terms) + ", got " + std::to_string(y.rows()) + " x " +
                                std::to_string(y.cols()));
  }
  const Index sequences = y.cols() / terms, h = cells;
  const auto weights = parameters[0];
  const auto biases = parameters[1].col(0);
  Matrix<T>&gates = workspace.gates, &cell = workspace.cell, &squashed = workspace.squashed, &state = workspace.state;
  gates.resize(4 * h, y.cols());
  for (Matrix<T>* of_cells : {&cell, &squashed, &state}) of_cells->resize(h, y.cols());
  SetProduct(T{1}, weights.middleCols(terms, inputs), y, gates);
  for (Index k = 0; k < terms; ++k) {
    const Index begin = k * sequences;
    if (k > 0) {
      AddProduct(T{1}, weights.rightCols(h), state.middleCols(begin - sequences, sequences),
                 gates.middleCols(begin, sequences));
    }
    const Vector<T> constant = weights.col(k) + biases;
    tbb::parallel_for(begin, begin + sequences, [&](Index column) {
      gates.col(column) += constant;
      auto i = gates.col(column).segment(0, h).array(), j = gates.col(column).segment(h, h).array();
      auto f = gates.col(column).segment(2 * h, h).array(), o = gates.col(column).segment(3 * h, h).array();
      i = Sigmoid(i);
      j = j.tanh();
      f = Sigmoid(f + T{1});
      o = Sigmoid(o);
      auto now = cell.col(column).array();
      now = i * j;
      if (k > 0) now += f * cell.col(column - sequences).array();
      squashed.col(column).array() = now.tanh();
      state.col(column).array() = o * squashed.col(column).array();
    });
  }
  scores = state.rightCols(sequences).transpose() * parameters[2].row(0).transpose();
  scores.array() += parameters[3](0, 0);
}

template <class T>
void LstmScorer::Adjoint(const LayerSegments<const T>& parameters, const Matrix<T>& y, const Vector<T>& g,
                         Workspace<T>& workspace, const LayerSegments<T>& gradient, Matrix<T>& g_y) const {
  const Index sequences = g.size(), h = cells, later = (terms - 1) * sequences;
  const auto weights = parameters[0];
  const Matrix<T>&gates = workspace.gates, &cell = workspace.cell, &squashed = workspace.squashed;
  Matrix<T>&back = workspace.gate_gradient, &to_state = workspace.state_gradient, &to_cell = workspace.cell_gradient;
  back.resize(4 * h, y.cols());
  to_cell.setZero(h, sequences);
  to_state.noalias() = parameters[2].row(0).transpose() * g.transpose();
  for (Index k = terms - 1; k >= 0; --k) {
    tbb::parallel_for(Index{0}, sequences, [&](Index s) {
      const Index column = k * sequences + s;
      const auto i = gates.col(column).segment(0, h).array(), j = gates.col(column).segment(h, h).array();
      const auto f = gates.col(column).segment(2 * h, h).array(), o = gates.col(column).segment(3 * h, h).array();
      const auto t = squashed.col(column).array();
      const auto from_state = to_state.col(s).array();
      auto from_cell = to_cell.col(s).array();
      auto out = back.col(column).array();
      from_cell += from_state * o * (T{1} - t.square());
      out.segment(0, h) = from_cell * j * i * (T{1} - i);
      out.segment(h, h) = from_cell * i * (T{1} - j.square());
      if (k > 0) {
        out.segment(2 * h, h) = from_cell * cell.col(column - sequences).array() * f * (T{1} - f);
      } else {
        out.segment(2 * h, h).setZero();
      }
      out.segment(3 * h, h) = from_state * t * o * (T{1} - o);
      from_cell *= f;
    });
    if (k > 0) SetProduct(T{1}, weights.rightCols(h).transpose(), back.middleCols(k * sequences, sequences), to_state);
  }
  auto to_weights = gradient[0];
  for (Index k = 0; k < terms; ++k) {
    SetRowSums(T{1}, back.middleCols(k * sequences, sequences), to_weights.col(k));
  }
  gradient[1].col(0) = to_weights.leftCols(terms).rowwise().sum();
  SetProduct(T{1}, back, y.transpose(), to_weights.middleCols(terms, inputs));
  SetProduct(T{1}, back.rightCols(later), workspace.state.leftCols(later).transpose(), to_weights.rightCols(h));
  gradient[2].row(0) = (workspace.state.rightCols(sequences) * g).transpose();
  gradient[3](0, 0) = g.sum();
  g_y.resize(inputs, y.cols());
  SetProduct(T{1}, weights.middleCols(terms, inputs).transpose(), back, g_y);
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                                    \
  template void LstmScorer::Forward(const LayerSegments<const T>&, const Matrix<T>&, Vector<T>&, Workspace<T>&) const; \
  template void LstmScorer::Adjoint(const LayerSegments<const T>&, const Matrix<T>&, const Vector<T>&, Workspace<T>&,  \
                                    const LayerSegments<T>&, Matrix<T>&) const
HADAMARD_NTK_INSTANTIATE(float);
HADAMARD_NTK_INSTANTIATE(double);
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::models
