// The documented error of Gram (gram.h), for every kind of kernel: over degrees and depths up to 100, over the number
// of coordinates, and over norms from subnormal numbers to the largest ones.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "files/files_testing.h"
#include "files/npy_file.h"
#include "ntk/any_scale.h"
#include "ntk/every_kernel_testing.h"
#include "ntk/gram.h"
#include "ntk/gram_file.h"
#include "ntk/gram_product.h"

namespace hadamard_ntk::ntk {
namespace {

// Its range is that of its 32-bit exponent: nothing here leaves it.
using Exact = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;
template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// Not networks: what Gram knows of a pair.
struct Complements {
  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>&, const MagnitudeOf<T>&, const Correlation<T>& c) const {
    return {c.one_minus(), c.one_plus()};
  }
};
struct Norms {
  template <Scalar T>
  Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z, const Correlation<T>&) const {
    return {T(norm_x), T(norm_z)};
  }
};

/// One type for all, to compile Gram once.
struct AnyOf {
  std::variant<PolynomialNet, ActivationFreePolynomialNet, FullyConnected, CcpNet, ActivationFreeCcpNet, NcpNet,
               ActivationFreeNcpNet, ResidualNet, WithInputBias<PolynomialNet>, WithInputBias<FullyConnected>,
               Complements, Norms>
      kernel;

  template <Scalar T>
  [[gnu::noinline]] Pair<T> operator()(const MagnitudeOf<T>& norm_x, const MagnitudeOf<T>& norm_z,
                                       const Correlation<T>& c) const {
    return std::visit([&](const auto& k) -> Pair<T> { return k(norm_x, norm_z, c); }, kernel);
  }
};

/// n: the degree, depth or blocks; own: the bound in the kernel's header.
struct Case {
  std::string name;
  AnyOf kernel;
  int n;
  double own;
};

/// The documented bound, in eps of the value at angle zero.
double Bound(const Case& c, int d) { return c.own + (c.n + 2) * (1.5 * d + 5); }

std::vector<Case> Cases(int n) {
  const double product = 4 + n / 2.0, layers = 4;
  const std::string of = " " + std::to_string(n);
  return {
      {"PolynomialNet" + of, {PolynomialNet(n)}, n, product},
      {"PolynomialNet, eq. 2" + of, {PolynomialNet(n, Normalization::kRawActivation)}, n, product},
      {"PolynomialNet, eq. 1" + of, {PolynomialNet(n, Normalization::kRawActivationOverWidth, 30)}, n, product},
      {"ActivationFreePolynomialNet" + of, {ActivationFreePolynomialNet(n)}, n, product},
      {"FullyConnected" + of, {FullyConnected(n)}, n, layers},
      {"FullyConnected, bias 1" + of, {FullyConnected(n, 1)}, n, layers},
      {"FullyConnected, bias 1e-3" + of, {FullyConnected(n, 1e-3)}, n, layers},
      {"CcpNet" + of, {CcpNet(n, Normalization::kRawActivation, 0.25)}, n, 4 + 2.0 * n},
      {"ActivationFreeCcpNet" + of, {ActivationFreeCcpNet(n, Normalization::kUnit)}, n, 4 + 2.0 * n},
      {"NcpNet" + of, {NcpNet(n, 0.5)}, n, 4.0 + n},
      {"ActivationFreeNcpNet" + of, {ActivationFreeNcpNet(n)}, n, 4.0 + n},
      {"ResidualNet" + of, {ResidualNet(n, 0.5)}, n, layers},
      {"ResidualNet, all layers" + of, {ResidualNet(n, 0.5, ResidualNet::Trained::kAllLayers)}, n, layers},
      {"WithInputBias, PolynomialNet" + of, {WithInputBias(PolynomialNet(n), 0.75)}, n, product},
      {"WithInputBias, FullyConnected" + of, {WithInputBias(FullyConnected(n, 0.5), 1)}, n, layers},
  };
}

/// A pair of vectors in all digits.
struct ExactPair {
  Exact norm_x, norm_z;
  Correlation<Exact> correlation = Correlation<Exact>::Equal();

  template <class X, class Z>
  ExactPair(const X& x, const Z& z) {
    Exact xx = 0, xz = 0, zz = 0;
    for (Eigen::Index k = 0; k < x.size(); ++k) {
      const Exact a(x(k)), b(z(k));
      xx += a * a, xz += a * b, zz += b * b;
    }
    norm_x = sqrt(xx), norm_z = sqrt(zz);
    if (xx == 0 || zz == 0) return;
    const Exact rho = std::clamp(Exact(xz / (norm_x * norm_z)), Exact(-1), Exact(1));
    correlation = Correlation<Exact>::FromParts(rho, 1 - rho, 1 + rho);
  }

