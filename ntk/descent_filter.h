/// What t steps of gradient descent with momentum (the heavy ball) do in a direction of eigenvalue lambda >= 0:
///   g_t = (1 - r_t) / lambda,   r_{-1} = r_0 = 1,   r_{t+1} = (1 + beta - eta lambda) r_t - beta r_{t-1}
///       = eta z^{t+1}[1, z_1, z_2], the second divided difference of z^{t+1} at 1 and the two roots z_1, z_2 of
///                                    z^2 - (1 + beta - eta lambda) z + beta;
/// the limit at lambda = 0 included.  ±infinity where g_t is beyond double: a diverging iteration,
/// eta lambda > 2 (1 + beta).
///
/// Error: <= 4 eps |g_t| + 1e-40 eta t, for every lambda, eta, beta and t, taken as the exact numbers that they are.
/// Without momentum and with eta lambda < 1, -expm1(t log1p(-eta lambda)) / lambda keeps it.  Elsewhere no closed form
/// in double does: the roots meet at eta lambda = (1 -+ sqrt(beta))^2, and beyond, a phase or growth is lost where
/// t eps ~ 1.  There the t-th power of the step (g_t, g_{t-1}) -> (g_{t+1}, g_t) is taken by squaring in 100 digits, of
/// which less than 50 are lost (most at beta = 1 - eps / 2, t = 2^53), and rounded once, at some 1 us for each binary
/// digit of t.
///
/// Throws std::invalid_argument for a lambda or rate that is negative or not finite, a momentum out of [0, 1), t < 0.
#ifndef HADAMARD_NTK_NTK_DESCENT_FILTER_H_
#define HADAMARD_NTK_NTK_DESCENT_FILTER_H_

#include <cstdint>

namespace hadamard_ntk::ntk {

struct GradientDescent {
  double learning_rate;  ///< eta > 0, for the loss 1/2 sum of squares
  double momentum = 0;   ///< beta in [0, 1)
};

double DescentFilter(double lambda, const GradientDescent& method, std::int64_t steps);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_DESCENT_FILTER_H_
