/// Moves labels that stand in one column apart: positions y_i, in the order of `wanted`, at least `spacing` from one
/// another and within [low, high], with sum (y_i - wanted_i)^2 least (isotonic regression by pooling neighbours).
/// If [low, high] is too short for all, they get equal distances that fill it.
#ifndef HADAMARD_NTK_REFEREE_FIGURE_LABEL_SPREAD_H_
#define HADAMARD_NTK_REFEREE_FIGURE_LABEL_SPREAD_H_

#include <vector>

namespace hadamard_ntk::referee {

std::vector<double> SpreadLabels(const std::vector<double>& wanted, double spacing, double low, double high);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_LABEL_SPREAD_H_