  Pair<Exact> Of(const AnyOf& kernel) const { return kernel(norm_x, norm_z, correlation); }
  Pair<Exact> AtAngleZero(const AnyOf& kernel) const { return kernel(norm_x, norm_z, Correlation<Exact>::Equal()); }
};

/// |computed - exact| in eps of the value at angle zero, after one subnormal spacing.
template <class T>
double Error(T computed, const Exact& exact, const Exact& at_angle_zero) {
  const Exact error = abs(Exact(computed) - exact) - Exact(std::numeric_limits<T>::denorm_min());
  if (!(error > 0)) return 0;
  return static_cast<double>(error / (at_angle_zero * Exact(std::numeric_limits<T>::epsilon())));
}

/// Rows of about norm 1: random ones; equal coordinates, whose roundings add up; one near the first, and its opposite.
template <class T>
Matrix<T> Directions(int d) {
  std::mt19937_64 generator(d);
  std::normal_distribution<double> gaussian(0, 1 / std::sqrt(d));
  Matrix<double> x(6, d);
  for (int i = 0; i < 6; ++i) {
    for (int k = 0; k < d; ++k) x(i, k) = gaussian(generator);
  }
  x.row(2).setConstant(1.1 / std::sqrt(d));
  x.row(3).setConstant(0.7 / std::sqrt(d));
  x.row(4) = 1.3 * x.row(0) + 1e-3 * x.row(1);
  x.row(5) = -0.9 * x.row(0) + 1e-2 * x.row(1);
  return x.cast<T>();
}

/// The worst error over the bound of NTK and NNGP.
template <class T>
double WorstOverBound(const Case& c, const Matrix<T>& x) {
  const auto d = static_cast<int>(x.cols());
  const Matrix<T> ntk = Gram(c.kernel, x, x), nngp = NngpGram(c.kernel, x, x), symmetric = Gram(c.kernel, x);
  double worst = 0;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) {
      const ExactPair pair(x.row(i), x.row(j));
      const Pair<Exact> exact = pair.Of(c.kernel), top = pair.AtAngleZero(c.kernel);
      worst = std::max({worst, Error(ntk(i, j), exact.ntk, top.ntk), Error(nngp(i, j), exact.nngp, top.nngp),
                        Error(symmetric(i, j), exact.ntk, top.ntk)});
    }
  }
  return worst / Bound(c, d);
}

template <class T>
void CheckDegreesAndDepths(const std::string& type) {
  double largest = 0;
  for (const int n : {1, 2, 10, 100}) {
    for (const Case& c : Cases(n)) {
      const bool large = n > 10 && (c.name.find("CcpNet") < c.name.size() || c.name.find("WithInput") < c.name.size());
      for (const int d : {1, 12, 300}) {
        if (n == 100 && d == 300) continue;
        const double worst = WorstOverBound<T>(c, (large ? T(0.25) : T(1)) * Directions<T>(d));  // not to overflow
        EXPECT_LE(worst, 1) << c.name << ", d = " << d;
        largest = std::max(largest, worst);
        if (n == 100 && d == 1 && c.name == "PolynomialNet 100") {
          EXPECT_GT(worst * Bound(c, d), 8 * d) << "negative control: a bound that forgets the degree";
        }
      }
    }
  }
  ::testing::Test::RecordProperty("worst_error_over_bound_" + type, std::to_string(largest));
}
TEST(GramAccuracy, HoldsForAllDegreesAndDepths) {
  CheckDegreesAndDepths<double>("double");
  CheckDegreesAndDepths<float>("float");
}

