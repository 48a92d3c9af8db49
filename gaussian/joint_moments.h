/// Moments of sums of independent pairs: M_ab = E[A^a B^b], a <= a_max, b <= b_max, of A = sum_i A_i, B = sum_i B_i
/// follow from those of the pairs (A_i, B_i) by
///   M_ab = sum_{i <= a, j <= b} binom(a, i) binom(b, j) M'_ij M''_{a-i, b-j},
/// n equal pairs in O(log n) such products: no enumeration of who has which power.
///
/// T: a commutative ring with +=, * and construction from int; numbers, or polynomials in a correlation.  The
/// arithmetic is T's own.  Powers up to 30, since binomials are ints; otherwise, and for n < 0, std::invalid_argument.
#ifndef HADAMARD_NTK_GAUSSIAN_JOINT_MOMENTS_H_
#define HADAMARD_NTK_GAUSSIAN_JOINT_MOMENTS_H_

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace hadamard_ntk::gaussian {

template <class T>
class JointMoments {
 public:
  /// moment(a, b) gives E[A^a B^b].
  template <class Moment>
  JointMoments(int a_max, int b_max, const Moment& moment) : a_max_(a_max), b_max_(b_max) {
    constexpr int kMostPowers = 30;
    if (a_max < 0 || b_max < 0 || a_max > kMostPowers || b_max > kMostPowers) {
      throw std::invalid_argument("JointMoments: powers must be in 0..30, got " + std::to_string(a_max) + ", " +
                                  std::to_string(b_max));
    }
    for (int a = 0; a <= a_max; ++a) {
      for (int b = 0; b <= b_max; ++b) moments_.push_back(moment(a, b));
    }
  }

  const T& operator()(int a, int b) const { return moments_[static_cast<std::size_t>(a * (b_max_ + 1) + b)]; }

  /// Of the sum with an independent pair.
  JointMoments Plus(const JointMoments& other) const {
    return JointMoments(a_max_, b_max_, [&](int a, int b) {
      T sum(0);
      int of_a = 1;
      for (int i = 0; i <= a; of_a = static_cast<int>(std::int64_t{of_a} * (a - i) / (i + 1)), ++i) {
        int of_b = 1;
        for (int j = 0; j <= b; of_b = static_cast<int>(std::int64_t{of_b} * (b - j) / (j + 1)), ++j) {
          sum += T(of_a) * T(of_b) * ((*this)(i, j) * other(a - i, b - j));
        }
      }
      return sum;
    });
  }

  /// Of n independent copies.
  JointMoments Times(int n) const {
    if (n < 0) throw std::invalid_argument("JointMoments: needs n >= 0 copies, got " + std::to_string(n));
    JointMoments sum(a_max_, b_max_, [](int a, int b) { return T(a == 0 && b == 0 ? 1 : 0); }), power = *this;
    for (; n > 0; n /= 2) {
      if (n % 2 == 1) sum = sum.Plus(power);
      if (n > 1) power = power.Plus(power);
    }
    return sum;
  }

  /// Of (-A, -B).
  JointMoments Negative() const {
    return JointMoments(a_max_, b_max_, [&](int a, int b) { return T((a + b) % 2 == 0 ? 1 : -1) * (*this)(a, b); });
  }

 private:
  int a_max_, b_max_;
  std::vector<T> moments_;
};

}  // namespace hadamard_ntk::gaussian

#endif  // HADAMARD_NTK_GAUSSIAN_JOINT_MOMENTS_H_
