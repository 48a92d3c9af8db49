#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_FIGURES_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_FIGURES_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/figure/figure.h"

namespace hadamard_ntk::experiments {

/// Accuracies of one kind of net: [seed][r_max].
struct BrightnessCurve {
  std::string label, color;
  bool dashed = false;
  std::vector<std::vector<double>> accuracy;
};

/// A column of Figure 3: an image at increasing brightness, and the accuracies under it.
struct BrightnessColumn {
  std::string title;
  int side = 28;
  std::vector<double> image = {};  ///< side x side, by rows, in [0, 1]
  std::vector<double> r_max = {};
  std::vector<BrightnessCurve> curves = {};
};

/// The paper's layout: images above, accuracy (mean over seeds, band from least to largest) beneath.
Figure DrawBrightness(const std::vector<BrightnessColumn>& columns);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_BRIGHTNESS_EXTRAPOLATION_FIGURES_H_
