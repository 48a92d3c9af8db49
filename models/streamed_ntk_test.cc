#include "models/streamed_ntk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/ccp_net.h"
#include "models/empirical_ntk.h"
#include "models/limit_check_testing.h"
#include "models/polynomial_net.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

using Widths = std::vector<Index>;

// Widths within and beyond a panel (256) and a block (8192) of units.  Conditioned: 64 eps of the largest entry.
template <class Net, class Options>
void ExpectTheStoredNet(Options options) {
  const Matrix<double> x = LimitInputs();
  const Widths widths = {1, 3, 255, 256, 1000, 9000, 20000};
  const std::vector<StreamedNtk> streamed = StreamNtk(options, 7, x, widths);
  ASSERT_EQ(streamed.size(), widths.size());
  for (std::size_t w = 0; w < widths.size(); ++w) {
    options.width = widths[w];
    EXPECT_EQ(streamed[w].width, widths[w]);
    const std::vector<Matrix<double>> parts = EmpiricalNtkParts(Net(options, 7), x, x);
    ASSERT_EQ(streamed[w].parts.size(), parts.size());
    Matrix<double> sum = Matrix<double>::Zero(4, 4);
    for (std::size_t s = 0; s < parts.size(); ++s) {
      const double size = parts[s].cwiseAbs().maxCoeff();
      EXPECT_LE((streamed[w].parts[s] - parts[s]).cwiseAbs().maxCoeff(),
                64 * std::numeric_limits<double>::epsilon() * size)
          << widths[w] << " " << s;
      EXPECT_TRUE(size > 0 || widths[w] < 255);
      sum += streamed[w].parts[s];
    }
    EXPECT_EQ(streamed[w].ntk(), sum);
    // Control: another seed is another net.
    if (widths[w] >= 255) {
      EXPECT_NE(StreamNtk(options, 8, x, Widths{widths[w]})[0].parts.at(1), streamed[w].parts[1]);
    }
  }
}

TEST(StreamedNtkTest, IsThatOfTheStoredNet) {
  ExpectTheStoredNet<PolynomialNet<double>>(PolynomialNetOptions{.inputs = 3, .degree = 1});
  ExpectTheStoredNet<PolynomialNet<double>>(PolynomialNetOptions{.inputs = 3, .degree = 4, .input_bias = 0.3});
  ExpectTheStoredNet<PolynomialNet<double>>(
      PolynomialNetOptions{.inputs = 3, .degree = 2, .activation = Activation::kIdentity});
  ExpectTheStoredNet<PolynomialNet<double>>(
      PolynomialNetOptions{.inputs = 3, .degree = 3, .normalization = Normalization::kRawActivationOverWidth});
  ExpectTheStoredNet<CcpNet<double>>(CcpNetOptions{.inputs = 3, .degree = 3, .output_bias_std = 0.6});
}

// K = 2 (v^N + N v^{N-1} e) at width 2^18: a sum over units, so the standard error comes from draws of width 2^10,
// divided by 16.
TEST(StreamedNtkTest, WideNetsAreNearTheLimit) {
  const PolynomialNetOptions options{.inputs = 3, .degree = 3};
  const Matrix<double> x = LimitInputs();
  const Matrix<double> wide = StreamNtk(options, 1, x, Widths{1 << 18})[0].ntk();
  Matrix<double> squares = Matrix<double>::Zero(4, 4), expected(4, 4);
  for (Index i = 0; i < 4; ++i) {
    for (Index j = 0; j < 4; ++j) {
      const double c = x.row(i).dot(x.row(j));
      const ReluMoments relu = MomentsOfRelu(x.row(i).squaredNorm(), x.row(j).squaredNorm(), c);
      expected(i, j) = 2 * (std::pow(relu.product, 3) + 3 * std::pow(relu.product, 2) * c * relu.slopes);
    }
  }
  constexpr int kDraws = 200;
  for (int seed = 2; seed < 2 + kDraws; ++seed) {
    squares += (StreamNtk(options, seed, x, Widths{1 << 10})[0].ntk() - expected).cwiseAbs2();
  }
  const auto deviation = [&](double factor) {
    double worst = 0;
    for (Index i = 0; i < 16; ++i) {
      const double standard_error = std::sqrt(squares.data()[i] / kDraws) / 16;
      worst = std::max(worst, std::abs(wide.data()[i] - factor * expected.data()[i]) / standard_error);
    }
    return worst;
  };
  EXPECT_LE(deviation(1), 5.0);    // statistical
  EXPECT_GT(deviation(1.2), 5.0);  // control
}

TEST(StreamedNtkTest, SameBitsForAnyThreadCount) {
  const PolynomialNetOptions options{.inputs = 3, .degree = 2};
  const Matrix<double> x = LimitInputs();
  ExpectSameBitsForAnyThreadCount([&] { return StreamNtk(options, 3, x, Widths{5000, 300'000})[1].ntk(); });
}

template <class Options>
std::string ErrorOf(const Options& options, const Matrix<double>& x, const Widths& widths) {
  return MessageOf([&] { StreamNtk(options, 1, x, widths); });
}

TEST(StreamedNtkTest, RejectsBadArguments) {
  const PolynomialNetOptions options{.inputs = 3};
  Matrix<double> x = LimitInputs();
  EXPECT_EQ(ErrorOf(options, x, {}), "StreamNtk: number of widths must be at least 1, got 0");
  EXPECT_EQ(ErrorOf(options, x, {0, 5}), "StreamNtk: width must be at least 1, got 0");
  EXPECT_EQ(ErrorOf(options, x, {8, 8}), "StreamNtk: width must be at least 9, got 8");
  EXPECT_EQ(ErrorOf(options, x.leftCols(2), {8}), "StreamNtk: X must be n x 3, got 4 x 2");
  EXPECT_EQ(ErrorOf(PolynomialNetOptions{.inputs = 3, .outputs = 2}, x, {8}), "StreamNtk: outputs must be 1, got 2");
  EXPECT_EQ(ErrorOf(PolynomialNetOptions{.inputs = 3, .degree = 0}, x, {8}),
            "HadamardNet: degree must be at least 1, got 0");
  EXPECT_EQ(ErrorOf(CcpNetOptions{.inputs = 3, .normalization = Normalization::kRawActivationOverWidth}, x, {8}),
            "CcpNet: normalization must be kUnit or kRawActivation, got kRawActivationOverWidth");
  x(2, 0) = std::nan("");
  EXPECT_EQ(ErrorOf(options, x, {8}), "StreamNtk: entries must be finite, got X(2, 0) = nan");
}

}  // namespace
}  // namespace hadamard_ntk::models
