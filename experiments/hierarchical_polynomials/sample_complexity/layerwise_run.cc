#include "experiments/hierarchical_polynomials/sample_complexity/layerwise_run.h"

#include <oneapi/tbb/parallel_for.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "experiments/hierarchical_polynomials/layerwise.h"
#include "experiments/hierarchical_polynomials/sample_complexity/low_degree_target.h"
#include "gaussian/hermite_features.h"
#include "linalg/normal_equations.h"
#include "models/bottleneck_net.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

using Eigen::Index;
using hierarchical::Samples;
using linalg::NormalEquations;

constexpr Index kChunk = 8192;  // samples in memory at a time
enum Part : std::uint32_t { kFirst, kSecond, kTest, kParts };

// Calls use(samples) for samples begin, ..., end - 1, by chunks; h times scale.
template <class Use>
void ForEachChunk(const gaussian::SpreadFeature& p, const hierarchical::Outer& g, double scale,
                  const models::RandomStream& stream, std::int64_t begin, std::int64_t end, const Use& use) {
  for (; begin < end; begin += kChunk) {
    Samples samples = hierarchical::Draw(p, g, stream, begin, std::min<std::int64_t>(kChunk, end - begin));
    samples.h *= scale;
    use(samples);
  }
}

// Column j: the polynomial of coefficients w.col(j) at the samples.
Eigen::MatrixXd Values(const gaussian::HermiteFeatures& basis, const Samples& samples, const Eigen::MatrixXd& w) {
  constexpr Index kRows = 64;
  const Index n = samples.x.rows();
  Eigen::MatrixXd values(w.cols(), n);
  tbb::parallel_for(Index{0}, (n + kRows - 1) / kRows, [&](Index piece) {
    const Index begin = piece * kRows, rows = std::min(kRows, n - begin);
    Eigen::MatrixXd features(basis.size(), rows);
    std::vector<double> scratch;
    for (Index i = 0; i < rows; ++i) basis.Evaluate(samples.x.row(begin + i).data(), features.col(i).data(), scratch);
    values.middleCols(begin, rows).noalias() = w.transpose() * features;
  });
  return values.transpose();
}

// Stage 1's coefficients in the basis, for each column of targets.
Eigen::MatrixXd Solve(const NormalEquations& equations, const Method& method, const Eigen::MatrixXd& units,
                      double unit_variance) {
  const double penalty = method.ridge * static_cast<double>(equations.samples());
  if (units.cols() == 0) return equations.Solve(penalty);
  Eigen::MatrixXd gram = units.transpose() * equations.Gram() * units;
  gram.diagonal().array() += penalty * unit_variance * static_cast<double>(units.cols());
  return units * gram.llt().solve(units.transpose() * equations.Moments());
}

// The moments of u and h that the best affine function of u needs.
struct AffineFit {
  double n = 0, u = 0, h = 0, uu = 0, uh = 0;

  void Add(double at_u, double at_h) {
    n += 1;
    u += at_u;
    h += at_h;
    uu += at_u * at_u;
    uh += at_u * at_h;
  }
  double Slope() const { return (n * uh - u * h) / (n * uu - u * u); }
  double Shift() const { return (h - Slope() * u) / n; }
};

// u + c' max(a u + b, 0).
struct OuterFunction {
  Eigen::VectorXd a, b, c;

  double operator()(double u) const { return u + (a * u + b).cwiseMax(0).dot(c); }
};

class OuterLayer {
 public:
  OuterLayer(const Eigen::VectorXd& a, const Eigen::VectorXd& b) : a_(a), b_(b), equations_(a.size()) {}

  void Add(const Eigen::VectorXd& u, const Eigen::VectorXd& h) {
    equations_.Add(u.size(), [&](Index i, double* features, double* target) {
      for (Index j = 0; j < a_.size(); ++j) features[j] = std::max(0.0, a_(j) * u(i) + b_(j));
      *target = h(i) - u(i);
    });
  }
  OuterFunction Solve(double ridge) const {
    return {a_, b_, equations_.Solve(ridge * static_cast<double>(equations_.samples()))};
  }

 private:
  Eigen::VectorXd a_, b_;
  NormalEquations equations_;
};

}  // namespace

