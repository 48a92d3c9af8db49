#include "pde/lattice_torus.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"
#include "pde/barron_norm.h"
#include "pde/descent_rates.h"
#include "pde/energy.h"
#include "pde/newton_krylov.h"
#include "pde/preconditioned_descent.h"
#include "pde/ridge_lattice.h"

namespace hadamard_ntk::pde {
namespace {

Eigen::MatrixXd Gram(double first, double second, double product) {
  Eigen::MatrixXd gram(2, 2);
  gram << first, product, product, second;
  return gram;
}

// Reference values, computed at two resolutions by an independent program; digits as given.
struct Row {
  bool cubic;
  double square;  // |w_1|^2 = |w_2|^2; w_1.w_2 = 0
  double eta, energy, norm, largest, ratio;
  double digits;  // of the ratio
};
const Row kRows[] = {
    {false, 2, .25, -9.22784036480424, 12.59761660457, 5.08347721787, .604487, 1e-6},
    {false, 2, .5, -9.22784036480424, 12.59761660457, 5.08347721787, .307854, 1e-6},
    {true, 2, .1, -.82374350401816, 3.07825523110, 1.13885444370, .79351, 1e-5},
    {false, 4, .5, -15.72471571125551, 15.36436826598, 5.04582298791, .283734, 1e-6},
    {false, 10, .5, -35.22252967733269, 21.03348259607, 5.01953048316, .264953, 1e-6},
    {false, 50, .5, -165.22123081327203, 40.44947521772, 5.00405300827, .253170, 1e-6},
    {true, 10, .1, -3.27893661416359, 5.83765970770, 1.34826796522, .80082, 1e-5},
    {true, 50, .1, -15.75349077781172, 11.89949894843, 1.45950163261, .80778, 1e-5},
};

template <class G>
Descent RunDescent(const LatticeTorus<G>& torus, double eta, std::vector<double>* norms = nullptr) {
  return Descend(torus, Eigen::VectorXd::Zero(torus.lattice().size()),
                 {.eta = eta, .max_steps = 400, .tolerance = 3e-13}, [&](int, const Eigen::VectorXd& u) {
                   if (norms) norms->push_back(torus.lattice().BarronNorm(u));
                 });
}

template <class G>
void ExpectRow(const Row& row, const LatticeTorus<G>& torus) {
  const Descent run = RunDescent(torus, row.eta);
  const double lowest = run.energies.back();
  // The energy's rounding: some eps of |E|. The norm's: 48^2 coefficients of 1e-17, weighed by up to 1 + |w|.
  EXPECT_LE(std::abs(lowest - row.energy), 1e-14 * (1 + std::abs(row.energy))) << row.square;
  EXPECT_LE(std::abs(torus.lattice().BarronNorm(run.u) - row.norm), 5e-12 * (1 + std::sqrt(row.square))) << row.square;
  EXPECT_LE(std::abs(run.u.maxCoeff() - row.largest), 6e-12) << row.square;
  // The window: ten steps; for the cubic at |w|^2 = 2 all after which the gap is above 1e-9.
  const bool creeps = row.cubic && row.square == 2;
  double largest = 0;
  const Range gradient{1, 1}, potential = torus.density().PotentialCurvature(run.values);
  const double bound = TorusFactor(row.eta, gradient, potential);
  for (int t = 0; t < run.steps() && run.energies[t + 1] - lowest > 1e-9; ++t) {
    const double ratio = (run.energies[t + 1] - lowest) / (run.energies[t] - lowest);
    EXPECT_LE(ratio, bound + 1e-9) << row.square << " " << t;
    if (creeps || t < 10) largest = std::max(largest, ratio);
  }
  EXPECT_LE(std::abs(largest - row.ratio), row.digits) << row.square;
}

TEST(LatticeTorusTest, ReferenceRows) {
  for (const Row& row : kRows) {
    const Eigen::MatrixXd gram = Gram(row.square, row.square, 0);
    if (row.cubic) {
      ExpectRow(row, LatticeTorus(Semilinear<CubicNonlinearity>(1, 1), gram, {1, .5}));
    } else {
      ExpectRow(row, LatticeTorus(Semilinear<SineNonlinearity>(1, .5), gram, {3, 2}));
    }
  }
}

TEST(LatticeTorusTest, NormsOnTheWayAndOfTheForce) {
  const LatticeTorus torus(Semilinear<SineNonlinearity>(1, .5), Gram(2, 2, 0), {3, 2});
  EXPECT_LE(std::abs(torus.lattice().BarronNorm(torus.force()) - 36.2132034356), 6e-11);
  std::vector<double> norms;
  RunDescent(torus, .25, &norms);
  const double expected[] = {0, 3.01776695297, 5.17890416412, 6.79215599927};
  for (int t = 0; t < 4; ++t) EXPECT_LE(std::abs(norms[t] - expected[t]), 6e-12) << t;
}

TEST(LatticeTorusTest, MorePointsChangeNothing) {
  const auto solve = [](double strength, int points) {
    const LatticeTorus torus(Semilinear<SineNonlinearity>(1, strength), Gram(3, 2, 1), {3, 2}, points);
    const Descent run = RunDescent(torus, .4);
    return std::pair(run.energies.back(), torus.lattice().BarronNorm(run.u));
  };
  const auto coarse = solve(.5, 48), fine = solve(.5, 72), other = solve(.5001, 48);
  EXPECT_LE(std::abs(coarse.first - fine.first), 1e-14 * std::abs(fine.first));
  EXPECT_LE(std::abs(coarse.second - fine.second), 1e-12 * fine.second);
  EXPECT_GT(std::abs(coarse.second - other.second), 1e-6 * fine.second);
}

// The d-dimensional iteration itself, in the algebra of trigonometric sums: u^3 in d = 4, ridges at an angle. Exact
// products, so a few steps only: their spectrum trebles.
TEST(LatticeTorusTest, IsTheIterationInDDimensions) {
  const std::vector<Frequency> ridges = {{1, 2, 0, -1}, {0, 1, 1, 1}};
  const LatticeTorus torus(Semilinear<CubicNonlinearity>(1, 1), GramOf(ridges), {.8, .5});
  const double eta = .1;
  TrigonometricSum f(4), u(4);
  for (std::size_t r = 0; r < 2; ++r) {
    f += TrigonometricSum::Cosine(ridges[r], (r == 0 ? .8 : .5) * (1 + std::pow(Length(ridges[r]), 2)));
  }
  std::vector<double> norms;
  RunDescent(torus, eta, &norms);
  EXPECT_LE(std::abs(torus.lattice().BarronNorm(torus.force()) - f.BarronNorm()), 1e-12 * f.BarronNorm());
  for (int t = 0; t < 4; ++t) {
    EXPECT_LE(std::abs(norms[t] - u.BarronNorm()), 1e-13 * (1 + u.BarronNorm())) << t;
    if (t == 3) break;
    // -Laplace u + u = (I - Laplace) u, which the resolvent undoes.
    u += -eta * (u + (u * u * u + -1.0 * f).Resolvent());
  }
  EXPECT_GT(std::abs(norms[3] - norms[2]), .1);
}

// Sums of copies: a third ridge without force changes nothing, one ridge is a circle.
TEST(LatticeTorusTest, OtherNumbersOfRidges) {
  Eigen::MatrixXd three = 2 * Eigen::MatrixXd::Identity(3, 3);
  three(2, 2) = 5;
  const auto density = Semilinear<CubicNonlinearity>(1, 1);
  const LatticeTorus embedded(density, three, {.4, .2, 0}, 24), plane(density, Gram(2, 2, 0), {.4, .2}, 24);
  const Descent a = RunDescent(embedded, .2), b = RunDescent(plane, .2);
  EXPECT_LE(std::abs(a.energies.back() - b.energies.back()), 1e-14);
  EXPECT_LE(std::abs(embedded.lattice().BarronNorm(a.u) - plane.lattice().BarronNorm(b.u)), 1e-12);
  const LatticeTorus circle(density, Eigen::MatrixXd::Constant(1, 1, 2), {.4}, 24),
      flat(density, Gram(2, 2, 0), {.4, 0}, 24);
  EXPECT_LE(std::abs(RunDescent(circle, .2).energies.back() - RunDescent(flat, .2).energies.back()), 1e-14);
}

TEST(LatticeTorusTest, DerivativesAreDerivatives) {
  const LatticeTorus torus(Semilinear<SineNonlinearity>(1, .5), Gram(3, 2, 1), {3, 2}, 24);
  const Eigen::VectorXd u = .1 * torus.force() - .2 * torus.lattice().Cosine(0),
                        v = torus.lattice().Cosine(1) + .3 * torus.lattice().Cosine(0).cwiseAbs2();
  const double h = 1e-5;
  const double slope = (torus.Value(u + h * v) - torus.Value(u - h * v)) / (2 * h);
  EXPECT_LE(std::abs(torus.Derivative(u).dot(v) - slope), 1e-8 * std::abs(slope));
  EXPECT_GT(std::abs(torus.Derivative(u + 1e-3 * v).dot(v) - slope), 1e-6 * std::abs(slope));
  const Eigen::VectorXd second = (torus.Derivative(u + h * v) - torus.Derivative(u - h * v)) / (2 * h);
  EXPECT_LE((torus.SecondDerivative(u, v) - second).norm(), 1e-8 * second.norm());
  // P is the inverse of u -> -Laplace u + u as a load vector.
  const LatticeTorus linear(Semilinear<NoNonlinearity>(1, 0), Gram(3, 2, 1), {0, 0}, 24);
  EXPECT_LE((linear.Precondition(linear.SecondDerivative(u, v)) - v).norm(), 1e-13 * v.norm());
}

TEST(LatticeTorusTest, NewtonFindsTheSameMinimum) {
  for (const double square : {2.0, 50.0}) {
    const LatticeTorus torus(Semilinear<CubicNonlinearity>(1, 1), Gram(square, square, 0), {1, .5});
    const Descent descent = RunDescent(torus, .1);
    const Newton newton = SolveByNewton(torus, Eigen::VectorXd::Zero(torus.lattice().size()));
    EXPECT_LE((newton.u - descent.u).cwiseAbs().maxCoeff(), 1e-8);
    EXPECT_LE(newton.steps(), 8);
    EXPECT_LT(newton.preconditioned, descent.steps());
    EXPECT_GT(newton.preconditioned, newton.steps());
    for (int t = 0; t < newton.steps(); ++t) {
      EXPECT_LE(newton.energies[t + 1], newton.energies[t] + 1e-14 * std::abs(newton.energies[t]));
    }
  }
}

// c_k = r^|k|: what the last coefficient should be, relative to c_0; of a flat spectrum nothing is known to decay.
TEST(LatticeTorusTest, TailIsTheGeometricContinuation) {
  const int n = 32;
  const RidgeLattice circle(Eigen::MatrixXd::Identity(1, 1), n);
  for (const double r : {.9, .5, .2}) {
    Eigen::VectorXd u(n);
    for (int j = 0; j < n; ++j) {
      const double cosine = std::cos(2 * std::numbers::pi * j / n);
      u[j] = (1 - r * r) / (1 - 2 * r * cosine + r * r);
    }
    // Aliases of r^k add a part r^(n - 2k) and make n/2 a sum of two.
    EXPECT_GE(circle.Tail(u), .99 * std::pow(r, n / 2)) << r;
    EXPECT_LE(circle.Tail(u), 3 * std::pow(r, n / 2)) << r;
  }
  EXPECT_LE(circle.Tail(circle.Cosine(0)), 1e-17);
  EXPECT_EQ(circle.Tail(Eigen::VectorXd::Zero(n)), 0);
  Eigen::VectorXd peak = Eigen::VectorXd::Zero(n);
  peak[3] = 1;
  EXPECT_GT(circle.Tail(peak), .9);
}

// c_k = r^|k| for odd k alone: the tail is that of an order beyond n/2 + 2, relative to c_1, or more.
TEST(LatticeTorusTest, TailSeesOddOrdersForEveryNumberOfPoints) {
  for (int n = 8; n <= 64; n += 2) {
    const RidgeLattice circle(Eigen::MatrixXd::Identity(1, 1), n);
    const Eigen::ArrayXd cosine = circle.Cosine(0).array();
    for (const double r : {.9, .5, .2}) {
      const auto all = [&](double s) { return (1 - s * s) / (1 + s * s - 2 * s * cosine); };
      EXPECT_GE(circle.Tail((all(r) - all(-r)) / 2), .99 * std::pow(r, n / 2 + 3 - 1)) << n << " " << r;
    }
    EXPECT_LE(circle.Tail(cosine), 1e-17) << n;
  }
}

TEST(LatticeTorusTest, SaysWhereItIsNotResolved) {
  const auto density = Semilinear<SineNonlinearity>(1, .5);
  const LatticeTorus coarse(density, Gram(2, 2, 0), {3, 2}, 24);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "not resolved by 24 points per ridge",
                      MessageOf<Unresolved>([&] { RunDescent(coarse, .25); }));
  // Of the fewest points the last order is even, and u has none there.
  const LatticeTorus odd(Semilinear<CubicNonlinearity>(1, 1), Eigen::MatrixXd::Identity(1, 1), {3}, 8);
  EXPECT_PRED_FORMAT2(testing::IsSubstring, "not resolved by 8 points per ridge",
                      MessageOf<Unresolved>([&] { SolveByNewton(odd, Eigen::VectorXd::Zero(8)); }));
}

TEST(LatticeTorusTest, GuardKnowsTheRange) {
  // 3 u^2 + 1 < 8 up to |u| = 1.53: inside with amplitudes 1, .5 at |w|^2 = 2, outside at 2, 1.
  const auto density = Semilinear<CubicNonlinearity>(1, 1);
  EXPECT_NO_THROW(RunDescent(LatticeTorus(density, Gram(2, 2, 0), {1, .5}), .25));
  EXPECT_NE(MessageOf([&] {
              RunDescent(LatticeTorus(density, Gram(2, 2, 0), {3, 1.5}), .25);
            }).find("eta must be < 2/Lambda' = "),
            std::string::npos);
}

TEST(LatticeTorusTest, NamesWhatIsWrong) {
  const auto density = Semilinear<CubicNonlinearity>(1, 1);
  EXPECT_EQ(MessageOf([&] {
              LatticeTorus(density, Gram(2, 2, 2), {1, 1});
            }),
            "RidgeLattice: the ridges must be linearly independent, their Gram matrix is singular");
  EXPECT_EQ(MessageOf([&] { LatticeTorus(density, Eigen::MatrixXd(0, 0), {}); }),
            "RidgeLattice: the Gram matrix must be symmetric, finite and of order 1 to 3, got 0 x 0");
  EXPECT_EQ(MessageOf([&] { LatticeTorus(density, Gram(2, 2, 0), {1}); }),
            "LatticeTorus: needs as many amplitudes as ridges, got 1 and 2");
  EXPECT_EQ(MessageOf([&] {
              LatticeTorus(density, Gram(2, 2, 0), {1, NAN});
            }),
            "LatticeTorus: an amplitude is not finite");
  EXPECT_EQ(MessageOf([&] {
              LatticeTorus(density, Gram(2, 2, 0), {1, 1}, 9);
            }),
            "RidgeLattice: needs an even number of 8 to 4096 points per ridge, got 9");
  EXPECT_EQ(MessageOf([] { GramOf({{1, 2}, {1}}); }), "GramOf: ridges of dimensions 2 and 1");
}

}  // namespace
}  // namespace hadamard_ntk::pde