// The norms are (d/4 + 1/2) eps off, the correlation (d + 3) eps, and where it is near 1 or -1 the smaller complement
// (d + 16) eps of itself.
template <class T>
void CheckWhatGramKnowsOfPairs() {
  for (const int d : {1, 2, 3, 12, 300}) {
    const Matrix<T> x = Directions<T>(d);
    const AnyOf complements{Complements()}, norms{Norms()};
    const Matrix<T> minus = NngpGram(complements, x, x), plus = Gram(complements, x, x);
    const Matrix<T> norm_x = NngpGram(norms, x, x), norm_z = Gram(norms, x, x);
    for (int i = 0; i < 6; ++i) {
      for (int j = 0; j < 6; ++j) {
        const ExactPair pair(x.row(i), x.row(j));
        const Exact exact_minus = pair.correlation.one_minus(), exact_plus = pair.correlation.one_plus();
        EXPECT_LE(Error(norm_x(i, j), pair.norm_x, pair.norm_x), d / 4.0 + 0.5);
        EXPECT_LE(Error(norm_z(i, j), pair.norm_z, pair.norm_z), d / 4.0 + 0.5);
        EXPECT_LE(Error(minus(i, j), exact_minus, 1), d + 3);
        EXPECT_LE(Error(plus(i, j), exact_plus, 1), d + 3);
        const bool positive = exact_minus < exact_plus;
        const Exact gap = positive ? exact_minus : exact_plus;
        if (i == j || gap > Exact(0.007) || gap < Exact(1e-8)) continue;
        EXPECT_LE(Error(positive ? minus(i, j) : plus(i, j), gap, gap), d + 16) << d << " " << i << " " << j;
      }
    }
  }
}
TEST(GramAccuracy, OfNormsAndCorrelations) {
  CheckWhatGramKnowsOfPairs<double>();
  CheckWhatGramKnowsOfPairs<float>();
}

// --- any scale ---------------------------------------------------------------------------------

template <class T>
Matrix<T> Row(std::initializer_list<double> values) {
  Matrix<T> row(1, values.size());
  std::transform(values.begin(), values.end(), row.data(), [](double v) { return static_cast<T>(v); });
  return row;
}

/// A pair of samples whose entry underflows or overflows inside, and what was computed then.
template <class T>
void ExpectEntry(const AnyOf& kernel, int n, const Matrix<T>& x, const Matrix<T>& z, T wrong) {
  const Case c{"", kernel, n, 4 + n / 2.0};
  const double bound = Bound(c, static_cast<int>(x.cols()));
  const ExactPair pair(x.row(0), z.row(0));
  const Exact exact = pair.Of(kernel).ntk, top = pair.AtAngleZero(kernel).ntk;
  const T entry = Gram(kernel, x, z)(0, 0);
  EXPECT_LE(Error(entry, exact, top), bound);
  EXPECT_GT(Error(wrong, exact, top), bound);
  EXPECT_EQ(GramProduct(kernel, x, z, Row<T>({1}))(0, 0), entry);
  const auto directory = files::TestDirectory();
  WriteGram(kernel, x, z, directory / "K.npy");
  EXPECT_EQ(files::ReadNpy<T>(directory / "K.npy")(0, 0), entry);
  std::filesystem::remove_all(directory);
}

TEST(GramScale, KnownEntries) {
  ExpectEntry<float>({ResidualNet(2, 0.5)}, 2, Row<float>({1e-23}), Row<float>({1}), 6.25e-24F);
  ExpectEntry<float>({PolynomialNet(10)}, 10, Row<float>({3e-5}), Row<float>({10}), 1.1809797e-34F);
  ExpectEntry<double>({PolynomialNet(2)}, 2, Row<double>({1e-170, 0}), Row<double>({1e70, 1e69}), 3.873506431e-200);
  ExpectEntry<double>({FullyConnected(3, 1)}, 3, Row<double>({1e160}), Row<double>({1}), HUGE_VAL);
  // The factor c^N alone, of inputs that are long enough.
  ExpectEntry<double>({PolynomialNet(1100, Normalization::kRawActivation)}, 1100, Row<double>({2}), Row<double>({1}),
                      0);
  ExpectEntry<float>({PolynomialNet(200, Normalization::kRawActivation)}, 200, Row<float>({2}), Row<float>({1}), 0);
  // A norm that is no number of the type.
  ExpectEntry<double>({PolynomialNet(1)}, 1, Row<double>({1.7e308, 1.7e308}), Row<double>({1e-308, 2e-308}), HUGE_VAL);
}

/// Vectors of three coordinates at scales from subnormal to the largest, and zero.
template <class T>
std::vector<Matrix<T>> VectorsAtAllScales(const std::vector<int>& exponents, bool all_directions) {
  std::vector<Matrix<T>> vectors = {Row<T>({0, 0, 0})};
  for (const int e : exponents) {
    const auto add = [&](double a, double b, double c) {
      const Matrix<double> one = Row<double>({a, b, c});
      Matrix<T> v(1, 3);
      for (int k = 0; k < 3; ++k) v(0, k) = static_cast<T>(std::ldexp(one(0, k), e));
      vectors.push_back(v);
    };
    add(1, 0.25, -0.5);
    if (!all_directions) continue;
    add(0.3, -1, 0.7);
    add(1.0003, 0.249, -0.4993);
    add(-1.003, -0.26, 0.493);
    add(1.9, 1.9, 1.9);
  }
  return vectors;
}

