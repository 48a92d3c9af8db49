#include "experiments/barron_pdes/descent/measure.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "experiments/barron_pdes/descent/both_methods.h"
#include "linsolve/nested_multigrid.h"
#include "linsolve/spectral_equivalence.h"
#include "pde/cube_energy.h"
#include "pde/descent_rates.h"
#include "pde/dirichlet_cube.h"
#include "pde/energy.h"
#include "pde/lattice_torus.h"
#include "pde/plane_domains.h"
#include "pde/poincare_constant.h"
#include "pde/refinement.h"
#include "pde/triangular_elements.h"
#include "pde/triangular_energy.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::descent {
namespace {

constexpr double kPi = std::numbers::pi;
using Vector = Eigen::VectorXd;

double Waves(const pde::Point& x) {
  return 30 * std::sin(kPi * x.x()) * std::sin(kPi * x.y()) * (1 + std::cos(3 * kPi * x.x()));
}

auto NewtonMultigrid(const pde::TriangularElements& elements, const pde::NestedTriangulations& nested, double a,
                     double (*f)(const pde::Point&)) {
  return [&elements, &nested, a, f](const Vector& zero) {
    const pde::TriangularEnergy energy(elements, pde::QuasiLinear(a), elements.Interpolate(f), {});
    return pde::SolveByNewton(
        energy, [&](const Vector& u) { return pde::MultigridLinearisation(energy, nested.prolongations, u); }, zero,
        kNewton);
  };
}

std::string EtaName(double eta, bool printed) { return printed ? "printed eta" : "eta = " + RoundedReal(eta, 3); }

// The n x n squares of I1.
struct Square {
  explicit Square(int size)
      : n(size),
        elements(pde::UnitSquare(n)),
        nested(pde::RefinedTimes(pde::Halvings(n), pde::UnitSquare(n >> pde::Halvings(n)))),
        refined(nested.finest),
        cube(2, n) {}
  auto Newton(double a) const { return NewtonMultigrid(refined, nested, a, Waves); }

