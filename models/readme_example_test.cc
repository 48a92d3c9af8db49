// The example of README.md, compiled and run; and README.md shows this very text.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

#include "models/empirical_ntk.h"
#include "models/polynomial_net.h"
#include "models/streamed_ntk.h"

namespace hadamard_ntk::models {
namespace {

TEST(ReadmeExampleTest, RunsAndLearns) {
  // 200 points on the circle, and a cubic polynomial net of 512 hidden units.
  Matrix<double> x(200, 2), y(200, 1);
  for (Index i = 0; i < 200; ++i) {
    const double angle = 2 * std::numbers::pi * i / 200;
    x.row(i) << std::cos(angle), std::sin(angle);
    y(i, 0) = std::cos(3 * angle);
  }
  PolynomialNet<double> net({.inputs = 2, .width = 512, .degree = 3}, /*seed=*/1);

  // Its empirical neural tangent kernel bounds the learning rate of gradient descent on 1/2 sum (f - y)^2.
  const double rate = 1 / EmpiricalNtk(net, x).norm();

  double loss = 0;
  Vector<double> gradient(net.parameters().size());
  PolynomialNet<double>::Workspace workspace;
  for (int step = 0; step < 200; ++step) {
    net.LossGradient(
        x,
        [&](const Matrix<double>& f, Matrix<double>& v) {
          v = f - y;
          loss = v.squaredNorm() / 2;
        },
        gradient, workspace);
    net.parameters().values() -= rate * gradient;
  }

  // The kernel of two inputs, for a net of a million hidden units that are never stored.
  const std::vector<Index> widths = {1'000'000};
  const Matrix<double> k = StreamNtk(PolynomialNetOptions{.inputs = 2, .degree = 3}, 1, x.topRows(2), widths)[0].ntk();

  EXPECT_LT(loss, y.squaredNorm() / 2 / 10);  // nine tenths of the labels' energy are learnt
  EXPECT_GT(loss, 0.0);
  // 5 standard errors at this width, as StreamedNtkTest finds them, are less than a tenth: K(x, x) = 2 (N + 1).
  EXPECT_NEAR(k(0, 0), 8, 8 / 10.0);
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

TEST(ReadmeExampleTest, ReadmeShowsTheExample) {
  const std::string readme = Contents("models/README.md"), test = Contents("models/readme_example_test.cc");
  const std::size_t begin = readme.find("```cpp\n"), end = readme.find("\n```\n", begin);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::string example = readme.substr(begin + 7, end - begin - 7);
  ASSERT_GT(example.size(), 500u);
  EXPECT_NE(test.find(example), std::string::npos);
}

}  // namespace
}  // namespace hadamard_ntk::models
