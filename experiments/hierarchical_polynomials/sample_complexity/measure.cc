#include "experiments/hierarchical_polynomials/sample_complexity/measure.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <utility>

#include "experiments/hierarchical_polynomials/dimensions.h"
#include "experiments/hierarchical_polynomials/sample_complexity/low_degree_target.h"
#include "experiments/hierarchical_polynomials/targets.h"
#include "experiments/shared/median.h"
#include "gaussian/hermite_features.h"

namespace hadamard_ntk::experiments::sample_complexity {
namespace {

const hierarchical::Outer& OuterOf(const std::string& name) {
  for (const hierarchical::Outer& outer : hierarchical::Outers()) {
    if (WordOf(outer) == name) return outer;
  }
  throw std::invalid_argument("sample_complexity: no g is called " + name);
}

gaussian::SpreadFeature FeatureOf(int k, int d) { return hierarchical::Feature(k, "balanced", d, 0); }

void CheckDimensions(const char* flag, std::vector<int>& dimensions) {
  hierarchical::RequireEven(flag, dimensions);
  std::sort(dimensions.begin(), dimensions.end());
}

int Runs(const Config& config, int features) {
  return features > kMany ? std::min(config.runs, kFewRuns) : config.runs;
}

// The values of the runs of one case.
template <class Runs, class Value>
Curves CurvesOf(int d, const Runs& runs, const Value& value) {
  Curves curves{.d = d, .samples = {}, .values = {}};
  for (const auto& point : runs.front()) curves.samples.push_back(static_cast<double>(point.m));
  for (const auto& run : runs) {
    std::vector<double> values;
    for (const auto& point : run) values.push_back(value(point));
    curves.values.push_back(std::move(values));
  }
  return curves;
}

}  // namespace

std::string WordOf(const hierarchical::Outer& outer) {
  std::string word = outer.name;
  std::erase(word, ' ');
  return word;
}

double Case::MedianOf(double Point::*value, std::size_t i) const {
  std::vector<double> values;
  for (const auto& run : runs) values.push_back(run[i].*value);
  return Median(std::move(values));
}

const Exponent& Evidence::ExponentOf(const std::string& quantity, int k) const {
  for (const Exponent& exponent : exponents) {
    if (exponent.quantity == quantity && exponent.k == k) return exponent;
  }
  throw std::invalid_argument("ExponentOf: none of " + quantity + " for k = " + std::to_string(k));
}

void FitExponents(Evidence& evidence, std::uint64_t seed) {
  struct Quantity {
    const char* name;
    double Point::*value;
    bool rising;
  };
  for (const int k : {2, 3}) {
    for (const Quantity& quantity :
         {Quantity{kFeatureLearnt, &Point::correlation, true}, Quantity{kPlantedLearnt, &Point::planted, true},
          Quantity{kHalfPlateau, &Point::three_layer, false}, Quantity{kHalfPlateauGiven, &Point::given, false}}) {
      std::vector<Curves> curves;
      std::vector<double> levels;
      for (const Case& c : evidence.cases) {
        if (c.k != k) continue;
        curves.push_back(CurvesOf(c.d, c.runs, [&](const Point& point) { return point.*quantity.value; }));
        levels.push_back(quantity.rising ? kLearnt : c.plateau / 2);
      }
      evidence.exponents.push_back(FitExponent(quantity.name, k, curves, levels, quantity.rising, kReplicates, seed));
    }
  }
  for (const bool shifted : {true, false}) {
    std::vector<Curves> curves;
    for (const StepCase& c : evidence.steps) {
      curves.push_back(
          CurvesOf(c.d, c.runs, [&](const StepPoint& point) { return shifted ? point.shifted : point.centred; }));
    }
    const std::vector<double> levels(curves.size(), kLearnt);
    evidence.exponents.push_back(
        FitExponent(shifted ? kShiftedStep : kCentredStep, 2, curves, levels, true, kReplicates, seed));
  }
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.asked = config};
  Config& asked = evidence.asked;
  CheckDimensions("--d", asked.quadratic);
  CheckDimensions("--d_cubic", asked.cubic);
  Method method = config.method;
  method.random_units = config.features == "random" ? config.units : 0;
  const hierarchical::Outer& g = OuterOf(config.g);
  std::vector<double> ratios;  // m = n / 2 of each stage
  for (double ratio = 0.5; 2 * ratio <= config.largest; ratio *= 2) ratios.push_back(ratio);

  for (const int k : {2, 3}) {
    for (const int d : k == 2 ? asked.quadratic : asked.cubic) {
      const gaussian::HermiteFeatures basis(d, k);
      const LowDegreeTarget target(FeatureOf(k, d), g, basis);
      evidence.cases.push_back({k, d, basis.size(), target.plateau, target.slope, {}});
      evidence.cases.back().runs.resize(static_cast<std::size_t>(Runs(config, basis.size())));
    }
  }
  for (const int d : asked.quadratic) {
    evidence.steps.push_back({d, {}});
    const int features = gaussian::HermiteFeatures(d, 2).size();
    evidence.steps.back().runs.resize(static_cast<std::size_t>(Runs(config, features)));
  }
  std::vector<std::pair<double, std::function<void()>>> tasks;  // by cost, the largest first
  for (Case& c : evidence.cases) {
    for (std::size_t run = 0; run < c.runs.size(); ++run) {
      tasks.emplace_back(std::pow(c.d, c.k) * c.features * c.features, [&c, &g, &ratios, &method, &context, run] {
        c.runs[run] = TrainLayerwise(FeatureOf(c.k, c.d), g, ratios, method, context.seed, static_cast<int>(run));
      });
    }
  }
  for (StepCase& c : evidence.steps) {
    for (std::size_t run = 0; run < c.runs.size(); ++run) {
      tasks.emplace_back(config.one_step * std::pow(c.d, 4), [&c, &g, &config, &context, run] {
        c.runs[run] = TakeOneStep(FeatureOf(2, c.d), g, config.one_step, context.seed, static_cast<int>(run));
      });
    }
  }
  std::stable_sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  context.progress.Start("runs", static_cast<std::int64_t>(tasks.size()));
  tbb::parallel_for(
      std::size_t{0}, tasks.size(),
      [&](std::size_t i) {
        tasks[i].second();
        context.progress.Advance();
      },
      tbb::simple_partitioner());
  FitExponents(evidence, context.seed);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::sample_complexity
