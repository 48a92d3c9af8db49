#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "distributed/checkpoint.h"
#include "distributed/gram_factor.h"
#include "distributed/gram_product.h"
#include "distributed/ntk_mpi_commands.h"
#include "distributed/nystrom_regression.h"
#include "distributed/pivoted_cholesky.h"
#include "distributed/prediction.h"
#include "distributed/ranked_run.h"
#include "distributed/regression.h"
#include "distributed/run_cost.h"
#include "files/quoted.h"
#include "linalg/steady_seconds.h"
#include "referee/program/flags.h"
#include "tools/ntk/class_labels.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;
using referee::FlagError;

struct RegressionFlags {
  std::string y, z, z_labels;
  double ridge = 0, relative_ridge = 0, tolerance = 1e-6;
  int classes = 0, low_rank = 500, centres = 0, max_iterations = 1000, keep_every = 20;
  bool factor = false;
  RankedFlags ranked;

  void AddTo(tools::FlagParser& parser) {
    const double infinity = std::numeric_limits<double>::max();
    CLI::App& app = parser.app();
    parser.AddFile("--y", &y, "Y, .npy: a row for each sample; with --classes a column of labels 0, 1, ...");
    parser.AddFile("--z", &z, "Z, .npy, where to predict; without it the coefficients are written");
    referee::AddInteger(app, "--classes", &classes, 2, 1000000, "Y are labels: fit one-hot, write labels");
    parser.AddFile("--z_labels", &z_labels, "labels of Z, .npy, for the accuracy; with --classes");
    referee::AddReal(app, "--ridge", &ridge, 0, infinity, "added to the diagonal of K(X, X)");
    referee::AddReal(app, "--relative_ridge", &relative_ridge, 0, infinity, "the ridge in units of trace K(X, X) / n");
    referee::AddReal(app, "--tolerance", &tolerance, 1e-14, 0.5, "on the relative residual of every output");
    referee::AddInteger(app, "--low_rank", &low_rank, 0, 100000,
                        "of the preconditioner, randomly pivoted Cholesky; 0: none");
    parser.AddSwitch("--factor", &factor, "instead: the Cholesky factor in float, 4 n^2 bytes over all ranks");
    referee::AddInteger(app, "--centres", &centres, 1, 1000000,
                        "regression on so many of the samples, drawn at random, by Falkon's preconditioner");
    referee::AddInteger(app, "--max_iterations", &max_iterations, 1, 1000000, "of conjugate gradients");
    referee::AddInteger(app, "--keep_every", &keep_every, 0, 1000000,
                        "iterations after which what was found so far is kept beside --out; 0: never");
    ranked.AddTo(parser,
                 "f(Z), .npy; with --classes its labels, .npy, .csv or .json; without --z the coefficients, "
                 ".npy");
  }

  void CheckTogether(const tools::FlagParser& parser) const {
    if (!z_labels.empty() && (classes == 0 || z.empty())) {
      throw FlagError("--z_labels", "needs --classes and --z", z_labels);
    }
    parser.RequireAlone("--ridge", {"--relative_ridge"});
    parser.RequireAlone("--factor", {"--low_rank"});
    parser.RequireAlone("--centres", {"--factor", "--low_rank", "--keep_every"});
    if (centres > 0 && z.empty()) throw FlagError("--centres", "needs --z", std::to_string(centres));
  }

  bool labels_are_written() const { return classes > 0 && !z.empty(); }
};

// Labels of the rows from `first` on, in one column, as one-hot outputs.
Rows OneHot(const RankedFile& file, Index first, const Rows& column, int classes) {
  std::vector<std::int64_t> labels;
  for (Index i = 0; i < column.rows(); ++i) labels.push_back(file.file().LabelIn(first + i, column(i, 0), classes));
  return tools::OneHot(labels, classes);
}

class Regression {
 public:
  Regression(const RegressionFlags& flags, const tools::KernelChoice& choice, const Communicator& world,
             tools::Run& run)
      : flags_(flags),
        world_(world),
        run_(run),
        kernel_(world, flags.ranked, choice),
        output_(world.MakeTogether([&] { return tools::OutputFile("--out", flags.ranked.run.out); })) {
    world_.Together([&] { OpenFiles(); });
  }

