#include <pybind11/stl.h>

#include <Eigen/Core>
#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "pde/barron_norm.h"
#include "pde/cube_energy.h"
#include "pde/descent_rates.h"
#include "pde/dirichlet_cube.h"
#include "pde/energy.h"
#include "pde/lattice_torus.h"
#include "pde/newton_krylov.h"
#include "pde/preconditioned_descent.h"
#include "pde/ridge_lattice.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/interrupt.h"

namespace hadamard_ntk::python {
namespace {

template <class... G>
using EnergiesWith = std::variant<pde::CubeEnergy<G>..., pde::LatticeTorus<G>...>;
using AnyEnergy =
    EnergiesWith<pde::NoNonlinearity, pde::SineNonlinearity, pde::CubicNonlinearity, pde::SinhNonlinearity>;

/// An energy on arrays of nodal values.
struct Energy {
  std::shared_ptr<const AnyEnergy> any;
  Shape shape;

  // f(energy), with the GIL; work without it holds `any`.
  template <class F>
  auto Visit(const F& f) const {
    return std::visit(f, *any);
  }
  Eigen::VectorXd Values(const char* name, const py::object& given) const {
    const auto array = DoubleArray(name, given);
    if (ShapeOf(array) == shape) return Eigen::Map<const Eigen::VectorXd>(array.data(), array.size());
    throw std::invalid_argument(std::string(name) + ": must be of shape " + ShapeText(shape) + ", got " +
                                ShapeText(ShapeOf(array)));
  }
  Eigen::VectorXd Start(const py::object& u) const {
    if (!u.is_none()) return Values("start", u);
    py::ssize_t size = 1;
    for (const py::ssize_t length : shape) size *= length;
    return Eigen::VectorXd::Zero(size);
  }
  py::array Array(const Eigen::VectorXd& u) const { return py::array_t<double>(shape, u.data()); }
};

// make(density).
template <class Make>
AnyEnergy WithDensity(const std::string& nonlinearity, double mass, double strength, const Make& make) {
  if (nonlinearity == "none") return make(pde::Semilinear<pde::NoNonlinearity>(mass, strength));
  if (nonlinearity == "sine") return make(pde::Semilinear<pde::SineNonlinearity>(mass, strength));
  if (nonlinearity == "cubic") return make(pde::Semilinear<pde::CubicNonlinearity>(mass, strength));
  if (nonlinearity == "sinh") return make(pde::Semilinear<pde::SinhNonlinearity>(mass, strength));
  throw std::invalid_argument("nonlinearity: must be 'none', 'sine', 'cubic' or 'sinh', got '" + nonlinearity + "'");
}

Energy CubeEnergy(const py::object& f, double mass, const std::string& nonlinearity, double strength) {
  const auto array = DoubleArray("f", f);
  const Shape shape = ShapeOf(array);
  if ((shape.size() != 2 && shape.size() != 3) || std::any_of(shape.begin(), shape.end(), [&](py::ssize_t length) {
        return length != shape[0] || length < 1 || length > 1 << 27;
      })) {
    throw std::invalid_argument("f: must be given at the (n - 1)^2 or (n - 1)^3 inner points, got shape " +
                                ShapeText(shape));
  }
  const pde::DirichletCube cube(static_cast<int>(shape.size()), static_cast<int>(shape[0]) + 1);
  const Eigen::VectorXd values = Eigen::Map<const Eigen::VectorXd>(array.data(), array.size());
  const auto make = [&]<class G>(const pde::Density<pde::Laplacian, G>& density) -> AnyEnergy {
    return pde::CubeEnergy<G>(cube, density, values);
  };
  return {std::make_shared<AnyEnergy>(WithDensity(nonlinearity, mass, strength, make)), shape};
}

Energy TorusEnergy(const std::vector<pde::Frequency>& ridges, const std::vector<double>& amplitudes, double mass,
                   const std::string& nonlinearity, double strength, int points) {
  const Eigen::MatrixXd gram = pde::GramOf(ridges);
  const auto make = [&]<class G>(const pde::Density<pde::Laplacian, G>& density) -> AnyEnergy {
    return pde::LatticeTorus<G>(density, gram, amplitudes, points);
  };
  return {std::make_shared<AnyEnergy>(WithDensity(nonlinearity, mass, strength, make)), Shape(ridges.size(), points)};
}

double Value(const Energy& self, const py::object& u) {
  return self.Visit([&](const auto& energy) {
    return WithoutGil([&energy = energy, values = self.Values("u", u)] { return energy.Value(values); });
  });
}

py::array Gradient(const Energy& self, const py::object& u) {
  return self.Visit([&](const auto& energy) {
    return self.Array(WithoutGil(
        [&energy = energy, values = self.Values("u", u)] { return Eigen::VectorXd(energy.Derivative(values)); }));
  });
}

py::tuple Descend(const Energy& self, const py::object& start, double eta, int steps, double tolerance, bool guard,
                  const py::object& progress) {
  return self.Visit([&](const auto& energy) {
    const pde::DescentOptions options{.eta = eta, .max_steps = steps, .tolerance = tolerance, .guard = guard};
    const pde::Descent run =
        Interruptible(progress, [&energy = energy, held = self.any, u = self.Start(start), options](Report& report) {
          return pde::Descend(energy, u, options, [&](int step, const Eigen::VectorXd&) {
            report("descent", step / std::max(1.0, static_cast<double>(options.max_steps)));
          });
        });
    py::dict info;
    info["energies"] = ArrayOf(run.energies);
    info["slopes"] = ArrayOf(run.slopes);
    info["values"] = py::make_tuple(run.values.low, run.values.high);
    info["curvature"] = run.curvature;
    return py::make_tuple(self.Array(run.u), info);
  });
}

py::tuple Newton(const Energy& self, const py::object& start, double tolerance, double forcing, int steps) {
  return self.Visit([&](const auto& energy) {
    const pde::NewtonOptions options{.tolerance = tolerance, .forcing = forcing, .max_steps = steps};
    const pde::Newton run =
        Interruptible(py::none(), [&energy = energy, held = self.any, u = self.Start(start), options](Report&) {
          return pde::SolveByNewton(energy, u, options);
        });
    py::dict info;
    info["energies"] = ArrayOf(run.energies);
    info["slopes"] = ArrayOf(run.slopes);
    info["products"] = run.products;
    info["preconditioned"] = run.preconditioned;
    return py::make_tuple(self.Array(run.u), info);
  });
}

double BarronNorm(const Energy& self, const py::object& u) {
  return self.Visit([&](const auto& energy) -> double {
    if constexpr (requires { energy.lattice(); }) {
      return energy.lattice().BarronNorm(self.Values("u", u));
    } else {
      throw std::invalid_argument("barron_norm: is of a torus, where it is a sum; on a domain it is an infimum");
    }
  });
}

}  // namespace

void BindPde(py::module_& module) {
  using py::arg;
  py::class_<Energy>(module, "Energy", R"(E(u) = int |grad u|^2/2 + V(u) - f u, on arrays u of nodal values.

V(y) = mass y^2/2 + strength G(y), G = 0 ("none"), 1 - cos y ("sine"), y^4/4 ("cubic"), cosh y - 1 ("sinh"). Its
minimiser solves -Laplace u + V'(u) = f. Made by cube_energy and torus_energy.)")
      .def_readonly("shape", &Energy::shape, "Of u.")
      .def("__call__", &Value, arg("u"), "E(u); of a torus, per volume.")
      .def("gradient", &Gradient, arg("u"), "The derivatives of E by the entries of u, an array of its shape.")
      .def("descend", &Descend, arg("start") = py::none(), py::kw_only(), arg("eta") = .5, arg("steps") = 1000,
           arg("tolerance") = 0., arg("guard") = true, arg("progress") = py::none(),
           R"(u <- u - eta P DE(u), P the inverse of I - Laplace, from start or 0: (u, info).

It ends after so many steps, or where S = <DE, P DE> is at most tolerance^2 of that at the start. With the guard, eta
must be below 2/L, L the largest curvature on the range of the iterates; else RuntimeError is raised if E rises.
info: "energies" and "slopes", E and S at each iterate; "values", the range of all entries; "curvature", L there.
progress: called with ("descent", share of the steps).)")
      .def("newton", &Newton, arg("start") = py::none(), py::kw_only(), arg("tolerance") = 1e-10, arg("forcing") = 1e-4,
           arg("steps") = 50,
           R"(Newton's method, its equations by conjugate gradients to a residual of `forcing`: (u, info).

It ends where sqrt(S), S as of descend, is at most tolerance of that at the start; RuntimeError if steps do not suffice.
info: "energies", "slopes"; "products" with the second derivative and "preconditioned", the applications of P.)")
      .def("barron_norm", &BarronNorm, arg("u"), "Of a torus: sum over w of (1 + |w|) |u^(w)|, in all dimensions.");
  module.def(
      "cube_energy", &CubeEnergy, arg("f"), arg("mass") = 0., arg("nonlinearity") = "none", arg("strength") = 0.,
      "The Energy on the unit square or cube, u = 0 on its boundary: f and u at the inner points j/n,\n"
      "j = 1, ..., n - 1, arrays of shape (n - 1, n - 1) or (n - 1, n - 1, n - 1); the stencil of 2 d neighbours.");
  module.def(
      "torus_energy", &TorusEnergy, arg("ridges"), arg("amplitudes"), arg("mass") = 0., arg("nonlinearity") = "none",
      arg("strength") = 0., arg("points") = 48,
      "The Energy on the torus [0, 2 pi)^d, f = sum_r amplitudes[r] (1 + |w_r|^2) cos(w_r.x), w_r = ridges[r]\n"
      "one to three independent vectors of d integers, d any number. u(x) = v(w_1.x, ...) by the values of v at\n"
      "`points` points 2 pi j/points along each axis. RuntimeError where they do not resolve u.");
  module.def("descent_factor", &pde::DescentFactor, arg("eta"), arg("mu"), arg("largest"),
             "The factor 1 - 2 eta mu (1 - largest eta/2) that a step of descent takes off E - min E where\n"
             "mu <= D^2 E <= largest, relative to I - Laplace.");
}

}  // namespace hadamard_ntk::python
