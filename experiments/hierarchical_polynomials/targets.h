/// The targets h(x) = g(p(x)) of the experiments, x ~ N(0, I_d), p(x) = sum_i lambda_i h_k(x_i) with the first p.plus
/// of the lambda_i = +-d^{-1/2} positive (gaussian/hierarchical_polynomial.h), and samples of them.
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_TARGETS_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_TARGETS_H_

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "gaussian/hierarchical_polynomial.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::hierarchical {

/// g, exactly and as numbers.
struct Outer {
  std::string name;
  gaussian::OuterPolynomial exact;
  std::vector<double> coefficients;  ///< of z^0, z^1, ...
};

/// z^3, of information exponent 1 and (E g')^2 = 9/15 of E g^2; z^3 - 2z, 1/7 of it; z + (z^2 - 1)/sqrt(2), which has
/// an even part.
const std::vector<Outer>& Outers();
/// The first of them, z^3.
inline const Outer& Cube() { return Outers().front(); }

/// Which lambda_i are positive: "balanced", the first half of an even d; "equal", all; "random", as many as the bits of
/// (seed, kWeights, d) say.  Throws std::invalid_argument for another word.
gaussian::SpreadFeature Feature(int k, const std::string& signs, int d, std::uint64_t seed);

/// A row is a sample.
struct Samples {
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> x;  ///< n x d
  Eigen::VectorXd p, h;                                                      ///< p(x_i), g(p(x_i))
};

/// Samples begin, ..., begin + n - 1 of the stream: the same ones however many are drawn at a time.
Samples Draw(const gaussian::SpreadFeature& p, const Outer& g, const models::RandomStream& stream, std::int64_t begin,
             Eigen::Index n);

}  // namespace hadamard_ntk::experiments::hierarchical

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_TARGETS_H_
