#include "experiments/polynomial_nets/univariate_extrapolation/univariate_extrapolation.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/univariate_extrapolation/claims.h"
#include "experiments/polynomial_nets/univariate_extrapolation/figures.h"
#include "experiments/polynomial_nets/univariate_extrapolation/measure.h"
#include "experiments/shared/names.h"
#include "referee/program/flags.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr int kCurvePoints = 161;

struct Config {
  int seeds = 5;
  int hp_seeds = 10;
  UnivariateTraining training = {};
};

void AddFlags(CLI::App& app, Config& config) {
  UnivariateTraining& t = config.training;
  AddInteger(app, "--seeds", &config.seeds, 1, 100, "seeds of the wide nets and training sets of the kernels");
  AddInteger(app, "--hp_seeds", &config.hp_seeds, 1, 1000, "seeds of NN-Hp (width 1)");
  AddInteger(app, "--samples", &t.samples, 512, 10000000, "training samples of NN-Hp; the paper's: 200000");
  AddInteger(app, "--epochs", &t.epochs, 1, 10000, "epochs of NN-Hp, batches of 512; the paper's: 40");
  AddInteger(app, "--wide_samples", &t.wide_samples, 128, 10000000,
             "training samples of the nets of width 256; as NN-Hp: 200000");
  AddInteger(app, "--wide_batch", &t.wide_batch, 1, 100000, "their batch; as NN-Hp: 512");
  AddReal(app, "--wide_rate", &t.wide_rate, 1e-7, 1, "their learning rate; as NN-Hp: 1e-4");
  AddInteger(app, "--product_epochs", &t.product_epochs, 1, 10000, "epochs of ReLU PNN and CCP; as NN-Hp: 40");
  AddInteger(app, "--fc_cubic_epochs", &t.fc_cubic_epochs, 1, 10000,
             "epochs of the 4 fully-connected layers; as NN-Hp: 40, about 3 minutes a seed");
  AddInteger(app, "--fc_cosine_epochs", &t.fc_cosine_epochs, 1, 10000,
             "epochs of the 11 fully-connected layers; as NN-Hp: 40, about 10 minutes a seed");
  AddInteger(app, "--kernel_samples", &t.kernel_samples, 10, 2000, "training samples of the kernel predictors");
}

Json ToJson(const Config& config) {
  const UnivariateTraining& t = config.training;
  return {{"seeds", config.seeds},
          {"hp_seeds", config.hp_seeds},
          {"samples", t.samples},
          {"epochs", t.epochs},
          {"wide_samples", t.wide_samples},
          {"wide_batch", t.wide_batch},
          {"wide_rate", t.wide_rate},
          {"product_epochs", t.product_epochs},
          {"fc_cubic_epochs", t.fc_cubic_epochs},
          {"fc_cosine_epochs", t.fc_cosine_epochs},
          {"kernel_samples", t.kernel_samples}};
}

struct Job {
  std::size_t target;
  std::string network;  ///< "" for the kernels
  int index;
};

std::vector<Job> Jobs(const Config& config) {
  std::vector<Job> jobs;
  for (std::size_t target = 0; target < UnivariateTargets().size(); ++target) {
    // Those that take longest first.
    for (const char* network : {"fc", "pnn", "ccp", ""}) {
      for (int i = 0; i < config.seeds; ++i) jobs.push_back({target, network, i});
    }
    for (const char* network : {"nn_hp", "nn_hp_converged"}) {
      for (int i = 0; i < config.hp_seeds; ++i) jobs.push_back({target, network, i});
    }
    for (int i = 0; i < std::min(config.seeds, config.hp_seeds); ++i) jobs.push_back({target, "nn_hp_lower", i});
  }
  return jobs;
}

Table CurveTable(const std::vector<UnivariateCurves>& curves, const std::vector<std::pair<std::string, bool>>& shown) {
  Table table({{"target", Table::kText},
               {"network", Table::kText},
               {"width", Table::kInteger},
               {"seed", Table::kInteger},
               {"x", Table::kReal},
               {"value", Table::kReal}});
  for (const UnivariateCurves& of_target : curves) {
    for (const UnivariateCurve& net : of_target.nets) {
      if (std::find(shown.begin(), shown.end(), std::pair(net.network, net.width > 0)) == shown.end()) continue;
      for (Eigen::Index i = 0; i < of_target.x.size(); ++i) {
        table.Append(of_target.target.name, net.network, net.width, net.seed, of_target.x[i], net.values[i]);
      }
    }
  }
  return table;
}

