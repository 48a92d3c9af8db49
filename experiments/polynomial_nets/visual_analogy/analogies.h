/// Analogies A : B :: C : D of squares [WebEtAl2020], in regions of levels that are trained on and others.
///
/// A region has seven of a feature's 42 levels, for all features alike. Of position p = 0, ..., 6 in region r = 0
/// (training), 1, ..., 5 (tests) the level is (r + 1) p, "scale", or 7 r + p, "translation".
/// An analogy goes along one feature, B - A = D - C in positions, +-1 to +-5, (A, B) not (C, D): 140 of each feature.
/// For each there are 34 of the 343 settings of the other three features, drawn without repetition: 19,040 problems.
/// The candidates are D, which comes first, and the feature's six other levels: chance is 1/7.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_ANALOGIES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_ANALOGIES_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/visual_analogy/squares.h"
#include "models/analogy_net.h"

namespace hadamard_ntk::experiments::visual_analogy {

enum class Regime { kScale, kTranslation };
/// "scale", "translation".
std::string NameOf(Regime regime);

inline constexpr int kRegions = 6, kPositions = 7, kSettings = 34;
inline constexpr int kImages = kPositions * kPositions * kPositions * kPositions;  ///< of a region

int LevelAt(Regime regime, int region, int position);

struct Analogy {
  int a = 0, b = 0, c = 0, d = 0;  ///< positions of the feature
};
/// The 140 of a feature.
std::vector<Analogy> Analogies();

struct Problem {
  std::size_t feature = 0;
  Analogy analogy;
  std::array<int, kFeatures> positions;  ///< of the other features

  /// Positions of the picture with the feature at a position.
  std::array<int, kFeatures> At(int position) const;
  /// D, then the others as they come.
  std::array<int, kPositions> Candidates() const;
};

/// Its 19,040 problems; settings are keyed by (seed, regime, region, feature, analogy).
std::vector<Problem> ProblemsOf(Regime regime, int region, std::uint64_t seed);

/// The square of a picture in a region; pictures of a region are numbered 0, ..., 2400.
Square SquareAt(Regime regime, int region, const std::array<int, kFeatures>& positions);
models::Index ImageOf(const std::array<int, kFeatures>& positions);
Square SquareOf(Regime regime, int region, models::Index image);

}  // namespace hadamard_ntk::experiments::visual_analogy

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_ANALOGIES_H_
