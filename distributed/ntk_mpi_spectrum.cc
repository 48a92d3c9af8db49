#include <Eigen/Core>
#include <cmath>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "distributed/gram_eigenvalues.h"
#include "distributed/gram_product.h"
#include "distributed/leading_eigenvalues.h"
#include "distributed/ntk_mpi_commands.h"
#include "distributed/ranked_run.h"
#include "distributed/run_cost.h"
#include "ntk/scalar.h"
#include "referee/program/flags.h"
#include "spectral/mercer_spectrum.h"
#include "spectral/ordered_eigenvalues.h"
#include "tools/ntk/kernel_spectrum.h"

namespace hadamard_ntk::distributed {
namespace {

using referee::FlagError;

struct SpectrumFlags {
  std::string vectors;
  int count = 25, k_max = 100;
  bool all = false, on_sphere = false;
  double tolerance = 1e-10;
  RankedFlags ranked;

  void AddTo(tools::FlagParser& parser) {
    referee::AddInteger(parser.app(), "--count", &count, 1, 100000, "eigenvalues, from the largest on");
    parser.AddSwitch("--all", &all, "all eigenvalues instead, to n eps |K|; 8 n^2 bytes over all ranks");
    referee::AddReal(parser.app(), "--tolerance", &tolerance, 1e-14, 0.5, "on |K v - lambda v| / lambda, |v| = 1");
    parser.AddFile("--vectors", &vectors, "to write: the eigenvectors, .npy, a column for an eigenvalue");
    referee::AddInteger(
        parser.app(), "--k_max", &k_max, 0, 10000000,
        "X is of the uniform measure on the unit sphere: beside each eigenvalue n mu_k, of harmonics to "
        "this degree");
    ranked.AddTo(parser, "the eigenvalues and their relative residuals, .npy, .csv or .json");
  }

  void CheckTogether(const tools::FlagParser& parser) {
    on_sphere = parser.Given("--k_max");
    parser.RequireAlone("--all", {"--count", "--tolerance", "--vectors"});
  }
};

struct Table {
  std::vector<std::string> titles;
  tools::Matrix<double> values;

  void Append(const std::string& title, const Eigen::VectorXd& column) {
    titles.push_back(title);
    values.conservativeResize(column.size(), values.cols() + 1);
    values.rightCols(1) = column;
  }
};

void RequireOnSphere(const RankedKernel& kernel) {
  if (kernel.file().columns() < 2) throw FlagError("--k_max", "needs --x of two columns or more", "1");
  const RowBlocks& rows = kernel.blocks();
  rows.ranks().Together([&] {
    for (Eigen::Index i = rows.first_row(); i < rows.first_row() + rows.count(); ++i) {
      const double norm = kernel.x().matrix().row(i).norm();
      if (!(std::abs(norm - 1) <= 1e-6)) {
        throw std::invalid_argument("--k_max: rows of --x must be on the unit sphere, and row " + std::to_string(i) +
                                    " (from 0) has norm " + ntk::Describe(norm));
      }
    }
  });
}

// n mu_k and k, as many as there are eigenvalues.
Table OnSphere(const SpectrumFlags& flags, const tools::KernelChoice& choice, const RankedKernel& kernel,
               tools::Run& run) {
  Table table;
  const tools::SpectrumFlags sphere{
      .d = static_cast<int>(kernel.file().columns()) - 1, .k_max = flags.k_max, .nngp = flags.ranked.nngp};
  tools::NamingSpectrumFlags(sphere, [&] {
    const spectral::MercerSpectrum spectrum = tools::AnnouncedSpectrum(sphere, choice, {}, run);
    Eigen::VectorXd n_mu(flags.all ? kernel.file().rows() : flags.count), k(n_mu.size());
    Eigen::Index i = 0;
    for (const spectral::OrderedEigenvalue& one : spectral::LargestEigenvalues(spectrum, n_mu.size())) {
      n_mu[i] = static_cast<double>(kernel.file().rows()) * one.mu;
      k[i++] = one.k;
    }
    table.Append("n_mu", n_mu);
    table.Append("k", k);
  });
  return table;
}

class Spectrum {
 public:
  Spectrum(const SpectrumFlags& flags, const tools::KernelChoice& choice, const Communicator& world, tools::Run& run)
      : flags_(flags), choice_(choice), world_(world), run_(run), kernel_(world, flags.ranked, choice) {
    world_.Together([&] { OpenFiles(); });
    if (!flags_.on_sphere) return;
    RequireOnSphere(kernel_);
    world_.Together([&] {
      if (world_.rank() == 0) sphere_ = OnSphere(flags_, choice_, kernel_, run_);
    });
  }

