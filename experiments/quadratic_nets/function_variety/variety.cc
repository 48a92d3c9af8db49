#include "experiments/quadratic_nets/function_variety/variety.h"

#include <Eigen/Core>
#include <Eigen/SVD>
#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "experiments/shared/quadratic_net_formula.h"
#include "linalg/modular_rank.h"
#include "linalg/residue.h"
#include "models/network.h"
#include "models/quadratic_net.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::function_variety {
namespace {

using linalg::Residue;
using models::QuadraticNet;

// The value and one derivative.
struct Dual {
  Residue value, slope;

  Dual() = default;
  Dual(Residue v, Residue s = {}) : value(v), slope(s) {}  // NOLINT: a residue is a dual number
  friend Dual operator*(const Dual& a, const Dual& b) {
    return {a.value * b.value, a.slope * b.value + a.value * b.slope};
  }
  friend Dual operator+(const Dual& a, const Dual& b) { return {a.value + b.value, a.slope + b.slope}; }
  Dual& operator+=(const Dual& b) { return *this = *this + b; }
};

// A net of kind kTied is a quadratic one.
models::QuadraticNetOptions OptionsOf(const Shape& shape, Kind kind) {
  return {.inputs = shape.inputs,
          .width = shape.width,
          .depth = shape.hidden + 1,
          .neuron = kind == Kind::kSquare ? models::Neuron::kSquare : models::Neuron::kQuadratic,
          .activation = models::Activation::kIdentity,
          .start = models::QuadraticStart::kRandom,
          .bias_std = 1,
          .parameterization = models::Parameterization::kStandard};
}

// For each parameter of the quadratic net the one of the tied net that it is, or -1 where it is 0.
std::vector<int> Ties(const Shape& shape) {
  const QuadraticNet<double> quadratic(OptionsOf(shape, Kind::kTied), 0), square(OptionsOf(shape, Kind::kSquare), 0);
  std::vector<int> ties;
  for (const models::Segment& segment : quadratic.parameters().segments()) {
    std::string name = segment.name;
    const bool zero = name.starts_with("Wb") || name.starts_with("c");
    if (name[1] == 'g') name[1] = 'r';
    const auto& parameters = square.parameters();
    const auto offset =
        zero ? 0 : static_cast<int>(parameters.segments()[static_cast<std::size_t>(parameters.Find(name))].offset);
    for (int i = 0; i < segment.size(); ++i) ties.push_back(zero ? -1 : offset + i);
  }
  return ties;
}

std::vector<Residue> RandomResidues(std::uint64_t seed, std::uint32_t stream, std::size_t count) {
  std::vector<std::uint64_t> bits(count);
  models::FillBits({.seed = seed, .purpose = models::Purpose::kData, .stream = stream}, 0, bits);
  return {bits.begin(), bits.end()};
}

}  // namespace

int ParameterCount(const Shape& shape, Kind kind) {
  if (kind == Kind::kTied) kind = Kind::kSquare;
  return static_cast<int>(QuadraticNet<double>(OptionsOf(shape, kind), 0).parameters().size());
}

double Ambient(const Shape& shape) {
  double count = 1;
  for (int i = 1; i <= shape.inputs; ++i) count = count * ((1 << shape.hidden) + i) / i;
  return count;
}

int VarietyDimension(const Shape& shape, Kind kind, std::uint64_t seed) {
  const models::QuadraticNetOptions options = OptionsOf(shape, kind);
  const auto count = static_cast<std::size_t>(ParameterCount(shape, kind)), points = count + 1;
  const auto inputs = static_cast<std::size_t>(shape.inputs);
  const std::vector<Residue> at = RandomResidues(seed, 0, count), drawn = RandomResidues(seed, 1, points * inputs);
  const std::vector<Dual> x(drawn.begin(), drawn.end());
  const std::vector<int> ties = kind == Kind::kTied ? Ties(shape) : std::vector<int>{};
  std::vector<Dual> free(at.begin(), at.end()), parameters = free;
  std::vector<Residue> jacobian(points * count);
  for (std::size_t p = 0; p < count; ++p) {
    free[p].slope = 1;
    parameters = free;
    if (kind == Kind::kTied) {
      parameters.clear();
      for (const int tie : ties) parameters.push_back(tie < 0 ? Dual() : free[static_cast<std::size_t>(tie)]);
    }
    for (std::size_t i = 0; i < points; ++i) {
      const auto point = std::span<const Dual>(x).subspan(i * inputs, inputs);
      jacobian[i * count + p] = QuadraticNetFormula<Dual>(options, parameters, point,
                                                          [](int, std::size_t, const Dual& r, const Dual& g,
                                                             const Dual& s) { return r * g + s; })
                                    .slope;
    }
    free[p].slope = 0;
  }
  return static_cast<int>(linalg::ModularRank(std::move(jacobian), count));
}

FloatingRank RankInDouble(const Shape& shape, Kind kind, std::uint64_t seed) {
  QuadraticNet<double> net(OptionsOf(shape, kind), seed);
  const std::vector<int> ties = kind == Kind::kTied ? Ties(shape) : std::vector<int>{};
  const Eigen::Index count = ParameterCount(shape, kind), points = count + 1;
  auto values = net.parameters().values();
  const Eigen::VectorXd drawn = values;
  for (std::size_t i = 0; i < ties.size(); ++i) {
    values[static_cast<Eigen::Index>(i)] = ties[i] < 0 ? 0 : drawn[ties[i]];
  }
  Eigen::MatrixXd x(shape.inputs, points);
  models::FillUniform({.seed = seed, .purpose = models::Purpose::kData}, 0,
                      std::span<double>(x.data(), static_cast<std::size_t>(x.size())));
  const Eigen::MatrixXd samples = 2 * x.transpose().array() - 1;
  const Eigen::MatrixXd all =
      models::PerSampleVectorJacobianProducts(net, samples, Eigen::MatrixXd::Ones(points, 1)).transpose();
  Eigen::MatrixXd jacobian = all;
  if (kind == Kind::kTied) {
    jacobian.setZero(points, count);
    for (std::size_t i = 0; i < ties.size(); ++i) {
      if (ties[i] >= 0) jacobian.col(ties[i]) += all.col(static_cast<Eigen::Index>(i));
    }
  }
  jacobian.colwise().normalize();
  const Eigen::VectorXd singular = Eigen::BDCSVD<Eigen::MatrixXd>(jacobian).singularValues();
  FloatingRank result{.rank = static_cast<int>(singular.size()), .kept = singular[singular.size() - 1] / singular[0]};
  double largest = 0;
  for (Eigen::Index i = 0; i + 1 < singular.size(); ++i) {
    // Below eps all are rounding.
    const double next = std::max(singular[i + 1], std::numeric_limits<double>::epsilon() * singular[0]);
    if (singular[i] / next <= largest) continue;
    largest = singular[i] / next;
    result = {static_cast<int>(i) + 1, singular[i] / singular[0], singular[i + 1] / singular[0]};
  }
  return result;
}

std::optional<int> ClosedForm(const Shape& shape, Kind kind) {
  const int n = shape.inputs, m = shape.width, ambient = (n + 2) * (n + 1) / 2;
  const bool quadratic = kind == Kind::kQuadratic;
  if (shape.hidden != 1 || (quadratic ? 2 * m > n + 1 : m > n)) return std::nullopt;
  return std::min(ambient, quadratic ? 2 * m * (n + 1) - m * (2 * m - 1) + n + 1 : m * (n + 1) - m * (m - 1) / 2 + 1);
}

}  // namespace hadamard_ntk::experiments::function_variety
