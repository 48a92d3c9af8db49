#include "experiments/skeleton/basel/measure.h"

#include <numbers>

namespace hadamard_ntk::experiments {

std::vector<Remainder> BaselRemainders(const std::vector<int>& n) {
  std::vector<Remainder> remainders;
  for (const int terms : n) {
    double sum = 0;
    for (int i = terms; i >= 1; --i) sum += 1.0 / (static_cast<double>(i) * i);  // small ones first
    remainders.push_back({terms, std::numbers::pi * std::numbers::pi / 6 - sum});
  }
  return remainders;
}

}  // namespace hadamard_ntk::experiments
