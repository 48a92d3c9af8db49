/// trainer.Run(last_step, run) as a part of an experiment: models::Diverged, a loss that ran away, leaves as
/// DivergedRun, which ends the program with exit code 3 and the message
///   "<what> diverged at step <step>: loss <loss>".
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_TRAIN_NETWORK_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_TRAIN_NETWORK_H_

#include <cstdint>
#include <string>

#include "experiments/shared/names.h"
#include "models/network.h"
#include "models/training.h"
#include "models/training_options.h"
#include "referee/experiment.h"
#include "referee/program/diverged.h"

namespace hadamard_ntk::experiments {

template <models::Network N>
void TrainNetwork(const std::string& what, models::Trainer<N>& trainer, std::int64_t last_step,
                  const models::RunOptions& run = {}) {
  try {
    trainer.Run(last_step, run);
  } catch (const models::Diverged& diverged) {
    throw DivergedRun(what, diverged.step(), diverged.loss());
  }
}

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_TRAIN_NETWORK_H_
