/// Training of a network (network.h) on samples X (n x d) with targets Y (n x o): step t = 0, 1, ... takes
///   f = f_theta(X_t),  L_t = loss(f, Y_t),  g = dL_t/dtheta,  theta <- one step of the optimizer at rate eta_t,
/// where X_t are all samples, or a minibatch: epoch e cuts EpochOrder(n, shuffle_seed, e) into pieces of batch_size,
/// the last one shorter if n is no multiple.  A loss without Mean in its name sums over the batch only.
///
/// So the run is a function of network, data and options: the same bits for any number of oneTBB threads, for Run(t)
/// in pieces, and if killed and resumed from a checkpoint.
///
///   Trainer trainer(PolynomialNet<float>({.inputs = 10, .width = 4096}, 1), x, y,
///                   {.method = Sgd{.momentum = 0.9}, .schedule = Constant{1e-3}, .batch_size = 100});
///   trainer.Run(5000, {.checkpoint = "net.ckpt", .checkpoint_every = 500});
///
/// Throws std::invalid_argument for shapes that do not match, X or Y not finite, targets the loss does not take, or
/// options out of range; Diverged for a loss that ran away (training_options.h).  Resume throws std::runtime_error that
/// names the path for a file that is no checkpoint (checkpoint.h) or one of another run, and changes nothing then.
#ifndef HADAMARD_NTK_MODELS_TRAINING_H_
#define HADAMARD_NTK_MODELS_TRAINING_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "files/checksum.h"
#include "linalg/steady_seconds.h"
#include "models/arguments.h"
#include "models/checkpoint.h"
#include "models/epoch_order.h"
#include "models/loss.h"
#include "models/matrix.h"
#include "models/network.h"
#include "models/optimizer.h"
#include "models/resumable.h"
#include "models/schedule.h"
#include "models/training_options.h"
#include "models/training_progress.h"

namespace hadamard_ntk::models {

template <Network N>
class Trainer {
 public:
  using T = typename N::Scalar;

  /// Copies the data.
  Trainer(N net, const Matrix<T>& x, const Matrix<T>& y, TrainingOptions options)
      : net_(std::move(net)),
        options_(std::move(options)),
        optimizer_(options_.method, net_.parameters(), options_.groups) {
    CheckOptions(options_, x.rows());
    RequireSamples("Trainer", "X", x, net_.inputs());
    RequireShape("Trainer", "Y", y, x.rows(), net_.outputs());
    CheckTargets(options_.loss, y);
    samples_ = x.rows();
    configuration_ = Describe(options_) + "; data " + std::to_string(x.rows()) + " x " + std::to_string(x.cols()) +
                     " to " + std::to_string(y.cols()) + ", hash " + std::to_string(HashOf(y, HashOf(x)));
    if (const Vector<T>& start = optimizer_.start(); start.size() > 0) {
      configuration_ += "; pulled to a start of hash " + std::to_string(HashOf(start));
    }
    full_batch_ = options_.batch_size == 0 || options_.batch_size == samples_;
    if (full_batch_) {
      x_ = x;
      y_ = y;
    } else {
      x_rows_ = x;
      y_rows_ = y;
    }
    gradient_.resize(net_.parameters().size());
  }

  const N& net() const { return net_; }
  N& net() { return net_; }
  const Optimizer<T>& optimizer() const { return optimizer_; }
  /// Steps and full epochs done.
  std::int64_t step() const { return step_; }
  std::int64_t epoch() const { return step_ / steps_per_epoch(); }
  std::int64_t steps_per_epoch() const {
    return full_batch_ ? 1 : (samples_ + options_.batch_size - 1) / options_.batch_size;
  }

