#include "ntk/net_expression_size.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ntk/net_expression_parser.h"

namespace hadamard_ntk::ntk {
namespace {

// Counted by hand.
TEST(NetExpressionSize, LayersStepsAndFactors) {
  struct Case {
    std::string text;
    double layers, steps, factors;
  };
  const std::vector<Case> cases = {
      {"readout", 1, 0, 1},
      {"dense relu | readout", 2, 2, 1},
      {"(dense relu)^3 | readout", 4, 4, 3},
      {"repeat(3, dense relu) | readout", 4, 10, 1},
      {"dense polynomial(1,0,0.5,2) | readout", 2, 2, 3},
      {"dense relu * (1 + dense relu)^4 | readout", 6, 6, 5},
      {"dense relu * 1 dense | repeat(2, x dense relu * dense) | readout", 7, 12, 4},
      {"repeat(3, dense * dense) | readout", 7, 10, 8},
      {"repeat(3, relu(dense * dense)) | readout", 7, 16, 8},
      {"dense relu * (1 + zero_dense) | readout", 3, 5, 2},
      {"repeat(3, (dense)^2)^2 | frozen_readout", 13, 13, 16},
      {"dense * dense | dense + x dense * x dense * x dense | readout", 7, 6, 3},
  };
  for (const Case& c : cases) {
    const NetTree net = ParseNet(c.text);
    EXPECT_EQ(LayerCount(net), c.layers) << c.text;
    EXPECT_EQ(StepCount(net), c.steps) << c.text;
    EXPECT_EQ(FactorCount(net), c.factors) << c.text;
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
