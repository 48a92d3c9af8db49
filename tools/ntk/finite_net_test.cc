#include "tools/ntk/finite_net.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/graph_nodes.h"
#include "ntk/net_expression.h"
#include "tools/ntk/net_graph.h"
#include "tools/program/flag_parser.h"

namespace hadamard_ntk::tools {
namespace {

constexpr models::Index kInputs = 5, kWidth = 30, kOutputs = 2;

FiniteNet Choose(std::vector<std::string> words, models::Index width = kWidth) {
  words.insert(words.begin(), "test");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  FlagParser parser("", "test");
  const KernelFlags flags(parser, KernelFlags::Networks::kFinite);
  EXPECT_TRUE(parser.Parse(static_cast<int>(arguments.size()), arguments.data()));
  return FiniteNet(flags, width, kOutputs);
}

double ParametersOf(const FiniteNet& finite) {
  return finite.With<double>(kInputs, 1, [](const auto& net) { return static_cast<double>(net.parameters().size()); });
}

TEST(FiniteNet, MemoryOfTheWeights) {
  for (const std::string kernel : {"pnn", "ccp", "ncp", "fc"}) {
    const FiniteNet finite = Choose({"--kernel", kernel});
    const double bytes = 8 * ParametersOf(finite), panels = 8.0 * 256 * 3 * kWidth;  // of no samples
    EXPECT_GE(finite.Memory(kInputs, 0, 0, 8).total(), bytes) << kernel;
    EXPECT_LE(finite.Memory(kInputs, 0, 0, 8).total(), 1.5 * bytes + panels) << kernel;
  }
  for (const std::string text :
       {"readout", "input_bias(1) | dense(1,1) gelu | (dense relu)^3 | frozen_dense | readout(1,1)"}) {
    const FiniteNet finite = Choose({"--net", text});
    const auto nodes = GraphOf(NetExpression(text).tree(), kInputs, kWidth, kOutputs).nodes.size() + 2.0;
    EXPECT_EQ(finite.Memory(kInputs, 0, 0, 8).total(),
              8 * ParametersOf(finite) + nodes * (sizeof(models::GraphNode) + sizeof(models::PlacedNode)));
  }
}

// The signals of one sample more, by hand: 2 m for each of u, relu(u), v and relu(u) * v, and 2 o of the readout; of
// relu(u) alone m, where u is frozen.
TEST(FiniteNet, MemoryOfTheSignals) {
  const auto of_a_sample = [](const std::string& text) {
    const FiniteNet finite = Choose({"--net", text});
    return (finite.Memory(kInputs, 10, 1, 8).total() - finite.Memory(kInputs, 10, 2, 8).total() + 10 * 8) / -8;
  };
  constexpr double kSamples = 3 * kInputs, kInput = kInputs;
  EXPECT_EQ(of_a_sample("dense relu | skip * dense | readout"), kSamples + kInput + 2 * 4 * kWidth + 2 * kOutputs);
  EXPECT_EQ(of_a_sample("frozen_dense relu | readout"), kSamples + kInput + 2 * kWidth + 2 * kOutputs);
}

TEST(FiniteNet, WorkGrowsAsTheSquareOfTheWidth) {
  const std::string text = "dense relu | repeat(4, dense relu) | readout";
  const double narrow = Choose({"--net", text}, 1000).Work(kInputs, 1000, 0),
               wide = Choose({"--net", text}, 2000).Work(kInputs, 1000, 0);
  EXPECT_GT(wide, 3 * narrow);
  EXPECT_LT(wide, 4 * narrow);
  EXPECT_GT(Choose({"--net", text}).Work(kInputs, 100, 100), 1.5 * Choose({"--net", text}).Work(kInputs, 100, 0));
}

TEST(FiniteNet, SaysWhatItIs) {
  EXPECT_EQ(Choose({"--kernel", "fc"}).Text(), "fc, depth 2");
  EXPECT_EQ(Choose({"--net", "dense  relu|readout"}).Text(), "net dense relu | readout");
  EXPECT_EQ(Choose({"--net", "readout"}).Json(), (referee::Json{{"kernel", "net"}, {"net", "readout"}}));
}

}  // namespace
}  // namespace hadamard_ntk::tools
