#include "experiments/shared/image_training.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "experiments/shared/train_network.h"
#include "models/training.h"

namespace hadamard_ntk::experiments {

models::LayerNet<float> TrainOnImages(const ImageTraining& run, const models::Matrix<float>& x,
                                      const models::Matrix<float>& y) {
  models::LayerNetOptions options = run.net;
  options.dropout_seed = run.seed;
  models::TrainingOptions training = run.training;
  training.shuffle_seed = run.seed;
  models::Trainer<models::LayerNet<float>> trainer(models::LayerNet<float>(options, run.seed), x, y, training);
  models::RunOptions watch;
  if (!run.checkpoints.empty()) {
    std::filesystem::create_directories(run.checkpoints);
    watch.checkpoint = std::filesystem::path(run.checkpoints) / (run.name + ".ckpt");
    watch.checkpoint_every = trainer.steps_per_epoch();
    if (std::filesystem::exists(watch.checkpoint)) trainer.Resume(watch.checkpoint);
  }
  if (run.on_epoch) {
    watch.on_epoch = [&](const models::EpochReport&) { run.on_epoch(); };
    for (std::int64_t done = trainer.epoch(); done > 0; --done) run.on_epoch();
  }
  if (run.on_step) {
    watch.on_step = [&](const models::StepReport& report) { run.on_step(report.step, trainer.net()); };
  }
  const std::int64_t last = run.epochs * trainer.steps_per_epoch();
  if (trainer.step() > last) {
    throw std::runtime_error("checkpoint " + watch.checkpoint.string() + " has " + std::to_string(trainer.step()) +
                             " steps, more than the " + std::to_string(last) + " asked for");
  }
  TrainNetwork(run.name, trainer, last, watch);
  return trainer.net();
}

models::Matrix<float> Evaluate(const models::LayerNet<float>& net, const models::Matrix<float>& x) {
  constexpr models::Index kPiece = 500;
  models::LayerNet<float>::Workspace workspace;
  models::Matrix<float> f(x.rows(), net.outputs()), piece;
  for (models::Index begin = 0; begin < x.rows(); begin += kPiece) {
    const models::Index count = std::min(kPiece, x.rows() - begin);
    net.Forward(x.middleRows(begin, count), piece, workspace);
    f.middleRows(begin, count) = piece;
  }
  return f;
}

std::vector<models::Index> LargestColumns(const models::Matrix<float>& f) {
  std::vector<models::Index> columns(static_cast<std::size_t>(f.rows()));
  for (models::Index i = 0; i < f.rows(); ++i) f.row(i).maxCoeff(&columns[static_cast<std::size_t>(i)]);
  return columns;
}

double Accuracy(const std::vector<models::Index>& predicted, const std::vector<models::Index>& labels) {
  if (predicted.size() != labels.size() || labels.empty()) {
    throw std::invalid_argument("Accuracy: needs as many predictions as labels, and one at least, got " +
                                std::to_string(predicted.size()) + " and " + std::to_string(labels.size()));
  }
  std::size_t equal = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) equal += predicted[i] == labels[i];
  return static_cast<double>(equal) / static_cast<double>(labels.size());
}

}  // namespace hadamard_ntk::experiments
