#include "linsolve/diverged.h"

#include <sstream>

namespace hadamard_ntk::linsolve {
namespace {

std::string Message(const std::string& what, int iteration, double residual) {
  std::ostringstream text;
  text << what << " diverged at iteration " << iteration << ": relative residual " << residual;
  return text.str();
}

}  // namespace

Diverged::Diverged(const std::string& what, int iteration, double residual)
    : std::runtime_error(Message(what, iteration, residual)), iteration_(iteration), residual_(residual) {}

void RequireNotDiverged(const std::string& what, int iteration, double residual) {
  if (!(residual <= kDivergedResidual)) throw Diverged(what, iteration, residual);
}

}  // namespace hadamard_ntk::linsolve
