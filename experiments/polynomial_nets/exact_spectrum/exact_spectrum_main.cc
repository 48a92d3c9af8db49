// Prints exact Mercer eigenvalues mu_k, in Q[pi, 1/pi], of the NTK of polynomial nets and of the two-layer ReLU net.

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "experiments/shared/names.h"
#include "referee/program/command_line.h"
#include "referee/program/flags.h"
#include "referee/program/table.h"
#include "spectral/exact_kernels.h"
#include "spectral/exact_mercer.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr int kTwoLayers = 2;

struct Flags {
  int degree = 2, d = 2, k_max = 10;
  std::string kernel = "pnn", normalization = "unit", format = "text";
};

spectral::AnglePolynomial Kernel(const Flags& flags) {
  if (flags.kernel == "fc2") return spectral::ExactTwoLayerKernel();
  return spectral::ExactPolynomialNetKernel(flags.degree, flags.normalization == "unit" ? 2 : 1);
}

void Print(const Flags& flags, const std::vector<spectral::PiLaurent>& mu) {
  const std::string d = std::to_string(flags.d), degree = std::to_string(flags.degree);
  if (flags.format == "csv") {
    std::cout << "kernel,parameter_name,parameter,d,k,multiplicity,mu,mu_exact,normalization\n";
  } else if (flags.format == "text") {
    std::cout << "# " << (flags.kernel == "pnn" ? "polynomial net of degree " + degree : "two-layer ReLU net") << ", "
              << flags.normalization << " normalisation, on S^" << d << "\n";
  } else {
    std::cout << "\\begin{align*}\n";
  }
  for (std::size_t k = 0; k < mu.size(); ++k) {
    if (flags.format == "csv") {
      const int order = static_cast<int>(k);
      std::cout << (flags.kernel == "pnn" ? "pnn,degree," : "fc,depth,") << degree << ',' << d << ',' << k << ','
                << referee::ExactReal(spectral::Multiplicity(flags.d, order)) << ','
                << referee::ExactReal(mu[k].Evaluate<double>()) << ',' << mu[k].Text() << ',' << flags.normalization
                << '\n';
    } else if (flags.format == "text") {
      std::cout << "mu_" << k << " = " << mu[k].Text() << " = " << referee::ExactReal(mu[k].Evaluate<double>()) << '\n';
    } else {
      std::cout << "  \\mu_{" << k << "} &= " << mu[k].Latex() << (k + 1 < mu.size() ? " \\\\\n" : "\n");
    }
  }
  if (flags.format == "latex") std::cout << "\\end{align*}\n";
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app("Exact Mercer eigenvalues mu_k of network kernels on the sphere S^d, in Q[pi, 1/pi].", "exact_spectrum");
  AddInteger(app, "--degree", &flags.degree, 1, 20, "N, the degree of the polynomial net; of fc2 the depth, 2");
  AddInteger(app, "--d", &flags.d, 1, 200, "the sphere S^d in R^{d+1}");
  AddInteger(app, "--k_max", &flags.k_max, 0, 1000, "the largest k");
  AddChoice(app, "--kernel", &flags.kernel, {"pnn", "fc2"}, "polynomial net, or two-layer net");
  AddChoice(app, "--normalization", &flags.normalization, {"unit", "raw", "paper_eq2"},
            "of pnn; paper_eq2 is another word for raw; fc2 has only unit");
  AddChoice(app, "--format", &flags.format, {"text", "latex", "csv"}, "of the output");
  if (!ParseCommandLine(app, argc, argv)) return kSuccess;
  if (flags.kernel == "fc2" && flags.degree != kTwoLayers) {
    throw FlagError("--degree", "must be 2, its depth, with --kernel fc2", std::to_string(flags.degree));
  }
  if (flags.kernel == "fc2" && flags.normalization != "unit") {
    throw FlagError("--normalization", "must be unit with --kernel fc2", flags.normalization);
  }
  Print(flags, spectral::ExactMercerEigenvalues(Kernel(flags), flags.d, flags.k_max));
  return kSuccess;
}

}  // namespace
}  // namespace hadamard_ntk::experiments

int main(int argc, char** argv) {
  return hadamard_ntk::referee::GuardedMain([&] { return hadamard_ntk::experiments::Main(argc, argv); });
}
