/// Projection of a sampled function on the spherical harmonics of degree k. With x' uniform on S^d and P_k, F(d, k) as
/// in zonal.h and multiplicity.h, Lemma 1 of the paper gives
///   (Pi_k f)(x)  = F(d, k) E[f(x') P_k(<x, x'>)],
///   |Pi_k f|^2   = E[(Pi_k f)(x)^2] = F(d, k) E[f(x) f(x') P_k(<x, x'>)],     x, x' independent.
///
/// From samples x_1, ..., x_n independent and uniform on S^d, y_i = f(x_i) (y_i may carry noise of mean zero,
/// independent from one i to the next: neither estimate is biased by it), both are unbiased:
///   ProjectOnDegrees        the mean over i of F y_i P_k(<x, x_i>), its standard error from the sample variance;
///                           x must not be one of the samples (the term i = itself would add F y_i / n): held-out
///                           points, or the axis of a zonal function.
///   EstimateDegreeEnergies  the mean of h_ij = F y_i y_j P_k(<x_i, x_j>) over pairs i != j, a U-statistic; it may
///                           come out negative where the energy is below its error. Variance V [Hoeffding1948]:
///     V = c (2 (n-2) zeta_1 + zeta_2),   c = 2 / (n (n-1)),  zeta_1 = Var E[h_12 | x_1],  zeta_2 = Var h_12,
///   the zeta from the variance S of the row means (1/(n-1)) sum_j h_ij and the mean M of h_ij^2, both unbiased but for
///   the estimate of zeta_1 being raised to 0 when negative:
///     E[S] (n-1)^2 / (n-2) = zeta_2 + (n-4) zeta_1,       E[M - U^2] = zeta_2 - V.
///   The raising matters where the energy is below its error (zeta_1 near 0): V too large by a factor 1 + O(n^{-1/2}),
///   below 1.6 at n = 40; a jackknife would give 2 at any n.
///
/// Shapes: points n x (d+1), values n, queries q x (d+1), rows of norm 1 (they are normalised here; a norm off 1 by
/// more than 2^-20 is taken for a mistake); degrees 0..k_max. Numerical error: P_k within 2 (k+1)^2 (k+d) eps absolute,
/// the sum of n terms within n eps; far below the statistical one. Cost: n q k_max, n^2 k_max. Throws
/// std::invalid_argument for shapes that do not fit, fewer than 2 (projection) or 5 (energies) samples or k_max < 0;
/// std::domain_error for entries that are not finite and rows off the sphere; std::overflow_error where F(d, k_max)
/// exceeds the largest double.
#ifndef HADAMARD_NTK_SPECTRAL_ZONAL_PROJECTION_H_
#define HADAMARD_NTK_SPECTRAL_ZONAL_PROJECTION_H_

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "linalg/vector_flags.h"
#include "spectral/multiplicity.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {

struct DegreeProjection {
  Eigen::MatrixXd value;           // q x (k_max + 1): (Pi_k f)(query)
  Eigen::MatrixXd standard_error;  // of each entry
};

struct DegreeEnergies {
  Eigen::VectorXd value;           // k_max + 1: |Pi_k f|^2; the energies of all k add up to E[f^2]
  Eigen::VectorXd standard_error;  // of each entry; entries are correlated
};

namespace zonal_projection_internal {

inline Eigen::MatrixXd UnitRows(const char* function, const char* name, const Eigen::Ref<const Eigen::MatrixXd>& rows) {
  Eigen::MatrixXd unit = rows;
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const double norm = rows.row(i).norm();
    if (!(std::abs(norm - 1) <= 0x1p-20)) {
      throw std::domain_error(std::string(function) + ": " + name + " must have norm 1, row " + std::to_string(i) +
                              " has " + (std::ostringstream() << std::setprecision(10) << norm).str());
    }
    unit.row(i) /= norm;
  }
  return unit;
}

inline void CheckSamples(const char* function, const Eigen::Ref<const Eigen::MatrixXd>& points,
                         const Eigen::Ref<const Eigen::VectorXd>& values, int k_max, Eigen::Index least) {
  const std::string prefix = std::string(function) + ": ";
  if (points.cols() < 2) {
    throw std::invalid_argument(prefix + "points must have d + 1 >= 2 columns, got " + std::to_string(points.cols()));
  }
  if (values.size() != points.rows()) {
    throw std::invalid_argument(prefix + "needs one value per point, got " + std::to_string(values.size()) +
                                " values, " + std::to_string(points.rows()) + " points");
  }
  if (points.rows() < least) {
    throw std::invalid_argument(prefix + "needs at least " + std::to_string(least) + " samples, got " +
                                std::to_string(points.rows()));
  }
  if (k_max < 0) throw std::invalid_argument(prefix + "k_max must be >= 0, got " + std::to_string(k_max));
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values(i))) {
      throw std::domain_error(prefix + "value " + std::to_string(i) + " is " + fmt::to_string(values(i)));
    }
  }
}

inline std::vector<double> Multiplicities(int d, int k_max) {
  std::vector<double> f;
  for (int k = 0; k <= k_max; ++k) f.push_back(Multiplicity(d, k));
  return f;
}

