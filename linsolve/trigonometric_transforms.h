/// Discrete trigonometric transforms of arrays in 1, 2 or 3 dimensions, row-major, by FFTW3 [FriJoh2005].
///
/// Every transform is a pair: Coefficients divides by the number of points, Values does not, and each is the other's
/// inverse. Along an axis of n entries
///   kSine    (DST-I, both ways; points x_j = j h, h = pi/(n+1), j = 1..n; zero at both ends)
///            c_k = 1/(n+1) sum_j u_j sin(k x_j),             u_j = 2 sum_k c_k sin(k x_j),        k = 1..n
///   kCosine  (DCT-II, back by DCT-III; points x_j = (j + 1/2) h, h = pi/n, j = 0..n-1; even at both ends)
///            c_k = 1/n sum_j u_j cos(k x_j),                 u_j = c_0 + 2 sum_{k>0} c_k cos(k x_j),  k = 0..n-1
///   Fourier  (points x_j = 2 pi j/n, j = 0..n-1)
///            c_k = 1/n sum_j u_j e^{-i k x_j},               u_j = sum_k c_k e^{i k x_j},          k mod n
/// and in more dimensions along every axis. Of the Fourier coefficients, the last axis keeps k = 0..n/2 only: the rest
/// are conjugates, c_{-k} = conj(c_k).
///
/// What the second difference does to them: with h as above, -(u_{j-1} - 2 u_j + u_{j+1})/h^2 multiplies c_k by
/// StencilSymbol(k h, h) = (2/h sin(k h/2))^2 in all three cases.
///
/// Error: <= 4 (1 + log2 N) eps |u|_rms for either way, N the number of points (trigonometric_transforms_test, against
/// the sums). Bits depend on the shape alone and on whether the code is compiled for AVX2, not on the address or the
/// run. Cost O(N log N). Plans are made and destroyed under one lock, since FFTW's planner is not thread safe; a
/// transform is a value that several threads may use at once. Throws std::invalid_argument, naming function and value,
/// unless 1 to 3 extents >= 1, and for arrays of another size.
#ifndef HADAMARD_NTK_LINSOLVE_TRIGONOMETRIC_TRANSFORMS_H_
#define HADAMARD_NTK_LINSOLVE_TRIGONOMETRIC_TRANSFORMS_H_

#include <cmath>
#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace hadamard_ntk::linsolve {

enum class Series { kSine, kCosine };

/// (2/h sin(kh/2))^2, what -d^2/dx^2 = k^2 becomes under the second difference of step h.
inline double StencilSymbol(double kh, double h) {
  const double root = 2 / h * std::sin(kh / 2);
  return root * root;
}

/// Sines or cosines, in place.
class SeriesTransform {
 public:
  SeriesTransform(Series series, const std::vector<int>& extents);

  std::size_t size() const { return size_; }
  void Coefficients(std::span<double> u) const;
  void Values(std::span<double> c) const;

 private:
  struct Plans;
  std::size_t size_;
  double points_;  // what Coefficients divides by
  std::shared_ptr<const Plans> plans_;
};

class FourierTransform {
 public:
  explicit FourierTransform(const std::vector<int>& extents);

  std::size_t size() const { return size_; }               ///< of u
  std::size_t coefficients() const { return half_size_; }  ///< of c: the last extent n becomes n/2 + 1
  void Coefficients(std::span<const double> u, std::span<std::complex<double>> c) const;
  /// c is taken for half of a Hermitian array; what contradicts that is left out.
  void Values(std::span<const std::complex<double>> c, std::span<double> u) const;

 private:
  struct Plans;
  std::size_t size_, half_size_;
  std::shared_ptr<const Plans> plans_;
};

}  // namespace hadamard_ntk::linsolve

#endif  // HADAMARD_NTK_LINSOLVE_TRIGONOMETRIC_TRANSFORMS_H_
