/// What the Python module _hadamard_ntk is made of: each adds its part to it.
#ifndef HADAMARD_NTK_PYTHON_BINDINGS_H_
#define HADAMARD_NTK_PYTHON_BINDINGS_H_

#include <pybind11/pybind11.h>

namespace hadamard_ntk::python {

void BindEmpiricalNtk(pybind11::module_& module);
void BindExactSpectrum(pybind11::module_& module);
void BindFiniteNets(pybind11::module_& module);
void BindKernels(pybind11::module_& module);
void BindLinsolve(pybind11::module_& module);
void BindPde(pybind11::module_& module);
void BindRegression(pybind11::module_& module);
void BindSpectra(pybind11::module_& module);
void BindThreads(pybind11::module_& module);
void BindTraining(pybind11::module_& module);

}  // namespace hadamard_ntk::python

#endif  // HADAMARD_NTK_PYTHON_BINDINGS_H_
