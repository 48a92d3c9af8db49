#include "experiments/polynomial_nets/quadratic_recovery/recovery.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <span>

#include "models/random.h"
#include "ntk/on_sphere.h"
#include "ntk/polynomial_net.h"
#include "spectral/gauss_legendre.h"

namespace hadamard_ntk::experiments::quadratic_recovery {
namespace {

// Streams of the seed.
constexpr std::uint32_t kBetaStream = 100, kLinearStream = 200, kTestStream = 300;

Eigen::MatrixXd Normals(std::uint64_t seed, std::uint32_t stream, Eigen::Index rows, Eigen::Index columns) {
  Eigen::MatrixXd normals(columns, rows);  // filled sample by sample
  models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0,
                     std::span<double>(normals.data(), static_cast<std::size_t>(normals.size())));
  return normals.transpose();
}

Target QuadraticTarget(const std::string& name, const Eigen::MatrixXd& beta) {
  return {name, 2, [beta](const Eigen::VectorXd& x) { return x.dot(beta * x); }};
}

// a_k = (1/pi) int_0^pi K(theta) cos(k theta) dtheta.  K is entire in theta: 40 nodes are exact to rounding.
double FourierCoefficient(int degree, int k) {
  static const spectral::HalfGaussLegendreRule<double> rule = spectral::MakeGaussLegendre<double>(40);
  const ntk::OnSphere kernel{ntk::PolynomialNet(degree)};
  double sum = 0;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    for (const double sign : {-1.0, 1.0}) {
      const double theta = std::numbers::pi / 2 * (1 + sign * rule.nodes[i]);
      sum += rule.weights[i] * kernel(theta) * std::cos(k * theta);
    }
  }
  return sum / 2;
}

}  // namespace

Eigen::VectorXd Target::At(const Eigen::MatrixXd& points) const {
  Eigen::VectorXd values(points.rows());
  for (Eigen::Index i = 0; i < points.rows(); ++i) values[i] = value(points.row(i).transpose());
  return values;
}

std::vector<Target> QuadraticTargets(int d, std::uint64_t seed) {
  Eigen::VectorXd diagonal(d);
  for (int i = 0; i < d; ++i) diagonal[i] = (i % 2 == 0 ? 1.0 : -1.0) / (i + 1);
  const auto stream = kBetaStream + static_cast<std::uint32_t>(d);
  return {QuadraticTarget("identity", Eigen::MatrixXd::Identity(d, d)),
          QuadraticTarget("diagonal", diagonal.asDiagonal()), QuadraticTarget("full", Normals(seed, stream, d, d))};
}

Target LinearTarget(int d, std::uint64_t seed) {
  const Eigen::VectorXd b = Normals(seed, kLinearStream + static_cast<std::uint32_t>(d), 1, d).transpose();
  return {"linear", 1, [b](const Eigen::VectorXd& x) { return b.dot(x); }};
}

Target SpanTarget(const WideNetwork& network, const Eigen::MatrixXd& points) {
  const auto n = static_cast<double>(points.rows());
  Eigen::VectorXd c(points.rows());
  for (Eigen::Index i = 0; i < c.size(); ++i) c[i] = 1 + static_cast<double>(i) / n;
  return {"in_span", 2,
          [network, points, c](const Eigen::VectorXd& x) { return network.Gram(x.transpose(), points).row(0).dot(c); }};
}

Target WithPlantedError(const Target& target, double relative) {
  Target wrong = target;
  wrong.value = [target, relative](const Eigen::VectorXd& x) {
    const bool first = x[0] == 1 && x.squaredNorm() == 1;
    return target.value(x) * (first ? 1 + relative : 1);
  };
  return wrong;
}

Eigen::MatrixXd SignedBasis(int d) {
  Eigen::MatrixXd points = Eigen::MatrixXd::Zero(2 * d, d);
  for (int i = 0; i < d; ++i) {
    points(2 * i, i) = 1;
    points(2 * i + 1, i) = -1;
  }
  return points;
}

