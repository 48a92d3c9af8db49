#include "tools/ntk/kernel_spectrum.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <stdexcept>
#include <string_view>
#include <variant>

#include "files/csv_matrix.h"
#include "linalg/steady_seconds.h"
#include "ntk/on_sphere.h"
#include "referee/program/flags.h"
#include "spectral/angle_kernel.h"
#include "spectral/multiplicity.h"
#include "tools/program/clock_progress.h"

namespace hadamard_ntk::tools {

using spectral::AngleKernel;
using spectral::MercerSpectrum;
namespace {

constexpr const char* kHead = "kernel,parameter_name,parameter,d,";

// From two short runs: linear in k_max once large degrees take the dispersion transform, else a power of it.
double SpectrumSeconds(const AngleKernel& kernel, int d, int k_max) {
  bool transform = false;
  const auto seconds = [&](int k) {
    const double begin = linalg::SteadySeconds();
    const MercerSpectrum spectrum = spectral::ComputeMercerSpectrum(kernel, d, k);
    transform = spectrum[k].road == spectral::Eigenvalue::Road::kDispersion;
    return linalg::SteadySeconds() - begin;
  };
  const int few = k_max / 16, more = k_max / 8;
  const double first = seconds(few), second = seconds(more);
  if (more == few) return second;
  const auto ratio = static_cast<double>(k_max) / more;
  if (transform) return second + std::max(0.0, second - first) * (k_max - more) / (more - few);
  return second * std::pow(ratio, std::clamp(std::log2(second / first), 1.0, 3.0));
}

}  // namespace

void SpectrumFlags::AddTo(FlagParser& parser) {
  referee::AddInteger(parser.app(), "--d", &d, 1, 1000, "the sphere S^d in R^{d+1}");
  referee::AddInteger(parser.app(), "--k_max", &k_max, 0, 10000000, "the largest k");
  parser.AddSwitch("--nngp", &nngp, "the NNGP instead of the NTK");
}

MercerSpectrum AnnouncedSpectrum(const SpectrumFlags& flags, const KernelChoice& choice, MemoryEstimate memory,
                                 Run& run) {
  const AngleKernel kernel = flags.nngp ? AngleKernel::From(ntk::NngpOnSphere(choice))  //
                                        : AngleKernel::From(ntk::OnSphere(choice));
  spectral::Multiplicity(flags.d, flags.k_max);  // is not beyond the range of double
  memory.Add("eigenvalues", (flags.k_max + 1.0) * 120);
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
  const MercerSpectrum::Bounded above = spectrum.MassAbove(flags.k_max);
  run.notes() << "trace:  " << spectrum.trace() << ", of which above k_max " << above.value << " +- " << above.error
              << "; eigenvalues that vanish: " << spectrum.Zeros().size() << std::endl;
  return spectrum;
}

void NamingSpectrumFlags(const SpectrumFlags& flags, const std::function<void()>& compute) {
  try {
    compute();
  } catch (const std::overflow_error& error) {
    throw referee::FlagError("--d", error.what(), std::to_string(flags.d));
  } catch (const std::domain_error& error) {
    throw referee::FlagError("--k_max", error.what(), std::to_string(flags.k_max));
  }
}

std::string SpectrumRowHead(const SpectrumFlags& flags, const KernelChoice& choice) {
  std::string name = choice.name(), parameter = ",,";
  for (const auto& [key, value] : choice.Values()) {
    if (const int* count = std::get_if<int>(&value)) parameter = ',' + key + ',' + std::to_string(*count) + ',';
    if (key == "net") parameter = ",net,\"" + std::get<std::string>(value) + "\",";
    const bool* is = std::get_if<bool>(&value);
    if (key == "activation_free" && is && *is) name += "-linear";
  }
  return name + (flags.nngp ? "_nngp" : "") + parameter + std::to_string(flags.d) + ',';
}

std::string SpectrumCsv(const std::vector<std::string>& columns, const Matrix<double>& table,
                        const std::string& row_head) {
  const std::string numbers = files::FormatCsv(columns, table);
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

referee::Json SpectrumConfig(const SpectrumFlags& flags, const KernelChoice& choice) {
  referee::Json config = ToJson(choice);
  config["quantity"] = flags.nngp ? "nngp" : "ntk";
  config["d"] = flags.d;
  config["k_max"] = flags.k_max;
  return config;
}

void Print(const std::string& text) {
  std::cout << text << std::flush;
  if (!std::cout) throw std::runtime_error("cannot write to standard output");
}

}  // namespace hadamard_ntk::tools
