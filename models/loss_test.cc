#include "models/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::models {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Loss kLosses[] = {Loss::kHalfSquares,  Loss::kMeanHalfSquares,  Loss::kMeanSquares,
                            Loss::kCrossEntropy, Loss::kMeanCrossEntropy, Loss::kMeanLogistic};

bool IsCrossEntropy(Loss loss) { return loss == Loss::kCrossEntropy || loss == Loss::kMeanCrossEntropy; }

TEST(LossTest, ValuesAndGradientsByHand) {
  Matrix<double> f(2, 2), y(2, 2), v, e(2, 2);
  f << 1, 2, 3, 5;
  y << 0, 4, 3, 1;
  e << 1, -2, 0, 4;
  EXPECT_EQ(EvaluateLoss(Loss::kHalfSquares, f, y, &v), 10.5);
  EXPECT_EQ(v, e);
  EXPECT_EQ(EvaluateLoss(Loss::kMeanHalfSquares, f, y, &v), 5.25);
  EXPECT_EQ(v, e / 2);
  EXPECT_EQ(EvaluateLoss(Loss::kMeanSquares, f, y, &v), 5.25);
  EXPECT_EQ(v, e / 2);
  EXPECT_EQ(EvaluateLoss<double>(Loss::kMeanSquares, f.leftCols(1), y.leftCols(1), &v), 0.5);
  EXPECT_EQ(v, e.leftCols(1));

  // Odds 1 : 3 and 1 : 1: p = (1/4, 3/4), (1/2, 1/2).
  f << 0, std::log(3), 7, 7;
  y << 1, 0, 0.25, 0.75;
  const double sum = std::log(4) + std::log(2);
  EXPECT_NEAR(EvaluateLoss(Loss::kCrossEntropy, f, y, &v), sum, 8 * kEps);  // exp, log and sums of numbers < 2.1
  e << -0.75, 0.75, 0.25, -0.25;
  EXPECT_LE((v - e).cwiseAbs().maxCoeff(), 8 * kEps);  // exp and a quotient of numbers <= 1
  EXPECT_NEAR(EvaluateLoss(Loss::kMeanCrossEntropy, f, y, &v), sum / 2, 8 * kEps);  // as above
  EXPECT_LE((v - e / 2).cwiseAbs().maxCoeff(), 8 * kEps);
}

Matrix<double> Outputs() {
  Matrix<double> f(7, 4);
  for (Index i = 0; i < f.size(); ++i) f.data()[i] = 3 * std::sin(1.7 * static_cast<double>(i * i) + 0.3);
  return f;
}

Matrix<double> Targets(Loss loss) {
  Matrix<double> y(7, 4);
  for (Index i = 0; i < y.size(); ++i) y.data()[i] = 1 + std::cos(static_cast<double>(3 * i));
  if (loss == Loss::kMeanLogistic) y /= 2;
  if (IsCrossEntropy(loss)) y = y.array().colwise() / y.rowwise().sum().array().eval();
  return y;
}

// The largest |central difference - v|, over its tolerance.
double WorstDifference(Loss loss, const Matrix<double>& v) {
  const Matrix<double> y = Targets(loss);
  double worst = 0;
  for (Index i = 0; i < v.size(); ++i) {
    const double h = 0x1p-17;
    Matrix<double> up = Outputs(), down = up;
    up.data()[i] += h;
    down.data()[i] -= h;
    const double value = EvaluateLoss<double>(loss, up, y, nullptr);
    const double difference = (value - EvaluateLoss<double>(loss, down, y, nullptr)) / (2 * h);
    // Conditioned: a value's n o eps over h, and h^2 / 6 times a third derivative, at most 1 in all six losses.
    const double tolerance = 28 * kEps * value / h + h * h / 6 + 8 * kEps;
    worst = std::max(worst, std::abs(difference - v.data()[i]) / tolerance);
  }
  return worst;
}

TEST(LossTest, GradientsMatchCentralDifferences) {
  for (const Loss loss : kLosses) {
    Matrix<double> v;
    EvaluateLoss<double>(loss, Outputs(), Targets(loss), &v);
    ASSERT_GT(v.cwiseAbs().minCoeff(), 1e-6) << Describe(loss);  // no entry passes for being 0
    EXPECT_LE(WorstDifference(loss, v), 1) << Describe(loss);
    for (Index i = 0; i < v.size(); ++i) {
      Matrix<double> planted = v;
      planted.data()[i] = -planted.data()[i];
      EXPECT_GT(WorstDifference(loss, planted), 1) << Describe(loss) << ": a wrong sign at entry " << i;
    }
  }
}

