/// Context normalisation [WebEtAl2020]: features of the terms of one problem, normalised over these terms.
///
/// S problems of t terms with d features: Z is d x (t S), term i of problem s in column i S + s.  With m and v mean and
/// population variance of a feature over the t terms of its problem,
///   u = (z - m) / sqrt(v + 1e-8),   y = a u + c,   a, c: d numbers for all terms; 1 and 0 at first.
/// So y is invariant under z -> p z + q, p > 0, up to a relative 1e-8 / (2 v) of the smaller variance v.
///
/// Segments: "scale" a, "shift" c.  Error: (4 t + 16) eps |a| max|z| / sqrt(v + 1e-8) + 2 eps |c| (conditioned,
/// context_normalization_test).  Throws std::invalid_argument for Z not d x (t S).
#ifndef HADAMARD_NTK_MODELS_CONTEXT_NORMALIZATION_H_
#define HADAMARD_NTK_MODELS_CONTEXT_NORMALIZATION_H_

#include <vector>

#include "models/layers/layer.h"
#include "models/matrix.h"
#include "models/parameters.h"

namespace hadamard_ntk::models {

struct ContextNormalization {
  static constexpr double kEpsilon = 1e-8;

  Index features = 0, terms = 4;

  /// What Adjoint needs of Forward.
  template <class T>
  struct Workspace {
    Matrix<T> unit;               ///< u
    Matrix<T> inverse_deviation;  ///< 1 / sqrt(v + 1e-8), d x S
  };

  std::vector<Segment> Segments() const;
  template <class T>
  void Forward(const LayerSegments<const T>& parameters, const Matrix<T>& z, Matrix<T>& y,
               Workspace<T>& workspace) const;
  /// g_z = d<g_y, y>/dz; sets the segments of `gradient`.
  template <class T>
  void Adjoint(const LayerSegments<const T>& parameters, const Matrix<T>& g_y, const Workspace<T>& workspace,
               const LayerSegments<T>& gradient, Matrix<T>& g_z) const;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_CONTEXT_NORMALIZATION_H_