  void Compute() {
    ReadOutputs();
    const double ridge =
        flags_.relative_ridge > 0 ? flags_.relative_ridge * MeanDiagonal(rows(), kernel_.kernel()) : flags_.ridge;
    const GramProduct matrix(rows(), kernel_.kernel(), ridge);
    if (flags_.centres > 0) {
      OnCentres(matrix);
    } else {
      OnSamples(matrix);
    }
  }

 private:
  const RowBlocks& rows() const { return kernel_.blocks(); }

  void OpenFiles() {
    if (!flags_.labels_are_written() && output_.format() != tools::FileFormat::kNpy) {
      throw FlagError("--out", "must be a .npy file, which ranks can write by rows", output_.name());
    }
    y_file_.emplace("--y", flags_.y);
    y_file_->RequireSame("rows", y_file_->rows(), kernel_.file(), kernel_.file().rows());
    std::vector<const tools::InputFile*> inputs = {&kernel_.file().file(), &y_file_->file()};
    if (!flags_.z.empty()) {
      z_file_.emplace("--z", flags_.z);
      z_file_->RequireSame("columns", z_file_->columns(), kernel_.file(), kernel_.file().columns());
      inputs.push_back(&z_file_->file());
    }
    if (!flags_.z_labels.empty()) {
      z_labels_file_.emplace("--z_labels", flags_.z_labels);
      z_labels_file_->RequireSame("rows", z_labels_file_->rows(), *z_file_, z_file_->rows());
      inputs.push_back(&z_labels_file_->file());
    }
    if (flags_.classes > 0 && y_file_->columns() != 1) y_file_->file().Fail("labels must have one column");
    tools::RequireApart(output_, inputs);
  }

  void ReadOutputs() {
    Rows read(rows().count(), y_file_->columns());
    world_.Together([&] {
      y_file_->Read(rows().first_row(), read);
      y_ = flags_.classes > 0 ? OneHot(*y_file_, rows().first_row(), read, flags_.classes) : std::move(read);
    });
  }

  void OnSamples(const GramProduct& matrix) {
    const Index low_rank = std::min<Index>(flags_.low_rank, rows().rows());
    const double bytes = flags_.factor ? GramFactor::Bytes(world_.size(), rows().rows())
                                       : LowRankPreconditioner::Bytes(rows(), low_rank, run_.threads());
    Announce(run_, kernel_, flags_.ranked.run, PredictRegression(matrix, y_.cols(), bytes, run_.threads()));
    const Checkpoint checkpoint(
        rows(), output_.path(),
        Fingerprint(rows(), kernel_.x().matrix(), y_, kernel_.text() + ", ridge " + fmt::to_string(matrix.ridge())),
        2 * y_.cols());
    const Rows start = checkpoint.Read();
    if (start.cols() > 0) run_.notes() << "goes on from " << files::Printable(checkpoint.file().string()) << std::endl;
    const RowMap precondition = flags_.factor ? Factor(matrix) : LowRank(matrix, low_rank);
    const double began = linalg::SteadySeconds();
    const auto keep = [&](const Rows& state, int iterations) {
      checkpoint.Write(state);
      run_.notes() << "kept after iteration " << iterations << std::endl;
    };
    const RegressionSolution solution = SolveRegression(matrix, y_, precondition,
                                                        {.tolerance = flags_.tolerance,
                                                         .max_iterations = flags_.max_iterations,
                                                         .start = start,
                                                         .keep_every = flags_.keep_every,
                                                         .keep = keep});
    SaySolved(solution.iterations, began, solution.relative_residual.maxCoeff(), matrix.ridge());
    if (flags_.z.empty()) {
      WriteNpyRows(output_.path(), rows(), solution.coefficients);
      AnnounceDone("C, " + tools::ShapeText(rows().rows(), y_.cols()));
    } else {
      WriteOutputs([&](const RowBlocks& z_rows, const ReadRowsOf& read) {
        return Predict(rows(), kernel_.kernel(), solution.coefficients, z_rows, read);
      });
    }
    checkpoint.Remove();
  }

