#ifndef HADAMARD_NTK_EXPERIMENTS_BRIGHTNESS_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_BRIGHTNESS_CLAIMS_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "experiments/claim.h"
#include "experiments/paired_test.h"

namespace hadamard_ntk::experiments {

/// What the nets of brightness_extrapolation reached.
struct BrightnessEvidence {
  std::vector<std::string> data_sets = {};
  std::vector<double> r_max = {};  ///< increasing; the first is that of the training
  /// (data set, network, biases) -> [seed][r_max]; networks fc, hp, and untrained: hp as it starts
  std::map<std::tuple<std::string, std::string, bool>, std::vector<std::vector<double>>> accuracy = {};
  /// Of the classes that fc nets give to test images at r_max > 0.1, over all seeds and data sets: how many, and how
  /// many differ from that at 0.1.
  long compared = 0, changed_without_biases = 0, changed_with_biases = 0;
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

#endif  // HADAMARD_NTK_EXPERIMENTS_BRIGHTNESS_CLAIMS_H_
