#include "experiments/polynomial_nets/gated_units/gated_units.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/gated_units/claims.h"
#include "experiments/polynomial_nets/gated_units/conditioning.h"
#include "experiments/polynomial_nets/gated_units/gated_net.h"
#include "experiments/polynomial_nets/gated_units/gram_law.h"
#include "experiments/polynomial_nets/gated_units/measure.h"
#include "experiments/polynomial_nets/gated_units/normals.h"
#include "experiments/polynomial_nets/gated_units/spectra.h"
#include "ntk/activations/gelu.h"
#include "ntk/activations/quadrature.h"
#include "ntk/correlation.h"
#include "ntk/finite_width.h"
#include "ntk/gated_unit.h"
#include "ntk/identity.h"
#include "ntk/normalization.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "ntk/relu.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

const Evidence& Measured() {
  static const Evidence evidence = [] {
    RunContext context;
    return Measure({.d = {2, 9}, .width = 64, .steps = 100, .dimensions = {25, 50}, .draws = 11, .nystroem_n = 400},
                   context);
  }();
  return evidence;
}

Verdict VerdictOf(const std::string& id, const Evidence& evidence) { return Judge(Checks(), id, evidence).verdict(); }

// --- golden values ------------------------------------------------------------

// Printed with so many significant digits: half a unit of the last one.
void ExpectDigits(double value, double printed, int digits, const std::string& what) {
  const double unit = std::pow(10.0, std::floor(std::log10(printed)) + 1 - digits);
  EXPECT_LE(std::abs(value - printed), unit / 2) << what;
  EXPECT_GT(std::abs(value + 2 * unit - printed), unit / 2) << what;  // the control
}

TEST(GatedUnitsGolden, ReGluOnTheSphereIsRational) {
  using Rational = spectral::PiLaurent::Rational;
  // mu_k / K(1), K(1) = 3/2.
  const std::vector<Rational> expected = {Rational(1, 6),  Rational(23, 192), Rational(1, 15),
                                          Rational(1, 64), Rational(0),       Rational(19, 16384)};
  for (const ExactPair& pair : ComputeExactly({2}, 5)) {
    const Rational mu = expected[static_cast<std::size_t>(pair.k)] * Rational(3, 2);
    EXPECT_EQ(pair.reglu, spectral::PiLaurent(mu)) << pair.k;
  }
}

TEST(GatedUnitsGolden, SpectraHaveTheirDigits) {
  const auto check = [](const std::string& net, int d, double divisor, int k, double printed, int digits) {
    ExpectDigits(Measured().SpectrumOf(net, d)[k].mu / divisor, printed, digits, net + " " + std::to_string(k));
  };
  check("reglu", 2, 1.5, 5, 1.159668e-3, 7);
  check("reglu", 2, 1.5, 7, 3.397624e-4, 7);
  check("reglu", 9, 1.5, 0, 0.05, 15);
  check("reglu", 9, 1.5, 1, 0.0268235, 6);
  check("reglu", 9, 1.5, 2, 1.0 / 120, 15);
  check("reglu", 9, 1.5, 3, 8.39410e-4, 6);
  check("reglu", 9, 1.5, 5, 1.210845e-5, 6);
  check("reglu", 9, 1.5, 7, 9.206e-7, 4);
  check("geglu", 2, 1, 0, 0.25, 15);
  check("geglu", 2, 1, 1, 0.1299505, 7);
  check("geglu", 2, 1, 2, 0.1, 15);
  check("geglu", 2, 1, 3, 0.02290713, 7);
  check("geglu", 2, 1, 5, 5.150148e-4, 7);
  check("gelu_2layer", 2, 1, 0, 0.1752215, 7);
  check("gelu_2layer", 2, 1, 1, 1.0 / 6, 15);
  check("gelu_2layer", 2, 1, 2, 0.03940857, 7);
  check("gelu_2layer", 2, 1, 4, 9.052045e-4, 7);
  ExpectDigits(Measured().SpectrumOf("geglu", 2).trace(), 1.30629, 6, "K(1) of GEGLU");
  ExpectDigits(Measured().SpectrumOf("gelu_2layer", 2).trace(), 0.88107, 5, "K(1) of GELU");
  const auto& geglu = Measured().SpectrumOf("geglu", 2);
  ExpectDigits(geglu[23].mu / geglu[21].mu, 0.07047, 4, "ratio at 21");
  ExpectDigits(geglu[25].mu / geglu[23].mu, 0.07069, 4, "ratio at 23");
  for (const int k : {3, 5, 7}) EXPECT_EQ(Measured().SpectrumOf("gelu_2layer", 2)[k].mu, 0) << k;
  for (const int d : {2, 9}) {
    const double ratio = Measured().SpectrumOf("reglu", d)[129].mu / 1.5 / OddLaw(d, 129);
    ExpectDigits(ratio, d == 2 ? 1.0009 : 1.0051, 5, "law");
  }
}

