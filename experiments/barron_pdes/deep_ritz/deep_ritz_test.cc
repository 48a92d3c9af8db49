#include "experiments/barron_pdes/deep_ritz/deep_ritz.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "experiments/barron_pdes/deep_ritz/claims.h"
#include "experiments/barron_pdes/deep_ritz/measure.h"
#include "experiments/barron_pdes/deep_ritz/random_features.h"
#include "experiments/barron_pdes/deep_ritz/ritz_training.h"
#include "experiments/barron_pdes/deep_ritz/torus_elements.h"
#include "models/two_layer_net.h"

namespace hadamard_ntk::experiments::deep_ritz {
namespace {

// Gradients in x against central differences, and <w, grad_x f> = <J w, grad_y f>; with the sign of J's first half
// changed neither holds.
TEST(TorusInputsTest, ChainRule) {
  const models::TwoLayerNet<double> net({.inputs = 6, .width = 8}, 1);
  models::TwoLayerNet<double>::Workspace workspace;
  const Eigen::MatrixXd x = 3 * Eigen::MatrixXd::Random(4, 3), w = Eigen::MatrixXd::Random(4, 3);
  Eigen::MatrixXd f, g, up, down, unused;
  const Eigen::MatrixXd y = TorusInputs<double>(x);
  net.ForwardWithGradient(y, f, g, workspace);
  const Eigen::MatrixXd slopes = ToPoints(y, g);
  constexpr double kStep = 1e-5;  // leaves out kStep^2 f''' / 6
  for (Eigen::Index i = 0; i < 3; ++i) {
    Eigen::MatrixXd moved = x;
    moved.col(i).array() += kStep;
    net.ForwardWithGradient(TorusInputs<double>(moved), up, unused, workspace);
    moved.col(i).array() -= 2 * kStep;
    net.ForwardWithGradient(TorusInputs<double>(moved), down, unused, workspace);
    EXPECT_LE(((up - down) / (2 * kStep) - slopes.col(i)).cwiseAbs().maxCoeff(), 10 * kStep * kStep);
  }
  const double pulled = ToInputs(y, w).cwiseProduct(g).sum();
  EXPECT_NEAR(slopes.cwiseProduct(w).sum(), pulled, 1e-14 * slopes.norm() * w.norm());
  Eigen::MatrixXd wrong = ToInputs(y, w);
  wrong.leftCols(3) *= -1;
  EXPECT_GT(std::abs(slopes.cwiseProduct(w).sum() - wrong.cwiseProduct(g).sum()), 1e-3);
}

// E(u) - E* by either formula, within 5 standard errors of the definition; the first is never below 0.
TEST(RitzTrainingTest, TheGapIsThatOfTheEnergies) {
  const barron_pdes::TorusSolution torus = barron_pdes::SolveTorus(3, barron_pdes::Data::kSparse);
  const models::TwoLayerNet<double> net({.inputs = 6, .width = 20, .weight_std = 2}, 4);
  const Evaluation found =
      EvaluateFunction(FunctionOf(net), torus, {.seed = 1, .purpose = models::Purpose::kData}, 20000);
  EXPECT_LE(std::abs(found.energy - torus.energy - found.gap), 5 * found.energy_error);
  EXPECT_GT(std::abs(found.energy - torus.energy), 5 * found.energy_error);
  EXPECT_GT(found.gap, 0);
}

// Training brings the error down, on fresh points; so do outer weights alone, of more units, in two dimensions.
TEST(RitzTrainingTest, TheErrorFalls) {
  const barron_pdes::TorusSolution torus = barron_pdes::SolveTorus(2, barron_pdes::Data::kSparse);
  const models::RandomStream tests{.seed = 1, .purpose = models::Purpose::kData, .stream = 1};
  models::TwoLayerNet<float> net({.inputs = 4, .width = 40, .weight_std = 2}, 4);
  const double before = EvaluateFunction(FunctionOf(net), torus, tests, 2000).error;
  TrainRitz(net, torus,
            {.steps = 300, .batch = 128, .rate = 1e-2, .points = {.seed = 1, .purpose = models::Purpose::kData}});
  EXPECT_LE(EvaluateFunction(FunctionOf(net), torus, tests, 2000).error, before / 4);
  models::TwoLayerNet<double> features({.inputs = 4, .width = 200}, 4);
  FitOuterWeights(features, torus, TorusPoints({.seed = 1, .purpose = models::Purpose::kData}, 0, 4000, 2));
  EXPECT_LE(EvaluateFunction(FunctionOf(features), torus, tests, 2000).error, before / 10);
}

TEST(RitzTrainingTest, DivergenceIsSeen) {
  const barron_pdes::TorusSolution torus = barron_pdes::SolveTorus(2, barron_pdes::Data::kSparse);
  models::TwoLayerNet<float> net({.inputs = 4, .width = 4}, 4);
  net.parameters().values()[0] = std::nanf("");
  EXPECT_THROW(TrainRitz(net, torus, {.steps = 2, .batch = 4}), linalg::Diverged);
}

// |u - u*| ~ n^-2, its gradient n^-1, the energy n^-2; with x_2 for -x_2, which exchanges p and q, nothing fits.
TEST(TorusElementsTest, ErrorsFallWithTheMesh) {
  const barron_pdes::TorusSolution torus = barron_pdes::SolveTorus(2, barron_pdes::Data::kSparse);
  const models::RandomStream tests{.seed = 1, .purpose = models::Purpose::kData, .stream = 1};
  constexpr double kNext = 100.0 / (32 * 32);  // terms of higher order
  Evaluation found[2];
  double energies[2];
  for (const int i : {0, 1}) {
    const TorusElements elements(32 << i, torus);
    EXPECT_EQ(elements.unknowns(), i == 0 ? 33 * 33 : 65 * 65);
    energies[i] = elements.energy();
    found[i] = EvaluateFunction(
        [&](const Eigen::MatrixXd& x, Eigen::MatrixXd& slopes) { return elements.At(x, slopes); }, torus, tests, 4000);
  }
  EXPECT_NEAR(found[0].error / found[1].error, 4, kNext);                              // asymptotic: h^2
  EXPECT_NEAR(found[0].slope_error / found[1].slope_error, 2, kNext);                  // asymptotic: h
  EXPECT_NEAR(found[0].gap / found[1].gap, 4, 2 * kNext);                              // asymptotic: h^2
  EXPECT_NEAR((energies[0] - torus.energy) / (energies[1] - torus.energy), 4, kNext);  // asymptotic: h^2
  EXPECT_LE(found[1].error, 0.005);
  const TorusElements elements(64, torus);
  const auto exchanged = [&](Eigen::MatrixXd x, Eigen::MatrixXd& slopes) {
    x.col(1) *= -1;
    return elements.At(x, slopes);
  };
  EXPECT_GT(EvaluateFunction(exchanged, torus, tests, 4000).error, 0.1);
}

TEST(TorusElementsTest, OtherDimensionsAreRefused) {
  EXPECT_THROW(TorusElements(4, barron_pdes::SolveTorus(3, barron_pdes::Data::kSparse)), std::invalid_argument);
  const TorusElements elements(4, barron_pdes::SolveTorus(2, barron_pdes::Data::kSparse));
  Eigen::MatrixXd slopes;
  EXPECT_THROW(elements.At(Eigen::MatrixXd::Zero(5, 3), slopes), std::invalid_argument);
}

Evidence Planted(double net, double start, double few, double seen) {
  Evidence evidence;
  for (const int d : {2, 5}) {
    evidence.exact.push_back({.d = d, .energy = -9});
    const auto add = [&](const char* method, double error, double minimised) {
      evidence.rows.push_back({.method = method, .d = d, .found = {.error = error, .energy = -8}, .seen = minimised});
    };
    add("net", net, -9);
    add("net_at_start", start, -1);
    add("polynomial", 0.1, -9);
    add("few_points", few, seen);
    add("galerkin", 0.1, -9);
  }
  return evidence;
}

Verdict VerdictOn(const std::string& id, const Evidence& evidence) { return Judge(Checks(), id, evidence).verdict(); }

TEST(DeepRitzClaimTest, ErrorsAreHeldAgainstTheExactSolution) {
  EXPECT_EQ(VerdictOn("pde_ritz", Planted(0.01, 1, 1, -20)), Verdict::kConfirmed);
  EXPECT_EQ(VerdictOn("pde_ritz", Planted(0.06, 1, 1, -20)), Verdict::kContradicted);
  EXPECT_EQ(VerdictOn("pde_ritz", Planted(0.01, 0.02, 1, -20)), Verdict::kInconclusive);
  Evidence some = Planted(0.01, 1, 1, -20);
  some.rows[0].found.error = 0.2;
  EXPECT_EQ(VerdictOn("pde_ritz", some), Verdict::kConfirmedInPart);
}

TEST(DeepRitzClaimTest, EnergiesOnSeenPoints) {
  EXPECT_EQ(VerdictOn("pde_ritz_seen_points", Planted(0.01, 1, 1, -20)), Verdict::kConfirmed);
  EXPECT_EQ(VerdictOn("pde_ritz_seen_points", Planted(0.01, 1, 1, -9.1)), Verdict::kContradicted);
  EXPECT_EQ(VerdictOn("pde_ritz_seen_points", Planted(0.01, 1, 0.02, -20)), Verdict::kContradicted);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::deep_ritz
