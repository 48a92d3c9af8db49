#include "experiments/polynomial_nets/ntk_stability/measure.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "ntk/kernel_regression.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::ntk_stability {
namespace {

constexpr int kTestPoints = 64;
constexpr int kMostDraws = 32;
constexpr double kRawDraws = 0.5;  // over those with ReLU, which the claim is about
// Mean-field nets learn features, and with them the kernel grows: small labels, a small rate and few octaves keep them
// stable.
constexpr double kMeanFieldLabels = 0.1, kMeanFieldRate = 0.1, kMeanFieldLossFactor = 1e-2;
constexpr int kMeanFieldMaxLog2Width = 11, kMeanFieldDraws = 4;
constexpr int kFastDraws = 3, kFastSteps = 200, kFastLog2Width = 10;

// Nets of one width that are to be trained.
struct Batch {
  std::size_t problem;
  int log2_width, draws;
  LazyOptions options;
};

// Independent for every net of a run.
std::uint64_t SeedOf(std::uint64_t seed, std::size_t problem, int log2_width, int draw) {
  return (seed << 40) + (static_cast<std::uint64_t>(problem) << 32) + (static_cast<std::uint64_t>(log2_width) << 16) +
         static_cast<std::uint64_t>(draw);
}

LazyOptions OptionsOf(const Config& config, const std::string& network) {
  if (network == "pnn_mean_field") return {.rate_over_limit = kMeanFieldRate, .loss_factor = kMeanFieldLossFactor};
  return {.rate_over_limit = config.rate, .loss_factor = config.loss_factor};
}

// Before any net is trained: in the limit of infinite width the loss falls as far as is asked for.
void RequireTrainable(const LazyProblem& problem, const LazyOptions& options) {
  const auto& [x, y, test] = problem.data();
  const ntk::KernelRegression& limit = problem.regression();
  const double rate = options.rate_over_limit * 2 / (limit.report().lambda_min + limit.report().lambda_max);
  if (rate >= limit.MaxLearningRate()) return;  // it runs away, and training says so
  const Eigen::MatrixXd rest = y - problem.gram() * limit.Descend(y, {.learning_rate = rate}, options.max_steps);
  const double left = rest.squaredNorm() / y.squaredNorm();
  if (left <= options.loss_factor) return;
  throw FlagError("--degrees, --inputs, --samples, --rate, --loss_factor",
                  "must make a problem whose loss falls by --loss_factor in " + std::to_string(options.max_steps) +
                      " steps; it falls to " + RoundedReal(left, 2) + " for the infinitely wide " + problem.network(),
                  "degree " + std::to_string(problem.degree()) + ", " + std::to_string(x.rows()) + " samples of " +
                      std::to_string(x.cols()) + " inputs");
}

struct Plan {
  std::vector<LazyProblem> problems;
  std::vector<Batch> batches;
  std::vector<std::size_t> relu;  // the problems with "pnn"
};

// All widths of one problem, fewer nets the wider they are.
void AddBatches(const Config& config, std::size_t problem, const std::string& network, std::vector<Batch>& batches) {
  const bool mean_field = network == "pnn_mean_field", raw = network == "pnn_raw";
  const int last = mean_field ? std::clamp(kMeanFieldMaxLog2Width, config.log2_min_width + 2, config.log2_max_width)
                              : config.log2_max_width;
  for (int power = config.log2_min_width; power <= last; ++power) {
    const double more = std::exp2(0.5 * (config.log2_max_width - power)) * (raw ? kRawDraws : 1);
    const int draws = std::clamp(static_cast<int>(std::lround(config.draws * more)), 2, kMostDraws);
    batches.push_back({problem, power, mean_field ? kMeanFieldDraws : draws, OptionsOf(config, network)});
  }
}

Plan MakePlan(const Config& config, std::uint64_t seed) {
  const LazyData data = MakeLazyData(config.samples, kTestPoints, config.inputs, seed);
  LazyData small = data;
  small.y *= kMeanFieldLabels;
  Plan plan;
  for (const int degree : config.degrees) {
    for (const std::string network : {"pnn", "pnn_raw", "pnn_mean_field"}) {
      if (network == "pnn") plan.relu.push_back(plan.problems.size());
      plan.problems.emplace_back(network, degree, network == "pnn_mean_field" ? small : data);
      RequireTrainable(plan.problems.back(), OptionsOf(config, network));
      AddBatches(config, plan.problems.size() - 1, network, plan.batches);
    }
  }
  return plan;
}

std::vector<LazyRun> Train(const Plan& plan, const Config& config, RunContext& context) {
  double work = 0;
  for (const Batch& batch : plan.batches) work += std::exp2(batch.log2_width - config.log2_min_width) * batch.draws;
  context.progress.Start("trained nets", static_cast<std::int64_t>(work));
  std::vector<LazyRun> runs;
  for (const Batch& batch : plan.batches) {
    for (int draw = 0; draw < batch.draws; ++draw) {
      runs.push_back(TrainLazily(plan.problems[batch.problem], 1 << batch.log2_width, draw,
                                 SeedOf(context.seed, batch.problem, batch.log2_width, draw), batch.options));
      context.progress.Advance(std::int64_t{1} << (batch.log2_width - config.log2_min_width));
    }
  }
  return runs;
}

std::vector<FastNet> TrainTooFast(const Plan& plan, const Config& config, std::uint64_t seed) {
  std::vector<FastNet> nets;
  const int log2_width = std::min(kFastLog2Width, config.log2_max_width);
  for (const std::size_t p : plan.relu) {
    for (int draw = 0; draw < kFastDraws; ++draw) {
      for (const double rate : {kRisingRate, kDivergingRate}) {
        nets.push_back(
            {plan.problems[p].degree(), 1 << log2_width, draw,
             TrainFast(plan.problems[p], 1 << log2_width, SeedOf(seed, p, log2_width, draw), rate, kFastSteps)});
      }
    }
  }
  return nets;
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  if (config.log2_max_width < config.log2_min_width + 2) {
    throw FlagError("--log2_max_width", "must exceed --log2_min_width by 2 at least",
                    std::to_string(config.log2_max_width));
  }
  const Plan plan = MakePlan(config, context.seed);
  Evidence evidence;
  evidence.runs = Train(plan, config, context);
  evidence.fast = TrainTooFast(plan, config, context.seed);
  evidence.fits = FitWidths(evidence.runs);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::ntk_stability
