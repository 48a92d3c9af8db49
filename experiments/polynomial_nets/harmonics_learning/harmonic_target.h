/// Sums of zonal harmonics on a sphere to learn, and what is left of each of them.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONIC_TARGET_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONIC_TARGET_H_

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace hadamard_ntk::experiments::harmonics_learning {

/// Points independent and uniform on S^d, one per row (count x (d + 1)), keyed by (seed, stream); more of them begin
/// with the same ones.  Throws std::invalid_argument for d < 1 or count < 1.
Eigen::MatrixXd UniformOnSphere(int d, int count, std::uint64_t seed, std::uint32_t stream);

/// The weights A_k / N(K) of a sum of zonal harmonics, from equal A_k.  [WuEtAl2022, sec. 4.3] names neither N(K) nor
/// the scale of its Gegenbauer polynomials; N(K) is here what makes the sum of unit RMS, and
enum class Scale {
  kUnitRms,     ///< every degree has the same share of the target: P_k times sqrt(F(d, k))
  kUnitValue,   ///< P_k(1) = 1, as in the paper's Lemma 1: RMS F(d, k)^{-1/2}, almost nothing in high degrees
  kGegenbauer,  ///< C_k^{(d-1)/2}, as in the authors' program (there with exponent d/2): almost all in high degrees
};

/// A sum of zonal harmonics on S^d [WuEtAl2022, sec. 4.3]:
///   f*(x) = sum_{k in K} c_k h_k(x),   h_k(x) = sqrt(F(d, k)) P_k(<x, zeta_k>),   zeta_k uniform on S^d.
/// The h_k are orthonormal: E[h_j h_k] = (j == k) over the uniform probability measure, and sum_k c_k^2 = 1.
/// P_k is the polynomial of zonal.h: that of S^d, with exponent lambda = (d - 1)/2.
class HarmonicTarget {
 public:
  /// The zeta_k are keyed by (seed, stream) and k.  Throws std::invalid_argument for d < 2, no degrees, one below 1, or
  /// one twice.
  HarmonicTarget(int d, std::vector<int> degrees, Scale scale, std::uint64_t seed, std::uint32_t stream);

  int d() const { return d_; }
  const std::vector<int>& degrees() const { return degrees_; }
  /// zeta_k in rows.
  const Eigen::MatrixXd& axes() const { return axes_; }
  /// c_k.
  const Eigen::VectorXd& coefficients() const { return coefficients_; }

  /// h_k at the rows of x, which must be unit vectors: rows x |K|.
  Eigen::MatrixXd Harmonics(const Eigen::MatrixXd& x) const;

 private:
  int d_;
  std::vector<int> degrees_;
  Eigen::MatrixXd axes_;
  Eigen::VectorXd coefficients_;
};

/// a_k = n^{-1/2} sum_i P_k(<x_i, zeta_k>) r_i of [WuEtAl2022, sec. 4.3], over sqrt(n / F(d, k)): that is
/// (1/n) sum_i h_k(x_i) r_i, an estimate of <h_k, r>.  harmonics: n x |K|, residuals: n x steps; steps x |K|.
Eigen::MatrixXd Projections(const Eigen::MatrixXd& harmonics, const Eigen::MatrixXd& residuals);

/// What a net learns and is measured on: samples in rows, unit vectors.
struct Task {
  HarmonicTarget target;
  Eigen::MatrixXd x, held_out;                    ///< n x (d + 1), and any number of rows
  Eigen::MatrixXd harmonics, held_out_harmonics;  ///< h_k at those
};

/// Streams 3 set, 3 set + 1, 3 set + 2 of the seed: axes, samples, held-out points (none if held_out == 0).
Task MakeTask(int d, const std::vector<int>& degrees, Scale scale, int samples, int held_out, std::uint64_t seed,
              int set);

}  // namespace hadamard_ntk::experiments::harmonics_learning

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_HARMONICS_LEARNING_HARMONIC_TARGET_H_
