#include <pybind11/pybind11.h>

#include "python/bindings.h"

PYBIND11_MODULE(_hadamard_ntk, module) {
  using namespace hadamard_ntk::python;  // NOLINT
  module.doc() = "The compiled part of hadamard_ntk.";
  BindThreads(module);
  BindKernels(module);
  BindSpectra(module);
  BindExactSpectrum(module);
  BindRegression(module);
  BindFiniteNets(module);
  BindEmpiricalNtk(module);
  BindTraining(module);
  BindPde(module);
  BindLinsolve(module);
}
