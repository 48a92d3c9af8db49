/// A Python function of one number as an activation, by quadrature (ntk/activations/quadrature.h).
///
/// It is called from any thread, each time with the GIL.  phi' is Python's own function, too, or else the difference
///   phi'(u) = [45 (f_1 - f_-1) - 9 (f_2 - f_-2) + (f_3 - f_-3)] / (60 h),   f_j = phi(u + j h), h = 1/64,
/// whose error is h^6 / 140 |phi^(7)| < 1.1e-13 |phi^(7)| and a rounding of 1.4e-14 |phi|: for a phi with a kink give
/// phi'.
/// Throws std::invalid_argument for what is neither a function nor a pair of functions, and in evaluation for a value
/// that is no number; what Python throws goes through.
#ifndef HADAMARD_NTK_PYTHON_PYTHON_ACTIVATION_H_
#define HADAMARD_NTK_PYTHON_PYTHON_ACTIVATION_H_

#include <pybind11/pybind11.h>

#include <string>

#include "ntk/activations/any_activation.h"

namespace hadamard_ntk::python {

/// `given` is phi, or (phi, phi').
ntk::AnyActivation PythonActivation(const std::string& name, const pybind11::handle& given);

}  // namespace hadamard_ntk::python

#endif  // HADAMARD_NTK_PYTHON_PYTHON_ACTIVATION_H_
