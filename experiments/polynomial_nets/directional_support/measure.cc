#include "experiments/polynomial_nets/directional_support/measure.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace hadamard_ntk::experiments::directional_support {
namespace {

ErrorMap MapErrors(const Net& net, int cells) {
  ErrorMap map{net.network, net.width, net.opening, {}, {}};
  for (int i = 0; i < cells; ++i) map.axis.push_back(kTestRadius * (2 * (i + 0.5) / cells - 1));
  Eigen::MatrixXd points(cells * cells, 2);
  for (int i = 0; i < cells; ++i) {
    for (int j = 0; j < cells; ++j) {
      points.row(i * cells + j) << map.axis[static_cast<std::size_t>(j)], map.axis[static_cast<std::size_t>(i)];
    }
  }
  const Eigen::VectorXd target = SquaredNorm(points), errors = net.value(points) - target;
  for (Eigen::Index i = 0; i < errors.size(); ++i) {
    const bool in_disk = target[i] <= kTestRadius * kTestRadius;
    map.values.push_back(in_disk ? errors[i] : std::numeric_limits<double>::quiet_NaN());
  }
  return map;
}

struct Job {
  std::string network;
  bool finite;
  double opening;
  int samples, index;
  bool direction = false;  ///< of the second part: n random directions
  Case result = {};
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
  const Net net = job.finite ? TrainNet(job.network, config.training, job.opening, seed, job.index)
                             : TrainKernel(job.network, points, job.opening, job.index);
  job.result = {job.network, net.width, job.opening, job.samples, job.index, LargestGap(points), Examine(net)};
  const bool drawn = (job.network == "pnn" && job.opening == 90) || (job.network != "pnn_raw" && job.opening == 360);
  if (job.index == 0 && !job.direction && drawn) job.map = MapErrors(net, config.map_cells);
}

Planted ExaminePlanted() {
  Net exact = PlantedSuccess();
  exact.value = SquaredNorm;
  return {.success = Examine(PlantedSuccess()),
          .failure = Examine(PlantedFailure()),
          .cone = Examine(PlantedCone()),
          .exact = Examine(exact)};
}

}  // namespace

std::vector<Case> Evidence::Of(const std::string& network, bool finite, double opening) const {
  std::vector<Case> found;
  for (const Case& c : sectors) {
    if (c.network == network && (c.width > 0) == finite && c.opening == opening) found.push_back(c);
  }
  return found;
}

Evidence Measure(const Config& config, RunContext& context) {
  std::vector<Job> jobs = Jobs(config);
  context.progress.Start("networks", static_cast<std::int64_t>(jobs.size()));
  oneapi::tbb::parallel_for(
      std::size_t{0}, jobs.size(),
      [&](std::size_t j) {
        RunJob(config, context.seed, jobs[j]);
        context.progress.Advance();
      },
      oneapi::tbb::simple_partitioner());

  Evidence evidence;
  evidence.training = config.training;
  for (Job& job : jobs) {
    (job.direction ? evidence.directions : evidence.sectors).push_back(job.result);
    if (job.map) evidence.maps.push_back(std::move(*job.map));
  }
  evidence.planted = ExaminePlanted();
  return evidence;
}

}  // namespace hadamard_ntk::experiments::directional_support
