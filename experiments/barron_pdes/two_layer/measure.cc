#include "experiments/barron_pdes/two_layer/measure.h"

#include <oneapi/tbb/parallel_for.h>

#include <Eigen/Core>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <utility>

#include "experiments/barron_pdes/torus_solution.h"
#include "linalg/matching_pursuit.h"
#include "models/random.h"
#include "pde/barron_norm.h"
#include "pde/relu_units.h"
#include "pde/two_layer_units.h"

namespace hadamard_ntk::experiments::two_layer {
namespace {

using Eigen::Index;

// Random numbers of one target and d, each use with a stream of its own.
class Numbers {
 public:
  Numbers(std::uint64_t seed, std::uint32_t stream) : key_{seed, models::Purpose::kData, stream * 256} {}
  std::vector<double> Uniforms(std::size_t count) {
    std::vector<double> u(count);
    models::FillUniform(key_, 0, u);
    ++key_.stream;
    return u;
  }
  std::vector<double> Normals(std::size_t count) {
    std::vector<double> z(count);
    models::FillNormal(key_, 0, z);
    ++key_.stream;
    return z;
  }

 private:
  models::RandomStream key_;
};

pde::CosineSum RandomSum(int d, int terms, Numbers& numbers) {
  const std::vector<double> normals = numbers.Normals(static_cast<std::size_t>(terms) * static_cast<std::size_t>(d));
  const std::vector<double> uniforms = numbers.Uniforms(2 * static_cast<std::size_t>(terms));
  pde::TrigonometricSum sum(d);
  for (std::size_t j = 0; j < static_cast<std::size_t>(terms); ++j) {
    pde::Frequency w(static_cast<std::size_t>(d));
    double square = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      w[i] = static_cast<int>(std::lround(normals[j * w.size() + i]));
      square += w[i] * w[i];
    }
    if (square == 0) w[0] = 1;
    sum += pde::TrigonometricSum::Cosine(w, uniforms[2 * j] / (1 + square), 2 * std::numbers::pi * uniforms[2 * j + 1]);
  }
  return pde::CosineSum(sum);
}

// Rows of one target and d.
class Sizes {
 public:
  Sizes(const Target& target, std::vector<Row>& rows) : target_(target), rows_(rows) {}

  // error() for each draw.
  template <class Error>
  Row& Mean(const char* method, int k, int draws, const Error& error) {
    double mean = 0, square = 0;
    for (int i = 0; i < draws; ++i) {
      const double drawn = error(i);
      mean += drawn / draws;
      square += drawn * drawn / draws;
    }
    Row& row = Add(method, k, mean);
    row.deviation = std::sqrt(std::max(0.0, square - mean * mean) / (draws - 1));
    return row;
  }
  /// The row is good until the next one.
  Row& Add(const char* method, int k, double error) {
    return rows_.emplace_back(Row{.target = target_.target, .method = method, .d = target_.d, .k = k, .error = error});
  }

