#include "ntk/lane_scalar.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "ntk/correlation.h"
#include "ntk/every_kernel_testing.h"
#include "ntk/kernel.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {
namespace {

static_assert(Scalar<LaneScalar<float>> && Scalar<LaneScalar<double>> && !ComplexScalar<LaneScalar<double>>);
static_assert(std::same_as<RealOf<LaneScalar<float>>, float>);

/// 0, and numbers from 2^-100 to 1, dense near 1.
template <class T>
std::vector<T> Complements() {
  std::vector<T> s = {T(0), T(1)};
  for (int i = 0; i < 400; ++i) s.push_back(std::exp2(-T(i) / 4));
  for (int i = 1; i < 3000; ++i) s.push_back(T(i) / 3000);
  while (s.size() % LaneScalar<T>::kSize != 0) s.push_back(T(0.5));
  return s;
}

/// q = 2 asin(sqrt(s / 2)) in long double: counted, 3 eps, and no number of the list may exceed it.
template <class T>
void CheckAngle() {
  const std::vector<T> s = Complements<T>();
  long double worst = 0;
  for (std::size_t i = 0; i < s.size(); i += LaneScalar<T>::kSize) {
    T angle[LaneScalar<T>::kSize];
    AngleOfComplement(LaneScalar<T>::Load(&s[i])).Store(angle);
    for (int l = 0; l < LaneScalar<T>::kSize; ++l) {
      const long double expected = 2 * std::asin(std::sqrt(static_cast<long double>(s[i + l]) / 2));
      if (expected == 0) {
        EXPECT_EQ(angle[l], T(0));
      } else {
        worst = std::max(worst, std::abs(angle[l] / expected - 1));
      }
    }
  }
  EXPECT_LE(worst, 3.0L * std::numeric_limits<T>::epsilon());
  EXPECT_GT(worst, 0.1L * std::numeric_limits<T>::epsilon());  // something was compared
}

TEST(LaneScalar, AngleOfComplement) {
  CheckAngle<float>();
  CheckAngle<double>();
}

/// Every kernel on lanes against itself on plain numbers, at correlations given by the same three parts: the roundings
/// of both, counted as 32 eps of the value at angle zero.
template <class T>
void CheckKernels() {
  constexpr int kSize = LaneScalar<T>::kSize;
  int compared = 0;
  double worst = 0;
  ForEachKernel([&](const std::string& name, const auto& kernel, int) {
    for (int step = 0; step < 40; ++step) {
      T norm_x[kSize], norm_z[kSize], rho[kSize], one_minus[kSize], one_plus[kSize], ntk[kSize], nngp[kSize];
      for (int l = 0; l < kSize; ++l) {
        norm_x[l] = T(0.5) + T(0.1) * l;
        norm_z[l] = T(1.5) - T(0.05) * l;
        const T angle = std::numbers::pi_v<T> * (step * kSize + l) / T(40 * kSize - 1);
        const Correlation<T> c = Correlation<T>::FromAngle(std::min(angle, std::numbers::pi_v<T>));
        rho[l] = c.cosine(), one_minus[l] = c.one_minus(), one_plus[l] = c.one_plus();
      }
      using Lanes = LaneScalar<T>;
      const Pair<Lanes> pair =
          kernel(Lanes::Load(norm_x), Lanes::Load(norm_z),
                 Correlation<Lanes>::FromParts(Lanes::Load(rho), Lanes::Load(one_minus), Lanes::Load(one_plus)));
      pair.ntk.Store(ntk);
      pair.nngp.Store(nngp);
      for (int l = 0; l < kSize; ++l, ++compared) {
        const Pair<T> expected =
            kernel(norm_x[l], norm_z[l], Correlation<T>::FromParts(rho[l], one_minus[l], one_plus[l]));
        const Pair<T> top = kernel(norm_x[l], norm_z[l], Correlation<T>::Equal());
        const double error = std::max(std::abs(ntk[l] - expected.ntk), std::abs(nngp[l] - expected.nngp));
        worst = std::max(worst, error / (top.ntk * static_cast<double>(std::numeric_limits<T>::epsilon())));
        ASSERT_LE(worst, 32.0) << name << " at step " << step << " lane " << l;
      }
    }
  });
  EXPECT_EQ(compared, kKernelCount * 40 * kSize);
  EXPECT_GT(worst, 0.0);
}

TEST(LaneScalar, KernelsAreThoseOfPlainNumbers) {
  CheckKernels<float>();
  CheckKernels<double>();
}

TEST(LaneScalar, Masks) {
  using Lanes = LaneScalar<double>;
  double numbers[Lanes::kSize];
  for (int i = 0; i < Lanes::kSize; ++i) numbers[i] = i;
  const Lanes a = Lanes::Load(numbers);
  EXPECT_TRUE(all_of(a >= Lanes(0.0)));
  EXPECT_FALSE(all_of(a > Lanes(0.0)));
  EXPECT_TRUE(any_of(a > Lanes(0.0)));
  EXPECT_FALSE(any_of(a < Lanes(0.0)));
  EXPECT_TRUE(any_of(a == Lanes(1.0)));
  const Lanes b = Select<Lanes>(a < Lanes(1.0), Lanes(7.0), a);
  EXPECT_EQ(b[0], 7.0);
  EXPECT_EQ(b[1], 1.0);
}

TEST(LaneScalar, FusedDifferenceRoundsOnce) {
  using Lanes = LaneScalar<double>;
  const double b = 1 + 0x1p-30;  // b * b = 1 + 2^-29 + 2^-60 does not fit
  EXPECT_EQ(FusedDifference(Lanes(1 + 0x1p-29), Lanes(b), Lanes(b))[0], -0x1p-60);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
