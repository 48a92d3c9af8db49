#include "experiments/polynomial_nets/ntk_stability/ntk_stability.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/ntk_stability/claims.h"
#include "experiments/polynomial_nets/ntk_stability/figures.h"
#include "experiments/polynomial_nets/ntk_stability/measure.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/names.h"
#include "referee/program/flags.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

struct Config {
  std::vector<int> degrees = {2, 3};
  int log2_min_width = 7;
  int log2_max_width = 13;
  int draws = 6;
  int samples = 16;
  int inputs = 8;
  double rate = 0.5;
  double loss_factor = 1e-6;
};

constexpr int kTestPoints = 64;
constexpr int kMostDraws = 32;
constexpr double kRawDraws = 0.5;  // over those with ReLU, which the claim is about
// Mean-field nets learn features, and with them the kernel grows: small labels, a small rate and few octaves keep them
// stable.
constexpr double kMeanFieldLabels = 0.1, kMeanFieldRate = 0.1, kMeanFieldLossFactor = 1e-2;
constexpr int kMeanFieldMaxLog2Width = 11, kMeanFieldDraws = 4;
constexpr int kFastDraws = 3, kFastSteps = 200, kFastLog2Width = 10;

void AddFlags(CLI::App& app, Config& config) {
  AddIntegerList(app, "--degrees", &config.degrees, 1, 3, "degrees N of polynomial nets");
  AddInteger(app, "--log2_min_width", &config.log2_min_width, 7, 20, "smallest width, as a power of two");
  AddInteger(app, "--log2_max_width", &config.log2_max_width, 9, 20, "largest width, as a power of two");
  AddInteger(app, "--draws", &config.draws, 2, 32, "nets of the largest width; narrower ones are more");
  AddInteger(app, "--samples", &config.samples, 2, 256, "training samples on the sphere");
  AddInteger(app, "--inputs", &config.inputs, 2, 64, "d, the sphere being in R^d");
  AddReal(app, "--rate", &config.rate, 0.05, 100, "learning rate over the limit that Theorem 3 prints");
  AddReal(app, "--loss_factor", &config.loss_factor, 1e-12, 0.1, "train until the loss is down by this factor");
}

Json ToJson(const Config& config) {
  return {{"degrees", config.degrees},
          {"log2_min_width", config.log2_min_width},
          {"log2_max_width", config.log2_max_width},
          {"draws", config.draws},
          {"samples", config.samples},
          {"inputs", config.inputs},
          {"rate", config.rate},
          {"loss_factor", config.loss_factor}};
}

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

Plan MakePlan(const Config& config, std::uint64_t seed) {
  const LazyData data = MakeLazyData(config.samples, kTestPoints, config.inputs, seed);
  LazyData small = data;
  small.y *= kMeanFieldLabels;
  Plan plan;
  for (const int degree : config.degrees) {
    for (const std::string network : {"pnn", "pnn_raw", "pnn_mean_field"}) {
      const bool mean_field = network == "pnn_mean_field", raw = network == "pnn_raw";
      if (network == "pnn") plan.relu.push_back(plan.problems.size());
      plan.problems.emplace_back(network, degree, mean_field ? small : data);
      const int last = mean_field ? std::clamp(kMeanFieldMaxLog2Width, config.log2_min_width + 2, config.log2_max_width)
                                  : config.log2_max_width;
      const LazyOptions options = {.rate_over_limit = mean_field ? kMeanFieldRate : config.rate,
                                   .loss_factor = mean_field ? kMeanFieldLossFactor : config.loss_factor};
      RequireTrainable(plan.problems.back(), options);
      for (int power = config.log2_min_width; power <= last; ++power) {
        const double more = std::exp2(0.5 * (config.log2_max_width - power)) * (raw ? kRawDraws : 1);
        const int draws = std::clamp(static_cast<int>(std::lround(config.draws * more)), 2, kMostDraws);
        plan.batches.push_back({plan.problems.size() - 1, power, mean_field ? kMeanFieldDraws : draws, options});
      }
    }
  }
  return plan;
}

StabilityEvidence Train(const Config& config, RunContext& context) {
  const Plan plan = MakePlan(config, context.seed);
  StabilityEvidence evidence;
  double work = 0;
  for (const Batch& batch : plan.batches) work += std::exp2(batch.log2_width - config.log2_min_width) * batch.draws;
  context.progress.Start("trained nets", static_cast<std::int64_t>(work));
  for (const Batch& batch : plan.batches) {
    for (int draw = 0; draw < batch.draws; ++draw) {
      evidence.runs.push_back(TrainLazily(plan.problems[batch.problem], 1 << batch.log2_width, draw,
                                          SeedOf(context.seed, batch.problem, batch.log2_width, draw), batch.options));
      context.progress.Advance(std::int64_t{1} << (batch.log2_width - config.log2_min_width));
    }
  }
  const int log2_width = std::min(kFastLog2Width, config.log2_max_width);
  for (const std::size_t p : plan.relu) {
    for (int draw = 0; draw < kFastDraws; ++draw) {
      for (const double rate : {kRisingRate, kDivergingRate}) {
        evidence.fast.push_back({plan.problems[p].degree(), 1 << log2_width, draw,
                                 TrainFast(plan.problems[p], 1 << log2_width, SeedOf(context.seed, p, log2_width, draw),
                                           rate, kFastSteps)});
      }
    }
  }
  return evidence;
}

