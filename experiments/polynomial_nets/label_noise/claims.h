#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_CLAIMS_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_CLAIMS_H_

#include <string>
#include <utility>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/claim.h"

namespace hadamard_ntk::experiments {

struct LabelNoiseEvidence {
  /// By frequency, increasing: the share of the noise learned, averaged over steps even in log t, hp minus fc by seeds.
  std::vector<std::pair<double, std::vector<double>>> gains = {};
  std::vector<std::string> differs = {};  ///< from what is printed, see Replication
};

Claim DeclareLabelNoise();
Claim JudgeLabelNoise(const LabelNoiseEvidence& evidence);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_LABEL_NOISE_CLAIMS_H_
