#include "referee/program/diverged.h"

#include <cstdio>

namespace hadamard_ntk::referee {
namespace {

std::string Short(double v) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", v);
  return buffer;
}

}  // namespace

DivergedRun::DivergedRun(const std::string& what, std::int64_t step, double loss)
    : std::runtime_error(what + " diverged at step " + std::to_string(step) + ": loss " + Short(loss)) {}

}  // namespace hadamard_ntk::referee
