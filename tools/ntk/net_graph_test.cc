#include "tools/ntk/net_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/empirical_ntk.h"
#include "models/graph_net.h"
#include "models/limit_check_testing.h"
#include "models/network.h"
#include "ntk/any_kernel.h"
#include "ntk/correlation.h"
#include "ntk/net_expression.h"

namespace hadamard_ntk::tools {
namespace {

using models::GraphNet;
using models::Index;
using models::Matrix;
using models::Vector;
using ntk::NetExpression;

GraphNet<double> NetOf(const std::string& text, Index width, int seed, Index outputs = 1) {
  return GraphNet<double>(GraphOf(NetExpression(text).tree(), 3, width, outputs), seed);
}

// --- the net of a text ---------------------------------------------------------------------------------------------

TEST(NetGraph, IsTheNetOfTheText) {
  const GraphNet<double> net = NetOf("dense(1.5,.05) gelu | dense relu * dense | readout", 30, 1, 2);
  const auto of = [&](const char* name) { return net.parameters().matrix(net.parameters().Find(name)); };
  const Matrix<double> x = Matrix<double>::Random(5, 3), f = Forward(net, x);
  const auto by_hand = [&](double weight) {
    Matrix<double> g(5, 2);
    for (Index i = 0; i < 5; ++i) {
      const Vector<double> u = std::sqrt(weight) * (of("W1") * x.row(i).transpose()) + std::sqrt(0.05) * of("beta1");
      const Vector<double> h = u.unaryExpr([](double v) { return v * std::erfc(-v / std::numbers::sqrt2) / 2; });
      const Vector<double> gate = (of("W2") * h / std::sqrt(30)).cwiseMax(0);
      g.row(i) = (of("W4") * gate.cwiseProduct(of("W3") * h / std::sqrt(30)) / std::sqrt(30)).transpose();
    }
    return g;
  };
  const double bound = 64 * std::numeric_limits<double>::epsilon() * f.cwiseAbs().maxCoeff();  // conditioned
  EXPECT_LE((f - by_hand(1.5)).cwiseAbs().maxCoeff(), bound);
  EXPECT_GT((f - by_hand(1.5001)).cwiseAbs().maxCoeff(), bound);
}

std::string SegmentsOf(const std::string& text) {
  std::string list;
  for (const models::Segment& segment : models::PlaceNodes(GraphOf(NetExpression(text).tree(), 3, 8, 2)).segments) {
    list += (list.empty() ? "" : " ") + segment.name + ":" + std::to_string(segment.rows) + "x" +
            std::to_string(segment.columns);
  }
  return list;
}

TEST(NetGraph, EveryDenseHasItsOwnWeights) {
  EXPECT_EQ(SegmentsOf("readout"), "W1:2x3");
  EXPECT_EQ(SegmentsOf("input_bias(2) | readout(1,1)"), "W1:2x4 beta1:2x1");
  EXPECT_EQ(SegmentsOf("x scale(2) | dense | readout"), "W1:8x3 W2:2x8");
  EXPECT_EQ(SegmentsOf("dense | repeat(2, skip + dense relu dense(1,1)) | readout"),
            "W1:8x3 W2:8x8 W3:8x8 beta3:8x1 W4:8x8 W5:8x8 beta5:8x1 W6:2x8");
  EXPECT_EQ(SegmentsOf("(dense relu)^3 | readout"), "W1:8x3 W2:8x3 W3:8x3 W4:2x8");
  EXPECT_EQ(SegmentsOf("dense | repeat(2, dense)^2 | readout"), "W1:8x3 W2:8x8 W3:8x8 W4:8x8 W5:8x8 W6:2x8");
  EXPECT_EQ(SegmentsOf("1 dense(0,2) * dense | x | frozen_dense | readout"),
            "beta1:8x1 W2:8x3 W3:8x3 W4:2x8");  // the first stage is without effect
  EXPECT_EQ(SegmentsOf("relu(dense * dense(1,1)) | readout"), "W1:8x3 W2:8x3 beta2:8x1 W3:2x8");
}

TEST(NetGraph, IsTheReluOfAProductAndStartsAtZero) {
  const GraphNet<double> net = NetOf("relu(dense(1.5) * dense) | dense + zero_dense(2,1) | readout", 30, 1, 2);
  const auto of = [&](const char* name) { return net.parameters().matrix(net.parameters().Find(name)); };
  const Matrix<double> x = Matrix<double>::Random(5, 3), f = Forward(net, x);
  const auto by_hand = [&](double weight) {
    const Matrix<double> r = std::sqrt(weight) * of("W1") * x.transpose(), g = of("W2") * x.transpose();
    const Matrix<double> h = of("W3") * r.cwiseProduct(g).cwiseMax(0) / std::sqrt(30);
    return Matrix<double>((of("W5") * h).transpose() / std::sqrt(30));
  };
  const double bound = 64 * std::numeric_limits<double>::epsilon() * f.cwiseAbs().maxCoeff();  // conditioned
  EXPECT_LE((f - by_hand(1.5)).cwiseAbs().maxCoeff(), bound);
  EXPECT_GT((f - by_hand(1.5001)).cwiseAbs().maxCoeff(), bound);
  EXPECT_TRUE(of("W4").isZero(0) && of("beta4").isZero(0) && !of("W3").isZero(0));
}

TEST(NetGraph, SaysWhatCannotBeBuilt) {
  const auto error = [](const std::string& text) {
    return MessageOf([&] { models::PlaceNodes(GraphOf(NetExpression(text).tree(), 3, 8, 1)); });
  };
  EXPECT_EQ(error("(dense relu)^1000 | readout"), "no error");
  EXPECT_EQ(error("dense | (dense relu scale(2))^400000 | readout"),
            "NetExpression: column 9: a finite net has at most 10^6 nodes: 'dense |  --> (dense relu scale(2))^400000 "
            "| readout'");
  EXPECT_EQ(error("frozen_dense relu | frozen_readout"), "GraphNet: f depends on no trained weight");
}

// --- means of empirical kernels
// ----------------------------------------------------------------------------------------

// The mean over so many seeds at this width is off the limit by O(1/m), which is less than a standard error.
constexpr int kDraws = 60;
constexpr Index kWidth = 400;

template <class Kernel>
auto NtkOf(const Kernel& kernel) {
  return [&kernel](double a, double b, double c) {
    const double cosine = std::min(1.0, c / std::sqrt(a * b));
    return kernel(std::sqrt(a), std::sqrt(b), ntk::Correlation<double>::FromCosine(cosine)).ntk;
  };
}

template <class Kernel, class Control>
void ExpectMeanNtk(const std::string& text, const Kernel& kernel, const Control& control, Index width = kWidth) {
  SCOPED_TRACE(text);
  models::ExpectMeansAre(
      kDraws, [&](int seed, const Matrix<double>& x) { return EmpiricalNtk(NetOf(text, width, seed), x); },
      NtkOf(kernel), NtkOf(control));
}

void ExpectLimit(const std::string& text, const std::string& wrong, Index width = kWidth) {
  ExpectMeanNtk(text, NetExpression(text), NetExpression(wrong), width);
}

TEST(NetGraph, MeanNtkOfANetWithBiases) {
  ExpectLimit("dense(1.5,.05) gelu | dense(2,0.3) gelu | readout(1,.2)",
              "dense(1.5,.05) gelu | dense(2.5,0.3) gelu | readout(1,.2)");
}

TEST(NetGraph, MeanNtkOfAGatedNet) {
  ExpectLimit("dense(1.5,.05) gelu | dense silu * dense | readout",
              "dense(1.5,.05) gelu | dense silu * dense(1.5) | readout");
}

TEST(NetGraph, MeanNtkOfAResidualNet) {
  ExpectLimit("dense | repeat(2, skip + dense relu dense(.5)) | relu dense(2) | readout",
              "dense | repeat(2, skip + dense relu dense(1)) | relu dense(2) | readout");
}

// Of s = m/n units, 6.25 and 1/1.28 of the base.
TEST(NetGraph, MeanNtkInTheStandardParameterization) {
  const std::string net = "dense(2,.1) relu | dense(1.5) tanh * x dense | readout(1,.5)";
  for (const std::string base : {"standard(64) | ", "standard(512) | "})
    ExpectLimit(base + net, "standard(128) | " + net);
}

TEST(NetGraph, MeanNtkWithAFrozenLayer) {
  ExpectLimit("dense relu | frozen_dense(2,.5) erf | readout(1,.1)", "dense relu | dense(2,.5) erf | readout(1,.1)");
}

TEST(NetGraph, MeanNtkOfAPower) {
  ExpectLimit("dense relu | (1 + dense(1.5) sin(1,0.5))^3 | readout(.5)",
              "dense relu | (1 + dense(2) sin(1,0.5))^3 | readout(.5)");
}

TEST(NetGraph, MeanNtkWithAllSources) {
  ExpectLimit("input_bias(.5) | dense relu | skip * (1 + x dense) + 1 dense(.3,.2) scale(2) | dense cos | readout",
              "input_bias(.5) | dense relu | skip * (1 + x dense) + 1 dense(.9,.2) scale(2) | dense cos | readout");
}

// The networks with names, written out.
TEST(NetGraph, MeanNtkOfNamedNetworks) {
  const auto expect = [](const std::string& name, const ntk::KernelParameters& p, const ntk::KernelParameters& wrong) {
    const ntk::KernelDescription description(name, p);
    ExpectMeanNtk(ntk::ExpressionOf(description), ntk::AnyKernel(description),
                  ntk::AnyKernel(ntk::KernelDescription(name, wrong)));
  };
  expect("fc", {.depth = 3, .bias_std = 0.5}, {.depth = 3, .bias_std = 1});
  expect("pnn", {.degree = 3, .input_bias = 0.5}, {.degree = 3, .input_bias = 0.75});
  expect("ccp", {.degree = 3, .bias_std = 0.5}, {.degree = 2, .bias_std = 0.5});
  expect("ncp", {.degree = 3, .bias_std = 0.5}, {.degree = 3, .bias_std = 0.75});
  expect("resnet", {.blocks = 2, .alpha = 0.5}, {.blocks = 2, .alpha = 1});
  expect("quadratic", {}, {.depth = 3});
  expect("relinear", {.depth = 3, .gate_rate = 0.5}, {.depth = 3, .gate_rate = 0.75});
}

}  // namespace
}  // namespace hadamard_ntk::tools
