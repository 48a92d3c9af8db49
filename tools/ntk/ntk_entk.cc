#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>

#include "files/npy_format.h"
#include "linalg/steady_seconds.h"
#include "models/empirical_ntk.h"
#include "models/output_ntk.h"
#include "referee/program/flags.h"
#include "tools/ntk/finite_net.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_commands.h"
#include "tools/ntk/weight_file.h"
#include "tools/program/clock_progress.h"

namespace hadamard_ntk::tools {
namespace {

struct EntkFlags {
  std::string x, z, weights, ntk, dtype = "float64";
  std::int64_t width = 0, outputs = 1;
  bool layout = false;
  std::uint64_t seed = 0;
  RunFlags run;
  TextFlags text;
};

using models::OutputAxes;

// None is given for the kernel of a single output.
std::optional<OutputAxes> AxesOf(const std::string& ntk) {
  static const std::map<std::string, OutputAxes> axes = {{"full", OutputAxes::kFull},
                                                         {"diagonal", OutputAxes::kDiagonal},
                                                         {"trace", OutputAxes::kTrace},
                                                         {"mean", OutputAxes::kMean}};
  return ntk.empty() ? std::nullopt : std::optional(axes.at(ntk));
}

// The weights of --weights, or those of the seed.
template <class Net>
void SetWeights(const std::optional<InputFile>& file, Net* net, Run& run) {
  if (!file) return;
  auto& parameters = net->parameters();
  parameters.SetValues(ReadWeights<typename Net::Scalar>(*file, parameters.segments(), run.notes()));
}

template <class T, class Net>
Matrix<T> TimedNtk(const EntkFlags& flags, const FiniteNet& finite, const Net& net, const Matrix<T>& x,
                   const Matrix<T>* z, Run& run) {
  const std::optional<OutputAxes> axes = AxesOf(flags.ntk);
  const auto outputs = static_cast<double>(flags.outputs);
  const double kernels = axes == OutputAxes::kFull ? outputs * outputs : axes ? outputs : 1;
  const double all =
      kernels * finite.Work(x.cols(), static_cast<double>(x.rows()), z ? static_cast<double>(z->rows()) : 0);
  double seconds = 0;
  for (Eigen::Index size = 32;; size *= 2) {
    const Matrix<T> sample = x.topRows(std::min(size, x.rows()));
    const double begin = linalg::SteadySeconds();
    models::EmpiricalNtk(net, sample);
    const double took = linalg::SteadySeconds() - begin;
    seconds = took * all / finite.Work(x.cols(), static_cast<double>(sample.rows()), 0);
    if (took > 0.05 || size >= 512 || size >= x.rows()) break;
  }
  run.AnnounceTime(seconds);
  const ClockProgress clock(run.progress(), "empirical NTK", seconds);
  if (axes) return z ? models::OutputNtk(net, x, *z, *axes) : models::OutputNtk(net, x, *axes);
  return z ? models::EmpiricalNtk(net, x, *z) : models::EmpiricalNtk(net, x);
}

// Of the array beyond the rows of X and Z: (), (o) or (o, o).
std::vector<std::int64_t> OutputLengths(const EntkFlags& flags) {
  return flags.ntk == "full"       ? std::vector<std::int64_t>{flags.outputs, flags.outputs}
         : flags.ntk == "diagonal" ? std::vector<std::int64_t>{flags.outputs}
                                   : std::vector<std::int64_t>{};
}

// "z0", or "z0_a0", or "z0_a0_b1".
std::vector<std::string> Titles(const EntkFlags& flags, Eigen::Index samples) {
  std::vector<std::string> titles = NumberedTitles(flags.z.empty() ? "x" : "z", samples);
  for (std::size_t axis = 0; axis < OutputLengths(flags).size(); ++axis) {
    std::vector<std::string> longer;
    for (const std::string& title : titles) {
      for (const std::string& output : NumberedTitles(axis == 0 ? "_a" : "_b", flags.outputs)) {
        longer.push_back(title + output);
      }
    }
    titles = longer;
  }
  return titles;
}

template <class T>
void WriteKernel(const EntkFlags& flags, const FiniteNet& finite, const std::vector<const InputFile*>& files,
                 const OutputFile& output, const Matrix<T>& k, Eigen::Index samples, Run& run) {
  std::vector<std::int64_t> shape = {k.rows(), samples};
  for (const std::int64_t length : OutputLengths(flags)) shape.push_back(length);
  referee::Json head = referee::Json::object();
  if (output.format() == FileFormat::kJson) {
    referee::Json config = finite.Json();
    config["width"] = flags.width;
    config["outputs"] = flags.outputs;
    if (!flags.ntk.empty()) config["ntk"] = flags.ntk;
    if (!flags.weights.empty()) config["weights"] = flags.weights;
    config["dtype"] = flags.dtype;
    head = run.Head(config, flags.seed, files);
  }
  const bool csv = output.format() == FileFormat::kCsv;
  output.Write(csv ? Titles(flags, samples) : std::vector<std::string>{}, head, k, shape);
  run.AnnounceDone("K, " + files::ShapeText(shape) + ", " + flags.dtype, output);
}

MemoryEstimate AllMemory(const EntkFlags& flags, const FiniteNet& finite, Eigen::Index inputs, Eigen::Index n,
                         Eigen::Index m, std::size_t entry) {
  const Eigen::Index cols = m > 0 ? m : n;
  const bool pairs = flags.ntk == "full" && flags.outputs > 1;
  MemoryEstimate memory =
      finite.Memory(inputs, static_cast<double>(n), static_cast<double>(pairs ? cols : m), static_cast<double>(entry));
  const double kernels =
      static_cast<double>(AxesOf(flags.ntk) ? models::OutputColumns(*AxesOf(flags.ntk), flags.outputs) : 0);
  memory.Add("K of all outputs",
             kernels * static_cast<double>(n) * static_cast<double>(cols) * static_cast<double>(entry));
  return memory;
}

template <class T>
void Compute(const EntkFlags& flags, const FlagParser& parser, const FiniteNet& finite, Run& run) {
  Samples<T> samples(flags.x, flags.z, flags.text.Samples());
  std::optional<InputFile> weights;
  if (!flags.weights.empty()) weights.emplace(InputFile::OfArrays("--weights", flags.weights));
  const OutputFile output("--out", flags.run.out);
  std::vector<const InputFile*> files = samples.files();
  flags.text.RequireText(parser, files);
  files.push_back(weights ? &*weights : nullptr);
  RequireApart(output, files);
  samples.Read(run);
  const Matrix<T>&x = samples.x, &z = samples.z;
  const Eigen::Index cols = samples.z_file ? z.rows() : x.rows();
  const auto axes = AxesOf(flags.ntk);
  const Eigen::Index columns = axes ? models::OutputColumns(*axes, flags.outputs) : 1;

  MemoryEstimate memory = AllMemory(flags, finite, x.cols(), x.rows(), z.rows(), sizeof(T));
  memory.Add("output", output.BytesToWrite(x.rows(), cols * columns, sizeof(T)));
  memory.Add("--weights", weights ? 2 * static_cast<double>(weights->bytes().size()) : 0);
  memory.Add("program", kProgramBytes);
  run.RequireMemory(memory);
  run.notes() << "net:    " << finite.Text() << ", width " << flags.width
              << (flags.outputs > 1 ? ", outputs " + std::to_string(flags.outputs) : "")
              << (weights ? "" : ", seed " + std::to_string(flags.seed)) << "\ndata:   X "
              << ShapeText(x.rows(), x.cols()) << (samples.z_file ? ", Z " + ShapeText(z.rows(), z.cols()) : "") << ", "
              << flags.dtype << std::endl;
  run.AnnounceMemory(memory);
  const Matrix<T> k = finite.With<T>(x.cols(), flags.seed, [&](auto net) -> Matrix<T> {
    SetWeights(weights, &net, run);
    return TimedNtk<T>(flags, finite, net, x, samples.z_file ? &z : nullptr, run);
  });
  run.progress().Finish();
  if (!k.allFinite()) samples.x_file.Fail("the kernel is beyond the range of " + flags.dtype);
  WriteKernel(flags, finite, files, output, k, cols, run);
}

// The segments of the network's parameters, one after the other as theta holds them.
void PrintLayout(const EntkFlags& flags, const FlagParser& parser, const FiniteNet& finite, Run& run) {
  Samples<float> samples(flags.x, "", flags.text.Samples());
  flags.text.RequireText(parser, samples.files());
  samples.Read(run);
  run.RequireMemory(AllMemory(flags, finite, samples.x.cols(), 0, 0, sizeof(float)));
  const auto segments =
      finite.With<float>(samples.x.cols(), flags.seed, [](const auto& net) { return net.parameters().segments(); });
  std::cout << "segment,rows,columns,offset\n";
  for (const models::Segment& segment : segments) {
    std::cout << segment.name << ',' << segment.rows << ',' << segment.columns << ',' << segment.offset << '\n';
  }
  if (!(std::cout << std::flush)) throw std::runtime_error("cannot write to standard output");
}

void RequireTogether(const EntkFlags& flags, const FlagParser& parser) {
  if (flags.width == 0) throw referee::FlagError("--width", "is needed, at least 1", "");
  if (flags.layout) {
    parser.RequireAlone("--layout", {"--weights", "--out", "--z", "--ntk", "--seed"});
  } else if (flags.outputs > 1 && flags.ntk.empty()) {
    throw referee::FlagError("--ntk", "is needed by --outputs: full, diagonal, trace or mean", "");
  }
  if (!flags.weights.empty()) parser.Refuse("--seed", "is not for --weights, which has them all");
}

}  // namespace

int EntkCommand(const CommandLine& line) {
  EntkFlags flags;
  FlagParser parser(
      "Empirical NTK of a finite network, <grad f(x), grad f(z)> over all its trained parameters, at the rows of X and\n"
      "Z: with random weights, or those of a file.",
      "ntk entk");
  parser.AddFile("--x", &flags.x, "X, .npy, .npz:member, .csv, .tsv, .txt, or - (standard input): a row is a sample");
  parser.AddFile("--z", &flags.z, "Z; without it K(X, X)");
  referee::AddInteger(parser.app(), "--width", &flags.width, std::int64_t{1}, std::int64_t{1} << 30,
                      "units of a hidden layer");
  referee::AddInteger(parser.app(), "--outputs", &flags.outputs, std::int64_t{1}, std::int64_t{1} << 16,
                      "o, the outputs f_a of the network");
  referee::AddChoice(parser.app(), "--ntk", &flags.ntk, {"full", "diagonal", "trace", "mean"},
                     "of all outputs: n x m x o x o, <grad f_a(x), grad f_b(z)>; n x m x o, those with a = b; n x m, "
                     "their sum; their mean");
  referee::AddSeed(parser.app(), "--seed", &flags.seed, "of the weights");
  parser.AddFile("--weights", &flags.weights, ".npz or .safetensors with an array for each segment of --layout");
  parser.AddSwitch("--layout", &flags.layout, "only print name, shape and place of each segment of the weights");
  referee::AddChoice(parser.app(), "--dtype", &flags.dtype, {"float64", "float32"}, "of all computations and of K");
  const KernelFlags kernel(parser, KernelFlags::Networks::kFinite);
  flags.text.AddTo(parser, false);
  flags.run.AddTo(parser, "K, .npy, .csv or .json");
  if (!parser.Parse(line.argc, line.argv)) return 0;
  RequireTogether(flags, parser);
  Run run("ntk_entk", flags.run, line.words(), line.git);
  const FiniteNet finite(kernel, flags.width, flags.outputs);
  if (flags.layout) {
    PrintLayout(flags, parser, finite, run);
  } else if (flags.dtype == "float32") {
    Compute<float>(flags, parser, finite, run);
  } else {
    Compute<double>(flags, parser, finite, run);
  }
  return 0;
}

}  // namespace hadamard_ntk::tools
