/// An infinite network as Python has it.
#ifndef HADAMARD_NTK_PYTHON_KERNEL_H_
#define HADAMARD_NTK_PYTHON_KERNEL_H_

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "ntk/any_gram.h"
#include "ntk/any_net.h"

namespace hadamard_ntk::python {

namespace py = pybind11;

struct Kernel {
  ntk::AnyNet net;
  /// Activations that its text names and the library does not know, as they were given: name -> phi, or (phi, phi').
  py::dict activations;

  /// A text of ntk/net_expression.h.  Throws std::invalid_argument for a text that is no net.
  static Kernel OfText(const std::string& text, const py::dict& activations);
  /// Of ntk/any_kernel.h, with its parameters by name.  Throws std::invalid_argument for a name, a parameter or a value
  /// that there is not.
  static Kernel OfName(const std::string& name, const py::dict& parameters);

  /// True if one of these is Python's own, which is slow.
  bool CallsPython() const { return !activations.empty(); }
};

/// "ntk" or "nngp".  Throws std::invalid_argument for anything else.
ntk::Quantity QuantityOf(const std::string& name);

}  // namespace hadamard_ntk::python

#endif  // HADAMARD_NTK_PYTHON_KERNEL_H_
