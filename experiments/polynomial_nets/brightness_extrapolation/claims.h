#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_CLAIMS_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "experiments/shared/names.h"
#include "experiments/shared/paired_test.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

/// Of the classes that nets give to test images at r_max > 0.1: how many, and how many differ from that at 0.1.
struct ClassChanges {
  long compared = 0, changed = 0;
};

/// What the nets of brightness_extrapolation reached.
struct BrightnessEvidence {
  std::vector<std::string> data_sets = {};
  std::vector<double> r_max = {};  ///< increasing; the first is that of the training
  /// (data set, network, biases) -> [seed][r_max]; networks fc, hp
  std::map<std::tuple<std::string, std::string, bool>, std::vector<std::vector<double>>> accuracy = {};
  /// Of trained fc nets with and without biases, of fc nets without biases as they start, of other depths and widths,
  /// and of linear maps without bias; over all seeds and data sets.
  ClassChanges with_biases = {}, without_biases = {}, other_shapes = {}, linear = {};
  std::vector<std::string> differs = {};  ///< from what is printed, see Replication
};

/// A network minus fc by seeds: at the brightness of the training, and on the mean over the others.
struct BrightnessDifference {
  PairedTest trained, brighter;
};
BrightnessDifference CompareWithFc(const BrightnessEvidence& evidence, const std::string& data_set,
                                   const std::string& network, bool biases);

Claim DeclareFigure3();
Claim DeclareScaleInvariance();
Claim JudgeFigure3(const BrightnessEvidence& evidence);
Claim JudgeScaleInvariance(const BrightnessEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_CLAIMS_H_