// By the trapezoidal rule in the plane and Gauss-Legendre in the cosine, in Python's doubles.
TEST(GatedUnitsGolden, SwiGluHasItsDigits) {
  const spectral::MercerSpectrum& swiglu = Measured().SpectrumOf("swiglu", 2);
  const double printed[] = {0.25, 0.079019623522711, 0.1, 0.014665389811103, 0, 0.000116030929936, 0, 2.582764553e-6};
  for (int k = 0; k < 8; ++k) EXPECT_NEAR(swiglu[k].mu, printed[k], 8 * kEps) << k;
  EXPECT_GT(std::abs(swiglu[1].mu - 1.0000001 * printed[1]), 8 * kEps);
  EXPECT_NEAR(swiglu.trace(), 1.0910333912675338, 16 * kEps);
  for (const int d : {2, 9}) {
    for (int k = 5; k <= 45; k += 2) {
      EXPECT_LE(Measured().SpectrumOf("swiglu", d)[k].RelativeError(), 1e-10) << d << " " << k;
    }
  }
}

// The series against the kernel of the ntk library, 148 terms in double.
TEST(Spectra, SwiGluIsTheKernel) {
  const ntk::OnSphere kernel{ntk::GatedUnit(ntk::QuadratureActivation::Silu())};
  for (const int d : {2, 9}) {
    const spectral::MercerSpectrum& spectrum = Measured().SpectrumOf("swiglu", d);
    for (double theta = 0; theta <= std::numbers::pi; theta += 0.25) {
      const spectral::MercerSpectrum::Bounded sum = spectrum.Reconstruct(theta);
      EXPECT_NEAR(sum.value, kernel(theta), sum.error + 160 * kEps) << d << " " << theta;
      EXPECT_GT(std::abs(sum.value - kernel(theta) - 1e-10), sum.error + 160 * kEps);
    }
  }
}

// sum_k F(d, k) mu_k = K(1), for a spectrum that falls geometrically: 45 degrees hold all of it.
TEST(GatedUnitsGolden, GeluSpectraHaveTheirTrace) {
  for (const int d : {2, 9}) {
    for (const std::string net : {"geglu", "gelu_2layer", "swiglu"}) {
      const spectral::MercerSpectrum& spectrum = Measured().SpectrumOf(net, d);
      EXPECT_NEAR(spectrum.MassAbove(spectrum.k_max()).value, 0, 128 * kEps * spectrum.trace()) << net << " " << d;
      EXPECT_GT(spectrum.MassAbove(2).value, 128 * kEps * spectrum.trace());  // the control
    }
  }
}

// The polynomials in the angle against the kernels of the ntk library: terms of at most 8, a few roundings.
TEST(Spectra, ExactKernelsAreTheKernels) {
  const ntk::OnSphere reglu{ntk::ReGlu()};
  const ntk::OnSphere pnn{ntk::PolynomialNet(2, ntk::Normalization::kRawActivation)};
  for (double theta = 0; theta <= std::numbers::pi; theta += 0.1) {
    EXPECT_NEAR(ExactReGlu().At(theta), reglu(theta), 64 * kEps) << theta;
    EXPECT_NEAR(ExactSecondDegreeNet().At(theta), pnn(theta), 64 * kEps) << theta;
  }
  EXPECT_GT(std::abs(ExactReGlu().At(1.0) - pnn(1.0)), 64 * kEps);
}

// --- finite nets ------------------------------------------------------------

// One small step of gradient descent on one sample x with residual 1 changes f(z) by -rate K_m(z, x): the step is the
// gradient's, and K_m the kernel to 5 standard errors (GELU's scatter is below ReLU's); the step's square adds 1e-4.
TEST(GatedNet, StepsAlongItsGradient) {
  constexpr int kWidth = 4000;
  constexpr double kRate = 1e-6;
  const double theta = 1;
  const Eigen::RowVector4d x(1, 0, 0, 0), z(std::cos(theta), 0, std::sin(theta), 0);
  const auto c = ntk::Correlation<double>::FromAngle(theta);
  const double reglu = std::sqrt(ntk::GatedUnitScatter<ntk::Relu>()(1, 1, c) / kWidth);
  const double bilinear = std::sqrt(ntk::GatedUnitScatter<ntk::Identity>()(1, 1, c) / kWidth);
  const auto kernel_of = [&](Gate gate) {
    GatedNet net(gate, false, 4, kWidth, 1);
    const double before = net(z)[0];
    const Eigen::VectorXd target = net(x).array() - 1;
    net.Descend(x, target, kRate, 1);
    return (before - net(z)[0]) / kRate;
  };
  EXPECT_LE(std::abs(kernel_of(Gate::kRelu) - ntk::ReGlu()(1, 1, c).ntk), 5 * reglu);
  EXPECT_LE(std::abs(kernel_of(Gate::kGelu) - ntk::GatedUnit<ntk::Gelu>()(1, 1, c).ntk), 5 * reglu);
  EXPECT_LE(std::abs(kernel_of(Gate::kIdentity) - ntk::BilinearUnit()(1, 1, c).ntk), 5 * bilinear);
  EXPECT_GT(std::abs(kernel_of(Gate::kRelu) - ntk::ReGlu()(1, 1, c).nngp), 5 * reglu);  // only V trained
}

