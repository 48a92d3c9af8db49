#include "models/analogy_net.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/analogy_encoder.h"
#include "models/first_order_check_testing.h"
#include "models/layers.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

constexpr Index kPixels = 6 * 6;

// Biases at 1: few units are inactive.
AnalogyNetOptions WithEncoder(bool context) {
  const ConvolutionLayer convolution{.outputs = 2, .kernel = 4, .stride = 2, .padding = 1, .start = {.bias = 1}};
  return {.encoder = LayerNetOptions{.input = {6, 6, 1},
                                     .layers = {{convolution},
                                                {DenseLayer{.outputs = 4, .start = {.bias = 1}}},
                                                {DenseLayer{.outputs = 2, .relu = false}}}},
          .cells = 3,
          .context = context};
}

// Two problems, each with its own seven images; A, B and C are among the candidates.
const std::vector<AnalogyProblem> kProblems = {{{0, 1, 2}, {3, 0, 1, 2, 4, 5, 6}},
                                               {{9, 8, 11}, {10, 7, 8, 9, 11, 12, 13}}};

// v of a loss sum v f, with weights of its own for each problem and candidate.
Matrix<double> Weights() {
  return Matrix<double>::NullaryExpr(2, kCandidates, [](Index i, Index k) { return std::sin(3.0 * i + k + 1); });
}

template <class T>
Vector<T> GradientOf(const AnalogyNet<T>& net, const Matrix<T>& x, const std::vector<AnalogyProblem>& problems) {
  Vector<T> gradient(net.parameters().size());
  typename AnalogyNet<T>::Workspace workspace;
  net.LossGradient(
      x, problems, [](const Matrix<T>&, Matrix<T>& v) { v = Weights().template cast<T>(); }, gradient, workspace);
  return gradient;
}

double Value(const AnalogyNet<double>& net, const Matrix<double>& x, const std::vector<AnalogyProblem>& problems) {
  AnalogyNet<double>::Workspace workspace;
  return net.Score(net.Encode(x, workspace), problems, workspace).cwiseProduct(Weights()).sum();
}

TEST(AnalogyNetTest, CountsOfParameters) {
  AnalogyNetOptions options{.encoder = AnalogyEncoder{}.Layers()};
  EXPECT_EQ(AnalogyNet<float>(options, 1).parameters().size(), 706944 + 512 + 529408 + 257);
  options.context = false;
  EXPECT_EQ(AnalogyNet<float>(options, 1).parameters().size(), 706944 + 529408 + 257);
}

TEST(AnalogyNetTest, GradientsAgainstDifferences) {
  const Matrix<double> x = Matrix<double>::Random(14, kPixels);
  for (const bool context : {true, false}) {
    AnalogyNet<double> net(WithEncoder(context), 3);
    net.parameters().values().array() += 0.05;  // biases that matter
    const Vector<double> gradient = GradientOf(net, x, kProblems);
    AnalogyNet<double>::Workspace workspace;
    const Matrix<double> f = net.Score(net.Encode(x, workspace), kProblems, workspace);
    const double size = f.cwiseProduct(Weights()).cwiseAbs().sum() + Weights().cwiseAbs().sum();
    const auto value = [&](Index entry, double shift) {
      AnalogyNet<double> moved = net;
      moved.parameters().values()[entry] += shift;
      return Value(moved, x, kProblems);
    };
    const FirstOrderCheck check = CompareSlopes(value, size, gradient);
    EXPECT_LE(check.worst, 1);
    EXPECT_GE(check.compared, gradient.size() * 9 / 10);
    EXPECT_GT(CompareSlopes(value, size, 1.001 * gradient).worst, 1);
    for (const Segment& segment : net.parameters().segments()) {
      if (context && segment.name == "b3") {  // context normalisation takes a constant away
        EXPECT_LE(gradient.segment(segment.offset, segment.size()).cwiseAbs().maxCoeff(),
                  1024 * kEps * gradient.cwiseAbs().maxCoeff());
        continue;
      }
      Vector<double> planted = gradient;
      planted.segment(segment.offset, segment.size()) *= -1;
      EXPECT_GT(CompareSlopes(value, size, planted).worst, 1) << segment.name;
    }
  }
}

