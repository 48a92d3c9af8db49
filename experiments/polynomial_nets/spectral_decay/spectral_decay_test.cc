#include "experiments/polynomial_nets/spectral_decay/spectral_decay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/spectral_decay/claims.h"
#include "experiments/polynomial_nets/spectral_decay/degree_advantage.h"
#include "experiments/polynomial_nets/spectral_decay/measure.h"
#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"
#include "experiments/polynomial_nets/spectral_decay/tails.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments::spectral_decay {
namespace {

using Family = NetworkKernel::Family;

class SpectralDecayTest : public testing::Test {
 protected:
  static const Result& QuickResult() {
    static const Result result = [] {
      RunContext context;
      return SpectralDecay().configure(/*quick=*/true)->Run(context);
    }();
    return result;
  }
};

TEST_F(SpectralDecayTest, TableHasTheColumnsAndRowsOfItsContract) {
  const Table& table = QuickResult().tables.front().table;
  const std::string csv = table.ToCsv();
  EXPECT_EQ(csv.substr(0, csv.find('\n')),
            "kernel,parameter_name,parameter,d,k,multiplicity,mu,mu_relative_error,mu_over_trace,local_slope");
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_EQ(table.Texts("parameter_name")[i], table.Texts("kernel")[i] == "fc" ? "depth" : "degree");
  }
  EXPECT_EQ(table.size(), 3u * 7u * 1001u);
  for (const double error : table.Reals("mu_relative_error")) {
    if (!std::isnan(error)) {
      EXPECT_LE(error, 1e-12);
    }
  }
  for (const double mu : table.Reals("mu")) EXPECT_GE(mu, 0);
}

// The exact values of N = 2 on S^2 (raw), through the whole experiment.
TEST_F(SpectralDecayTest, PaperNormalizationGivesTheExactValues) {
  Progress silent;
  const double pi = std::acos(-1.0);
  const std::vector<double> exact = {
      1.0 / 4, 23.0 / 128, 1.0 / 10 - 56 / (375 * pi * pi), 3.0 / 128, 496 / (11025 * pi * pi), 57.0 / 32768};
  const auto spectra =
      ComputeNetworkSpectra({{Family::kPolynomialNet, 2, ntk::Normalization::kRawActivation}}, {2}, 5, 1e-12, silent);
  for (std::size_t k = 0; k < exact.size(); ++k) {
    // Counted: 4 roundings in the expected value here.
    EXPECT_LE(std::abs(spectra[0].spectrum[static_cast<int>(k)].mu / exact[k] - 1), 8 * 2.2e-16) << k;
  }
}

TEST_F(SpectralDecayTest, FigureHasThreePanelsPerSphere) {
  ASSERT_EQ(QuickResult().figures.size(), 1u);
  const Figure& figure = QuickResult().figures.front().figure;
  EXPECT_EQ(figure.columns, 3);
  EXPECT_EQ(figure.panels.size(), 9u);
  EXPECT_NO_THROW(CheckFigure(figure));
}

// The tail constants behind "what holds instead" of slower_than_fc, exactly from the laws.
TEST_F(SpectralDecayTest, TailConstantsAtEqualTrace) {
  Progress silent;
  const auto spectra = ComputeNetworkSpectra({{Family::kPolynomialNet, 4},
                                              {Family::kPolynomialNet, 5},
                                              {Family::kPolynomialNet, 50},
                                              {Family::kFullyConnected, 3},
                                              {Family::kFullyConnected, 4}},
                                             {2}, 100, 1e-12, silent);
  const auto constant = [&](std::size_t i, bool even) {
    return (even ? spectra[i].laws.even : spectra[i].laws.odd).constant / spectra[i].spectrum.trace();
  };
  // Depth 3: ahead of every polynomial net for even k; for odd k ahead of N = 4, level with N = 5, behind N = 50.
  EXPECT_GT(constant(3, true), constant(2, true) * 1.1);
  EXPECT_GT(constant(3, false), constant(0, false) * 1.01);
  EXPECT_LE(std::abs(constant(3, false) / constant(1, false) - 1), 1e-10);  // the laws' stated error is about 1e-12
  EXPECT_LT(constant(3, false), constant(2, false) * 0.9);
  // Depth 4: ahead for all k.
  EXPECT_GT(constant(4, true), constant(2, true) * 1.1);
  EXPECT_GT(constant(4, false), constant(2, false) * 1.1);
}

const Evidence& Measured() {
  static const Evidence evidence = [] {
    Progress silent;
    Evidence result{{}, 1024, 4096};
    result.spectra = ComputeNetworkSpectra({{Family::kPolynomialNet, 2},
                                            {Family::kPolynomialNet, 5},
                                            {Family::kFullyConnected, 3},
                                            {Family::kResidualNet, 2}},
                                           {1, 3, 4}, 4096, 1e-12, silent);
    for (NetworkSpectrum& control :
         ComputeNetworkSpectra({{Family::kFullyConnectedNngp, 2}}, {1, 3, 4}, 4096, 1e-2, silent)) {
      result.spectra.push_back(std::move(control));
    }
    return result;
  }();
  return evidence;
}

