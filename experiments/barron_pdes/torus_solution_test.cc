#include "experiments/barron_pdes/torus_solution.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <stdexcept>

namespace hadamard_ntk::experiments::barron_pdes {
namespace {

// The equation at points anywhere in d dimensions: -Laplace u + V'(u) = f; conditioned, |w|^2
// times 1e-15 for each coefficient.  Not that of another solution.
TEST(TorusSolutionTest, SolvesTheEquation) {
  for (const Data data : {Data::kSparse, Data::kDense}) {
    const TorusSolution torus = SolveTorus(5, data);
    const Eigen::MatrixXd x = 4 * Eigen::MatrixXd::Random(20, 5);
    const auto residual = [&](const pde::CosineSum& u) {
      pde::CosineSum laplace = u;
      laplace.amplitudes.array() *= u.frequencies.rowwise().squaredNorm().array();
      const Eigen::VectorXd values = u.At(x);
      const Eigen::VectorXd potential = values.unaryExpr([](double y) { return TorusDensity().Potential(y).first; });
      return (laplace.At(x) + potential - torus.force.At(x)).cwiseAbs().maxCoeff();
    };
    EXPECT_LE(residual(torus.solution), 1e-15 * torus.solution.frequencies.squaredNorm());
    pde::CosineSum wrong = torus.solution;
    wrong.amplitudes[2] *= 1.001;
    EXPECT_GT(residual(wrong), 1e-6);
  }
}

// Golden values, computed at two resolutions by another program: 14 digits of E* and 12 of the norm are printed.
TEST(TorusSolutionTest, GoldenValues) {
  const TorusSolution sparse = SolveTorus(7, Data::kSparse), dense = SolveTorus(50, Data::kDense);
  EXPECT_NEAR(sparse.energy, -9.22784036480424, 1e-13 * 10);
  EXPECT_NEAR(sparse.solution.BarronNorm(), 12.59761660457, 1e-12 * 13);
  EXPECT_NEAR(dense.energy, -165.22123081327203, 1e-13 * 200);
  EXPECT_NEAR(dense.solution.BarronNorm(), 40.44947521772, 1e-12 * 41);
}

TEST(TorusSolutionTest, Refuses) { EXPECT_THROW(SolveTorus(1, Data::kDense), std::invalid_argument); }

}  // namespace
}  // namespace hadamard_ntk::experiments::barron_pdes
