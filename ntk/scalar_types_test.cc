// Every kernel is one template: every scalar type gives the same number, to the digits of the coarser of the two types.
#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <complex>
#include <limits>
#include <string>

#include "ntk/dual_number_testing.h"
#include "ntk/every_kernel_testing.h"
#include "ntk/simd_lanes_testing.h"

namespace hadamard_ntk::ntk {
namespace {

namespace mp = boost::multiprecision;

struct Point {
  float norm_x, norm_z, cosine;  // exact in every type
};
constexpr Point kPoints[] = {{1, 1, 0.5F}, {0.5F, 1.25F, -0.75F}, {2, 1, 0}, {1, 1, 0.96875F}, {1, 0.75F, -0.25F}};

double Value(const std::complex<double>& x) { return x.real(); }
double Value(const std::complex<float>& x) { return x.real(); }
double Value(const DualNumber<double>& x) { return x.value; }
template <class T>
requires std::numeric_limits<T>::is_specialized double Value(const T& x) { return static_cast<double>(x); }

/// 16 roundings of the coarser type.
template <class T>
void ExpectSameAsDouble() {
  using R = RealOf<T>;
  const double eps =
      std::max(static_cast<double>(std::numeric_limits<R>::epsilon()), std::numeric_limits<double>::epsilon());
  int count = 0;
  ForEachKernel([&](const char* name, const auto& kernel, int) {
    for (const Point& p : kPoints) {
      const Pair<double> expected = kernel(p.norm_x, p.norm_z, Correlation<double>::FromCosine(p.cosine));
      const Pair<double> top = kernel(p.norm_x, p.norm_z, Correlation<double>::Equal());
      const Pair<T> pair =
          kernel(MagnitudeOf<T>(R(p.norm_x)), MagnitudeOf<T>(R(p.norm_z)), Correlation<T>::FromCosine(T(R(p.cosine))));
      EXPECT_NEAR(Value(pair.nngp), expected.nngp, 16 * eps * top.nngp) << name;
      EXPECT_NEAR(Value(pair.ntk), expected.ntk, 16 * eps * top.ntk) << name;
      ++count;
    }
  });
  EXPECT_EQ(count, 5 * kKernelCount);
}

TEST(ScalarTypes, FloatAndLongDouble) {
  ExpectSameAsDouble<float>();
  ExpectSameAsDouble<long double>();
}
TEST(ScalarTypes, Multiprecision) {
  ExpectSameAsDouble<mp::number<mp::cpp_bin_float<50>, mp::et_off>>();
  ExpectSameAsDouble<mp::number<mp::cpp_bin_float<50>, mp::et_on>>();
}
TEST(ScalarTypes, Complex) {
  ExpectSameAsDouble<std::complex<double>>();
  ExpectSameAsDouble<std::complex<float>>();
}
TEST(ScalarTypes, DualNumbers) { ExpectSameAsDouble<DualNumber<double>>(); }

/// Lane i takes point i mod 5.
template <class V>
void ExpectLanesSameAsDouble() {
  using R = typename V::value_type;
  const double eps = std::numeric_limits<R>::epsilon();
  const V norm_x([](int i) { return R(kPoints[i % 5].norm_x); }),
      norm_z([](int i) { return R(kPoints[i % 5].norm_z); });
  const V cosine([](int i) { return R(kPoints[i % 5].cosine); });
  ForEachKernel([&](const char* name, const auto& kernel, int) {
    const Pair<V> pair = kernel(norm_x, norm_z, Correlation<V>::FromCosine(cosine));
    for (std::size_t i = 0; i < V::size(); ++i) {
      const Point& p = kPoints[i % 5];
      const Pair<double> expected = kernel(p.norm_x, p.norm_z, Correlation<double>::FromCosine(p.cosine));
      const Pair<double> top = kernel(p.norm_x, p.norm_z, Correlation<double>::Equal());
      EXPECT_NEAR(R(pair.nngp[i]), expected.nngp, 16 * eps * top.nngp) << name;
      EXPECT_NEAR(R(pair.ntk[i]), expected.ntk, 16 * eps * top.ntk) << name;
    }
  });
}
TEST(ScalarTypes, Lanes) {
  ExpectLanesSameAsDouble<Lanes>();
  ExpectLanesSameAsDouble<FloatLanes>();
  EXPECT_THROW(Correlation<Lanes>::FromCosine(Lanes([](int i) { return i == 0 ? 1.5 : 0.5; })), std::domain_error);
}

// The derivative of the NTK along the angle, by dual numbers, is that of a central difference: error h^2 K''' + eps K /
// h.
TEST(ScalarTypes, DualNumbersCarryTheDerivative) {
  const double h = 1e-5;
  ForEachKernel([&](const char* name, const auto& kernel, int) {
    for (const double theta : {0.4, 1.3, 2.4}) {
      const auto at = [&](double t) { return kernel(1.0, 1.25, Correlation<double>::FromAngle(t)).ntk; };
      using D = DualNumber<double>;
      const double slope = kernel(D(1.0), D(1.25), Correlation<D>::FromAngle(D(theta, 1))).ntk.slope;
      const double difference = (at(theta + h) - at(theta - h)) / (2 * h), top = at(0);
      EXPECT_NEAR(slope, difference, (50 * h * h + 8 * std::numeric_limits<double>::epsilon() / h) * top)
          << name << " " << theta;
      EXPECT_GT(std::abs(slope), 1e-4 * top) << name;  // so a zero would be seen
    }
  });
}

}  // namespace
}  // namespace hadamard_ntk::ntk
