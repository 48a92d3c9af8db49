/// The Mercer spectrum of a network chosen on a command line, and the tables that begin with what it is of: what
/// `ntk spectrum` and `ntk spectrum learning-curve` share.
#ifndef HADAMARD_NTK_TOOLS_NTK_KERNEL_SPECTRUM_H_
#define HADAMARD_NTK_TOOLS_NTK_KERNEL_SPECTRUM_H_

#include <functional>
#include <string>
#include <vector>

#include "referee/program/json.h"
#include "spectral/mercer_spectrum.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_run.h"
#include "tools/program/flag_parser.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

struct SpectrumFlags {
  int d = 2, k_max = 100;
  bool nngp = false;

  void AddTo(FlagParser& parser);
};

/// Tells what will be computed, the memory, that of the eigenvalues included, and the time; computes it, and tells its
/// trace.  Throws std::domain_error unless it is positive definite, and what ComputeMercerSpectrum throws.
spectral::MercerSpectrum AnnouncedSpectrum(const SpectrumFlags& flags, const KernelChoice& choice,
                                           MemoryEstimate memory, Run& run);

/// compute(), with the errors of a spectrum as FlagError of --d or --k_max.
void NamingSpectrumFlags(const SpectrumFlags& flags, const std::function<void()>& compute);

/// "pnn-linear_nngp,degree,4,2,": the kernel, its number of layers by its name, and d; "net,net,"dense | readout",2,".
std::string SpectrumRowHead(const SpectrumFlags& flags, const KernelChoice& choice);

/// The table with these columns, each row beginning with `row_head` under its titles.
std::string SpectrumCsv(const std::vector<std::string>& columns, const Matrix<double>& table,
                        const std::string& row_head);

/// The network, what of it, d and k_max.
referee::Json SpectrumConfig(const SpectrumFlags& flags, const KernelChoice& choice);

/// To standard output, all of it or std::runtime_error.
void Print(const std::string& text);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_KERNEL_SPECTRUM_H_