Evidence WithGain(Family family, double gain) {
  return Planted(Measured(), [&](const NetworkSpectrum& n) { return n.network.family == family ? gain : 0; });
}

// Each positive control is the measured spectra with a known gain; evidence with a fault as large as the gain leaves
// the control without effect, and then nothing is concluded.
TEST_F(SpectralDecayTest, AFaultAsLargeAsThePlantedEffectMakesThePositiveControlFail) {
  const auto expect = [](const std::string& id, const Evidence& faulty) {
    const Claim sound = Judge(Checks(), id, Measured()), claim = Judge(Checks(), id, faulty);
    EXPECT_TRUE(sound.positive_control.found) << sound.id;
    EXPECT_EQ(sound.verdict(), sound.expected_verdict) << sound.id;
    EXPECT_FALSE(claim.positive_control.found) << claim.id;
    EXPECT_EQ(claim.verdict(), Verdict::kInconclusive) << claim.id;
  };
  expect("theorem_7", WithGain(Family::kPolynomialNet, -1));
  expect("slower_than_fc", WithGain(Family::kPolynomialNet, -0.1));
  expect("fc_resnet_rate", WithGain(Family::kResidualNet, -0.1));
  expect("larger_degree_high_frequencies", Planted(Measured(), [](const NetworkSpectrum& n) {
           return n.network == NetworkKernel{Family::kPolynomialNet, 5} ? -0.1 : 0;
         }));
}

// And where the claim is true the judge says so.
TEST_F(SpectralDecayTest, PlantedTruthIsConfirmed) {
  const Evidence rates = Planted(Measured(), [](const NetworkSpectrum& n) {
    return n.network.family == Family::kPolynomialNet        ? n.spectrum.d() / 2.0 + 1
           : n.network.family == Family::kFullyConnectedNngp ? 0
                                                             : 1;
  });
  EXPECT_EQ(Judge(Checks(), "theorem_7", rates).finding, Verdict::kConfirmed);
  EXPECT_EQ(Judge(Checks(), "fc_resnet_rate", rates).finding, Verdict::kConfirmed);
  EXPECT_EQ(Judge(Checks(), "slower_than_fc", WithGain(Family::kPolynomialNet, 0.1)).finding, Verdict::kConfirmed);
}

// The one-line proof: mass in proportion to k^(d/2 - 1) has partial sums in proportion to k^(d/2), above every trace;
// the spectra themselves stay beneath theirs.
TEST_F(SpectralDecayTest, SpectraThatObeyTheoremSevenHaveNoTrace) {
  const Evidence planted = Planted(Measured(), [](const NetworkSpectrum& n) { return n.spectrum.d() / 2.0 + 1; });
  for (const NetworkSpectrum* network : planted.Of(Family::kPolynomialNet)) {
    const int d = network->spectrum.d();
    const auto partial = [&](int k) { return network->spectrum.trace() - network->spectrum.MassAbove(k).value; };
    // Asymptotic: 2^d for a fourfold k, but for k of the order of d.
    EXPECT_LE(std::abs(partial(4096) / partial(1024) / std::pow(2, d) - 1), 0.1) << d;
  }
  const Claim claim = Judge(Checks(), "theorem_7", Measured());
  EXPECT_EQ(claim.measured.text.rfind("Impossible for every continuous zonal kernel", 0), 0u);
  EXPECT_LE(claim.measured.values["proof"]["largest_partial_trace_over_trace"].get<double>(), 1);
  EXPECT_LE(claim.measured.values["proof"]["largest_deviation_of_multiplicity_from_its_asymptote"].get<double>(), 1e-6);
}

// Masses of degrees fall like k^-2 for every net: at most d/2 from d = 4 on.
TEST_F(SpectralDecayTest, TheReadingByMassHoldsFromTheFourSphereOn) {
  const Json mass = Judge(Checks(), "theorem_7", Measured()).measured.values["mass"];
  EXPECT_EQ(mass["bound_holds_on"], "S^4");
  EXPECT_EQ(mass["bound_fails_on"], "S^1, S^3");
  // Asymptotic: the next term is of relative order (d + N)^3 / k^2 at the window's low end, for d = 4, N = 5.
  const double tolerance = 729.0 / (1024.0 * 1024.0);
  EXPECT_LE(std::abs(mass["smallest_exponent"].get<double>() - 2), tolerance);
  EXPECT_LE(std::abs(mass["largest_exponent"].get<double>() - 2), tolerance);
}

TEST_F(SpectralDecayTest, OrderingCheckSeesBothDirections) {
  Progress silent;
  const auto spectra =
      ComputeNetworkSpectra({{Family::kPolynomialNet, 2}, {Family::kPolynomialNet, 10}}, {9}, 500, 1e-12, silent);
  const int from = ExceedsFrom(spectra[1], spectra[0]);
  EXPECT_GT(from, 0);
  EXPECT_LE(from, 22);
  EXPECT_EQ(ExceedsFrom(spectra[0], spectra[1]), -1);
  EXPECT_EQ(ExceedsFrom(spectra[0], spectra[0]), -1);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::spectral_decay