  /// One step; gives L_t.
  double Step() {
    if (step_ == 0) SetReference();
    TakeBatch();
    workspace_.step = static_cast<std::uint64_t>(step_);
    double loss = 0;
    net_.LossGradient(
        x_, [&](const Matrix<T>& f, Matrix<T>& v) { loss = EvaluateLoss(options_.loss, f, y_, &v); }, gradient_,
        workspace_);
    const double per_sample = PerSample(loss, x_.rows());
    // Written so that a NaN is a divergence.
    if (!(std::isfinite(loss) && (reference_ == 0 || per_sample <= options_.divergence_factor * reference_))) {
      throw Diverged("training", step_, loss);
    }
    if (step_ % steps_per_epoch() == 0) epoch_loss_ = 0;
    epoch_loss_ += per_sample * static_cast<double>(x_.rows());
    optimizer_.Step(LearningRate(options_.schedule, step_), gradient_, net_.parameters());
    ++step_;
    return loss;
  }

  /// Steps until step() == last_step.  A checkpoint comes after the step's callbacks; no parameters that are not finite
  /// are saved or left without Diverged.
  void Run(std::int64_t last_step, const RunOptions& run = {}) {
    RequireAtLeast("Trainer::Run", "last_step", last_step, step_);
    RequireAtLeast("Trainer::Run", "checkpoint_every", run.checkpoint_every, std::int64_t{0});
    ProgressReports progress(run.on_progress, run.clock ? run.clock : linalg::SteadySeconds, run.progress_interval,
                             step_, last_step);
    while (step_ < last_step) {
      const double rate = LearningRate(options_.schedule, step_);
      const double loss = Step();
      if (run.on_step) run.on_step({step_, (step_ - 1) / steps_per_epoch(), loss, rate});
      if (run.on_epoch && step_ % steps_per_epoch() == 0) {
        run.on_epoch({epoch(), step_, epoch_loss_ / static_cast<double>(samples_)});
      }
      const bool due = run.checkpoint_every > 0 && step_ % run.checkpoint_every == 0;
      if (step_ == last_step || due) {
        if (!net_.parameters().values().allFinite()) throw Diverged("training", step_, FullLoss());
        if (!run.checkpoint.empty()) Save(run.checkpoint);
      }
      progress.Report(step_, loss);
    }
  }

  /// The loss of all samples at the present parameters.
  double FullLoss() {
    const double mean = MeanLoss([&](const Matrix<T>& x, Matrix<T>& f) { net_.Forward(x, f, workspace_); });
    return IsMean(options_.loss) ? mean : mean * static_cast<double>(samples_);
  }

  void Save(const std::filesystem::path& path) {
    std::vector<double> counters = {reference_, epoch_loss_};
    AppendProbe(counters);
    WriteCheckpoint(path, Checkpoint<T>{.step = step_,
                                        .configuration = configuration_,
                                        .segments = net_.parameters().segments(),
                                        .parameters = net_.parameters().values(),
                                        .optimizer = optimizer_.state(),
                                        .counters = std::move(counters)});
  }

  /// Goes on where a run of the same network, data and options was saved.  Outputs at some samples are compared bit by
  /// bit, so a network of another form, or a machine that computes other bits, is found out.
  void Resume(const std::filesystem::path& path) {
    Checkpoint<T> saved = ReadCheckpoint<T>(path);
    RequireSameNetwork(path, saved.segments, net_.parameters().segments());
    RequireSameRun(path, saved.configuration, configuration_);
    RequireResumable(saved.step >= 0 && saved.optimizer.steps == saved.step &&
                         saved.optimizer.averages.size() == optimizer_.state().averages.size() &&
                         saved.counters.size() >= 2,
                     path, "its contents contradict each other");
    std::vector<double> probed = {saved.counters[0], saved.counters[1]};
    const Vector<T> before = net_.parameters().values();
    net_.parameters().SetValues(saved.parameters);
    AppendProbe(probed);
    if (HashOf(probed) != HashOf(saved.counters)) {
      net_.parameters().SetValues(before);
      RequireResumable(
          false, path,
          "with its parameters the network gives other outputs; it was of another form, or of another build");
    }
    optimizer_.SetState(std::move(saved.optimizer));
    step_ = saved.step;
    reference_ = saved.counters[0];
    epoch_loss_ = saved.counters[1];
  }