TEST(GatedNet, EvenPartOfEachGate) {
  const Eigen::MatrixXd points = Normals({.seed = 4, .purpose = models::Purpose::kData}, 90, 5);
  for (const Gate gate : {Gate::kRelu, Gate::kGelu, Gate::kSilu, Gate::kIdentity}) {
    EXPECT_TRUE(FitEvenPart(GatedNet(gate, false, 5, 40, 2), points).is_quadratic()) << Name(gate);
  }
  const QuadraticFit tanh = FitEvenPart(GatedNet(Gate::kTanh, false, 5, 40, 2), points);
  EXPECT_GT(tanh.residual, 1e9 * tanh.rounding);
}

// --- conditioning ------------------------------------------------------------

TEST(Conditioning, OfOnePointIsOne) {
  for (const std::string& data : OtherData()) {
    const Eigen::MatrixXd x = DrawData(data, 40, 10, 1, 0);
    EXPECT_EQ(x.rows(), 40);
    EXPECT_TRUE(x.allFinite()) << data;
  }
  // |x|^2 = d: K = K~ = kappa_2(1) = 1/2.
  const DataSetConditioning one = Condition("sphere", 1, 7, 1, 0);
  EXPECT_NEAR(one.ungated.lambda_max, 0.5, 32 * kEps);
  EXPECT_NEAR(one.gated.lambda_max, 0.5, 32 * kEps);
  EXPECT_NEAR(one.ungated.condition(), 1, 32 * kEps);
  EXPECT_THROW(DrawData("pixels", 4, 2, 1, 0), std::invalid_argument);
}

// On S^{d-1} of radius sqrt(d) and for normal points the operator's trace is E (|x|^2 / d)^N / 2, and the top
// eigenvalues of the two nets are those known: kappa_2's mean, 1/(2 pi) (1 + O(1/d)), and (d + 2) / (4 d^2).
TEST(GramLaw, TopEigenvalues) {
  for (const int d : {10, 50}) {
    EXPECT_NEAR(LawSpectrum(Net::kUngated, "gaussian", d).trace(), 0.5, 16 * kEps);
    EXPECT_NEAR(LawSpectrum(Net::kGated, "sphere", d).trace(), 0.5, 16 * kEps);
    EXPECT_NEAR(LawSpectrum(Net::kGated, "gaussian", d).trace(), 0.5 * (d + 2) / d, 16 * kEps);
    EXPECT_LT(std::abs(LawSpectrum(Net::kUngated, "gaussian", d)[0].mu * 2 * std::numbers::pi - 1), 1.0 / d);
    EXPECT_NEAR(LawSpectrum(Net::kGated, "gaussian", d)[0].mu, (d + 2.0) / (4 * d * d), 16 * kEps);
    EXPECT_GT(std::abs(LawSpectrum(Net::kGated, "sphere", d)[0].mu - (d + 2.0) / (4 * d * d)), 16 * kEps);
  }
  EXPECT_THROW(LawSpectrum(Net::kGated, "cube", 10), std::invalid_argument);
}

struct Estimate {
  double mean = 0, error = 0;
  bool Agrees(double value) const { return std::abs(mean - value) <= 5 * error; }
};

// Mean and standard error of the logarithm.
Estimate LogEstimate(const std::vector<double>& values) {
  Estimate estimate;
  double square = 0;
  const auto n = static_cast<double>(values.size());
  for (const double v : values) estimate.mean += std::log(v) / n;
  for (const double v : values) square += std::pow(std::log(v) - estimate.mean, 2);
  estimate.error = std::sqrt(square / (n - 1) / n);
  return estimate;
}

