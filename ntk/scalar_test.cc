#include "ntk/scalar.h"

#include <gtest/gtest.h>

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_complex.hpp>
#include <complex>
#include <limits>
#include <string>

#include "ntk/dual_number_testing.h"
#include "ntk/simd_lanes_testing.h"

namespace hadamard_ntk::ntk {
namespace {

namespace mp = boost::multiprecision;
using Eager50 = mp::number<mp::cpp_bin_float<50>, mp::et_off>;
using Lazy50 = mp::number<mp::cpp_bin_float<50>, mp::et_on>;
using Complex50 = mp::cpp_complex_50;

template <class... T>
constexpr bool kAllScalars = (Scalar<T> && ...);
template <class... T>
constexpr bool kAllComplex = (ComplexScalar<T> && ...);
template <class... T>
constexpr bool kNoneComplex = (!ComplexScalar<T> && ...);

static_assert(kAllScalars<float, double, long double, Eager50, Lazy50, Complex50, std::complex<float>,
                          std::complex<double>, DualNumber<double>, Lanes, FloatLanes>);
static_assert(kAllComplex<std::complex<float>, std::complex<double>, std::complex<long double>, Complex50>);
static_assert(kNoneComplex<float, double, long double, Eager50, Lazy50, DualNumber<double>, Lanes, FloatLanes>);
static_assert(!Scalar<std::string> && !Scalar<double*>);

static_assert(std::same_as<RealOf<double>, double>);
static_assert(std::same_as<RealOf<std::complex<float>>, float>);
static_assert(std::same_as<RealOf<FloatLanes>, float>);
static_assert(std::same_as<RealOf<DualNumber<double>>, double>);
static_assert(std::same_as<RealOf<Lazy50>, Lazy50>);
static_assert(std::same_as<MagnitudeOf<std::complex<double>>, double>);
static_assert(std::same_as<MagnitudeOf<Lanes>, Lanes>);

TEST(Scalar, PiIsTheRoundedPi) {
  EXPECT_EQ(Pi<float>(), boost::math::constants::pi<float>());
  EXPECT_EQ(Pi<double>(), boost::math::constants::pi<double>());
  EXPECT_EQ(Pi<long double>(), boost::math::constants::pi<long double>());
  EXPECT_EQ(Pi<Eager50>(), boost::math::constants::pi<Eager50>());
  EXPECT_EQ(Pi<Lazy50>(), boost::math::constants::pi<Lazy50>());
  EXPECT_EQ(Pi<mp::cpp_bin_float_100>(), boost::math::constants::pi<mp::cpp_bin_float_100>());
}

TEST(Scalar, SelectTakesOneOfTwo) {
  EXPECT_EQ(Select<double>(1.0 < 2.0, 5, 6), 5);
  EXPECT_EQ(Select<double>(2.0 < 1.0, 5, 6), 6);
}

TEST(Scalar, SelectBlendsLanes) {
  const Lanes x([](int i) { return i - 1.0; });
  const Lanes y = Select<Lanes>(x <= Lanes(0.0), -x, x * 10.0);
  for (std::size_t i = 0; i < Lanes::size(); ++i) EXPECT_EQ(y[i], x[i] <= 0 ? -x[i] : 10 * x[i]);
}

TEST(Scalar, FiniteMeansEveryLaneAndBothParts) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(IsFinite(1.0));
  EXPECT_FALSE(IsFinite(inf));
  EXPECT_FALSE(IsFinite(nan));
  EXPECT_TRUE(IsFinite(std::complex<double>(1, 2)));
  EXPECT_FALSE(IsFinite(std::complex<double>(1, nan)));
  EXPECT_FALSE(IsFinite(std::complex<double>(-inf, 0)));
  EXPECT_TRUE(IsFinite(Lazy50(3)));
  EXPECT_FALSE(IsFinite(Lazy50(std::numeric_limits<Lazy50>::infinity())));
  Lanes x = 1.0;
  EXPECT_TRUE(IsFinite(x));
  x[Lanes::size() - 1] = nan;
  EXPECT_FALSE(IsFinite(x));
}

// On the axes the complex sine and cosine stay exactly on an axis: the spectrum needs Im K(-i u) for tiny u.
TEST(Scalar, SinCosKeepTheAxes) {
  for (double u = 1e-12; u < 12; u *= 3) {
    const SinCos<std::complex<double>> imaginary = ComputeSinCos(std::complex<double>(0, -u));
    EXPECT_EQ(imaginary.sin.real(), 0);
    EXPECT_EQ(imaginary.sin.imag(), -std::sinh(u));
    EXPECT_EQ(imaginary.cos.real(), std::cosh(u));
    EXPECT_EQ(imaginary.cos.imag(), 0);
  }
}

// Against the standard library's csin, ccos: each is a product of two functions of error <= 1 ulp, so 4 eps apart at
// most.
TEST(Scalar, SinCosAreTheComplexFunctions) {
  const double eps = std::numeric_limits<double>::epsilon();
  for (double x = -3; x <= 3; x += 0.37) {
    for (double y = -5; y <= 5; y += 0.41) {
      const std::complex<double> z(x, y);
      const SinCos<std::complex<double>> s = ComputeSinCos(z);
      EXPECT_LE(std::abs(s.sin - std::sin(z)), 4 * eps * std::abs(s.sin)) << z;
      EXPECT_LE(std::abs(s.cos - std::cos(z)), 4 * eps * std::abs(s.cos)) << z;
    }
  }
}

TEST(Scalar, DescribeNamesTheValue) {
  EXPECT_EQ(Describe(0.5), "0.5");
  EXPECT_EQ(Describe(std::complex<double>(1, -2)), "(1,-2)");
  EXPECT_EQ(Describe(Lanes(1.0)), "(some lane)");
}

}  // namespace
}  // namespace hadamard_ntk::ntk
