#include "models/empirical_ntk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/ccp_net.h"
#include "models/fully_connected.h"
#include "models/graph_net.h"
#include "models/ncp_net.h"
#include "models/polynomial_net.h"
#include "models/thread_count_check_testing.h"

namespace hadamard_ntk::models {
namespace {

// The Jacobian of output o, p x n: this test's second road, itself checked against differences
// (gradient_check_testing.h).
template <Network N, class T = typename N::Scalar>
Matrix<T> Jacobian(const N& net, const Matrix<T>& x, Index output) {
  Matrix<T> v = Matrix<T>::Zero(x.rows(), net.outputs());
  v.col(output).setOnes();
  return PerSampleVectorJacobianProducts(net, x, v);
}

// The largest error of k against J_x^T J_z over some rows of the Jacobians, in units of
// 4 sqrt(p) eps sqrt(K(x,x) K(z,z)) (conditioned; the sum of p products of random signs).
template <class T>
double Error(const Matrix<T>& k, const Matrix<T>& jx, const Matrix<T>& jz, Index offset, Index size) {
  const Matrix<T> expected = jx.middleRows(offset, size).transpose() * jz.middleRows(offset, size);
  const double unit = 4 * std::sqrt(static_cast<double>(jx.rows())) * std::numeric_limits<T>::epsilon();
  const Vector<T> nx = jx.colwise().norm(), nz = jz.colwise().norm();
  return ((k - expected).array() / (nx * nz.transpose()).array()).abs().maxCoeff() / unit;
}

template <Network N, class T = typename N::Scalar>
void ExpectJacobianProducts(const N& net, Index n, Index n_z) {
  const Matrix<T> x = Matrix<T>::Random(n, net.inputs()), z = Matrix<T>::Random(n_z, net.inputs());
  const Matrix<T> jx = Jacobian(net, x, 0), jz = Jacobian(net, z, 0);
  const Index p = jx.rows();

  const Matrix<T> k = EmpiricalNtk(net, x);
  EXPECT_EQ(k, k.transpose());
  EXPECT_LE(Error<T>(k, jx, jx, 0, p), 1.0);
  EXPECT_LE(Error<T>(EmpiricalNtk(net, x, z), jx, jz, 0, p), 1.0);
  EXPECT_GT(Error<T>(EmpiricalNtk(net, x, z) * T(1.0001), jx, jz, 0, p), 1.0);  // control

  Matrix<T> sum = Matrix<T>::Zero(n, n_z);
  const std::vector<Matrix<T>> parts = EmpiricalNtkParts(net, x, z);
  ASSERT_EQ(parts.size(), net.parameters().segments().size());
  for (std::size_t s = 0; s < parts.size(); ++s) {
    const Segment& segment = net.parameters().segments()[s];
    EXPECT_LE(Error<T>(parts[s], jx, jz, segment.offset, segment.size()), 1.0) << segment.name;
    EXPECT_GT(parts[s].cwiseAbs().maxCoeff(), T{0}) << segment.name;
    sum += parts[s];
  }
  EXPECT_LE(Error<T>(sum, jx, jz, 0, p), 1.0);

  // Other outputs; and all outputs at once, K v = J_x (J_z^T v).
  if (net.outputs() < 2) return;
  const Matrix<T> jz1 = Jacobian(net, z, 1);
  EXPECT_LE(Error<T>(EmpiricalNtk(net, x, z, {.a = 0, .b = 1}), jx, jz1, 0, p), 1.0);
  EXPECT_LE(Error<T>(EmpiricalNtk(net, x, z, {.a = 1, .b = 1}), Jacobian(net, x, 1), jz1, 0, p), 1.0);
  Matrix<T> total = Matrix<T>::Zero(n, n_z);
  for (const Matrix<T>& part : EmpiricalNtkParts(net, x, z, {.a = 0, .b = 1})) total += part;
  EXPECT_LE(Error<T>(total, jx, jz1, 0, p), 1.0);
  const Matrix<T> v = Matrix<T>::Random(n_z, net.outputs());
  const Matrix<T> product = NtkVectorProduct(net, x, z, v);
  Vector<T> expected = Vector<T>::Zero(n);
  for (Index b = 0; b < net.outputs(); ++b) expected += jx.transpose() * (Jacobian(net, z, b) * v.col(b));
  const double unit = 16 * std::sqrt(static_cast<double>(p)) * std::numeric_limits<T>::epsilon();
  EXPECT_LE((product.col(0) - expected).norm(), unit * jx.norm() * jz.norm() * v.norm());
  EXPECT_GT(expected.norm(), 100 * unit * jx.norm() * jz.norm() * v.norm() / std::sqrt(p));
}

// Widths beyond a panel of 256 units, samples beyond a tile of 64 (or of 128, from 513 on) and a chunk of 128.
TEST(EmpiricalNtkTest, PolynomialNets) {
  ExpectJacobianProducts(PolynomialNet<double>({.inputs = 3, .width = 300, .outputs = 2, .degree = 3}, 1), 70, 131);
  ExpectJacobianProducts(PolynomialNet<float>({.inputs = 3, .width = 300, .outputs = 2, .degree = 3}, 1), 70, 20);
  ExpectJacobianProducts(PolynomialNet<double>({.inputs = 2, .width = 9, .degree = 1, .input_bias = 0.4}, 1), 1, 1);
  ExpectJacobianProducts(PolynomialNet<double>({.inputs = 2, .width = 21, .activation = Activation::kIdentity}, 1), 530,
                         4);
}

TEST(EmpiricalNtkTest, CcpNets) {
  ExpectJacobianProducts(CcpNet<double>({.inputs = 3, .width = 270, .outputs = 2, .degree = 3, .input_bias = 0.3}, 1),
                         20, 66);
  // beta has no part between different outputs; so it is tried with one.
  ExpectJacobianProducts(CcpNet<double>({.inputs = 3, .width = 40, .degree = 4, .output_bias_std = 0.3}, 1), 20, 66);
}

TEST(EmpiricalNtkTest, BiasOfOutputs) {
  const CcpNet<double> net({.inputs = 3, .width = 40, .outputs = 2, .output_bias_std = 0.3}, 1);
  const Matrix<double> x = Matrix<double>::Random(3, 3);
  EXPECT_EQ(EmpiricalNtkParts(net, x, x, {.a = 1, .b = 1}).back(), Matrix<double>::Constant(3, 3, 0.3 * 0.3));
  EXPECT_EQ(EmpiricalNtkParts(net, x, x, {.a = 0, .b = 1}).back(), Matrix<double>::Zero(3, 3));
}

TEST(EmpiricalNtkTest, FullyConnected) {
  for (const Parameterization parameterization : {Parameterization::kNtk, Parameterization::kStandard}) {
    for (double bias : {0.0, 0.4}) {
      const FullyConnectedOptions options{
          .inputs = 3, .width = 40, .outputs = 2, .depth = 4, .bias_std = bias, .parameterization = parameterization};
      ExpectJacobianProducts(models::FullyConnected<double>(options, 1), 70, 5);
      ExpectJacobianProducts(models::FullyConnected<float>(options, 1), 10, 66);
    }
  }
  ExpectJacobianProducts(models::FullyConnected<double>({.inputs = 3, .width = 4, .depth = 1}, 1), 5, 5);
}

TEST(EmpiricalNtkTest, NcpNets) {
  ExpectJacobianProducts(NcpNet<double>({.inputs = 3, .width = 40, .outputs = 2, .degree = 3}, 1), 70, 5);
  ExpectJacobianProducts(NcpNet<float>({.inputs = 3, .width = 40, .degree = 1}, 1), 5, 66);
}

// skip * dense + 1 dense.
TEST(EmpiricalNtkTest, GraphNets) {
  using Kind = GraphNode::Kind;
  const ActivationFunction tanh = ActivationFunction::Of([](double u) { return std::tanh(u); },
                                                         [](double u) { return 1 - std::tanh(u) * std::tanh(u); });
  const auto dense = [](int input, double bias) -> GraphNode {
    return {.kind = Kind::kDense, .input = input, .dense = {.weight = 1.5, .bias = bias}};
  };
  for (const double base_width : {0.0, 16.0}) {
    const GraphNetOptions options{.inputs = 3,
                                  .width = 40,
                                  .outputs = 2,
                                  .input_bias = 0.5,
                                  .base_width = base_width,
                                  .nodes = {dense(0, 0.25),
                                            {.kind = Kind::kActivation, .input = 1, .phi = tanh},
                                            dense(2, 0),
                                            {.kind = Kind::kProduct, .input = 3, .other = 2},
                                            {.kind = Kind::kOne},
                                            dense(5, 0),
                                            {.kind = Kind::kSum, .input = 6, .other = 4}}};
    ExpectJacobianProducts(GraphNet<double>(options, 1), 70, 5);
    ExpectJacobianProducts(GraphNet<float>(options, 1), 10, 66);
  }
}

// f = W x: a network that models does not know.
class LinearNet {
 public:
  using Scalar = double;
  struct Workspace : NetworkWorkspace {
    Matrix<double> samples, back;
  };

