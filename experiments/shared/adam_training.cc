#include "experiments/shared/adam_training.h"

#include <limits>
#include <memory>
#include <utility>

#include "experiments/shared/train_network.h"
#include "models/network.h"
#include "models/training.h"

namespace hadamard_ntk::experiments {
namespace {

models::HadamardNet<double> InDouble(const models::HadamardNet<float>& net) {
  const auto& f = net.form();
  return {{f.inputs, f.width, f.outputs, f.degree, f.activation, f.scale, f.skip, f.output_scale, f.input_bias,
           f.output_bias_std},
          0};
}

models::FullyConnected<double> InDouble(const models::FullyConnected<float>& net) { return {net.options(), 0}; }

template <models::Network N>
TrainedFunction Train(N net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y, const AdamTraining& training) {
  models::Trainer<N> trainer(std::move(net), x.cast<float>(), y.cast<float>(),
                             {.loss = models::Loss::kMeanSquares,
                              .method = models::Adam{.weight_decay = training.weight_decay},
                              .schedule = models::Constant{training.rate},
                              .batch_size = training.batch,
                              .shuffle_seed = training.shuffle_seed,
                              .divergence_factor = std::numeric_limits<double>::infinity()});
  TrainNetwork("TrainWithAdam", trainer, trainer.steps_per_epoch() * training.epochs);
  auto trained = std::make_shared<decltype(InDouble(trainer.net()))>(InDouble(trainer.net()));
  trained->parameters().values() = trainer.net().parameters().values().template cast<double>();
  return {[trained](const Eigen::MatrixXd& at) { return Eigen::VectorXd(models::Forward(*trained, at).col(0)); },
          trainer.FullLoss()};
}

}  // namespace

TrainedFunction TrainWithAdam(models::HadamardNet<float> net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                              const AdamTraining& training) {
  return Train(std::move(net), x, y, training);
}

TrainedFunction TrainWithAdam(models::FullyConnected<float> net, const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                              const AdamTraining& training) {
  return Train(std::move(net), x, y, training);
}

}  // namespace hadamard_ntk::experiments
