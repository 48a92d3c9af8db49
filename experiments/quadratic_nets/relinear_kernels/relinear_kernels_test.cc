#include "experiments/quadratic_nets/relinear_kernels/relinear_kernels.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/quadratic_nets/relinear_kernels/claims.h"
#include "experiments/quadratic_nets/relinear_kernels/closed_forms.h"
#include "experiments/quadratic_nets/relinear_kernels/drawn_nets.h"
#include "experiments/quadratic_nets/relinear_kernels/measure.h"
#include "experiments/quadratic_nets/relinear_kernels/spectra.h"
#include "experiments/shared/mean_estimate.h"
#include "models/random.h"
#include "ntk/correlation.h"
#include "ntk/relinear_net.h"

namespace hadamard_ntk::experiments::relinear_kernels {
namespace {

TEST(ClosedFormsTest, PartsMeetThePrintedValues) {
  EXPECT_LE(RecursionOverPrinted(), 1e-15);
  for (const auto& values : {PrintedReLinear(), PrintedRandomNets()}) {
    bool refused = false;
    for (const PrintedKernel& value : values) {
      EXPECT_NEAR(value.found, value.printed, 1e-14 * value.printed);
      refused = refused || std::abs(value.wrong[0] / value.printed - 1) > 0.1;
    }
    EXPECT_TRUE(refused);
  }
}

// Bound: ntk/relinear_net.h.
TEST(ClosedFormsTest, RoundingIsWithinTheDocumentedBound) {
  for (const int hidden : {1, 2, 5}) {
    EXPECT_LE(MeasureRounding(hidden).error, 4 + 4 * hidden);
    EXPECT_GT(MeasureRounding(hidden).with_wrong_gate, 1e12);
  }
}

TEST(FitWidthsTest, FindsAPolynomialInOneOverWidth) {
  std::vector<MeanOfWidth> means;
  for (const int width : {8, 16, 32, 64}) {
    means.push_back({.width = width, .draws = 1, .mean = {3 - 7.0 / width + 11.0 / (width * width), 1e-3 * width}});
  }
  const WidthFit fit = FitWidths(means);
  // The means are some hundred errors large, rounded, and fitted with a condition of some hundred.
  constexpr double kRounding = 1e5 * std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(fit.terms[0].mean, 3, kRounding * fit.terms[0].error);
  EXPECT_NEAR(fit.terms[1].mean, -7, kRounding * fit.terms[1].error);
  EXPECT_NEAR(fit.terms[2].mean, 11, kRounding * fit.terms[2].error);
  EXPECT_LE(fit.chi_square, kRounding * kRounding);
  EXPECT_EQ(fit.surplus, 1);
  means[0].mean.mean += 1;  // control
  EXPECT_GT(FitWidths(means).chi_square, 1);
  means.resize(2);
  EXPECT_THROW((void)FitWidths(means), std::invalid_argument);
}

// The errors of the terms: those of means drawn many times over.
TEST(FitWidthsTest, ErrorsAreThoseOfTheTerms) {
  constexpr int kDraws = 4000, kWidths[] = {16, 32, 64, 128, 256};
  std::array<double, 5 * kDraws> normals;
  models::FillNormal({.seed = 5, .purpose = models::Purpose::kData}, 0, std::span<double>(normals));
  double claimed = 0;
  const auto [limit, square] = EstimateMeans<2>(kDraws, [&](int i) {
    std::vector<MeanOfWidth> means;
    for (int w = 0; w < 5; ++w) {
      const double error = 0.1 * (w + 1);
      means.push_back({.width = kWidths[w], .mean = {1 + error * normals[5 * i + w], error}});
    }
    const WidthFit fit = FitWidths(means);
    claimed = fit.terms[0].error;
    return std::array<double, 2>{fit.terms[0].mean, std::pow(fit.terms[0].mean - 1, 2)};
  });
  EXPECT_NEAR(limit.mean, 1, 5 * limit.error);
  EXPECT_NEAR(square.mean, claimed * claimed, 5 * square.error);
  EXPECT_GT(std::abs(square.mean - 1.5 * claimed * claimed), 5 * square.error);  // control
}

// K_b at random rotations of a pair of inputs with <x, z> = 0.6, beside the zonal kernel on S^3.
TEST(SpectraTest, AveragedPowersAreTheMeanOverRotations) {
  constexpr int kSize = 4, kDraws = 20000, kHidden = 2;
  std::vector<double> normals(kDraws * 2 * kSize);
  models::FillNormal({.seed = 3, .purpose = models::Purpose::kData}, 0, normals);
  const auto c = ntk::Correlation<double>::FromCosine(0.6);
  const auto [mean] = EstimateMeans<1>(kDraws, [&](int i) {
    const Eigen::Map<const Eigen::Matrix<double, kSize, 2>> drawn(normals.data() + 2 * kSize * i);
    const Eigen::Vector4d x = drawn.col(0).normalized();
    const Eigen::Vector4d y = (drawn.col(1) - drawn.col(1).dot(x) * x).normalized(), z = 0.6 * x + 0.8 * y;
    const double powers = x.cwiseAbs2().dot(z.cwiseAbs2());
    return std::array<double, 1>{ntk::ReLinearNet(kHidden).Parts<double>(1, 1, c, powers).power};
  });
  const double theta = std::acos(0.6);
  const auto zonal = [&](int d) {
    return OnTheSphere({.kind = SphereKernel::kPart, .hidden = kHidden, .d = d, .part = kPower}).real(theta);
  };
  EXPECT_NEAR(mean.mean, zonal(kSize - 1), 5 * mean.error);
  EXPECT_GT(std::abs(mean.mean - zonal(kSize)), 5 * mean.error);  // control: another sphere
}

class RelinearKernelsTest : public testing::Test {
 protected:
  static const Evidence& Measured() {
    static const Evidence evidence = [] {
      RunContext context;
      return Measure({.hidden = {1, 2}, .widths = {16, 32, 64, 128}, .draws = 2000, .d = {2}, .k_max = 100}, context);
    }();
    return evidence;
  }
  static Verdict Of(const std::string& claim, const Evidence& evidence) {
    return Judge(Checks(), claim, evidence).verdict();
  }
  static KernelSpectrum& Find(Evidence& evidence, const SphereKernel& kernel) {
    return *std::find_if(evidence.spectra.begin(), evidence.spectra.end(),
                         [&](const KernelSpectrum& spectrum) { return spectrum.kernel == kernel; });
  }
  // Times a factor of k.
  template <class Factor>
  static void Plant(KernelSpectrum& spectrum, const Factor& factor) {
    std::vector<spectral::Eigenvalue> eigenvalues = spectrum.spectrum.eigenvalues();
    for (spectral::Eigenvalue& eigenvalue : eigenvalues) eigenvalue.mu *= factor(eigenvalue.k);
    spectrum.spectrum = {spectrum.spectrum.d(), spectrum.spectrum.trace(), eigenvalues};
  }
};

TEST_F(RelinearKernelsTest, ClaimsHold) {
  for (const char* claim : {"relinear_ntk", "quadratic_ntk", "relinear_spectrum"}) {
    EXPECT_EQ(Of(claim, Measured()), Verdict::kConfirmed) << claim;
  }
}

TEST_F(RelinearKernelsTest, OtherMeansContradict) {
  for (auto all : {&Evidence::relinear, &Evidence::random}) {
    const char* claim = all == &Evidence::relinear ? "relinear_ntk" : "quadratic_ntk";
    Evidence evidence = Measured();
    MeanEstimate& at_width = (evidence.*all)[0].means[1].mean;  // of one layer
    at_width.mean = (evidence.*all)[0].limit + 6 * at_width.error;
    EXPECT_EQ(Of(claim, evidence), Verdict::kContradicted);
    evidence = Measured();
    DrawnQuantity& deep = (evidence.*all).back();
    deep.fit->terms[0].mean = deep.limit + 6 * deep.fit->terms[0].error;
    EXPECT_EQ(Of(claim, evidence), Verdict::kContradicted);
    // What narrow nets of two layers have is another matter.
    evidence = Measured();
    (evidence.*all).back().means[0].mean.mean *= 2;
    EXPECT_EQ(Of(claim, evidence), Verdict::kConfirmed);
  }
  Evidence inexact = Measured();
  inexact.rounding[0].error = 17;
  EXPECT_EQ(Of("relinear_ntk", inexact), Verdict::kContradicted);
}

TEST_F(RelinearKernelsTest, ControlsOfMeansDecide) {
  Evidence blind = Measured();
  for (DrawnQuantity& q : blind.relinear) q.wrong = {q.limit};
  EXPECT_EQ(Of("relinear_ntk", blind), Verdict::kInconclusive);
  blind = Measured();
  for (DrawnQuantity& q : blind.conventional) q.limit *= 2;
  EXPECT_EQ(Of("relinear_ntk", blind), Verdict::kInconclusive);
  blind = Measured();
  for (DrawnQuantity& q : blind.random) q.wrong = {q.limit};
  EXPECT_EQ(Of("quadratic_ntk", blind), Verdict::kInconclusive);
  blind = Measured();
  blind.relinear.clear();
  EXPECT_EQ(Of("relinear_ntk", blind), Verdict::kInconclusive);
}

TEST_F(RelinearKernelsTest, OtherSpectraContradict) {
  Evidence evidence = Measured();
  Plant(Find(evidence, {.hidden = 2, .gate_rate = 1}), [](int k) { return std::pow(k + 0.5, -0.06); });
  EXPECT_EQ(Of("relinear_spectrum", evidence), Verdict::kContradicted);  // another exponent
  evidence = Measured();
  Plant(Find(evidence, {.hidden = 2, .gate_rate = 1}), [](int k) { return k == 40 ? 0.8 : 1; });
  EXPECT_EQ(Of("relinear_spectrum", evidence), Verdict::kContradicted);  // below the limit at one degree
  evidence = Measured();
  Plant(Find(evidence, {.hidden = 1, .gate_rate = 1}), [](int) { return 1.001; });
  EXPECT_EQ(Of("relinear_spectrum", evidence), Verdict::kContradicted);  // a constant at every degree for L = 1
  evidence = Measured();
  Find(evidence, {.kind = SphereKernel::kPart, .hidden = 2, .part = kGate}).laws.at_zero.coefficient *= 1.001;
  EXPECT_EQ(Of("relinear_spectrum", evidence), Verdict::kContradicted);
}

TEST_F(RelinearKernelsTest, ControlsOfSpectraDecide) {
  Evidence evidence = Measured();
  const KernelSpectrum linear = evidence.SpectrumOf({.kind = SphereKernel::kPart, .part = kLinear});
  Find(evidence, {.kind = SphereKernel::kPart, .part = kGate}).spectrum = linear.spectrum;  // theta^3 not seen
  EXPECT_EQ(Of("relinear_spectrum", evidence), Verdict::kInconclusive);
  evidence = Measured();
  Plant(Find(evidence, {.kind = SphereKernel::kConventional}), [](int k) { return k == 7 ? 1 + 1e-9 : 1; });
  EXPECT_EQ(Of("relinear_spectrum", evidence), Verdict::kInconclusive);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::relinear_kernels
