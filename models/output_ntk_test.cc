#include "models/output_ntk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/ccp_net.h"
#include "models/fully_connected.h"
#include "models/ncp_net.h"
#include "models/network.h"
#include "models/polynomial_net.h"

namespace hadamard_ntk::models {
namespace {

// Of each output, p x n: the second road, itself checked against differences (gradient_check_testing.h).
template <Network N, class T = typename N::Scalar>
std::vector<Matrix<T>> Jacobians(const N& net, const Matrix<T>& x) {
  std::vector<Matrix<T>> jacobians;
  for (Index a = 0; a < net.outputs(); ++a) {
    Matrix<T> v = Matrix<T>::Zero(x.rows(), net.outputs());
    v.col(a).setOnes();
    jacobians.push_back(PerSampleVectorJacobianProducts(net, x, v));
  }
  return jacobians;
}

// The largest |actual - expected| / scale, in units of (4 sqrt(p) + o) eps: conditioned.
template <class T>
double Error(const Matrix<T>& actual, const Matrix<T>& expected, const Matrix<T>& scale, Index p, Index outputs) {
  const double unit = (4 * std::sqrt(static_cast<double>(p)) + static_cast<double>(outputs)) *  //
                      std::numeric_limits<T>::epsilon();
  return ((actual - expected).array() / scale.array()).abs().maxCoeff() / unit;
}

// J_a(X)^T J_b(Z) and |J_a(x)| |J_b(z)|^T, placed and added up as the header's table says.
template <class T>
struct Definition {
  Matrix<T> kernel, scale;

