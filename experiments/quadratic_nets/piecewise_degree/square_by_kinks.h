/// x^2 on [-1, 1] by a conventional ReLU net of one hidden layer with m kinks, m even: the best is the chord between
/// equidistant kinks, lowered by half its sagitta.  With h = 2/(m+1) the net
///   f(x) = h^2/8 + 2h sum_i relu(+-(x - k_i)),   k_i = -1 + i h, the sign outwards from 0,
/// has the error h^2/8 = 1/(2 (m+1)^2), alternating, which no other with m kinks beats.
///
/// SquareError is the largest |f - x^2| of that net in models, at the ends, the middles and 6 more points of each
/// piece; error at most 16 eps (counted: m terms of at most 4, of which half are 0).  QuadraticNeuronError is that of
/// one quadratic neuron with W_b = 1 at the same points, against squares rounded as its own are.  Throws
/// std::invalid_argument for an m that is odd or < 2.
#ifndef HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_SQUARE_BY_KINKS_H_
#define HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_SQUARE_BY_KINKS_H_

namespace hadamard_ntk::experiments::piecewise_degree {

double SquareError(int kinks);
double QuadraticNeuronError(int kinks);

}  // namespace hadamard_ntk::experiments::piecewise_degree

#endif  // HADAMARD_NTK_EXPERIMENTS_QUADRATIC_NETS_PIECEWISE_DEGREE_SQUARE_BY_KINKS_H_
