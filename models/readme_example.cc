// A cubic polynomial net learns cos(3 t) on the circle, at a rate that its empirical neural tangent kernel allows.
#include <cmath>
#include <cstdio>
#include <numbers>
#include <vector>

#include "models/empirical_ntk.h"
#include "models/polynomial_net.h"
#include "models/streamed_ntk.h"

using namespace hadamard_ntk::models;

int main() {
  // 200 points, and a net of 512 hidden units.
  Matrix<double> x(200, 2), y(200, 1);
  for (Index i = 0; i < 200; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / 200;
    x.row(i) << std::cos(angle), std::sin(angle);
    y(i, 0) = std::cos(3 * angle);
  }
  PolynomialNet<double> net({.inputs = 2, .width = 512, .degree = 3}, /*seed=*/1);

  // Gradient descent on 1/2 sum (f - y)^2 needs a rate below 2 / lambda_max(K); the norm is not below lambda_max.
  const double rate = 1 / EmpiricalNtk(net, x).norm();

  double loss = 0;
  Vector<double> gradient(net.parameters().size());
  PolynomialNet<double>::Workspace workspace;
  for (int step = 0; step < 200; ++step) {
    net.LossGradient(
        x,
        [&](const Matrix<double>& f, Matrix<double>& v) {
          v = f - y;
          loss = v.squaredNorm() / 2;
        },
        gradient, workspace);
    net.parameters().values() -= rate * gradient;
  }
  std::printf("rate %.6f: after 200 steps a loss of %.4f is left, f = 0 has %.1f\n", rate, loss, y.squaredNorm() / 2);

  // The kernel of two inputs, for a net of a million hidden units that are never stored; as m grows K(x, x) tends to 8.
  const std::vector<Index> widths = {1'000'000};
  const Matrix<double> k = StreamNtk(PolynomialNetOptions{.inputs = 2, .degree = 3}, 1, x.topRows(2), widths)[0].ntk();
  std::printf("a million units: K(x, x) = %.4f, K(x, z) = %.4f\n", k(0, 0), k(0, 1));
}
