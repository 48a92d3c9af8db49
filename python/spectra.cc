#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "ntk/on_sphere.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/interrupt.h"
#include "python/kernel.h"
#include "spectral/angle_kernel.h"
#include "spectral/learning_curve.h"
#include "spectral/learning_table.h"
#include "spectral/mercer_spectrum.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::python {
namespace {

using spectral::Eigenvalue;
using spectral::LearningProblem;
using spectral::MercerSpectrum;

MercerSpectrum SpectrumOf(const Kernel& kernel, int d, int k_max, const std::string& get) {
  const bool nngp = QuantityOf(get) == ntk::Quantity::kNngp;
  return Interruptible(py::none(), [net = kernel.net, nngp, d, k_max](Report&) {
    const spectral::AngleKernel of_angle =
        nngp ? spectral::AngleKernel::From(ntk::NngpOnSphere(net)) : spectral::AngleKernel::From(ntk::OnSphere(net));
    MercerSpectrum spectrum = spectral::ComputeMercerSpectrum(of_angle, d, k_max);
    spectrum.RequirePositiveDefinite();
    return spectrum;
  });
}

// value(eigenvalue) of each.
template <class T, class Value>
py::array_t<T> Column(const MercerSpectrum& spectrum, const Value& value) {
  py::array_t<T> column(static_cast<py::ssize_t>(spectrum.eigenvalues().size()));
  T* to = column.mutable_data();
  for (const Eigenvalue& eigenvalue : spectrum.eigenvalues()) *to++ = value(eigenvalue);
  return column;
}

py::array_t<std::int64_t> Degrees(const MercerSpectrum& spectrum) {
  return Column<std::int64_t>(spectrum, [](const Eigenvalue& e) { return e.k; });
}
py::array_t<double> Eigenvalues(const MercerSpectrum& spectrum) {
  return Column<double>(spectrum, [](const Eigenvalue& e) { return e.mu; });
}
py::array_t<double> Bounds(const MercerSpectrum& spectrum) {
  return Column<double>(spectrum, [](const Eigenvalue& e) { return e.error; });
}
py::array_t<double> Multiplicities(const MercerSpectrum& spectrum) {
  return Column<double>(spectrum, [&](const Eigenvalue& e) { return spectral::Multiplicity(spectrum.d(), e.k); });
}

py::object ToPandas(const MercerSpectrum& spectrum) {
  py::dict columns;
  columns["degree"] = Degrees(spectrum);
  columns["multiplicity"] = Multiplicities(spectrum);
  columns["eigenvalue"] = Eigenvalues(spectrum);
  columns["bound"] = Bounds(spectrum);
  return py::module_::import("pandas").attr("DataFrame")(columns);
}

std::vector<double> PowersOf(const std::map<int, double>& target_power, int k_max) {
  std::vector<double> powers(static_cast<std::size_t>(k_max) + 1, 0.0);
  for (const auto& [k, power] : target_power) {
    if (k < 0 || k > k_max) {
      throw std::invalid_argument("target_power: must have degrees from 0 to k_max = " + std::to_string(k_max) +
                                  ", got " + std::to_string(k));
    }
    powers[static_cast<std::size_t>(k)] = power;
  }
  return powers;
}

py::dict LearningCurve(const MercerSpectrum& spectrum, const py::object& given_n,
                       const std::map<int, double>& target_power, double ridge, double noise) {
  const Eigen::VectorXd n = VectorOf("n", given_n);
  const LearningProblem problem = LearningProblem::Of(spectrum, PowersOf(target_power, spectrum.k_max()), ridge, noise);
  const Eigen::MatrixXd table = WithoutGil([&] {
    try {
      return spectral::LearningTable(problem, spectrum, {n.data(), static_cast<std::size_t>(n.size())});
    } catch (const spectral::KMaxTooSmall& error) {
      throw std::invalid_argument(std::string("k_max: ") + error.what());
    }
  });
  py::dict columns;
  for (std::size_t j = 0; j < spectral::kLearningColumns.size(); ++j) {
    columns[spectral::kLearningColumns[j]] = ArrayOf(Eigen::VectorXd(table.col(static_cast<Eigen::Index>(j))));
  }
  return columns;
}

py::tuple PairOf(const MercerSpectrum::Bounded& bounded) { return py::make_tuple(bounded.value, bounded.error); }

}  // namespace

void BindSpectra(py::module_& module) {
  py::class_<MercerSpectrum>(module, "Spectrum", "Mercer eigenvalues on S^d by degree k = 0, ..., k_max.")
      .def_property_readonly("d", &MercerSpectrum::d, "The dimension of the sphere S^d in R^{d+1}.")
      .def_property_readonly("k_max", &MercerSpectrum::k_max, "The largest degree.")
      .def_property_readonly("trace", &MercerSpectrum::trace, "K(x, x) = sum of all eigenvalues times multiplicities.")
      .def_property_readonly("degree", &Degrees, "k: k_max + 1 integers.")
      .def_property_readonly("eigenvalue", &Eigenvalues, "mu_k; exactly 0 where it cannot be told from 0.")
      .def_property_readonly("bound", &Bounds, "|mu_k - true value| <= bound, absolute.")
      .def_property_readonly("multiplicity", &Multiplicities, "F(d, k), the number of harmonics of degree k.")
      .def("zeros", &MercerSpectrum::Zeros, "The degrees whose eigenvalue is 0 within its bound.")
      .def(
          "mass_above", [](const MercerSpectrum& s, int k) { return PairOf(s.MassAbove(k)); }, py::arg("k"),
          "The part of the trace in degrees above k, and a bound on its error.")
      .def("to_pandas", &ToPandas, "A pandas.DataFrame of degree, multiplicity, eigenvalue, bound.")
      .def("learning_curve", &LearningCurve, py::arg("n"), py::kw_only(), py::arg("target_power"),
           py::arg("ridge") = 0.0, py::arg("noise") = 0.0,
           R"(What kernel ridge regression is predicted to learn from n samples that are uniform on the sphere.

n: the numbers of samples.  target_power: {k: v_k^2}, the target's power in degree k, 0 in the others.
ridge: added to the diagonal of K.  noise: variance of the labels' noise.
A dict of arrays, one number for each n: n, kappa, effective_dimension, overfitting, excess_error, test_error,
train_error, tail_error, best_ridge, best_test_error (spectral/learning_curve.h).  ValueError if k_max is too small.)")
      .def("__len__", [](const MercerSpectrum& s) { return s.eigenvalues().size(); })
      .def("__repr__", [](const MercerSpectrum& s) {
        std::ostringstream text;
        text << "<Spectrum on S^" << s.d() << ", k = 0.." << s.k_max() << ", trace " << s.trace() << ">";
        return text.str();
      });

  const py::object kernel = module.attr("Kernel");
  kernel.attr("spectrum") = py::cpp_function(
      &SpectrumOf, py::name("spectrum"), py::is_method(kernel), py::arg("d"), py::arg("k_max"), py::kw_only(),
      py::arg("get") = "ntk",
      R"(The Mercer eigenvalues mu_0, ..., mu_{k_max} on the unit sphere S^d of R^{d+1}, each with a bound on its error.

K(x, z) = sum_k mu_k F(d, k) P_k(<x, z>) under the uniform probability measure, F(d, k) the multiplicity.)");
}

}  // namespace hadamard_ntk::python