  int n;
  pde::TriangularElements elements;
  pde::NestedTriangulations nested;
  pde::TriangularElements refined;  // the same mesh, its nodes in another order
  pde::DirichletCube cube;
};

// Gives E* at a = 1.
double AddSquare(const Square& square, std::vector<Comparison>& runs) {
  const double domain = 1 / (2 * kPi * kPi);
  double least = 0;
  for (const auto& [a, chosen] : {std::pair{1.0, 0.0}, {1.0, 0.5}, {0.2, 0.0}}) {
    const auto density = pde::QuasiLinear(a);
    const pde::PrintedRate printed = pde::PrintedDescent(density.GradientCurvature(), domain);
    const bool as_printed = chosen == 0;
    Comparison run{.instance = "I1", .size = square.n, .eta = as_printed ? printed.eta : chosen};
    run.setting = "square, a = " + RoundedReal(a, 2) + ", " + EtaName(run.eta, as_printed);
    run.poincare = std::max(domain, 1 / square.cube.LeastEigenvalue());
    const pde::TriangularEnergy energy(square.elements, density, square.elements.Interpolate(Waves),
                                       [&](const Vector& r) { return square.cube.Inverse(r); });
    RunBoth(energy, square.elements.unknowns(), square.Newton(a), run);
    run.repaired = pde::RepairedFactor(run.eta, 1, 1 + a, run.poincare);
    if (as_printed) run.printed = printed.factor;
    if (a == 1) least = std::min(least, run.energy);
    runs.push_back(std::move(run));
  }
  return least;
}

struct GeneralDomain {
  std::string name;
  pde::PlaneDomain domain;
  double (*f)(const pde::Point&);
  double least_eigenvalue;  // of -Laplace
};

// k^2 for the first root k of J_0(k/4) Y_0(k) - J_0(k) Y_0(k/4), which lies between 4 and 4.2.
double LeastEigenvalueOfAnnulus() {
  const auto cross = [](double k) {
    return std::cyl_bessel_j(0, k / 4) * std::cyl_neumann(0, k) - std::cyl_bessel_j(0, k) * std::cyl_neumann(0, k / 4);
  };
  double low = 4, high = 4.2;
  while (high - low > 1e-13) (cross(low) * cross((low + high) / 2) > 0 ? low : high) = (low + high) / 2;
  return low * low;
}

std::vector<GeneralDomain> GeneralDomains() {
  return {{"L-shape", pde::LShape(), [](const pde::Point&) { return 10.0; }, pde::kLShapeEigenvalue},
          {"annulus", pde::Annulus(0.25, 1), [](const pde::Point& x) { return 10 * (1 + x.x()); },
           LeastEigenvalueOfAnnulus()}};
}

void AddGeneralDomain(const GeneralDomain& domain, int times, std::vector<Comparison>& runs) {
  const pde::NestedTriangulations nested = pde::RefinedTimes(times, domain.domain.coarse, domain.domain.middle);
  const pde::TriangularElements elements(nested.finest);
  const linsolve::NestedMultigrid cycle(elements.SobolevMatrix(), nested.prolongations);
  const auto product = [&](const Vector& v) { return linsolve::Product(cycle.matrix(), v); };
  const linsolve::SpectralEquivalence equivalence = linsolve::EquivalenceOf(product, cycle, elements.unknowns());
  const auto density = pde::QuasiLinear(1);
  const pde::PrintedRate printed = pde::PrintedDescent(density.GradientCurvature(), 1 / domain.least_eigenvalue);
  const double poincare = std::max(1 / domain.least_eigenvalue, pde::PoincareConstant(elements));
  for (const double chosen : {0.0, 0.5}) {
    const bool as_printed = chosen == 0;
    Comparison run{.instance = "I3", .size = times, .eta = as_printed ? printed.eta : chosen, .poincare = poincare};
    run.setting = domain.name + ", a = 1, " + EtaName(run.eta, as_printed);
    run.lower = equivalence.lower - equivalence.lower_error;
    run.upper = equivalence.upper + equivalence.upper_error;
    const pde::TriangularEnergy energy(elements, density, elements.Interpolate(domain.f), cycle, run.upper);
    RunBoth(energy, elements.unknowns(), NewtonMultigrid(elements, nested, 1, domain.f), run);
    run.repaired = pde::RepairedFactor(run.eta, run.lower, run.curvature, poincare);
    if (as_printed) run.printed = printed.factor;
    runs.push_back(std::move(run));
  }
}

template <class G>
void AddTorus(const std::string& name, double strength, int square, const std::vector<double>& amplitudes, double eta,
              std::vector<Comparison>& runs) {
  const auto density = pde::Semilinear<G>(1, strength);
  const Eigen::MatrixXd gram = square * Eigen::MatrixXd::Identity(2, 2);
  const pde::LatticeTorus<G> torus(density, gram, amplitudes);
  Comparison run{.instance = "I2", .size = square, .eta = eta};
  run.setting = "torus, " + name + ", " + EtaName(eta, false);
  const pde::Range values = RunBoth(
      torus, torus.lattice().size(), [&](const Vector& zero) { return pde::SolveByNewton(torus, zero, kNewton); }, run);
  run.repaired = pde::TorusFactor(eta, density.GradientCurvature(), density.PotentialCurvature(values));
  runs.push_back(std::move(run));
}

void AddCube(int n, double amplitude, double eta, std::vector<Comparison>& runs) {
  const pde::DirichletCube cube(3, n);
  const auto f = [amplitude](const Vector& x) {
    return amplitude * std::sin(kPi * x[0]) * std::sin(kPi * x[1]) * std::sin(kPi * x[2]);
  };
  const pde::CubeEnergy<pde::SinhNonlinearity> energy(cube, pde::Semilinear<pde::SinhNonlinearity>(0, 1),
                                                      cube.Interpolate(f));
  Comparison run{.instance = "I4", .size = n, .eta = eta};
  run.setting = "cube, sinh u, f <= " + RoundedReal(amplitude, 3) + ", " + EtaName(eta, false);
  run.poincare = 1 / cube.LeastEigenvalue();
  RunBoth(
      energy, cube.unknowns(), [&](const Vector& zero) { return pde::SolveByNewton(energy, zero, kNewton); }, run);
  run.repaired = pde::RepairedFactor(eta, 1, run.curvature, run.poincare);
  runs.push_back(std::move(run));
}

// Gaps of descent that nobody guards, until it ends or diverges.
struct Unguarded {
  Curve curve;
  bool diverged = false;
};
Unguarded RunUnguarded(const Square& square, double a, const pde::LinearMap& precondition, double eta, int steps,
                       double least) {
  const pde::TriangularElements& elements = square.elements;
  const pde::TriangularEnergy energy(elements, pde::QuasiLinear(a), elements.Interpolate(Waves), precondition);
  std::vector<double> energies;
  Unguarded run;
  try {
    pde::Descend(energy, Vector::Zero(elements.unknowns()),
                 {.eta = eta, .max_steps = steps, .tolerance = 1e-6, .guard = false},
                 [&](int, const Vector& u) { energies.push_back(energy.Value(u)); });
  } catch (const pde::Diverged&) {
    run.diverged = true;
  }
  run.curve = CurveOf(energies, least, {}, 0);
  return run;
}

// At a = 1.  K / m has the eigenvalues up to 8 n^2: the L2 gradient over that, at eta = 1 / Lambda.
PlainRun RunPlain(const Square& square, double least) {
  const double largest = 8.0 * square.n * square.n;
  const Unguarded run = RunUnguarded(
      square, 1, [&](const Vector& r) { return Vector(r.cwiseQuotient(largest * square.elements.masses())); }, 0.5, 200,
      least);
  return {square.n, 0.5 / largest, run.curve.LargestRatio()};
}

BeyondRun RunBeyond(const Square& square, double a, double factor, double least) {
  const Unguarded run = RunUnguarded(
      square, a, [&](const Vector& r) { return square.cube.Inverse(r); }, factor / (1 + a), 400, least);
  return {a, factor, run.diverged, run.curve.LargestRatio()};
}

// Where steps beyond 2/Lambda are tried: the finest mesh up to n = 64, or else the coarsest.
int BeyondSquare(const std::vector<int>& meshes) {
  int chosen = 0;
  for (const int n : meshes) chosen = n <= 64 ? std::max(chosen, n) : chosen;
  return chosen > 0 ? chosen : *std::min_element(meshes.begin(), meshes.end());
}

}  // namespace

