/// The training [KanEtAl2022] of a net f (models/grid_net.h) that is to be a direction of conjugate directions
/// (models/grid_direction.h): Adam at a rate that falls to 0 by a cosine, on the loss of models/inverse_loss.h, on
/// right-hand sides of the box without solids, each drawn once.
///
/// The loss does not see the lowest modes, so the net that is kept is not the one of the least loss but that which
/// needed the fewest iterations on right-hand sides that are not trained on: of training's distribution and smooth
/// ones, to 1e-4, two stored directions.
#ifndef HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_NET_DIRECTION_H_
#define HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_NET_DIRECTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "models/grid_net.h"
#include "referee/program/flags.h"
#include "referee/program/json.h"
#include "referee/program/progress.h"

namespace hadamard_ntk::experiments {

using Net = models::GridNet<float>;

struct DirectionTraining {
  int dimension = 3;
  int n = 8;  ///< cells per axis of the box
  int channels = 16;
  int first_pairs = 2, coarse_pairs = 5, last_pairs = 3;  ///< of residual layers
  int biases = 0;                                         ///< 1: as the authors' nets; 0: f(c r) = c f(r)
  int steps = 10000;
  int batch = 10;
  double rate = 1e-3;
  int checks = 20;      ///< how often iterations are counted
  int validation = 10;  ///< right-hand sides of each kind for that
  /// Of a net of these options (models/grid_net_file.h), in the place of the training; empty: it is trained.
  std::string net_file = {};
};
/// --dimension, --n, --channels, ...
void AddTrainingFlags(Flags& flags, DirectionTraining& training);
/// --net, for experiments that take one that is trained.
void AddNetFlag(Flags& flags, DirectionTraining& training);

/// Of the net's file, if there is one: its name -> its SHA-256.
Json NetSha256(const DirectionTraining& training);

Net UntrainedNet(const DirectionTraining& training, std::uint64_t seed);

struct TrainedNet {
  struct Check {
    int step;
    double loss;        ///< mean since the check before
    double iterations;  ///< mean over the validation's right-hand sides, 101 for one that does not get there in 100
  };
  Net net;
  std::vector<Check> checks = {};
  int chosen = 0;  ///< step
};

/// Throws linalg::Diverged where the loss is no longer finite, or above 100; FlagError for a file that is none, or of a
/// net of other options.
TrainedNet TrainNet(const DirectionTraining& training, std::uint64_t seed, Progress& progress);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CONJUGATE_DIRECTIONS_NET_DIRECTION_H_
