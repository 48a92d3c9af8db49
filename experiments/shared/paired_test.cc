#include "experiments/shared/paired_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::experiments {

PairedTest TestPaired(const std::vector<double>& differences) {
  if (differences.size() < 2) {
    throw std::invalid_argument("TestPaired: needs two differences at least, got " +
                                std::to_string(differences.size()));
  }
  const auto count = static_cast<double>(differences.size());
  PairedTest test;
  for (const double difference : differences) {
    if (!std::isfinite(difference)) {
      throw std::invalid_argument("TestPaired: differences must be finite, got " + fmt::to_string(difference));
    }
    test.mean += (difference - differences[0]) / count;
  }
  test.mean += differences[0];  // of equal differences exactly that one: their standard error is 0
  double squares = 0;
  for (const double difference : differences) squares += (difference - test.mean) * (difference - test.mean);
  test.standard_error = std::sqrt(squares / (count - 1) / count);
  const boost::math::students_t student(count - 1);
  test.half_width = boost::math::quantile(student, 0.975) * test.standard_error;
  if (test.standard_error > 0) {
    test.t = test.mean / test.standard_error;
    test.p_less = boost::math::cdf(student, test.t);
    test.p_greater = boost::math::cdf(boost::math::complement(student, test.t));
  } else if (test.mean != 0) {
    test.t = std::copysign(std::numeric_limits<double>::infinity(), test.mean);
    test.p_less = test.mean < 0 ? 0 : 1;
    test.p_greater = 1 - test.p_less;
  }
  return test;
}

double SignTest(int more, int less) {
  if (more < 0 || less < 0) {
    throw std::invalid_argument("SignTest: counts must not be negative, got " + std::to_string(more) + " and " +
                                std::to_string(less));
  }
  if (more == 0) return 1;
  const boost::math::binomial coins(more + less, 0.5);
  return boost::math::cdf(boost::math::complement(coins, more - 1));
}

std::vector<double> HolmCorrected(const std::vector<double>& p) {
  for (const double value : p) {
    if (!(value >= 0 && value <= 1)) {
      throw std::invalid_argument("HolmCorrected: p-values must be in [0, 1], got " + fmt::to_string(value));
    }
  }
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> corrected(p.size());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    largest = std::max(largest, static_cast<double>(p.size() - i) * p[order[i]]);
    corrected[order[i]] = std::min(largest, 1.0);
  }
  return corrected;
}

}  // namespace hadamard_ntk::experiments
