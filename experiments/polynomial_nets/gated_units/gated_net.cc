#include "experiments/polynomial_nets/gated_units/gated_net.h"

#include <Eigen/QR>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "experiments/polynomial_nets/gated_units/normals.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

// Streams of the seed.
enum : std::uint32_t { kW = 0, kP = 1, kV = 2 };

models::RandomStream Weights(std::uint64_t seed, std::uint32_t stream) {
  return {.seed = seed, .purpose = models::Purpose::kWeights, .stream = stream};
}

double LogisticOf(double u) { return 1 / (1 + std::exp(-u)); }
double GaussianBelow(double u) { return std::erfc(-u / std::numbers::sqrt2) / 2; }

double Phi(Gate gate, double u) {
  switch (gate) {
    case Gate::kIdentity:
      return u;
    case Gate::kRelu:
      return u > 0 ? u : 0;
    case Gate::kGelu:
      return u * GaussianBelow(u);
    case Gate::kSilu:
      return u * LogisticOf(u);
    case Gate::kTanh:
      return std::tanh(u);
  }
  throw std::invalid_argument("Phi: no such gate");
}

double PhiSlope(Gate gate, double u) {
  switch (gate) {
    case Gate::kIdentity:
      return 1;
    case Gate::kRelu:
      return u > 0 ? 1 : 0;
    case Gate::kGelu:
      return GaussianBelow(u) + u * std::exp(-u * u / 2) / std::sqrt(2 * std::numbers::pi);
    case Gate::kSilu:
      return LogisticOf(u) * (1 + u * LogisticOf(-u));
    case Gate::kTanh:
      return 1 - std::tanh(u) * std::tanh(u);
  }
  throw std::invalid_argument("PhiSlope: no such gate");
}

// All x_i x_j, i <= j.
Eigen::MatrixXd QuadraticMonomials(const Eigen::MatrixXd& points) {
  const Eigen::Index inputs = points.cols();
  Eigen::MatrixXd monomials(points.rows(), inputs * (inputs + 1) / 2);
  Eigen::Index column = 0;
  for (Eigen::Index i = 0; i < inputs; ++i) {
    for (Eigen::Index j = i; j < inputs; ++j) {
      monomials.col(column++) = points.col(i).cwiseProduct(points.col(j));
    }
  }
  return monomials;
}

}  // namespace

std::string Name(Gate gate) {
  switch (gate) {
    case Gate::kIdentity:
      return "bilinear";
    case Gate::kRelu:
      return "reglu";
    case Gate::kGelu:
      return "geglu";
    case Gate::kSilu:
      return "swiglu";
    case Gate::kTanh:
      return "tanh gate";
  }
  throw std::invalid_argument("Name: no such gate");
}

GatedNet::GatedNet(Gate gate, bool trained_biases, int inputs, int width, std::uint64_t seed)
    : gate_(gate),
      trained_biases_(trained_biases),
      w_(Normals(Weights(seed, kW), inputs, width)),
      p_(Normals(Weights(seed, kP), inputs, width)),
      b_(Eigen::RowVectorXd::Zero(width)),
      v_(Normals(Weights(seed, kV), width, 1)) {}

Eigen::VectorXd GatedNet::operator()(const Eigen::MatrixXd& points) const {
  const Eigen::MatrixXd hidden = ((points * w_).rowwise() + b_).unaryExpr([this](double u) { return Phi(gate_, u); });
  return hidden.cwiseProduct(points * p_) * v_ / std::sqrt(width());
}

Eigen::VectorXd GatedNet::Magnitude(const Eigen::MatrixXd& points) const {
  const Eigen::MatrixXd reach = (points.cwiseAbs() * w_.cwiseAbs()).rowwise() + b_.cwiseAbs();  // >= |phi|
  return reach.cwiseProduct(points.cwiseAbs() * p_.cwiseAbs()) * v_.cwiseAbs() / std::sqrt(width());
}

void GatedNet::Descend(const Eigen::MatrixXd& points, const Eigen::VectorXd& targets, double learning_rate, int steps) {
  const double scale = 1 / std::sqrt(width());
  for (int step = 0; step < steps; ++step) {
    const Eigen::MatrixXd u = (points * w_).rowwise() + b_, gate = points * p_;
    const Eigen::MatrixXd hidden = u.unaryExpr([this](double t) { return Phi(gate_, t); });
    const Eigen::MatrixXd slope = u.unaryExpr([this](double t) { return PhiSlope(gate_, t); });
    const Eigen::VectorXd error = scale * (scale * hidden.cwiseProduct(gate) * v_ - targets);
    const Eigen::MatrixXd back = error * v_.transpose();
    const Eigen::MatrixXd to_u = back.cwiseProduct(gate).cwiseProduct(slope);
    const Eigen::VectorXd v_step = hidden.cwiseProduct(gate).transpose() * error;
    p_ -= learning_rate * points.transpose() * back.cwiseProduct(hidden);
    w_ -= learning_rate * points.transpose() * to_u;
    v_ -= learning_rate * v_step;
    if (trained_biases_) b_ -= learning_rate * to_u.colwise().sum();
  }
}

QuadraticFit FitEvenPart(const GatedNet& net, const Eigen::MatrixXd& points) {
  const Eigen::MatrixXd monomials = QuadraticMonomials(points);
  const Eigen::VectorXd even = net(points) + net(-points);
  const Eigen::VectorXd coefficients = monomials.householderQr().solve(even);
  const double magnitude = 2 * net.Magnitude(points).maxCoeff();
  const double roundings = static_cast<double>(net.width() + points.cols() + 8);
  return {.residual = (even - monomials * coefficients).lpNorm<Eigen::Infinity>(),
          .size = even.lpNorm<Eigen::Infinity>(),
          .rounding = 2 * roundings * std::numeric_limits<double>::epsilon() * magnitude};
}

}  // namespace hadamard_ntk::experiments::gated_units
