/// One score for each of S sequences of t terms, by a long short-term memory [HocSch1997] of h cells.
///
/// Y is d x (t S), term k of sequence s in column k S + s; it enters as (e_k, y), e_k the position's unit vector of
/// R^t. From state = cell = 0, with the gates i, j, f, o = W (e_k, y, state) + b of h rows each, in this order,
///   cell <- sigmoid(f + 1) cell + sigmoid(i) tanh(j),   state <- sigmoid(o) tanh(cell),   score = w state_t + c.
/// The forget gate's 1 is in the formula and no parameter, as in TensorFlow's BasicLSTMCell, whose order and single
/// matrix these are.  Products are cut into fixed tiles: the same bits for any number of threads.
///
/// Segments: "lstm_W" 4h x (t + d + h), "lstm_b", "score_w" 1 x h, "score_c".  Matrices start as normals of Xavier's
/// variance 2 / (rows + columns) [GloBen2010], biases as 0.
/// Error: rounding of sums of t + d + h products in t steps (gradient_reference_test).  Throws std::invalid_argument
/// for Y not d x (t S).
#ifndef HADAMARD_NTK_MODELS_LSTM_SCORER_H_
#define HADAMARD_NTK_MODELS_LSTM_SCORER_H_

#include <vector>

#include "models/layers/layer.h"
#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct LstmScorer {
  Index inputs = 0, cells = 256, terms = 4;

  /// What Adjoint needs of Forward; a column is a term of a sequence, as in Y.
  template <class T>
  struct Workspace {
    Matrix<T> gates;                  ///< sigmoid(i), tanh(j), sigmoid(f + 1), sigmoid(o)
    Matrix<T> cell, squashed, state;  ///< cell, tanh(cell), state
    Matrix<T> gate_gradient, state_gradient, cell_gradient;
  };

  std::vector<Segment> Segments() const;
  template <class T>
  void Forward(const LayerSegments<const T>& parameters, const Matrix<T>& y, Vector<T>& scores,
               Workspace<T>& workspace) const;
  /// g_y = d<g, scores>/dy; sets the segments of `gradient`.
  template <class T>
  void Adjoint(const LayerSegments<const T>& parameters, const Matrix<T>& y, const Vector<T>& g,
               Workspace<T>& workspace, const LayerSegments<T>& gradient, Matrix<T>& g_y) const;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_LSTM_SCORER_H_
