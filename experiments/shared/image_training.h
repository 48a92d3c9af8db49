/// Training of a net of layers on images, with checkpoints.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_TRAINING_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_TRAINING_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/layer_net.h"
#include "models/matrix.h"
#include "models/training_options.h"

namespace hadamard_ntk::experiments {

/// A net of layers on images, trained in single precision.
struct ImageTraining {
  std::string name;  ///< of the run: in messages, and its checkpoint's file name
  models::LayerNetOptions net;
  std::uint64_t seed = 1;            ///< of the weights, the dropout and the order of the samples
  models::TrainingOptions training;  ///< its shuffle_seed is set to the seed
  std::int64_t epochs = 1;
  /// Directory; if not empty, the run is saved there after every epoch and goes on from what is found there.
  std::string checkpoints = {};
  std::function<void()> on_epoch = {};
  std::function<void(std::int64_t step, const models::LayerNet<float>& net)> on_step = {};
};

/// X n x inputs, Y n x outputs.  A function of its arguments alone, for any number of threads and interruptions.
/// Throws what models::Trainer does; linalg::Diverged if the loss runs away.
models::LayerNet<float> TrainOnImages(const ImageTraining& run, const models::Matrix<float>& x,
                                      const models::Matrix<float>& y);

/// f(X), in pieces of 500 samples.
models::Matrix<float> Evaluate(const models::LayerNet<float>& net, const models::Matrix<float>& x);

/// The column of each row's largest entry, the first of equal ones.
std::vector<models::Index> LargestColumns(const models::Matrix<float>& f);
/// The share of equal entries.
double Accuracy(const std::vector<models::Index>& predicted, const std::vector<models::Index>& labels);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_IMAGE_TRAINING_H_
