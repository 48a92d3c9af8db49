#include "experiments/polynomial_nets/univariate_extrapolation/spread.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "experiments/shared/names.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {
namespace {

Spread SpreadOfValues(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return {kMissing, kMissing, kMissing};
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return {values.front(), (values[(n - 1) / 2] + values[n / 2]) / 2, values.back()};
}

}  // namespace

Spread SpreadOf(const std::vector<Case>& cases, double Case::*number) {
  std::vector<double> values;
  for (const Case& c : cases) values.push_back(c.*number);
  return SpreadOfValues(std::move(values));
}

Spread WorseSpread(const std::vector<Case>& cases) {
  std::vector<double> values;
  for (const Case& c : cases) values.push_back(c.worse());
  return SpreadOfValues(std::move(values));
}

std::string Describe(const Spread& s) {
  return RoundedReal(s.median, 2) + " (" + RoundedReal(s.least, 2) + " to " + RoundedReal(s.largest, 2) + ")";
}

}  // namespace hadamard_ntk::experiments::univariate_extrapolation