  void OnCentres(const GramProduct& matrix) {
    if (flags_.centres > rows().rows()) {
      throw FlagError("--centres", "must be at most the " + std::to_string(rows().rows()) + " rows of --x",
                      std::to_string(flags_.centres));
    }
    Announce(run_, kernel_, flags_.ranked.run,
             PredictNystromRegression(matrix, flags_.centres, y_.cols(), run_.threads()));
    const double began = linalg::SteadySeconds();
    const NystromSolution solution =
        SolveNystrom(rows(), kernel_.kernel(), DrawCentres(rows().rows(), flags_.centres), y_,
                     {.ridge = matrix.ridge(), .tolerance = flags_.tolerance, .max_iterations = flags_.max_iterations});
    SaySolved(solution.iterations, began, solution.relative_residual, matrix.ridge());
    WriteOutputs([&](const RowBlocks& z_rows, const ReadRowsOf& read) {
      return PredictNystrom(kernel_.kernel(), solution, z_rows, read);
    });
  }

  RowMap LowRank(const GramProduct& matrix, Index rank) {
    if (rank == 0) return {};
    PivotedCholesky factor = FactorPivoted(rows(), kernel_.kernel(), rank);
    const double shift = matrix.ridge() + factor.trace / static_cast<double>(rows().rows());
    if (!(shift > 0)) return {};  // K is of this rank, and nothing is left to divide by
    low_rank_.emplace(rows(), std::move(factor), shift);
    return [this](const Rows& v) { return (*low_rank_)(v); };
  }

  RowMap Factor(const GramProduct& matrix) {
    factor_.emplace(matrix);
    return [this](const Rows& v) { return (*factor_)(v); };
  }

  void SaySolved(int iterations, double began, double residual, double ridge) {
    const double seconds = (linalg::SteadySeconds() - began) / std::max(1, iterations);
    run_.notes() << fmt::format("solved: {} iterations of {:.2g} s, relative residual at most {:.2g}, ridge {:.4g}",
                                iterations, seconds, residual, ridge)
                 << std::endl;
    AnnounceTaken(run_, kernel_);
  }

  using ReadRowsOf = std::function<void(Index first, Eigen::Ref<Rows> z)>;

  // f(Z), by predict(rows of Z, what reads them).
  template <class Predicted>
  void WriteOutputs(const Predicted& predict) {
    const RowBlocks z_rows(world_, z_file_->rows());
    const Rows f = predict(z_rows, [&](Index first, Eigen::Ref<Rows> z) { z_file_->Read(first, z); });
    if (flags_.classes == 0) {
      WriteNpyRows(output_.path(), z_rows, f);
      return AnnounceDone("f(Z), " + tools::ShapeText(z_rows.rows(), f.cols()));
    }
    const std::vector<std::int64_t> labels = tools::Largest(z_rows.Gather(f));
    world_.Together([&] {
      if (!flags_.z_labels.empty()) SayAccuracy(labels);
      if (world_.rank() == 0) output_.Write("label", Head(), labels);
    });
    AnnounceDone("labels of Z, " + std::to_string(labels.size()));
  }

  void AnnounceDone(const std::string& what) {
    if (world_.rank() == 0) run_.AnnounceDone(what, output_);
  }

  void SayAccuracy(const std::vector<std::int64_t>& labels) {
    const std::vector<std::int64_t> truth = z_labels_file_->file().ReadLabels(flags_.classes, run_.notes());
    run_.notes() << "right:  " << tools::CountRight(labels, truth) << " of " << labels.size() << " labels" << std::endl;
  }

  referee::Json Head() {
    return run_.Head({{"kernel", kernel_.text()}, {"ranks", world_.size()}}, 0,
                     {&kernel_.file().file(), &y_file_->file(), &z_file_->file()});
  }

  const RegressionFlags& flags_;
  const Communicator& world_;
  tools::Run& run_;
  const RankedKernel kernel_;
  const tools::OutputFile output_;
  std::optional<RankedFile> y_file_, z_file_, z_labels_file_;
  Rows y_;
  std::optional<LowRankPreconditioner> low_rank_;
  std::optional<GramFactor> factor_;
};

}  // namespace

int RegressionCommand(const tools::CommandLine& line, const Communicator& world) {
  return RunCommand<RegressionFlags>(line, world, "regression",
                                     "Kernel regression with the NTK of an infinitely wide network on many ranks.",
                                     [&](const RegressionFlags& flags, const tools::KernelChoice& choice,
                                         tools::Run& run) { Regression(flags, choice, world, run).Compute(); });
}

}  // namespace hadamard_ntk::distributed
