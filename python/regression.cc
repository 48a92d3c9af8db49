#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "files/machine_memory.h"
#include "ntk/any_gram.h"
#include "ntk/entry_error.h"
#include "ntk/kernel_regression.h"
#include "ntk/kernel_solver.h"
#include "ntk/leave_one_out.h"
#include "ntk/posterior_variance.h"
#include "ntk/solver_choice.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/interrupt.h"
#include "python/kernel.h"

namespace hadamard_ntk::python {
namespace {

using ntk::KernelRegression;
using Regression = std::shared_ptr<KernelRegression>;

Matrix<double> Outputs(const py::handle& given) {
  return MatrixArgument("Y", "samples x outputs", given).Copy<double>();
}

// compute(regression) without the GIL.
template <class F>
py::array_t<double> Coefficients(const Regression& regression, F compute) {
  const Matrix<double> c =
      Interruptible(py::none(), [regression, compute](Report&) -> Matrix<double> { return compute(*regression); });
  return ArrayOf(c);
}

Regression MakeRegression(const py::object& gram, double entry_error) {
  const MatrixArgument k("K", "samples x samples", gram);
  return Interruptible(py::none(), [k, entry_error](Report&) {
    return std::make_shared<KernelRegression>(k.Copy<double>(), entry_error);
  });
}

py::array_t<double> Solve(const Regression& regression, const py::object& y, double ridge) {
  return Coefficients(regression, [y = Outputs(y), ridge](const KernelRegression& r) { return r.Solve(y, ridge); });
}

py::array_t<double> Descend(const Regression& regression, const py::object& y, std::int64_t steps, double learning_rate,
                            double momentum) {
  return Coefficients(regression, [y = Outputs(y), steps, learning_rate, momentum](const KernelRegression& r) {
    return r.Descend(y, {learning_rate, momentum}, steps);
  });
}

py::array_t<double> Flow(const Regression& regression, const py::object& y, double time) {
  return Coefficients(regression, [y = Outputs(y), time](const KernelRegression& r) { return r.Flow(y, time); });
}

py::array_t<double> LeaveOneOut(const Regression& regression, const py::object& y, double ridge) {
  return Coefficients(
      regression, [y = Outputs(y), ridge](const KernelRegression& r) { return ntk::LeaveOneOutErrors(r, y, ridge); });
}

py::dict ReportOf(const KernelRegression& regression) {
  const KernelRegression::Report& r = regression.report();
  py::dict report;
  report["rank"] = r.rank;
  report["condition"] = r.condition;
  report["effective_condition"] = r.effective_condition;
  report["lambda_min"] = r.lambda_min;
  report["lambda_max"] = r.lambda_max;
  report["mean_eigenvalue"] = r.mean_eigenvalue;
  report["noise"] = r.noise;
  report["interpolates"] = regression.Interpolates();
  return report;
}

py::tuple SolveKernel(const Kernel& kernel, const py::object& given_x, const py::object& given_y,
                      const std::string& get, double ridge, double tolerance, const py::object& progress) {
  const MatrixArgument x("X", "samples x coordinates", given_x);
  const ntk::KernelSolution solution = Interruptible(
      progress,
      [net = kernel.net, quantity = QuantityOf(get), x, y = Outputs(given_y), ridge, tolerance](Report& report) {
        return ntk::SolveAnyNet(net, quantity, x.Copy<double>(), y,
                                {.ridge = ridge,
                                 .tolerance = tolerance,
                                 .memory = static_cast<std::size_t>(files::AvailableMemory()),
                                 .progress = std::ref(report)});
      });
  py::dict told;
  told["distinct_rows"] = solution.distinct;
  told["iterations"] = solution.iterations;
  told["relative_residual"] = solution.relative_residual;
  told["preconditioner_shift"] = solution.shift;
  return py::make_tuple(ArrayOf(solution.coefficients), told);
}

py::tuple Variance(const py::object& train, const py::object& cross, const py::object& diagonal,
                   const py::object& weights, double entry_error, double noise) {
  const MatrixArgument s("S(X, X)", "samples x samples", train), to("S(Z, X)", "tests x samples", cross),
      a("weights", "samples x tests", weights);
  const ntk::PredictionVariance variance =
      Interruptible(py::none(), [s, to, a, of = VectorOf("S(z, z)", diagonal), entry_error, noise](Report&) {
        const Matrix<double> prior = s.Copy<double>(), prior_cross = to.Copy<double>();
        return ntk::PosteriorVariance({prior, prior_cross, of, entry_error}, a.Copy<double>(), noise);
      });
  return py::make_tuple(ArrayOf(variance.value), ArrayOf(variance.error));
}

}  // namespace

void BindRegression(py::module_& module) {
  module.attr("_MOST_FOR_SPECTRUM") = ntk::kMostForSpectrum;
  py::class_<KernelRegression, Regression>(module, "GramRegression", R"(Kernel regression with a Gram matrix K, n x n.

|error of K_ij| <= entry_error sqrt(K_ii K_jj).  Directions in which K cannot be told from 0 are left out of every
answer (ntk/kernel_regression.h).  Coefficients C, n x outputs, predict K(Z, X) C; Y is n x outputs.)")
      .def(py::init(&MakeRegression), py::arg("gram"), py::arg("entry_error") = std::numeric_limits<double>::epsilon())
      .def("solve", &Solve, py::arg("y"), py::arg("ridge") = 0.0, "C of (K + ridge I) C = Y, of least norm.")
      .def("descend", &Descend, py::arg("y"), py::kw_only(), py::arg("steps"), py::arg("learning_rate"),
           py::arg("momentum") = 0.0, "C after so many steps of gradient descent on 1/2 |f - Y|^2, exactly.")
      .def("flow", &Flow, py::arg("y"), py::kw_only(), py::arg("time"), "C after the time of gradient flow.")
      .def("leave_one_out", &LeaveOneOut, py::arg("y"), py::arg("ridge") = 0.0,
           "The error at each sample of the solution without it, n x outputs.")
      .def("max_learning_rate", &KernelRegression::MaxLearningRate, py::arg("momentum") = 0.0,
           "Gradient descent converges below it.")
      .def_property_readonly("report", &ReportOf, "What K is worth numerically: rank, condition, eigenvalues, ...")
      .def_property_readonly(
          "eigenvalues", [](const KernelRegression& r) { return ArrayOf(r.eigenvalues()); },
          "Of K, in increasing order.");
  module.def(
      "entry_error", [](const Kernel& kernel, std::ptrdiff_t columns) { return ntk::EntryError(kernel.net, columns); },
      py::arg("kernel"), py::arg("columns"),
      "What an entry of a float64 Gram matrix of samples of so many coordinates may be off, over sqrt(K_ii K_jj).");
  module.def(
      "solve_kernel", &SolveKernel, py::arg("kernel"), py::arg("x"), py::arg("y"), py::kw_only(),
      py::arg("get") = "ntk", py::arg("ridge") = 0.0, py::arg("tolerance") = 1e-6, py::arg("progress") = py::none(),
      "C of (K(X, X) + ridge I) C = Y for tens of thousands of samples, to a relative residual (tolerance), and a\n"
      "dict of what was done (ntk/kernel_solver.h).");
  module.def("posterior_variance", &Variance, py::arg("train"), py::arg("cross"), py::arg("diagonal"),
             py::arg("weights"), py::kw_only(), py::arg("entry_error") = std::numeric_limits<double>::epsilon(),
             py::arg("noise") = 0.0,
             "The variance of predictions with weights a(z), n x tests, under a prior of covariance S: S(X, X) n x n,\n"
             "S(Z, X) tests x n, S(z, z) tests.  Two arrays: variances, and bounds on their errors.");
}

}  // namespace hadamard_ntk::python
