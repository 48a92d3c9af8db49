/// trainer.Run(last_step, run) as a part of an experiment: a loss that runs away ends the program with exit code 3 and
/// a message that names the net, "<what> diverged at step <step>: loss <loss>" (linalg/diverged.h).
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_TRAIN_NETWORK_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_TRAIN_NETWORK_H_

#include <cstdint>
#include <string>

#include "experiments/shared/names.h"
#include "linalg/diverged.h"
#include "models/network.h"
#include "models/training.h"
#include "models/training_options.h"

namespace hadamard_ntk::experiments {

template <models::Network N>
void TrainNetwork(const std::string& what, models::Trainer<N>& trainer, std::int64_t last_step,
                  const models::RunOptions& run = {}) {
  try {
    trainer.Run(last_step, run);
  } catch (const linalg::Diverged& diverged) {
    throw linalg::Diverged(what, diverged.step(), diverged.value());
  }
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_TRAIN_NETWORK_H_
