#include "linalg/normal_equations.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/task_arena.h>

#include <Eigen/Cholesky>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::linalg {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

struct Data {
  Eigen::MatrixXd f, y;

  NormalEquations::Fill From(Eigen::Index begin) const {
    return [this, begin](Eigen::Index i, double* features, double* targets) {
      for (Eigen::Index j = 0; j < f.cols(); ++j) features[j] = f(begin + i, j);
      for (Eigen::Index c = 0; c < y.cols(); ++c) targets[c] = y(begin + i, c);
    };
  }
};

Data Random(Eigen::Index n, Eigen::Index features, Eigen::Index outputs) {
  std::srand(1);  // Eigen's Random
  return {Eigen::MatrixXd::Random(n, features), Eigen::MatrixXd::Random(n, outputs)};
}

// Conditioned: sums of n products of numbers up to 1; the solution by the condition of A + ridge I, below 100 here.
TEST(NormalEquationsTest, NestedSamplesGiveTheSolutionsOfEachSet) {
  for (const Eigen::Index features : {1, 31, 32, 33, 300}) {
    const Data data = Random(1100, features, 2);
    NormalEquations equations(features, 2);
    Eigen::Index done = 0;
    for (const Eigen::Index n : {7, 256, 1100}) {
      equations.Add(n - done, data.From(done));
      done = n;
      ASSERT_EQ(equations.samples(), n);
      const Eigen::MatrixXd f = data.f.topRows(n), a = f.transpose() * f, b = f.transpose() * data.y.topRows(n);
      const double unit = static_cast<double>(n) * kEps, size = static_cast<double>(n);
      EXPECT_LE((equations.Gram() - a).cwiseAbs().maxCoeff(), unit * size);
      EXPECT_LE((equations.Moments() - b).cwiseAbs().maxCoeff(), unit * size);
      EXPECT_GT((1.0001 * equations.Gram() - a).cwiseAbs().maxCoeff(), unit * size);  // control
      const Eigen::MatrixXd ridged = a + 40 * Eigen::MatrixXd::Identity(features, features), w = ridged.llt().solve(b);
      EXPECT_LE((equations.Solve(40) - w).norm(), 100 * unit * w.norm());
      EXPECT_GT((equations.Solve(40.001) - w).norm(), 100 * unit * w.norm());  // control
    }
  }
}

TEST(NormalEquationsTest, SameBitsForAnyThreadCount) {
  const Data data = Random(600, 150, 1);
  const auto solve = [&](int threads) {
    Eigen::MatrixXd w;
    oneapi::tbb::task_arena(threads).execute([&] {
      NormalEquations equations(150);
      equations.Add(600, data.From(0));
      w = equations.Solve(1);
    });
    return w;
  };
  EXPECT_EQ(solve(1), solve(4));
}

TEST(NormalEquationsTest, RejectsBadArguments) {
  EXPECT_THROW(NormalEquations(0), std::invalid_argument);
  EXPECT_THROW(NormalEquations(3, 0), std::invalid_argument);
  NormalEquations equations(3);
  EXPECT_THROW(equations.Solve(-1), std::invalid_argument);
  EXPECT_THROW(equations.Solve(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "pivot 0 is not",
                      MessageOf<std::domain_error>([&] { equations.Solve(0); }));  // A = 0
}

}  // namespace
}  // namespace hadamard_ntk::linalg
