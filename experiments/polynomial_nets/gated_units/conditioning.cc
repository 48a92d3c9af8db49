#include "experiments/polynomial_nets/gated_units/conditioning.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "experiments/polynomial_nets/gated_units/normals.h"
#include "models/random.h"
#include "ntk/gated_unit.h"
#include "ntk/gram.h"
#include "ntk/relu.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

constexpr int kClusters = 10;

// Streams of a draw.
enum : std::uint32_t { kPoints = 0, kRadii = 1, kCentres = 2, kStreams = 3 };

models::RandomStream Draw(std::uint64_t seed, int draw, std::uint32_t stream) {
  return {
      .seed = seed, .purpose = models::Purpose::kData, .stream = kStreams * static_cast<std::uint32_t>(draw) + stream};
}

Extremes ExtremesOf(const Eigen::VectorXd& eigenvalues) {
  Extremes extremes{.lambda_min = eigenvalues.minCoeff(), .lambda_max = eigenvalues.maxCoeff()};
  const double noise =
      static_cast<double>(eigenvalues.size()) * std::numeric_limits<double>::epsilon() * extremes.lambda_max;
  if (!(extremes.lambda_min > noise)) extremes.lambda_min = 0;
  return extremes;
}

}  // namespace

std::string Name(Net net) { return net == Net::kGated ? "gated" : "ungated"; }

int Homogeneity(Net net) { return net == Net::kGated ? 2 : 1; }

std::vector<std::string> OtherData() { return {"sphere", "heavy tails", "clusters", "cube"}; }

Eigen::MatrixXd DrawData(const std::string& data, int n, int d, std::uint64_t seed, int draw) {
  Eigen::MatrixXd x = Normals(Draw(seed, draw, kPoints), n, d);
  if (data == "gaussian") return x;
  if (data == "sphere") return std::sqrt(d) * x.rowwise().normalized();
  if (data == "cube") return x.unaryExpr([](double v) { return v < 0 ? -1.0 : 1.0; });
  if (data == "heavy tails") {
    const Eigen::VectorXd radii = Normals(Draw(seed, draw, kRadii), n, 1).array().exp();
    return radii.asDiagonal() * x;
  }
  if (data != "clusters") throw std::invalid_argument("DrawData: no such data: '" + data + "'");
  const Eigen::MatrixXd centres = Normals(Draw(seed, draw, kCentres), kClusters, d);
  for (Eigen::Index i = 0; i < n; ++i) x.row(i) = centres.row(i % kClusters) + 0.3 * x.row(i);
  return x;
}

Eigen::VectorXd GramEigenvalues(Net net, const Eigen::MatrixXd& x) {
  const int d = static_cast<int>(x.cols());
  const Eigen::MatrixXd gram = net == Net::kGated ? ntk::Gram(ntk::LeCunUnit(ntk::ReGlu(), d), x)
                                                  : ntk::Gram(ntk::LeCunUnit(ntk::UngatedUnit<ntk::Relu>(), d), x);
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram, Eigen::EigenvaluesOnly).eigenvalues();
}

DataSetConditioning Condition(const std::string& data, int n, int d, std::uint64_t seed, int draw) {
  const Eigen::MatrixXd x = DrawData(data, n, d, seed, draw);
  const Eigen::ArrayXd squares = x.rowwise().squaredNorm();
  const double sum = squares.sum(), fourth = squares.square().sum();
  DataSetConditioning result{.data = data, .n = n, .d = d, .draw = draw};
  result.ungated = ExtremesOf(GramEigenvalues(Net::kUngated, x));
  result.gated = ExtremesOf(GramEigenvalues(Net::kGated, x));
  result.ungated.lambda_max_bound = sum / (2 * std::numbers::pi * d);
  result.ungated.condition_bound = n / std::numbers::pi;
  result.gated.lambda_max_bound = sum * sum / (4.0 * n * d * d * d);
  result.gated.condition_bound = sum * sum / (2.0 * d * fourth);
  return result;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace hadamard_ntk::experiments::gated_units
