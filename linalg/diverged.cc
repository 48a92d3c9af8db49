#include "linalg/diverged.h"

#include <sstream>

namespace hadamard_ntk::linalg {
namespace {

std::string Message(const std::string& what, std::int64_t step, double value, const std::string& quantity) {
  std::ostringstream text;  // 6 digits
  text << what << " diverged at step " << step << ": " << quantity << " " << value;
  return text.str();
}

}  // namespace

Diverged::Diverged(const std::string& what, std::int64_t step, double value, const std::string& quantity)
    : std::runtime_error(Message(what, step, value, quantity)), step_(step), value_(value), quantity_(quantity) {}

}  // namespace hadamard_ntk::linalg
