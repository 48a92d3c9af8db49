#include <pybind11/pybind11.h>

#include "python/bindings.h"

PYBIND11_MODULE(_hadamard_ntk, module) {
  module.doc() = "The compiled part of hadamard_ntk.";
  hadamard_ntk::python::BindThreads(module);
}
