#include "tools/ntk/named_net.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "models/parameters.h"
#include "ntk/any_kernel.h"
#include "ntk/normalization.h"

namespace hadamard_ntk::tools {
namespace {

using ntk::KernelDescription;
using ntk::KernelParameters;

constexpr models::Index kInputs = 5, kWidth = 30, kOutputs = 2;

std::string SegmentsOf(const std::string& name, const KernelParameters& parameters) {
  return WithNamedNet<double>(KernelDescription(name, parameters), kInputs, kWidth, kOutputs, 1, [](const auto& net) {
    std::string text;
    for (const models::Segment& s : net.parameters().segments()) {
      text += s.name + " " + std::to_string(s.rows) + "x" + std::to_string(s.columns) + " ";
    }
    return text;
  });
}

TEST(NamedNet, EveryNameWithItsParameters) {
  EXPECT_EQ(SegmentsOf("pnn", {.degree = 3}), "W1 30x5 W2 30x5 W3 30x5 C 2x30 ");
  EXPECT_EQ(SegmentsOf("pnn", {.input_bias = 1}), "W1 30x6 W2 30x6 C 2x30 ");
  EXPECT_EQ(SegmentsOf("ccp", {.bias_std = 1}), "W1 30x5 W2 30x5 C 2x30 beta 2x1 ");
  EXPECT_EQ(SegmentsOf("ncp", {}), "A1 30x5 A2 30x5 S2 30x30 b1 30x1 b2 30x1 C 2x30 ");
  EXPECT_EQ(SegmentsOf("fc", {.depth = 2, .bias_std = .5}), "W1 30x5 W2 2x30 beta1 30x1 beta2 2x1 ");
}

TEST(NamedNet, RefusesWhatModelsDoNotHave) {
  for (const char* name : {"resnet", "quadratic", "relinear"}) {
    EXPECT_THROW(SegmentsOf(name, {}), std::invalid_argument) << name;
  }
  EXPECT_THROW(SegmentsOf("fc", {.input_bias = 1}), std::invalid_argument);
  EXPECT_THROW(SegmentsOf("ncp", {.input_bias = 1}), std::invalid_argument);
  const auto over_width = ntk::Normalization::kRawActivationOverWidth;
  EXPECT_THROW(SegmentsOf("pnn", {.normalization = over_width, .width = 31}), std::invalid_argument);
  EXPECT_NO_THROW(SegmentsOf("pnn", {.normalization = over_width, .width = 30}));
}

}  // namespace
}  // namespace hadamard_ntk::tools