std::string SummaryTable(const Config& config, const UnivariateEvidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"target"},
                                           {"network"},
                                           {"inside", Align::kRight},
                                           {"left", Align::kRight},
                                           {"right", Align::kRight},
                                           {"degree", Align::kRight}};
  const std::vector<std::pair<std::string, std::string>> networks = {
      {"fc", "FC"},        {"nn_hp", "NN-Hp"},  {"nn_hp_converged", "NN-Hp, trained on"},
      {"pnn", "ReLU PNN"}, {"ccp", "ReLU CCP"}, {"ccp_raw", "raw CCP"}};
  std::vector<std::vector<std::string>> rows;
  const auto median = [](const std::vector<UnivariateCase>& cases, double UnivariateCase::*number, int digits) {
    const double m = SpreadOf(cases, number).median;
    return std::isnan(m) ? std::string("-") : RoundedReal(m, digits);
  };
  for (const UnivariateTarget& target : UnivariateTargets()) {
    for (const bool finite : {true, false}) {
      for (const auto& [network, name] : networks) {
        const auto cases = evidence.Of(target.name, network, finite);
        if (cases.empty()) continue;
        rows.push_back(
            {target.name, name + (finite ? "" : ", kernel"), median(cases, &UnivariateCase::inside, 2),
             Describe(SpreadOf(cases, &UnivariateCase::left)), Describe(SpreadOf(cases, &UnivariateCase::right)),
             median(cases, &UnivariateCase::degree_left, 3) + ", " + median(cases, &UnivariateCase::degree_right, 3)});
      }
    }
  }
  const UnivariateTraining& t = config.training;
  return "RMS error over the target's RMS by region, median (range) over seeds; degree of the branches at |x| = 2^20.\n"
         "NN-Hp: " +
         std::to_string(t.samples) + " samples, " + std::to_string(t.epochs) +
         " epochs in batches of 512 at rate 1e-4 (the paper's: 200000, 40).\nNets of width 256: " +
         std::to_string(t.wide_samples) + " samples, " + std::to_string(t.fc_cubic_epochs) + " and " +
         std::to_string(t.fc_cosine_epochs) + " (FC), " + std::to_string(t.product_epochs) +
         " (ReLU) epochs, batches of " + std::to_string(t.wide_batch) + " at rate " + RoundedReal(t.wide_rate, 3) +
         ".\nThe paper's setting for these too, about an hour: --wide_samples 200000 --wide_batch 512 --wide_rate "
         "1e-4\n"
         "--fc_cubic_epochs 40 --fc_cosine_epochs 40 --product_epochs 40\n" +
         TextTable(columns, rows);
}

// The nets of each job.
std::vector<std::vector<UnivariateNet>> TrainAll(const Config& config, const std::vector<UnivariateTarget>& targets,
                                                 const std::vector<Job>& jobs, RunContext& context) {
  std::vector<std::vector<UnivariateNet>> nets(jobs.size());
  context.progress.Start("networks", static_cast<std::int64_t>(jobs.size()));
  oneapi::tbb::parallel_for(
      std::size_t{0}, jobs.size(),
      [&](std::size_t j) {
        const Job& job = jobs[j];
        const std::uint64_t seed = context.seed * 1000 + static_cast<std::uint64_t>(job.index);
        const UnivariateTarget& target = targets[job.target];
        if (job.network.empty()) {
          nets[j] = TrainKernels(target, config.training.kernel_samples, seed, job.index);
        } else {
          nets[j] = {TrainFinite(target, job.network, config.training, seed, job.index)};
        }
        context.progress.Advance();
      },
      oneapi::tbb::simple_partitioner());
  return nets;
}

