/// Multiplicative filter nets of N >= 1 filters [FatEtAl2021, sec. 3, eq. (4); WuEtAl2022, app. F]:
///   z_1 = g_1(x),   z_n = (sqrt(c/m) W_n z_{n-1} + sqrt(beta) b_n) * g_n(x)  (n = 2..N),
///   f = sqrt(c/m) a.z_N + sqrt(beta) b,
/// the g_n m independent units each of one filter, entries of W_n, b_n, a, b N(0, 1); all is trained.  A filter
/// (ntk/filters) is the Features of its units: with G = E[g(x) g(z)], T = E<grad g(x), grad g(z)> and
/// q = c (1 + eps) (G + eps T),
///   nngp + eps ntk = q^N + beta (1 + eps) (1 + q + ... + q^{N-1}):
/// dense layers multiply by c (1 + eps) and add beta (1 + eps), Hadamard products multiply by the filter.  Without
/// biases
///   nngp = c^N G^N,   ntk = N c^N (G^N + G^{N-1} T);
/// biases add the nets of fewer filters.  Every weight occurs once on a path, so the means over the initialisation of
/// a net of any width are these.  With ReluFilter f is N-homogeneous for beta = 0, otherwise polynomial of degree N
/// along rays, and so are nngp and ntk.
///
/// Called like any kernel, or on two vectors where the filter needs them (uniform_fourier_filter.h).
/// Throws std::invalid_argument for N < 1, a weight variance not positive and finite, a bias variance < 0 or not
/// finite.
/// Error for double: for G and T given exactly <= (4 + 2 N) eps of the values with |G|, |T| for G, T; errors of G, T
/// come in N-fold (multiplicative_filter_net_test).
#ifndef HADAMARD_NTK_NTK_MULTIPLICATIVE_FILTER_NET_H_
#define HADAMARD_NTK_NTK_MULTIPLICATIVE_FILTER_NET_H_

#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "ntk/correlation.h"
#include "ntk/features.h"
#include "ntk/identity.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

template <class Filter>
class MultiplicativeFilterNet {
 public:
  explicit MultiplicativeFilterNet(int filters, Filter filter = Filter(), double weight_variance = 1,
                                   double bias_variance = 0)
      : filters_(filters),
        filter_(std::move(filter)),
        weight_variance_(weight_variance),
        bias_variance_(bias_variance) {
    if (filters < 1) {
      throw std::invalid_argument("MultiplicativeFilterNet: filters must be at least 1, got " +
                                  std::to_string(filters));
    }
    if (!(weight_variance > 0 && std::isfinite(weight_variance))) {
      throw std::invalid_argument("MultiplicativeFilterNet: weight_variance must be positive and finite, got " +
                                  Describe(weight_variance));
    }
    if (!(bias_variance >= 0 && std::isfinite(bias_variance))) {
      throw std::invalid_argument("MultiplicativeFilterNet: bias_variance must be finite and not negative, got " +
                                  Describe(bias_variance));
    }
  }

  int filters() const { return filters_; }
  const Filter& filter() const { return filter_; }

  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>& c) const {
    return OfFilter<T>(filter_(norm_x, norm_z, c));
  }

  template <Scalar T>
  Pair<T> operator()(std::span<const T> x, std::span<const T> z) const {
    return OfFilter<T>(filter_(x, z));
  }

  /// The net of units that have these moments.
  template <Scalar T>
  Pair<T> OfFilter(const Features<T>& g) const {
    const RealOf<T> c(weight_variance_), beta(bias_variance_);
    Features<T> z = g;
    for (int n = 2; n <= filters_; ++n) z = HadamardProduct(Activate<Identity>(Dense(z, c, beta)), g);
    return Readout(z, c, beta);
  }

 private:
  int filters_;
  Filter filter_;
  double weight_variance_, bias_variance_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_MULTIPLICATIVE_FILTER_NET_H_
