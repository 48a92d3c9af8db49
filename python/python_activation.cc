#include "python/python_activation.h"

#include <functional>
#include <memory>
#include <stdexcept>

#include "ntk/activations/quadrature.h"
#include "python/arrays.h"

namespace hadamard_ntk::python {
namespace {

namespace py = pybind11;
using Function = std::function<double(double)>;

// Copied and destroyed with or without the GIL.
Function FunctionOf(const std::string& name, const py::handle& given) {
  if (!PyCallable_Check(given.ptr())) {
    throw std::invalid_argument("activation " + name + ": must be a function of one number, or a pair of it and of " +
                                "its derivative, got " + TypeName(given));
  }
  const std::shared_ptr<py::object> function(new py::object(py::reinterpret_borrow<py::object>(given)),
                                             [](py::object* held) {
                                               const py::gil_scoped_acquire gil;
                                               delete held;
                                             });
  return [name, function](double u) {
    const py::gil_scoped_acquire gil;
    const py::object value = (*function)(u);
    const double number = PyFloat_AsDouble(value.ptr());
    if (number == -1 && PyErr_Occurred()) {
      PyErr_Clear();
      throw std::invalid_argument("activation " + name + ": must give a number, and gave " + TypeName(value));
    }
    return number;
  };
}

Function DifferenceOf(const Function& phi) {
  return [phi](double u) {
    constexpr double h = 1.0 / 64;
    const auto across = [&](int j) { return phi(u + j * h) - phi(u - j * h); };
    return (45 * across(1) - 9 * across(2) + across(3)) / (60 * h);
  };
}

}  // namespace

ntk::AnyActivation PythonActivation(const std::string& name, const py::handle& given) {
  if (!py::isinstance<py::tuple>(given) || py::len(given) != 2) {
    const Function phi = FunctionOf(name, given);
    return ntk::AnyActivation::Own(name, {phi, DifferenceOf(phi)});
  }
  const auto pair = py::reinterpret_borrow<py::tuple>(given);
  return ntk::AnyActivation::Own(name, {FunctionOf(name, pair[0]), FunctionOf(name, pair[1])});
}

}  // namespace hadamard_ntk::python
