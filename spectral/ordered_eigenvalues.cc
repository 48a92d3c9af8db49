#include "spectral/ordered_eigenvalues.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>

#include "spectral/multiplicity.h"

namespace hadamard_ntk::spectral {

std::vector<OrderedEigenvalue> LargestEigenvalues(const MercerSpectrum& spectrum, std::int64_t count) {
  if (count < 1)
    throw std::invalid_argument("LargestEigenvalues: count must be positive, got " + std::to_string(count));
  const auto size = static_cast<std::size_t>(count);
  std::vector<OrderedEigenvalue> degrees, largest;
  for (int k = 0; k <= spectrum.k_max(); ++k) degrees.push_back({.k = k, .mu = spectrum[k].mu});
  std::ranges::stable_sort(degrees, std::greater<>(), &OrderedEigenvalue::mu);
  for (const OrderedEigenvalue& degree : degrees) {
    const double copies = std::min(Multiplicity(spectrum.d(), degree.k), static_cast<double>(size - largest.size()));
    largest.insert(largest.end(), static_cast<std::size_t>(copies), degree);
  }
  if (largest.size() < size) {
    throw std::domain_error(fmt::format("LargestEigenvalues: degrees to {} have {} eigenvalues, and {} are wanted",
                                        spectrum.k_max(), largest.size(), count));
  }
  const MercerSpectrum::Bounded above = spectrum.MassAbove(spectrum.k_max());
  const double most = (above.value + above.error) / Multiplicity(spectrum.d(), spectrum.k_max() + 1);
  if (!(most <= largest.back().mu)) {
    throw std::domain_error(
        fmt::format("LargestEigenvalues: a degree above {} may have one of {:.3g}, and the least of "
                    "{} is {:.3g}",
                    spectrum.k_max(), most, count, largest.back().mu));
  }
  return largest;
}

}  // namespace hadamard_ntk::spectral
