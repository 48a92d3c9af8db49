#include "experiments/quadratic_nets/trainability/measure.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "experiments/quadratic_nets/trainability/baselines.h"

namespace hadamard_ntk::experiments::trainability {
namespace {

constexpr int kScaleSamples = 200;

struct Data {
  std::uint64_t seed = 0;
  Samples training = {}, test = {};
};

// do_one(i) for i < count, each a task of its own.
template <class DoOne>
void ForEachTask(std::size_t count, const DoOne& do_one) {
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, count, 1),
      [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t i = range.begin(); i < range.end(); ++i) do_one(i);
      },
      tbb::simple_partitioner());
}

bool IsJudged(const std::string& setting) {
  for (const char* name : {"conv", "conv_params", "random", "sg_0", "sg_1e-2", "sg_1e-1", "sg_1"}) {
    if (setting == name) return true;
  }
  return false;
}

std::vector<Cell> CellsToRun(const Config& config) {
  std::vector<Cell> cells;
  for (const double rate : config.rates) {
    for (const Setting& setting : Settings()) {
      if (config.settings == "judged" && !IsJudged(setting.name)) continue;
      for (const int hidden : config.hidden) {
        cells.push_back({.setting = setting,
                         .hidden = hidden,
                         .rate = rate,
                         .runs = std::vector<Outcome>(static_cast<std::size_t>(config.seeds))});
      }
    }
  }
  return cells;
}

std::vector<Baseline> MeasureBaselines(const Config& config, const std::vector<Data>& data, RunContext& context) {
  Baseline logistic{.name = "logistic"};
  for (const Data& seed : data) logistic.errors.push_back(LogisticError(seed.training, seed.test));
  std::vector<Baseline> baselines = {logistic};
  const auto kernel_seeds = std::min(static_cast<std::size_t>(config.kernel_seeds), data.size());
  if (kernel_seeds == 0) return baselines;
  context.progress.Start("kernel regressions", static_cast<std::int64_t>(kernel_seeds * config.hidden.size()));
  for (const int hidden : config.hidden) {
    Baseline conventional{.name = "ntk_conv", .hidden = hidden}, relinear{.name = "ntk_relinear", .hidden = hidden};
    for (std::size_t s = 0; s < kernel_seeds; ++s) {
      const KernelErrors errors = RidgeErrors(hidden, config.ridge, data[s].training, data[s].test);
      conventional.errors.push_back(errors.conventional);
      relinear.errors.push_back(errors.relinear);
      context.progress.Advance();
    }
    baselines.push_back(conventional);
    baselines.push_back(relinear);
  }
  return baselines;
}

Start MeasureStart(Kind kind, const Config& config, const std::vector<Data>& data) {
  Start start{.kind = kind,
              .log_scales = std::vector<std::vector<double>>(static_cast<std::size_t>(config.layers) + 1)};
  for (const Data& seed : data) {
    const models::Index count = std::min<models::Index>(kScaleSamples, seed.test.x.rows());
    const std::vector<double> scales =
        LogScales(kind, {.hidden = config.layers, .width = config.width}, seed.seed, {.x = seed.test.x.topRows(count)});
    for (std::size_t layer = 0; layer < scales.size(); ++layer) start.log_scales[layer].push_back(scales[layer]);
  }
  return start;
}

}  // namespace

int Cell::failures() const {
  return static_cast<int>(std::count_if(runs.begin(), runs.end(), [](const Outcome& run) { return run.failed(); }));
}

Quartiles QuartilesOf(std::vector<double> values) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (values.empty()) return {0, kNone, kNone, kNone, kNone, kNone};
  std::sort(values.begin(), values.end());
  // Between order statistics, and one of them where it is: minus infinity is a value here.
  const auto quantile = [&](double q) {
    const double at = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const double part = at - static_cast<double>(below);
    return part == 0 ? values[below] : (1 - part) * values[below] + part * values[below + 1];
  };
  return {
      static_cast<int>(values.size()), values.front(), quantile(0.25), quantile(0.5), quantile(0.75), values.back()};
}

Quartiles SurvivingErrors(const Cell& cell) {
  std::vector<double> errors;
  for (const Outcome& run : cell.runs) {
    if (!run.failed()) errors.push_back(run.error);
  }
  return QuartilesOf(std::move(errors));
}

std::string NameOf(const Start& start) { return start.kind == Kind::kRandom ? "random" : "relinear"; }

const Cell* Evidence::Find(const std::string& setting, int hidden, double rate) const {
  for (const Cell& cell : cells) {
    if (cell.setting.name == setting && cell.hidden == hidden && cell.rate == rate) return &cell;
  }
  return nullptr;
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config, .bayes_error = BayesError(), .cells = CellsToRun(config)};
  std::vector<Data> data(static_cast<std::size_t>(config.seeds));
  for (std::size_t s = 0; s < data.size(); ++s) {
    data[s].seed = 1000 * context.seed + s;
    data[s].training = DrawSamples(config.samples, data[s].seed, 0);
    data[s].test = DrawSamples(config.tests, data[s].seed, 1);
  }
  const std::size_t count = evidence.cells.size() * data.size();
  context.progress.Start("trainings", static_cast<std::int64_t>(count));
  ForEachTask(count, [&](std::size_t i) {
    Cell& cell = evidence.cells[i / data.size()];
    const std::size_t s = i % data.size();
    cell.runs[s] = Train(cell.setting, {.hidden = cell.hidden, .width = config.width},
                         {.rate = cell.rate, .epochs = config.epochs}, data[s].seed, data[s].training, data[s].test);
    context.progress.Advance();
  });
  evidence.baselines = MeasureBaselines(config, data, context);
  evidence.starts = {MeasureStart(Kind::kRandom, config, data), MeasureStart(Kind::kReLinear, config, data)};
  return evidence;
}

}  // namespace hadamard_ntk::experiments::trainability