std::vector<Point> TrainLayerwise(const gaussian::SpreadFeature& p, const hierarchical::Outer& g,
                                  const std::vector<double>& ratios, const Method& method, std::uint64_t seed,
                                  int run) {
  const gaussian::HermiteFeatures basis(p.d(), p.k);
  const LowDegreeTarget target(p, g, basis);
  const auto key = static_cast<std::uint32_t>((run * 8 + p.k) * 8192 + p.d()) * kParts;
  const auto stream = [&](Part part) { return models::RandomStream{seed, models::Purpose::kData, key + part}; };
  const models::BottleneckNet<double> net(
      {.inputs = p.d(), .width = std::max(1, method.random_units), .outer_width = method.outer_width, .power = p.k},
      seed * 1000003 + key);
  const auto segment = [&](const char* name) {
    return Eigen::MatrixXd(net.parameters().matrix(net.parameters().Find(name)));
  };
  Eigen::MatrixXd units(basis.size(), 0);
  if (method.random_units > 0) units = hierarchical::FeatureCoefficients(net, basis);

  // Stage 1.  A neighbour's label, or part of one, is independent of a sample.
  std::vector<Point> points;
  NormalEquations equations(basis.size(), 3);
  Eigen::MatrixXd w(basis.size(), static_cast<Index>(ratios.size()));
  for (const double ratio : ratios) {
    const auto m = static_cast<std::int64_t>(std::llround(ratio * std::pow(p.d(), p.k)));
    ForEachChunk(p, g, target.scale, stream(kFirst), equations.samples(), m, [&](const Samples& s) {
      equations.Add(s.x.rows(), [&](Index i, double* features, double* targets) {
        thread_local std::vector<double> scratch;
        basis.Evaluate(s.x.row(i).data(), features, scratch);
        const Index other = (i + 1) % s.x.rows();
        targets[0] = s.h(i);
        targets[1] = s.h(other);
        targets[2] = target.slope * s.p(i) + s.h(other) - target.slope * s.p(other);
      });
    });
    const Eigen::MatrixXd solved = Solve(equations, method, units, hierarchical::TopVariance(p.d(), p.k));
    w.col(static_cast<Index>(points.size())) = solved.col(0);
    points.push_back({.ratio = ratio,
                      .m = m,
                      .correlation = target.Correlation(solved.col(0)),
                      .shuffled = target.Correlation(solved.col(1)),
                      .planted = target.Correlation(solved.col(2)),
                      .first_stage = target.Error(solved.col(0)),
                      .linear = 0,
                      .three_layer = 0,
                      .given = 0});
  }

  // Stage 2; the last layer is that of the feature given.
  const std::size_t count = points.size();
  std::vector<OuterLayer> layers;
  for (std::size_t j = 0; j <= count; ++j) layers.emplace_back(segment("A").col(0), segment("b").col(0));
  std::vector<OuterFunction> learnt, given;
  std::vector<AffineFit> fits(count);
  std::int64_t done = 0;
  for (std::size_t j = 0; j < count; ++j) {
    ForEachChunk(p, g, target.scale, stream(kSecond), done, points[j].m, [&](const Samples& s) {
      const Eigen::MatrixXd u = Values(basis, s, w.rightCols(static_cast<Index>(count - j)));
      for (std::size_t later = j; later < count; ++later) {
        const auto column = u.col(static_cast<Index>(later - j));
        layers[later].Add(column, s.h);
        for (Index i = 0; i < s.h.size(); ++i) fits[later].Add(column(i), s.h(i));
      }
      layers[count].Add(target.slope * s.p, s.h);
    });
    done = points[j].m;
    learnt.push_back(layers[j].Solve(method.outer_ridge));
    given.push_back(layers[count].Solve(method.outer_ridge));
    Eigen::VectorXd affine = fits[j].Slope() * w.col(static_cast<Index>(j));
    affine(0) += fits[j].Shift();
    points[j].linear = target.Error(affine);
  }
  double mean_square = 0;
  ForEachChunk(p, g, target.scale, stream(kTest), 0, method.test, [&](const Samples& s) {
    const Eigen::MatrixXd u = Values(basis, s, w);
    mean_square += s.h.squaredNorm();
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t j) {
      for (Index i = 0; i < s.h.size(); ++i) {
        points[j].three_layer += std::pow(learnt[j](u(i, static_cast<Index>(j))) - s.h(i), 2);
        points[j].given += std::pow(given[j](target.slope * s.p(i)) - s.h(i), 2);
      }
    });
  });
  for (Point& point : points) {
    point.three_layer /= mean_square;
    point.given /= mean_square;
  }
  return points;
}

}  // namespace hadamard_ntk::experiments::sample_complexity
