/// Real spherical harmonics Y_{k,j} of degree k on S^d (d + 1 variables), j = 1..F(d, k), orthonormal for the uniform
/// probability measure tau:  int Y_{k,j} Y_{l,i} dtau = delta_kl delta_ji.
///
/// Recursion over the dimension [AtkHan2012, ch. 2]. With t = x_{d+1} / |x|, s = sqrt(1 - t^2), and y the direction of
/// (x_1, ..., x_d) on S^{d-1},
///   Y_{k,(m,i)}(x) = N_{k,m} s^m P_{k-m}^{(d+2m)}(t) Y_{m,i}(y),       m = 0..k,  i = 1..F(d-1, m),
///   N_{k,m}^2      = F(d+2m, k-m) B_d / B_{d+2m},    B_D = int_{-1}^1 (1 - t^2)^{(D-2)/2} dt,
///   B_d / B_{d+2m} = prod_{i<m} (d+1+2i) / (d+2i),
/// down to the circle: Y_0 = 1; Y_{m,1} = sqrt(2) cos(m phi), Y_{m,2} = sqrt(2) sin(m phi), (x_1, x_2) ~ (cos phi,
/// sin phi).
///
/// Order of the index j (from 0): by m ascending, then by the order on S^{d-1}; block m, the harmonics whose
/// restriction to the parallels has degree m, starts at F(d, m-1) (0 for m = 0). The first, j = 0, is zonal:
/// sqrt(F(d, k)) P_k(x_{d+1}).
///
/// Domain: d >= 1, 0 <= k <= 512, F(d, k) <= 2^24; x any nonzero finite vector of length d + 1, of which only the
/// direction counts. T: double or long double.
/// Error, eps that of T, x taken as exact: |Y(x) - exact|_2 <= 2 (k + d) eps sqrt(F(d, k)), where the vector Y
/// of all j has |Y(x)|_2 = sqrt(F(d, k)) exactly. Nothing overflows; factors that underflow belong to values < 1e-200.
/// Cost per point: O(F(d, k)) products and O(k^2) steps of the recurrence for each of d - 1 levels (O(k^2) memory).
/// Throws std::invalid_argument for d < 1, k < 0, k > 512, F(d, k) > 2^24 or a wrong number of coordinates,
/// std::domain_error for x = 0 or not finite.
#ifndef HADAMARD_NTK_SPECTRAL_SPHERICAL_HARMONICS_H_
#define HADAMARD_NTK_SPECTRAL_SPHERICAL_HARMONICS_H_

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "linalg/vector_flags.h"
#include "spectral/multiplicity.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::spectral {

template <class T = double>
class SphericalHarmonics {
  static_assert(std::is_same_v<T, double> || std::is_same_v<T, long double>);

 public:
  using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

  SphericalHarmonics(int d, int k) : d_(d), k_(k) {
    if (d < 1) throw std::invalid_argument("SphericalHarmonics: d must be >= 1, got d = " + std::to_string(d));
    if (k < 0 || k > 512) {
      throw std::invalid_argument("SphericalHarmonics: k must lie in 0..512, got k = " + std::to_string(k));
    }
    if (LogMultiplicity(d, k) > 24.5 * std::numbers::ln2 || MultiplicityUint64(d, k) > (1u << 24)) {
      throw std::invalid_argument("SphericalHarmonics: F(d, k) must be <= 2^24, got d = " + std::to_string(d) +
                                  ", k = " + std::to_string(k));
    }
    size_ = static_cast<Eigen::Index>(MultiplicityUint64(d, k));
    for (int level = 2; level <= d; ++level) levels_.push_back(Level(level, k, level == d));
  }

  int d() const { return d_; }
  int k() const { return k_; }
  /// F(d, k).
  Eigen::Index size() const { return size_; }

  /// All harmonics of degree k at x (length d + 1): a vector of length F(d, k).
  Vector At(const Eigen::Ref<const Vector>& x) const {
    CheckColumns("At", x.size());
    Vector y(size_);
    Scratch scratch;
    Evaluate(x, &scratch, &y);
    return y;
  }

