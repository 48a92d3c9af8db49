#include "experiments/polynomial_nets/spectral_decay/network_spectra.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "linalg/thrown_testing.h"
#include "ntk/fully_connected.h"
#include "ntk/input_bias.h"
#include "ntk/normalization.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "ntk/residual_net.h"
#include "ntk/textbook_formulas_testing.h"
#include "spectral/theta_quadrature.h"

namespace hadamard_ntk::experiments::spectral_decay {
namespace {

using Family = NetworkKernel::Family;

struct Reference {
  int k;
  double mu;
};

// spectral/testdata/spectrum_reference.csv: (kernel, d, degree) -> eigenvalues got by two roads at two precisions each.
std::map<std::tuple<std::string, int, int>, std::vector<Reference>> ReadReferences() {
  std::ifstream file("spectral/testdata/spectrum_reference.csv");
  EXPECT_TRUE(file.good()) << "the reference table is not among the test's data";
  std::map<std::tuple<std::string, int, int>, std::vector<Reference>> references;
  std::string line;
  bool header = true;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    if (header) {
      EXPECT_EQ(line.rfind("kernel,normalization,d,degree,k,mu,", 0), 0u) << line;
      header = false;
      continue;
    }
    std::istringstream cells(line);
    std::string kernel, normalization, d, degree, k, mu;
    for (std::string* cell : {&kernel, &normalization, &d, &degree, &k, &mu}) std::getline(cells, *cell, ',');
    references[{kernel, std::stoi(d), std::stoi(degree)}].push_back({std::stoi(k), std::stod(mu)});
  }
  return references;
}

// Made by other programs, by other roads, in other precisions (tools/make_spectrum_reference.py).
TEST(NetworkSpectraTest, EveryReferenceIsMetToFullRelativeAccuracy) {
  int compared = 0, vanishing = 0;
  double worst = 0;
  for (const auto& [key, eigenvalues] : ReadReferences()) {
    const auto& [kernel, d, degree] = key;
    const NetworkKernel network{kernel == "pnn" ? Family::kPolynomialNet : Family::kFullyConnected, degree};
    int k_max = 0;
    for (const Reference& reference : eigenvalues) k_max = std::max(k_max, reference.k);
    Progress silent;
    // The header's promise, enforced on all degrees up to k_max: relative errors <= 1e-12.
    const auto spectra = ComputeNetworkSpectra({network}, {d}, k_max, 1e-12, silent);
    for (const Reference& reference : eigenvalues) {
      const spectral::Eigenvalue& own = spectra[0].spectrum[reference.k];
      const std::string where =
          DisplayName(network) + " on S^" + std::to_string(d) + ", k = " + std::to_string(reference.k);
      EXPECT_LE(std::abs(own.mu - reference.mu),
                own.error + std::numeric_limits<double>::epsilon() * std::abs(reference.mu))
          << where;
      EXPECT_EQ(own.mu == 0, reference.mu == 0) << where;
      if (reference.mu == 0) {
        ++vanishing;
      } else {
        worst = std::max(worst, std::abs(own.mu / reference.mu - 1));
        // Control: the bounds are tight enough to see an error of 1e-12.
        EXPECT_GT(std::abs(own.mu - reference.mu * (1 + 1e-12)), own.error) << where;
      }
      ++compared;
    }
  }
  EXPECT_GE(compared, 1190);
  EXPECT_GE(vanishing, 50);
  // Counted: 2 (d + 4) eps at d = 50.
  EXPECT_LE(worst, 2 * 54 * std::numeric_limits<double>::epsilon());
  RecordProperty("worst_relative_error", std::to_string(worst * 1e15) + "e-15");
}

// Networks with parameters that are no dyadic fractions against the printed formulas, in 100 digits, at the parameters'
// exact values: every eigenvalue is within its stated error.  Control: at the squares rounded to double, as they were
// once formed, some eigenvalue is not.
TEST(NetworkSpectraTest, BoundsHoldForTheExactParameters) {
  using ntk::textbook::Exact;
  constexpr int kMax = 20;
  const auto check = [](const auto& net, const auto& textbook, const std::string& name) {
    const auto spectrum = spectral::ComputeMercerSpectrum(spectral::AngleKernel::From(ntk::OnSphere(net)), 2, kMax);
    const auto excess = [&](bool exact) {
      const auto reference =
          spectral::ThetaQuadrature<Exact>([&](const Exact& theta) { return textbook(theta, exact); }, 2, kMax, 64);
      double largest = 0;
      for (int k = 0; k <= kMax; ++k) {
        const Exact difference = abs(Exact(Exact(spectrum[k].mu) - reference.mu[static_cast<std::size_t>(k)]));
        largest = std::max(largest, static_cast<double>(Exact(difference / Exact(spectrum[k].error))));
      }
      return largest;
    };
    EXPECT_LE(excess(true), 1) << name;
    EXPECT_GT(excess(false), 1) << name;
  };
  const auto square = [](double p, bool exact) { return exact ? Exact(Exact(p) * Exact(p)) : Exact(p * p); };
  check(
      ntk::FullyConnected(4, 1.46),
      [&](const Exact& t, bool exact) { return ntk::textbook::FullyConnected(4, square(1.46, exact), 1, 1, t).ntk; },
      "bias_std 1.46");
  check(
      ntk::ResidualNet(4, 0.8),
      [&](const Exact& t, bool exact) {
        return ntk::textbook::ResidualNetOnSphere(4, sqrt(square(0.8, exact)), t).ntk;
      },
      "alpha 0.8");
  check(
      ntk::PolynomialNet(9, ntk::Normalization::kRawActivationOverWidth, 3),
      [&](const Exact& t, bool exact) {
        const Exact c = exact ? Exact(1) / Exact(3) : Exact(1.0 / 3);
        return ntk::textbook::PolynomialNet<Exact>(9, 1, 1, t, c).ntk;
      },
      "width 3");
}

// With a bias, too, large degrees take the dispersion road, and their law has the right sign.
TEST(NetworkSpectraTest, BiasedNetworksHavePositiveSpectraAtLargeDegrees) {
  const auto check = [](const auto& net, const std::string& name) {
    const spectral::AngleKernel kernel = spectral::AngleKernel::From(ntk::OnSphere(net));
    const auto spectrum = spectral::ComputeMercerSpectrum(kernel, 2, 20000);
    for (const spectral::Eigenvalue& eigenvalue : spectrum.eigenvalues()) {
      EXPECT_GT(eigenvalue.mu, 0) << name << ", k = " << eigenvalue.k;
      EXPECT_LE(eigenvalue.RelativeError(), 1e-12) << name << ", k = " << eigenvalue.k;
    }
    EXPECT_EQ(spectrum[20000].road, spectral::Eigenvalue::Road::kDispersion) << name;
    const spectral::DecayLaw law = spectral::PredictDecay(kernel, 2).even;
    EXPECT_EQ(law.exponent, 3) << name;
    // Asymptotic: O(k^-2), with a constant that the nearness of the cuts makes larger.
    EXPECT_LE(std::abs(law(20000) / spectrum[20000].mu - 1), 1e-4) << name;
  };
  check(ntk::FullyConnected(3, 0.1), "bias_std 0.1");
  check(ntk::WithInputBias(ntk::PolynomialNet(2), 0.05), "input bias 0.05");
  check(ntk::WithInputBias(ntk::FullyConnected(2), 0.5), "input bias 0.5");
  check(ntk::ResidualNet(10, 0.1), "10 blocks");
}

TEST(NetworkSpectraTest, ResultDoesNotDependOnWhatElseIsComputed) {
  Progress silent;
  const std::vector<NetworkKernel> networks = {
      {Family::kPolynomialNet, 2}, {Family::kFullyConnected, 3}, {Family::kResidualNet, 2}};
  const auto together = ComputeNetworkSpectra(networks, {2, 5}, 300, 1e-12, silent);
  ASSERT_EQ(together.size(), 6u);
  for (std::size_t i = 0; i < together.size(); ++i) {
    const auto alone = ComputeNetworkSpectra({networks[i % 3]}, {i < 3 ? 2 : 5}, 300, 1e-12, silent);
    EXPECT_EQ(together[i].network, networks[i % 3]);
    for (int k = 0; k <= 300; ++k) EXPECT_EQ(together[i].spectrum[k].mu, alone[0].spectrum[k].mu) << i << " " << k;
  }
}

TEST(NetworkSpectraTest, PrecisionThatCannotBeMetIsAnErrorNamingTheEigenvalue) {
  Progress silent;
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "PNN, N = 3 on S^9: mu_", MessageOf<std::domain_error>([&] {
                        ComputeNetworkSpectra({{Family::kPolynomialNet, 3}}, {9}, 100, 1e-16, silent);
                      }));
}

}  // namespace
}  // namespace hadamard_ntk::experiments::spectral_decay
