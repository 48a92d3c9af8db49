#include "models/training_options.h"

#include "models/arguments.h"

namespace hadamard_ntk::models {

void CheckOptions(const TrainingOptions& options, Index samples) {
  RequireAtLeast("Trainer", "rows of X", samples, Index{1});
  RequireAtLeast("Trainer", "batch_size", options.batch_size, Index{0});
  if (options.batch_size > samples) {
    throw std::invalid_argument("Trainer: batch_size must be at most n = " + std::to_string(samples) + ", got " +
                                std::to_string(options.batch_size));
  }
  RequireScale("Trainer", "learning rate at step 0", LearningRate(options.schedule, 0), false);
  RequireThat(options.divergence_factor > 1, "Trainer", "divergence_factor", "> 1", options.divergence_factor);
}

std::string Describe(const TrainingOptions& options) {
  return Describe(options.loss) + "; " + Describe(options.method) + "; " + Describe(options.groups) + "; " +
         Describe(options.schedule) + "; batches of " + std::to_string(options.batch_size) + ", shuffled by " +
         std::to_string(options.shuffle_seed);
}

}  // namespace hadamard_ntk::models
