#include "models/empirical_ntk.h"

#include <pybind11/stl.h>

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "models/output_ntk.h"
#include "python/bindings.h"
#include "python/finite_net.h"
#include "python/interrupt.h"
#include "python/owned_array.h"

namespace hadamard_ntk::python {
namespace {

using models::Index;
using models::OutputAxes;
using models::OutputPair;

// Which kernel is wanted: of all outputs, or of two of them.
using Wanted = std::variant<OutputPair, OutputAxes>;

Wanted WantedOf(const py::object& outputs, Index count) {
  static const std::map<std::string, OutputAxes> axes = {{"full", OutputAxes::kFull},
                                                         {"diagonal", OutputAxes::kDiagonal},
                                                         {"trace", OutputAxes::kTrace},
                                                         {"mean", OutputAxes::kMean}};
  if (outputs.is_none() && count == 1) return OutputPair{};
  if (py::isinstance<py::str>(outputs)) {
    const auto found = axes.find(outputs.cast<std::string>());
    if (found != axes.end()) return found->second;
  } else if (py::isinstance<py::tuple>(outputs) && py::len(outputs) == 2) {
    try {
      const auto [a, b] = outputs.cast<std::pair<Index, Index>>();
      models::RequireOutputs({a, b}, count);
      return OutputPair{a, b};
    } catch (const py::cast_error&) {
    }
  }
  throw std::invalid_argument("empirical_ntk: outputs must be 'full', 'diagonal', 'trace', 'mean' or a pair of the " +
                              std::to_string(count) + " outputs, got " + std::string(py::repr(outputs)));
}

template <class T>
py::array KernelArray(models::Matrix<T> k, const Wanted& wanted, Index samples, Index outputs) {
  const auto* const axes = std::get_if<OutputAxes>(&wanted);
  const Index n = k.rows(), o = outputs;
  if (axes && *axes == OutputAxes::kFull) {
    return OwnedArray<T>(std::move(k), {n, samples, o, o}, {1, n * o * o, n * o, n});
  }
  if (axes && *axes == OutputAxes::kDiagonal) return OwnedArray<T>(std::move(k), {n, samples, o}, {1, n * o, n});
  return OwnedArray<T>(std::move(k));
}

py::array EmpiricalNtk(const FiniteNet& finite, const py::object& x, const py::object& z, const py::object& outputs,
                       const py::object& out) {
  return VisitNet(finite, [&](const auto& net, const auto& held) {
    using T = typename std::decay_t<decltype(net)>::Scalar;
    const Wanted wanted = WantedOf(outputs, net.outputs());
    std::optional<models::Matrix<T>> other;
    if (!z.is_none()) other = SamplesOf<T>("z", z);
    const models::Matrix<T> own = SamplesOf<T>("x", x);
    const Index samples = other ? other->rows() : own.rows();
    models::Matrix<T> k = Interruptible(py::none(), [&net = net, held, wanted, x = own, other](Report&) {
      if (const auto* axes = std::get_if<OutputAxes>(&wanted)) {
        return other ? models::OutputNtk(net, x, *other, *axes) : models::OutputNtk(net, x, *axes);
      }
      const OutputPair pair = std::get<OutputPair>(wanted);
      return models::Contract(net, models::MatrixArgument<T>(x), models::MatrixArgument<T>(other ? *other : x), pair,
                              !other && pair.a == pair.b, models::NtkTerms::kSum)[0];
    });
    return Deliver(KernelArray(std::move(k), wanted, samples, net.outputs()), out);
  });
}

py::dict EmpiricalNtkParts(const FiniteNet& finite, const py::object& x, const py::object& z,
                           const std::pair<Index, Index>& outputs) {
  return VisitNet(finite, [&](const auto& net, const auto& held) {
    using T = typename std::decay_t<decltype(net)>::Scalar;
    const OutputPair pair{outputs.first, outputs.second};
    std::vector<models::Matrix<T>> parts = Interruptible(
        py::none(), [&net = net, held, pair, x = SamplesOf<T>("x", x), z = SamplesOf<T>("z", z.is_none() ? x : z)](
                        Report&) { return models::EmpiricalNtkParts(net, x, z, pair); });
    py::dict result;
    for (std::size_t s = 0; s < parts.size(); ++s) {
      result[net.parameters().segments()[s].name.c_str()] = OwnedArray<T>(std::move(parts[s]));
    }
    return result;
  });
}

}  // namespace

void BindEmpiricalNtk(py::module_& module) {
  using py::arg;
  module.def("empirical_ntk", &EmpiricalNtk, arg("net"), arg("x"), arg("z") = py::none(), py::kw_only(),
             arg("outputs") = py::none(), arg("out") = py::none(),
             R"(The empirical neural tangent kernel of a FiniteNet, <grad f_a(x_i), grad f_b(z_j)>.

x, z: n x inputs and m x inputs; without z, x and x, and K is symmetric.
outputs: of a net with more than one, which kernel is wanted:
    "full"      n x m x o x o, [i, j, a, b]
    "diagonal"  n x m x o, those with a = b
    "trace"     n x m, their sum;  "mean", their sum over o
    (a, b)      n x m, of two outputs, from 0
out: an array of that shape and the net's dtype to put it in.

Segments that a text calls frozen do not count. No Jacobian is formed: memory is twice that of the kernel.)");
  module.def("empirical_ntk_parts", &EmpiricalNtkParts, arg("net"), arg("x"), arg("z") = py::none(), py::kw_only(),
             arg("outputs") = std::pair<Index, Index>(0, 0),
             "The shares that each segment of the parameters has in the empirical NTK of outputs (a, b): a dict by\n"
             "segment of arrays n x m; their sum is the kernel.");
}

}  // namespace hadamard_ntk::python
