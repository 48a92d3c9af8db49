#include "gaussian/joint_moments.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::gaussian {
namespace {

// (A, B) is uniform on these; all moments are integers over 3^n.
struct Pair {
  int a, b;
};
const std::vector<Pair> kValues = {{1, 2}, {-1, 3}, {2, 0}};

std::int64_t Power(std::int64_t base, int n) { return n == 0 ? 1 : base * Power(base, n - 1); }

JointMoments<std::int64_t> OfOne() {
  return JointMoments<std::int64_t>(4, 3, [](int a, int b) {
    std::int64_t sum = 0;
    for (const Pair& value : kValues) sum += Power(value.a, a) * Power(value.b, b);
    return sum;
  });
}

// Over all 3^n outcomes, of the sums.
std::int64_t Enumerated(int n, int a, int b, int sum_a = 0, int sum_b = 0) {
  if (n == 0) return Power(sum_a, a) * Power(sum_b, b);
  std::int64_t sum = 0;
  for (const Pair& value : kValues) sum += Enumerated(n - 1, a, b, sum_a + value.a, sum_b + value.b);
  return sum;
}

// The zeroth moment of the "law" is 3, which makes counts of means.
TEST(JointMomentsTest, AreThoseOfAllOutcomes) {
  for (int n = 0; n <= 5; ++n) {
    const JointMoments<std::int64_t> sum = OfOne().Times(n);
    for (int a = 0; a <= 4; ++a) {
      for (int b = 0; b <= 3; ++b) {
        EXPECT_EQ(sum(a, b), Enumerated(n, a, b)) << n << " " << a << " " << b;
        EXPECT_EQ(OfOne().Negative().Times(n)(a, b), ((a + b) % 2 == 0 ? 1 : -1) * Enumerated(n, a, b));
      }
    }
  }
  EXPECT_NE(OfOne().Times(3)(4, 2), Enumerated(4, 4, 2));
}

TEST(JointMomentsTest, RefuseWhatBinomialsCannotHold) {
  const auto none = [](int, int) { return 0.0; };
  EXPECT_THROW(JointMoments<double>(31, 0, none), std::invalid_argument);
  EXPECT_THROW(JointMoments<double>(0, -1, none), std::invalid_argument);
  EXPECT_THROW(OfOne().Times(-1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::gaussian
