/// What gated units can and cannot represent, how their spectra fall, and what their gates do to condition numbers.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_MEASURE_H_

#include <string>
#include <vector>

#include "experiments/polynomial_nets/gated_units/conditioning.h"
#include "experiments/polynomial_nets/gated_units/gated_net.h"
#include "experiments/polynomial_nets/gated_units/gram_law.h"
#include "experiments/polynomial_nets/gated_units/spectra.h"
#include "experiments/shared/names.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::gated_units {

struct Config {
  std::vector<int> d = {2, 9};
  int k_max = 129;
  int inputs = 5;
  int width = 256;
  int steps = 1000;
  std::vector<int> dimensions = {50, 100, 200, 400};
  int draws = 30;
  int nystroem_n = 4000;
};

/// Of a finite net, as drawn and after training on a target with a harmonic of degree 4.
struct ParityOfNet {
  Gate gate = Gate::kRelu;
  bool trained_biases = false;
  int steps = 0;    ///< 0: as drawn
  double loss = 0;  ///< mean square error over that of the output 0
  QuadraticFit fit = {};
};

struct Evidence {
  Config asked = {};  ///< tables and figures show this part
  std::vector<NetSpectrum> spectra = {};
  std::vector<ExactPair> exact = {};
  std::vector<ParityOfNet> nets = {};
  std::vector<DataSetConditioning> data_sets = {};
  std::vector<GramPrediction> predictions = {};  ///< of the data sets of an isotropic law: of both nets
  std::vector<NystroemDegree> nystroem = {};

  const spectral::MercerSpectrum& SpectrumOf(const std::string& net, int d) const;
};

/// Dimension of the points of `nystroem`.
inline constexpr int kNystroemDimension = 10;
/// Points of a Gram matrix per dimension: n = 4 d.
inline constexpr int kPointsPerDimension = 4;
/// The spectra that the claims are judged by reach this far at least, the exact ones exactly so far.
inline constexpr int kLeastClaimDegree = 129, kLastExactDegree = 41;

/// Throws linalg::Diverged if a training runs away.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::gated_units

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_GATED_UNITS_MEASURE_H_
