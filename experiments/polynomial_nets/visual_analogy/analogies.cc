#include "experiments/polynomial_nets/visual_analogy/analogies.h"

#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "models/random.h"

namespace hadamard_ntk::experiments::visual_analogy {
namespace {

constexpr int kFurthest = 5, kAllSettings = kPositions * kPositions * kPositions;

// The first kSettings of a shuffle of 0, ..., 342.
std::vector<int> DrawSettings(std::uint64_t seed, std::uint32_t stream) {
  std::array<double, kSettings> uniforms;
  models::FillUniform({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0, std::span(uniforms));
  std::vector<int> settings(kAllSettings);
  std::iota(settings.begin(), settings.end(), 0);
  for (int i = 0; i < kSettings; ++i) {
    const auto place = static_cast<std::size_t>(i);
    const auto chosen = static_cast<std::size_t>(i + std::floor(uniforms[place] * (kAllSettings - i)));
    std::swap(settings[place], settings[chosen]);
  }
  settings.resize(kSettings);
  return settings;
}

}  // namespace

std::string NameOf(Regime regime) { return regime == Regime::kScale ? "scale" : "translation"; }

int LevelAt(Regime regime, int region, int position) {
  return regime == Regime::kScale ? (region + 1) * position : kPositions * region + position;
}

std::vector<Analogy> Analogies() {
  std::vector<Analogy> analogies;
  for (int distance = -kFurthest; distance <= kFurthest; ++distance) {
    const auto inside = [](int position) { return position >= 0 && position < kPositions; };
    for (int a = 0; a < kPositions && distance != 0; ++a) {
      for (int c = 0; c < kPositions; ++c) {
        if (a == c || !inside(a + distance) || !inside(c + distance)) continue;
        analogies.push_back({a, a + distance, c, c + distance});
      }
    }
  }
  return analogies;
}

std::array<int, kFeatures> Problem::At(int position) const {
  std::array<int, kFeatures> of_picture = positions;
  of_picture[feature] = position;
  return of_picture;
}

std::array<int, kPositions> Problem::Candidates() const {
  std::array<int, kPositions> candidates = {analogy.d};
  std::size_t next = 1;
  for (int position = 0; position < kPositions; ++position) {
    if (position != analogy.d) candidates[next++] = position;
  }
  return candidates;
}

std::vector<Problem> ProblemsOf(Regime regime, int region, std::uint64_t seed) {
  const std::vector<Analogy> analogies = Analogies();
  std::vector<Problem> problems;
  auto stream = static_cast<std::uint32_t>(((regime == Regime::kTranslation) * kRegions + region) *
                                           static_cast<int>(kFeatures * analogies.size()));
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    for (const Analogy& analogy : analogies) {
      for (int setting : DrawSettings(seed, stream)) {
        Problem problem{.feature = feature, .analogy = analogy, .positions = {}};
        for (std::size_t other = 0; other < kFeatures; ++other) {
          if (other == feature) continue;
          problem.positions[other] = setting % kPositions;
          setting /= kPositions;
        }
        problems.push_back(problem);
      }
      ++stream;
    }
  }
  return problems;
}

Square SquareAt(Regime regime, int region, const std::array<int, kFeatures>& positions) {
  Square square;
  for (std::size_t feature = 0; feature < kFeatures; ++feature) {
    square[feature] = LevelAt(regime, region, positions[feature]);
  }
  return square;
}

models::Index ImageOf(const std::array<int, kFeatures>& positions) {
  models::Index image = 0;
  for (const int position : positions) image = image * kPositions + position;
  return image;
}

Square SquareOf(Regime regime, int region, models::Index image) {
  std::array<int, kFeatures> positions;
  for (std::size_t feature = kFeatures; feature-- > 0; image /= kPositions) {
    positions[feature] = static_cast<int>(image % kPositions);
  }
  return SquareAt(regime, region, positions);
}

}  // namespace hadamard_ntk::experiments::visual_analogy
