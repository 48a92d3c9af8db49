/// What a training run (training.h) is told, and how it can end early.
#ifndef HADAMARD_NTK_MODELS_TRAINING_OPTIONS_H_
#define HADAMARD_NTK_MODELS_TRAINING_OPTIONS_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "linalg/diverged.h"
#include "models/loss.h"
#include "models/optimizer.h"
#include "models/schedule.h"
#include "models/training_progress.h"

namespace hadamard_ntk::models {

/// Determines the run, with the network and the data.
struct TrainingOptions {
  Loss loss = Loss::kHalfSquares;
  Method method = Sgd{};
  Schedule schedule = Constant{};   ///< by steps; its first rate must be > 0
  std::vector<Group> groups{};      ///< segments with another rate, or frozen
  Index batch_size = 0;             ///< 0: all samples, in their order
  std::uint64_t shuffle_seed = 0;   ///< of the minibatches
  double divergence_factor = 1000;  ///< > 1; infinity: only a loss that is not finite is a divergence
};

struct StepReport {
  std::int64_t step, epoch;  ///< steps done, this one included; the epoch it belongs to, from 0
  double loss;               ///< of the step's samples, before its update
  double learning_rate;
};

struct EpochReport {
  std::int64_t epoch, step;  ///< epochs and steps done
  double loss;               ///< the mean over all samples of their loss, each when its batch came
};

/// Watches the run, without a trace in its results.
struct RunOptions {
  std::function<void(const StepReport&)> on_step{};
  std::function<void(const EpochReport&)> on_epoch{};
  std::function<void(const TrainingProgress&)> on_progress{};  ///< none: silent
  double progress_interval = 0.1;                              ///< seconds
  std::function<double()> clock{};                             ///< seconds; none: the steady clock
  std::filesystem::path checkpoint{};                          ///< where to save; empty: nowhere
  std::int64_t checkpoint_every = 0;                           ///< steps; 0: at the end only
};

/// "training diverged at step <step>: loss <loss>": the loss is not finite, or its mean per sample above
/// divergence_factor times that at the start (or times that of the outputs 0, if larger).  The network keeps the
/// parameters that have this loss.
using linalg::Diverged;

/// Throws std::invalid_argument for options out of range, given n samples.
void CheckOptions(const TrainingOptions& options, Index samples);
/// All that determines the run but the network and the data: equal texts are equal options.
std::string Describe(const TrainingOptions& options);

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_TRAINING_OPTIONS_H_
