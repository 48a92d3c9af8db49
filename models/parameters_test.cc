#include "models/parameters.h"

#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"
#include "models/random.h"

namespace hadamard_ntk::models {
namespace {

std::vector<Segment> Segments() {
  return {{.name = "W1", .rows = 300, .columns = 3},
          {.name = "W2", .rows = 4, .columns = 300, .initial_std = 0.5},
          {.name = "beta", .rows = 4, .initial_std = 0.25, .initial_mean = 1}};
}

TEST(ParametersTest, SegmentsFillOneVector) {
  Parameters<double> parameters(Segments(), 7);
  EXPECT_EQ(parameters.size(), 900 + 1200 + 4);
  EXPECT_EQ(parameters.segments()[1].offset, 900);
  EXPECT_EQ(parameters.segments()[2].offset, 2100);
  EXPECT_EQ(parameters.Find("beta"), 2);
  parameters.matrix(1)(2, 5) = 42;  // row-major
  EXPECT_EQ(parameters.values()[900 + 2 * 300 + 5], 42);
  const Parameters<double> copy = parameters;
  parameters.values().setZero();
  EXPECT_EQ(copy.matrix(1)(2, 5), 42);
}

// An entry is initial_mean plus initial_std times the normal of its stream and index; segments of any length, in blocks
// or not.  Powers of two: the product is exact, and the sum rounded once.
TEST(ParametersTest, InitializedByKey) {
  const Parameters<double> doubles(Segments(), 7);
  const Parameters<float> floats(Segments(), 7);
  for (int s = 0; s < 3; ++s) {
    const Segment& segment = doubles.segments()[s];
    for (Index i = 0; i < segment.size(); ++i) {
      double normal;
      FillNormal({.seed = 7, .purpose = Purpose::kWeights, .stream = static_cast<std::uint32_t>(s)}, i,
                 std::span<double>(&normal, 1));
      ASSERT_EQ(doubles.values()[segment.offset + i], segment.initial_mean + segment.initial_std * normal);
      ASSERT_EQ(floats.values()[segment.offset + i],
                static_cast<float>(segment.initial_mean) +
                    static_cast<float>(segment.initial_std) * static_cast<float>(normal));
    }
  }
  EXPECT_NE(doubles.values(), Parameters<double>(Segments(), 8).values());
}

TEST(ParametersTest, LongSegmentsAreOneStream) {
  const Index count = 100'003;
  const Parameters<double> parameters({{.name = "W", .rows = count}}, 1);
  std::vector<double> normals(count);
  FillNormal({.seed = 1}, 0, std::span<double>(normals));
  EXPECT_EQ(parameters.values(), Eigen::Map<Vector<double>>(normals.data(), count));
}

TEST(ParametersTest, RejectsBadArguments) {
  EXPECT_EQ(MessageOf([] { Parameters<double>({{.name = "W1", .rows = 0, .columns = 3}}, 1); }),
            "Parameters: rows of W1 must be at least 1, got 0");
  EXPECT_EQ(MessageOf([] { Parameters<double>({{.name = "W1", .rows = 2, .columns = 0}}, 1); }),
            "Parameters: columns of W1 must be at least 1, got 0");
  EXPECT_EQ(MessageOf([] {
              Parameters<double>({{.name = "C", .rows = 2}, {.name = "C", .rows = 2}}, 1);
            }),
            "Parameters: names of segments must differ, got C twice");
  EXPECT_EQ(MessageOf([] { Parameters<double>({{.name = "C", .rows = 2, .initial_std = -1}}, 1); }),
            "Parameters: initial_std of C must be finite and not negative, got -1");
  EXPECT_EQ(MessageOf([] { Parameters<double>({{.name = "C", .rows = 2, .initial_mean = HUGE_VAL}}, 1); }),
            "Parameters: initial_mean of C must be finite, got inf");
  Parameters<double> parameters(Segments(), 1);
  EXPECT_EQ(MessageOf([&] { parameters.Find("W3"); }), "Parameters::Find: name must be one of W1, W2, beta, got W3");
  EXPECT_EQ(MessageOf([&] { parameters.SetValues(Vector<double>::Zero(5)); }),
            "Parameters::SetValues: values must be 2104 x 1, got 5 x 1");
}

}  // namespace
}  // namespace hadamard_ntk::models