  LinearNet(Index inputs, Index outputs) : parameters_({{.name = "W", .rows = outputs, .columns = inputs}}, 1) {}

  Index inputs() const { return parameters_.matrix(0).cols(); }
  Index outputs() const { return parameters_.matrix(0).rows(); }
  const Parameters<double>& parameters() const { return parameters_; }
  Parameters<double>& parameters() { return parameters_; }

  void Forward(const MatrixArgument<double>& x, Matrix<double>& f, Workspace&) const {
    f = x * parameters_.matrix(0).transpose();
  }
  void LossGradient(const MatrixArgument<double>& x, const OutputGradient<double>& loss, VectorResult<double> gradient,
                    Workspace& workspace) const {
    SetGradient(parameters_, Signals(x, loss, workspace)[0], gradient.data());
  }
  void JacobianVectorProduct(const MatrixArgument<double>& x, const VectorArgument<double>& direction,
                             Matrix<double>& tangent, Workspace&) const {
    tangent = x * parameters_.View(0, direction.data()).transpose();
  }
  std::vector<LayerSignals<double>> Signals(const MatrixArgument<double>& x, const OutputGradient<double>& loss,
                                            Workspace& workspace) const {
    Matrix<double> f, v = Matrix<double>::Zero(x.rows(), outputs());
    Forward(x, f, workspace);
    loss(f, v);
    workspace.samples = x.transpose();
    workspace.back = v.transpose();
    return {{.weight = 0, .weight_scale = 1, .forward = &workspace.samples, .backward = &workspace.back}};
  }

