/// The spectrum of a Gram matrix K(x_i, x_j), i, j <= n, predicted from the kernel's Mercer eigenvalues before any
/// sample is drawn: spikes, bulks, floor, condition number, iterations of conjugate gradients.
///
/// Eigenspaces with eigenvalue mu_k and multiplicity F_k; `tail`: the trace of eigenvalues that are not listed, all far
/// below. For features that are independent of one another the eigenvalues fill, as n and F_k grow together, the bands
/// of the generalised Marchenko-Pastur law [MarPas1967], [SilCho1995]. With
///   z(y) = n y + tail + sum_k F_k mu_k y / (y - mu_k),   S(y) = sum_k F_k (mu_k / (y - mu_k))^2,   z'(y) = n - S(y),
/// the complement of the bands is the image under z of {y : S(y) < n}, and at every edge, where S(y) = n,
///   edge = tail + y^2 sum_k F_k mu_k / (y - mu_k)^2.
/// (z(-kappa) is minus the ridge that belongs to kappa in spectral/learning_curve.h: one equation gives both.) Read
/// off:
///   F_k << n   a spike: F_k eigenvalues about n mu_k + tail + sum_{i != k} F_i mu_i mu_k / (mu_k - mu_i), their mean;
///   F_k ~ n    a Marchenko-Pastur bulk, n mu_k (1 +- sqrt(F_k / n))^2 if it is alone;
///   F_k >> n   all such degrees together only lift the rest: the floor, sum_k F_k mu_k over them.
/// A gap in which c = sum_{mu_k > y} F_k has exactly c eigenvalues above it. The means are exact in the limit, and sum
/// to the trace.
///
/// What it is worth: exact in the limit for independent features; for dot-product kernels on S^d as d grows with
/// n ~ d^j [Misiakiewicz2022]: the test has n = 300 on S^60.  An edge of a real matrix strays from it by some n^{-2/3}
/// of the band's width.  Spikes of few eigenvalues are spread over the band as sqrt(F / n) says only if their
/// eigenfunctions are Gaussian; on S^d that of k = 0 is constant and its eigenvalue is the mean.  On S^d of small d the
/// least eigenvalue belongs to the closest pair of samples, of which the features' law knows nothing: it is far below
/// the predicted one (a factor 2 on S^2 at n = 200, and less as n grows; 15 % on S^9, 2 % on S^60: gram_spectrum_test).
///
/// Error: edges and means to a relative 32 (m + 8) eps of their own sums, m eigenspaces (asserted against closed
/// forms). Cost: about 150 sums over the spectrum for each of the degrees that has fewer than n eigenvalues above it.
/// Throws std::invalid_argument for an eigenvalue or tail that is negative or not finite, a multiplicity or n that is
/// not positive, no eigenvalue above 0, a reduction that is not in (0, 1); std::domain_error for a spectrum that is not
/// positive definite.
#ifndef HADAMARD_NTK_SPECTRAL_GRAM_SPECTRUM_H_
#define HADAMARD_NTK_SPECTRAL_GRAM_SPECTRUM_H_

#include <vector>

#include "spectral/learning_curve.h"
#include "spectral/mercer_spectrum.h"

namespace hadamard_ntk::spectral {

struct GramBand {
  double lower = 0, upper = 0;  // edges
  double count = 0;             // eigenvalues of the Gram matrix in it
  double mean = 0;              // of them
  int eigenspaces = 1;          // distinct mu that make it up
};

struct GramSpectrum {
  double n = 0;
  std::vector<GramBand> bands;  // from the largest down
  /// n - rank eigenvalues, if positive, that are the tail.
  double null_count = 0;
  double tail = 0;

  /// A band of one eigenvalue is its mean.
  double LambdaMax() const;
  double LambdaMin() const;
  /// Of the Gram matrix plus a ridge; infinite where that is singular.
  double ConditionNumber(double ridge = 0) const;
  /// Iterations of conjugate gradients, in exact arithmetic, that reduce the energy norm of the error by `reduction`:
  ///   min over splits of   eigenvalues above the split + ceil(acosh(1 / reduction) / acosh((c + 1) / (c - 1))),
  /// c the condition number below it; n at most.  An upper bound where the bands are those of the matrix; in the tests
  /// between once and 1.3 times what is needed.
  double ConjugateGradientIterations(double reduction, double ridge = 0) const;
};

GramSpectrum PredictGramSpectrum(const std::vector<Eigenspace>& eigenspaces, double tail, double n);

/// The degrees above k_max as tail.
GramSpectrum PredictGramSpectrum(const MercerSpectrum& spectrum, double n);

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_GRAM_SPECTRUM_H_
