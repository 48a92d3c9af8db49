#include <algorithm>
#include <chrono>

#include "models/activation.h"
#include "models/ccp_net.h"
#include "models/empirical_ntk.h"
#include "models/fully_connected.h"
#include "models/ncp_net.h"
#include "models/normalization.h"
#include "models/polynomial_net.h"
#include "referee/program/flags.h"
#include "tools/ntk/clock_progress.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_commands.h"

namespace hadamard_ntk::tools {
namespace {

struct EntkFlags {
  std::string x, z, dtype = "float64";
  std::int64_t width = 0;
  std::uint64_t seed = 0;
  RunFlags run;
  TextFlags text;
};

models::Normalization NormalizationOf(ntk::Normalization normalization) {
  return normalization == ntk::Normalization::kUnit            ? models::Normalization::kUnit
         : normalization == ntk::Normalization::kRawActivation ? models::Normalization::kRawActivation
                                                               : models::Normalization::kRawActivationOverWidth;
}

bool IsHadamard(const KernelDescription& choice) { return choice.name() == "pnn" || choice.name() == "ccp"; }

// Calls use(net) with the finite network of this width.
template <class T, class Use>
auto WithNet(const KernelDescription& c, models::Index inputs, models::Index width, std::uint64_t seed,
             const Use& use) {
  const ntk::KernelParameters& p = c.parameters();
  if (c.name() == "fc") {
    return use(models::FullyConnected<T>({.inputs = inputs, .width = width, .depth = *p.depth, .bias_std = *p.bias_std},
                                         seed));
  }
  const models::Activation activation = *p.activation_free ? models::Activation::kIdentity : models::Activation::kRelu;
  if (c.name() == "ncp") {
    return use(models::NcpNet<T>(
        {.inputs = inputs, .width = width, .degree = *p.degree, .activation = activation, .bias_std = *p.bias_std},
        seed));
  }
  if (c.name() == "ccp") {
    return use(models::CcpNet<T>({.inputs = inputs,
                                  .width = width,
                                  .degree = *p.degree,
                                  .activation = activation,
                                  .normalization = NormalizationOf(*p.normalization),
                                  .input_bias = *p.input_bias,
                                  .output_bias_std = *p.bias_std},
                                 seed));
  }
  return use(models::PolynomialNet<T>({.inputs = inputs,
                                       .width = width,
                                       .degree = *p.degree,
                                       .activation = activation,
                                       .normalization = NormalizationOf(*p.normalization),
                                       .input_bias = *p.input_bias},
                                      seed));
}

// Multiplications of the empirical NTK of n and m samples (m = 0: K(X, X)), as models/empirical_ntk.h counts them; and
// the numbers kept for each sample and unit.
double Work(const KernelDescription& c, double inputs, double width, double n, double m) {
  const double samples = n + m, pairs = m > 0 ? n * m : n * n / 2;
  const bool fc = c.name() == "fc";
  const int depth = c.parameters().depth.value_or(0), degree = c.parameters().degree.value_or(0);
  if (IsHadamard(c)) return samples * width * 4 * degree * (inputs + degree) + pairs * width * (degree + 1);
  const double layers = fc ? depth - 1 : degree;
  const double dense = fc ? depth - 2 : degree - 1;
  return samples * 3 * width * (layers * inputs + std::max(0.0, dense) * width) + pairs * 2 * (layers + dense) * width;
}

MemoryEstimate Memory(const KernelDescription& c, double inputs, double width, double n, double m, double entry) {
  const double samples = n + m, cols = m > 0 ? m : n, first = inputs + 1;
  const bool fc = c.name() == "fc";
  const int depth = c.parameters().depth.value_or(0), degree = c.parameters().degree.value_or(0);
  double weights = 0, signals = 0;
  if (IsHadamard(c)) {
    weights = (degree * first + 2) * width;
    signals = (samples + 256) * (degree + 1) * std::min(width, 256.0);
  } else if (fc) {
    const double dense = std::max(0, depth - 2);
    weights = (first + dense * (width + 1) + 2) * width;
    signals = samples * width * 2 * depth;
  } else {
    weights = (degree * (first + width + 1) + 1) * width;
    signals = samples * width * (5 * degree + 1);
  }
  MemoryEstimate memory;
  memory.Add("K", n * cols * entry);
  if (IsHadamard(c)) memory.Add("K's parts", (c.parameters().bias_std.value_or(0) > 0 ? 2 : 1) * n * cols * entry);
  memory.Add("weights", weights * entry);
  memory.Add("signals", signals * entry);
  memory.Add("samples", 3 * samples * inputs * entry);
  return memory;
}

template <class T>
void Compute(const EntkFlags& flags, const FlagParser& parser, const KernelDescription& choice, Run& run) {
  Samples<T> samples(flags.x, flags.z, flags.text.Samples());
  const OutputFile output("--out", flags.run.out);
  RequireApart(output, samples.files());
  flags.text.RequireText(parser, samples.files());
  samples.Read(run);
  const InputFile& x_file = samples.x_file;
  const std::optional<InputFile>& z_file = samples.z_file;
  const Matrix<T>&x = samples.x, &z = samples.z;

  const Eigen::Index rows = x.rows(), cols = z_file ? z.rows() : x.rows();
  const auto inputs = static_cast<double>(x.cols()), width = static_cast<double>(flags.width);
  const auto n = static_cast<double>(x.rows()), m = static_cast<double>(z.rows());
  MemoryEstimate memory = Memory(choice, inputs, width, n, m, sizeof(T));
  memory.Add("output", output.BytesToWrite(rows, cols, sizeof(T)));
  memory.Add("program", kProgramBytes);
  run.RequireMemory(memory);
  run.notes() << "net:    " << choice.Text() << ", width " << flags.width << ", seed " << flags.seed << "\ndata:   X "
              << ShapeText(x.rows(), x.cols()) << (z_file ? ", Z " + ShapeText(z.rows(), z.cols()) : "") << ", "
              << flags.dtype << std::endl;
  run.AnnounceMemory(memory);

  const Matrix<T> k = WithNet<T>(choice, x.cols(), flags.width, flags.seed, [&](const auto& net) -> Matrix<T> {
    const double all = Work(choice, inputs, width, n, m);
    double seconds = 0;
    for (Eigen::Index size = 32;; size *= 2) {
      const Matrix<T> sample = x.topRows(std::min(size, x.rows()));
      const auto begin = std::chrono::steady_clock::now();
      models::EmpiricalNtk(net, sample);
      const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      seconds = took * all / Work(choice, inputs, width, static_cast<double>(sample.rows()), 0);
      if (took > 0.05 || size >= 512 || size >= x.rows()) break;
    }
    run.AnnounceTime(seconds);
    const ClockProgress clock(run.progress(), "empirical NTK", seconds);
    return z_file ? models::EmpiricalNtk(net, x, z) : models::EmpiricalNtk(net, x);
  });
  run.progress().Finish();
  if (!k.allFinite()) x_file.Fail("the kernel is beyond the range of " + flags.dtype);
  referee::Json head = referee::Json::object();
  if (output.format() == FileFormat::kJson) {
    referee::Json config = ToJson(choice);
    config["width"] = flags.width;
    config["dtype"] = flags.dtype;
    head = run.Head(config, flags.seed, samples.files());
  }
  output.Write(NumberedTitles(z_file ? "z" : "x", cols), head, k);
  run.AnnounceDone("K, " + ShapeText(rows, cols) + ", " + flags.dtype, output);
}

}  // namespace

int EntkCommand(const CommandLine& line) {
  EntkFlags flags;
  FlagParser parser(
      "Empirical NTK of a finite network with random weights, <grad f(x), grad f(z)> over all its parameters, at the "
      "rows\n"
      "of X and Z.",
      "ntk entk");
  parser.AddFile("--x", &flags.x, "X, .npy, .npz:member, .csv, .tsv, .txt, or - (standard input): a row is a sample");
  parser.AddFile("--z", &flags.z, "Z; without it K(X, X)");
  referee::AddInteger(parser.app(), "--width", &flags.width, std::int64_t{1}, std::int64_t{1} << 30,
                      "units of a hidden layer");
  referee::AddSeed(parser.app(), "--seed", &flags.seed, "of the weights");
  referee::AddChoice(parser.app(), "--dtype", &flags.dtype, {"float64", "float32"}, "of all computations and of K");
  const KernelFlags kernel(parser, KernelFlags::Networks::kFinite);
  flags.text.AddTo(parser, false);
  flags.run.AddTo(parser, "K, .npy, .csv or .json");
  if (!parser.Parse(line.argc, line.argv)) return 0;
  if (flags.width == 0) throw referee::FlagError("--width", "is needed, at least 1", "");
  Run run("entk", flags.run, line.words(), line.git);
  if (flags.dtype == "float32") {
    Compute<float>(flags, parser, kernel.Chosen(), run);
  } else {
    Compute<double>(flags, parser, kernel.Chosen(), run);
  }
  return 0;
}

}  // namespace hadamard_ntk::tools
