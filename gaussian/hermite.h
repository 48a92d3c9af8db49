/// The orthonormal Hermite polynomials of N(0, 1), h_k = He_k / sqrt(k!), E[h_j(g) h_k(g)] = [j = k]:
///   h_0 = 1,   h_{k+1} = (x h_k - sqrt(k) h_{k-1}) / sqrt(k+1),   h_k' = sqrt(k) h_{k-1}   [AbrSte1964, 22.7.14].
/// (Boost, NumPy and SciPy call H_k(y) = 2^{k/2} He_k(sqrt(2) y) "hermite", the physicists'.)
///
/// R: float to any number of digits.  Error of h_k(x): <= (k + 1) eps (h_k^2 + h_{k-1}^2)^{1/2} at |x| <= 2 sqrt(k),
/// where they oscillate, and (k + 1) eps |h_k| beyond (hermite_test, k <= 256).  |h_k| reaches e^k within that range.
/// Throws std::invalid_argument for k < 0 or less than one term.
#ifndef HADAMARD_NTK_GAUSSIAN_HERMITE_H_
#define HADAMARD_NTK_GAUSSIAN_HERMITE_H_

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::gaussian {

/// The recurrence with its roots computed once, for many points.
template <class R>
class HermiteRecurrence {
 public:
  explicit HermiteRecurrence(int terms) {
    using std::sqrt;
    if (terms < 1) {
      throw std::invalid_argument("HermiteRecurrence: needs at least one term, got " + std::to_string(terms));
    }
    for (int k = 0; k < terms; ++k) {
      now_.push_back(R(1) / sqrt(R(k + 1)));
      before_.push_back(sqrt(R(R(k) / R(k + 1))));
    }
  }

  /// use(k, start h_k(x)) for k = 0, ..., terms - 1.  A small start, such as the root of a weight, keeps the products
  /// in range where h_k(x) itself overflows.
  template <class Use>
  void operator()(const R& x, const R& start, const Use& use) const {
    R before(0), now = start;
    for (std::size_t k = 0; k < now_.size(); ++k) {
      use(k, now);
      const R next = now_[k] * x * now - before_[k] * before;
      before = std::exchange(now, next);
    }
  }

 private:
  std::vector<R> now_, before_;
};

/// h_k(x).  Cost O(k).
template <class R>
R Hermite(int k, const R& x) {
  if (k < 0) throw std::invalid_argument("Hermite: k must be >= 0, got " + std::to_string(k));
  R last(1);
  HermiteRecurrence<R>(k + 1)(x, R(1), [&](std::size_t, const R& value) { last = value; });
  return last;
}

}  // namespace hadamard_ntk::gaussian

#endif  // HADAMARD_NTK_GAUSSIAN_HERMITE_H_
