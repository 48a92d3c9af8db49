#include "ntk/descent_filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::ntk {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Case {
  double lambda;
  GradientDescent method;
  std::int64_t steps;
  double filter;
};

std::vector<Case> Reference() {
  std::ifstream file("ntk/testdata/descent_reference.csv");
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    if (line[0] == '#' || line[0] == 'l') continue;
    std::istringstream fields(line);
    std::vector<std::string> text;
    for (std::string field; std::getline(fields, field, ',');) text.push_back(field);
    cases.push_back({std::strtod(text.at(0).c_str(), nullptr),
                     {std::strtod(text.at(1).c_str(), nullptr), std::strtod(text.at(2).c_str(), nullptr)},
                     std::stoll(text.at(3)),
                     std::strtod(text.at(4).c_str(), nullptr)});
  }
  return cases;
}

// The error over the bound of the header, 4 eps |g| + 1e-40 eta t; one eps more for the rounded reference.
double OverBound(const Case& c, double value) {
  if (!std::isfinite(c.filter) || !std::isfinite(value)) return value == c.filter ? 0 : kInfinity;
  const double bound = 5 * kEps * std::abs(c.filter) + 1e-40 * c.method.learning_rate * static_cast<double>(c.steps);
  return value == c.filter ? 0 : std::abs(value - c.filter) / bound;
}

TEST(DescentFilterTest, IsTheReferenceOfTwoRoads) {
  const std::vector<Case> cases = Reference();
  ASSERT_EQ(cases.size(), 1085U);
  double worst = 0;
  for (const Case& c : cases) {
    const double value = DescentFilter(c.lambda, c.method, c.steps);
    EXPECT_LE(OverBound(c, value), 1) << c.lambda << " " << c.method.learning_rate << " " << c.method.momentum << " "
                                      << c.steps << ": " << value << " for " << c.filter;
    worst = std::max(worst, OverBound(c, value));
  }
  RecordProperty("worst_error_over_bound", std::to_string(worst));
}

// The first two cases with what the same squaring gives in double; a planted error in the last digits.
TEST(DescentFilterTest, ReferenceRejectsWhatDoubleGives) {
  const std::vector<Case> cases = Reference();
  EXPECT_EQ(cases[0].filter, 632120558828.74172);
  EXPECT_EQ(cases[1].filter, 9999546000702.7812);
  EXPECT_GT(OverBound(cases[0], 631154123953.9), 1e10);
  EXPECT_GT(OverBound(cases[1], 12057692886671.8), 1e10);
  for (const Case& c : cases) {
    if (std::isfinite(c.filter) && c.filter > 1e-200) {
      EXPECT_GT(OverBound(c, c.filter * (1 + 8 * kEps)), 1);
    }
    EXPECT_GT(OverBound(c, -c.filter - 0.123), 1) << c.filter;
  }
}

TEST(DescentFilterTest, IsTheRecursion) {
  for (const double x : {1e-3, 0.5, 1.0, 1.9, 3.5}) {
    for (const double beta : {0.0, 0.3, 0.95}) {
      double g = 0, before = 0, largest = 1;
      for (int t = 0; t <= 40; ++t) {
        // Counted: 4 roundings a step of the largest so far, each of which 40 steps later is at most 40 times as large
        // where nothing grows, and grows with g elsewhere.
        EXPECT_LE(std::abs(DescentFilter(x, {1, beta}, t) - g), 4 * 40 * 40 * kEps * largest) << x << " " << beta;
        const double next = (1 + beta - x) * g - beta * before + 1;
        before = g;
        g = next;
        largest = std::max(largest, std::abs(g));
      }
    }
  }
}

TEST(DescentFilterTest, IsContinuousWhereTheRoadsMeet) {
  // No momentum: closed form below eta lambda = 1, squaring from there; momentum -> 0.
  for (const std::int64_t t : {std::int64_t{1}, std::int64_t{3}, std::int64_t{1} << 40}) {
    const double below = DescentFilter(std::nextafter(1.0, 0.0), {1}, t), at = DescentFilter(1, {1}, t);
    EXPECT_LE(std::abs(below - at), 8 * kEps) << t;
    for (const double lambda : {1e-12, 1e-3, 0.7}) {
      const double without = DescentFilter(lambda, {1}, t), with = DescentFilter(lambda, {1, 1e-300}, t);
      EXPECT_LE(std::abs(with / without - 1), 8 * kEps) << lambda << " " << t;
    }
  }
}

TEST(DescentFilterTest, RejectsBadInput) {
  EXPECT_THROW(DescentFilter(-1e-300, {1}, 1), std::invalid_argument);
  EXPECT_THROW(DescentFilter(kInfinity, {1}, 1), std::invalid_argument);
  EXPECT_THROW(DescentFilter(1, {0}, 1), std::invalid_argument);
  EXPECT_THROW(DescentFilter(1, {NAN}, 1), std::invalid_argument);
  EXPECT_THROW(DescentFilter(1, {1, 1}, 1), std::invalid_argument);
  EXPECT_THROW(DescentFilter(1, {1, -0.1}, 1), std::invalid_argument);
  EXPECT_EQ(MessageOf([&] { DescentFilter(1, {-1e-9}, 1); }),
            "DescentFilter: learning_rate must be positive and finite, got -1.0000000000000001e-09");
  EXPECT_THROW(DescentFilter(1, {1}, -1), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::ntk
