#include <cmath>
#include <concepts>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "files/machine_memory.h"
#include "files/quoted.h"
#include "models/network.h"
#include "ntk/any_net.h"
#include "ntk/net_expression.h"
#include "python/bindings.h"
#include "python/finite_net.h"
#include "python/interrupt.h"
#include "python/kernel.h"
#include "python/owned_array.h"
#include "tools/ntk/named_net.h"
#include "tools/ntk/net_graph.h"

namespace hadamard_ntk::python {
namespace {

using models::Index;
using models::Segment;

template <class N>
using ScalarOf = typename std::decay_t<N>::Scalar;

Kernel KernelOf(const py::object& net) {
  if (py::isinstance<Kernel>(net)) return net.cast<Kernel>();
  if (py::isinstance<py::str>(net)) return Kernel::OfText(net.cast<std::string>(), {});
  throw std::invalid_argument("FiniteNet: net must be a Kernel or a text, got " + TypeName(net));
}

template <class T>
std::shared_ptr<const FiniteNet::Net> MakeNet(const ntk::AnyNet& net, Index inputs, Index width, Index outputs,
                                              std::uint64_t seed) {
  if (const ntk::NetExpression* text = net.expression()) {
    return std::make_shared<FiniteNet::Net>(
        models::GraphNet<T>(tools::GraphOf(text->tree(), inputs, width, outputs), seed));
  }
  const auto make = [](auto named) -> std::shared_ptr<const FiniteNet::Net> {
    if constexpr (std::derived_from<decltype(named), models::HadamardNet<T>>) {
      return std::make_shared<FiniteNet::Net>(static_cast<models::HadamardNet<T>&&>(named));
    } else {
      return std::make_shared<FiniteNet::Net>(std::move(named));
    }
  };
  return tools::WithNamedNet<T>(*net.description(), inputs, width, outputs, seed, make);
}

FiniteNet Make(const py::object& net, Index inputs, Index width, Index outputs, std::uint64_t seed,
               const py::object& dtype) {
  const py::dtype type = py::dtype::from_args(dtype);
  if (type.kind() != 'f' || (type.itemsize() != 4 && type.itemsize() != 8)) {
    throw std::invalid_argument("FiniteNet: dtype must be float32 or float64, got " +
                                std::string(py::str(py::object(type))));
  }
  const Kernel kernel = KernelOf(net);
  return FiniteNet(py::cast(kernel), width, WithoutGil([&, single = type.itemsize() == 4] {
                     return single ? MakeNet<float>(kernel.net, inputs, width, outputs, seed)
                                   : MakeNet<double>(kernel.net, inputs, width, outputs, seed);
                   }));
}

Shape SegmentShape(const Segment& segment) { return {segment.rows, segment.columns}; }

template <class T>
void SetSegment(const Segment& segment, const py::handle& given, models::Parameters<T>* parameters) {
  const auto name = "weights[" + files::Quoted(segment.name) + "]";
  const MatrixArgument values(
      name, "rows x columns", given,
      segment.columns == 1 ? MatrixArgument::Vectors::kColumn : MatrixArgument::Vectors::kRefused);
  if (values.rows() != segment.rows || values.cols() != segment.columns) {
    throw std::invalid_argument(name + ": must be of shape " + ShapeText(SegmentShape(segment)) + ", got " +
                                ShapeText({values.rows(), values.cols()}));
  }
  const models::Matrix<T> rounded = values.Copy<T>();
  for (Index j = 0; j < rounded.cols(); ++j) {
    for (Index i = 0; i < rounded.rows(); ++i) {
      if (std::isfinite(rounded(i, j))) continue;
      throw std::invalid_argument(name + ": the entry at " + ShapeText({i, j}) + " is not finite" +
                                  (sizeof(T) == 4 ? " in float32" : ""));
    }
  }
  parameters->matrix(parameters->Find(segment.name)) = rounded;
}

// As a dict by segment; the names are those of the net, or Python finds out which is which.
py::dict BySegment(const FiniteNet& self, const py::object& weights, const py::object& names) {
  py::list segments;
  for (const Segment& s : self.segments()) segments.append(py::make_tuple(s.name, s.rows, s.columns));
  return py::module_::import("hadamard_ntk.torch_weights").attr("by_segment")(segments, weights, names);
}

void Load(FiniteNet& self, const py::object& weights, const py::object& names) {
  const py::dict given = BySegment(self, weights, names);
  self.Set(VisitNet(self, [&](const auto& net, const auto&) -> std::shared_ptr<const FiniteNet::Net> {
    auto changed = net;
    for (const Segment& s : self.segments()) SetSegment(s, given[s.name.c_str()], &changed.parameters());
    return std::make_shared<FiniteNet::Net>(std::move(changed));
  }));
}

py::dict Weights(const FiniteNet& self) {
  return VisitNet(self, [](const auto& net, const auto&) {
    using T = ScalarOf<decltype(net)>;
    py::dict weights;
    for (const Segment& s : net.parameters().segments()) {
      weights[s.name.c_str()] = py::array_t<T>(SegmentShape(s), net.parameters().values().data() + s.offset);
    }
    return weights;
  });
}

py::dict Split(const FiniteNet& self, const py::array& array) {
  if (array.ndim() < 1 || array.shape(array.ndim() - 1) != self.size()) {
    throw std::invalid_argument("split: the last axis must have " + std::to_string(self.size()) +
                                " entries, got shape " + ShapeText(ShapeOf(array)));
  }
  py::dict parts;
  for (const Segment& s : self.segments()) {
    py::tuple shape = py::tuple(static_cast<std::size_t>(array.ndim() + 1));
    for (py::ssize_t axis = 0; axis + 1 < array.ndim(); ++axis) shape[axis] = array.shape(axis);
    shape[array.ndim() - 1] = s.rows;
    shape[array.ndim()] = s.columns;
    const py::slice range(s.offset, s.offset + s.size(), 1);
    parts[s.name.c_str()] = array.attr("__getitem__")(py::make_tuple(py::ellipsis(), range)).attr("reshape")(shape);
  }
  return parts;
}

// Multiplications that take as long as starting a thread does.
constexpr double kShortWork = 1e5;

py::array Forward(const FiniteNet& self, const py::object& x, const py::object& out) {
  return VisitNet(self, [&](const auto& net, const auto& held) {
    using T = ScalarOf<decltype(net)>;
    models::Matrix<T> samples = SamplesOf<T>("x", x);
    const double work = static_cast<double>(samples.rows()) * static_cast<double>(net.parameters().size());
    const auto forward = [&net = net, held, samples = std::move(samples)] { return models::Forward(net, samples); };
    return Deliver(
        OwnedArray<T>(work < kShortWork ? WithoutGil(forward)
                                        : Interruptible(py::none(), [forward](Report&) { return forward(); })),
        out);
  });
}

void RequireMemory(const char* function, double bytes) {
  const auto available = static_cast<double>(files::AvailableMemory());
  if (bytes <= available) return;
  const std::string text = std::string(function) + ": the result takes " + files::ByteText(bytes) + ", and " +
                           files::ByteText(available) + " are available";
  PyErr_SetString(PyExc_MemoryError, text.c_str());
  throw py::error_already_set();
}

// grad f_a(x_i) is one contiguous row: (n, o, p) in C order.
py::array Gradient(const FiniteNet& self, const py::object& x, const py::object& out) {
  return VisitNet(self, [&](const auto& net, const auto& held) {
    using T = ScalarOf<decltype(net)>;
    const models::Matrix<T> samples = SamplesOf<T>("x", x);
    const Index n = samples.rows(), o = net.outputs(), p = net.parameters().size();
    RequireMemory("gradient", sizeof(T) * static_cast<double>(n) * static_cast<double>(o) * static_cast<double>(p));
    models::Matrix<T> repeated(n * o, samples.cols()), v = models::Matrix<T>::Zero(n * o, o);
    for (Index i = 0; i < n * o; ++i) {
      repeated.row(i) = samples.row(i / o);
      v(i, i % o) = 1;
    }
    return Deliver(OwnedArray<T>(Interruptible(py::none(),
                                               [&net = net, held, repeated, v](Report&) {
                                                 return models::PerSampleVectorJacobianProducts(net, repeated, v);
                                               }),
                                 {n, o, p}, {o * p, p, 1}),
                   out);
  });
}

std::string Repr(const FiniteNet& self) {
  return "hn.FiniteNet(" + std::string(py::repr(self.network())) + ", inputs=" + std::to_string(self.inputs()) +
         ", width=" + std::to_string(self.width()) + ", outputs=" + std::to_string(self.outputs()) + ", dtype='" +
         (self.is_float32() ? "float32" : "float64") + "')";
}

py::tuple State(const FiniteNet& self) {
  return py::make_tuple(self.network(), self.inputs(), self.width(), self.outputs(),
                        self.is_float32() ? "float32" : "float64", Weights(self));
}

FiniteNet Restored(const py::tuple& state) {
  FiniteNet net = Make(state[0], state[1].cast<Index>(), state[2].cast<Index>(), state[3].cast<Index>(), 0, state[4]);
  Load(net, state[5], py::none());
  return net;
}

}  // namespace

void BindFiniteNets(py::module_& module) {
  using py::arg;
  py::class_<FiniteNet>(module, "FiniteNet", R"(A neural net of finite width, with random weights.

net: a Kernel, e.g. polynomial_net(3), or a text, e.g. "dense(1.5,.05) gelu | dense relu * dense | readout".
inputs, width, outputs: d, m, o; all hidden layers have m units.
seed: of the weights.
dtype: "float64" or "float32", of all that it computes.

As width grows, its empirical NTK tends to the network's kernel. Weights are those of the NTK parameterization, N(0, 1)
at the start; a text that begins "standard(m) |" gives layers W h + beta, as PyTorch's nn.Linear has them.)")
      .def(py::init(&Make), arg("net"), arg("inputs"), arg("width"), arg("outputs") = 1, arg("seed") = 0,
           arg("dtype") = "float64")
      .def("__call__", &Forward, arg("x"), arg("out") = py::none(),
           "The outputs f(x), n x outputs, at the rows of x, n x inputs.")
      .def("gradient", &Gradient, arg("x"), arg("out") = py::none(),
           "The gradients of the outputs by all parameters, n x outputs x size: [i, a] is grad f_a(x_i), its entries\n"
           "in the order of the segments, each in C order; split() cuts it. They are stored: for small nets.")
      .def_property_readonly("weights", &Weights,
                             "A new dict of new arrays, the segments of the parameters by name; load() takes it back.")
      .def("load", &Load, arg("weights"), arg("names") = py::none(),
           R"(Replaces all weights.

weights: a mapping from each segment to an array of its shape; of one column, also of one axis. Or the state_dict of a
    PyTorch net: its tensors belong to the segments in order.
names: a mapping from segments to keys of weights, where the order is another.

Raises ValueError, and changes nothing, for a name, number, shape or type that does not fit, and entries not finite.)")
      .def("split", &Split, arg("array"),
           "The last axis of an array, of size entries, cut into segments: a dict of arrays ... x rows x columns.")
      .def(
          "copy", [](const FiniteNet& self) { return FiniteNet(self); }, "A net of the same weights.")
      .def("__copy__", [](const FiniteNet& self) { return FiniteNet(self); })
      .def(
          "__deepcopy__", [](const FiniteNet& self, const py::object&) { return FiniteNet(self); }, arg("memo"))
      .def_property_readonly("inputs", &FiniteNet::inputs, "d, the numbers of a sample.")
      .def_property_readonly("outputs", &FiniteNet::outputs, "o, the numbers that it gives of a sample.")
      .def_property_readonly("width", &FiniteNet::width, "m, the units of each hidden layer.")
      .def_property_readonly("size", &FiniteNet::size, "The number of parameters.")
      .def_property_readonly("kernel", &FiniteNet::network, "The Kernel of the infinite network.")
      .def_property_readonly(
          "dtype",
          [](const FiniteNet& self) { return self.is_float32() ? py::dtype::of<float>() : py::dtype::of<double>(); },
          "float32 or float64, of weights and results.")
      .def("__repr__", &Repr)
      .def(py::pickle(&State, &Restored));
}

}  // namespace hadamard_ntk::python
