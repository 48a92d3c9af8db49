#include <pybind11/pybind11.h>

#include "python/bindings.h"

PYBIND11_MODULE(_hadamard_ntk, module) {
  module.doc() = "The compiled part of hadamard_ntk.";
  using namespace hadamard_ntk::python;
  BindThreads(module);
  BindFiniteNets(module);
  BindEmpiricalNtk(module);
  BindTraining(module);
  BindPde(module);
  BindLinsolve(module);
}
