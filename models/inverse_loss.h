/// How well f(b) is, up to a factor, A^-1 b, without knowing it: for a symmetric positive semidefinite A, and rows b of
/// samples with outputs f,
///   L = mean over samples of |e|^2,   e = b - alpha A f,   alpha = b.f / f.Af            [KanEtAl2022]
/// alpha is the step to the least error in the A-norm, which is not the least |e|: so e.Af != 0 in general, and with
/// alpha a function of f
///   d|e|^2/df = -2 [alpha A e + (e.Af) (b / f.Af - 2 (b.f) Af / (f.Af)^2)].
/// L = 0 for f = c A^-1 b, c > 0 or < 0; the gradient is orthogonal to f, as L does not depend on its length.
///
/// A is y = A x, called by several threads at once.  Everything is computed in double.
/// Error: rounding of sums of the number of cells (conditioned, inverse_loss_test).
/// Throws std::invalid_argument for shapes that differ, std::domain_error that names the sample where f.Af is not
/// positive (f = 0, or of the null space, or not finite).
#ifndef HADAMARD_NTK_MODELS_INVERSE_LOSS_H_
#define HADAMARD_NTK_MODELS_INVERSE_LOSS_H_

#include <functional>
#include <span>

#include "models/matrix.h"

namespace hadamard_ntk::models {

using SymmetricMap = std::function<void(std::span<const double> x, std::span<double> y)>;

/// L; sets v = dL/df if not null, for OutputGradient (network.h).
template <class T>
double InverseLoss(const MatrixArgument<T>& f, const MatrixArgument<T>& b, const SymmetricMap& a, Matrix<T>* v);

extern template double InverseLoss<float>(const MatrixArgument<float>&, const MatrixArgument<float>&,
                                          const SymmetricMap&, Matrix<float>*);
extern template double InverseLoss<double>(const MatrixArgument<double>&, const MatrixArgument<double>&,
                                           const SymmetricMap&, Matrix<double>*);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_INVERSE_LOSS_H_
