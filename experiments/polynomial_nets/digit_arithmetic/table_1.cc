#include "experiments/polynomial_nets/digit_arithmetic/table_1.h"

#include <limits>
#include <map>
#include <utility>

namespace hadamard_ntk::experiments::digit_arithmetic {
namespace {

// Rounding, floor or ceiling, +-1.
const std::map<std::pair<std::string, std::string>, SumAccuracy> kTable1 = {
    {{"dense", "interpolation"}, {0.980, 0.999, 0.999}},    {{"dense", "extrapolation"}, {0.436, 0.805, 0.887}},
    {{"dense_hp", "interpolation"}, {0.926, 0.996, 0.999}}, {{"dense_hp", "extrapolation"}, {0.554, 0.802, 0.889}},
    {{"conv", "interpolation"}, {0.945, 0.983, 0.994}},     {{"conv", "extrapolation"}, {0.617, 0.918, 0.953}},
    {{"conv_hp", "interpolation"}, {0.991, 0.998, 0.999}},  {{"conv_hp", "extrapolation"}, {0.825, 0.948, 0.963}}};

}  // namespace

double PrintedMean(const std::string& method, const std::string& test, double SumAccuracy::*measure) {
  const auto found = kTable1.find({method, test});
  return found == kTable1.end() ? std::numeric_limits<double>::quiet_NaN() : found->second.*measure;
}

double PrintedDeviation(const std::string& kind) { return kind == "dense" ? 0.065 : 0.103; }

}  // namespace hadamard_ntk::experiments::digit_arithmetic
