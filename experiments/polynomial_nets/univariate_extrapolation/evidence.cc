#include "experiments/polynomial_nets/univariate_extrapolation/evidence.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "experiments/shared/names.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments {
namespace {
Spread SpreadOfValues(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return {kMissing, kMissing, kMissing};
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return {values.front(), (values[(n - 1) / 2] + values[n / 2]) / 2, values.back()};
}
}  // namespace

const UnivariateCase& UnivariateEvidence::Planted(const std::string& target, const std::string& network) const {
  for (const UnivariateCase& c : planted) {
    if (c.target == target && c.network == network) return c;
  }
  throw std::out_of_range("UnivariateEvidence::Planted: no " + network + " on " + target);
}

std::vector<UnivariateCase> UnivariateEvidence::Of(const std::string& target, const std::string& network,
                                                   bool finite) const {
  std::vector<UnivariateCase> found;
  for (const UnivariateCase& c : cases) {
    if (c.target == target && c.network == network && (c.width > 0) == finite) found.push_back(c);
  }
  return found;
}

Spread SpreadOf(const std::vector<UnivariateCase>& cases, double UnivariateCase::*number) {
  std::vector<double> values;
  for (const UnivariateCase& c : cases) values.push_back(c.*number);
  return SpreadOfValues(std::move(values));
}

Spread WorseSpread(const std::vector<UnivariateCase>& cases) {
  std::vector<double> values;
  for (const UnivariateCase& c : cases) values.push_back(c.worse());
  return SpreadOfValues(std::move(values));
}

std::string Describe(const Spread& s) {
  return RoundedReal(s.median, 2) + " (" + RoundedReal(s.least, 2) + " to " + RoundedReal(s.largest, 2) + ")";
}

}  // namespace hadamard_ntk::experiments
