#include "models/graph_net.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/empirical_ntk.h"
#include "models/fully_connected.h"
#include "models/gradient_check_testing.h"
#include "models/layer_signals.h"
#include "models/ncp_net.h"
#include "models/network.h"
#include "models/refusal_testing.h"
#include "models/thread_count_check_testing.h"
#include "models/training.h"

namespace hadamard_ntk::models {
namespace {

using Kind = GraphNode::Kind;

static_assert(SignalNetwork<GraphNet<float>> && SignalNetwork<GraphNet<double>>);

constexpr double kEps = std::numeric_limits<double>::epsilon();

ActivationFunction ReluFunction() {
  return ActivationFunction::Of([](double u) { return u < 0 ? 0 : u; }, [](double u) { return u > 0 ? 1.0 : 0.0; });
}
ActivationFunction Square() {
  return ActivationFunction::Of([](double u) { return u * u; }, [](double u) { return 2 * u; });
}

GraphNode Dense(int input, double weight, double bias = 0, bool trained = true) {
  return {.kind = Kind::kDense, .input = input, .dense = {.weight = weight, .bias = bias, .trained = trained}};
}
GraphNode Phi(int input, const ActivationFunction& phi) {
  return {.kind = Kind::kActivation, .input = input, .phi = phi};
}

/// All that a node can be: h = 2 (x, c), u = dense(h), f = readout(relu(u) * (dense(1) + dense(relu(u))) + u).
GraphNetOptions EveryKind(double base_width = 0, bool trained = true) {
  return {.inputs = 3,
          .width = 7,
          .outputs = 2,
          .input_bias = -0.75,
          .base_width = base_width,
          .nodes = {{.kind = Kind::kScale, .input = 0, .factor = 2},
                    Dense(1, 1.5, 0.25),
                    Phi(2, ReluFunction()),
                    {.kind = Kind::kOne},
                    Dense(4, 0, 2),
                    Dense(3, 0.5, 0, trained),
                    {.kind = Kind::kSum, .input = 6, .other = 5},
                    {.kind = Kind::kProduct, .input = 7, .other = 3},
                    {.kind = Kind::kSum, .input = 2, .other = 8}},
          .readout = {.weight = 3, .bias = 0.5}};
}

/// Its f at the rows of X, by hand; the NTK parameterization.
Matrix<double> ByHand(const Parameters<double>& p, const Matrix<double>& x, double variance = 1.5) {
  const auto of = [&](const char* name) { return p.matrix(p.Find(name)); };
  Matrix<double> f(x.rows(), 2);
  for (Index i = 0; i < x.rows(); ++i) {
    Vector<double> h(4);
    h << 2 * x.row(i).transpose(), -1.5;
    const Vector<double> u = std::sqrt(variance) * (of("W1") * h) + 0.5 * of("beta1");
    const Vector<double> relu = u.cwiseMax(0);
    const Vector<double> sum = std::sqrt(2.0) * of("beta2") + std::sqrt(0.5 / 7) * (of("W3") * relu);
    const Vector<double> last = relu.cwiseProduct(sum) + u;
    f.row(i) = (std::sqrt(3.0 / 7) * (of("W4") * last) + std::sqrt(0.5) * of("beta4")).transpose();
  }
  return f;
}

TEST(GraphNetTest, ForwardIsTheDefinition) {
  const GraphNet<double> net(EveryKind(), 1);
  std::string names;
  for (const Segment& segment : net.parameters().segments()) names += segment.name + " ";
  EXPECT_EQ(names, "W1 beta1 beta2 W3 W4 beta4 ");  // W2 is without effect
  const Matrix<double> x = Matrix<double>::Random(150, 3), f = Forward(net, x);
  const double bound = 64 * kEps * f.cwiseAbs().maxCoeff();  // conditioned: sums of 4, 7 and 7 products
  EXPECT_LE((f - ByHand(net.parameters(), x)).cwiseAbs().maxCoeff(), bound);
  EXPECT_GT((f - ByHand(net.parameters(), x, 1.5001)).cwiseAbs().maxCoeff(), bound);
}

TEST(GraphNetTest, Derivatives) {
  ExpectRightDerivatives(GraphNet<double>(EveryKind(), 1), Dependence::kCubic);
  ExpectRightDerivatives(GraphNet<double>(EveryKind(3), 1), Dependence::kCubic);
  // A node that enters a product twice, and slopes that depend on u.
  ExpectRightDerivatives(GraphNet<double>({.inputs = 2,
                                           .width = 5,
                                           .nodes = {Dense(0, 1, 0.5),
                                                     Phi(1, Square()),
                                                     Dense(2, 0.7),
                                                     {.kind = Kind::kScale, .input = 3, .factor = -0.5},
                                                     {.kind = Kind::kProduct, .input = 1, .other = 1},
                                                     {.kind = Kind::kSum, .input = 5, .other = 4}}},
                                          1),
                         Dependence::kCubic);
  ExpectRightDerivatives(GraphNet<double>({.inputs = 3, .width = 1, .outputs = 2}, 1));  // f = W x
}

TEST(GraphNetTest, FloatIsRoundedDouble) {
  GraphNetOptions options = EveryKind();
  options.width = 60;
  ExpectFloatIsRoundedDouble(GraphNet<float>(options, 4), GraphNet<double>(options, 4), 64);
}

// --- against the nets that models has --------------------------------------------------------------------------------

// Counted: the same sums, and roundings of the scales.
TEST(GraphNetTest, IsFullyConnected) {
  const FullyConnected<double> fc({.inputs = 3, .width = 40, .outputs = 2, .depth = 3}, 5);
  const auto graph = [](double variance) {
    return GraphNet<double>({.inputs = 3,
                             .width = 40,
                             .outputs = 2,
                             .nodes = {Dense(0, 1), Phi(1, ReluFunction()), Dense(2, variance), Phi(3, ReluFunction())},
                             .readout = {.weight = 2}},
                            5);
  };
  const Matrix<double> x = Matrix<double>::Random(30, 3), f = Forward(fc, x), k = EmpiricalNtk(fc, x);
  EXPECT_EQ(graph(2).parameters().values(), fc.parameters().values());
  EXPECT_LE((Forward(graph(2), x) - f).cwiseAbs().maxCoeff(), 64 * kEps * f.cwiseAbs().maxCoeff());
  EXPECT_LE((EmpiricalNtk(graph(2), x) - k).cwiseAbs().maxCoeff(), 64 * kEps * k.maxCoeff());
  EXPECT_GT((EmpiricalNtk(graph(2.001), x) - k).cwiseAbs().maxCoeff(), 64 * kEps * k.maxCoeff());
}

// y_n = sqrt(2) relu(A_n x) * (S_n y_{n-1} / sqrt(m) + b_std b_n).
TEST(GraphNetTest, IsNcpNet) {
  const NcpNet<double> ncp({.inputs = 3, .width = 40, .outputs = 2, .degree = 3, .bias_std = 0.7}, 5);
  GraphNetOptions options{.inputs = 3, .width = 40, .outputs = 2};
  std::vector<std::string> names;  // of ncp's segments in the graph's order
  for (int n = 1, y = 0; n <= 3; ++n) {
    const int first = static_cast<int>(options.nodes.size()) + 1;
    options.nodes.push_back(Dense(0, 1));
    options.nodes.push_back(Phi(first, ReluFunction()));
    options.nodes.push_back({.kind = Kind::kScale, .input = first + 1, .factor = std::sqrt(2.0)});
    options.nodes.push_back(Dense(y, n > 1 ? 1 : 0, 0.7 * 0.7));
    options.nodes.push_back({.kind = Kind::kProduct, .input = first + 3, .other = first + 2});
    y = first + 4;
    for (const char* letter : {"A", "S", "b"}) {
      if (n > 1 || *letter != 'S') names.push_back(letter + std::to_string(n));
    }
  }
  names.push_back("C");
  GraphNet<double> graph(options, 6);
  ASSERT_EQ(graph.parameters().segments().size(), names.size());
  for (std::size_t s = 0; s < names.size(); ++s) {
    graph.parameters().matrix(static_cast<int>(s)) = ncp.parameters().matrix(ncp.parameters().Find(names[s]));
  }
  const Matrix<double> x = Matrix<double>::Random(30, 3), f = Forward(ncp, x), k = EmpiricalNtk(ncp, x);
  EXPECT_LE((Forward(graph, x) - f).cwiseAbs().maxCoeff(), 64 * kEps * f.cwiseAbs().maxCoeff());
  EXPECT_LE((EmpiricalNtk(graph, x) - k).cwiseAbs().maxCoeff(), 64 * kEps * k.maxCoeff());
  EXPECT_GT((EmpiricalNtk(GraphNet<double>(options, 7), x) - k).cwiseAbs().maxCoeff(), 64 * kEps * k.maxCoeff());
}

// --- what is trained
// ---------------------------------------------------------------------------------------------------

// V = sqrt(w/n) W: the same function; gradients by V are those by W over sqrt(w/n), n = 1 on the input, and by a bias
// over sqrt(b).  Counted: roundings of the scales.
TEST(GraphNetTest, StandardParameterization) {
  constexpr double kBase = 2.5;  // m/n is no integer
  const GraphNet<double> ntk(EveryKind(), 1), standard(EveryKind(kBase), 1);
  const Matrix<double> x = Matrix<double>::Random(20, 3), z = Matrix<double>::Random(5, 3);
  // W2 of dense(0, 2) starts at 0, and is trained.
  const auto& segments = standard.parameters().segments();
  ASSERT_EQ(segments.size(), 7U);
  EXPECT_EQ(standard.parameters().matrix(2), Matrix<double>::Zero(7, 7));
  GraphNet<double> scaled = standard;
  const double factors[] = {std::sqrt(1.5),       0.5,           0, std::sqrt(2.0), std::sqrt(0.5 / kBase),
                            std::sqrt(3 / kBase), std::sqrt(0.5)};
  for (int s = 0, of_ntk = 0; s < 7; ++s) {
    if (s != 2) scaled.parameters().matrix(s) = factors[s] * ntk.parameters().matrix(of_ntk++);
  }
  const Matrix<double> f = Forward(ntk, x);
  EXPECT_LE((Forward(scaled, x) - f).cwiseAbs().maxCoeff(), 64 * kEps * f.cwiseAbs().maxCoeff());
  const std::vector<Matrix<double>> parts = EmpiricalNtkParts(scaled, x, z), of_ntk = EmpiricalNtkParts(ntk, x, z);
  for (int s = 0, t = 0; s < 7; ++s) {
    if (s == 2) continue;
    const double square = factors[s] * factors[s], size = of_ntk[t].cwiseAbs().maxCoeff();
    EXPECT_LE((square * parts[s] - of_ntk[t]).cwiseAbs().maxCoeff(), 256 * kEps * size) << segments[s].name;
    EXPECT_GT((1.001 * square * parts[s] - of_ntk[t]).cwiseAbs().maxCoeff(), 256 * kEps * size) << segments[s].name;
    ++t;
  }
  EXPECT_GT(parts[2].maxCoeff(), 0);
}

// A frozen layer has the weights that it has when it is trained, and no part in gradients and K; all else is the same.
TEST(GraphNetTest, FrozenLayersHaveNoGradient) {
  const GraphNet<double> net(EveryKind(), 1), frozen(EveryKind(0, false), 1);
  const Matrix<double> x = Matrix<double>::Random(9, 3), v = Matrix<double>::Random(9, 2);
  EXPECT_EQ(Forward(frozen, x), Forward(net, x));
  const Segment w3 = net.parameters().segments()[3];
  ASSERT_EQ(w3.name, "W3");
  Vector<double> expected = VectorJacobianProduct(net, x, v), direction = Vector<double>::Random(expected.size());
  EXPECT_GT(expected.segment(w3.offset, w3.size()).norm(), 0);
  expected.segment(w3.offset, w3.size()).setZero();
  EXPECT_EQ(VectorJacobianProduct(frozen, x, v), expected);
  const Matrix<double> tangent = JacobianVectorProduct(frozen, x, direction);
  EXPECT_NE(tangent, JacobianVectorProduct(net, x, direction));
  direction.segment(w3.offset, w3.size()).setZero();
  EXPECT_EQ(tangent, JacobianVectorProduct(net, x, direction));
  const std::vector<Matrix<double>> parts = EmpiricalNtkParts(net, x, x), some = EmpiricalNtkParts(frozen, x, x);
  ASSERT_EQ(some.size(), parts.size());
  for (std::size_t s = 0; s < parts.size(); ++s) {
    EXPECT_EQ(some[s], s == 3 ? Matrix<double>::Zero(9, 9) : parts[s]) << s;
  }
}

// The part of W1 that goes through a frozen layer stays, and a frozen last segment has a part, 0.
TEST(GraphNetTest, GradientsGoThroughFrozenLayers) {
  const GraphNetOptions options{.inputs = 3,
                                .width = 6,
                                .nodes = {Dense(0, 1), Phi(1, ReluFunction()), Dense(2, 2, 0, false)},
                                .readout = {.trained = false}};
  const GraphNet<double> net(options, 1);
  const Matrix<double> x = Matrix<double>::Random(9, 3), v = Matrix<double>::Ones(9, 1);
  const Vector<double> gradient = VectorJacobianProduct(net, x, v);
  const GradientCheck check = CompareWithDifferences(net, x, v, gradient);
  EXPECT_GT(check.worst, 1.0);  // of the frozen
  EXPECT_EQ(gradient.tail(6 * 6 + 6).norm(), 0);
  EXPECT_EQ(EmpiricalNtkParts(net, x, x).size(), 3U);
  EXPECT_EQ(EmpiricalNtkParts(net, x, x)[2], Matrix<double>::Zero(9, 9));
  Vector<double> direction = Vector<double>::Zero(gradient.size());
  direction.head(18) = Vector<double>::Random(18);
  constexpr double kStep = 0x1p-20;
  GraphNet<double> up = net, down = net;
  up.parameters().values() += kStep * direction;
  down.parameters().values() -= kStep * direction;
  const double difference = (Forward(up, x) - Forward(down, x)).sum() / (2 * kStep);
  // Conditioned as in gradient_check_testing; no unit crosses its kink.
  const double tolerance = 64 * kEps * Forward(net, x).cwiseAbs().sum() / kStep;
  EXPECT_NEAR(difference, gradient.dot(direction), tolerance);
  EXPECT_GT(std::abs(1.001 * difference - gradient.dot(direction)), tolerance);
}

// Nodes that f does not depend on: no gradient, and no harm.
TEST(GraphNetTest, UnusedNodes) {
  GraphNetOptions options{
      .inputs = 3, .width = 6, .nodes = {Dense(0, 1), Phi(1, Square()), Dense(0, 1), Phi(3, Square())}};
  for (const int top : {-1, 4, 2}) {
    options.top = top;
    const GraphNet<double> net(options, 1);
    const Matrix<double> x = Matrix<double>::Random(4, 3);
    const Vector<double> gradient = VectorJacobianProduct(net, x, Matrix<double>::Ones(4, 1));
    const Index unused = top == 2 ? 18 : 0, used = 18 - unused;
    EXPECT_EQ(gradient.segment(unused, 18).norm(), 0);
    EXPECT_GT(gradient.segment(used, 18).norm(), 0);
    EXPECT_EQ(JacobianVectorProduct(net, x, Vector<double>::Unit(gradient.size(), unused)).norm(), 0);
    EXPECT_NE(JacobianVectorProduct(net, x, Vector<double>::Unit(gradient.size(), used)).norm(), 0);
  }
}

TEST(GraphNetTest, IsTrained) {
  GraphNetOptions options = EveryKind(0, false);
  options.width = 100;
  const Matrix<double> x = Matrix<double>::Random(10, 3), y = Matrix<double>::Random(10, 2);
  const GraphNet<double> net(options, 1);
  const double rate = 0.25 / EmpiricalNtk(net, x).norm(), before = (Forward(net, x) - y).squaredNorm();
  Trainer trainer(net, x, y, {.schedule = Constant{rate}});
  for (int step = 0; step < 50; ++step) trainer.Step();
  EXPECT_LT((Forward(trainer.net(), x) - y).squaredNorm(), before / 4);
  EXPECT_EQ(trainer.net().parameters().matrix(3), net.parameters().matrix(3));
  EXPECT_NE(trainer.net().parameters().matrix(0), net.parameters().matrix(0));
}

// --- the rest
// -----------------------------------------------------------------------------------------------------------

TEST(GraphNetTest, SameBitsForAnyThreadCount) {
  GraphNetOptions options = EveryKind();
  options.width = 200;
  const GraphNet<double> net(options, 1);
  const Matrix<double> x = Matrix<double>::Random(300, 3), v = Matrix<double>::Random(300, 2);
  const Vector<double> direction = Vector<double>::Random(net.parameters().size());
  ExpectSameBitsForAnyThreadCount([&] { return Forward(net, x); });
  ExpectSameBitsForAnyThreadCount([&] { return VectorJacobianProduct(net, x, v); });
  ExpectSameBitsForAnyThreadCount([&] { return JacobianVectorProduct(net, x, direction); });
}

TEST(GraphNetTest, NanParametersShow) {
  GraphNet<double> net(EveryKind(), 1);
  net.parameters().matrix(0)(4, 1) = std::nan("");
  EXPECT_TRUE(std::isnan(Forward(net, Matrix<double>::Random(1, 3)).sum()));
}

std::string ErrorOf(const std::vector<GraphNode>& nodes, const DenseVariances& readout = {}, Index width = 4) {
  return MessageOf([&] { GraphNet<double>({.inputs = 3, .width = width, .nodes = nodes, .readout = readout}, 1); });
}

TEST(GraphNetTest, RejectsBadArguments) {
  EXPECT_EQ(ErrorOf({}), "no error");
  EXPECT_EQ(ErrorOf({}, {}, 0), "GraphNet: width must be at least 1, got 0");
  EXPECT_EQ(ErrorOf({Dense(1, 1)}), "GraphNet: node 1: there is no node 1 yet");
  EXPECT_EQ(ErrorOf({Dense(-1, 1)}), "GraphNet: node 1: there is no node -1 yet");
  EXPECT_EQ(ErrorOf({Phi(-1, Square())}), "GraphNet: node 1: there is no node -1 yet");
  EXPECT_EQ(ErrorOf({Dense(0, 1), {.kind = Kind::kSum, .input = 1, .other = 5}}),
            "GraphNet: node 2: there is no node 5 yet");
  const std::string input = "the net's input enters dense layers and scales only";
  EXPECT_EQ(ErrorOf({Phi(0, Square())}), "GraphNet: node 1: " + input);
  EXPECT_EQ(ErrorOf({Dense(0, 1), {.kind = Kind::kProduct, .input = 1, .other = 0}}), "GraphNet: node 2: " + input);
  EXPECT_EQ(ErrorOf({{.kind = Kind::kScale, .factor = 2}, Phi(1, Square())}), "GraphNet: node 2: " + input);
  EXPECT_EQ(ErrorOf({Dense(0, 1), Phi(1, {})}), "GraphNet: node 2: phi and phi' must not be empty");
  EXPECT_EQ(ErrorOf({{.kind = Kind::kScale, .factor = std::nan("")}}).rfind("GraphNet: factor must be finite", 0), 0U);
  EXPECT_EQ(ErrorOf({Dense(0, -1)}).rfind("GraphNet: variance of the weights must be finite", 0), 0U);
  EXPECT_EQ(ErrorOf({Dense(0, 1, -1)}).rfind("GraphNet: variance of the bias must be finite", 0), 0U);
  // Of a trained layer below nothing comes through weights of variance 0.
  for (const auto& readout : {DenseVariances{.trained = false}, DenseVariances{.weight = 0}}) {
    EXPECT_EQ(ErrorOf({Dense(0, 1, 0, readout.trained)}, readout), "GraphNet: f depends on no trained weight");
  }
  ExpectRefusals(GraphNet<double>(EveryKind(), 1));
}

}  // namespace
}  // namespace hadamard_ntk::models
