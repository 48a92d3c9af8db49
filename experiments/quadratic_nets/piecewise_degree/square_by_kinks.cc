#include "experiments/quadratic_nets/piecewise_degree/square_by_kinks.h"

#include <Eigen/Core>
#include <stdexcept>
#include <string>

#include "models/fully_connected.h"
#include "models/network.h"
#include "models/quadratic_net.h"

namespace hadamard_ntk::experiments::piecewise_degree {
namespace {

Eigen::MatrixXd Points(int kinks) { return Eigen::VectorXd::LinSpaced(8 * (kinks + 1) + 1, -1, 1); }

template <models::Network N>
double ErrorOf(const N& net, int kinks) {
  const Eigen::MatrixXd x = Points(kinks), squares = x.cwiseAbs2();  // rounded, as the net's are
  return (models::Forward(net, x) - squares).cwiseAbs().maxCoeff();
}

}  // namespace

double SquareError(int kinks) {
  if (kinks < 2 || kinks % 2 != 0) {
    throw std::invalid_argument("SquareError: kinks must be even and at least 2, got " + std::to_string(kinks));
  }
  models::FullyConnected<double> net(
      {.inputs = 1, .width = kinks, .bias_std = 1, .parameterization = models::Parameterization::kStandard}, 0);
  const double h = 2.0 / (kinks + 1);
  auto& p = net.parameters();
  for (int i = 0; i < kinks; ++i) {
    const double outwards = 2 * i < kinks ? -1 : 1;
    p.matrix(p.Find("W1"))(i, 0) = outwards;
    p.matrix(p.Find("beta1"))(i, 0) = -outwards * (-1 + (i + 1) * h);
    p.matrix(p.Find("W2"))(0, i) = 2 * h;
  }
  p.matrix(p.Find("beta2"))(0, 0) = h * h / 8;
  return ErrorOf(net, kinks);
}

double QuadraticNeuronError(int kinks) {
  models::QuadraticNet<double> net({.inputs = 1, .width = 1, .parameterization = models::Parameterization::kStandard},
                                   0);
  auto& p = net.parameters();
  p.values().setZero();
  p.matrix(p.Find("Wb1"))(0, 0) = p.matrix(p.Find("A"))(0, 0) = 1;
  return ErrorOf(net, kinks);
}

}  // namespace hadamard_ntk::experiments::piecewise_degree
