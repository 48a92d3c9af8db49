/// The Gram matrices of conditioning.h, predicted from the law of their points before any is drawn.
///
/// For x in R^d of an isotropic law, K and K~ are |x|^N |z|^N / d^N times a function of the angle, N = 1 and 2: their
/// eigenvalues as operators are E[(|x|^2 / d)^N] mu_k (spectral/isotropic_spectrum.h), E[.] = 1 on the sphere of radius
/// sqrt(d), and 1 and (d + 2) / d for normal x.  What becomes of them in n samples is said by spectral/gram_spectrum.h
/// (all of it, but for points of one length: the least eigenvalue of normal points is below it, by the least |x|^{2N}),
/// and for degrees k with F(d - 1, k) << n to the next order in 1 / n by PredictNystroemMean.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GRAM_LAW_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GRAM_LAW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/gated_units/conditioning.h"
#include "spectral/gram_spectrum.h"
#include "spectral/isotropic_spectrum.h"
#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::experiments::gated_units {

/// Of the operator.  `data`: "gaussian" or "sphere" of DrawData, d >= 2; throws std::invalid_argument for another.
spectral::MercerSpectrum LawSpectrum(Net net, const std::string& data, int d);

/// Extreme eigenvalues of Gram matrices of n points.
struct GramPrediction {
  Net net = Net::kUngated;
  std::string data;
  int n = 0, d = 0;
  double lambda_min = 0, lambda_max = 0;
};
GramPrediction PredictGram(Net net, const std::string& data, int n, int d);

/// A degree k of which a Gram matrix of n normal points in R^d has 50 samples or more for each of its eigenvalues.
struct NystroemDegree {
  Net net = Net::kUngated;
  int n = 0, d = 0, k = 0;
  double multiplicity = 0;
  double measured = 0;  ///< the mean of its eigenvalues over n
  spectral::NystroemMean predicted = {};
};
std::vector<NystroemDegree> MeasureNystroem(Net net, int n, int d, std::uint64_t seed);

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_GRAM_LAW_H_
