#include "experiments/polynomial_nets/harmonics_learning/harmonic_target.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "experiments/shared/names.h"
#include "models/random.h"
#include "referee/program/table.h"
#include "spectral/multiplicity.h"
#include "spectral/zonal.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

constexpr double kRoundingOfUnitVectors = 1e-13;  // of |x| - 1: some eps for a normalised row

// The RMS of the k-th polynomial in the scale asked for.
double RmsOf(int d, int k, Scale scale) {
  const double multiplicity = spectral::Multiplicity(d, k);
  switch (scale) {
    case Scale::kUnitRms:
      return 1;
    case Scale::kUnitValue:
      return 1 / std::sqrt(multiplicity);
    case Scale::kGegenbauer: {
      // F(d, k) = (k + lambda) / lambda C_k(1), and C_k = C_k(1) P_k.
      const double lambda = (d - 1) / 2.0;
      return multiplicity * lambda / (k + lambda) / std::sqrt(multiplicity);
    }
  }
  throw std::invalid_argument("HarmonicTarget: no such scale");
}

}  // namespace

Eigen::MatrixXd UniformOnSphere(int d, int count, std::uint64_t seed, std::uint32_t stream) {
  if (d < 1 || count < 1) {
    throw std::invalid_argument("UniformOnSphere: d and count must be at least 1, got d = " + std::to_string(d) +
                                ", count = " + std::to_string(count));
  }
  Eigen::MatrixXd points(d + 1, count);
  models::FillNormal({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0,
                     std::span<double>(points.data(), static_cast<std::size_t>(points.size())));
  for (int i = 0; i < count; ++i) points.col(i) /= points.col(i).norm();
  return points.transpose();
}

HarmonicTarget::HarmonicTarget(int d, std::vector<int> degrees, Scale scale, std::uint64_t seed, std::uint32_t stream)
    : d_(d), degrees_(std::move(degrees)) {
  if (d < 2) throw std::invalid_argument("HarmonicTarget: d must be at least 2, got d = " + std::to_string(d));
  if (degrees_.empty()) throw std::invalid_argument("HarmonicTarget: degrees must not be empty");
  if (std::set<int>(degrees_.begin(), degrees_.end()).size() != degrees_.size()) {
    throw std::invalid_argument("HarmonicTarget: a degree is there twice");
  }
  const int smallest = *std::min_element(degrees_.begin(), degrees_.end());
  if (smallest < 1) {
    throw std::invalid_argument("HarmonicTarget: degrees must be at least 1, got " + std::to_string(smallest));
  }
  const int largest = *std::max_element(degrees_.begin(), degrees_.end());
  const Eigen::MatrixXd axes = UniformOnSphere(d, largest, seed, stream);
  axes_.resize(static_cast<Eigen::Index>(degrees_.size()), d + 1);
  coefficients_.resize(axes_.rows());
  for (Eigen::Index j = 0; j < axes_.rows(); ++j) {
    const int k = degrees_[static_cast<std::size_t>(j)];
    axes_.row(j) = axes.row(k - 1);
    coefficients_[j] = RmsOf(d, k, scale);
  }
  coefficients_ /= coefficients_.norm();
}

Eigen::MatrixXd HarmonicTarget::Harmonics(const Eigen::MatrixXd& x) const {
  if (x.cols() != d_ + 1) {
    throw std::invalid_argument("HarmonicTarget::Harmonics: points must have " + std::to_string(d_ + 1) +
                                " coordinates, got " + std::to_string(x.cols()));
  }
  Eigen::MatrixXd values(x.rows(), axes_.rows());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double norm = x.row(i).norm();
    if (!(std::abs(norm - 1) <= kRoundingOfUnitVectors)) {
      throw std::invalid_argument("HarmonicTarget::Harmonics: points must be unit vectors, row " + std::to_string(i) +
                                  " has norm " + ExactReal(norm));
    }
    for (Eigen::Index j = 0; j < axes_.rows(); ++j) {
      const int k = degrees_[static_cast<std::size_t>(j)];
      const double cosine = std::clamp(x.row(i).dot(axes_.row(j)), -1.0, 1.0);
      values(i, j) = std::sqrt(spectral::Multiplicity(d_, k)) * spectral::ZonalAtCosine(d_, k, cosine);
    }
  }
  return values;
}

Eigen::MatrixXd Projections(const Eigen::MatrixXd& harmonics, const Eigen::MatrixXd& residuals) {
  if (harmonics.rows() != residuals.rows() || harmonics.rows() == 0) {
    throw std::invalid_argument("Projections: harmonics and residuals must have the same number of rows, got " +
                                std::to_string(harmonics.rows()) + " and " + std::to_string(residuals.rows()));
  }
  return residuals.transpose() * harmonics / static_cast<double>(harmonics.rows());
}

Task MakeTask(int d, const std::vector<int>& degrees, Scale scale, int samples, int held_out, std::uint64_t seed,
              int set) {
  const auto stream = static_cast<std::uint32_t>(3 * set);
  Task task{HarmonicTarget(d, degrees, scale, seed, stream),
            UniformOnSphere(d, samples, seed, stream + 1),
            Eigen::MatrixXd(0, d + 1),
            {},
            {}};
  if (held_out > 0) task.held_out = UniformOnSphere(d, held_out, seed, stream + 2);
  task.harmonics = task.target.Harmonics(task.x);
  task.held_out_harmonics = task.target.Harmonics(task.held_out);
  return task;
}

}  // namespace hadamard_ntk::experiments::harmonics_learning
