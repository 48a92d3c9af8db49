#include "referee/program/diverged.h"

#include "referee/program/table.h"

namespace hadamard_ntk::referee {

DivergedRun::DivergedRun(const std::string& what, std::int64_t step, double loss)
    : std::runtime_error(what + " diverged at step " + std::to_string(step) + ": loss " + RoundedReal(loss, 6)) {}

}  // namespace hadamard_ntk::referee
