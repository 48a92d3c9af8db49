#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "files/csv_matrix.h"
#include "ntk/on_sphere.h"
#include "referee/program/flags.h"
#include "spectral/angle_kernel.h"
#include "spectral/mercer_spectrum.h"
#include "spectral/multiplicity.h"
#include "tools/ntk/clock_progress.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_commands.h"

namespace hadamard_ntk::tools {
namespace {

using spectral::AngleKernel;
using spectral::MercerSpectrum;

// The numbers of a row; text begins it with what every table of eigenvalues begins with.
const std::vector<std::string> kColumns = {"k", "multiplicity", "mu", "mu_error"};
constexpr const char* kHead = "kernel,parameter_name,parameter,d,";

struct SpectrumFlags {
  int d = 2, k_max = 100;
  bool nngp = false;
  RunFlags run;
};

// From two short runs: linear in k_max once large degrees take the dispersion transform, else a power of it.
double SpectrumSeconds(const AngleKernel& kernel, int d, int k_max) {
  bool transform = false;
  const auto seconds = [&](int k) {
    const auto begin = std::chrono::steady_clock::now();
    const MercerSpectrum spectrum = spectral::ComputeMercerSpectrum(kernel, d, k);
    transform = spectrum[k].road == spectral::Eigenvalue::Road::kDispersion;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const int few = k_max / 16, more = k_max / 8;
  const double first = seconds(few), second = seconds(more);
  if (more == few) return second;
  const auto ratio = static_cast<double>(k_max) / more;
  if (transform) return second + std::max(0.0, second - first) * (k_max - more) / (more - few);
  return second * std::pow(ratio, std::clamp(std::log2(second / first), 1.0, 3.0));
}

Matrix<double> Table(const MercerSpectrum& spectrum) {
  Matrix<double> table(spectrum.k_max() + 1, static_cast<Eigen::Index>(kColumns.size()));
  for (int k = 0; k <= spectrum.k_max(); ++k) {
    const spectral::Eigenvalue& eigenvalue = spectrum[k];
    table.row(k) << k, spectral::Multiplicity(spectrum.d(), k), eigenvalue.mu, eigenvalue.error;
  }
  return table;
}

// "pnn-linear_nngp,degree,4,2,": the kernel, its number of layers by its name, and d; "net,net,"dense | readout",2,".
std::string RowHead(const KernelChoice& choice, bool nngp, int d) {
  std::string name = choice.name(), parameter = ",,";
  for (const auto& [key, value] : choice.Values()) {
    if (const int* count = std::get_if<int>(&value)) parameter = ',' + key + ',' + std::to_string(*count) + ',';
    if (key == "net") parameter = ",net,\"" + std::get<std::string>(value) + "\",";
    const bool* is = std::get_if<bool>(&value);
    if (key == "activation_free" && is && *is) name += "-linear";
  }
  return name + (nngp ? "_nngp" : "") + parameter + std::to_string(d) + ',';
}

std::string Csv(const Matrix<double>& table, const std::string& row_head) {
  const std::string numbers = files::FormatCsv(kColumns, table);
  std::string text;
  text.reserve(numbers.size() + static_cast<std::size_t>(table.rows() + 1) * (row_head.size() + 8));
  std::string_view rest = numbers;
  for (bool titles = true; !rest.empty(); titles = false) {
    const std::size_t end = rest.find('\n') + 1;
    text.append(titles ? kHead : row_head).append(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return text;
}

void Compute(const SpectrumFlags& flags, const KernelChoice& choice, Run& run) {
  const KernelChoice& network = choice;
  const AngleKernel kernel = flags.nngp ? AngleKernel::From(ntk::NngpOnSphere(network))  //
                                        : AngleKernel::From(ntk::OnSphere(network));
  spectral::Multiplicity(flags.d, flags.k_max);  // is not beyond the range of double
  const std::string row_head = RowHead(choice, flags.nngp, flags.d);
  const bool csv = flags.run.out.empty() || OutputFile("--out", flags.run.out).format() == FileFormat::kCsv;
  MemoryEstimate memory;
  const std::int64_t rows = std::int64_t{flags.k_max} + 1;
  memory.Add("eigenvalues", rows * 120);
  memory.Add("output", csv ? rows * static_cast<std::int64_t>(4 * 26 * 3 + row_head.size())
                           : OutputFile("--out", flags.run.out).BytesToWrite(rows, 4, sizeof(double)));
  memory.Add("program", kProgramBytes);
  run.RequireMemory(memory);
  run.notes() << "kernel: " << (flags.nngp ? "NNGP of " : "NTK of ") << choice.Text() << "\nsphere: S^" << flags.d
              << " in R^" << flags.d + 1 << ", k = 0.." << flags.k_max << std::endl;
  run.AnnounceMemory(memory);
  const double seconds = SpectrumSeconds(kernel, flags.d, flags.k_max);
  run.AnnounceTime(seconds);
  const MercerSpectrum spectrum = [&] {
    const ClockProgress clock(run.progress(), "eigenvalues", seconds);
    return spectral::ComputeMercerSpectrum(kernel, flags.d, flags.k_max);
  }();
  run.progress().Finish();
  spectrum.RequirePositiveDefinite();
  const Matrix<double> table = Table(spectrum);
  const MercerSpectrum::Bounded above = spectrum.MassAbove(flags.k_max);
  run.notes() << "trace:  " << spectrum.trace() << ", of which above k_max " << above.value << " +- " << above.error
              << "; eigenvalues that vanish: " << spectrum.Zeros().size() << std::endl;
  if (flags.run.out.empty()) {
    std::cout << Csv(table, row_head) << std::flush;
    if (!std::cout) throw std::runtime_error("cannot write to standard output");
    return;
  }
  const OutputFile output("--out", flags.run.out);
  const std::string done = "eigenvalues, " + std::to_string(table.rows());
  if (csv) {
    output.WriteText(Csv(table, row_head));
    return run.AnnounceDone(done, output);
  }
  referee::Json head = referee::Json::object();
  if (output.format() == FileFormat::kJson) {
    referee::Json config = ToJson(choice);
    config["quantity"] = flags.nngp ? "nngp" : "ntk";
    config["d"] = flags.d;
    config["k_max"] = flags.k_max;
    head = run.Head(config, 0, {});
    head["trace"] = spectrum.trace();
    head["mass_above_k_max"] = {{"value", above.value}, {"error", above.error}};
    head["columns"] = kColumns;
  }
  output.Write(kColumns, head, table);
  run.AnnounceDone(done, output);
}

}  // namespace

int SpectrumCommand(const CommandLine& line) {
  SpectrumFlags flags;
  FlagParser parser(
      "Mercer eigenvalues mu_k of the NTK of an infinitely wide network on the sphere S^d with its uniform "
      "probability\n"
      "measure, each with a bound on its error and its multiplicity.",
      "ntk spectrum");
  referee::AddInteger(parser.app(), "--d", &flags.d, 1, 1000, "the sphere S^d in R^{d+1}");
  referee::AddInteger(parser.app(), "--k_max", &flags.k_max, 0, 10000000, "the largest k");
  parser.AddSwitch("--nngp", &flags.nngp, "the NNGP instead of the NTK");
  const KernelFlags kernel(parser, KernelFlags::Networks::kInfinite);
  flags.run.AddTo(parser, "the table, .csv, .npy or .json (numbers only); without it CSV on standard output");
  if (!parser.Parse(line.argc, line.argv)) return 0;
  Run run("spectrum", flags.run, line.words(), line.git);
  try {
    Compute(flags, kernel.ChosenKernel(), run);
  } catch (const std::overflow_error& error) {
    throw referee::FlagError("--d", error.what(), std::to_string(flags.d));
  } catch (const std::domain_error& error) {
    throw referee::FlagError("--k_max", error.what(), std::to_string(flags.k_max));
  }
  return 0;
}

}  // namespace hadamard_ntk::tools
