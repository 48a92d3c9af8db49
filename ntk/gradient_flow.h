/// What gradient flow, of real time t >= 0, does in a direction of eigenvalue lambda >= 0:
///   g_t = (1 - r_t) / lambda,   dr/dt = -lambda r,   r_0 = 1:   g_t = (1 - e^{-t lambda}) / lambda,   t at lambda = 0
/// [LeeEtAl2019, sec. 2.2]: the limit of descent_filter.h for learning rates eta -> 0, steps t (1 - beta) / eta.
///
/// Error: <= 3 eps g_t, lambda and t taken as the exact numbers that they are.
/// Throws std::invalid_argument for a lambda or t that is negative or not finite.
#ifndef HADAMARD_NTK_NTK_GRADIENT_FLOW_H_
#define HADAMARD_NTK_NTK_GRADIENT_FLOW_H_

namespace hadamard_ntk::ntk {

double FlowFilter(double lambda, double time);

}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_GRADIENT_FLOW_H_
