/// Training of product nets and fully-connected nets on few inputs with Adam.
#ifndef HADAMARD_NTK_EXPERIMENTS_SHARED_ADAM_TRAINING_H_
#define HADAMARD_NTK_EXPERIMENTS_SHARED_ADAM_TRAINING_H_

#include <Eigen/Core>
#include <cstdint>
#include <functional>

#include "models/fully_connected.h"
#include "models/hadamard_net.h"

namespace hadamard_ntk::experiments {

/// How the nets of Figures 1 and 2 are trained: Adam on the mean square of f(x_i) - y_i, minibatches of shuffled
/// samples, a constant rate, weight decay in the gradient (models/optimizer.h).
struct AdamTraining {
  double rate = 1e-3;
  double weight_decay = 0;
  int batch = 128;
  int epochs = 1;
  std::uint64_t shuffle_seed = 0;
};

/// A trained net as a function of the rows of a matrix.  Trained in single precision, evaluated in double: the
/// branches of degree 10 leave the range of float soon.
struct TrainedFunction {
  std::function<Eigen::VectorXd(const Eigen::MatrixXd&)> value;
  double mean_square = 0;  ///< of the training error, in the end
};

/// X n x d, y n.  A function of its arguments alone, for any number of threads.
/// Throws std::invalid_argument for shapes or settings that do not fit, linalg::Diverged if the loss does not stay
/// finite.
TrainedFunction TrainWithAdam(models::HadamardNet<float> net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                              const AdamTraining& training);
TrainedFunction TrainWithAdam(models::FullyConnected<float> net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                              const AdamTraining& training);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_SHARED_ADAM_TRAINING_H_
