#include "pde/triangular_energy.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "linalg/dense_blocks_testing.h"
#include "linsolve/spectral_equivalence.h"
#include "pde/descent_rates.h"
#include "pde/dirichlet_cube.h"
#include "pde/plane_domains.h"
#include "pde/preconditioned_descent.h"
#include "pde/refinement.h"

namespace hadamard_ntk::pde {
namespace {

using linalg::Entries;

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr double kPi = std::numbers::pi;
constexpr double kPoincare = 1 / (2 * kPi * kPi);
constexpr double kLeastOfCycle = 0.61;  // promised where no angle is much above 90 degrees

double Waves(const Point& x) {
  return 30 * std::sin(kPi * x.x()) * std::sin(kPi * x.y()) * (1 + std::cos(3 * kPi * x.x()));
}

// Half of a gap's last digit; half of a ratio's, and the gap's rounding, 1e-14, over the least gap in the window.
constexpr double kGivenDigits = 6e-12, kGapRounding = 1.5e-6;

const LinearMap kNone = [](const Eigen::VectorXd& r) { return r; };

// By central differences of step h along v: h^2 and eps / h.
template <class L>
void CheckDerivatives(const TriangularElements& elements, const L& density) {
  const TriangularEnergy energy(elements, density, Entries(elements.unknowns(), 1), kNone);
  const Eigen::VectorXd u = Entries(elements.unknowns(), 1), v = u.reverse() * 0.5;
  const double h = 1e-5;
  const Eigen::VectorXd derivative = energy.Derivative(u), product = energy.Hessian(u) * v;
  const double slope = (energy.Value(u + h * v) - energy.Value(u - h * v)) / (2 * h);
  const double scale = energy.Value(u) + derivative.cwiseAbs().dot(v.cwiseAbs());
  const double bound = 1e-9 * std::abs(scale);  // conditioned: h^2 and eps / h of the value
  EXPECT_NEAR(derivative.dot(v), slope, bound);
  EXPECT_GT(std::abs(1.001 * derivative.dot(v) - slope), bound);
  const Eigen::VectorXd change = (energy.Derivative(u + h * v) - energy.Derivative(u - h * v)) / (2 * h);
  EXPECT_LE((product - change).norm(), 1e-8 * product.norm());  // conditioned, too
  EXPECT_GT((product + 1e-3 * v - change).norm(), 1e-8 * product.norm());
  const linsolve::SparseMatrix hessian = energy.Hessian(u);
  EXPECT_EQ((hessian - linsolve::SparseMatrix(hessian.transpose())).norm(), 0);
}

TEST(TriangularEnergyTest, DerivativesAreThoseOfTheValue) {
  const PlaneDomain annulus = Annulus(0.25, 1);
  const TriangularElements round(RefinedTimes(2, annulus.coarse, annulus.middle).finest), square(UnitSquare(6));
  for (const TriangularElements* elements : {&round, &square}) {
    CheckDerivatives(*elements, QuasiLinear(1.5));
    CheckDerivatives(*elements, Semilinear<SinhNonlinearity>(0.5, 2));
    CheckDerivatives(*elements, Semilinear<CubicNonlinearity>(0, 3));
  }
}

// E - E* of descent on the unit square, E* by as many steps as it takes.
std::vector<double> Gaps(int n, double a, double eta, double* least, double* highest) {
  const TriangularElements elements(UnitSquare(n));
  const DirichletCube cube(2, n);
  const TriangularEnergy energy(elements, QuasiLinear(a), elements.Interpolate(Waves),
                                [&](const Eigen::VectorXd& r) { return cube.Inverse(r); });
  const Descent run =
      Descend(energy, Eigen::VectorXd::Zero(elements.unknowns()), {.eta = eta, .max_steps = 400, .tolerance = 1e-14});
  *least = *std::min_element(run.energies.begin(), run.energies.end());
  *highest = run.u.maxCoeff();
  std::vector<double> gaps;
  for (const double e : run.energies) gaps.push_back(e - *least);
  return gaps;
}

// The largest ratio in steps 1 to 40 while the gap is above 2e-8: there the gap's rounding is below 1e-6 of it.
double LargestRatio(const std::vector<double>& gaps) {
  double largest = 0;
  for (std::size_t t = 1; t <= 40 && t < gaps.size() && gaps[t - 1] > 2e-8; ++t) {
    largest = std::max(largest, gaps[t] / gaps[t - 1]);
  }
  return largest;
}

// Energies and gaps also by tools/make_elliptic_reference.py.
TEST(TriangularEnergyTest, DescentOnTheSquare) {
  struct Golden {
    int n;
    double a, eta, energy, highest, ratio;
  };
  const PrintedRate one = PrintedDescent({1, 2}, kPoincare), fifth = PrintedDescent({1, 1.2}, kPoincare);
  for (const Golden& golden : {Golden{16, 1, one.eta, -4.31514744519348, 1.278530820213, 0.777770},
                               Golden{32, 1, one.eta, -4.29513950923734, 1.271422249763, 0.777766},
                               Golden{64, 1, one.eta, -4.29018875981801, 1.269650789421, 0.777766},
                               Golden{128, 1, one.eta, -4.28895421289256, 1.269667203880, 0.777766},
                               Golden{128, 1, 0.5, -4.28895421289256, 1.269667203880, 0.254259},
                               Golden{128, 0.2, fifth.eta, -5.94322860073975, 1.618325961352, 0.222781}}) {
    double least, highest;
    const std::vector<double> gaps = Gaps(golden.n, golden.a, golden.eta, &least, &highest);
    EXPECT_NEAR(least, golden.energy, 40 * golden.n * kEps) << golden.n;       // counted: a sum of n^2 terms
    EXPECT_NEAR(highest, golden.highest, 1e-11 * golden.highest) << golden.n;  // the digits that are given
    EXPECT_NEAR(LargestRatio(gaps), golden.ratio, kGapRounding) << golden.n;
    EXPECT_LE(LargestRatio(gaps), RepairedFactor(golden.eta, 1, 1 + golden.a, kPoincare));
    if (golden.n > 32) continue;
    const double coarse[] = {4.31514744519, 3.00730446081, 2.18795774604, 1.63052050978};
    const double fine[] = {4.29513950924, 2.99225510561, 2.17626495652, 1.62138946152};
    for (int t = 0; t < 4; ++t) EXPECT_NEAR(gaps[t], (golden.n == 16 ? coarse : fine)[t], kGivenDigits) << t;
  }
}

TEST(TriangularEnergyTest, AnotherLoadOrDensityIsSeen) {
  double least, highest;
  Gaps(16, 1.0001, 0.25, &least, &highest);
  EXPECT_GT(std::abs(least + 4.31514744519348), 1e-6);
}

// E* = E_0 + c h^2 + O(h^4).
TEST(TriangularEnergyTest, EnergyConvergesQuadratically) {
  double least[3], highest;
  for (int i = 0; i < 3; ++i) Gaps(32 << i, 1, 0.5, &least[i], &highest);
  EXPECT_NEAR((least[0] - least[1]) / (least[1] - least[2]), 4, 20.0 / (32 * 32));  // asymptotic: h^2
}

TEST(TriangularEnergyTest, BitsDoNotDependOnThreads) {
  const TriangularElements elements(UnitSquare(100));
  const TriangularEnergy energy(elements, QuasiLinear(1), elements.Interpolate(Waves), kNone);
  const Eigen::VectorXd u = Entries(elements.unknowns(), 1);
  const auto of = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    Eigen::VectorXd all = energy.Derivative(u);
    all[0] += energy.Value(u);
    return Eigen::VectorXd(all + energy.Hessian(u) * u);
  };
  const Eigen::VectorXd one = of(1);
  EXPECT_EQ(one, of(2));
  EXPECT_EQ(one, of(3));
}

// -Laplace u + u = f, f = (1 + 5 pi^2) v for v = cos(pi x) cos(2 pi y), which has no slope across the boundary: u = v
// up to h^2 (1 + O(h)) in the mean square (up to h^2 |log h| in the maximum).  With zeros there it is not.
TEST(TriangularEnergyTest, AFreeBoundaryHasNaturalConditions) {
  const auto cosines = [](const Point& x) { return std::cos(kPi * x.x()) * std::cos(2 * kPi * x.y()); };
  const auto error = [&](int times, Boundary boundary) {
    const NestedTriangulations nested = RefinedTimes(times, UnitSquare(2, boundary));
    const TriangularElements elements(nested.finest);
    const Eigen::VectorXd v = elements.Interpolate(cosines);
    const TriangularEnergy energy(elements, Semilinear<SineNonlinearity>(1, 0), (1 + 5 * kPi * kPi) * v, kNone);
    const Newton run = SolveByNewton(
        energy, [&](const Eigen::VectorXd& u) { return MultigridLinearisation(energy, nested.prolongations, u); },
        Eigen::VectorXd::Zero(elements.unknowns()), {.tolerance = 1e-10});
    return (run.u - v).norm() / std::sqrt(static_cast<double>(v.size()));
  };
  const double coarse = error(4, Boundary::kFree), fine = error(5, Boundary::kFree), finest = error(6, Boundary::kFree);
  EXPECT_NEAR(2 * fine / finest - coarse / fine, 4, 16.0 / (32 * 32));  // O(h^2): the quotients' own O(h) is out
  EXPECT_LE(finest, 0.001);
  EXPECT_GT(error(5, Boundary::kZero), 0.1);
}

// E - E* and E* where the Newton-multigrid method ends.
Newton OnDomain(const PlaneDomain& domain, int times, double (*f)(const Point&), double tolerance) {
  const NestedTriangulations nested = RefinedTimes(times, domain.coarse, domain.middle);
  const TriangularElements elements(nested.finest);
  const TriangularEnergy energy(elements, QuasiLinear(1), elements.Interpolate(f), kNone);
  return SolveByNewton(
      energy, [&](const Eigen::VectorXd& u) { return MultigridLinearisation(energy, nested.prolongations, u); },
      Eigen::VectorXd::Zero(elements.unknowns()), {.tolerance = tolerance, .forcing = 0.01});
}

double Ten(const Point&) { return 10; }
double Tilted(const Point& x) { return 10 * (1 + x.x()); }

// E* by another program, tools/make_elliptic_reference.py.
TEST(TriangularEnergyTest, EnergiesOnGeneralDomains) {
  struct Golden {
    PlaneDomain domain;
    int times;
    double (*f)(const Point&);
    double energy;
  };
  for (const Golden& golden : {Golden{LShape(), 3, Ten, -6.50092744180800}, Golden{LShape(), 5, Ten, -6.75542188614248},
                               Golden{Annulus(0.25, 1), 3, Tilted, -5.36948843596782},
                               Golden{Annulus(0.25, 1), 5, Tilted, -5.43493420908933}}) {
    const Newton run = OnDomain(golden.domain, golden.times, golden.f, 1e-8);
    EXPECT_NEAR(run.energies.back(), golden.energy, 1000 * kEps * std::abs(golden.energy));  // counted: sums of terms
  }
  EXPECT_GT(std::abs(OnDomain(LShape(), 3, Tilted, 1e-8).energies.back() + 6.50092744180800), 1e-3);
}

TEST(TriangularEnergyTest, NewtonStepsAndCyclesDoNotGrowWithTheMesh) {
  for (const int times : {4, 5, 6}) {
    const Newton run = OnDomain(LShape(), times, Ten, 1e-6);
    EXPECT_LE(run.steps(), 5) << times;
    EXPECT_LE(run.preconditioned, 30) << times;
  }
}

// The least eigenvalue of B A, A = diag(m) + K, B one cycle.
double LeastOfCycle(const Triangulation& coarse, const EdgeMiddle& middle, int times) {
  const NestedTriangulations nested = RefinedTimes(times, coarse, middle);
  const TriangularElements elements(nested.finest);
  const linsolve::NestedMultigrid cycle(elements.SobolevMatrix(), nested.prolongations);
  const linsolve::SpectralEquivalence of = linsolve::EquivalenceOf(
      [&](const Eigen::VectorXd& v) { return linsolve::Product(cycle.matrix(), v); }, cycle, elements.unknowns());
  EXPECT_LE(of.lower_error, 1e-2 * of.lower);
  return of.lower;
}

TEST(TriangularEnergyTest, ACycleIsAsCloseToTheInverseOnEveryMesh) {
  const PlaneDomain annulus = Annulus(0.25, 1);
  for (const int times : {2, 3, 4, 5}) {
    EXPECT_GE(LeastOfCycle(annulus.coarse, annulus.middle, times), kLeastOfCycle) << times;
    EXPECT_GE(LeastOfCycle(UnitSquare(2), {}, times), kLeastOfCycle) << times;
    EXPECT_GE(LeastOfCycle(LShape().coarse, {}, times + 1), kLeastOfCycle) << times;
  }
}

// With middles of the boundary alone on the circles, the angles at the hole grow to 146 degrees; what spoils the cycle
// are such triangles, not that the spaces are no longer nested: on a square drawn out to them, where nothing is moved,
// it is spoilt, too.
TEST(TriangularEnergyTest, FlatTrianglesSpoilTheCycle) {
  const PlaneDomain annulus = Annulus(0.25, 1);
  const auto boundary_alone = [&](const Point& a, const Point& b) {
    const bool boundary = std::abs(a.norm() - b.norm()) < 1e-9 && std::abs(a.norm() - 0.5) > 0.2;
    return boundary ? annulus.middle(a, b) : Point((a + b) / 2);
  };
  std::vector<Point> nodes = UnitSquare(4).nodes();
  for (Point& x : nodes) x = Point(x.x() + x.y(), std::tan(std::numbers::pi / 180 * (180 - 146) / 2) * (x.y() - x.x()));
  const Triangulation flat(nodes, UnitSquare(4).triangles());
  const double moved[] = {0.539, 0.473, 0.386}, nested[] = {0.204, 0.171, 0.150};
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(LeastOfCycle(annulus.coarse, boundary_alone, 3 + i), moved[i], 0.01 * moved[i]);  // Lanczos' error
    EXPECT_NEAR(LeastOfCycle(flat, {}, 3 + i), nested[i], 0.01 * nested[i]);
  }
}

TEST(TriangularEnergyTest, BadSizesAreRefused) {
  const TriangularElements elements(UnitSquare(4));
  const Eigen::VectorXd f = Entries(9, 1);
  EXPECT_THROW(TriangularEnergy(elements, QuasiLinear(1), Entries(10, 1), kNone), std::invalid_argument);
  EXPECT_THROW(TriangularEnergy(elements, QuasiLinear(1), Eigen::VectorXd(f / 0.0), kNone), std::invalid_argument);
  const TriangularEnergy energy(elements, QuasiLinear(1), f, kNone);
  EXPECT_THROW(energy.Value(Entries(8, 1)), std::invalid_argument);
  EXPECT_THROW(energy.Derivative(Entries(8, 1)), std::invalid_argument);
  EXPECT_THROW(energy.Hessian(Entries(8, 1)), std::invalid_argument);
}

}  // namespace
}  // namespace hadamard_ntk::pde
