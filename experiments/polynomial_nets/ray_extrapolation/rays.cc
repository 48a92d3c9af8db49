#include "experiments/polynomial_nets/ray_extrapolation/rays.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <span>
#include <utility>

#include "experiments/shared/names.h"
#include "experiments/shared/train_network.h"
#include "linalg/diverged.h"
#include "models/fully_connected.h"
#include "models/network.h"
#include "models/polynomial_net.h"
#include "models/random.h"
#include "models/training.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/input_bias.h"
#include "ntk/kernel_regression.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::experiments::ray_extrapolation {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kRayStart = 1.5;  // t > 1 of the theorems
constexpr double kRateOverLimit = 0.1;
constexpr double kDivergenceFactor = 10;
constexpr int kDimensions[] = {3, 2, 8};  // of the training sets, in turn

// Trains the net in place; gives the final loss over the initial one.
template <models::Network N>
double Descend(const std::string& name, int parameter, N& net, const Data& data, double rate, int steps) {
  models::Trainer<N> trainer(net, data.x, data.y,
                             {.schedule = models::Constant{rate}, .divergence_factor = kDivergenceFactor});
  const std::string what = name + " of parameter " + std::to_string(parameter);
  const double first = trainer.FullLoss();
  TrainNetwork(what, trainer, steps);
  const double last = trainer.FullLoss();
  if (!(last <= first)) throw linalg::Diverged(what, steps, last);
  net = std::move(trainer.net());
  return last / first;
}

template <models::Network N>
TrainedNet Wrap(std::string name, int parameter, int width, int degree, double roundings, N net, double residual) {
  N moduli = net;
  moduli.parameters().values() = moduli.parameters().values().cwiseAbs();
  const auto trained = std::make_shared<const N>(std::move(net)), bound = std::make_shared<const N>(std::move(moduli));
  return {std::move(name),
          parameter,
          width,
          degree,
          [trained](const Eigen::MatrixXd& x) { return Eigen::VectorXd(models::Forward(*trained, x).col(0)); },
          [bound, roundings](const Eigen::MatrixXd& x) {
            const Eigen::MatrixXd moduli_of_x = x.cwiseAbs();
            return Eigen::VectorXd(roundings * kEps * models::Forward(*bound, moduli_of_x).col(0));
          },
          residual};
}

template <ntk::Kernel K>
double SafeRate(const K& kernel, const Data& data) {
  return kRateOverLimit / ntk::KernelRegression(ntk::Gram(kernel, data.x)).report().lambda_max;
}

}  // namespace

Data MakeData(int samples, int rays, std::uint64_t seed, int set) {
  const int inputs = kDimensions[static_cast<std::size_t>(set) % std::size(kDimensions)];
  const auto normals = [&](std::uint32_t stream, int rows) {
    Eigen::MatrixXd values(inputs, rows);
    models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0,
                       std::span<double>(values.data(), static_cast<std::size_t>(values.size())));
    return Eigen::MatrixXd(values.transpose());
  };
  Data data;
  const auto stream = static_cast<std::uint32_t>(2 * set);
  data.x = normals(1000 + stream, samples);
  data.y.resize(samples);
  for (Eigen::Index i = 0; i < samples; ++i) {
    data.y[i] = std::sin(3 * data.x(i, 0)) + data.x(i, 1) * data.x(i, inputs - 1) + 0.5;
  }
  data.rays = normals(1001 + stream, rays);
  data.rays.row(0) = data.x.row(0);
  double radius = 0;
  for (Eigen::Index i = 0; i < samples; ++i) radius = std::max(radius, data.x.row(i).norm());
  for (Eigen::Index i = 0; i < rays; ++i) data.rays.row(i) *= radius / data.rays.row(i).norm();
  return data;
}

TrainedNet TrainWide(const WideNetwork& network, int degree, const Data& data) {
  const auto predictor = std::make_shared<const KernelPredictor>(network, data.x, data.y);
  const Eigen::MatrixXd gram_of_samples = network.Gram(data.x);
  double weight = 0;
  for (Eigen::Index i = 0; i < gram_of_samples.rows(); ++i) {
    weight += std::sqrt(gram_of_samples(i, i)) * std::abs(predictor->coefficients()(i, 0));
  }
  const double roundings = 20.0 * (network.parameter + 1);
  return {network.name,
          network.parameter,
          0,
          degree,
          [predictor](const Eigen::MatrixXd& x) { return Eigen::VectorXd((*predictor)(x).col(0)); },
          [network, weight, roundings](const Eigen::MatrixXd& x) {
            Eigen::VectorXd bound(x.rows());
            for (Eigen::Index i = 0; i < x.rows(); ++i) {
              bound[i] = roundings * kEps * weight * std::sqrt(network.Gram(x.row(i))(0, 0));
            }
            return bound;
          },
          predictor->training_residual()};
}

TrainedNet TrainFinitePolynomialNet(int degree, int width, int steps, const Data& data, std::uint64_t seed,
                                    double bias) {
  const ntk::PolynomialNet kernel(degree);
  const double rate =
      bias > 0 ? SafeRate(ntk::WithInputBias<ntk::PolynomialNet>(kernel, bias), data) : SafeRate(kernel, data);
  const std::string name = bias > 0 ? "pnn_bias" : "pnn";
  const Eigen::Index inputs = data.x.cols();
  models::PolynomialNet<double> net({.inputs = inputs, .width = width, .degree = degree, .input_bias = bias}, seed);
  const double left = Descend(name, degree, net, data, rate, steps);
  return Wrap(name, degree, width, degree, degree * (static_cast<double>(inputs) + 3) + width, std::move(net), left);
}

TrainedNet TrainFiniteFullyConnected(int depth, int width, int steps, const Data& data, std::uint64_t seed,
                                     double bias) {
  const std::string name = bias > 0 ? "fc_bias" : "fc";
  models::FullyConnected<double> net({.inputs = data.x.cols(), .width = width, .depth = depth, .bias_std = bias}, seed);
  const double left = Descend(name, depth, net, data, SafeRate(ntk::FullyConnected(depth, bias), data), steps);
  return Wrap(name, depth, width, 1, depth * (width + 3.0), std::move(net), left);
}

TrainedNet PlantPolynomial(int degree, double constant) {
  const std::string name = constant > 0 ? "planted_bias" : "planted";
  const auto value = [degree, constant](const Eigen::MatrixXd& x) {
    return Eigen::VectorXd((constant + x.rowwise().norm().array()).pow(degree));
  };
  return {name, degree, 0, degree, value, [degree, value](const Eigen::MatrixXd& x) {
            return Eigen::VectorXd(degree * (static_cast<double>(x.cols()) + 3) * kEps * value(x));
          }};
}

Differences TakeDifferences(const TrainedNet& net, const Eigen::VectorXd& v) {
  const int orders = net.degree + 2, count = net.degree + 5;
  Eigen::MatrixXd points(count, v.size());
  for (int j = 0; j < count; ++j) points.row(j) = (kRayStart + j) * v.transpose();
  const Eigen::VectorXd values = net.value(points);
  return experiments::TakeDifferences<double>({values.begin(), values.end()}, net.rounding(points).maxCoeff(), orders);
}

double LocalDegree(const TrainedNet& net, const Eigen::VectorXd& v, double t) {
  Eigen::MatrixXd points(2, v.size());
  points << t * v.transpose(), 2 * t * v.transpose();
  const Eigen::VectorXd f = net.value(points);
  const double ratio = f[1] / f[0];
  return ratio > 0 ? std::log2(ratio) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace hadamard_ntk::experiments::ray_extrapolation
