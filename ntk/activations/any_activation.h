/// One of the activations of this folder, chosen at run time by its name and its arguments; an activation itself.
///
///   relu                leaky_relu.h   max(u, 0), without a factor sqrt(2)
///   leaky_relu(slope)   leaky_relu.h   slope 0.01
///   abs, identity       leaky_relu.h
///   erf                 erf.h
///   gelu                gelu.h
///   sin(frequency,phase)   sine.h      sin(w u + a), frequency 1, phase 0
///   cos(frequency,phase)   sine.h      cos(w u + a), the same
///   exp(rate)           exponential.h  exp(a u), rate 1
///   gaussian(rate)      exponential.h  exp(-a u^2), rate 1
///   square              polynomial.h   u^2
///   monomial(degree)    polynomial.h
///   hermite(degree)     polynomial.h   orthonormal
///   polynomial(c0,c1,...)  polynomial.h   c0 + c1 u + ..., as many as are given
///   silu                quadrature.h   numbers within double only, |rho| <= 1
///   tanh                quadrature.h   the same
///   softplus            quadrature.h   the same
///
/// An argument that is not given has the value that stands there; an argument without one must be given.
///   const AnyActivation phi = AnyActivation::FromName("leaky_relu", {0.2});
/// The moments are those of the activation's own type, to the last bits, which the compiler may round differently; so
/// are its errors: of a Scalar that it does not have, std::domain_error (any_activation_test).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_ANY_ACTIVATION_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_ANY_ACTIVATION_H_

#include <string>
#include <variant>
#include <vector>

#include "ntk/activation_moments.h"
#include "ntk/activations/erf.h"
#include "ntk/activations/exponential.h"
#include "ntk/activations/gelu.h"
#include "ntk/activations/leaky_relu.h"
#include "ntk/activations/polynomial.h"
#include "ntk/activations/quadrature.h"
#include "ntk/activations/sine.h"
#include "ntk/correlation.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class AnyActivation {
 public:
  /// Throws std::invalid_argument for a name that is none, naming all that are, for too many or too few arguments, and
  /// what the activation's own constructor throws.
  static AnyActivation FromName(const std::string& name, const std::vector<double>& arguments = {});

  /// One of the user's own, by the name that its text is to have: letters, digits and _, a letter first, none of
  /// Names(). Throws std::invalid_argument for another.
  static AnyActivation Own(const std::string& name, const QuadratureActivation& phi);

  /// All names, in the order above.
  static std::vector<std::string> Names();
  /// The names of the arguments that one of them has, of polynomial that of the first, which must be given.
  static std::vector<std::string> ArgumentsOf(const std::string& name);

  const std::string& name() const { return name_; }
  /// All of them, given or not.
  const std::vector<double>& arguments() const { return arguments_; }
  /// "gelu", "leaky_relu(0.2)": FromName of its parts is the same activation, but for the user's own.
  std::string Text() const;

  template <Scalar T>
  ActivationMoments<T> Moments(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    return std::visit([&](const auto& phi) -> ActivationMoments<T> { return phi.template Moments<T>(p, q, rho); },
                      phi_);
  }

  /// use(phi) of the activation's own type: phi.Value(u) and phi.Derivative(u) are phi and phi' at a double u.  At the
  /// kink of relu, leaky_relu and abs Derivative is that of the left side.
  template <class Use>
  auto Visit(const Use& use) const {
    return std::visit(use, phi_);
  }

  using Variant = std::variant<LeakyRelu, Erf, Gelu, Sine, Cosine, ExponentialActivation, GaussianActivation, Monomial,
                               HermitePolynomial, Polynomial, QuadratureActivation>;

 private:
  AnyActivation(std::string name, std::vector<double> arguments, Variant phi);

  std::string name_;
  std::vector<double> arguments_;
  Variant phi_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_ANY_ACTIVATION_H_
