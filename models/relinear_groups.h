/// How ReLinear [FanEtAl2021] trains a quadratic net that starts as a conventional one: what the weights of its
/// quadratic parts, (W_g, b_g) and (W_b, c) of every layer, do otherwise than the rest, as groups of optimizer.h.
///   shrink gradients  rates times gate_rate for (W_g, b_g), power_rate for (W_b, c); both 0: the conventional net's run
///   shrink weights    p <- p_0 + shrink (p - p_0) after each step, p_0 the start; 1: not at all
///   decay_to_start    a weight decay pulls b_g to 1, where it is the conventional neuron, not to 0, where it is none
/// None for Neuron::kSquare, which has no such weights.  The optimizer throws for what is out of range.
#ifndef HADAMARD_NTK_MODELS_RELINEAR_GROUPS_H_
#define HADAMARD_NTK_MODELS_RELINEAR_GROUPS_H_

#include <string>
#include <utility>
#include <vector>

#include "models/optimizer.h"
#include "models/quadratic_net.h"

namespace hadamard_ntk::models {

struct ReLinearStrategy {
  double gate_rate = 1, power_rate = 1;
  double shrink = 1;
  bool decay_to_start = true;
};

inline std::vector<Group> ReLinearGroups(const QuadraticNetOptions& net, const ReLinearStrategy& strategy) {
  std::vector<Group> groups;
  if (net.neuron == Neuron::kSquare) return groups;
  for (int layer = 1; layer < net.depth; ++layer) {
    const double gate = strategy.gate_rate, power = strategy.power_rate;
    for (const auto& [part, rate] : {std::pair{"Wg", gate}, {"bg", gate}, {"Wb", power}, {"c", power}}) {
      groups.push_back({.segment = part + std::to_string(layer),
                        .rate_factor = rate,
                        .shrink = strategy.shrink,
                        .decay_to_start = strategy.decay_to_start});
    }
  }
  return groups;
}

}  // namespace hadamard_ntk::models

#endif  // HADAMARD_NTK_MODELS_RELINEAR_GROUPS_H_