 private:
  static constexpr Index kChunk = 1024, kProbes = 8;

  template <class Numbers>
  static std::uint64_t HashOf(const Numbers& numbers, std::uint64_t hash = files::Fnv1a({})) {
    const std::string_view bytes(reinterpret_cast<const char*>(numbers.data()),
                                 static_cast<std::size_t>(numbers.size()) * sizeof(*numbers.data()));
    return files::Fnv1a(bytes, hash);
  }

  double PerSample(double loss, Index samples) const {
    return IsMean(options_.loss) ? loss : loss / static_cast<double>(samples);
  }

  void TakeBatch() {
    if (full_batch_) return;
    const std::int64_t of_epoch = epoch(), begin = (step_ - of_epoch * steps_per_epoch()) * options_.batch_size;
    if (order_epoch_ != of_epoch) {
      order_ = EpochOrder(samples_, options_.shuffle_seed, of_epoch);
      order_epoch_ = of_epoch;
    }
    const Index count = std::min(options_.batch_size, samples_ - begin);
    x_.resize(count, net_.inputs());
    y_.resize(count, net_.outputs());
    for (Index i = 0; i < count; ++i) {
      const Index sample = order_[static_cast<std::size_t>(begin + i)];
      x_.row(i) = x_rows_.row(sample);
      y_.row(i) = y_rows_.row(sample);
    }
  }

  // The mean loss per sample of the outputs that forward(x, f) gives, by chunks.
  template <class Forward>
  double MeanLoss(const Forward& forward) const {
    Matrix<T> f;
    double sum = 0;
    for (Index begin = 0; begin < samples_; begin += kChunk) {
      const Index count = std::min(kChunk, samples_ - begin);
      const Matrix<T> x = full_batch_ ? Matrix<T>(x_.middleRows(begin, count)) : x_rows_.middleRows(begin, count);
      const Matrix<T> y = full_batch_ ? Matrix<T>(y_.middleRows(begin, count)) : y_rows_.middleRows(begin, count);
      forward(x, f);
      sum += PerSample(EvaluateLoss<T>(options_.loss, f, y, nullptr), count) * static_cast<double>(count);
    }
    return sum / static_cast<double>(samples_);
  }

  void SetReference() {
    const double initial = MeanLoss([&](const Matrix<T>& x, Matrix<T>& f) { net_.Forward(x, f, workspace_); });
    const double zero = MeanLoss([&](const Matrix<T>& x, Matrix<T>& f) { f.setZero(x.rows(), net_.outputs()); });
    if (!std::isfinite(initial)) throw Diverged("training", 0, initial);
    reference_ = std::max(initial, zero);
  }

  void AppendProbe(std::vector<double>& counters) {
    const Index count = std::min(kProbes, samples_);
    const Matrix<T> x = full_batch_ ? Matrix<T>(x_.topRows(count)) : Matrix<T>(x_rows_.topRows(count));
    Matrix<T> f;
    net_.Forward(x, f, workspace_);
    for (Index i = 0; i < f.size(); ++i) counters.push_back(static_cast<double>(f.data()[i]));
  }

  N net_;
  TrainingOptions options_;
  Optimizer<T> optimizer_;
  Index samples_ = 0;
  bool full_batch_ = true;
  std::string configuration_;
  RowMajorMatrix<T> x_rows_, y_rows_;  // all samples, if there are minibatches
  Matrix<T> x_, y_;                    // those of the step
  std::vector<Index> order_;
  std::int64_t order_epoch_ = -1, step_ = 0;
  double reference_ = 0, epoch_loss_ = 0;
  Vector<T> gradient_;
  typename N::Workspace workspace_;
};

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_TRAINING_H_
