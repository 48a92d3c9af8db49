#include "spectral/learning_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "spectral/learning_curve_extrema.h"

namespace hadamard_ntk::spectral {
namespace {

// Of the trace 1, degrees 0 and 1 on S^2 hold 1/2 + 3 mu.
MercerSpectrum SpectrumOf(double mu) { return MercerSpectrum(2, 1, {{0, 0.5, 1e-16}, {1, mu, 1e-16}}); }

TEST(LearningTableTest, ColumnsAreWhatTheirNamesSay) {
  const MercerSpectrum spectrum = SpectrumOf(1.0 / 6);
  const LearningProblem problem = LearningProblem::Of(spectrum, {0, 1}, 0.1, 0.2);
  const std::vector<double> n = {1, 3.5};
  const Eigen::MatrixXd table = LearningTable(problem, spectrum, n);
  ASSERT_EQ(table.rows(), 2);
  for (int i = 0; i < 2; ++i) {
    const LearningPoint at = problem.Predict(n[i]);
    const OptimalRidge best = FindOptimalRidge(problem, n[i]);
    const auto column = [&](const std::string& name) {
      for (std::size_t j = 0; j < kLearningColumns.size(); ++j) {
        if (kLearningColumns[j] == name) return table(i, static_cast<Eigen::Index>(j));
      }
      return -1.0;
    };
    EXPECT_EQ(column("n"), n[i]);
    EXPECT_EQ(column("kappa"), at.kappa);
    EXPECT_EQ(column("effective_dimension"), at.effective_dimension);
    EXPECT_EQ(column("overfitting"), at.overfitting);
    EXPECT_EQ(column("excess_error"), at.excess_error);
    EXPECT_EQ(column("test_error"), at.test_error);
    EXPECT_EQ(column("train_error"), at.train_error);
    EXPECT_EQ(column("tail_error"), TailError(problem, spectrum, at));
    EXPECT_EQ(column("best_ridge"), best.ridge);
    EXPECT_EQ(column("best_test_error"), best.test_error);
  }
  EXPECT_NE(table.row(0), table.row(1));
}

TEST(LearningTableTest, ATailThatMattersIsRefused) {
  const MercerSpectrum spectrum = SpectrumOf(0.125);
  const LearningProblem problem = LearningProblem::Of(spectrum, {0, 1}, 0, 0);
  const std::vector<double> n = {1, 500};
  const std::string message = MessageOf<KMaxTooSmall>([&] { LearningTable(problem, spectrum, n); });
  EXPECT_EQ(message.find("is too small for n = 500: the degrees above it hold 0.125 of the trace, and what the"), 0u)
      << message;
}

}  // namespace
}  // namespace hadamard_ntk::spectral
