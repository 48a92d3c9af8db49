/// U-shaped convolutional networks on the cells of a grid [KanEtAl2022]: f takes a number for each cell to a number for
/// each cell.  With * a convolution of 3 cells per dimension, zero padding and stride 1, all of `channels` channels:
///   a = W_1 * x,   b = relu(W_2 * a),   pairs,   c = relu(W * b)                   first_pairs pairs, at full size
///   C = mean of 2 cells per dimension of c,   pairs                                coarse_pairs
///   d = c + C repeated 2 times per dimension,   pairs                              last_pairs
///   f = mask (w d)                                                                 one output, by cell
/// a pair being y = x + relu(W'' * relu(W' * x)); each W * and w may have a bias.  With the biases, 1 / 3 / 2 pairs of
/// 16 channels in three dimensions have 97,457 parameters, and 2 / 5 / 3 have 152,881, as the authors' nets for 64^3
/// and 128^3.  Odd extents: the last cells of C are means of what there is, and what is repeated is cut off.
///
/// Parameters do not depend on the extents: On() takes the same weights to another grid.  Without biases f(0) = 0 and
/// f(c x) = c f(x) for c > 0.  f at a cell depends on x within
///   radius() = 4 + 2 first_pairs + 4 coarse_pairs + 2 last_pairs
/// cells per axis: 22 (1 / 3 / 2) and 34 (2 / 5 / 3).  Away from the walls f commutes with shifts by even numbers of
/// cells.
///
/// Forward works in place, plane by plane: a pair's inner values are kept for a few planes only, so it needs one field
/// of all channels, a coarse one, and rings of planes: ForwardBytes().  LossGradient keeps all values of all samples:
/// GradientBytes(n).  One grid keeps all threads busy; bits are the same for any number of them.
/// A unit whose relu is lost in y = x + relu(u) to rounding counts as one with u <= 0.
/// Error: rounding (grid_net_test, against PyTorch).
/// Throws std::invalid_argument for options out of range, a grid of another dimension than the net, a mask of another
/// size, and what network.h says.
#ifndef HADAMARD_NTK_MODELS_GRID_NET_H_
#define HADAMARD_NTK_MODELS_GRID_NET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "linalg/lanes.h"
#include "models/grid_field.h"
#include "models/grid_net_layout.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

/// T = float or double.
template <class T>
class GridNet {
 public:
  using Scalar = T;

  /// Of one grid function: what Forward needs.
  struct Stream {
    GridField<T> input, fine, coarse, fine_ring, coarse_ring;
  };
  /// What the gradient needs: the values after each convolution, after pooling and after the sum.
  struct Values {
    GridField<T> input, pooled, sum;
    std::vector<GridField<T>> out;
    GridField<T> fine, fine_gated, fine_inner, coarse, coarse_gated, coarse_inner;  ///< gradients or tangents
    linalg::LaneVector<T> sums;
    Vector<T> gradient, output_gradient;
  };
  struct Workspace : NetworkWorkspace {
    std::vector<Stream> streams;
    std::vector<Values> samples;
    std::vector<linalg::LaneVector<T>> packed, adjoint, direction;  ///< kernels
    Vector<T> packed_values;                                        ///< which parameters they are of
    Matrix<T> outputs, loss_gradient;
  };

  /// extents: of x, y(, z); a cell's number is (z n_y + y) n_x + x.  mask: 0 where f shall be 0; empty: nowhere.
  GridNet(const GridNetOptions& options, const std::vector<Index>& extents, std::vector<std::uint8_t> mask,
          std::uint64_t seed);
  /// The net with these parameters on another grid.
  GridNet On(const std::vector<Index>& extents, std::vector<std::uint8_t> mask = {}) const;

  const GridNetOptions& options() const { return layout_.options(); }
  const GridShape& grid() const { return layout_.fine(); }
  Index inputs() const { return grid().cells(); }
  Index outputs() const { return grid().cells(); }
  Index radius() const { return 4 + 2 * options().first_pairs + 4 * options().coarse_pairs + 2 * options().last_pairs; }
  /// Of the fields in a workspace, for one grid function and for a batch.
  std::size_t ForwardBytes() const;
  std::size_t GradientBytes(Index samples) const;
  const Parameters<T>& parameters() const { return parameters_; }
  Parameters<T>& parameters() { return parameters_; }

  /// A row of X, and of f, is a grid function.
  void Forward(const MatrixArgument<T>& x, Matrix<T>& f, Workspace& workspace) const;
  void LossGradient(const MatrixArgument<T>& x, const OutputGradient<T>& loss, VectorResult<T> gradient,
                    Workspace& workspace) const;
  void JacobianVectorProduct(const MatrixArgument<T>& x, const VectorArgument<T>& direction, Matrix<T>& tangent,
                             Workspace& workspace) const;
  /// f = f(x) of one grid function, without copies.
  void Apply(const VectorArgument<T>& x, VectorResult<T> f, Workspace& workspace) const;

 private:
  const T* BiasesOf(int l, const T* values) const;

  Index SampleWork() const;
  void SetMask(const std::vector<std::uint8_t>& mask);
  void Pack(Workspace& workspace, bool adjoint) const;
  void RunStream(const T* x, Index x_step, T* f, Index f_step, const Workspace& workspace, Stream& stream) const;
  void RunPairs(int begin, int end, const Workspace& workspace, GridField<T>& field, GridField<T>& ring) const;
  const GridField<T>& Before(int l, const Values& values) const;
  const GridField<T>& Last(const Values& values) const;
  void Resize(Values& values) const;
  void Evaluate(const T* x, Index x_step, T* f, Index f_step, const Workspace& workspace, Values& values) const;
  void Output(const GridField<T>& last, const T* values, bool bias, T* f, Index f_step) const;
  void Return(const T* v, Index v_step, const Workspace& workspace, Values& values) const;
  void SetKernelGradient(int l, const GridField<T>& g, Values& values) const;
  void ReturnPairs(int begin, int end, const Workspace& workspace, GridField<T>& g, GridField<T>& gated,
                   GridField<T>& inner, Values& values) const;
  void Tangent(const T* direction, T* tangent, Index step, const Workspace& workspace, Values& values) const;
  void TangentOf(int l, const T* direction, const Workspace& workspace, const GridField<T>* in, GridField<T>& out,
                 const Values& values) const;
  void TangentOfPairs(int begin, int end, const T* direction, const Workspace& workspace, GridField<T>& t,
                      GridField<T>& gated, GridField<T>& inner, const Values& values) const;

  GridNetLayout layout_;
  std::vector<T> mask_;
  Parameters<T> parameters_;
};

extern template class GridNet<float>;
extern template class GridNet<double>;

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_GRID_NET_H_