Table RunTable(const std::vector<LazyRun>& runs) {
  Table table({{"network", Table::kText},
               {"degree", Table::kInteger},
               {"width", Table::kInteger},
               {"draw", Table::kInteger},
               {"steps", Table::kInteger},
               {"initial_loss", Table::kReal},
               {"final_loss", Table::kReal},
               {"largest_rise", Table::kReal},
               {"drift", Table::kReal},
               {"relative_drift", Table::kReal},
               {"kernel_norm", Table::kReal},
               {"kernel_error", Table::kReal},
               {"bound", Table::kReal},
               {"bound_without_q", Table::kReal},
               {"to_regression", Table::kReal},
               {"to_dynamics", Table::kReal},
               {"to_linearized", Table::kReal},
               {"to_mean", Table::kReal}});
  for (const LazyRun& r : runs) {
    table.Append(r.network, r.degree, r.width, r.draw, r.steps, r.initial_loss, r.final_loss, r.largest_rise, r.drift,
                 r.relative_drift, r.kernel_norm, r.kernel_error, r.bound, r.bound_without_q, r.to_regression,
                 r.to_dynamics, r.to_linearized, r.to_mean);
  }
  return table;
}

Table FitTable(const std::vector<WidthFit>& fits) {
  Table table({{"network", Table::kText},
               {"degree", Table::kInteger},
               {"quantity", Table::kText},
               {"exponent", Table::kReal},
               {"standard_error", Table::kReal},
               {"constant", Table::kReal},
               {"nets", Table::kInteger}});
  for (const WidthFit& f : fits) {
    table.Append(f.network, f.degree, f.quantity, f.fit.exponent, f.fit.standard_error, f.fit.constant,
                 static_cast<std::int64_t>(f.fit.points));
  }
  return table;
}

Table RateTable(const std::vector<FastNet>& nets) {
  Table table({{"degree", Table::kInteger},
               {"width", Table::kInteger},
               {"draw", Table::kInteger},
               {"rate_over_stable", Table::kReal},
               {"largest_rise", Table::kReal},
               {"diverged_at", Table::kRealOrMissing}});
  for (const FastNet& net : nets) {
    table.Append(net.degree, net.width, net.draw, net.run.rate_over_stable, net.run.largest_rise,
                 net.run.diverged_at ? static_cast<double>(*net.run.diverged_at) : kMissing);
  }
  return table;
}

std::string Summary(const std::vector<WidthFit>& fits) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"network"},
                                           {"N", Align::kRight},
                                           {"nets", Align::kRight},
                                           {"drift", Align::kRight},
                                           {"K_0 - K", Align::kRight},
                                           {"to regression", Align::kRight},
                                           {"to linearized net", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (std::size_t first = 0; first < fits.size(); first += kFittedQuantities.size()) {
    const WidthFit& family = fits[first];
    std::vector<std::string> row = {family.network, std::to_string(family.degree), std::to_string(family.fit.points)};
    for (const std::string quantity : {"drift", "kernel_error", "to_regression", "to_linearized"}) {
      for (std::size_t i = first; i < first + kFittedQuantities.size(); ++i) {
        if (fits[i].quantity != quantity) continue;
        row.push_back(RoundedReal(fits[i].fit.exponent, 3) + " +- " + RoundedReal(fits[i].fit.standard_error, 1));
      }
    }
    rows.push_back(std::move(row));
  }
  return "Exponents in the width of sup_t |K_t - K_0|_F, |K_0 - K|_F and of distances on test points:\n" +
         TextTable(columns, rows);
}

Result Run(const Config& config, RunContext& context) {
  if (config.log2_max_width < config.log2_min_width + 2) {
    throw FlagError("--log2_max_width", "must exceed --log2_min_width by 2 at least",
                    std::to_string(config.log2_max_width));
  }
  const StabilityEvidence evidence = Train(config, context);
  const std::vector<WidthFit> fits = FitWidths(evidence.runs);
  Result result;
  result.claims = {JudgeTheorem3(evidence, fits), JudgeLazyLimit(fits)};
  result.summary = Summary(fits);
  result.figures.push_back({"ntk_stability", DrawStability(evidence.runs, fits)});
  result.tables.push_back({"ntk_stability", RunTable(evidence.runs)});
  result.tables.push_back({"ntk_stability_fits", FitTable(fits)});
  result.tables.push_back({"ntk_stability_rates", RateTable(evidence.fast)});
  return result;
}

}  // namespace

Experiment NtkStability() {
  return MakeExperiment<Config>(
      {.name = "ntk_stability",
       .summary =
           "Does the NTK of a wide polynomial net stay where it starts while the net is trained (Theorem 3), and does "
           "the trained net tend to kernel regression?",
       .paper = PolynomialNets(),
       .claims = {DeclareTheorem3(), DeclareLazyLimit()},
       .defaults = {},
       .quick = {.log2_max_width = 11, .draws = 8, .loss_factor = 1e-4},
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