Table CaseTable(const std::vector<UnivariateCase>& cases) {
  Table table({{"target", Table::kText},
               {"network", Table::kText},
               {"parameter", Table::kInteger},
               {"width", Table::kInteger},
               {"seed", Table::kInteger},
               {"inside", Table::kReal},
               {"left", Table::kReal},
               {"right", Table::kReal},
               {"near_left", Table::kReal},
               {"near_right", Table::kReal},
               {"line_left", Table::kReal},
               {"line_right", Table::kReal},
               {"degree_left", Table::kRealOrMissing},
               {"degree_right", Table::kRealOrMissing}});
  for (const UnivariateCase& c : cases) {
    table.Append(c.target, c.network, c.parameter, c.width, c.seed, c.inside, c.left, c.right, c.near_left,
                 c.near_right, c.line_left, c.line_right, c.degree_left, c.degree_right);
  }
  return table;
}

Result Run(const Config& config, RunContext& context) {
  if (config.training.wide_batch > config.training.wide_samples) {
    throw FlagError("--wide_batch", "must be at most --wide_samples, " + std::to_string(config.training.wide_samples),
                    std::to_string(config.training.wide_batch));
  }
  const std::vector<UnivariateTarget> targets = UnivariateTargets();
  const std::vector<Job> jobs = Jobs(config);
  const std::vector<std::vector<UnivariateNet>> nets = TrainAll(config, targets, jobs, context);
  UnivariateEvidence evidence;
  evidence.training = config.training;
  std::vector<UnivariateCurves> curves;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    UnivariateCurves of_target{
        targets[t], Eigen::VectorXd::LinSpaced(kCurvePoints, -2 * targets[t].edge, 2 * targets[t].edge), {}};
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      if (jobs[j].target != t) continue;
      for (const UnivariateNet& net : nets[j]) {
        evidence.cases.push_back(Measure(targets[t], net));
        of_target.nets.push_back({net.network, net.width, net.seed, net.value(of_target.x)});
      }
    }
    for (const UnivariateNet& net : PlantedNets(targets[t])) evidence.planted.push_back(Measure(targets[t], net));
    curves.push_back(std::move(of_target));
  }

  Result result;
  result.claims = {JudgeFigure1Cubic(evidence), JudgeFigure1Cosine(evidence), JudgeFigure1Linear(evidence),
                   JudgeFigure1Degree(evidence), JudgeFigure1Relu(evidence)};
  result.summary = SummaryTable(config, evidence);
  result.figures.push_back({"univariate_extrapolation_fits", DrawFits(curves)});
  result.figures.push_back({"univariate_extrapolation_relu", DrawReluFits(curves)});
  result.figures.push_back({"univariate_extrapolation", DrawErrors(evidence)});
  result.tables.push_back({"univariate_extrapolation", CaseTable(evidence.cases)});
  result.tables.push_back(
      {"univariate_extrapolation_fits", CurveTable(curves, {{"fc", true}, {"fc", false}, {"nn_hp", true}})});
  result.tables.push_back(
      {"univariate_extrapolation_relu",
       CurveTable(curves,
                  {{"pnn", true}, {"ccp", true}, {"pnn", false}, {"ccp", false}, {"ccp_raw", false}, {"fc", false}})});
  return result;
}

}  // namespace

Experiment UnivariateExtrapolation() {
  return MakeExperiment<Config>(
      {.name = "univariate_extrapolation",
       .summary =
           "How do nets with and without Hadamard products continue a cubic and a cosine beyond the training range? "
           "Figure 1, with the authors' polynomial, ReLU nets of the same degree, and exact kernel predictors.",
       .paper = PolynomialNets(),
       .claims = {DeclareFigure1Cubic(), DeclareFigure1Cosine(), DeclareFigure1Linear(), DeclareFigure1Degree(),
                  DeclareFigure1Relu()},
       .defaults = {},
       .quick = {.seeds = 2,
                 .hp_seeds = 3,
                 .training = {.samples = 50000,
                              .epochs = 40,
                              .wide_samples = 4000,
                              .fc_cubic_epochs = 5,
                              .fc_cosine_epochs = 2,
                              .product_epochs = 5,
                              .kernel_samples = 60}},
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
