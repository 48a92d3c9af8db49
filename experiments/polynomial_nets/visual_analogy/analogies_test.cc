#include "experiments/polynomial_nets/visual_analogy/analogies.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

TEST(AnalogiesTest, LevelsOfRegions) {
  EXPECT_EQ(LevelAt(Regime::kScale, 5, 1), 6);
  EXPECT_EQ(LevelAt(Regime::kScale, 5, 6), 36);
  EXPECT_EQ(LevelAt(Regime::kTranslation, 5, 0), 35);
  EXPECT_EQ(LevelAt(Regime::kTranslation, 5, 6), 41);
  for (int position = 0; position < kPositions; ++position) {
    EXPECT_EQ(LevelAt(Regime::kScale, 0, position), position);
    EXPECT_EQ(LevelAt(Regime::kTranslation, 0, position), position);
  }
}

// Pairs at distance 1, ..., 5: 6, 5, 4, 3, 2 of each sign; ordered pairs of two of them: 30 + 20 + 12 + 6 + 2, twice.
TEST(AnalogiesTest, HundredAndFortyOfAFeature) {
  std::map<int, std::set<std::pair<int, int>>> pairs;
  std::map<int, int> analogies;
  std::set<std::tuple<int, int, int, int>> distinct;
  for (const Analogy& q : Analogies()) {
    EXPECT_EQ(q.b - q.a, q.d - q.c);
    EXPECT_NE(q.a, q.c);
    pairs[q.b - q.a].insert({q.a, q.b});
    ++analogies[q.b - q.a];
    distinct.insert({q.a, q.b, q.c, q.d});
  }
  for (int distance = 1; distance <= 5; ++distance) {
    for (const int sign : {-1, 1}) {
      const int count = kPositions - distance;
      EXPECT_EQ(pairs.at(sign * distance).size(), static_cast<std::size_t>(count));
      EXPECT_EQ(analogies.at(sign * distance), count * (count - 1));
    }
  }
  EXPECT_EQ(pairs.count(0) + pairs.count(6), 0u);
  EXPECT_EQ(distinct.size(), 140u);
  EXPECT_EQ(Analogies().size(), 140u);
}

TEST(AnalogiesTest, CountsOfProblemsAndPictures) {
  const std::vector<Problem> problems = ProblemsOf(Regime::kScale, 5, 1);
  EXPECT_EQ(problems.size(), 19040u);
  EXPECT_EQ(kImages, 2401);
  std::set<models::Index> images;
  for (const Problem& problem : problems) {
    for (int position = 0; position < kPositions; ++position) images.insert(ImageOf(problem.At(position)));
  }
  EXPECT_EQ(images.size(), 2401u);
  EXPECT_EQ(*images.rbegin(), 2400);
  std::set<Square> squares;
  for (models::Index image = 0; image < kImages; ++image) squares.insert(SquareOf(Regime::kScale, 5, image));
  EXPECT_EQ(squares.size(), 2401u);
  EXPECT_EQ(SquareOf(Regime::kScale, 5, ImageOf({1, 0, 6, 2})), (Square{6, 0, 36, 12}));
}

TEST(AnalogiesTest, ProblemsAreWhatTheySay) {
  for (const Problem& problem : ProblemsOf(Regime::kTranslation, 2, 3)) {
    const auto candidates = problem.Candidates();
    ASSERT_EQ(candidates[0], problem.analogy.d);
    ASSERT_EQ((std::set<int>(candidates.begin(), candidates.end())).size(), 7u);
    for (std::size_t feature = 0; feature < kFeatures; ++feature) {
      ASSERT_EQ(problem.At(5)[feature], feature == problem.feature ? 5 : problem.positions[feature]);
    }
  }
}

std::vector<std::array<int, kFeatures>> SettingsOf(const std::vector<Problem>& problems) {
  std::vector<std::array<int, kFeatures>> settings;
  for (const Problem& problem : problems) settings.push_back(problem.positions);
  return settings;
}

// 34 different settings each, other ones for each analogy, region, regime and seed, and the same when drawn again.
TEST(AnalogiesTest, SettingsAreDrawnAnewAndWithoutRepetition) {
  const auto settings = SettingsOf(ProblemsOf(Regime::kScale, 1, 1));
  std::set<std::set<std::array<int, kFeatures>>> draws;
  for (std::size_t first = 0; first < settings.size(); first += kSettings) {
    const std::set<std::array<int, kFeatures>> draw(settings.begin() + static_cast<std::ptrdiff_t>(first),
                                                    settings.begin() + static_cast<std::ptrdiff_t>(first) + kSettings);
    ASSERT_EQ(draw.size(), 34u);
    draws.insert(draw);
  }
  EXPECT_EQ(draws.size(), 560u);
  EXPECT_EQ(SettingsOf(ProblemsOf(Regime::kScale, 1, 1)), settings);
  EXPECT_NE(SettingsOf(ProblemsOf(Regime::kScale, 2, 1)), settings);
  EXPECT_NE(SettingsOf(ProblemsOf(Regime::kTranslation, 1, 1)), settings);
  EXPECT_NE(SettingsOf(ProblemsOf(Regime::kScale, 1, 2)), settings);
}

// Statistical: each of 343 settings is drawn with probability 34/343 in 140 analogies of a feature.
TEST(AnalogiesTest, SettingsAreUniform) {
  std::map<std::array<int, kFeatures>, int> counts;
  for (const Problem& problem : ProblemsOf(Regime::kScale, 0, 1)) {
    if (problem.feature == kX) ++counts[problem.positions];
  }
  constexpr double kChance = 34.0 / 343, kMean = 140 * kChance;
  double square = 0;
  EXPECT_EQ(counts.size(), 343u);
  for (const auto& [setting, count] : counts) square += (count - kMean) * (count - kMean) / 343;
  // The variance of a count is 140 p (1 - p); the mean square over 343 nearly independent ones has the relative
  // standard error sqrt(2 / 343).
  const double variance = kMean * (1 - kChance);
  EXPECT_NEAR(square, variance, 5 * variance * std::sqrt(2.0 / 343));
}

}  // namespace
}  // namespace hadamard_ntk::experiments::visual_analogy