TEST(LossTest, CrossEntropyIsTheDefinition) {
  // - sum y log(exp f / sum exp f), unshifted and in long double.
  const Matrix<double> f = Outputs(), y = Targets(Loss::kCrossEntropy);
  long double sum = 0;
  for (Index i = 0; i < f.rows(); ++i) {
    long double partition = 0;
    for (Index o = 0; o < f.cols(); ++o) partition += std::exp(static_cast<long double>(f(i, o)));
    for (Index o = 0; o < f.cols(); ++o)
      sum -= y(i, o) * std::log(std::exp(static_cast<long double>(f(i, o))) / partition);
  }
  // n o eps of the sum of absolute terms, which are not negative here.
  EXPECT_NEAR(EvaluateLoss<double>(Loss::kCrossEntropy, f, y, nullptr), static_cast<double>(sum),
              28 * kEps * static_cast<double>(sum));
}

// The largest |v - reference| over the error of the header; `planted` is added to the reference.
template <class T>
double WorstGradientError(Loss loss, double planted = 0) {
  using Real = long double;
  const Matrix<T> f = Outputs().cast<T>(), y = Targets(loss).cast<T>();
  Matrix<T> v;
  EvaluateLoss<T>(loss, f, y, &v);
  const bool logistic = loss == Loss::kMeanLogistic, squares = !logistic && !IsCrossEntropy(loss);
  const Real weight = loss == Loss::kMeanSquares ? Real(2) / 28
                      : logistic                 ? Real(1) / 28
                      : IsMean(loss)             ? Real(1) / 7
                                                 : Real(1);
  double worst = 0;
  for (Index i = 0; i < 7; ++i) {
    const Real partition = f.row(i).template cast<Real>().array().exp().sum();
    for (Index o = 0; o < 4; ++o) {
      const Real at = f(i, o), target = y(i, o);
      const Real prediction = squares ? at : std::exp(at) / (logistic ? 1 + std::exp(at) : partition);
      const Real expected = weight * (prediction - target) + planted;
      const Real eps = std::numeric_limits<T>::epsilon(), size = std::abs(expected);
      const Real bound = squares ? 3 * eps * size : (logistic ? 8 : 2 * 4 + 8) * Real(kEps) + eps * size;
      worst = std::max(worst, static_cast<double>(std::abs(v(i, o) - expected) / bound));
    }
  }
  return worst;
}

TEST(LossTest, GradientsHaveTheErrorOfTheHeader) {
  for (const Loss loss : kLosses) {
    EXPECT_LE(WorstGradientError<double>(loss), 1) << Describe(loss);
    EXPECT_LE(WorstGradientError<float>(loss), 1) << Describe(loss);
    EXPECT_GT(WorstGradientError<double>(loss, 1e-14), 1) << Describe(loss);
    EXPECT_GT(WorstGradientError<float>(loss, 1e-6), 1) << Describe(loss);
  }
}

TEST(LossTest, CrossEntropyOfLargeOutputs) {
  Matrix<float> f(2, 3), y(2, 3), v;
  f << 1e30f, 0, -1e30f, 1000, 999, -1e38f;
  y << 0, 1, 0, 1, 0, 0;
  const double expected = static_cast<double>(1e30f) + std::log1p(std::exp(-1.0));
  EXPECT_NEAR(EvaluateLoss(Loss::kCrossEntropy, f, y, &v), expected, 4 * kEps * expected);  // two sums, exp, log
  EXPECT_TRUE(v.allFinite());
  EXPECT_EQ(v(0, 0), 1);
  EXPECT_EQ(v(0, 1), -1);
  // p = 1 / (1 + e), whose terms stay exact in double, rounded to float.
  EXPECT_NEAR(v(1, 1), 1 / (1 + std::exp(1.0)), std::numeric_limits<float>::epsilon());
}

TEST(LossTest, LogisticOfLargeOutputs) {
  Matrix<float> f(2, 2), y(2, 2), v;
  f << 1e38f, -1e38f, 40, -40;
  y << 1, 0, 1, 1;
  const double expected = 2 * std::log1p(std::exp(-40.0)) + 40;
  EXPECT_NEAR(EvaluateLoss(Loss::kMeanLogistic, f, y, &v), expected / 4, 4 * kEps * expected);  // two sums, exp, log
  EXPECT_EQ(v(0, 0), 0);
  EXPECT_EQ(v(0, 1), 0);
  // q - 1 = -1 / (1 + e^40), which 1 - q in float would make 0.
  EXPECT_NEAR(v(1, 0), -std::exp(-40.0) / 4, std::numeric_limits<float>::epsilon() * std::exp(-40.0));
  EXPECT_EQ(v(1, 1), -0.25f);
}

