// The example of README.md, compiled and run; and README.md shows this very text.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "pde/barron_norm.h"
#include "pde/descent_rates.h"
#include "pde/energy.h"
#include "pde/lattice_torus.h"
#include "pde/preconditioned_descent.h"
#include "pde/ridge_lattice.h"

namespace hadamard_ntk::pde {
namespace {

TEST(ReadmeExampleTest, RunsAndConverges) {
  // -Laplace u + u + sin(u)/2 = f in 50 dimensions, f = 153 cos(w_1.x) + 102 cos(w_2.x).
  std::vector<Frequency> ridges(2, Frequency(50, 1));
  for (std::size_t i = 1; i < 50; i += 2) ridges[1][i] = -1;
  const LatticeTorus torus(Semilinear<SineNonlinearity>(/*mass=*/1, /*strength=*/.5), GramOf(ridges), {3, 2});

  // Descent preconditioned by (I - Laplace)^{-1}: it refuses eta >= 2/Lambda' and knows its rate.
  const Descent run = Descend(torus, Eigen::VectorXd::Zero(torus.lattice().size()), {.eta = .5, .max_steps = 50});
  const double rate =
      TorusFactor(.5, torus.density().GradientCurvature(), torus.density().PotentialCurvature(run.values));
  const double norm = torus.lattice().BarronNorm(run.u);  // sum (1 + |w|) |u^(w)|, in all 50 dimensions

  EXPECT_EQ(rate, .6875);
  EXPECT_LE(std::abs(norm - 40.44947521772), 1e-9);  // errors halve in each of 50 steps
  EXPECT_LT(run.energies[2] - run.energies[50], rate * (run.energies[1] - run.energies[50]));
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

TEST(ReadmeExampleTest, ReadmeShowsTheExample) {
  const std::string readme = Contents("pde/README.md"), test = Contents("pde/readme_example_test.cc");
  const std::size_t begin = readme.find("```cpp\n"), end = readme.find("\n```\n", begin);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::string example = readme.substr(begin + 7, end - begin - 7);
  ASSERT_GT(example.size(), 500u);
  EXPECT_NE(test.find(example), std::string::npos);
}

}  // namespace
}  // namespace hadamard_ntk::pde
