/// The filter of a polynomial net as that of a multiplicative filter net: one ReLU layer of unit second moment,
///   g(x) = sqrt(2) max(w.x, 0),   w ~ N(0, I) trained:
///   G = E[g(x) g(z)] = |x||z| (sin(theta) + (pi - theta) cos(theta)) / pi,
///   T = E<grad g(x), grad g(z)> = <x,z> (pi - theta) / pi                               [ChoSaul2009, sec. 2].
/// 1-homogeneous.  Domain, error: those of relu.h.
#ifndef HADAMARD_NTK_NTK_FILTERS_RELU_FILTER_H_
#define HADAMARD_NTK_NTK_FILTERS_RELU_FILTER_H_

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/relu.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

struct ReluFilter {
  template <Scalar T>
  Features<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    return Activate<Relu>(Dense(Input<T>(norm_x, norm_z, c)));
  }
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_FILTERS_RELU_FILTER_H_
