#include "experiments/paired_test.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
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
      throw std::invalid_argument("TestPaired: differences must be finite, got " + std::to_string(difference));
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

}  // namespace hadamard_ntk::experiments