/// Counts of pairs: those that were checked as normal numbers, those too large, and those that T alone gets wrong.
struct Counts {
  int normal = 0, overflowing = 0, wrong_in_t = 0;
};

template <class T>
void CheckPair(const Case& c, const Matrix<T>& x, const Matrix<T>& z, Counts& counts) {
  const Exact most(std::numeric_limits<T>::max());
  const double bound = Bound(c, 3);
  const ExactPair pair(x.row(0), z.row(0));
  const Pair<Exact> exact = pair.Of(c.kernel), top = pair.AtAngleZero(c.kernel);
  const auto check = [&](const auto& gram, const Exact& value, const Exact& scale) {
    try {
      const T entry = gram()(0, 0);
      EXPECT_LE(Error(entry, value, scale), bound) << c.name << ": " << x << " and " << z << ", right is " << value;
      counts.normal += abs(value) >= Exact(std::numeric_limits<T>::min());
    } catch (const std::domain_error& error) {
      EXPECT_GT(abs(value), most * (1 - bound * Exact(std::numeric_limits<T>::epsilon()))) << c.name << error.what();
      ++counts.overflowing;
    }
  };
  check([&] { return Gram(c.kernel, x, z); }, exact.ntk, top.ntk);
  check([&] { return NngpGram(c.kernel, x, z); }, exact.nngp, top.nngp);
  const auto correlation =
      Correlation<T>::FromParts(static_cast<T>(pair.correlation.cosine()), static_cast<T>(pair.correlation.one_minus()),
                                static_cast<T>(pair.correlation.one_plus()));
  const T in_t = c.kernel(static_cast<T>(pair.norm_x), static_cast<T>(pair.norm_z), correlation).ntk;
  if (abs(exact.ntk) < most) counts.wrong_in_t += !(std::isfinite(in_t) && Error(in_t, exact.ntk, top.ntk) <= bound);
}

template <class T>
void CheckAllScales(const std::vector<int>& exponents) {
  const auto some = VectorsAtAllScales<T>(exponents, false), all = VectorsAtAllScales<T>(exponents, true);
  int wrong_in_t = 0;
  for (const int n : {2, 10}) {
    for (const Case& c : Cases(n)) {
      Counts counts;
      for (const Matrix<T>& x : some) {
        for (const Matrix<T>& z : n == 2 ? all : some) CheckPair(c, x, z, counts);
      }
      EXPECT_GT(counts.normal, 10) << c.name;
      EXPECT_GT(counts.overflowing, 5) << c.name;
      wrong_in_t += counts.wrong_in_t;
    }
  }
  EXPECT_GT(wrong_in_t, 200);  // negative control: T alone does not do at these scales
}
TEST(GramScale, FloatAtAllScales) { CheckAllScales<float>({-147, -126, -77, -40, -15, 0, 4, 40, 64, 126}); }
TEST(GramScale, DoubleAtAllScales) { CheckAllScales<double>({-1072, -1022, -565, -300, 0, 20, 232, 531, 1022}); }

// An entry depends on its two samples alone, whichever others stand beside them.
TEST(GramScale, EntriesDoNotDependOnTheirNeighbours) {
  Matrix<double> x = Directions<double>(5).replicate(10, 1);
  for (int i = 0; i < x.rows(); ++i) x.row(i) *= std::ldexp(1.0, i % 7 == 3 ? -600 : i);
  x.row(17).setZero();
  for (const AnyOf& kernel : {AnyOf{PolynomialNet(2)}, AnyOf{FullyConnected(3, 0.5)}}) {
    const Matrix<double> all = Gram(kernel, x);
    EXPECT_EQ(all, all.transpose());
    for (int i = 0; i < x.rows(); ++i) {
      for (int j = 0; j < i; ++j) EXPECT_EQ(all(i, j), Gram(kernel, x.row(i), x.row(j))(0, 0)) << i << " " << j;
    }
    EXPECT_EQ(GramProduct(kernel, x, Matrix<double>::Identity(x.rows(), x.rows())), all);
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
