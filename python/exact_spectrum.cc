#include <pybind11/operators.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "python/bindings.h"
#include "python/interrupt.h"
#include "spectral/exact_kernels.h"
#include "spectral/exact_mercer.h"
#include "spectral/pi_laurent.h"

namespace hadamard_ntk::python {
namespace {

using spectral::PiLaurent;

py::dict Coefficients(const PiLaurent& number) {
  const py::object fraction = py::module_::import("fractions").attr("Fraction");
  py::dict coefficients;
  for (const auto& [power, c] : number.coefficients()) coefficients[py::int_(power)] = fraction(c.str());
  return coefficients;
}

std::vector<PiLaurent> ExactSpectrum(int degree, int d, int k_max, const std::string& normalization) {
  if (normalization != "unit" && normalization != "raw") {
    throw std::invalid_argument("exact_spectrum: normalization must be 'unit' or 'raw', got '" + normalization + "'");
  }
  return Interruptible(py::none(), [degree, d, k_max, gain = normalization == "unit" ? 2 : 1](Report&) {
    return spectral::ExactMercerEigenvalues(spectral::ExactPolynomialNetKernel(degree, gain), d, k_max);
  });
}

}  // namespace

void BindExactSpectrum(py::module_& module) {
  py::class_<PiLaurent>(module, "PiPolynomial", "An exact number: a sum of rationals times powers of pi.")
      .def_property_readonly("coefficients", &Coefficients, "{power of pi: fractions.Fraction}, without zeros.")
      .def("latex", &PiLaurent::Latex, "As LaTeX has it.")
      .def("__float__", [](const PiLaurent& p) { return p.Evaluate<double>(); })
      .def("__bool__", [](const PiLaurent& p) { return !p.IsZero(); })
      .def("__str__", &PiLaurent::Text)
      .def("__repr__", [](const PiLaurent& p) { return "<" + p.Text() + ">"; })
      .def(py::self == py::self);
  module.def("exact_spectrum", &ExactSpectrum, py::kw_only(), py::arg("degree"), py::arg("d"), py::arg("k_max"),
             py::arg("normalization") = "unit",
             R"(The exact Mercer eigenvalues mu_0, ..., mu_{k_max} on S^d of the NTK of polynomial_net(degree).

They lie in Q[pi, 1/pi]: a list of PiPolynomial, whose coefficients are fractions.Fraction.)");
}

}  // namespace hadamard_ntk::python