TEST(LossTest, OutputsThatAreNotFiniteShow) {
  for (const Loss loss : kLosses) {
    for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
      Matrix<double> f = Outputs(), y = IsCrossEntropy(loss) ? OneHot<double>({0, 0, 0, 0, 0, 0, 0}, 4) : Targets(loss);
      f(3, 2) = bad;
      EXPECT_FALSE(std::isfinite(EvaluateLoss<double>(loss, f, y, nullptr))) << Describe(loss) << " " << bad;
    }
  }
}

TEST(LossTest, MeansAreMeans) {
  EXPECT_FALSE(IsMean(Loss::kHalfSquares) || IsMean(Loss::kCrossEntropy));
  for (const Loss loss : kLosses) {
    // The samples twice: a mean stays, a sum doubles; 56 roundings each.
    const Matrix<double> f = Outputs(), y = Targets(loss), ff = f.replicate(2, 1), yy = y.replicate(2, 1);
    const double once = EvaluateLoss<double>(loss, f, y, nullptr), twice = EvaluateLoss<double>(loss, ff, yy, nullptr);
    EXPECT_NEAR(twice, (IsMean(loss) ? 1 : 2) * once, 2 * 56 * kEps * once) << Describe(loss);
  }
}

TEST(LossTest, RefusesBadArguments) {
  const Matrix<double> f = Outputs();
  EXPECT_EQ(MessageOf([&] { EvaluateLoss<double>(Loss::kHalfSquares, f, f.leftCols(3), nullptr); }),
            "EvaluateLoss: y must be 7 x 4, got 7 x 3");
  EXPECT_EQ(MessageOf([&] { EvaluateLoss<double>(Loss::kHalfSquares, f.topRows(0), f.topRows(0), nullptr); }),
            "EvaluateLoss: rows of f must be at least 1, got 0");
  for (const Loss loss : kLosses) EXPECT_EQ(MessageOf([&] { CheckTargets(loss, Targets(loss)); }), "no error");
  EXPECT_EQ(MessageOf([&] { CheckTargets(Loss::kCrossEntropy, Matrix<double>(Matrix<double>::Ones(3, 1))); }),
            "CheckTargets: classes of a cross entropy must be at least 2, got 1");
  const std::string rule = "CheckTargets: y of a cross entropy must be >= 0 and sum to 1 in every row, got row ";
  Matrix<double> y = Targets(Loss::kCrossEntropy).leftCols(2);
  y.row(0) << 0.5, 0.5;
  y.row(1) << 1.5, -0.5;
  EXPECT_EQ(MessageOf([&] { CheckTargets(Loss::kCrossEntropy, y); }), rule + "1:  1.5 -0.5");
  y.row(0) << 0.5, 0.25;
  EXPECT_EQ(MessageOf([&] { CheckTargets(Loss::kMeanCrossEntropy, y); }), rule + "0:  0.5 0.25");
  EXPECT_EQ(MessageOf([&] { CheckTargets(Loss::kMeanLogistic, Matrix<double>(y.cwiseAbs())); }),
            "CheckTargets: y of a logistic loss must be in [0, 1], got 1.5");
  EXPECT_EQ(MessageOf([&] { CheckTargets(Loss::kMeanLogistic, y); }),
            "CheckTargets: y of a logistic loss must be in [0, 1], got -0.5");
  y(4, 1) = std::nan("");
  EXPECT_EQ(MessageOf([&] { CheckTargets(Loss::kHalfSquares, y); }),
            "CheckTargets: entries must be finite, got y(4, 1) = nan");
}

TEST(OneHotTest, UnitVectors) {
  Matrix<float> expected(3, 3);
  expected << 0, 0, 1, 1, 0, 0, 0, 0, 1;
  EXPECT_EQ(OneHot<float>({2, 0, 2}, 3), expected);
  EXPECT_EQ(MessageOf([] { OneHot<float>({2, 3}, 3); }), "OneHot: labels must be in [0, 3), got labels[1] = 3");
  EXPECT_EQ(MessageOf([] { OneHot<float>({-1}, 3); }), "OneHot: labels must be in [0, 3), got labels[0] = -1");
}

}  // namespace
}  // namespace hadamard_ntk::models
