#include "experiments/polynomial_nets/harmonics_learning/finite_net.h"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "experiments/polynomial_nets/harmonics_learning/power_method.h"
#include "models/ccp_net.h"
#include "models/fully_connected.h"
#include "models/hadamard_net.h"
#include "models/polynomial_net.h"
#include "models/training.h"

namespace hadamard_ntk::experiments::harmonics_learning {
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

// Where a net is compared with the target, which takes the values y there.
struct Points {
  models::Matrix<float> x;
  Eigen::MatrixXd harmonics, y;

  Points(const Eigen::MatrixXd& places, const Eigen::MatrixXd& at, const HarmonicTarget& target)
      : x(places.cast<float>()), harmonics(at), y(at * target.coefficients()) {}
};

template <models::Network N>
Eigen::MatrixXd Values(const N& net, const Points& points) {
  return models::Forward(net, points.x).template cast<double>();
}

template <models::Network N>
Eigen::MatrixXd Left(const N& net, const Points& points) {
  return Projections(points.harmonics, points.y - Values(net, points));
}

// Fills the curve up to the last step, or to a divergence.
template <models::Network N>
void Follow(models::Trainer<N>& trainer, const Points& on, const Points& off, const std::vector<std::int64_t>& steps,
            const std::function<void(std::int64_t)>& advance, Curve& curve) {
  const auto count = static_cast<Eigen::Index>(steps.size()), degrees = on.harmonics.cols();
  curve.training.resize(count, degrees);
  curve.held_out.resize(count, degrees);
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::int64_t step = steps[static_cast<std::size_t>(i)], before = trainer.step();
    try {
      trainer.Run(step);
    } catch (const models::Diverged& diverged) {
      curve.diverged_at = diverged.step();
      curve.training.conservativeResize(i, degrees);
      curve.held_out.conservativeResize(i, degrees);
      advance(steps.back() - before);
      return;
    }
    curve.training.row(i) = Left(trainer.net(), on);
    curve.held_out.row(i) = Left(trainer.net(), off);
    advance(step - before);
  }
}

template <models::Network N>
Curve TrainNet(N net, const Task& task, const Training& training, const std::function<void(std::int64_t)>& advance) {
  Points on(task.x, task.harmonics, task.target), off(task.held_out, task.held_out_harmonics, task.target);
  const auto n = static_cast<double>(on.x.rows());
  const Eigen::MatrixXd start = Values(net, on);
  if (training.zero_start) {
    on.y += start;
    off.y += Values(net, off);
  }
  Curve curve;
  curve.start_rms = std::sqrt(start.squaredNorm() / n);
  curve.lambda_max = LargestEigenvalue(net, on.x);
  curve.learning_rate = training.learning_rate > 0 ? training.learning_rate : n / (2 * curve.lambda_max);
  models::Trainer<N> trainer(
      std::move(net), on.x, on.y.cast<float>(),
      {.loss = models::Loss::kMeanSquares, .schedule = models::Constant{.rate = curve.learning_rate}});
  Follow(trainer, on, off, training.steps, advance, curve);
  return curve;
}

}  // namespace

Curve Train(const FiniteNet& net, const Task& task, const Training& training,
            const std::function<void(std::int64_t)>& advance) {
  const models::Index inputs = task.x.cols();
  if (net.network == "ccp") {
    const auto form =
        models::FormOf(models::CcpNetOptions{.inputs = inputs, .width = net.width, .degree = net.parameter});
    return TrainNet(Net(form, net.seed), task, training, advance);
  }
  if (net.network == "pnn") {
    const auto form =
        models::FormOf(models::PolynomialNetOptions{.inputs = inputs, .width = net.width, .degree = net.parameter});
    return TrainNet(Net(form, net.seed), task, training, advance);
  }
  if (net.network == "fc") {
    return TrainNet(
        models::FullyConnected<float>({.inputs = inputs, .width = net.width, .depth = net.parameter}, net.seed), task,
        training, advance);
  }
  throw std::invalid_argument("Train: network must be ccp, pnn or fc, got " + net.network);
}

}  // namespace hadamard_ntk::experiments::harmonics_learning
