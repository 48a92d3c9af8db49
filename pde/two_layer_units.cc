#include "pde/two_layer_units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::pde {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

using Eigen::Index;

std::string Text(const Frequency& w) {
  std::string text = "(";
  for (std::size_t i = 0; i < w.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(w[i]);
  return text + ")";
}

void RequireLaw(const char* function, const CosineSum& f, const Eigen::VectorXd& law) {
  if (law.size() == f.size() && (law.array() > 0).all() && law.sum() <= 1 + 1e-12) return;
  throw std::invalid_argument(std::string(function) + ": the law must have " + std::to_string(f.size()) +
                              " positive probabilities with a sum <= 1, got " + std::to_string(law.size()) +
                              " with the sum " + fmt::to_string(law.sum()));
}

// How often every term was drawn.
Eigen::VectorXd Counts(const char* function, const CosineSum& f, std::span<const Index> units) {
  if (units.empty()) throw std::invalid_argument(std::string(function) + ": needs at least one unit");
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(f.size() + 1);
  for (const Index unit : units) ++counts[unit];
  return counts.head(f.size());
}

}  // namespace

CosineSum::CosineSum(const TrigonometricSum& f) {
  struct Term {
    const Frequency* w;
    double amplitude, phase;
  };
  std::vector<Term> terms;
  constexpr double kRounding = 1e-12;
  double scale = 0;
  for (const auto& [w, c] : f.terms()) scale = std::max(scale, std::abs(c));
  for (const auto& [w, c] : f.terms()) {
    Frequency opposite(w.size());
    std::transform(w.begin(), w.end(), opposite.begin(), [](int k) { return -k; });
    const auto found = f.terms().find(opposite);
    const std::complex<double> other = found == f.terms().end() ? 0 : found->second;
    if (!(std::abs(c - std::conj(other)) <= kRounding * scale)) {
      throw std::invalid_argument("CosineSum: the sum is not real at the frequency " + Text(w));
    }
    if (w == opposite && std::abs(c) > kRounding * scale) {
      throw std::invalid_argument("CosineSum: the sum has a constant, at the frequency " + Text(w));
    }
    if (w > opposite) terms.push_back({&w, 2 * std::abs(c), std::arg(c)});
  }
  if (terms.empty()) throw std::invalid_argument("CosineSum: the sum is empty");
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.amplitude > b.amplitude; });
  const auto size = static_cast<Index>(terms.size());
  frequencies.resize(size, f.dimension());
  amplitudes.resize(size);
  phases.resize(size);
  for (Index j = 0; j < size; ++j) {
    const Term& term = terms[static_cast<std::size_t>(j)];
    for (Index i = 0; i < f.dimension(); ++i) frequencies(j, i) = (*term.w)[static_cast<std::size_t>(i)];
    amplitudes[j] = term.amplitude;
    phases[j] = term.phase;
  }
}

double CosineSum::BarronNorm() const { return (amplitudes.array() * (1 + frequencies.rowwise().norm().array())).sum(); }

Eigen::VectorXd CosineSum::At(const Eigen::MatrixXd& x, Eigen::MatrixXd* gradients) const {
  if (x.cols() != frequencies.cols()) {
    throw std::invalid_argument("CosineSum: points must have " + std::to_string(frequencies.cols()) +
                                " coordinates, got " + std::to_string(x.cols()));
  }
  Eigen::MatrixXd angles = x * frequencies.transpose();
  angles.rowwise() += phases.transpose();
  if (gradients) *gradients = -(angles.array().sin().matrix() * amplitudes.asDiagonal() * frequencies);
  return angles.array().cos().matrix() * amplitudes;
}

Eigen::VectorXd BarronLaw(const CosineSum& f) { return f.amplitudes / f.amplitudes.sum(); }

Eigen::VectorXd UniformLaw(const CosineSum& f, int bandwidth) {
  const double needed = f.frequencies.cwiseAbs().maxCoeff();
  if (!(bandwidth >= needed)) {
    throw std::invalid_argument("UniformLaw: the bandwidth must be at least that of the sum, " +
                                std::to_string(static_cast<int>(needed)) + ", got " + std::to_string(bandwidth));
  }
  const double box = (std::pow(2.0 * bandwidth + 1, static_cast<double>(f.frequencies.cols())) - 1) / 2;
  return Eigen::VectorXd::Constant(f.size(), 1 / box);
}

std::vector<Index> DrawUnits(const Eigen::VectorXd& law, std::span<const double> uniforms) {
  std::vector<double> ends(static_cast<std::size_t>(law.size()));
  double end = 0;
  for (Index j = 0; j < law.size(); ++j) ends[static_cast<std::size_t>(j)] = end += law[j];
  // A law of all probability leaves none to the unit 0, whatever its rounding.
  if (std::abs(end - 1) <= 1e-12 && !ends.empty()) ends.back() = 1;
  std::vector<Index> units;
  units.reserve(uniforms.size());
  for (const double u : uniforms) units.push_back(std::upper_bound(ends.begin(), ends.end(), u) - ends.begin());
  return units;
}

double SquaredError(const CosineSum& f, const Eigen::VectorXd& law, std::span<const Index> units) {
  RequireLaw("SquaredError", f, law);
  const Eigen::ArrayXd part =
      Counts("SquaredError", f, units).array() / (static_cast<double>(units.size()) * law.array());
  return (f.amplitudes.array() * (1 - part)).square().sum() / 2;
}

double MeanSquaredError(const CosineSum& f, const Eigen::VectorXd& law, Index k) {
  RequireLaw("MeanSquaredError", f, law);
  if (k < 1) throw std::invalid_argument("MeanSquaredError: needs at least one unit");
  return (f.amplitudes.array().square() * (1 / law.array() - 1)).sum() / (2 * static_cast<double>(k));
}

double LeastSquaresError(const CosineSum& f, std::span<const Index> units) {
  return (Counts("LeastSquaresError", f, units).array() == 0).select(f.amplitudes.array().square(), 0).sum() / 2;
}

double GreedyError(const CosineSum& f, Index k) {
  return f.amplitudes.tail(std::max<Index>(0, f.size() - k)).squaredNorm() / 2;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::pde
