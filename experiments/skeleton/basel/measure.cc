#include "experiments/skeleton/basel/measure.h"

#include <numbers>

namespace hadamard_ntk::experiments::basel {

Evidence Measure(const Config& config, RunContext& context) {
  context.progress.Start("sums", static_cast<std::int64_t>(config.n.size()));
  Evidence evidence;
  for (const int n : config.n) {
    double sum = 0;
    for (int i = n; i >= 1; --i) sum += 1.0 / (static_cast<double>(i) * i);  // small ones first
    evidence.remainders.push_back({n, std::numbers::pi * std::numbers::pi / 6 - sum});
    context.progress.Advance();
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::basel
