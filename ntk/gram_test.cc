#include "ntk/gram.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <Eigen/Core>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <random>
#include <string>

#include "linalg/streaming_copy.h"
#include "linalg/thrown_testing.h"
#include "ntk/ccp_net.h"
#include "ntk/fully_connected.h"
#include "ntk/polynomial_net.h"
#include "ntk/vector_correlation.h"

namespace hadamard_ntk::ntk {
namespace {

Eigen::MatrixXd RandomMatrix(int rows, int cols, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> gaussian;
  Eigen::MatrixXd m(rows, cols);
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < cols; ++j) m(i, j) = gaussian(generator);
  }
  return m;
}

template <class T>
std::vector<T> Row(const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>& m, int i) {
  std::vector<T> row(m.cols());
  for (int j = 0; j < m.cols(); ++j) row[j] = m(i, j);
  return row;
}

/// Entries against the kernel at the pair: the two inner products differ by n eps, and slopes are O(K).
template <class T, class K>
void CheckEntries(const K& kernel) {
  const int n = 12;
  const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> x = RandomMatrix(70, n, 1).cast<T>();
  const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> z = RandomMatrix(131, n, 2).cast<T>();
  const auto ntk = Gram(kernel, x, z), nngp = NngpGram(kernel, x, z);
  ASSERT_EQ(ntk.rows(), 70);
  ASSERT_EQ(ntk.cols(), 131);
  for (int i = 0; i < 70; ++i) {
    for (int j = 0; j < 131; ++j) {
      const VectorPair<T> pair = VectorCorrelation<T>(Row(x, i), Row(z, j));
      const Pair<T> expected = kernel(pair.norm_x, pair.norm_z, pair.correlation);
      const Pair<T> top = kernel(pair.norm_x, pair.norm_z, Correlation<T>::Equal());
      const T tolerance = 8 * n * std::numeric_limits<T>::epsilon() * top.ntk;
      ASSERT_NEAR(ntk(i, j), expected.ntk, tolerance);
      ASSERT_NEAR(nngp(i, j), expected.nngp, tolerance);
    }
  }
  EXPECT_GT((ntk - nngp).norm(), 0.1 * ntk.norm());
}

TEST(Gram, EntriesAreTheKernelAtPairsOfRows) {
  CheckEntries<double>(PolynomialNet(3));
  CheckEntries<float>(FullyConnected(3, 0.5));
}

TEST(Gram, OfOneMatrixIsExactlySymmetric) {
  const Eigen::MatrixXd x = RandomMatrix(150, 7, 3);
  const Eigen::MatrixXd gram = Gram(FullyConnected(3), x), nngp = NngpGram(FullyConnected(3), x);
  EXPECT_EQ(gram, gram.transpose());
  EXPECT_EQ(nngp, nngp.transpose());
  const Eigen::MatrixXd other = Gram(FullyConnected(3), x, x);
  const double eps = std::numeric_limits<double>::epsilon();
  EXPECT_LE((gram - other).cwiseAbs().maxCoeff(), 8 * 7 * eps * gram.cwiseAbs().maxCoeff());
  for (int i = 0; i < 150; ++i) EXPECT_NEAR(gram(i, i), 3 * x.row(i).squaredNorm(), 16 * eps * gram(i, i));
}

/// Results of megabytes are written another way than their parts here, to the same bits.
template <class T>
void CheckLargeResult() {
  const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> x = RandomMatrix(1501, 5, 30).cast<T>();
  const PolynomialNet kernel(3);
  const auto gram = Gram(kernel, x), other = Gram(kernel, x, x.topRows(1203));
  ASSERT_GE(other.size() * sizeof(T), linalg::kStreamingBytes);
  ASSERT_LT(150 * 1501 * sizeof(T), linalg::kStreamingBytes);
  EXPECT_EQ(gram, gram.transpose());
  for (int begin = 0; begin < x.rows(); begin += 150) {
    const auto some = x.middleRows(begin, std::min<int>(150, static_cast<int>(x.rows()) - begin));
    const auto part = Gram(kernel, some, x);
    for (int i = 0; i < some.rows(); ++i) {  // the upper triangle is the mirrored lower one, the diagonal more accurate
      ASSERT_EQ(gram.row(begin + i).head(begin + i), part.row(i).head(begin + i)) << begin + i;
    }
    EXPECT_EQ(other.middleRows(begin, some.rows()), Gram(kernel, some, x.topRows(1203))) << begin;
  }
}

TEST(Gram, LargeResultsAreThoseOfTheirParts) {
  CheckLargeResult<float>();
  CheckLargeResult<double>();
}