// Computed elsewhere at n = 200, d = 50: medians over 30 draws of 832 and 23.1.  Statistical: 5 standard errors.
TEST(Conditioning, IsThatOfOthers) {
  std::vector<double> ungated, gated;
  for (int draw = 0; draw < 15; ++draw) {
    const DataSetConditioning set = Condition("gaussian", 200, 50, 5, draw);
    ungated.push_back(set.ungated.condition());
    gated.push_back(set.gated.condition());
  }
  EXPECT_TRUE(LogEstimate(ungated).Agrees(std::log(832)));
  EXPECT_TRUE(LogEstimate(gated).Agrees(std::log(23.1)));
  EXPECT_FALSE(LogEstimate(ungated).Agrees(std::log(2080)));  // of n = 800, d = 200
  EXPECT_FALSE(LogEstimate(gated).Agrees(std::log(10.3)));
}

// --- claims ------------------------------------------------------------

TEST(GatedUnitsClaims, HoldForTheEvidence) {
  for (const std::string id : {"gated_parity", "gated_decay", "gated_conditioning", "gated_gram_law"}) {
    const Claim claim = Judge(Checks(), id, Measured());
    EXPECT_EQ(claim.verdict(), Verdict::kConfirmed) << id << ": " << claim.measured.text;
    EXPECT_NO_THROW(CheckJudgement(claim));
  }
}

TEST(GatedUnitsClaims, OneEvenDegreeContradicts) {
  Evidence evidence = Measured();
  for (ExactPair& pair : evidence.exact) {
    if (pair.k == 6) pair.reglu = pair.pnn_2;
  }
  EXPECT_EQ(VerdictOf("gated_parity", evidence), Verdict::kContradicted);
  evidence = Measured();
  evidence.nets.front().fit.residual = 2 * evidence.nets.front().fit.rounding;
  EXPECT_EQ(VerdictOf("gated_parity", evidence), Verdict::kContradicted);
}

TEST(GatedUnitsClaims, AnotherLawContradicts) {
  for (const std::string net : {"reglu", "geglu"}) {
    Evidence evidence = Measured();
    for (NetSpectrum& candidate : evidence.spectra) {
      if (candidate.net != net) continue;
      std::vector<spectral::Eigenvalue> eigenvalues = candidate.spectrum.eigenvalues();
      for (spectral::Eigenvalue& eigenvalue : eigenvalues) eigenvalue.mu *= std::pow(1.02, eigenvalue.k / 2.0);
      candidate.spectrum =
          spectral::MercerSpectrum(candidate.spectrum.d(), candidate.spectrum.trace(), std::move(eigenvalues));
    }
    EXPECT_EQ(VerdictOf("gated_decay", evidence), Verdict::kContradicted) << net;
  }
  Evidence evidence = Measured();
  for (ExactPair& pair : evidence.exact) {
    if (pair.k == 5) pair.reglu += 1;
  }
  EXPECT_EQ(VerdictOf("gated_decay", evidence), Verdict::kContradicted);
}

TEST(GatedUnitsClaims, ABrokenBoundOrAnotherGainContradicts) {
  Evidence evidence = Measured();
  evidence.data_sets.back().gated.lambda_max = 0.9 * evidence.data_sets.back().gated.lambda_max_bound;
  EXPECT_EQ(VerdictOf("gated_conditioning", evidence), Verdict::kContradicted);
  evidence = Measured();
  for (DataSetConditioning& set : evidence.data_sets) set.ungated.lambda_min /= 10;
  EXPECT_EQ(VerdictOf("gated_conditioning", evidence), Verdict::kContradicted);
  // No dimension of 25 or more: nothing is said.
  evidence = Measured();
  evidence.asked.dimensions = {};
  EXPECT_EQ(VerdictOf("gated_conditioning", evidence), Verdict::kInconclusive);
}

TEST(GatedUnitsClaims, OneDegreeOffTheLawContradicts) {
  for (std::size_t i = 0; i < Measured().nystroem.size(); ++i) {
    Evidence evidence = Measured();
    const spectral::NystroemMean& law = evidence.nystroem[i].predicted;
    evidence.nystroem[i].measured = law.mean - 6 * law.standard_deviation - law.neglected;
    EXPECT_EQ(VerdictOf("gated_gram_law", evidence), Verdict::kContradicted) << i;
  }
  Evidence evidence = Measured();
  evidence.nystroem.clear();
  EXPECT_EQ(VerdictOf("gated_gram_law", evidence), Verdict::kInconclusive);
}

TEST(GatedUnitsClaims, ANetWithoutPowerDecidesNothing) {
  Evidence evidence = Measured();
  for (ParityOfNet& net : evidence.nets) {
    if (net.gate == Gate::kTanh) net.fit.residual = 0;  // the check would not see it
  }
  EXPECT_EQ(VerdictOf("gated_parity", evidence), Verdict::kInconclusive);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::gated_units