 private:
  Parameters<double> parameters_;
};

TEST(EmpiricalNtkTest, ANetFromOutside) {
  const LinearNet net(3, 1);
  ExpectJacobianProducts(net, 70, 5);
  const Matrix<double> x = Matrix<double>::Random(6, 3);
  // Counted: the same sums of three products.
  EXPECT_LE((EmpiricalNtk(net, x) - x * x.transpose()).cwiseAbs().maxCoeff(),
            8 * std::numeric_limits<double>::epsilon());
}

TEST(EmpiricalNtkTest, SameBitsForAnyThreadCount) {
  const Matrix<double> x = Matrix<double>::Random(150, 3), z = Matrix<double>::Random(90, 3);
  const PolynomialNet<double> pnn({.inputs = 3, .width = 600, .degree = 3}, 1);
  const models::FullyConnected<double> fc({.inputs = 3, .width = 150, .depth = 3, .bias_std = 1}, 1);
  const NcpNet<double> ncp({.inputs = 3, .width = 150, .degree = 3}, 1);
  ExpectSameBitsForAnyThreadCount([&] { return EmpiricalNtk(pnn, x); });
  ExpectSameBitsForAnyThreadCount([&] { return EmpiricalNtk(pnn, x, z); });
  ExpectSameBitsForAnyThreadCount([&] { return EmpiricalNtkParts(pnn, x, z)[2]; });
  ExpectSameBitsForAnyThreadCount([&] { return EmpiricalNtk(fc, x); });
  ExpectSameBitsForAnyThreadCount([&] { return EmpiricalNtk(ncp, x, z); });
}

TEST(EmpiricalNtkTest, RejectsBadArguments) {
  const PolynomialNet<double> net({.inputs = 3, .width = 6}, 1);
  const models::FullyConnected<double> fc({.inputs = 3, .width = 6}, 1);
  Matrix<double> x = Matrix<double>::Random(4, 3);
  const Matrix<double> bad = Matrix<double>::Random(4, 2);
  EXPECT_EQ(MessageOf([&] { EmpiricalNtk(net, bad); }), "EmpiricalNtk: X must be n x 3, got 4 x 2");
  EXPECT_EQ(MessageOf([&] { EmpiricalNtk(net, x, bad); }), "EmpiricalNtk: Z must be n x 3, got 4 x 2");
  EXPECT_EQ(MessageOf([&] { EmpiricalNtk(fc, x, bad); }), "EmpiricalNtk: Z must be n x 3, got 4 x 2");
  EXPECT_EQ(MessageOf([&] { EmpiricalNtk(net, x, x, {.a = 0, .b = 1}); }),
            "EmpiricalNtk: number of outputs must be at least 2, got 1");
  EXPECT_EQ(MessageOf([&] { EmpiricalNtkParts(fc, x, x, {.a = -1, .b = 0}); }),
            "EmpiricalNtk: output must be at least 0, got -1");
  x(1, 2) = std::nan("");
  EXPECT_EQ(MessageOf([&] { EmpiricalNtk(net, x); }), "EmpiricalNtk: entries must be finite, got X(1, 2) = nan");
  EXPECT_EQ(MessageOf([&] { EmpiricalNtk(fc, x); }), "EmpiricalNtk: entries must be finite, got X(1, 2) = nan");
}

}  // namespace
}  // namespace hadamard_ntk::models
