#include "pde/ridge_lattice.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <numbers>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

std::vector<int> Extents(const Eigen::MatrixXd& gram, int points) {
  const Eigen::Index ridges = gram.rows();
  if (ridges < 1 || ridges > 3 || gram.cols() != ridges || !gram.allFinite() || gram != gram.transpose()) {
    throw std::invalid_argument("RidgeLattice: the Gram matrix must be symmetric, finite and of order 1 to 3, got " +
                                std::to_string(ridges) + " x " + std::to_string(gram.cols()));
  }
  // Of integer vectors the determinant is an integer; what is below rounding is 0.
  double diagonal = 1;
  for (Eigen::Index r = 0; r < ridges; ++r) diagonal *= gram(r, r);
  const Eigen::LLT<Eigen::MatrixXd> factor(gram);
  if (factor.info() != Eigen::Success ||
      !(Eigen::MatrixXd(factor.matrixL()).diagonal().array().square().prod() > 1e-12 * diagonal)) {
    throw std::invalid_argument("RidgeLattice: the ridges must be linearly independent, their Gram matrix is singular");
  }
  if (points < 8 || points > 4096 || points % 2 != 0) {
    throw std::invalid_argument("RidgeLattice: needs an even number of 8 to 4096 points per ridge, got " +
                                std::to_string(points));
  }
  return std::vector<int>(static_cast<std::size_t>(ridges), points);
}

}  // namespace

Eigen::MatrixXd GramOf(const std::vector<Frequency>& ridges) {
  const auto count = static_cast<Eigen::Index>(ridges.size());
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(count, count);
  for (Eigen::Index r = 0; r < count; ++r) {
    const Frequency& w = ridges[static_cast<std::size_t>(r)];
    for (Eigen::Index q = 0; q < count; ++q) {
      const Frequency& v = ridges[static_cast<std::size_t>(q)];
      if (v.size() != w.size())
        throw std::invalid_argument("GramOf: ridges of dimensions " + std::to_string(w.size()) + " and " +
                                    std::to_string(v.size()));
      for (std::size_t i = 0; i < w.size(); ++i) gram(r, q) += static_cast<double>(w[i]) * v[i];
    }
  }
  return gram;
}

RidgeLattice::RidgeLattice(const Eigen::MatrixXd& gram, int points)
    : gram_(gram), ridges_(static_cast<int>(gram.rows())), points_(points), transform_(Extents(gram, points)) {
  entries_.reserve(transform_.coefficients());
  const int last = points / 2 + 1;
  for (std::size_t i = 0; i < transform_.coefficients(); ++i) {
    Entry entry{Frequency(static_cast<std::size_t>(ridges_)), 0, 2};
    std::size_t rest = i / static_cast<std::size_t>(last);
    entry.k.back() = static_cast<int>(i % static_cast<std::size_t>(last));
    if (entry.k.back() == 0 || entry.k.back() == points / 2) entry.copies = 1;
    for (std::size_t r = entry.k.size() - 1; r-- > 0; rest /= static_cast<std::size_t>(points)) {
      const int k = static_cast<int>(rest % static_cast<std::size_t>(points));
      entry.k[r] = k > points / 2 ? k - points : k;
    }
    for (int r = 0; r < ridges_; ++r) {
      for (int q = 0; q < ridges_; ++q) {
        const int k = entry.k[static_cast<std::size_t>(r)], l = entry.k[static_cast<std::size_t>(q)];
        // k = n/2 stands for both signs: their mean keeps the multiplier symmetric.
        if (r != q && std::max(std::abs(k), std::abs(l)) == points / 2) continue;
        entry.square += gram(r, q) * k * l;
      }
    }
    entries_.push_back(entry);
  }
}

std::vector<std::complex<double>> RidgeLattice::Coefficients(const Eigen::VectorXd& u) const {
  std::vector<std::complex<double>> c(transform_.coefficients());
  transform_.Coefficients({u.data(), static_cast<std::size_t>(u.size())}, c);
  return c;
}

Eigen::VectorXd RidgeLattice::Cosine(int ridge) const {
  if (ridge < 0 || ridge >= ridges_) {
    throw std::invalid_argument("RidgeLattice::Cosine: needs a ridge from 0 to " + std::to_string(ridges_ - 1) +
                                ", got " + std::to_string(ridge));
  }
  Eigen::Index stride = 1;
  for (int r = ridge + 1; r < ridges_; ++r) stride *= points_;
  Eigen::VectorXd u(size());
  for (Eigen::Index i = 0; i < u.size(); ++i) {
    u[i] = std::cos(2 * std::numbers::pi * static_cast<double>(i / stride % points_) / points_);
  }
  return u;
}

Eigen::VectorXd RidgeLattice::Multiply(const Eigen::VectorXd& u,
                                       const std::function<double(double square)>& factor) const {
  std::vector<std::complex<double>> c = Coefficients(u);
  for (std::size_t i = 0; i < c.size(); ++i) c[i] *= factor(entries_[i].square);
  Eigen::VectorXd result(u.size());
  transform_.Values(c, {result.data(), static_cast<std::size_t>(result.size())});
  return result;
}

double RidgeLattice::Sum(const Eigen::VectorXd& u, int power,
                         const std::function<double(const Frequency& k, double square)>& weight) const {
  const std::vector<std::complex<double>> c = Coefficients(u);
  double sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const Entry& entry = entries_[i];
    sum += entry.copies * weight(entry.k, entry.square) * std::pow(std::abs(c[i]), power);
  }
  return sum;
}

double RidgeLattice::BarronNorm(const Eigen::VectorXd& u) const {
  return Sum(u, 1, [](const Frequency&, double square) { return 1 + std::sqrt(square); });
}

double RidgeLattice::Tail(const Eigen::VectorXd& u) const {
  const std::vector<std::complex<double>> c = Coefficients(u);
  // Both parities are among the last two orders, which 7n/16 leaves for n >= 16.
  const double outer = std::min(7 * points_ / 16.0, points_ / 2 - 1.0),
               inner = std::min(3 * points_ / 8.0, points_ / 2 - 2.0);
  double all = 0, p = 0, q = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    int order = 0;
    for (const int k : entries_[i].k) order = std::max(order, std::abs(k));
    const double size = std::abs(c[i]);
    all = std::max(all, size);
    if (order >= inner) p = std::max(p, size);
    if (order >= outer) q = std::max(q, size);
  }
  if (q == 0) return 0;
  return std::min(std::pow(q / all, 8.0 / 7), q / p * (q / all));
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