  /// The same at n points, the rows of an n x (d + 1) matrix: n x F(d, k).
  Matrix AtPoints(const Eigen::Ref<const Matrix>& points) const {
    CheckColumns("AtPoints", points.cols());
    Matrix values(points.rows(), size_);
    Vector x, y(size_);
    Scratch scratch;
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      x = points.row(i);
      Evaluate(x, &scratch, &y);
      values.row(i) = y;
    }
    return values;
  }

 private:
  /// What one step of the recursion, from S^{d-1} to S^d (here d is the level's own), knows in advance.
  struct Level {
    int d;
    std::vector<std::size_t> block;  // F(d-1, m), m = 0..k
    std::size_t lifted = 0;          // F(d, 0) + ... + F(d, k)
    std::vector<T> norm;             // N_{m+n,m}, m = 0..k; n = 0..k-m, on the top level n = k-m alone

    Level(int dimension, int k, bool top) : d(dimension) {
      using Wide = long double;
      Wide ratio = 1;  // B_d / B_{d+2m}
      for (int m = 0; m <= k; ++m) {
        block.push_back(static_cast<std::size_t>(MultiplicityUint64(d - 1, m)));
        const int high = d + 2 * m;
        Wide f = 1;
        for (int n = 0; n <= k - m; ++n) {
          if (!top || n == k - m) norm.push_back(static_cast<T>(std::sqrt(f * ratio)));
          f *= MultiplicityRatio<Wide>(high, n);
        }
        ratio *= Wide(high + 1) / Wide(high);
        lifted += block.back() * static_cast<std::size_t>(k - m + 1);
      }
    }
  };

  struct Scratch {
    std::vector<T> radius, factor, lower, upper;
  };

  void CheckColumns(const char* function, Eigen::Index columns) const {
    if (columns != d_ + 1) {
      throw std::invalid_argument(std::string("SphericalHarmonics::") + function + ": points on S^" +
                                  std::to_string(d_) + " have " + std::to_string(d_ + 1) + " coordinates, got " +
                                  std::to_string(columns));
    }
  }

  void Evaluate(const Eigen::Ref<const Vector>& x, Scratch* scratch, Vector* y) const {
    std::vector<T>& r = scratch->radius;  // r[l] = |(x_1, ..., x_{l+1})|
    r.resize(static_cast<std::size_t>(d_) + 1);
    r[0] = std::abs(x(0));
    for (int l = 1; l <= d_; ++l) r[static_cast<std::size_t>(l)] = std::hypot(r[static_cast<std::size_t>(l) - 1], x(l));
    const T norm = r.back();
    if (!(norm > 0 && norm <= std::numeric_limits<T>::max())) {
      throw std::domain_error("SphericalHarmonics: x must be finite and nonzero, got |x| = " +
                              (std::ostringstream() << norm).str());
    }
    Circle(x(0), x(1), r[1], &scratch->lower);
    if (d_ == 1) {
      for (Eigen::Index j = 0; j < size_; ++j) (*y)(j) = scratch->lower[scratch->lower.size() - std::size_t(size_ - j)];
      return;
    }
    for (const Level& level : levels_) {
      const auto l = static_cast<std::size_t>(level.d);
      // At the pole r[l] = 0 of the next level any direction serves: everything but degree 0 is multiplied by s^m = 0.
      const T t = r[l] > 0 ? x(level.d) / r[l] : T(1), s = r[l] > 0 ? r[l - 1] / r[l] : T(0);
      Factors(level, t, s, &scratch->factor);
      if (level.d == d_) {
        Eigen::Index j = 0;
        for (std::size_t m = 0; m < level.block.size(); ++m) {
          for (std::size_t i = 0; i < level.block[m]; ++i, ++j) {
            (*y)(j) = scratch->factor[m] * scratch->lower[static_cast<std::size_t>(j)];
          }
        }
      } else {
        Lift(level, scratch->factor, scratch->lower, &scratch->upper);
        scratch->lower.swap(scratch->upper);
      }
    }
  }

  /// Degrees 0..k on the circle, in order.
  void Circle(const T& x, const T& y, const T& radius, std::vector<T>* values) const {
    const T cosine = radius > 0 ? x / radius : T(1), sine = radius > 0 ? y / radius : T(0);
    values->assign(1, T(1));
    T c = 1, s = 0;
    for (int m = 1; m <= k_; ++m) {
      const T next = c * cosine - s * sine;
      s = s * cosine + c * sine;
      c = next;
      values->push_back(std::numbers::sqrt2_v<T> * c);
      values->push_back(std::numbers::sqrt2_v<T> * s);
    }
  }

  /// N_{m+n,m} s^m P_n^{(d+2m)}(t), in the order of level.norm.
  void Factors(const Level& level, const T& t, const T& s, std::vector<T>* factor) const {
    const T one_minus_t = t > 0 ? s * s / (1 + t) : 1 - t, one_plus_t = t < 0 ? s * s / (1 - t) : 1 + t;
    const bool top = level.d == d_;
    factor->assign(level.norm.size(), T(0));
    std::size_t i = 0;
    T power = 1;
    for (int m = 0; m <= k_ && power > 0; ++m, power *= s) {
      auto p = ZonalRecurrence<T>::AtComplements(level.d + 2 * m, t, one_minus_t, one_plus_t);
      for (; p.k() < k_ - m; p.Advance()) {
        if (!top) (*factor)[i] = level.norm[i] * p.value() * power, ++i;
      }
      (*factor)[i] = level.norm[i] * p.value() * power, ++i;
    }
  }

  /// Degrees 0..k on S^{d-1} (in order, one after another) times factors -> degrees 0..k on S^d.
  void Lift(const Level& level, const std::vector<T>& factor, const std::vector<T>& lower,
            std::vector<T>* upper) const {
    upper->resize(level.lifted);
    T* out = upper->data();
    for (int degree = 0; degree <= k_; ++degree) {
      const T* in = lower.data();
      std::size_t row = 0;  // where factor holds n = 0 of m
      for (int m = 0; m <= degree; ++m) {
        const T f = factor[row + static_cast<std::size_t>(degree - m)];
        const std::size_t size = level.block[static_cast<std::size_t>(m)];
        for (std::size_t i = 0; i < size; ++i) *out++ = f * *in++;
        row += static_cast<std::size_t>(k_ - m + 1);
      }
    }
  }

  int d_;
  int k_;
  Eigen::Index size_ = 0;
  std::vector<Level> levels_;
};

}  // namespace hadamard_ntk::spectral

#endif  // HADAMARD_NTK_SPECTRAL_SPHERICAL_HARMONICS_H_
