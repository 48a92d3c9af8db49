#include "python/kernel.h"

#include <cmath>
#include <optional>
#include <stdexcept>

#include "ntk/normalization.h"
#include "python/python_activation.h"

namespace hadamard_ntk::python {
namespace {

using Trained = ntk::ResidualNet::Trained;

[[noreturn]] void Refuse(const std::string& name, const char* wanted, const py::handle& given) {
  throw std::invalid_argument(name + ": must be " + wanted + ", got " + std::string(py::repr(given)));
}

void Take(const std::string& name, const py::handle& given, std::optional<bool>* parameter) {
  if (!PyBool_Check(given.ptr())) Refuse(name, "True or False", given);
  *parameter = given.ptr() == Py_True;
}
void Take(const std::string& name, const py::handle& given, std::optional<int>* parameter) {
  int overflow = 0;
  const long number =
      PyIndex_Check(given.ptr())
          ? PyLong_AsLongAndOverflow(py::int_(py::reinterpret_borrow<py::object>(given)).ptr(), &overflow)
          : -1;
  if (!PyIndex_Check(given.ptr()) || overflow != 0 || number != static_cast<int>(number)) {
    Refuse(name, "an integer", given);
  }
  *parameter = static_cast<int>(number);
}
void Take(const std::string& name, const py::handle& given, std::optional<double>* parameter) {
  const double number = PyFloat_AsDouble(given.ptr());
  if (number == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    Refuse(name, "a number", given);
  }
  *parameter = number;
}
void Take(const std::string&, const py::handle& given, std::optional<ntk::Normalization>* parameter) {
  *parameter = ntk::NormalizationOf(py::str(given));
}
void Take(const std::string& name, const py::handle& given, std::optional<Trained>* parameter) {
  const std::string word = py::str(given);
  if (word != "blocks" && word != "all") Refuse(name, "'blocks' or 'all'", given);
  *parameter = word == "all" ? Trained::kAllLayers : Trained::kBlocks;
}

}  // namespace

Kernel Kernel::OfText(const std::string& text, const py::dict& activations) {
  std::vector<ntk::AnyActivation> own;
  for (const auto& [name, given] : activations) own.push_back(PythonActivation(py::str(name), given));
  return {ntk::AnyNet(ntk::NetExpression(text, own)), activations};
}

Kernel Kernel::OfName(const std::string& name, const py::dict& parameters) {
  ntk::KernelParameters p;
  for (const auto& [key, given] : parameters) {
    const std::string word = py::str(key);
    const auto take = [&, &value = given](auto* parameter) { Take(word, value, parameter); };
    if (word == "degree")
      take(&p.degree);
    else if (word == "depth")
      take(&p.depth);
    else if (word == "blocks")
      take(&p.blocks);
    else if (word == "activation_free")
      take(&p.activation_free);
    else if (word == "normalization")
      take(&p.normalization);
    else if (word == "width")
      take(&p.width);
    else if (word == "bias_std")
      take(&p.bias_std);
    else if (word == "alpha")
      take(&p.alpha);
    else if (word == "trained")
      take(&p.trained);
    else if (word == "gate_rate")
      take(&p.gate_rate);
    else if (word == "power_rate")
      take(&p.power_rate);
    else if (word == "input_bias")
      take(&p.input_bias);
    else
      throw std::invalid_argument(name + ": there is no parameter " + word);
  }
  return {ntk::AnyNet(ntk::KernelDescription(name, p)), {}};
}

ntk::Quantity QuantityOf(const std::string& name) {
  if (name == "ntk") return ntk::Quantity::kNtk;
  if (name == "nngp") return ntk::Quantity::kNngp;
  throw std::invalid_argument("get: must be 'ntk' or 'nngp', got '" + name + "'");
}

}  // namespace hadamard_ntk::python
