#include "experiments/barron_pdes/deep_ritz/torus_elements.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "pde/newton_krylov.h"
#include "pde/plane_domains.h"
#include "pde/refinement.h"
#include "pde/triangular_elements.h"
#include "pde/triangular_energy.h"

namespace hadamard_ntk::experiments::deep_ritz {
namespace {

using std::numbers::pi, std::numbers::sqrt2;

// (p, q) / sqrt 2 is an isometric image of x.
constexpr double kSide = pi / sqrt2;

// The point of [0, pi] where an even function of period 2 pi has the same value, in units of pi/n, and the sign of its
// slope there.
struct Folded {
  double at, sign;
};
Folded Fold(double angle, int n) {
  const double turn = std::remainder(angle, 2 * pi);
  return {std::abs(turn) * n / pi, turn < 0 ? -1.0 : 1.0};
}

void RequirePlane(Eigen::Index d) {
  if (d != 2) throw std::invalid_argument("TorusElements: needs d = 2, got " + std::to_string(d));
}

}  // namespace

TorusElements::TorusElements(int n, const barron_pdes::TorusSolution& torus) : n_(n), values_(n + 1, n + 1) {
  RequirePlane(torus.force.frequencies.cols());
  const pde::Triangulation unit = pde::UnitSquare(n >> pde::Halvings(n));
  std::vector<pde::Point> nodes = unit.nodes();
  for (pde::Point& node : nodes) node *= kSide;
  const pde::NestedTriangulations nested =
      pde::RefinedTimes(pde::Halvings(n), {std::move(nodes), unit.triangles(), pde::Boundary::kFree});
  const pde::TriangularElements elements(nested.finest);
  const Eigen::VectorXd force = elements.Interpolate(
      [&](const pde::Point& z) { return torus.force.At(Eigen::RowVector2d(z.x() + z.y(), z.x() - z.y()) / sqrt2)[0]; });
  // Without a preconditioner: Newton's method brings its own.
  const pde::TriangularEnergy energy(elements, barron_pdes::TorusDensity(), force, {});
  const pde::Newton run = pde::SolveByNewton(
      energy, [&](const Eigen::VectorXd& u) { return pde::MultigridLinearisation(energy, nested.prolongations, u); },
      Eigen::VectorXd::Zero(elements.unknowns()), {.tolerance = 1e-10, .forcing = 0.01});
  energy_ = run.energies.back() / (kSide * kSide);
  for (int i = 0; i < elements.unknowns(); ++i) {
    const pde::Point at = nested.finest.point_of_unknown(i) * (n / kSide);
    values_(std::lround(at.x()), std::lround(at.y())) = run.u[i];
  }
}

Eigen::VectorXd TorusElements::At(const Eigen::MatrixXd& x, Eigen::MatrixXd& gradients) const {
  RequirePlane(x.cols());
  Eigen::VectorXd u(x.rows());
  gradients.resize(x.rows(), 2);
  for (Eigen::Index row = 0; row < x.rows(); ++row) {
    const Folded p = Fold(x(row, 0) + x(row, 1), n_), q = Fold(x(row, 0) - x(row, 1), n_);
    const int i = std::min(static_cast<int>(p.at), n_ - 1), j = std::min(static_cast<int>(q.at), n_ - 1);
    const double s = p.at - i, t = q.at - j;
    // The diagonal from (i, j) to (i + 1, j + 1) cuts the square.
    const double low = values_(i, j), corner = s > t ? values_(i + 1, j) : values_(i, j + 1),
                 high = values_(i + 1, j + 1);
    const double along_p = s > t ? corner - low : high - corner, along_q = s > t ? high - corner : corner - low;
    u[row] = low + s * along_p + t * along_q;
    const double of_p = p.sign * along_p * n_ / pi, of_q = q.sign * along_q * n_ / pi;
    gradients.row(row) << of_p + of_q, of_p - of_q;
  }
  return u;
}

}  // namespace hadamard_ntk::experiments::deep_ritz
