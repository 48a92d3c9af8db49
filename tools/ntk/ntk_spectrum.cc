#include <string>
#include <string_view>
#include <vector>

#include "spectral/mercer_spectrum.h"
#include "spectral/multiplicity.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/kernel_spectrum.h"
#include "tools/ntk/ntk_commands.h"

namespace hadamard_ntk::tools {
namespace {

using spectral::MercerSpectrum;

// The numbers of a row.
const std::vector<std::string> kColumns = {"k", "multiplicity", "mu", "mu_error"};

Matrix<double> Table(const MercerSpectrum& spectrum) {
  Matrix<double> table(spectrum.k_max() + 1, static_cast<Eigen::Index>(kColumns.size()));
  for (int k = 0; k <= spectrum.k_max(); ++k) {
    const spectral::Eigenvalue& eigenvalue = spectrum[k];
    table.row(k) << k, spectral::Multiplicity(spectrum.d(), k), eigenvalue.mu, eigenvalue.error;
  }
  return table;
}

void Compute(const SpectrumFlags& flags, const RunFlags& run_flags, const KernelChoice& choice, Run& run) {
  const std::string row_head = SpectrumRowHead(flags, choice);
  const bool csv = run_flags.out.empty() || OutputFile("--out", run_flags.out).format() == FileFormat::kCsv;
  MemoryEstimate memory;
  const std::int64_t rows = std::int64_t{flags.k_max} + 1;
  memory.Add("output", csv ? rows * static_cast<std::int64_t>(4 * 26 * 3 + row_head.size())
                           : OutputFile("--out", run_flags.out).BytesToWrite(rows, 4, sizeof(double)));
  const MercerSpectrum spectrum = AnnouncedSpectrum(flags, choice, memory, run);
  const Matrix<double> table = Table(spectrum);
  if (run_flags.out.empty()) return Print(SpectrumCsv(kColumns, table, row_head));
  const OutputFile output("--out", run_flags.out);
  const std::string done = "eigenvalues, " + std::to_string(table.rows());
  if (csv) {
    output.WriteText(SpectrumCsv(kColumns, table, row_head));
    return run.AnnounceDone(done, output);
  }
  referee::Json head = referee::Json::object();
  if (output.format() == FileFormat::kJson) {
    const MercerSpectrum::Bounded above = spectrum.MassAbove(flags.k_max);
    head = run.Head(SpectrumConfig(flags, choice), 0, {});
    head["trace"] = spectrum.trace();
    head["mass_above_k_max"] = {{"value", above.value}, {"error", above.error}};
    head["columns"] = kColumns;
  }
  output.Write(kColumns, head, table);
  run.AnnounceDone(done, output);
}

}  // namespace

int SpectrumCommand(const CommandLine& line) {
  if (line.argc > 1 && std::string_view(line.argv[1]) == "learning-curve") {
    return LearningCurveCommand({line.argc - 1, line.argv + 1, line.git});
  }
  SpectrumFlags flags;
  RunFlags run_flags;
  FlagParser parser(
      "Mercer eigenvalues mu_k of the NTK of an infinitely wide network on the sphere S^d with its uniform "
      "probability\n"
      "measure, each with a bound on its error and its multiplicity.  ntk spectrum learning-curve: what they say of\n"
      "kernel regression, see its --help.",
      "ntk spectrum");
  flags.AddTo(parser);
  const KernelFlags kernel(parser, KernelFlags::Networks::kInfinite);
  run_flags.AddTo(parser, "the table, .csv, .npy or .json (numbers only); without it CSV on standard output");
  if (!parser.Parse(line.argc, line.argv)) return 0;
  Run run("ntk_spectrum", run_flags, line.words(), line.git);
  NamingSpectrumFlags(flags, [&] { Compute(flags, run_flags, kernel.ChosenKernel(), run); });
  return 0;
}

}  // namespace hadamard_ntk::tools
