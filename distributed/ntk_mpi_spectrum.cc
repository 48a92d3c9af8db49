#include <optional>
#include <string>

#include "distributed/gram_product.h"
#include "distributed/leading_eigenvalues.h"
#include "distributed/ntk_mpi_commands.h"
#include "distributed/ranked_run.h"
#include "distributed/run_cost.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::distributed {
namespace {

struct SpectrumFlags {
  std::string vectors;
  int count = 25;
  double tolerance = 1e-10;
  RankedFlags ranked;

  void AddTo(tools::FlagParser& parser) {
    referee::AddInteger(parser.app(), "--count", &count, 1, 100000, "eigenvalues, from the largest on");
    referee::AddReal(parser.app(), "--tolerance", &tolerance, 1e-14, 0.5, "on |K v - lambda v| / lambda, |v| = 1");
    parser.AddFile("--vectors", &vectors, "to write: the eigenvectors, .npy, a column for an eigenvalue");
    ranked.AddTo(parser, "the eigenvalues and their relative residuals, .npy, .csv or .json");
  }
};

// Another file than --x.
tools::OutputFile Apart(const std::string& flag, const std::string& given, const RankedKernel& kernel) {
  tools::OutputFile output(flag, given);
  tools::RequireApart(output, {&kernel.file().file()});
  return output;
}

void Compute(const SpectrumFlags& flags, const tools::KernelChoice& choice, const Communicator& world,
             tools::Run& run) {
  const SlepcSession slepc;
  const RankedKernel kernel(world, flags.ranked, choice);
  std::optional<tools::OutputFile> output, vectors;
  world.Together([&] {
    output = Apart("--out", flags.ranked.run.out, kernel);
    if (flags.vectors.empty()) return;
    vectors = Apart("--vectors", flags.vectors, kernel);
    if (vectors->format() == tools::FileFormat::kNpy) return;
    throw referee::FlagError("--vectors", "must be a .npy file, which ranks can write by rows", flags.vectors);
  });
  const GramProduct matrix(kernel.blocks(), kernel.kernel());
  Announce(run, kernel, flags.ranked.run, PredictSpectrum(matrix, flags.count, run.threads()));
  const LeadingEigenvalues found = ComputeLeadingEigenvalues(matrix, flags.count, {.tolerance = flags.tolerance});
  run.notes() << "found:  " << found.values.size() << " eigenvalues in " << found.runs << " runs, " << found.products
              << " products" << std::endl;
  if (vectors) WriteNpyRows(vectors->path(), kernel.blocks(), found.vectors);
  world.Together([&] {
    if (world.rank() != 0) return;
    tools::Matrix<double> table(found.values.size(), 2);
    table << found.values, found.relative_residual;
    output->Write({"eigenvalue", "relative_residual"},
                  run.Head({{"kernel", kernel.text()}, {"count", flags.count}, {"ranks", world.size()}}, 0,
                           {&kernel.file().file()}),
                  table);
    run.AnnounceDone(std::to_string(flags.count) + " eigenvalues", *output);
  });
}

}  // namespace

int SpectrumCommand(const tools::CommandLine& line, const Communicator& world) {
  return RunCommand<SpectrumFlags>(
      line, world, "spectrum",
      "Leading eigenvalues of the Gram matrix K(X, X) on many ranks, with their multiplicities.",
      [&](const SpectrumFlags& flags, const tools::KernelChoice& choice, tools::Run& run) {
        Compute(flags, choice, world, run);
      });
}

}  // namespace hadamard_ntk::distributed
