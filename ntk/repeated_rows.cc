#include "ntk/repeated_rows.h"

#include <bit>
#include <cstdint>
#include <unordered_map>

namespace hadamard_ntk::ntk {

RepeatedRows::RepeatedRows(const Eigen::Ref<const Eigen::MatrixXd>& x) {
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(x.rows()), 0);
  for (Index k = 0; k < x.cols(); ++k) {
    for (Index i = 0; i < x.rows(); ++i) {
      std::uint64_t& hash = hashes[static_cast<std::size_t>(i)];
      hash = (std::rotl(hash, 23) ^ std::bit_cast<std::uint64_t>(x(i, k) + 0.0)) * 0x9e3779b97f4a7c15;  // -0 + 0 = 0
    }
  }
  std::unordered_multimap<std::uint64_t, Index> seen;
  std::vector<double> copies;
  for (Index i = 0; i < x.rows(); ++i) {
    const std::uint64_t hash = hashes[static_cast<std::size_t>(i)];
    auto [same, end] = seen.equal_range(hash);
    while (same != end && x.row(first_[static_cast<std::size_t>(same->second)]) != x.row(i)) ++same;
    if (same == end) {
      distinct_.push_back(static_cast<Index>(first_.size()));
      seen.emplace(hash, distinct_.back());
      first_.push_back(i);
      copies.push_back(1);
    } else {
      distinct_.push_back(same->second);
      ++copies[static_cast<std::size_t>(same->second)];
    }
  }
  copies_ = Eigen::Map<const Eigen::VectorXd>(copies.data(), static_cast<Index>(copies.size()));
}

Eigen::MatrixXd RepeatedRows::Means(const Eigen::MatrixXd& y) const {
  Eigen::MatrixXd means = y(first_, Eigen::all);
  for (Index i = 0; i < y.rows(); ++i) {
    const Index u = distinct_[static_cast<std::size_t>(i)];
    // The mean of equal targets is exactly that.
    means.row(u) += y.row(i) / copies_[u] - y.row(first_[static_cast<std::size_t>(u)]) / copies_[u];
  }
  return means;
}

Eigen::MatrixXd RepeatedRows::Spread(const Eigen::MatrixXd& coefficients) const {
  return (copies_.cwiseInverse().asDiagonal() * coefficients).eval()(distinct_, Eigen::all);
}

}  // namespace hadamard_ntk::ntk