TEST(Gram, TakesAnyLayoutAndExpressions) {
  const Eigen::MatrixXd x = RandomMatrix(20, 6, 4);
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> row_major = x;
  const Eigen::MatrixXd gram = Gram(PolynomialNet(2), x);
  EXPECT_EQ(Gram(PolynomialNet(2), row_major), gram);
  EXPECT_EQ(Gram(PolynomialNet(2), 2 * x / 2), gram);
  EXPECT_EQ(Gram(PolynomialNet(2), x.topRows(5), x.bottomRows(3)).rows(), 5);
  EXPECT_EQ(Gram(PolynomialNet(2), Eigen::MatrixXd(0, 6), x).rows(), 0);
}

/// Into blocks of a matrix of the caller's: the same bits in the same memory, and nothing around them.
template <class T>
void CheckInto(int n, int m) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  const Matrix x = RandomMatrix(n, 5, 31).cast<T>(), z = RandomMatrix(m, 5, 32).cast<T>();
  const PolynomialNet kernel(2);
  constexpr T kAround = -7;
  Matrix memory = Matrix::Constant(n + 4, n + m + 6, kAround);
  const T* const place = memory.data();
  GramInto(kernel, x, memory.block(1, 2, n, n));
  GramInto(kernel, x, z, memory.block(1, n + 3, n, m));
  EXPECT_EQ(memory.data(), place);
  EXPECT_EQ(memory.block(1, 2, n, n), Gram(kernel, x));
  EXPECT_EQ(memory.block(1, n + 3, n, m), Gram(kernel, x, z));
  EXPECT_EQ((memory.array() == kAround).count(), memory.size() - n * (n + m));
  std::atomic<int> calls = 0;
  double last = 0;
  std::mutex mutex;
  const Eigen::MatrixXd many = Eigen::MatrixXd::Random(700, 2);
  Eigen::MatrixXd result(700, 700);
  GramInto(kernel, many, result, [&](double share) {
    ++calls;
    const std::lock_guard lock(mutex);
    last = std::max(last, share);
  });
  EXPECT_EQ(result, Gram(kernel, many));
  EXPECT_EQ(calls, 9);  // blocks of 256 x 256
  EXPECT_EQ(last, 1);
  // The control: what is there already is overwritten, by another kernel's values with others.
  GramInto(PolynomialNet(3), x, memory.block(1, 2, n, n));
  EXPECT_EQ(memory.block(1, 2, n, n), Gram(PolynomialNet(3), x));
  EXPECT_NE(memory.block(1, 2, n, n), Gram(kernel, x));
}

TEST(Gram, IntoTheCallersMemory) {
  CheckInto<double>(70, 33);
  CheckInto<float>(70, 33);
  CheckInto<double>(900, 850);  // written past the cache
}

TEST(Gram, IsBitIdenticalForAnyNumberOfThreads) {
  const Eigen::MatrixXd x = RandomMatrix(300, 33, 5), z = RandomMatrix(210, 33, 6);
  const CcpNet kernel(3, Normalization::kRawActivation);
  // More threads than cores, so that 2, 3 and 7 mean what they say.
  const oneapi::tbb::global_control control(oneapi::tbb::global_control::max_allowed_parallelism, 8);
  Eigen::MatrixXd one, one_symmetric;
  oneapi::tbb::task_arena(1).execute([&] {
    one = Gram(kernel, x, z);
    one_symmetric = Gram(kernel, x);
  });
  for (const int threads : {2, 3, 7}) {
    oneapi::tbb::task_arena(threads).execute([&] {
      EXPECT_EQ(Gram(kernel, x, z), one) << threads;
      EXPECT_EQ(Gram(kernel, x), one_symmetric) << threads;
    });
  }
}

// Two samples at an angle of 1e-8, whichever tile they are in: the entry knows the angle. The linear net of depth 1
// shows it as <x,z>, the two-layer NTK as 2 - 1e-8/pi..., to all digits.
TEST(Gram, KeepsSmallAngles) {
  Eigen::MatrixXd x = RandomMatrix(100, 10, 7);
  x.rowwise().normalize();
  const Eigen::RowVectorXd other = x.row(1) - x.row(1).dot(x.row(0)) * x.row(0);
  x.row(99) = x.row(0) + 1e-8 * other.normalized();
  const Eigen::MatrixXd gram = Gram(FullyConnected(2), x);
  const VectorPair<double> pair = VectorCorrelation<double>(Row(x, 0), Row(x, 99));
  const double eps = std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(pair.correlation.angle(), 1e-8, 1e-8 * 1e-7);  // rounding of the coordinates: eps / 1e-8
  // Theta = kappa_1 + u kappa_0 = 2 - theta/pi + O(theta^2).
  EXPECT_NEAR(gram(0, 99), 2 - pair.correlation.angle() / std::numbers::pi, 8 * eps);
  EXPECT_GT(2 - gram(0, 99), 8 * eps);
}

