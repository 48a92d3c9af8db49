#include "experiments/polynomial_nets/directional_support/spread.h"

#include <algorithm>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::directional_support {

std::string DescribeErrors(const std::vector<Case>& cases, double Errors::*error) {
  if (cases.empty()) return "-";
  std::vector<double> values;
  for (const Case& c : cases) values.push_back(c.errors.*error);
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return RoundedReal((values[(n - 1) / 2] + values[n / 2]) / 2, 2) + " (" + RoundedReal(values.front(), 2) + " to " +
         RoundedReal(values.back(), 2) + ")";
}

}  // namespace hadamard_ntk::experiments::directional_support
