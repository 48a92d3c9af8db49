/// What has a closed form for p(x) = sum_i lambda_i h_k(x_i), |lambda_i| = d^{-1/2}, each by three roads.  With mu_j =
/// E h_k^j and s = sum_i lambda_i^3:
///   E p^3 = mu_3 s,   E p^4 = 3 (1 - 1/d) + mu_4/d,
///   E p^6 = 15 (1 - 1/d)(1 - 2/d) + 15 mu_4 (1 - 1/d)/d + mu_6/d^2 + 10 mu_3^2 (s^2 - d^-2),
///   P_k p^3 = (3 + (mu_4 - 3)/d) p,   |P_2 p^2|^2 = 8/d (k = 2), 18/d (k = 3),   |P_1 p^3|^2 = 486/d^2 (k = 3),
/// and for k = 2, as many + as -, the part of z^3 above degree 2: 1 - 3 (d + 4) / (5 (d + 8)).
#ifndef HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_QUANTITIES_H_
#define HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_QUANTITIES_H_

#include <string>
#include <vector>

#include "experiments/hierarchical_polynomials/hermite_projections/feature_quadrature.h"
#include "experiments/shared/names.h"
#include "gaussian/hierarchical_polynomial.h"

namespace hadamard_ntk::experiments::hermite_projections {

/// mu_3, mu_4, mu_6 of h_k.
struct HermiteMoments {
  double mu_3, mu_4, mu_6;
};
/// k = 1 (a normal variable), 2, 3, 4.
HermiteMoments MomentsOf(int k);

struct Quantity {
  std::string name;
  bool (*exists)(const gaussian::SpreadFeature& p);
  double (*closed)(const gaussian::SpreadFeature& p, const HermiteMoments& mu);
  gaussian::RootSum (*exact)(const gaussian::SpreadFeature& p);
  double (*quadrature)(const gaussian::SpreadFeature& p, const FeatureQuadrature& quadrature);
};

const std::vector<Quantity>& Quantities();

/// A number of a table, by the two other roads: moments of one He_k, means of powers of h_k times h_j, plateaus.
struct PrintedNumber {
  std::string name;
  gaussian::SpreadFeature p;
  double printed;
  double exact;
  double quadrature;
};
std::vector<PrintedNumber> PrintedNumbers();

}  // namespace hadamard_ntk::experiments::hermite_projections

#endif  // HADAMARD_NTK_EXPERIMENTS_HIERARCHICAL_POLYNOMIALS_HERMITE_PROJECTIONS_QUANTITIES_H_