// An image that is shown by two terms is encoded once: as if it were two images. Conditioned: two orders of sums.
TEST(AnalogyNetTest, SevenImagesAreAsGoodAsTenTerms) {
  const AnalogyNet<double> net(WithEncoder(true), 3);
  const Matrix<double> x = Matrix<double>::Random(14, kPixels);
  Matrix<double> terms(20, x.cols());
  std::vector<AnalogyProblem> of_terms(2);
  Index row = 0;
  for (std::size_t p = 0; p < 2; ++p) {
    for (std::size_t i = 0; i < 3; ++i) terms.row(row) = x.row(kProblems[p].given[i]), of_terms[p].given[i] = row++;
    for (std::size_t k = 0; k < 7; ++k) {
      terms.row(row) = x.row(kProblems[p].candidates[k]), of_terms[p].candidates[k] = row++;
    }
  }
  const Vector<double> once = GradientOf(net, x, kProblems), each = GradientOf(net, terms, of_terms);
  EXPECT_LE((once - each).cwiseAbs().maxCoeff(), 1024 * kEps * once.cwiseAbs().maxCoeff());
  of_terms[0].given[0] = of_terms[0].given[1];
  EXPECT_GT((once - GradientOf(net, terms, of_terms)).cwiseAbs().maxCoeff(), 1e-6 * once.cwiseAbs().maxCoeff());
}

// Scores do not see the order of the candidates (counted: the products' tiles do).
TEST(AnalogyNetTest, TheOrderOfCandidatesCarriesNoInformation) {
  const AnalogyNet<double> net({.latent = 5, .cells = 16}, 2);
  const Matrix<double> z = Matrix<double>::Random(5, 14);
  AnalogyNet<double>::Workspace workspace;
  const Matrix<double> f = net.Score(z, kProblems, workspace);
  std::vector<AnalogyProblem> reversed = kProblems;
  for (AnalogyProblem& problem : reversed) std::reverse(problem.candidates.begin(), problem.candidates.end());
  const Matrix<double> other = net.Score(z, reversed, workspace).rowwise().reverse();
  EXPECT_LE((f - other).cwiseAbs().maxCoeff(), 64 * kEps * f.cwiseAbs().maxCoeff());
  EXPECT_GT((f.col(0) - f.col(1)).cwiseAbs().maxCoeff(), 1e-3);
}

// Latents p z + q: the same scores, but for the 1e-8, with context normalisation, and others without.
TEST(AnalogyNetTest, AffineMapsOfLatentsDoNotMatter) {
  const Matrix<double> z = Matrix<double>::Random(5, 14), mapped = 6 * z.array() + 2;
  for (const bool context : {true, false}) {
    const AnalogyNet<double> net({.latent = 5, .cells = 16, .context = context}, 2);
    AnalogyNet<double>::Workspace workspace;
    const double change =
        (net.Score(z, kProblems, workspace) - net.Score(mapped, kProblems, workspace)).cwiseAbs().maxCoeff();
    if (context) {
      EXPECT_LE(change, 1e-5);  // 1e-8 over the least of some variances of about 1/3
    } else {
      EXPECT_GT(change, 1e-2);
    }
  }
}

TEST(AnalogyNetTest, SameBitsForAnyNumberOfThreads) {
  const AnalogyNet<float> net(WithEncoder(true), 3);
  const Matrix<float> x = Matrix<float>::Random(14, kPixels);
  ExpectSameBitsForAnyThreadCount([&] { return GradientOf(net, x, kProblems); });
}

TEST(AnalogyNetTest, RefusesImagesThatAreNotThere) {
  const AnalogyNet<double> net({.latent = 5}, 2);
  AnalogyNet<double>::Workspace workspace;
  EXPECT_EQ(MessageOf<std::invalid_argument>([&] { net.Score(Matrix<double>::Ones(5, 13), kProblems, workspace); }),
            "AnalogyNet: there is no image 13 among 13");
  EXPECT_EQ(MessageOf<std::invalid_argument>([&] { net.Score(Matrix<double>::Ones(4, 14), kProblems, workspace); }),
            "AnalogyNet: Z must be 5 x n, got 4 x 14");
}

}  // namespace
}  // namespace hadamard_ntk::models
