#include "experiments/polynomial_nets/harmonics_learning/measure.h"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "experiments/polynomial_nets/harmonics_learning/power_method.h"
#include "models/ccp_net.h"
#include "models/fully_connected.h"
#include "models/hadamard_net.h"
#include "models/polynomial_net.h"
#include "models/training.h"

namespace hadamard_ntk::experiments {
namespace {

using Net = models::HadamardNet<float>;

// Of J J^T on the samples.  The largest eigenvalue belongs to the mean over the samples, nearly, and is some three
// times the next one.
template <models::Network N>
double LargestEigenvalue(const N& net, const models::Matrix<float>& x) {
  using Vector = models::Matrix<float>;
  return LargestEigenvalueFromBelow<Vector>(Vector::Constant(x.rows(), 1, 1), [&](const Vector& v) {
    return models::JacobianVectorProduct<N>(net, x, models::VectorJacobianProduct<N>(net, x, v));
  });
}

template <models::Network N>
HarmonicCurve Train(N net, const HarmonicTask& task, const HarmonicTraining& training,
                    const std::function<void(std::int64_t)>& advance) {
  const models::Matrix<float> x = task.x.cast<float>(), held_out = task.held_out.cast<float>();
  const Eigen::Index n = x.rows();
  Eigen::MatrixXd y = task.harmonics * task.target.coefficients();
  Eigen::MatrixXd held_out_y = task.held_out_harmonics * task.target.coefficients();
  const Eigen::MatrixXd start = models::Forward(net, x).template cast<double>();
  if (training.zero_start) {
    y += start;
    held_out_y += models::Forward(net, held_out).template cast<double>();
  }
  HarmonicCurve curve;
  curve.start_rms = std::sqrt(start.squaredNorm() / static_cast<double>(n));
  curve.lambda_max = LargestEigenvalue(net, x);
  curve.learning_rate =
      training.learning_rate > 0 ? training.learning_rate : static_cast<double>(n) / (2 * curve.lambda_max);
  models::Trainer<N> trainer(
      std::move(net), x, y.cast<float>(),
      {.loss = models::Loss::kMeanSquares, .schedule = models::Constant{.rate = curve.learning_rate}});
  const auto count = static_cast<Eigen::Index>(training.steps.size()), degrees = task.harmonics.cols();
  curve.training.resize(count, degrees);
  curve.held_out.resize(count, degrees);
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::int64_t step = training.steps[static_cast<std::size_t>(i)], before = trainer.step();
    try {
      trainer.Run(step);
    } catch (const models::Diverged& diverged) {
      curve.diverged_at = diverged.step();
      curve.training.conservativeResize(i, degrees);
      curve.held_out.conservativeResize(i, degrees);
      advance(training.steps.back() - before);
      return curve;
    }
    const auto residual = [&](const models::Matrix<float>& points, const Eigen::MatrixXd& values) {
      return Eigen::MatrixXd(values - models::Forward(trainer.net(), points).template cast<double>());
    };
    curve.training.row(i) = Projections(task.harmonics, residual(x, y));
    curve.held_out.row(i) = Projections(task.held_out_harmonics, residual(held_out, held_out_y));
    advance(step - before);
  }
  return curve;
}

}  // namespace

HarmonicTask MakeHarmonicTask(int d, const std::vector<int>& degrees, HarmonicScale scale, int samples, int held_out,
                              std::uint64_t seed, int set) {
  const auto stream = static_cast<std::uint32_t>(3 * set);
  HarmonicTask task{HarmonicTarget(d, degrees, scale, seed, stream),
                    UniformOnSphere(d, samples, seed, stream + 1),
                    Eigen::MatrixXd(0, d + 1),
                    {},
                    {}};
  if (held_out > 0) task.held_out = UniformOnSphere(d, held_out, seed, stream + 2);
  task.harmonics = task.target.Harmonics(task.x);
  task.held_out_harmonics = task.target.Harmonics(task.held_out);
  return task;
}

HarmonicCurve TrainHarmonicNet(const HarmonicNet& net, const HarmonicTask& task, const HarmonicTraining& training,
                               const std::function<void(std::int64_t)>& advance) {
  const models::Index inputs = task.x.cols();
  if (net.network == "ccp") {
    const auto form =
        models::FormOf(models::CcpNetOptions{.inputs = inputs, .width = net.width, .degree = net.parameter});
    return Train(Net(form, net.seed), task, training, advance);
  }
  if (net.network == "pnn") {
    const auto form =
        models::FormOf(models::PolynomialNetOptions{.inputs = inputs, .width = net.width, .degree = net.parameter});
    return Train(Net(form, net.seed), task, training, advance);
  }
  if (net.network == "fc") {
    return Train(
        models::FullyConnected<float>({.inputs = inputs, .width = net.width, .depth = net.parameter}, net.seed), task,
        training, advance);
  }
  throw std::invalid_argument("TrainHarmonicNet: network must be ccp, pnn or fc, got " + net.network);
}

}  // namespace hadamard_ntk::experiments