 private:
  const Target& target_;
  std::vector<Row>& rows_;
};

void MeasureCosines(const pde::CosineSum& f, const Target& target, const Config& config, Numbers& numbers,
                    Sizes& sizes) {
  const int bandwidth = static_cast<int>(f.frequencies.cwiseAbs().maxCoeff());
  const Eigen::VectorXd barron = pde::BarronLaw(f), uniform = pde::UniformLaw(f, bandwidth);
  for (int k = 1; k <= config.units; k *= 2) {
    const double bound = target.norm * target.norm / k;
    const auto count = static_cast<std::size_t>(k);
    const std::vector<double> u = numbers.Uniforms(count * static_cast<std::size_t>(config.draws));
    const auto units = [&](const Eigen::VectorXd& law, int draw) {
      return pde::DrawUnits(law, std::span(u).subspan(static_cast<std::size_t>(draw) * count, count));
    };
    Row& drawn = sizes.Mean("barron", k, config.draws,
                            [&](int draw) { return pde::SquaredError(f, barron, units(barron, draw)); });
    drawn.expected = pde::MeanSquaredError(f, barron, k);
    drawn.bound = bound;
    sizes.Mean("least_squares", k, config.draws,
               [&](int draw) { return pde::LeastSquaresError(f, units(barron, draw)); });
    sizes.Add("greedy", k, pde::GreedyError(f, k));
    Row& alike = sizes.Mean("uniform", k, config.draws,
                            [&](int draw) { return pde::SquaredError(f, uniform, units(uniform, draw)); });
    alike.expected = pde::MeanSquaredError(f, uniform, k);
    alike.bound = bound;
  }
}

Eigen::MatrixXd CubePoints(int count, Index d, Numbers& numbers) {
  const std::vector<double> u = numbers.Uniforms(static_cast<std::size_t>(count) * static_cast<std::size_t>(d));
  return 2 * std::numbers::pi * Eigen::Map<const Eigen::MatrixXd>(u.data(), count, d);
}

// An affine function and ReLU units at points.
Eigen::MatrixXd Columns(const pde::ReluUnits& units, const Eigen::MatrixXd& x) {
  Eigen::MatrixXd columns(x.rows(), 1 + x.cols() + units.outer.size());
  columns << Eigen::VectorXd::Ones(x.rows()), x, units.At(x);
  return columns;
}

double FittedError(const Eigen::MatrixXd& train, const Eigen::VectorXd& f_train, const Eigen::MatrixXd& test,
                   const Eigen::VectorXd& f_test) {
  const Eigen::VectorXd c = train.colPivHouseholderQr().solve(f_train);
  return (test * c - f_test).squaredNorm() / static_cast<double>(f_test.size());
}

void MeasureRelus(const pde::CosineSum& f, const Target& target, const Config& config, Numbers& numbers, Sizes& sizes) {
  const Index d = f.frequencies.cols();
  const Eigen::MatrixXd x = CubePoints(config.points, d, numbers), at = CubePoints(config.points, d, numbers);
  const Eigen::VectorXd f_train = f.At(x), f_test = f.At(at), affine = pde::AffinePart(f);
  const Eigen::VectorXd rest = (f_test - at * affine.tail(d)).array() - affine[0];
  for (int k = 1; k <= config.relu_units; k *= 4) {
    const auto numbers_each = 2 * static_cast<std::size_t>(k);
    const std::vector<double> u = numbers.Uniforms(numbers_each * static_cast<std::size_t>(config.relu_draws));
    const auto units = [&](int draw) {
      return pde::DrawReluUnits(f, std::span(u).subspan(static_cast<std::size_t>(draw) * numbers_each, numbers_each));
    };
    Row& drawn = sizes.Mean("relu", k, config.relu_draws, [&](int draw) {
      const pde::ReluUnits relu = units(draw);
      return (relu.At(at) * relu.outer / k - rest).squaredNorm() / config.points;
    });
    drawn.bound = target.relu_variation * target.relu_variation / k;
    sizes.Mean("relu_fit", k, 2, [&](int draw) {
      const pde::ReluUnits relu = units(draw);
      return FittedError(Columns(relu, x), f_train, Columns(relu, at), f_test);
    });
  }
  const std::vector<double> u = numbers.Uniforms(4 * static_cast<std::size_t>(config.relu_units));
  const pde::ReluUnits relu = pde::DrawReluUnits(f, u);
  const Eigen::MatrixXd train = Columns(relu, x), test = Columns(relu, at);
  const linalg::Pursuit pursuit = linalg::PursueMatches(train, f_train, config.relu_units);
  for (int k = 1; k <= config.relu_units; k *= 4) {
    const auto taken = std::span(pursuit.columns).first(std::min<std::size_t>(k, pursuit.columns.size()));
    Eigen::MatrixXd chosen(train.rows(), static_cast<Index>(taken.size())), chosen_test(test.rows(), chosen.cols());
    for (Index i = 0; i < chosen.cols(); ++i) {
      chosen.col(i) = train.col(taken[static_cast<std::size_t>(i)]);
      chosen_test.col(i) = test.col(taken[static_cast<std::size_t>(i)]);
    }
    sizes.Add("relu_greedy", k, FittedError(chosen, f_train, chosen_test, f_test));
  }
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  std::vector<int>& d = evidence.config.d;
  std::sort(d.begin(), d.end());
  const std::size_t cases = kTargets.size() * d.size();
  std::vector<std::vector<Row>> rows(cases);
  evidence.targets.resize(cases);
  context.progress.Start("functions", static_cast<std::int64_t>(cases));
  tbb::parallel_for(std::size_t{0}, cases, [&](std::size_t i) {
    const bool solution = i < d.size();
    const int dimension = d[i % d.size()];
    Numbers numbers(context.seed, static_cast<std::uint32_t>(i));
    const pde::CosineSum f = solution ? barron_pdes::SolveTorus(dimension, barron_pdes::Data::kDense).solution
                                      : RandomSum(dimension, config.terms, numbers);
    Target& target = evidence.targets[i];
    target = {.target = kTargets[solution ? 0 : 1],
              .d = dimension,
              .terms = static_cast<int>(f.size()),
              .norm = f.BarronNorm(),
              .total = f.amplitudes.sum(),
              .square = f.SquaredNorm(),
              .relu_variation = pde::ReluVariation(f)};
    Sizes sizes(target, rows[i]);
    MeasureCosines(f, target, config, numbers, sizes);
    MeasureRelus(f, target, config, numbers, sizes);
    std::stable_sort(rows[i].begin(), rows[i].end(), [](const Row& a, const Row& b) {
      const auto order = [](const Row& row) { return std::find(kMethods.begin(), kMethods.end(), row.method); };
      return order(a) < order(b);
    });
    context.progress.Advance();
  });
  for (std::vector<Row>& some : rows) evidence.rows.insert(evidence.rows.end(), some.begin(), some.end());
  return evidence;
}

}  // namespace hadamard_ntk::experiments::two_layer
