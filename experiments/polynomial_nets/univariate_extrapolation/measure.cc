#include "experiments/polynomial_nets/univariate_extrapolation/measure.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "referee/program/flags.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {
namespace {

constexpr int kCurvePoints = 161;

struct Job {
  std::size_t target;
  std::string network;  ///< "" for the kernels
  int index;
};

std::vector<Job> Jobs(const Config& config) {
  std::vector<Job> jobs;
  for (std::size_t target = 0; target < Targets().size(); ++target) {
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

// The nets of each job.
std::vector<std::vector<Net>> TrainAll(const Config& config, const std::vector<Target>& targets,
                                       const std::vector<Job>& jobs, RunContext& context) {
  std::vector<std::vector<Net>> nets(jobs.size());
  context.progress.Start("networks", static_cast<std::int64_t>(jobs.size()));
  oneapi::tbb::parallel_for(
      std::size_t{0}, jobs.size(),
      [&](std::size_t j) {
        const Job& job = jobs[j];
        const std::uint64_t seed = context.seed * 1000 + static_cast<std::uint64_t>(job.index);
        const Target& target = targets[job.target];
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

}  // namespace

const Case& Evidence::Planted(const std::string& target, const std::string& network) const {
  for (const Case& c : planted) {
    if (c.target == target && c.network == network) return c;
  }
  throw std::out_of_range("Evidence::Planted: no " + network + " on " + target);
}

std::vector<Case> Evidence::Of(const std::string& target, const std::string& network, bool finite) const {
  std::vector<Case> found;
  for (const Case& c : cases) {
    if (c.target == target && c.network == network && (c.width > 0) == finite) found.push_back(c);
  }
  return found;
}

Evidence Measure(const Config& config, RunContext& context) {
  if (config.training.wide_batch > config.training.wide_samples) {
    throw FlagError("--wide_batch", "must be at most --wide_samples, " + std::to_string(config.training.wide_samples),
                    std::to_string(config.training.wide_batch));
  }
  const std::vector<Target> targets = Targets();
  const std::vector<Job> jobs = Jobs(config);
  const std::vector<std::vector<Net>> nets = TrainAll(config, targets, jobs, context);
  Evidence evidence;
  evidence.training = config.training;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const double edge = targets[t].edge;
    Curves curves{targets[t], Eigen::VectorXd::LinSpaced(kCurvePoints, -2 * edge, 2 * edge), {}};
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      if (jobs[j].target != t) continue;
      for (const Net& net : nets[j]) {
        evidence.cases.push_back(Examine(targets[t], net));
        curves.nets.push_back({net.network, net.width, net.seed, net.value(curves.x)});
      }
    }
    for (const Net& net : PlantedNets(targets[t])) evidence.planted.push_back(Examine(targets[t], net));
    evidence.curves.push_back(std::move(curves));
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::univariate_extrapolation
