#include "experiments/hierarchical_polynomials/kernel_plateaus/measure.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <numbers>
#include <numeric>
#include <utility>

#include "experiments/hierarchical_polynomials/dimensions.h"
#include "experiments/hierarchical_polynomials/kernel_plateaus/contenders.h"
#include "experiments/hierarchical_polynomials/kernel_plateaus/normal_spectrum.h"
#include "experiments/hierarchical_polynomials/kernel_ridge.h"
#include "experiments/hierarchical_polynomials/targets.h"
#include "experiments/hierarchical_polynomials/test_points.h"
#include "experiments/shared/median.h"
#include "gaussian/hierarchical_polynomial.h"
#include "models/random.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"
#include "spectral/learning_curve.h"
#include "spectral/learning_curve_extrema.h"

namespace hadamard_ntk::experiments::kernel_plateaus {
namespace {

using Eigen::Index;

constexpr std::size_t kWholePolynomial = 1;  // of degree k q, among the contenders

struct Target {
  int k, d;
  bool spike;
  gaussian::SpreadFeature p;
  std::vector<Contender> kernels;
  std::vector<int> n;
  double plateau;
  double mean_square, along_p;  // E h^2, E h p
};

std::vector<double> DegreeEnergies(const gaussian::SpreadFeature& p) {
  std::vector<double> energies;
  for (const gaussian::RootSum& energy : gaussian::DegreeEnergies(p, hierarchical::Cube().exact))
    energies.push_back(energy.Value());
  return energies;
}

bool IsWhole(const Target& target, int n) { return n == std::pow(target.d, target.k * kOuterDegree); }

// d^k, 2 d^k, 4 d^k, ..., at most 4 d^{k+1} and n_max; d^{k+1}; if `whole`, d^{kq} as far as that is within
// kAllSamples.
std::vector<int> SampleNumbers(int k, int d, int n_max, bool whole) {
  std::vector<int> numbers;
  const double first = std::pow(d, k), last = std::min(4 * first * d, static_cast<double>(n_max));
  for (double n = first; n <= last; n *= 2) numbers.push_back(static_cast<int>(n));
  if (first * d <= last) numbers.push_back(static_cast<int>(first * d));
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  const double all = std::pow(first, kOuterDegree);
  if (whole && !numbers.empty() && numbers.back() < all && all <= kAllSamples) numbers.push_back(static_cast<int>(all));
  return numbers;
}

Target MakeTarget(int k, int d, bool spike, int n_max) {
  const gaussian::SpreadFeature p = hierarchical::Feature(k, "balanced", d, 0);
  const gaussian::SpreadFeature of_mean = spike ? gaussian::SpreadFeature{1, 1, 0} : p;
  return {k,
          d,
          spike,
          p,
          Contenders(k, kOuterDegree, d),
          SampleNumbers(k, d, n_max, !spike),
          gaussian::Plateau(gaussian::DegreeEnergies(p, hierarchical::Cube().exact), k),
          gaussian::FeatureMoment(of_mean, 6).Value(),
          gaussian::FeatureMoment(of_mean, 4).Value()};
}

hierarchical::Samples Draw(const Target& target, const models::RandomStream& stream, int n) {
  hierarchical::Samples samples = hierarchical::Draw(target.p, hierarchical::Cube(), stream, 0, n);
  if (target.spike) {
    samples.p = samples.x.col(0);
    samples.h = samples.p.array().cube();
  }
  return samples;
}

struct Least {
  double error = HUGE_VAL, ridge = 0;
  int exponent = 0;
};

// Down the grid of ridges from where the last n had its least.
Least LeastError(const Contender& kernel, const Eigen::MatrixXd& x, const Eigen::VectorXd& h,
                 const hierarchical::TestPoints& tests, int start) {
  constexpr int kLowest = -14, kHighest = 6;  // 10^{i/2}
  const Eigen::MatrixXd gram = kernel.gram(x, x), cross = kernel.gram(x, tests.samples().x);
  const double unit = gram.diagonal().mean();
  std::map<int, double> errors;
  const auto error_at = [&](int exponent) {
    if (exponent < kLowest || exponent > kHighest) return HUGE_VAL;
    const auto [found, fresh] = errors.try_emplace(exponent, HUGE_VAL);
    if (fresh) {
      const Eigen::VectorXd c = hierarchical::KernelRidge(gram, unit * std::pow(10, exponent / 2.0), h);
      if (c.size() > 0) found->second = tests.RelativeError(hierarchical::PredictRidge(cross, c));
    }
    return found->second;
  };
  int at = start;
  while (error_at(at) == HUGE_VAL && at < kHighest) ++at;
  while (true) {
    const int better = error_at(at - 1) < error_at(at) ? at - 1 : at + 1;
    if (error_at(better) >= error_at(at)) return {error_at(at), std::pow(10, at / 2.0), at};
    at = better;
  }
}

// Of the mean, times what the median of normal values has more.
double StandardErrorOfMedian(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double square = 0;
  for (const double value : values) square += (value - mean) * (value - mean);
  return std::sqrt(std::numbers::pi / 2 * square / (count - 1) / count);
}

std::int64_t Work(const Target& target, const Config& config) {
  std::int64_t work = 0;
  for (const int n : target.n) work += std::int64_t{n} * (n + config.tests);
  return work * config.seeds;
}

void MeasureTarget(const Target& target, std::uint32_t number, RunContext& context, Evidence& evidence) {
  const Config& config = evidence.config;
  const std::size_t kernels = target.kernels.size();
  std::vector<std::vector<double>> errors(target.n.size() * kernels), ridges(errors.size());
  for (int seed = 0; seed < config.seeds; ++seed) {
    const std::uint32_t stream = 2 * (number * 1000 + static_cast<std::uint32_t>(seed));
    const hierarchical::Samples all = Draw(target, {context.seed, models::Purpose::kData, stream}, target.n.back());
    const hierarchical::TestPoints tests(Draw(target, {context.seed, models::Purpose::kData, stream + 1}, config.tests),
                                         target.mean_square, target.along_p);
    std::vector<int> exponents(kernels, -2);
    for (std::size_t i = 0; i < target.n.size(); ++i) {
      const int n = target.n[i];
      const Eigen::MatrixXd x = all.x.topRows(n);
      for (std::size_t j = 0; j < kernels; ++j) {
        if (IsWhole(target, n) && j != kWholePolynomial) continue;
        const Least least = LeastError(target.kernels[j], x, all.h.head(n), tests, exponents[j]);
        exponents[j] = least.exponent;
        errors[i * kernels + j].push_back(least.error);
        ridges[i * kernels + j].push_back(least.ridge);
      }
      context.progress.Advance(std::int64_t{n} * (n + config.tests));
    }
  }
  std::vector<spectral::LearningProblem> problems;
  if (!target.spike && target.k == 2) {
    const std::vector<double> energies = HarmonicEnergies(DegreeEnergies(target.p), target.d);
    for (const Contender& kernel : target.kernels) {
      problems.push_back(NormalProblem(kernel.value, target.d, energies));
    }
  }
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (errors[i].empty()) continue;
    const int n = target.n[i / kernels];
    const std::size_t j = i % kernels;
    evidence.rows.push_back({target.k, target.spike, target.d, n, target.kernels[j].name, Median(errors[i]),
                             StandardErrorOfMedian(errors[i]), Median(ridges[i]), target.plateau,
                             problems.empty() ? kMissing : spectral::FindOptimalRidge(problems[j], n).test_error});
  }
}

// The least n at which the predicted error is at most `error`: it does not rise at the best ridge.
double SamplesFor(const spectral::LearningProblem& problem, double error) {
  const auto reached = [&](double n) { return spectral::FindOptimalRidge(problem, n).test_error <= error; };
  double low = 1, high = kLargestSamples;
  if (!reached(high) || reached(low)) return kMissing;
  while (high / low > 1.0001) {
    const double middle = std::sqrt(low * high);
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

void PredictSteps(Evidence& evidence, Progress& progress) {
  progress.Start("predicted steps", static_cast<std::int64_t>(evidence.config.predicted_d.size()));
  for (const int d : evidence.config.predicted_d) {
    const gaussian::SpreadFeature p = hierarchical::Feature(2, "balanced", d, 0);
    const std::vector<double> of_degree = DegreeEnergies(p), energies = HarmonicEnergies(of_degree, d);
    const double all = std::accumulate(of_degree.begin(), of_degree.end(), 0.0);
    evidence.harmonic_shares.push_back(energies[2] / all);
    for (const Contender& kernel : Contenders(2, kOuterDegree, d)) {
      const spectral::LearningProblem problem = NormalProblem(kernel.value, d, energies);
      evidence.steps.push_back({kernel.name, d, SamplesFor(problem, (1 - of_degree[2] / all) * (1 - 1e-9)),
                                SamplesFor(problem, kSmallError)});
    }
    progress.Advance();
  }
}

}  // namespace

double MeasuredCrossing(const std::vector<Row>& rows, int d, const std::string& kernel) {
  const Row* last_above = nullptr;
  double crossing = kMissing;
  for (const Row& row : rows) {
    if (row.k != 2 || row.spike || row.d != d || row.kernel != kernel) continue;
    const double above = row.error - row.plateau;
    if (above > 0) {
      last_above = &row;
      crossing = kMissing;
    } else if (last_above && std::isnan(crossing)) {
      const double before = last_above->error - row.plateau;
      crossing = last_above->n * std::pow(static_cast<double>(row.n) / last_above->n, before / (before - above));
    }
  }
  return crossing;
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  Config& asked = evidence.config;
  for (const auto& [flag, dimensions] :
       {std::pair{"--d", &asked.d}, {"--cubic_d", &asked.cubic_d}, {"--predicted_d", &asked.predicted_d}}) {
    std::sort(dimensions->begin(), dimensions->end());
    hierarchical::RequireEven(flag, *dimensions);
  }
  std::vector<Target> targets;
  for (const int d : evidence.config.d) targets.push_back(MakeTarget(2, d, false, config.n));
  for (const int d : evidence.config.cubic_d) targets.push_back(MakeTarget(3, d, false, config.n));
  const int control = evidence.config.d[std::min<std::size_t>(1, evidence.config.d.size() - 1)];
  targets.push_back(MakeTarget(2, control, true, std::min<int>(config.n, std::pow(control, 3))));
  if (targets.front().n.empty()) throw FlagError("--n", "must be at least d^2", std::to_string(config.n));
  std::erase_if(targets, [](const Target& target) { return target.n.empty(); });
  PredictSteps(evidence, context.progress);
  std::int64_t work = 0;
  for (const Target& target : targets) work += Work(target, config);
  context.progress.Start("regressions", work);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    MeasureTarget(targets[i], static_cast<std::uint32_t>(i), context, evidence);
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::kernel_plateaus