int Curve::StepsToFall() const {
  for (std::size_t t = 0; t < gaps.size(); ++t) {
    if (gaps[t] <= kFall * gaps[0]) return static_cast<int>(t);
  }
  return -1;
}

int Curve::ApplicationsToFall() const {
  const int steps = StepsToFall();
  return steps < 0 ? -1 : applications[static_cast<std::size_t>(steps)];
}

double Curve::LargestRatio() const {
  double largest = 0;
  for (std::size_t t = 1; t < gaps.size() && gaps[t - 1] > kWindow * gaps[0]; ++t) {
    largest = std::max(largest, gaps[t] / gaps[t - 1]);
  }
  return largest;
}

Evidence Measure(const Config& config, RunContext& context) {
  const std::vector<GeneralDomain> domains = GeneralDomains();
  context.progress.Start("instances", static_cast<std::int64_t>(config.square.size() + 1 + config.cube.size() +
                                                                domains.size() * config.refinements.size()));
  Evidence evidence;
  for (const int n : config.square) {
    const Square square(n);
    const double least = AddSquare(square, evidence.runs);
    evidence.plain.push_back(RunPlain(square, least));
    if (n == BeyondSquare(config.square)) {
      const double steep = square.Newton(5)(Vector::Zero(square.refined.unknowns())).energies.back();
      evidence.beyond = {RunBeyond(square, 1, 2.5, least), RunBeyond(square, 5, 3, steep)};
    }
    context.progress.Advance();
  }
  for (const int square : {2, 10, 50}) {
    AddTorus<pde::SineNonlinearity>("sin(u)/2", 0.5, square, {3, 2}, 0.25, evidence.runs);
    AddTorus<pde::SineNonlinearity>("sin(u)/2", 0.5, square, {3, 2}, 0.5, evidence.runs);
    AddTorus<pde::CubicNonlinearity>("u^3", 1, square, {1, 0.5}, 0.1, evidence.runs);
  }
  context.progress.Advance();
  for (const GeneralDomain& domain : domains) {
    for (const int times : config.refinements) {
      AddGeneralDomain(domain, times, evidence.runs);
      context.progress.Advance();
    }
  }
  for (const int n : config.cube) {
    AddCube(n, 60, 0.5, evidence.runs);
    AddCube(n, 120, 0.08, evidence.runs);
    context.progress.Advance();
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::descent
