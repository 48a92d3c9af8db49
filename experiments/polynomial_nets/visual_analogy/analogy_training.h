/// Nets that are trained on the analogies of the training region, and how well they do in all regions.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_ANALOGY_TRAINING_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_ANALOGY_TRAINING_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/visual_analogy/analogies.h"
#include "experiments/polynomial_nets/visual_analogy/squares.h"
#include "models/analogy_net.h"
#include "models/matrix.h"

namespace hadamard_ntk::experiments::visual_analogy {

using Net = models::AnalogyNet<float>;

/// What a net is shown: pictures of side x side pixels; or, of side 0, the levels that are read off a picture, by an
/// encoder that is right and affine in the levels. These are integers, so that features that all terms share are
/// exactly 0 after context normalisation; its 1e-8 makes 1e-4 of float's rounding otherwise.
models::Matrix<float> Inputs(const std::vector<Square>& squares, int side);

struct AnalogyTraining {
  std::string name;  ///< of the run: in messages, and its checkpoint's file name
  int side = 64;     ///< 0: no encoder
  bool products = false, context = true;
  Regime regime = Regime::kScale;
  std::uint64_t seed = 1;  ///< of weights, settings, and the order of the problems
  int steps = 1, batch = 32;
  double rate = 5e-4;  ///< of Adam
  /// Directory; if not empty, the run is saved there every 100 steps and goes on from what is found there.
  std::string checkpoints = {};
  std::function<void()> on_step = {};
};

/// The net before its training.
Net UntrainedNet(const AnalogyTraining& run);

/// Adam on the mean cross entropy of the candidates' scores; a function of its arguments alone, for any number of
/// threads and interruptions.  Throws linalg::Diverged for a loss that is not finite, std::runtime_error for a
/// checkpoint of another run, or of more steps.
Net TrainOnAnalogies(const AnalogyTraining& run);

/// By region: the share of problems whose D has a score above all others'; equal scores are wrong.  `problems` of the
/// 19,040, at equal distances; 0: all.
std::array<double, kRegions> Accuracies(const Net& net, int side, Regime regime, int problems, std::uint64_t seed);

/// The same of a rule without parameters, the candidate whose levels are nearest to B - A + C: with the right answer,
/// and with one of the candidates, drawn by chance, called right.
struct RuleAccuracies {
  std::array<double, kRegions> right = {}, shuffled = {};
};
RuleAccuracies AccuraciesOfRule(Regime regime, int problems, std::uint64_t seed);

}  // namespace hadamard_ntk::experiments::visual_analogy

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_VISUAL_ANALOGY_ANALOGY_TRAINING_H_
