#include "experiments/quadratic_nets/relinear_kernels/measure.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::experiments::relinear_kernels {
namespace {

void Append(std::vector<DrawnQuantity>& all, std::vector<DrawnQuantity> more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

const KernelSpectrum& Evidence::SpectrumOf(const SphereKernel& kernel) const {
  for (const KernelSpectrum& spectrum : spectra) {
    if (spectrum.kernel == kernel) return spectrum;
  }
  throw std::out_of_range("SpectrumOf: no spectrum of " + kernel.Name() + ", L = " + std::to_string(kernel.hidden) +
                          ", on S^" + std::to_string(kernel.d));
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.asked = config, .recursion_over_printed = RecursionOverPrinted()};
  for (const int hidden : {1, 2, 3, 6, 10}) evidence.rounding.push_back(MeasureRounding(hidden));

  DrawPlan plan{.seed = context.seed};
  const int narrowest = *std::min_element(config.widths.begin(), config.widths.end());
  for (const int width : config.widths) {
    const auto draws = static_cast<int>(static_cast<std::int64_t>(config.draws) * narrowest / width);
    plan.widths.push_back({.width = width, .draws = std::max(kLeastDraws, draws)});
  }
  context.progress.Start("finite nets", 2 * static_cast<std::int64_t>(config.hidden.size()) + 3);
  const auto draw = [&](std::vector<DrawnQuantity>& all, std::vector<DrawnQuantity> drawn) {
    Append(all, std::move(drawn));
    context.progress.Advance();
  };
  for (const int hidden : config.hidden) {
    draw(evidence.relinear, DrawReLinear(hidden, plan));
    draw(evidence.conventional, DrawConventional(hidden, plan));
  }
  draw(evidence.random, DrawRandomNets(RandomNet::kPolynomial, 1, plan));
  for (const int hidden : {1, 2}) draw(evidence.random, DrawRandomNets(RandomNet::kRelu, hidden, plan));

  evidence.spectra = ComputeSpectra(config.d, std::max(config.k_max, kLeastClaimDegree), context.progress);
  return evidence;
}

}  // namespace hadamard_ntk::experiments::relinear_kernels
