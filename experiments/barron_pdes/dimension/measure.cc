#include "experiments/barron_pdes/dimension/measure.h"

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>

#include "experiments/barron_pdes/ridges.h"
#include "pde/barron_norm.h"
#include "pde/energy.h"
#include "pde/lattice_torus.h"
#include "pde/newton_krylov.h"
#include "pde/preconditioned_descent.h"
#include "pde/ridge_lattice.h"

namespace hadamard_ntk::experiments::dimension {
namespace {

using barron_pdes::Data, barron_pdes::Ridges;

template <class G>
Solution Solve(const std::string& problem, double strength, const std::vector<double>& amplitudes, double eta,
               Data data, int d) {
  const pde::LatticeTorus torus(pde::Semilinear<G>(1, strength), pde::GramOf(Ridges(data, d)), amplitudes);
  const pde::RidgeLattice& lattice = torus.lattice();
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(lattice.size());
  const pde::Descent descent = pde::Descend(torus, zero, {.eta = eta, .max_steps = 1000, .tolerance = 1e-10});
  const pde::Newton newton = pde::SolveByNewton(torus, zero);
  const double norm = lattice.BarronNorm(newton.u);
  return {.problem = problem,
          .data = data == Data::kDense ? "dense" : "sparse",
          .d = d,
          .force = lattice.BarronNorm(torus.force()),
          .norm = norm,
          .largest = newton.u.maxCoeff(),
          .energy = newton.energies.back(),
          .descent_steps = descent.steps(),
          .newton_steps = newton.steps(),
          .resolvents = newton.preconditioned,
          .disagreement = std::abs(lattice.BarronNorm(descent.u) / norm - 1)};
}

Product ProductOfSines(int d) {
  Product product{d, std::pow(2, d), 1 + std::numbers::pi * std::sqrt(d), 0};
  if (d > 10) return product;
  const auto size = static_cast<std::size_t>(d);
  auto sines = pde::TrigonometricSum::Constant(d, 1);
  for (std::size_t i = 0; i < size; ++i) {
    pde::Frequency w(size);
    w[i] = 1;
    sines = sines * pde::TrigonometricSum::Cosine(w, 1, -std::numbers::pi / 2);
  }
  product.norm_of_integers = sines.BarronNorm();
  return product;
}

}  // namespace

Evidence Measure(const Config& config, RunContext&) {
  if (config.d.size() < 3) {
    throw std::invalid_argument("--d: needs at least three dimensions for an exponent, got " +
                                std::to_string(config.d.size()));
  }
  Evidence evidence{.config = config};
  for (const int d : config.d) {
    for (const Data data : {Data::kSparse, Data::kDense}) {
      evidence.solutions.push_back(Solve<pde::SineNonlinearity>("sine", .5, {3, 2}, .5, data, d));
      evidence.solutions.push_back(Solve<pde::CubicNonlinearity>("cubic", 1, {1, .5}, .1, data, d));
    }
    evidence.products.push_back(ProductOfSines(d));
    evidence.directions.push_back({d, 2.0 * d, pde::SineOfCosinesLeastNorm(1, d)});
  }
  for (int s = 1; s <= 3; ++s) {
    Growth growth{s};
    for (double a = config.amplitude; a >= 1; a /= std::pow(2, .25)) {
      growth.amplitudes.push_back(a);
      growth.norms.push_back(pde::SineOfCosinesNorm(a, s));
    }
    evidence.growths.push_back(growth);
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::dimension
