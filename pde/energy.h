/// Densities L(y, z), y = u(x), z = grad u(x), of energies E(u) = int L(u, grad u) - f u, whose minimiser solves
///   -div(d_z L) + d_y L = f.
///
/// Here L(y, z) = Phi(|z|^2) + V(y), without mixed terms, with
///   d_z L = stress z,  D_z^2 L = stress I + 2 stress_rate z z^T,  stress = 2 Phi'(|z|^2), stress_rate its derivative,
///   d_y L = V'(y),     d_yy L = V''(y);
/// first derivatives are for descent, second ones for Newton's method. Known beside them are
///   lambda <= D_z^2 L <= Lambda for all z, and the range of d_yy L while y stays in a range (it may be all of R only where
/// V'' is bounded: of a polynomial V, V'' is bounded on the range of the iterates and nowhere else).
///
/// Phi: Laplacian |z|^2/2; MinimalSurface |z|^2/2 + a (sqrt(1 + |z|^2) - 1), lambda = 1, Lambda = 1 + a.
/// V = mass y^2/2 + strength G(y), G = 0, 1 - cos y, y^4/4, cosh y - 1: G' = 0, sin y, y^3, sinh y.
///
/// Error: values and derivatives <= 8 eps relative to the sum of their terms (energy_test). Throws
/// std::invalid_argument for a, mass or strength negative or not finite.
#ifndef HADAMARD_NTK_PDE_ENERGY_H_
#define HADAMARD_NTK_PDE_ENERGY_H_

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::pde {

struct Range {
  double low = 0, high = 0;
};

/// Phi and its derivatives, as above.
struct GradientTerms {
  double value, stress, stress_rate;
};

/// V, V', V''.
struct PotentialTerms {
  double value, first, second;
};

/// What discretisations, descent and Newton's method want of L.
template <class L>
concept EnergyDensity = std::copyable<L> && requires(const L& l, double square, double y, Range of_y) {
  { l.Gradient(square) } -> std::same_as<GradientTerms>;  ///< at |z|^2 = square
  { l.Potential(y) } -> std::same_as<PotentialTerms>;
  { l.GradientCurvature() } -> std::same_as<Range>;       ///< [lambda, Lambda]
  { l.PotentialCurvature(of_y) } -> std::same_as<Range>;  ///< contains V''(of_y)
};

/// Lambda' = max(Lambda, sup d_yy L): the Hessian of E at u with values of_y is at most Lambda' |v|^2_{H^1}.
template <EnergyDensity L>
double LargestCurvature(const L& l, Range of_y) {
  return std::max(l.GradientCurvature().high, l.PotentialCurvature(of_y).high);
}

/// `what` is the constant's name.
inline double RequireNonnegative(double value, const char* what) {
  if (std::isfinite(value) && value >= 0) return value;
  throw std::invalid_argument(std::string("energy: ") + what + " must be finite and >= 0, got " +
                              fmt::to_string(value));
}

struct Laplacian {
  GradientTerms operator()(double square) const { return {square / 2, 1, 0}; }
  Range Curvature() const { return {1, 1}; }
};

class MinimalSurface {
 public:
  explicit MinimalSurface(double a) : a_(RequireNonnegative(a, "a")) {}
  GradientTerms operator()(double square) const {
    const double root = std::sqrt(1 + square);
    return {square / 2 + a_ * square / (1 + root), 1 + a_ / root, -a_ / (2 * root * (1 + square))};
  }
  Range Curvature() const { return {1, 1 + a_}; }

 private:
  double a_;
};

struct NoNonlinearity {
  PotentialTerms operator()(double) const { return {0, 0, 0}; }
  Range Curvature(Range) const { return {0, 0}; }
};

struct SineNonlinearity {
  PotentialTerms operator()(double y) const {
    const double half = std::sin(y / 2);
    return {2 * half * half, std::sin(y), std::cos(y)};
  }
  Range Curvature(Range) const { return {-1, 1}; }
};

/// G'' of an even G whose G'' grows with |y|.
template <class G>
Range EvenCurvature(const G& g, Range y) {
  const double nearest = std::max({0.0, y.low, -y.high});
  return {g(nearest).second, g(std::max(-y.low, y.high)).second};
}

struct CubicNonlinearity {
  PotentialTerms operator()(double y) const { return {y * y * y * y / 4, y * y * y, 3 * y * y}; }
  Range Curvature(Range y) const { return EvenCurvature(*this, y); }
};

struct SinhNonlinearity {
  PotentialTerms operator()(double y) const {
    const double half = std::sinh(y / 2);
    return {2 * half * half, std::sinh(y), std::cosh(y)};
  }
  Range Curvature(Range y) const { return EvenCurvature(*this, y); }
};

template <class Phi, class G = NoNonlinearity>
class Density {
 public:
  explicit Density(Phi phi, double mass = 0, double strength = 0)
      : phi_(phi), mass_(RequireNonnegative(mass, "mass")), strength_(RequireNonnegative(strength, "strength")) {}

  GradientTerms Gradient(double square) const { return phi_(square); }
  PotentialTerms Potential(double y) const {
    const PotentialTerms g = G()(y);
    return {mass_ * y * y / 2 + strength_ * g.value, mass_ * y + strength_ * g.first, mass_ + strength_ * g.second};
  }
  Range GradientCurvature() const { return phi_.Curvature(); }
  Range PotentialCurvature(Range of_y) const {
    const Range g = G().Curvature(of_y);
    return {mass_ + strength_ * g.low, mass_ + strength_ * g.high};
  }

 private:
  Phi phi_;
  double mass_, strength_;
};

/// -Laplace u + mass u + strength G'(u) = f.
template <class G>
Density<Laplacian, G> Semilinear(double mass, double strength) {
  return Density<Laplacian, G>(Laplacian(), mass, strength);
}

/// I1: -div((1 + a/sqrt(1 + |grad u|^2)) grad u) = f.
inline Density<MinimalSurface> QuasiLinear(double a) { return Density<MinimalSurface>(MinimalSurface(a)); }

}  // namespace hadamard_ntk::pde

#endif  // HADAMARD_NTK_PDE_ENERGY_H_