  void Compute() {
    const GramProduct matrix(kernel_.blocks(), kernel_.kernel());
    Table table = flags_.all ? All(matrix) : Leading(matrix);
    AnnounceTaken(run_, kernel_);
    world_.Together([&] {
      if (world_.rank() != 0) return;
      for (std::size_t i = 0; i < sphere_.titles.size(); ++i) {
        table.Append(sphere_.titles[i], sphere_.values.col(static_cast<Eigen::Index>(i)));
      }
      output_->Write(table.titles,
                     run_.Head({{"kernel", kernel_.text()}, {"count", table.values.rows()}, {"ranks", world_.size()}},
                               0, {&kernel_.file().file()}),
                     table.values);
      run_.AnnounceDone(std::to_string(table.values.rows()) + " eigenvalues", *output_);
    });
  }

 private:
  void OpenFiles() {
    output_.emplace("--out", flags_.ranked.run.out);
    tools::RequireApart(*output_, {&kernel_.file().file()});
    if (flags_.vectors.empty()) return;
    vectors_.emplace("--vectors", flags_.vectors);
    tools::RequireApart(*vectors_, {&kernel_.file().file()});
    if (std::filesystem::weakly_canonical(vectors_->path()) == std::filesystem::weakly_canonical(output_->path())) {
      throw FlagError("--vectors", "is the same file as --out", flags_.vectors);
    }
    if (vectors_->format() == tools::FileFormat::kNpy) return;
    throw FlagError("--vectors", "must be a .npy file, which ranks can write by rows", flags_.vectors);
  }

  Table All(const GramProduct& matrix) {
    Announce(run_, kernel_, flags_.ranked.run, PredictGramEigenvalues(matrix, run_.threads()));
    Table table;
    table.Append("eigenvalue", ComputeGramEigenvalues(matrix));
    return table;
  }

  Table Leading(const GramProduct& matrix) {
    Announce(run_, kernel_, flags_.ranked.run, PredictSpectrum(matrix, flags_.count, run_.threads()));
    const SlepcSession slepc;
    const LeadingEigenvalues found = ComputeLeadingEigenvalues(matrix, flags_.count, {.tolerance = flags_.tolerance});
    run_.notes() << "found:  " << found.values.size() << " eigenvalues in " << found.runs << " runs, " << found.products
                 << " products" << std::endl;
    if (vectors_) WriteNpyRows(vectors_->path(), kernel_.blocks(), found.vectors);
    Table table;
    table.Append("eigenvalue", found.values);
    table.Append("relative_residual", found.relative_residual);
    return table;
  }

  const SpectrumFlags& flags_;
  const tools::KernelChoice& choice_;
  const Communicator& world_;
  tools::Run& run_;
  const RankedKernel kernel_;
  std::optional<tools::OutputFile> output_, vectors_;
  Table sphere_;  // of rank 0
};

}  // namespace

int SpectrumCommand(const tools::CommandLine& line, const Communicator& world) {
  return RunCommand<SpectrumFlags>(
      line, world, "spectrum",
      "Leading eigenvalues of the Gram matrix K(X, X) on many ranks, with their multiplicities; or all of them.",
      [&](const SpectrumFlags& flags, const tools::KernelChoice& choice, tools::Run& run) {
        Spectrum(flags, choice, world, run).Compute();
      });
}

}  // namespace hadamard_ntk::distributed
