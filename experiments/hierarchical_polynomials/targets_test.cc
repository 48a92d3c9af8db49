#include "experiments/hierarchical_polynomials/targets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace hadamard_ntk::experiments::hierarchical {
namespace {

const models::RandomStream kStream = {.seed = 7, .purpose = models::Purpose::kData, .stream = 3};

TEST(TargetsTest, SamplesAreTheTargetsOfTheirInputs) {
  const gaussian::SpreadFeature p = Feature(2, "balanced", 4, 1);
  const Samples samples = Draw(p, Outers()[1], kStream, 0, 50);
  for (int i = 0; i < 50; ++i) {
    double feature = 0;
    for (int j = 0; j < 4; ++j) feature += (j < 2 ? 1 : -1) * (std::pow(samples.x(i, j), 2) - 1) / std::sqrt(8);
    EXPECT_NEAR(samples.p(i), feature, 1e-14 * (1 + std::abs(feature)));
    EXPECT_NEAR(samples.h(i), std::pow(feature, 3) - 2 * feature, 1e-13 * (1 + std::pow(std::abs(feature), 3)));
  }
}

TEST(TargetsTest, ASampleDoesNotDependOnHowManyAreDrawn) {
  const gaussian::SpreadFeature p = Feature(3, "equal", 5, 1);
  const Samples all = Draw(p, Outers()[0], kStream, 0, 30), part = Draw(p, Outers()[0], kStream, 11, 4);
  EXPECT_EQ(all.x.middleRows(11, 4), part.x);
  EXPECT_EQ(all.h.segment(11, 4), part.h);
  EXPECT_NE(all.x.middleRows(10, 4), part.x);
}

TEST(TargetsTest, MeansAreTheExactOnes) {
  constexpr int kSamples = 400000;
  const gaussian::SpreadFeature p = Feature(2, "equal", 6, 1);
  const Samples samples = Draw(p, Outers()[0], kStream, 0, kSamples);
  const auto moment = [&](int j) { return gaussian::FeatureMoment(p, j).Value(); };
  const auto within_five_errors = [](double mean, double exact, double second_moment) {
    EXPECT_LE(std::abs(mean - exact), 5 * std::sqrt((second_moment - exact * exact) / kSamples));
  };
  within_five_errors(samples.p.squaredNorm() / kSamples, 1, moment(4));
  within_five_errors(samples.h.mean(), moment(3), moment(6));
}

TEST(TargetsTest, SignsAreWordsThatItKnows) {
  EXPECT_EQ(Feature(2, "balanced", 8, 1).plus, 4);
  EXPECT_EQ(Feature(2, "equal", 8, 1).minus, 0);
  EXPECT_EQ(Feature(2, "random", 100, 1).d(), 100);
  EXPECT_NE(Feature(2, "random", 100, 1).plus, Feature(2, "random", 100, 2).plus);
  EXPECT_THROW(Feature(2, "some", 8, 1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::hierarchical
