#include "experiments/polynomial_nets/gated_units/measure.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>

#include "experiments/polynomial_nets/gated_units/normals.h"
#include "linalg/diverged.h"
#include "models/random.h"

namespace hadamard_ntk::experiments::gated_units {
namespace {

// Streams of the seed, beyond those of the data sets.
constexpr std::uint32_t kTrainingStream = 1000000, kTestStream = 1000001;

struct NetChoice {
  Gate gate;
  bool trained_biases;
};
constexpr NetChoice kNets[] = {{Gate::kRelu, false},     {Gate::kGelu, false}, {Gate::kSilu, false},
                               {Gate::kIdentity, false}, {Gate::kTanh, false}, {Gate::kRelu, true}};

// x_1 x_2 x_3 x_4, a harmonic of degree 4, and x_1, each of mean square 1/2 on the unit sphere of R^D:
// E[x_1^2] = 1/D, E[(x_1 x_2 x_3 x_4)^2] = 1/(D (D+2) (D+4) (D+6)).
Eigen::VectorXd Target(const Eigen::MatrixXd& x) {
  const auto inputs = static_cast<double>(x.cols());
  const double scale = std::sqrt(inputs * (inputs + 2) * (inputs + 4) * (inputs + 6) / 2);
  return scale * x.leftCols(4).rowwise().prod() + std::sqrt(inputs / 2) * x.col(0);
}

void MeasureNets(const Config& config, RunContext& context, Evidence& evidence) {
  const int coefficients = config.inputs * (config.inputs + 1) / 2;
  const auto draw = [&](std::uint32_t stream, Eigen::Index points) {
    return Normals({.seed = context.seed, .purpose = models::Purpose::kData, .stream = stream}, points, config.inputs);
  };
  const Eigen::MatrixXd train = draw(kTrainingStream, 40 * config.inputs).rowwise().normalized(),
                        test = draw(kTestStream, 4 * coefficients + 20);
  const Eigen::VectorXd target = Target(train);
  // Below 2 / lambda_max: lambda_max is at most the trace, n K(x, x), and K(x, x) <= 3 here.
  const double learning_rate = 0.5 / static_cast<double>(train.rows());
  context.progress.Start("finite nets", static_cast<std::int64_t>(std::size(kNets)));
  for (const auto& [gate, trained_biases] : kNets) {
    GatedNet net(gate, trained_biases, config.inputs, config.width, context.seed);
    for (const int steps : {0, config.steps}) {
      net.Descend(train, target, learning_rate, steps);
      const double loss = (net(train) - target).squaredNorm() / target.squaredNorm();
      if (!std::isfinite(loss)) throw linalg::Diverged(Name(gate), steps, loss);
      evidence.nets.push_back({gate, trained_biases, steps, loss, FitEvenPart(net, test)});
    }
    context.progress.Advance();
  }
}

void MeasureDataSets(const Config& config, RunContext& context, Evidence& evidence) {
  const int least = *std::min_element(config.dimensions.begin(), config.dimensions.end());
  std::vector<DataSetConditioning> sets;
  for (const int d : config.dimensions) {
    const int draws = std::max(1, config.draws * least / d);
    for (int draw = 0; draw < draws; ++draw) {
      sets.push_back({.data = "gaussian", .n = kPointsPerDimension * d, .d = d, .draw = draw});
    }
  }
  for (const std::string& data : OtherData())
    sets.push_back({.data = data, .n = kPointsPerDimension * least, .d = least});
  context.progress.Start("Gram matrices", static_cast<std::int64_t>(sets.size()));
  oneapi::tbb::parallel_for(std::size_t{0}, sets.size(), [&](std::size_t i) {
    DataSetConditioning& set = sets[i];
    set = Condition(set.data, set.n, set.d, context.seed, set.draw);
    context.progress.Advance();
  });
  evidence.data_sets = std::move(sets);
}

void MeasureLaw(const Config& config, RunContext& context, Evidence& evidence) {
  constexpr Net kBoth[] = {Net::kUngated, Net::kGated};
  const int least = *std::min_element(config.dimensions.begin(), config.dimensions.end());
  for (const Net net : kBoth) {
    for (const int d : config.dimensions) {
      evidence.predictions.push_back(PredictGram(net, "gaussian", kPointsPerDimension * d, d));
    }
    evidence.predictions.push_back(PredictGram(net, "sphere", kPointsPerDimension * least, least));
  }
  std::vector<NystroemDegree> of[std::size(kBoth)];
  context.progress.Start("eigenvalues of n = " + std::to_string(config.nystroem_n), std::size(kBoth));
  oneapi::tbb::parallel_for(std::size_t{0}, std::size(kBoth), [&](std::size_t i) {
    of[i] = MeasureNystroem(kBoth[i], config.nystroem_n, kNystroemDimension, context.seed);
    context.progress.Advance();
  });
  for (const auto& degrees : of) evidence.nystroem.insert(evidence.nystroem.end(), degrees.begin(), degrees.end());
}

}  // namespace

const spectral::MercerSpectrum& Evidence::SpectrumOf(const std::string& net, int d) const {
  for (const NetSpectrum& candidate : spectra) {
    if (candidate.net == net && candidate.spectrum.d() == d) return candidate.spectrum;
  }
  throw std::out_of_range("SpectrumOf: no spectrum of '" + net + "' on S^" + std::to_string(d));
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.asked = config};
  evidence.spectra = ComputeSpectra(config.d, std::max(config.k_max, kLeastClaimDegree), context.progress);
  evidence.exact = ComputeExactly(config.d, kLastExactDegree);
  MeasureNets(config, context, evidence);
  MeasureDataSets(config, context, evidence);
  MeasureLaw(config, context, evidence);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::gated_units