  Definition(const std::vector<Matrix<T>>& at_x, const std::vector<Matrix<T>>& at_z, OutputAxes axes) {
    const Index o = static_cast<Index>(at_x.size()), n = at_x[0].cols(), m = at_z[0].cols();
    kernel.setZero(n, m * OutputColumns(axes, o));
    scale = kernel;
    for (Index a = 0; a < o; ++a) {
      for (Index b = 0; b < o; ++b) {
        if (axes != OutputAxes::kFull && a != b) continue;
        for (Index j = 0; j < m; ++j) {
          const Index at = axes == OutputAxes::kFull       ? (j * o + a) * o + b
                           : axes == OutputAxes::kDiagonal ? j * o + a
                                                           : j;
          const T share = axes == OutputAxes::kMean ? T{1} / static_cast<T>(o) : T{1};
          kernel.col(at) += share * (at_x[a].transpose() * at_z[b].col(j));
          scale.col(at) += share * at_z[b].col(j).norm() * at_x[a].colwise().norm().transpose();
        }
      }
    }
  }
};

template <Network N, class T = typename N::Scalar>
void ExpectDefinition(const N& net, Index n, Index m) {
  const Matrix<T> x = Matrix<T>::Random(n, net.inputs()), z = Matrix<T>::Random(m, net.inputs());
  const auto at_x = Jacobians(net, x), at_z = Jacobians(net, z);
  const Index p = net.parameters().size(), o = net.outputs();
  for (const OutputAxes axes : {OutputAxes::kFull, OutputAxes::kDiagonal, OutputAxes::kTrace, OutputAxes::kMean}) {
    const Definition<T> cross(at_x, at_z, axes), own(at_x, at_x, axes);
    const Matrix<T> k = OutputNtk(net, x, z, axes), symmetric = OutputNtk(net, x, axes);
    EXPECT_LE(Error<T>(k, cross.kernel, cross.scale, p, o), 1.0);
    EXPECT_LE(Error<T>(symmetric, own.kernel, own.scale, p, o), 1.0);
    EXPECT_GT(Error<T>(k * T(1.0001), cross.kernel, cross.scale, p, o), 1.0);  // control
    // K_ab(i, j) = K_ba(j, i), bit by bit.
    const Index count = OutputColumns(axes, o);
    for (Index i = 0; i < n; ++i) {
      for (Index j = 0; j < n; ++j) {
        for (Index c = 0; c < count; ++c) {
          const Index transposed = axes == OutputAxes::kFull ? c % o * o + c / o : c;
          ASSERT_EQ(symmetric(i, j * count + c), symmetric(j, i * count + transposed));
        }
      }
    }
  }
  if (o == 1) return;
  // Control: the mean is not the sum, nor K_00 the kernel of two outputs, nor K_11 that of one with itself.
  const Definition<T> trace(at_x, at_z, OutputAxes::kTrace), full(at_x, at_z, OutputAxes::kFull);
  EXPECT_GT(Error<T>(OutputNtk(net, x, z, OutputAxes::kMean), trace.kernel, trace.scale, p, o), 1.0);
  for (const Index other : {Index{1}, o * o - 1}) {
    Matrix<T> wrong = OutputNtk(net, x, z, OutputAxes::kFull);
    wrong.col(0).swap(wrong.col(other));
    EXPECT_GT(Error<T>(wrong, full.kernel, full.scale, p, o), 1.0);
  }
}

TEST(OutputNtkTest, IsTheProductOfJacobians) {
  ExpectDefinition(PolynomialNet<double>({.inputs = 3, .width = 270, .outputs = 3, .degree = 3}, 1), 9, 70);
  ExpectDefinition(PolynomialNet<float>({.inputs = 3, .width = 20, .outputs = 2}, 1), 5, 4);
  ExpectDefinition(PolynomialNet<double>({.inputs = 3, .width = 20}, 1), 5, 4);
  ExpectDefinition(CcpNet<double>({.inputs = 3, .width = 30, .outputs = 4, .output_bias_std = 0.3}, 1), 6, 3);
  ExpectDefinition(FullyConnected<double>({.inputs = 3, .width = 40, .outputs = 3, .depth = 3, .bias_std = 0.4}, 1), 7,
                   5);
  ExpectDefinition(NcpNet<double>({.inputs = 3, .width = 30, .outputs = 2, .degree = 3}, 1), 7, 5);
}

// The net of output a alone: a segment with a row for each output keeps row a.
template <class N, class Options>
N OneOutput(const N& net, Options options, Index a) {
  options.outputs = 1;
  N one(options, 2);
  const auto& from = net.parameters();
  auto& to = one.parameters();
  for (int s = 0; s < static_cast<int>(to.segments().size()); ++s) {
    const bool whole = to.segments()[s].rows == from.segments()[s].rows;
    to.matrix(s) = from.matrix(s).middleRows(whole ? 0 : a, to.segments()[s].rows);
  }
  return one;
}

template <class N, class Options>
void ExpectSingleNets(const Options& options) {
  const N net(options, 1);
  const Matrix<double> x = Matrix<double>::Random(8, net.inputs()), z = Matrix<double>::Random(5, net.inputs());
  const auto at_x = Jacobians(net, x), at_z = Jacobians(net, z);
  const Matrix<double> k = OutputNtk(net, x, z, OutputAxes::kDiagonal);
  const Definition<double> scale(at_x, at_z, OutputAxes::kDiagonal);
  Matrix<double> expected(8, k.cols()), exchanged = expected;
  for (Index a = 0; a < net.outputs(); ++a) {
    const Matrix<double> own = EmpiricalNtk(OneOutput(net, options, a), x, z);
    for (Index j = 0; j < 5; ++j) {
      expected.col(j * net.outputs() + a) = own.col(j);
      exchanged.col(j * net.outputs() + (a + 1) % net.outputs()) = own.col(j);
    }
  }
  EXPECT_LE(Error<double>(k, expected, scale.scale, net.parameters().size(), 1), 1.0);
  EXPECT_GT(Error<double>(k, exchanged, scale.scale, net.parameters().size(), 1), 1.0);  // control
}

TEST(OutputNtkTest, AnOutputIsANetWithTheSameHiddenLayers) {
  ExpectSingleNets<PolynomialNet<double>>(PolynomialNetOptions{.inputs = 3, .width = 40, .outputs = 3, .degree = 3});
  ExpectSingleNets<FullyConnected<double>>(
      FullyConnectedOptions{.inputs = 3, .width = 40, .outputs = 3, .depth = 3, .bias_std = 0.5});
  ExpectSingleNets<NcpNet<double>>(NcpNetOptions{.inputs = 3, .width = 40, .outputs = 2});
}

TEST(OutputNtkTest, RejectsBadArguments) {
  const PolynomialNet<double> net({.inputs = 3, .width = 6, .outputs = 2}, 1);
  const Matrix<double> x = Matrix<double>::Random(4, 3), bad = Matrix<double>::Random(4, 2);
  EXPECT_EQ(MessageOf([&] { OutputNtk(net, x, bad, OutputAxes::kTrace); }), "EmpiricalNtk: Z must be n x 3, got 4 x 2");
}

}  // namespace
}  // namespace hadamard_ntk::models
