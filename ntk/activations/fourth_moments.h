/// The moments of a branch that the scatter of a finite net depends on (finite_width.h), for any activation given as
/// phi, phi' and phi'', by quadrature.
///
/// phi^2 and phi'^2 are activations themselves, of derivatives 2 phi phi' and 2 phi' phi'', so that their moments
/// (quadrature.h) are all that is wanted:
///   aa = E[phi(u)^2 phi(v)^2],   ab = E[phi(u) phi'(u) phi(v) phi'(v)],   bb = E[phi'(u)^2 phi'(v)^2];
///   of phi^2: nngp = aa, slope = 4 ab;   of phi'^2: nngp = bb.
/// Scalars, domain and errors are those of quadrature.h; phi(p g)^4 and phi'(p g)^4 must be small at |g| = 13
/// (fourth_moments_test: GELU, SiLU and tanh by the definition).
#ifndef HADAMARD_NTK_NTK_ACTIVATIONS_FOURTH_MOMENTS_H_
#define HADAMARD_NTK_NTK_ACTIVATIONS_FOURTH_MOMENTS_H_

#include "ntk/activation_moments.h"
#include "ntk/activations/quadrature.h"
#include "ntk/correlation.h"
#include "ntk/finite_width.h"
#include "ntk/scalar.h"

namespace hadamard_ntk::ntk {

class FourthMoments {
 public:
  using Function = QuadratureActivation::Function;

  FourthMoments(const Function& phi, const Function& derivative, const Function& second_derivative)
      : square_([=](double u) { return phi(u) * phi(u); }, [=](double u) { return 2 * phi(u) * derivative(u); }),
        square_of_derivative_([=](double u) { return derivative(u) * derivative(u); },
                              [=](double u) { return 2 * derivative(u) * second_derivative(u); }) {}

  template <Scalar T>
  BranchMoments<T> operator()(const MagnitudeOf<T>& p, const MagnitudeOf<T>& q, const Correlation<T>& rho) const {
    const ActivationMoments<T> square = square_.Moments<T>(p, q, rho);
    return {square.nngp(), T(RealOf<T>(0.25) * square.slope), square_of_derivative_.Moments<T>(p, q, rho).nngp()};
  }

 private:
  QuadratureActivation square_, square_of_derivative_;
};

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_ACTIVATIONS_FOURTH_MOMENTS_H_
