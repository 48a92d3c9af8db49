#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <variant>

#include "ntk/activations/any_activation.h"
#include "ntk/on_sphere.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/interrupt.h"
#include "python/kernel.h"

namespace hadamard_ntk::python {
namespace {

using ntk::Quantity;

// Of entries of K; more take longer than starting a thread does.
constexpr double kShortWork = 2e6;

MatrixArgument Samples(const char* name, const py::handle& given) {
  return MatrixArgument(name, "samples x coordinates", given);
}

// X and Z of one type.
struct Pair {
  MatrixArgument x;
  std::optional<MatrixArgument> z;

  Pair(const py::handle& given_x, const py::handle& given_z) : x(Samples("X", given_x)) {
    if (given_z.is_none()) return;
    z.emplace(Samples("Z", given_z));
    z->RequireColumnsOf(x);
    if (x.is_float32() == z->is_float32()) return;
    x = x.AsFloat64();
    z = z->AsFloat64();
  }

  Eigen::Index columns() const { return z ? z->rows() : x.rows(); }
};

bool IsShort(const Kernel& kernel, double entries, Eigen::Index coordinates) {
  return !kernel.CallsPython() && entries * (static_cast<double>(coordinates) + 50.0 * kernel.net.size()) < kShortWork;
}

template <class T>
py::array GramOf(const Kernel& kernel, Quantity quantity, const Pair& samples, const py::object& out,
                 const py::object& progress) {
  MatrixResult<T> result(samples.x.rows(), samples.columns(), out, !samples.z);
  auto compute = [net = kernel.net, quantity, samples, result](const std::function<void(double)>& told) mutable {
    const Eigen::Ref<const Matrix<T>> x = samples.x.Reference<T>();
    if (samples.z) {
      const Eigen::Ref<const Matrix<T>> z = samples.z->Reference<T>();
      ntk::AnyGramInto<T>(net, quantity, x, &z, result.Target(), told);
    } else {
      ntk::AnyGramInto<T>(net, quantity, x, nullptr, result.Target(), told);
    }
    result.Finish();
  };
  const double entries = static_cast<double>(samples.x.rows()) * static_cast<double>(samples.columns());
  if (progress.is_none() && IsShort(kernel, entries, samples.x.cols())) {
    WithoutGil([compute]() mutable { compute({}); });
  } else {
    Interruptible(progress, [compute](Report& report) mutable {
      compute([&report](double share) { report("Gram matrix", share); });
    });
  }
  return result.array();
}

py::array Gram(const Kernel& kernel, Quantity quantity, const Pair& samples, const py::object& out,
               const py::object& progress) {
  return samples.x.is_float32() ? GramOf<float>(kernel, quantity, samples, out, progress)
                                : GramOf<double>(kernel, quantity, samples, out, progress);
}

using Get = std::variant<std::string, std::vector<std::string>>;

// One quantity, or a tuple of them.
py::object Call(const Kernel& kernel, const py::object& x, const py::object& z, const Get& get, const py::object& out,
                const py::object& progress) {
  const Pair samples(x, z);
  if (const auto* name = std::get_if<std::string>(&get)) {
    return Gram(kernel, QuantityOf(*name), samples, out, progress);
  }
  const auto& names = std::get<std::vector<std::string>>(get);
  if (!out.is_none() && (!py::isinstance<py::sequence>(out) || py::len(out) != names.size())) {
    throw std::invalid_argument("out: must be as many arrays as get has names, " + std::to_string(names.size()));
  }
  py::tuple results(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const py::object into = out.is_none() ? py::object(py::none()) : py::object(out[py::int_(i)]);
    results[i] = Gram(kernel, QuantityOf(names[i]), samples, into, progress);
  }
  return results;
}

template <class T>
py::array DiagonalOf(const Kernel& kernel, Quantity quantity, const MatrixArgument& x) {
  return ArrayOf(Interruptible(py::none(), [net = kernel.net, quantity, x](Report&) {
    return ntk::AnyGramDiagonal<T>(net, quantity, x.Reference<T>());
  }));
}

py::array Diagonal(const Kernel& kernel, const py::object& given, const std::string& get) {
  const MatrixArgument x = Samples("X", given);
  const Quantity quantity = QuantityOf(get);
  return x.is_float32() ? DiagonalOf<float>(kernel, quantity, x) : DiagonalOf<double>(kernel, quantity, x);
}

py::array Product(const Kernel& kernel, const py::object& given_z, const py::object& given_x, const py::object& given_c,
                  const std::string& get, const py::object& progress) {
  const MatrixArgument z = Samples("Z", given_z), x = Samples("X", given_x),
                       c("C", "samples x outputs", given_c, MatrixArgument::Vectors::kColumn);
  z.RequireColumnsOf(x);
  c.RequireRowsOf(x);
  const Matrix<double> product =
      Interruptible(progress, [net = kernel.net, quantity = QuantityOf(get), z, x, c](Report&) {
        return ntk::AnyGramProduct(net, quantity, z.Copy<double>(), x.Copy<double>(), c.Copy<double>());
      });
  if (!c.is_vector()) return ArrayOf(product);
  return ArrayOf(Eigen::VectorXd(product.col(0)));
}

py::object OnSphere(const Kernel& kernel, const py::object& given, const std::string& get) {
  const auto theta = DoubleArray("theta", given);
  const bool nngp = QuantityOf(get) == Quantity::kNngp;
  py::array_t<double> values(ShapeOf(theta));
  const double* const from = theta.data();
  double* const to = values.mutable_data();
  WithoutGil([&, count = theta.size()] {
    const ntk::OnSphere<ntk::AnyNet> ntk_of(kernel.net);
    const ntk::NngpOnSphere<ntk::AnyNet> nngp_of(kernel.net);
    for (py::ssize_t i = 0; i < count; ++i) to[i] = nngp ? nngp_of(from[i]) : ntk_of(from[i]);
  });
  if (theta.ndim() == 0) return py::float_(*to);
  return values;
}

py::dict Parameters(const Kernel& kernel) {
  py::dict parameters;
  for (const auto& [name, value] : kernel.net.Values()) {
    std::visit([&, &key = name](const auto& of) { parameters[py::str(key)] = py::cast(of); }, value);
  }
  return parameters;
}

// The function of hadamard_ntk that makes it.
std::string MakerOf(const std::string& name) {
  return name == "pnn"         ? "polynomial_net"
         : name == "ccp"       ? "ccp_net"
         : name == "ncp"       ? "ncp_net"
         : name == "fc"        ? "fully_connected"
         : name == "resnet"    ? "resnet"
         : name == "quadratic" ? "quadratic_net"
         : name == "relinear"  ? "relinear_net"
                               : "net";
}

std::string TextOfNet(const Kernel& kernel) { return kernel.net.expression()->Text(); }

std::string Repr(const Kernel& kernel) {
  std::string text;
  if (kernel.net.expression()) {
    text = py::repr(py::str(TextOfNet(kernel)));
    if (kernel.CallsPython()) text += ", activations=" + std::string(py::repr(kernel.activations));
  } else {
    for (const auto& [name, value] : Parameters(kernel)) {
      text += (text.empty() ? "" : ", ") + std::string(py::str(name)) + "=" + std::string(py::repr(value));
    }
  }
  return "hn." + MakerOf(kernel.net.name()) + "(" + text + ")";
}

bool Equal(const Kernel& a, const Kernel& b) {
  return a.net.Text() == b.net.Text() && a.net.Values() == b.net.Values() && a.activations.equal(b.activations);
}

}  // namespace

void BindKernels(py::module_& module) {
  py::class_<Kernel>(module, "Kernel", R"(An infinitely wide network: its NNGP and its NTK.

kernel(X, Z) is the Gram matrix.  Kernels are made by net(text), by layers >> readout(), and by polynomial_net,
ccp_net, ncp_net, fully_connected, resnet, quadratic_net, relinear_net, gated_unit.  Two are equal if their names and
parameters, or texts, are.)")
      .def_static("of_text", &Kernel::OfText, py::arg("text"), py::arg("activations") = py::dict(), "What net() gives.")
      .def_static("of_name", &Kernel::OfName, py::arg("name"), py::arg("parameters") = py::dict(),
                  "A network by the name and the parameters that the command line has for it.")
      .def("__call__", &Call, py::arg("x"), py::arg("z") = py::none(), py::kw_only(), py::arg("get") = "ntk",
           py::arg("out") = py::none(), py::arg("progress") = py::none(),
           R"(The Gram matrix K[i, j] = K(x_i, z_j) of the rows of X, n x d, and of Z, m x d, or of X with itself.

get: "ntk", "nngp", or a tuple of them for a tuple of matrices.
out: an array n x m of the samples' type to write to; fastest in Fortran order, or in any if Z is None.
progress: called with a word and the share done, in [0, 1].
float32 samples give float32, all others float64.  Raises ValueError for entries that are not finite, shapes that do
not fit, and values beyond the type's range.  The error of an entry: ntk/gram.h.)")
      .def("diagonal", &Diagonal, py::arg("x"), py::kw_only(), py::arg("get") = "ntk",
           "K(x_i, x_i) of each row of X, n x d: n numbers.")
      .def("product", &Product, py::arg("z"), py::arg("x"), py::arg("c"), py::kw_only(), py::arg("get") = "ntk",
           py::arg("progress") = py::none(),
           "K(Z, X) C, m x outputs, in float64 and without storing K; C n x outputs or n.")
      .def("on_sphere", &OnSphere, py::arg("theta"), py::kw_only(), py::arg("get") = "ntk",
           "K(x, z) at |x| = |z| = 1 and the angle theta between them, in [0, pi] radians; of the shape of theta.")
      .def_property_readonly(
          "name", [](const Kernel& k) { return k.net.name(); }, "pnn, ccp, ncp, fc, resnet, or net.")
      .def_property_readonly("parameters", &Parameters, "All parameters by name; of a net its text.")
      .def_property_readonly(
          "text", [](const Kernel& k) { return k.net.Text(); }, "What the command line calls it.")
      .def("__repr__", &Repr)
      .def("__eq__", &Equal, py::is_operator())
      .def("__hash__", [](const Kernel& k) { return py::hash(py::str(k.net.Text())); })
      .def_readonly("activations", &Kernel::activations, "Python functions that the text of a net names.");
  module.def("activation_names", &ntk::AnyActivation::Names, "The activations that a net's text may name.");
}

}  // namespace hadamard_ntk::python
