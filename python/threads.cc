#include <oneapi/tbb/global_control.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "python/bindings.h"

namespace hadamard_ntk::python {
namespace {

using Control = tbb::global_control;

// Never destroyed: threads may outlive static objects.
std::unique_ptr<Control>& Limit() {
  static auto* const limit = new std::unique_ptr<Control>;
  return *limit;
}

}  // namespace

void BindThreads(pybind11::module_& module) {
  module.def(
      "set_threads",
      [](std::ptrdiff_t threads) {
        if (threads < 1) {
          throw std::invalid_argument("set_threads: threads must be at least 1, got " + std::to_string(threads));
        }
        Limit().reset();
        Limit() = std::make_unique<Control>(Control::max_allowed_parallelism, static_cast<std::size_t>(threads));
      },
      pybind11::arg("threads"),
      "The number of threads that everything computes with from now on; at first, one per processor.\n\n"
      "Results are the same, bit by bit, for any number.");
  module.def(
      "threads", [] { return Control::active_value(Control::max_allowed_parallelism); },
      "The number of threads that everything computes with.");
}

}  // namespace hadamard_ntk::python
