#include "experiments/polynomial_nets/directional_support/directional_support.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/directional_support/claims.h"
#include "experiments/polynomial_nets/directional_support/figures.h"
#include "experiments/polynomial_nets/directional_support/measure.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/names.h"
#include "referee/program/flags.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace {

struct Config {
  int seeds = 5;
  int opening_step = 30;
  int finite_opening_step = 90;
  int kernel_samples = 200;
  int directions = 512;
  int map_cells = 101;
  PlaneTraining training = {.fc_epochs = 50};
};

void AddFlags(CLI::App& app, Config& config) {
  PlaneTraining& t = config.training;
  AddInteger(app, "--seeds", &config.seeds, 1, 100, "seeds of nets and training sets");
  AddInteger(app, "--opening_step", &config.opening_step, 5, 270,
             "degrees between the openings of training sectors, 90 to 360, of kernel predictors");
  AddInteger(app, "--finite_opening_step", &config.finite_opening_step, 5, 270, "and of trained ReLU PNNs");
  AddInteger(app, "--kernel_samples", &config.kernel_samples, 8, 2000, "training samples of the kernel predictors");
  AddInteger(app, "--directions", &config.directions, 64, 2048, "random directions: 8, 16, 32, ... up to this");
  AddInteger(app, "--map_cells", &config.map_cells, 5, 301, "cells along a side of the error maps");
  AddInteger(app, "--samples", &t.samples, 64, 1000000, "training samples of the trained nets; the paper's: 2000");
  AddInteger(app, "--width", &t.width, 1, 65536, "width of the trained nets");
  AddInteger(app, "--epochs", &t.epochs, 1, 100000, "epochs of the product nets; [choice] 500");
  AddInteger(app, "--fc_epochs", &t.fc_epochs, 1, 100000, "epochs of the fully-connected nets; [choice] 500");
}

Json ToJson(const Config& config) {
  const PlaneTraining& t = config.training;
  return {{"seeds", config.seeds},
          {"opening_step", config.opening_step},
          {"finite_opening_step", config.finite_opening_step},
          {"kernel_samples", config.kernel_samples},
          {"directions", config.directions},
          {"map_cells", config.map_cells},
          {"samples", t.samples},
          {"width", t.width},
          {"epochs", t.epochs},
          {"fc_epochs", t.fc_epochs}};
}

struct Job {
  std::string network;
  bool finite;
  double opening;
  int samples, index;
  bool direction = false;  ///< of the second part: n random directions
  PlaneCase result = {};
  std::optional<ErrorMap> map = {};
};

std::vector<Job> Jobs(const Config& config) {
  std::vector<double> openings, finite_openings;
  for (int a = 90; a < 360; a += config.opening_step) openings.push_back(a);
  for (int a = 90; a < 360; a += config.finite_opening_step) finite_openings.push_back(a);
  openings.push_back(360);
  finite_openings.push_back(360);
  std::vector<Job> jobs;
  const int samples = config.training.samples;
  for (int i = 0; i < config.seeds; ++i) {
    jobs.push_back({"fc", true, 360, samples, i});
    for (const double opening : finite_openings) jobs.push_back({"pnn", true, opening, samples, i});
    jobs.push_back({"pnn_raw", true, 90, samples, i});
    for (const double opening : openings) {
      for (const char* network : {"pnn", "pnn_raw", "fc"}) {
        jobs.push_back({network, false, opening, config.kernel_samples, i});
      }
    }
    for (int n = 8; n <= config.directions; n *= 2) jobs.push_back({"pnn", false, 360, n, i, true});
  }
  return jobs;
}

void RunJob(const Config& config, std::uint64_t seed, Job& job) {
  seed = seed * 1000 + static_cast<std::uint64_t>(job.index);
  const Eigen::MatrixXd points = SectorPoints(job.samples, job.opening, kTrainRadius, seed);
  const PlaneNet net = job.finite ? TrainPlaneNet(job.network, config.training, job.opening, seed, job.index)
                                  : TrainPlaneKernel(job.network, points, job.opening, job.index);
  job.result = {job.network, net.width, job.opening, job.samples, job.index, LargestGap(points), Measure(net)};
  const bool drawn = (job.network == "pnn" && job.opening == 90) || (job.network != "pnn_raw" && job.opening == 360);
  if (job.index == 0 && !job.direction && drawn) job.map = MapErrors(net, config.map_cells);
}

