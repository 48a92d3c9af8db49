#include <filesystem>

#include "files/machine_memory.h"
#include "files/owned_file.h"
#include "ntk/any_gram.h"
#include "referee/program/flags.h"
#include "referee/program/interrupt.h"
#include "tools/ntk/gram_limits.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_commands.h"
#include "tools/program/clock_progress.h"

namespace hadamard_ntk::tools {
namespace {

struct GramFlags {
  std::string x, z, dtype = "float64";
  bool nngp = false;
  RunFlags run;
  TextFlags text;
};

// Calls work(); that another run writes the output, or what it grows in is not the user's own, is a fault of --out.
template <class Work>
void WithOwnOutput(const OutputFile& output, const Work& work) {
  try {
    work();
  } catch (const files::NotOwned& error) {
    throw referee::FlagError("--out", error.what(), output.name());
  }
}

// Asked before the samples are read; WriteGram asks again.
void RequireFree(const OutputFile& output) {
  const std::filesystem::path partial = output.path().string() + ".partial";
  if (!std::filesystem::exists(std::filesystem::symlink_status(partial))) return;
  WithOwnOutput(output, [&] { files::OpenOwned(partial); });
}

template <class T>
void Compute(const GramFlags& flags, const FlagParser& parser, const KernelChoice& choice, Run& run) {
  Samples<T> samples(flags.x, flags.z, flags.text.Samples());
  const OutputFile output("--out", flags.run.out);
  RequireApart(output, samples.files());
  if (output.format() == FileFormat::kNpy) RequireFree(output);
  flags.text.RequireText(parser, samples.files());
  samples.Read(run);
  const InputFile& x_file = samples.x_file;
  const std::optional<InputFile>& z_file = samples.z_file;
  const Matrix<T>&x = samples.x, &z = samples.z;
  const KernelChoice& kernel = choice;
  RequireFiniteKernel(kernel, x_file, x, z_file ? *z_file : x_file, z_file ? z : x);

  const Eigen::Index rows = x.rows(), cols = z_file ? z.rows() : x.rows();
  const Matrix<T>* const z_or_x = z_file ? &z : nullptr;
  const bool to_disk = output.format() == FileFormat::kNpy;
  const double bytes = static_cast<double>(rows) * static_cast<double>(cols) * sizeof(T);
  MemoryEstimate memory;
  if (!to_disk) {
    memory.Add("K", bytes);
    memory.Add("text", output.BytesToWrite(rows, cols, sizeof(T)));
  }
  memory.Add("samples", 3 * (x.size() + z.size()) * static_cast<std::int64_t>(sizeof(T)));
  memory.Add("program", kProgramBytes);
  run.RequireMemory(memory);
  run.notes() << "kernel: " << (flags.nngp ? "NNGP of " : "NTK of ") << choice.Text() << "\ndata:   X "
              << ShapeText(x.rows(), x.cols()) << (z_file ? ", Z " + ShapeText(z.rows(), z.cols()) : "") << ", "
              << flags.dtype << std::endl;
  run.AnnounceMemory(memory);
  const Quantity quantity = flags.nngp ? Quantity::kNngp : Quantity::kNtk;
  const double seconds = GramSeconds(kernel, quantity, x, z_or_x);
  run.AnnounceTime(seconds, to_disk ? ", and that of writing " + files::ByteText(bytes) + " to disk" : "");
  referee::Json config = ToJson(choice);
  config["quantity"] = flags.nngp ? "nngp" : "ntk";
  config["dtype"] = flags.dtype;
  if (to_disk) {
    StageProgress stage(run.progress());
    referee::SayOnInterrupt("interrupted: the rows that are done are kept, and the same command goes on from there");
    WithOwnOutput(output, [&] {
      ntk::WriteAnyGram(kernel, quantity, x, z_or_x, output.path(), config.dump(),
                        [&](double share) { stage.Show("Gram matrix", share); });
    });
  } else {
    const Matrix<T> k = [&] {
      const ClockProgress clock(run.progress(), "Gram matrix", seconds);
      return ntk::AnyGram(kernel, quantity, x, z_or_x);
    }();
    run.progress().Finish();
    output.Write(NumberedTitles(z_file ? "z" : "x", cols),
                 output.format() == FileFormat::kJson ? run.Head(config, 0, samples.files()) : referee::Json::object(),
                 k);
  }
  run.AnnounceDone("K, " + ShapeText(rows, cols) + ", " + flags.dtype, output, to_disk);
}

}  // namespace

int GramCommand(const CommandLine& line) {
  GramFlags flags;
  FlagParser parser("Gram matrix K(X, Z) of the NTK of an infinitely wide network, at the rows of X and Z.",
                    "ntk gram");
  parser.AddFile("--x", &flags.x, "X, .npy, .npz:member, .csv, .tsv, .txt, or - (standard input): a row is a sample");
  parser.AddFile("--z", &flags.z, "Z; without it K(X, X)");
  parser.AddSwitch("--nngp", &flags.nngp, "the NNGP instead of the NTK");
  referee::AddChoice(parser.app(), "--dtype", &flags.dtype, {"float64", "float32"}, "of all computations and of K");
  const KernelFlags kernel(parser, KernelFlags::Networks::kInfinite);
  flags.text.AddTo(parser, false);
  flags.run.AddTo(parser, "K, .npy, .csv or .json");
  if (!parser.Parse(line.argc, line.argv)) return 0;
  Run run("ntk_gram", flags.run, line.words(), line.git);
  if (flags.dtype == "float32") {
    Compute<float>(flags, parser, kernel.ChosenKernel(), run);
  } else {
    Compute<double>(flags, parser, kernel.ChosenKernel(), run);
  }
  return 0;
}

}  // namespace hadamard_ntk::tools
