#include "experiments/polynomial_nets/directional_support/nets.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "experiments/shared/adam_training.h"
#include "experiments/shared/kernel_predictor.h"
#include "experiments/shared/names.h"
#include "models/polynomial_net.h"
#include "models/random.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::directional_support {
namespace {

constexpr int kAngles = 180, kRadii = 6;
constexpr double kDegree = std::numbers::pi / 180;
constexpr int kFcDepth = 3;
constexpr double kMiddle = 45;  // degrees

double Rms(const Eigen::VectorXd& v) { return std::sqrt(v.squaredNorm() / static_cast<double>(v.size())); }

}  // namespace

Eigen::VectorXd SquaredNorm(const Eigen::MatrixXd& points) { return points.rowwise().squaredNorm(); }

Eigen::MatrixXd SectorPoints(int n, double opening_degrees, double radius, std::uint64_t seed) {
  if (!(opening_degrees > 0 && opening_degrees <= 360)) {
    throw std::invalid_argument("SectorPoints: opening_degrees must be in (0, 360], got " + ExactReal(opening_degrees));
  }
  std::vector<double> u(2 * static_cast<std::size_t>(n));
  models::FillUniform({.seed = seed, .purpose = models::Purpose::kData, .stream = 4200}, 0, u);
  Eigen::MatrixXd points(n, 2);
  for (int i = 0; i < n; ++i) {
    const double angle = kDegree * (kMiddle + opening_degrees * (u[2 * static_cast<std::size_t>(i)] - 0.5)),
                 r = radius * std::sqrt(u[2 * static_cast<std::size_t>(i) + 1]);
    points.row(i) << r * std::cos(angle), r * std::sin(angle);
  }
  return points;
}

double LargestGap(const Eigen::MatrixXd& points) {
  std::vector<double> angles;
  for (Eigen::Index i = 0; i < points.rows(); ++i) angles.push_back(std::atan2(points(i, 1), points(i, 0)) / kDegree);
  std::sort(angles.begin(), angles.end());
  double gap = angles.front() + 360 - angles.back();
  for (std::size_t i = 1; i < angles.size(); ++i) gap = std::max(gap, angles[i] - angles[i - 1]);
  return gap;
}

Net TrainNet(const std::string& network, const Training& training, double opening, std::uint64_t seed, int index) {
  const Eigen::MatrixXd x = SectorPoints(training.samples, opening, kTrainRadius, seed);
  const AdamTraining adam{.rate = 1e-3,
                          .weight_decay = 1e-5,
                          .batch = 64,
                          .epochs = network == "fc" ? training.fc_epochs : training.epochs,
                          .shuffle_seed = seed};
  TrainedFunction trained;
  if (network == "fc") {
    trained = TrainWithAdam(models::FullyConnected<float>({.inputs = 2,
                                                           .width = training.width,
                                                           .depth = kFcDepth,
                                                           .parameterization = models::Parameterization::kStandard},
                                                          seed),
                            x, SquaredNorm(x), adam);
  } else if (network == "pnn" || network == "pnn_raw") {
    const auto activation = network == "pnn" ? models::Activation::kRelu : models::Activation::kIdentity;
    trained = TrainWithAdam(models::PolynomialNet<float>(
                                {.inputs = 2, .width = training.width, .degree = 2, .activation = activation}, seed),
                            x, SquaredNorm(x), adam);
  } else {
    throw std::invalid_argument("TrainNet: network must be pnn, pnn_raw or fc, got " + network);
  }
  return {network, training.width, opening, index, trained.value};
}

Net TrainKernel(const std::string& network, const Eigen::MatrixXd& points, double opening, int index) {
  const WideNetwork wide = network == "fc" ? MakeWideNetwork("fc", "fc", {.depth = kFcDepth})
                           : network == "pnn"
                               ? MakeWideNetwork("pnn", "pnn", {.degree = 2})
                               : MakeWideNetwork("pnn_raw", "pnn", {.degree = 2, .activation_free = true});
  const auto predictor = std::make_shared<const KernelPredictor>(wide, points, SquaredNorm(points));
  return {network, 0, opening, index,
          [predictor](const Eigen::MatrixXd& at) { return Eigen::VectorXd((*predictor)(at).col(0)); }};
}

Net PlantedSuccess() {
  return {"pnn", 0, 360, 0, [](const Eigen::MatrixXd& x) { return Eigen::VectorXd(1.02 * SquaredNorm(x)); }};
}

Net PlantedFailure() {
  return {"pnn", 0, 90, 0, [](const Eigen::MatrixXd& x) {
            return Eigen::VectorXd((x.array() >= 0).rowwise().all().select(SquaredNorm(x), 0.0));
          }};
}

Net PlantedCone() {
  return {"fc", 0, 360, 0, [](const Eigen::MatrixXd& x) {
            const double c = 0.8 * kTrainRadius;  // int r^4 / int r^3
            return Eigen::VectorXd(c * x.rowwise().norm());
          }};
}

Errors Examine(const Net& net) {
  // Radii at the middles of rings of equal area.
  const auto grid = [](double from, double to) {
    Eigen::MatrixXd points(kAngles * kRadii, 2);
    for (int a = 0; a < kAngles; ++a) {
      for (int i = 0; i < kRadii; ++i) {
        const double r = std::sqrt(from * from + (to * to - from * from) * (i + 0.5) / kRadii);
        const double angle = kDegree * (kMiddle + 360.0 / kAngles * (a + 0.5));
        points.row(a * kRadii + i) << r * std::cos(angle), r * std::sin(angle);
      }
    }
    return points;
  };
  const auto error = [&](const Eigen::MatrixXd& points) {
    return Rms(net.value(points) - SquaredNorm(points)) / Rms(SquaredNorm(points));
  };
  const Eigen::MatrixXd annulus = grid(kTrainRadius, kTestRadius);
  // Rows go through the angles from the sector's middle on: its halves are the first and the last of them.
  const auto half = static_cast<Eigen::Index>(std::floor(net.opening / 720 * kAngles)) * kRadii;
  Eigen::MatrixXd seen(2 * half, 2);
  seen << annulus.topRows(half), annulus.bottomRows(half);
  const Eigen::MatrixXd circle = grid(kTestRadius, kTestRadius);
  const Eigen::VectorXd f = net.value(circle), twice = net.value(2 * circle);
  const double scale = net.network == "fc" ? 2 : 4;
  return {.inside = error(grid(0, kTrainRadius)),
          .outside = error(annulus),
          .seen = error(seen),
          .largest = (f.array() - kTestRadius * kTestRadius).abs().maxCoeff() / (kTestRadius * kTestRadius),
          .scaling = (twice - scale * f).cwiseAbs().maxCoeff() / twice.cwiseAbs().maxCoeff()};
}

double ConeError() {
  // c = int r^4 / int r^3 over the training radii; int (r^2 - c r)^2 r over the annulus.
  const double c = 0.8 * kTrainRadius;
  const auto moment = [](int power) {
    return (std::pow(kTestRadius, power + 1) - std::pow(kTrainRadius, power + 1)) / (power + 1);
  };
  return std::sqrt((moment(5) - 2 * c * moment(4) + c * c * moment(3)) / moment(5));
}

}  // namespace hadamard_ntk::experiments::directional_support
