/// Nets that learn analogies of squares in the training region, and their accuracies in the others.
///
/// Nets are
///   plain        encoder, context normalisation, LSTM
///   hp           with Hadamard products in the encoder
///   plain_again  plain with other seeds: the scale regime only, as the rest
///   raw          plain without context normalisation, the first seed
///   oracle       levels read off the picture instead of an encoder, the first seed
///   oracle_raw   the same without context normalisation
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_MEASURE_H_

#include <array>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/visual_analogy/analogies.h"
#include "experiments/polynomial_nets/visual_analogy/analogy_training.h"
#include "experiments/polynomial_nets/visual_analogy/latent_fits.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::visual_analogy {

struct Config {
  std::string side = "64";  ///< pixels
  int steps = 1500;
  int batch = 32;
  double rate = 5e-4;
  int seeds = 3;              ///< in the scale regime
  int translation_seeds = 2;  ///< in the translation regime
  int test_problems = 2000;   ///< of each region; 0: all 19,040
  std::string checkpoints = {};
};

struct TestedNet {
  std::string net;
  Regime regime = Regime::kScale;
  int seed = 0;
  std::array<double, kRegions> accuracy = {};                          ///< the training region first
  std::array<std::array<double, kDegrees>, kFeatures> r_squared = {};  ///< of plain, hp in the scale regime
};

struct Evidence {
  Config config = {};
  std::vector<TestedNet> nets = {};
  std::array<RuleAccuracies, 2> rule = {};  ///< by regime
  double without_s = 0;                     ///< largest difference of latents of hp with S = 0 and plain; to be 0

  /// By seeds.
  std::vector<TestedNet> Find(const std::string& net, Regime regime) const;
};

/// Of regions [first, 5].
double MeanAccuracy(const TestedNet& net, int first);

Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::visual_analogy

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_MEASURE_H_