/// P_k at many points in step, x within rounding of [-1, 1].
class ZonalRow {
 public:
  ZonalRow(std::int64_t d, Eigen::VectorXd x)
      : d_(d), x_(std::move(x)), p_(Eigen::VectorXd::Ones(x_.size())), previous_(Eigen::VectorXd::Zero(x_.size())) {}

  const Eigen::VectorXd& value() const { return p_; }

  void Advance() {
    const auto a = ZonalCoefficient<double>(d_, k_);
    previous_ = (1 + a) * x_.cwiseProduct(p_) - a * previous_;
    previous_.swap(p_);
    ++k_;
  }

 private:
  std::int64_t d_, k_ = 0;
  Eigen::VectorXd x_, p_, previous_;
};

}  // namespace zonal_projection_internal

inline DegreeProjection ProjectOnDegrees(const Eigen::Ref<const Eigen::MatrixXd>& points,
                                         const Eigen::Ref<const Eigen::VectorXd>& values,
                                         const Eigen::Ref<const Eigen::MatrixXd>& queries, int k_max) {
  namespace internal = zonal_projection_internal;
  internal::CheckSamples("ProjectOnDegrees", points, values, k_max, 2);
  if (queries.cols() != points.cols()) {
    throw std::invalid_argument("ProjectOnDegrees: queries have " + std::to_string(queries.cols()) +
                                " columns, points " + std::to_string(points.cols()));
  }
  const Eigen::MatrixXd x = internal::UnitRows("ProjectOnDegrees", "points", points);
  const Eigen::MatrixXd q = internal::UnitRows("ProjectOnDegrees", "queries", queries);
  const int d = static_cast<int>(points.cols()) - 1;
  const std::vector<double> f = internal::Multiplicities(d, k_max);
  const auto n = static_cast<double>(values.size());
  DegreeProjection result{Eigen::MatrixXd(q.rows(), k_max + 1), Eigen::MatrixXd(q.rows(), k_max + 1)};
  for (Eigen::Index i = 0; i < q.rows(); ++i) {
    internal::ZonalRow p(d, x * q.row(i).transpose());
    for (int k = 0; k <= k_max; ++k, p.Advance()) {
      const Eigen::VectorXd terms = values.cwiseProduct(p.value());
      const double mean = terms.mean();
      const double variance = (terms.array() - mean).square().sum() / (n - 1);
      const double multiplicity = f[static_cast<std::size_t>(k)];
      result.value(i, k) = multiplicity * mean;
      result.standard_error(i, k) = multiplicity * std::sqrt(variance / n);
    }
  }
  return result;
}

inline DegreeEnergies EstimateDegreeEnergies(const Eigen::Ref<const Eigen::MatrixXd>& points,
                                             const Eigen::Ref<const Eigen::VectorXd>& values, int k_max) {
  namespace internal = zonal_projection_internal;
  internal::CheckSamples("EstimateDegreeEnergies", points, values, k_max, 5);
  const Eigen::MatrixXd x = internal::UnitRows("EstimateDegreeEnergies", "points", points);
  const int d = static_cast<int>(points.cols()) - 1;
  const std::vector<double> f = internal::Multiplicities(d, k_max);
  const auto n = static_cast<double>(values.size());
  // Over F: row(i, k) = (1/(n-1)) sum_{j != i} h_ij,  square(k) = the mean of h_ij^2.
  Eigen::MatrixXd row(values.size(), k_max + 1);
  Eigen::VectorXd square = Eigen::VectorXd::Zero(k_max + 1);
  const Eigen::VectorXd squares = values.cwiseAbs2();
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    internal::ZonalRow p(d, x * x.row(i).transpose());
    for (int k = 0; k <= k_max; ++k, p.Advance()) {
      const double self = p.value()(i);  // 1 but for rounding
      row(i, k) = values(i) * (values.dot(p.value()) - values(i) * self) / (n - 1);
      square(k) += squares(i) * (squares.dot(p.value().cwiseAbs2()) - squares(i) * self * self) / (n * (n - 1));
    }
  }
  DegreeEnergies result{Eigen::VectorXd(k_max + 1), Eigen::VectorXd(k_max + 1)};
  const double c = 2 / (n * (n - 1)), r = 2 * (n - 2) / (n - 4);
  for (int k = 0; k <= k_max; ++k) {
    const double u = row.col(k).mean();
    const double s = (row.col(k).array() - u).square().sum() / (n - 1) * (n - 1) * (n - 1) / (n - 2);
    const double m = std::max(square(k) - u * u, 0.0);
    // zeta_1 = (s - zeta_2) / (n - 4) and zeta_2 = m + V, solved for V; with zeta_1 = 0 instead, V = c zeta_2.
    const double variance = std::max(c * (r * s + (1 - r) * m) / (1 - c * (1 - r)), c * m / (1 - c));
    const double multiplicity = f[static_cast<std::size_t>(k)];
    result.value(k) = multiplicity * u;
    result.standard_error(k) = multiplicity * std::sqrt(variance);
  }
  return result;
}

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_ZONAL_PROJECTION_H_
