/// Galerkin's method for semilinear energies in the span of m given functions, by Newton's method:
///   u = sum_k c_k psi_k,   E(c) = c^T K c/2 + mean_i (V(u(x_i)) - f(x_i) u(x_i)) + ridge |c|^2/2,
/// K_kl = <grad psi_k, grad psi_l>, and the rest by quadrature on n points of equal weights, which may be drawn at
/// random.  With n not far above m the minimum is below that of E itself: the quadrature's error is part of what is
/// minimised, so energies must be compared on other points.
///
/// Steps are as long as pde/step_length.h says.  Ends where the promise, |DE|^2 in the norm dual to D^2 E, is <= 1e-20
/// (1 + |E|), or below 1e-12 (1 + |E|) and no longer halved: rounding.  The ridge makes D^2 E definite where functions
/// are nearly dependent; ridge = 1e-10 trace(K)/m costs few digits.
///
/// Error: |DE| as above (galerkin_test).  Throws std::invalid_argument for shapes that do not fit, values that are not
/// finite and ridge < 0; std::runtime_error where D^2 E is not positive definite, linalg::NotConverged
/// where 100 steps do not suffice.
#ifndef HADAMARD_NTK_PDE_GALERKIN_H_
#define HADAMARD_NTK_PDE_GALERKIN_H_

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "linalg/diverged.h"
#include "linalg/vector_flags.h"
#include "pde/energy.h"
#include "pde/step_length.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

struct GalerkinSystem {
  Eigen::MatrixXd values;     ///< psi_k(x_i): n x m
  Eigen::MatrixXd stiffness;  ///< K: m x m
  Eigen::VectorXd force;      ///< f(x_i): n
  double ridge = 0;
};

struct Galerkin {
  Eigen::VectorXd coefficients;
  std::vector<double> energies;  ///< E at c = 0 and after each step
  int steps() const { return static_cast<int>(energies.size()) - 1; }
};

template <EnergyDensity L>
Galerkin SolveGalerkin(const L& density, const GalerkinSystem& system) {
  const Eigen::Index n = system.values.rows(), m = system.values.cols();
  if (n < 1 || m < 1 || system.stiffness.rows() != m || system.stiffness.cols() != m || system.force.size() != n) {
    throw std::invalid_argument("SolveGalerkin: values are " + std::to_string(n) + " x " + std::to_string(m) +
                                ", the stiffness " + std::to_string(system.stiffness.rows()) + " x " +
                                std::to_string(system.stiffness.cols()) + ", the force has " +
                                std::to_string(system.force.size()) + " entries");
  }
  if (!(system.values.allFinite() && system.stiffness.allFinite() && system.force.allFinite())) {
    throw std::invalid_argument("SolveGalerkin: values, stiffness and force must be finite");
  }
  if (!(system.ridge >= 0)) {
    throw std::invalid_argument("SolveGalerkin: ridge must be >= 0, got " + fmt::to_string(system.ridge));
  }
  constexpr int kMostSteps = 100;
  const auto points = static_cast<double>(n);
  const auto energy = [&](const Eigen::VectorXd& c, const Eigen::VectorXd& u) {
    const Eigen::VectorXd potential = u.unaryExpr([&](double y) { return density.Potential(y).value; });
    return c.dot(system.stiffness * c) / 2 + (potential.sum() - system.force.dot(u)) / points +
           system.ridge * c.squaredNorm() / 2;
  };
  Eigen::VectorXd u = Eigen::VectorXd::Zero(n);
  Galerkin run{.coefficients = Eigen::VectorXd::Zero(m), .energies = {energy(Eigen::VectorXd::Zero(m), u)}};
  Eigen::VectorXd& c = run.coefficients;
  double last = std::numeric_limits<double>::infinity();
  for (;;) {
    const Eigen::VectorXd first = u.unaryExpr([&](double y) { return density.Potential(y).first; }),
                          second = u.unaryExpr([&](double y) { return density.Potential(y).second; });
    const Eigen::VectorXd slope =
        system.stiffness * c + system.values.transpose() * (first - system.force) / points + system.ridge * c;
    Eigen::MatrixXd hessian =
        system.stiffness + system.values.transpose() * (second.asDiagonal() * system.values) / points;
    hessian.diagonal().array() += system.ridge;
    const Eigen::LLT<Eigen::MatrixXd> factor(hessian);
    if (factor.info() != Eigen::Success) {
      throw std::runtime_error("SolveGalerkin: the second derivative is not positive definite at step " +
                               std::to_string(run.steps()) + "; a larger ridge is needed");
    }
    const Eigen::VectorXd step = factor.solve(slope);
    const double promise = slope.dot(step), value = run.energies.back();
    const double scale = 1 + std::abs(value);
    if (promise <= 1e-20 * scale || (promise <= 1e-12 * scale && promise > last / 2)) return run;
    last = promise;
    if (run.steps() == kMostSteps) {
      throw linalg::NotConverged(
          fmt::format("SolveGalerkin: no minimum after {} steps, slope {:.3g}", kMostSteps, std::sqrt(promise)));
    }
    const Eigen::VectorXd change = system.values * step;
    const double length = StepLength(value, promise, [&](double s) { return energy(c - s * step, u - s * change); });
    c -= length * step;
    u -= length * change;
    run.energies.push_back(energy(c, u));
  }
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_GALERKIN_H_