Table CaseTable(const std::vector<PlaneCase>& cases) {
  Table table({{"network", Table::kText},
               {"width", Table::kInteger},
               {"opening", Table::kReal},
               {"samples", Table::kInteger},
               {"seed", Table::kInteger},
               {"largest_gap", Table::kReal},
               {"inside", Table::kReal},
               {"outside", Table::kReal},
               {"outside_in_sector", Table::kReal},
               {"largest", Table::kReal},
               {"scaling", Table::kReal}});
  for (const PlaneCase& c : cases) {
    table.Append(c.network, c.width, c.opening, c.samples, c.seed, c.gap, c.errors.inside, c.errors.outside,
                 c.errors.seen, c.errors.largest, c.errors.scaling);
  }
  return table;
}

std::string SummaryTable(const Config& config, const DirectionalEvidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"network"},
                                           {"opening", Align::kRight},
                                           {"training disk", Align::kRight},
                                           {"beyond", Align::kRight},
                                           {"beyond, in the sector", Align::kRight}};
  const std::vector<std::pair<std::string, std::string>> networks = {
      {"pnn", "ReLU PNN"}, {"pnn_raw", "PNN, no ReLU"}, {"fc", "FC"}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& [network, name] : networks) {
    for (const bool finite : {true, false}) {
      for (const double opening : {90.0, 180.0, 270.0, 360.0}) {
        const auto cases = evidence.Of(network, finite, opening);
        if (cases.empty()) continue;
        rows.push_back({name + (finite ? "" : ", kernel"), RoundedReal(opening, 3),
                        DescribeErrors(cases, &PlaneErrors::inside), DescribeErrors(cases, &PlaneErrors::outside),
                        DescribeErrors(cases, &PlaneErrors::seen)});
      }
    }
  }
  return "RMS error over the target's RMS, median (range) over seeds. Trained nets: " +
         std::to_string(config.training.samples) + " points,\n" + std::to_string(config.training.epochs) +
         " epochs (FC " + std::to_string(config.training.fc_epochs) +
         "; --fc_epochs 500 for as many), Adam at 1e-3:\n" + TextTable(columns, rows);
}

Result Run(const Config& config, RunContext& context) {
  std::vector<Job> jobs = Jobs(config);
  context.progress.Start("networks", static_cast<std::int64_t>(jobs.size()));
  oneapi::tbb::parallel_for(
      std::size_t{0}, jobs.size(),
      [&](std::size_t j) {
        RunJob(config, context.seed, jobs[j]);
        context.progress.Advance();
      },
      oneapi::tbb::simple_partitioner());

  DirectionalEvidence evidence;
  evidence.training = config.training;
  std::vector<ErrorMap> maps;
  for (Job& job : jobs) {
    (job.direction ? evidence.directions : evidence.sectors).push_back(job.result);
    if (job.map) maps.push_back(std::move(*job.map));
  }
  Table map_table({{"network", Table::kText},
                   {"width", Table::kInteger},
                   {"opening", Table::kReal},
                   {"x1", Table::kReal},
                   {"x2", Table::kReal},
                   {"error", Table::kReal}});
  for (const ErrorMap& map : maps) {
    const std::size_t n = map.axis.size();
    for (std::size_t i = 0; i < map.values.size(); ++i) {
      if (std::isnan(map.values[i])) continue;
      map_table.Append(map.network, map.width, map.opening, map.axis[i % n], map.axis[i / n], map.values[i]);
    }
  }
  Result result;
  result.claims = {JudgeFigure2All(evidence), JudgeFigure2Quadrant(evidence), JudgeFigure2Linear(evidence),
                   JudgeFigure2Exact(evidence)};
  result.summary = SummaryTable(config, evidence);
  result.figures.push_back({"directional_support_maps", DrawMaps(maps, evidence)});
  result.figures.push_back({"directional_support", DrawSupport(evidence)});
  result.tables.push_back({"directional_support", CaseTable(evidence.sectors)});
  result.tables.push_back({"directional_support_directions", CaseTable(evidence.directions)});
  result.tables.push_back({"directional_support_maps", std::move(map_table)});
  return result;
}

}  // namespace

Experiment DirectionalSupport() {
  return MakeExperiment<Config>(
      {.name = "directional_support",
       .summary = "Which training directions does a net of degree 2 need to continue |x|^2 beyond the training disk? "
                  "Figure 2, with trained nets and exact kernel predictors, and the error against the directions "
                  "covered.",
       .paper = PolynomialNets(),
       .claims = {DeclareFigure2All(), DeclareFigure2Quadrant(), DeclareFigure2Linear(), DeclareFigure2Exact()},
       .defaults = {},
       .quick = {.seeds = 2,
                 .opening_step = 90,
                 .finite_opening_step = 270,
                 .kernel_samples = 100,
                 .directions = 256,
                 .map_cells = 41,
                 .training = {.epochs = 100, .fc_epochs = 20}},
       .add_flags = AddFlags,
       .to_json = ToJson,
       .run = Run});
}

}  // namespace hadamard_ntk::experiments