TEST(Gram, ZeroRowsAreZeroWithoutBias) {
  Eigen::MatrixXd x = RandomMatrix(4, 3, 8);
  x.row(2).setZero();
  EXPECT_EQ(Gram(PolynomialNet(2), x).row(2).norm(), 0);
  EXPECT_EQ(Gram(FullyConnected(3), x)(0, 2), 0);
  // With b = 1 at x = z = 0: Sigma = 1, 2, 3 and Theta = 1, 2 + 1, 3 + 3.
  EXPECT_NEAR(Gram(FullyConnected(3, 1.0), x)(2, 2), 6, 16 * std::numeric_limits<double>::epsilon());
}

/// Rows at angles on both sides of the one where the repair begins, down to 1e-8, against long double and the wedge
/// product.  Conditioned: 8 d eps of the value.
template <class T>
void CheckRepair() {
  const int d = 40;
  const double eps = std::numeric_limits<T>::epsilon();
  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> x = RandomMatrix(1, d, 21).cast<T>(), z(200, d);
  const Eigen::RowVectorXd direction = RandomMatrix(1, d, 22);
  for (int i = 0; i < 200; ++i) {
    const double length = std::exp2(-i / 8.0);
    z.row(i) = (x.row(0).template cast<double>() + length * direction).template cast<T>();
  }
  const auto gram = Gram(FullyConnected(3), x, z);
  double worst = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<long double> a(d), b(d);
    long double aa = 0, bb = 0, wedge = 0;
    for (int k = 0; k < d; ++k) a[k] = x(0, k), b[k] = z(i, k), aa += a[k] * a[k], bb += b[k] * b[k];
    for (int k = 0; k < d; ++k) {
      for (int l = 0; l < k; ++l) wedge += (a[k] * b[l] - a[l] * b[k]) * (a[k] * b[l] - a[l] * b[k]);
    }
    const long double sine = std::sqrt(wedge / (aa * bb));  // the angle is below pi/2 here, or not compared
    long double inner = 0;
    for (int k = 0; k < d; ++k) inner += a[k] * b[k];
    const auto c = Correlation<long double>::FromAngle(std::atan2(sine, inner / std::sqrt(aa * bb)));
    const long double expected = FullyConnected(3)(std::sqrt(aa), std::sqrt(bb), c).ntk;
    worst = std::max(worst, static_cast<double>(std::abs(gram(0, i) / expected - 1)));
  }
  EXPECT_LE(worst, 8 * d * eps);
  EXPECT_GT(worst, 0.0);
}

TEST(Gram, NearParallelRowsAreAccurate) {
  CheckRepair<float>();
  CheckRepair<double>();
}

TEST(Gram, RejectsBadInput) {
  const PolynomialNet kernel(2);
  const Eigen::MatrixXd x = RandomMatrix(5, 3, 9);
  EXPECT_EQ(MessageOf([&] { Gram(kernel, x, RandomMatrix(5, 4, 9)); }),
            "Gram: X and Z need the same number of columns, got 3 and 4");
  EXPECT_THROW(Gram(kernel, Eigen::MatrixXd(5, 0)), std::invalid_argument);
  Eigen::MatrixXd result(5, 4);
  EXPECT_EQ(MessageOf([&] { GramInto(kernel, x, result); }), "GramInto: the result must be 5 x 5, got 5 x 4");
  EXPECT_EQ(MessageOf([&] { GramInto(kernel, x.topRows(4), x, result); }),
            "GramInto: the result must be 4 x 5, got 5 x 4");
  EXPECT_NO_THROW(GramInto(kernel, x, x.topRows(4), result));
  Eigen::MatrixXd bad = x;
  bad(4, 1) = NAN;
  EXPECT_EQ(MessageOf([&] { GramInto(kernel, bad, x.topRows(4), result); }),
            "GramInto: entries must be finite, got X(4, 1) = nan");
  EXPECT_EQ(MessageOf([&] { Gram(kernel, x, bad); }), "Gram: entries must be finite, got Z(4, 1) = nan");
  EXPECT_EQ(MessageOf([&] { NngpGram(kernel, bad); }), "NngpGram: entries must be finite, got X(4, 1) = nan");
  bad(4, 1) = 1e200;
  EXPECT_NO_THROW(Gram(FullyConnected(2), x, bad));
  const std::string overflow = MessageOf<std::domain_error>([&] { Gram(kernel, x, bad); });
  EXPECT_EQ(overflow.find("Gram: kernel values must be finite, got inf for rows 0 and 4 of norms "), 0U) << overflow;
}

}  // namespace
}  // namespace hadamard_ntk::ntk
