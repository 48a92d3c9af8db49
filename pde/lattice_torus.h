/// The semilinear problem I2 on the torus [0, 2 pi)^d,
///   -Laplace u + V'(u) = f = sum_r c_r (1 + |w_r|^2) cos(w_r.x),
/// solved in d dimensions through the s directions that there are (pde/ridge_lattice.h), as a DiscretizedEnergy for
/// pde/preconditioned_descent.h and pde/newton_krylov.h: the energy per volume
///   E(u) = mean of |grad u|^2/2 + V(u) - f u,
/// preconditioned by (I - Laplace)^{-1}, for which 1 and V'' bound it: Lambda' = max(1, sup V'').
///
/// V' is evaluated at the points; of its coefficients beyond them, u feels what the resolvent leaves, and its own last
/// coefficients tell how much that is. Throws Unresolved where the tail of u (pde/ridge_lattice.h) is above 1e-16 of
/// the largest coefficient, naming it: more points are needed. std::invalid_argument for another number of amplitudes
/// than of ridges or one that is not finite.
#ifndef HADAMARD_NTK_PDE_LATTICE_TORUS_H_
#define HADAMARD_NTK_PDE_LATTICE_TORUS_H_

#include <fmt/format.h>

#include <Eigen/Core>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/vector_flags.h"
#include "pde/energy.h"
#include "pde/ridge_lattice.h"

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {

class Unresolved : public std::runtime_error {
 public:
  Unresolved(double tail, int points) : std::runtime_error(Message(tail, points)) {}

 private:
  static std::string Message(double tail, int points) {
    return fmt::format(
        "LatticeTorus: u is not resolved by {} points per ridge, its tail is {:.1e} of the largest coefficient, above "
        "1e-16",
        points, tail);
  }
};

template <class G>
class LatticeTorus {
 public:
  static constexpr double kTail = 1e-16;

  LatticeTorus(Density<Laplacian, G> density, const Eigen::MatrixXd& gram, const std::vector<double>& amplitudes,
               int points = 48)
      : density_(std::move(density)), lattice_(gram, points), force_(Eigen::VectorXd::Zero(lattice_.size())) {
    if (amplitudes.size() != static_cast<std::size_t>(lattice_.ridges())) {
      throw std::invalid_argument("LatticeTorus: needs as many amplitudes as ridges, got " +
                                  std::to_string(amplitudes.size()) + " and " + std::to_string(lattice_.ridges()));
    }
    for (int r = 0; r < lattice_.ridges(); ++r) {
      const double amplitude = amplitudes[static_cast<std::size_t>(r)];
      if (!std::isfinite(amplitude)) throw std::invalid_argument("LatticeTorus: an amplitude is not finite");
      force_ += amplitude * (1 + gram(r, r)) * lattice_.Cosine(r);
    }
  }

  const RidgeLattice& lattice() const { return lattice_; }
  const Density<Laplacian, G>& density() const { return density_; }
  /// f on the grid.
  const Eigen::VectorXd& force() const { return force_; }
  /// V'(u) on the grid. Throws Unresolved.
  Eigen::VectorXd Nonlinearity(const Eigen::VectorXd& u) const {
    const double tail = lattice_.Tail(u);
    if (!(tail <= kTail)) throw Unresolved(tail, lattice_.points());
    return u.unaryExpr([this](double y) { return density_.Potential(y).first; });
  }

  double Value(const Eigen::VectorXd& u) const {
    const double dirichlet = lattice_.Sum(u, 2, [](const Frequency&, double square) { return square / 2; });
    const double potential = u.unaryExpr([this](double y) { return density_.Potential(y).value; }).mean();
    return dirichlet + potential - force_.cwiseProduct(u).mean();
  }
  Eigen::VectorXd Derivative(const Eigen::VectorXd& u) const {
    return (MinusLaplace(u) + Nonlinearity(u) - force_) / static_cast<double>(u.size());
  }
  /// D^2 E(u) v.
  Eigen::VectorXd SecondDerivative(const Eigen::VectorXd& u, const Eigen::VectorXd& v) const {
    const Eigen::VectorXd second = u.unaryExpr([this](double y) { return density_.Potential(y).second; });
    return (MinusLaplace(v) + second.cwiseProduct(v)) / static_cast<double>(u.size());
  }
  Eigen::VectorXd Precondition(const Eigen::VectorXd& w) const {
    const auto points = static_cast<double>(w.size());
    return lattice_.Multiply(w, [points](double square) { return points / (1 + square); });
  }
  double LargestCurvature(Range of_u) const { return pde::LargestCurvature(density_, of_u); }

 private:
  Eigen::VectorXd MinusLaplace(const Eigen::VectorXd& u) const {
    return lattice_.Multiply(u, [](double square) { return square; });
  }

  Density<Laplacian, G> density_;
  RidgeLattice lattice_;
  Eigen::VectorXd force_;
};

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_LATTICE_TORUS_H_