Eigen::MatrixXd UnisolventSet(int d) {
  Eigen::MatrixXd points = Eigen::MatrixXd::Zero(2 * d + d * (d - 1) / 2, d);
  points.topRows(2 * d) = SignedBasis(d);
  Eigen::Index row = 2 * d;
  for (int i = 0; i < d; ++i) {
    for (int j = i + 1; j < d; ++j, ++row) points(row, i) = points(row, j) = std::numbers::sqrt2 / 2;
  }
  return points;
}

Eigen::MatrixXd EvenDirections(int n) {
  Eigen::MatrixXd points(n, 2);
  for (int i = 0; i < n; ++i) {
    const double phi = 2 * std::numbers::pi * i / n;
    points.row(i) << std::cos(phi), std::sin(phi);
  }
  // Exactly, where the signed basis is among them.
  for (int i = 0; n % 4 == 0 && i < 4; ++i) points.row(i * n / 4) << (i == 0) - (i == 2), (i == 1) - (i == 3);
  return points;
}

Eigen::MatrixXd FibonacciDirections(int n) {
  Eigen::MatrixXd points(n, 3);
  points.topRows(6) = SignedBasis(3);
  for (int i = 0; i < n - 6; ++i) {
    const double z = 1 - (2 * i + 1.0) / (n - 6), phi = 2 * std::numbers::pi * i / (1 + std::numbers::phi);
    const double r = std::sqrt(1 - z * z);
    points.row(6 + i) << r * std::cos(phi), r * std::sin(phi), z;
  }
  return points;
}

Eigen::MatrixXd TestPoints(int d, int count, std::uint64_t seed) {
  Eigen::MatrixXd points = Normals(seed, kTestStream + static_cast<std::uint32_t>(d), count, d);
  points.row(0).setOnes();
  for (Eigen::Index i = 0; i < count; ++i) {
    points.row(i) *= std::pow(10.0, static_cast<double>(i % 5) - 2) / points.row(i).norm();
  }
  return points;
}

Recovery Recover(const WideNetwork& network, const Target& target, const std::string& set,
                 const Eigen::MatrixXd& points, const Eigen::MatrixXd& tests) {
  const KernelPredictor predictor(network, points, target.At(points));
  const Eigen::VectorXd truth = target.At(tests);
  const Eigen::MatrixXd predicted = predictor(tests), magnitude = predictor.Magnitude(tests);
  double largest = 0, error = 0, largest_magnitude = 0;
  for (Eigen::Index i = 0; i < tests.rows(); ++i) {
    const double scale = std::pow(tests.row(i).norm(), target.degree);
    largest = std::max(largest, std::abs(truth[i]) / scale);
    error = std::max(error, std::abs(predicted(i, 0) - truth[i]) / scale);
    largest_magnitude = std::max(largest_magnitude, magnitude(i, 0) / scale);
  }
  Recovery r;
  r.d = static_cast<int>(points.cols());
  r.network = network.name;
  r.parameter = network.parameter;
  r.target = target.name;
  r.set = set;
  r.n = predictor.size();
  r.rank = predictor.rank();
  r.condition = predictor.condition();
  r.training_residual = predictor.training_residual();
  r.error = error / largest;
  r.tolerance = predictor.RoundingBound(largest_magnitude) / largest;
  return r;
}

double CircleLaw(const Target& target, int n, int degree) {
  // m and A from the values at 0, 45 and 90 degrees.
  const double at_0 = target.value(Eigen::Vector2d(1, 0)), at_90 = target.value(Eigen::Vector2d(0, 1));
  const double at_45 = target.value(Eigen::Vector2d(1, 1)) / 2;
  const double m = (at_0 + at_90) / 2, amplitude = std::hypot(at_0 - m, at_45 - m);
  const double kink = 2.0 * degree / std::numbers::pi;
  return kink * std::numbers::pi / 2 *
         (std::abs(m) / FourierCoefficient(degree, 0) + amplitude / FourierCoefficient(degree, 2)) / (1.0 * n * n);
}

}  // namespace hadamard_ntk::experiments::quadratic_recovery
