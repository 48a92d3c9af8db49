#include "spectral/exact_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/exact_mercer.h"
#include "spectral/high_precision.h"

namespace hadamard_ntk::spectral {
namespace {

using Rational = PiLaurent::Rational;
using Real = RealOfDigits<60>;

/// K at theta = 0, exactly: phi = pi, sin = 0, cos = 1.
PiLaurent Trace(const AnglePolynomial& kernel) {
  PiLaurent sum;
  for (const auto& [exponents, coefficient] : kernel.terms()) {
    if (exponents[1] == 0) sum += coefficient * PiLaurent::Monomial(1, exponents[0]);
  }
  return sum;
}

TEST(ExactKernelsTest, HaveTheirTraces) {
  for (int degree = 1; degree <= 8; ++degree) {
    EXPECT_EQ(Trace(ExactPolynomialNetKernel(degree)), PiLaurent(2 * (degree + 1)));
    EXPECT_EQ(Trace(ExactPolynomialNetKernel(degree, 1)), PiLaurent(Rational(2 * (degree + 1), 1 << degree)));
  }
  EXPECT_EQ(Trace(ExactTwoLayerKernel()), PiLaurent(2));
  EXPECT_EQ(ExactPolynomialNetKernel(1), 2 * ExactTwoLayerKernel());
}

TEST(ExactKernelsTest, AreTheDerivativeOfTheirNngp) {
  // K = 2 d/du [u kappa_2(u)^N], u = cos(theta): a central difference in 60 digits against the polynomial.
  const Real pi = acos(Real(-1)), step("1e-15");
  const auto product = [&pi](const Real& u, int degree) {
    const Real theta = acos(u);
    return Real(u * pow(Real((sin(theta) + (pi - theta) * u) / pi), degree));
  };
  for (const int degree : {1, 2, 3, 6}) {
    const AnglePolynomial kernel = ExactPolynomialNetKernel(degree);
    for (const char* at : {"-0.9", "-0.3", "0.1", "0.5", "0.95"}) {
      const Real u(at), slope = (product(u + step, degree) - product(u - step, degree)) / step;
      // Asymptotic: the difference errs by step^2 / 3 times the third derivative, which |u| <= 0.95 keeps below 1e5.
      const Real tolerance("1e-25");
      EXPECT_LE(abs(kernel.At(Real(acos(u))) - slope), tolerance) << "N = " << degree << ", u = " << at;
      EXPECT_GT(abs(kernel.At(Real(acos(u))) - slope - Real("1e-24")), tolerance);  // the control
    }
  }
}

TEST(ExactKernelsTest, GiveTheGoldenEigenvalues) {
  // raw on S^2, worked out by hand elsewhere.
  const auto pi = [](int numerator, int denominator, int exponent) {
    return PiLaurent::Monomial(Rational(numerator, denominator), exponent);
  };
  const std::vector<PiLaurent> quadratic = {pi(1, 4, 0),   pi(23, 128, 0),     pi(1, 10, 0) - pi(56, 375, -2),
                                            pi(3, 128, 0), pi(496, 11025, -2), pi(57, 32768, 0)};
  const std::vector<PiLaurent> linear = {pi(1, 2, 0), pi(1, 3, 0), pi(5, 64, 0), 0, pi(1, 192, 0), 0};
  EXPECT_EQ(ExactMercerEigenvalues(ExactPolynomialNetKernel(2, 1), 2, 5), quadratic);
  EXPECT_EQ(ExactMercerEigenvalues(ExactPolynomialNetKernel(1, 1), 2, 5), linear);
  EXPECT_NE(ExactMercerEigenvalues(ExactPolynomialNetKernel(2), 2, 5), quadratic);  // the other normalisation
  EXPECT_EQ(quadratic[2].Text(), "1/10 - 56/(375 pi^2)");
}

TEST(ExactKernelsTest, RejectsDegreeZero) {
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "degree must be >= 1, got 0",
                      MessageOf([&] { ExactPolynomialNetKernel(0); }));
}

struct Row {
  std::string kernel, mu;
  int d = 0, degree = 0, k = 0;
};

std::vector<Row> ReferenceRows() {
  std::ifstream file("spectral/testdata/spectrum_reference.csv");
  EXPECT_TRUE(file.good()) << "the reference table is not among the test's data";
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#' || line.compare(0, 6, "kernel") == 0) continue;
    std::replace(line.begin(), line.end(), ',', ' ');
    Row row;
    std::string normalization;
    std::istringstream(line) >> row.kernel >> normalization >> row.d >> row.degree >> row.k >> row.mu;
    EXPECT_EQ(normalization, "unit");
    rows.push_back(row);
  }
  return rows;
}

TEST(ExactKernelsTest, ReproduceTheReferenceTable) {
  // A third road to the rows made by quadrature and by dispersion integrals (tools/make_spectrum_reference.py).
  const Real tolerance("1e-25");  // counted: the table prints 26 digits
  int compared = 0, zeros = 0;
  for (const Row& row : ReferenceRows()) {
    const bool two_layers = row.kernel == "fc" && row.degree == 2;
    // The larger ones are as exact, but slow.
    if (!(two_layers || (row.kernel == "pnn" && row.degree <= 10)) || row.k > 199) continue;
    if (row.k > 10 && (row.degree > 3 || row.d > 9 || row.k * row.degree > 300)) continue;
    SCOPED_TRACE(row.kernel + std::to_string(row.degree) + " d=" + std::to_string(row.d) +
                 " k=" + std::to_string(row.k));
    const PiLaurent exact =
        ExactMercerEigenvalue(two_layers ? ExactTwoLayerKernel() : ExactPolynomialNetKernel(row.degree), row.d, row.k);
    const Real mu(row.mu), value = exact.Evaluate<Real>();
    EXPECT_EQ(exact.IsZero(), row.mu == "0");
    EXPECT_LE(abs(value - mu), tolerance * abs(value));
    EXPECT_FALSE(!exact.IsZero() && abs(value - mu * (1 + Real("1e-22"))) <= tolerance * abs(value));  // the control
    ++compared;
    zeros += exact.IsZero();
  }
  EXPECT_EQ(compared, 305);
  EXPECT_EQ(zeros, 31);
}

}  // namespace
}  // namespace hadamard_ntk::spectral
