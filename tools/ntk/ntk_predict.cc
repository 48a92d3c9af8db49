#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <type_traits>

#include "ntk/kernel_regression.h"
#include "ntk/kernel_solver.h"
#include "referee/program/flags.h"
#include "tools/ntk/any_gram.h"
#include "tools/ntk/class_labels.h"
#include "tools/ntk/clock_progress.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_commands.h"

namespace hadamard_ntk::tools {
namespace {

using ntk::KernelRegression;
using referee::FlagError;
using referee::Json;

// Above so many samples the spectrum of K is computed only if it is asked for.
constexpr Eigen::Index kMostForSpectrum = 2000;

struct PredictFlags {
  std::string x, y, z, z_labels, solver = "auto";
  double ridge = 0, tolerance = 1e-6, learning_rate = 0, momentum = 0;
  std::int64_t steps = 0;
  int classes = 0;
  bool descend = false;  // --steps is given
  RunFlags run;
  TextFlags text;
};

std::string Short(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void CheckTogether(const FlagParser& parser, const PredictFlags& flags) {
  for (const char* flag : {"--learning_rate", "--momentum"}) {
    if (parser.Given(flag) && !flags.descend) {
      throw FlagError(flag, "is for gradient descent: give --steps, too", parser.ValueOf(flag));
    }
  }
  if (flags.descend && parser.Given("--ridge")) {
    throw FlagError("--ridge", "is not for gradient descent (--steps)", parser.ValueOf("--ridge"));
  }
  if (flags.descend && flags.solver == "cholesky") {
    throw FlagError("--solver", "must be spectrum for gradient descent (--steps)", flags.solver);
  }
  if (flags.descend && !(flags.learning_rate > 0)) {
    throw FlagError("--learning_rate", "must be positive, and is needed by --steps", parser.ValueOf("--learning_rate"));
  }
  if (parser.Given("--tolerance") && flags.solver == "spectrum") {
    throw FlagError("--tolerance", "is not for --solver spectrum", parser.ValueOf("--tolerance"));
  }
  if (parser.Given("--z_labels") && flags.classes == 0) {
    throw FlagError("--z_labels", "needs --classes", flags.z_labels);
  }
}

// What entries of K are off by at most, over sqrt(K(x, x) K(z, z)): the bound of ntk/gram.h.
double EntryError(const KernelChoice& choice, Eigen::Index columns) {
  const double n = std::max(choice.size(), 2), own = 4 + (choice.name() == "net" ? 4 : 2) * n;
  return ((n + 2) * (1.5 * static_cast<double>(columns) + 5) + own) * std::numeric_limits<double>::epsilon();
}

// The eigenvalue problem of n samples from that of the first 500.  The time grows like n^3, but more like n^3.5 while K
// outgrows the caches, up to some 2000 samples.
double EigenSeconds(const KernelChoice& kernel, const KernelChoice& choice, const Matrix<double>& x) {
  constexpr double kSample = 500, kLarge = 2000;
  const Matrix<double> sample = x.topRows(std::min<Eigen::Index>(x.rows(), kSample));
  const Matrix<double> gram = AnyGram<double>(kernel, Quantity::kNtk, sample, nullptr);
  const auto begin = std::chrono::steady_clock::now();
  const KernelRegression regression(gram, EntryError(choice, x.cols()));
  const auto n = static_cast<double>(x.rows());
  return SecondsSince(begin) * std::pow(std::clamp(n, kSample, kLarge) / kSample, 3.5) *
         std::pow(std::max(n, kLarge) / kLarge, 3);
}

class Prediction {
 public:
  Prediction(const PredictFlags& flags, const FlagParser& parser, const KernelChoice& choice, Run& run)
      : flags_(flags),
        choice_(choice),
        run_(run),
        kernel_(choice),
        x_file_(Required("--x", flags.x, flags.text.Samples())),
        y_file_(Required("--y", flags.y, flags.text.Outputs())),
        z_file_(Required("--z", flags.z, flags.text.Samples())),
        output_("--out", flags.run.out) {
    if (!flags.z_labels.empty()) z_labels_file_.emplace("--z_labels", flags.z_labels, flags.text.Outputs());
    RequireApart(output_, Inputs());
    flags.text.RequireText(parser, {&x_file_, &y_file_, &z_file_, z_labels_file_ ? &*z_labels_file_ : nullptr});
  }

  void Compute() {
    Read();
    run_.notes() << "kernel: NTK of " << choice_.Text() << "\ndata:   X " << ShapeText(x_.rows(), x_.cols()) << ", Z "
                 << ShapeText(z_.rows(), z_.cols()) << ", outputs " << y_.cols() << std::endl;
    run_.AnnounceMemory(memory_);
    const double solve_seconds = by_spectrum_ ? EigenSeconds(kernel_, choice_, x_)
                                              : Guarded([&] { return SolverSeconds(kernel_, x_, y_.cols()); });
    const double predict_seconds = GramSeconds(kernel_, Quantity::kNtk, z_, &x_);
    const double gram_seconds = GramSeconds<double>(kernel_, Quantity::kNtk, x_, nullptr);
    run_.AnnounceTime(solve_seconds + predict_seconds + 2 * gram_seconds);

    const Matrix<double> c = by_spectrum_ ? BySpectrum(solve_seconds) : ByCholesky();
    run_.progress().Finish();
    const Matrix<double> rest = Product(x_, c, "training error", gram_seconds) - y_;
    const double rms = std::sqrt(rest.squaredNorm() / static_cast<double>(rest.size()));
    run_.notes() << "train:  error rms " << Short(rms) << ", largest " << Short(rest.cwiseAbs().maxCoeff())
                 << std::endl;
    report_["training_error_rms"] = rms;
    Write(Product(z_, c, "predictions", predict_seconds));
  }

 private:
  void Read() {
    constexpr auto kEntry = static_cast<std::int64_t>(sizeof(double));
    MemoryEstimate reading;
    reading.Add("X", x_file_.BytesToRead(kEntry));
    reading.Add("Y", y_file_.BytesToRead(kEntry));
    reading.Add("Z", z_file_.BytesToRead(kEntry));
    run_.RequireMemory(reading);
    x_ = x_file_.Read<double>(run_.notes());
    y_ = flags_.classes > 0 ? OneHot(y_file_.ReadLabels(flags_.classes, run_.notes()), flags_.classes)
                            : y_file_.Read<double>(run_.notes());
    z_ = z_file_.Read<double>(run_.notes());
    RequireSameColumns(x_file_, x_, z_file_, z_);
    RequireSameRows(x_file_, x_.rows(), y_file_, y_.rows());
    if (z_labels_file_) {
      z_labels_ = z_labels_file_->ReadLabels(flags_.classes, run_.notes());
      RequireSameRows(z_file_, z_.rows(), *z_labels_file_, static_cast<Eigen::Index>(z_labels_.size()));
    }
    if (x_.rows() > std::numeric_limits<int>::max()) x_file_.Fail("has more than 2^31 rows");
    RequireFiniteKernel(kernel_, x_file_, x_, x_file_, x_);
    RequireFiniteKernel(kernel_, z_file_, z_, x_file_, x_);
    RequireNormalKernel(kernel_, x_file_, x_);

    by_spectrum_ =
        flags_.descend || flags_.solver == "spectrum" || (flags_.solver == "auto" && x_.rows() <= kMostForSpectrum);
    const std::int64_t n = x_.rows(), m = z_.rows(), outputs = y_.cols();
    memory_.Add("samples", 3 * (x_.size() + z_.size()) * kEntry);
    memory_.Add("outputs", (6 * n + 4 * m) * outputs * kEntry);
    memory_.Add("result", output_.BytesToWrite(m, flags_.classes > 0 ? 1 : outputs, sizeof(double)));
    memory_.Add("program", kProgramBytes);
    if (by_spectrum_) {
      const double square = static_cast<double>(n) * static_cast<double>(n) * kEntry;
      memory_.Add("K", square);
      memory_.Add("eigenvectors", 2 * square);
    } else {
      // K is kept if there is room.
      const auto bytes = [&](bool stored) {
        return static_cast<std::int64_t>(ntk::KernelSolverBytes(n, x_.cols(), outputs, stored));
      };
      const auto room = run_.AllowedMemory() - static_cast<std::int64_t>(memory_.total());
      const bool stored = bytes(true) <= room;
      solver_bytes_ = bytes(stored);
      memory_.Add(stored ? "K and its factor" : "factor of K", solver_bytes_);
    }
    run_.RequireMemory(memory_);
  }

  static void RequireSameRows(const InputFile& samples, Eigen::Index rows, const InputFile& of_them,
                              Eigen::Index count) {
    if (rows == count) return;
    of_them.Fail("has " + std::to_string(count) + " rows, and " + samples.flag() + " " +
                 files::Printable(samples.name()) + " has " + std::to_string(rows));
  }

  Matrix<double> Product(const Matrix<double>& points, const Matrix<double>& c, const char* label, double seconds) {
    Matrix<double> f;
    {
      const ClockProgress clock(run_.progress(), label, seconds);
      f = AnyGramProduct(kernel_, points, x_, c);
    }
    run_.progress().Finish();
    return f;
  }

  // --- the ways to the coefficients ---

  Matrix<double> BySpectrum(double seconds) {
    const KernelRegression regression = [&] {
      const ClockProgress clock(run_.progress(), "eigenvalues of K", seconds);
      return KernelRegression(AnyGram<double>(kernel_, Quantity::kNtk, x_, nullptr), EntryError(choice_, x_.cols()));
    }();
    run_.progress().Finish();
    const KernelRegression::Report& report = regression.report();
    run_.notes() << "K:      rank " << report.rank << " of " << regression.size() << ", condition "
                 << Short(report.condition) << ", eigenvalues " << Short(report.lambda_min) << " to "
                 << Short(report.lambda_max) << std::endl;
    report_ = {{"n", regression.size()},
               {"rank", report.rank},
               {"condition", std::isfinite(report.condition) ? Json(report.condition) : Json(nullptr)},
               {"lambda_min", report.lambda_min},
               {"lambda_max", report.lambda_max},
               {"noise", report.noise},
               {"interpolates", regression.Interpolates()}};
    if (flags_.descend) return Descend(regression);
    run_.notes() << "method: "
                 << (flags_.ridge > 0 ? "ridge " + Short(flags_.ridge)
                     : regression.Interpolates()
                         ? "ridgeless; K has full rank, so the training data are met, to rounding (" +
                               Short(report.noise / report.lambda_min) + ")"
                         : "ridgeless, of least norm; K is rank-deficient, so the training data need not be met")
                 << std::endl;
    RequireRidge(report.lambda_max);
    return Guarded([&] { return regression.Solve(y_, flags_.ridge); });
  }

  // K of this size is not lost in K + ridge I.
  void RequireRidge(double size) const {
    if (flags_.ridge == 0 || size <= 0) return;
    if (size + flags_.ridge > flags_.ridge && std::isfinite(size + flags_.ridge)) return;
    throw FlagError(
        "--ridge",
        "must not be so large that K(X, X) is lost in K + ridge I; the largest eigenvalue of K is at most " +
            Short(size),
        Short(flags_.ridge));
  }

  Matrix<double> Descend(const KernelRegression& regression) {
    const KernelRegression::GradientDescent method = {flags_.learning_rate, flags_.momentum};
    const double most = regression.MaxLearningRate(flags_.momentum);
    run_.notes() << "method: " << flags_.steps << " steps of gradient descent from f = 0, learning rate "
                 << Short(flags_.learning_rate) << ", momentum " << Short(flags_.momentum) << "; "
                 << (flags_.learning_rate < most ? "converges" : "DIVERGES") << ", the bound is " << Short(most)
                 << std::endl;
    report_["max_learning_rate"] = std::isfinite(most) ? Json(most) : Json(nullptr);
    try {
      return regression.Descend(y_, method, flags_.steps);
    } catch (const std::overflow_error&) {
      throw FlagError("--learning_rate",
                      "must be below " + Short(most) + ": gradient descent has left the range of double",
                      Short(flags_.learning_rate));
    }
  }

  // What the solvers throw, blamed on what was given.
  template <class Solve>
  std::invoke_result_t<const Solve&> Guarded(const Solve& solve) const {
    try {
      return solve();
    } catch (const std::domain_error& error) {
      const std::string what = error.what();
      if (flags_.ridge == 0) x_file_.Fail(what + "; --ridge or --solver spectrum (least squares) may help");
      throw FlagError("--ridge", what + "; a larger ridge or --solver spectrum may help", Short(flags_.ridge));
    } catch (const std::overflow_error&) {
      x_file_.Fail(
          "K is so small beside the outputs that the coefficients are beyond the range of float64; scale the rows up");
    }
  }

  Matrix<double> ByCholesky() {
    double trace = 0;
    for (Eigen::Index i = 0; i < x_.rows(); ++i) {
      const double norm = x_.row(i).stableNorm();
      trace += kernel_(norm, norm, ntk::Correlation<double>::Equal()).ntk;
    }
    RequireRidge(trace);
    StageProgress stage(run_.progress());
    ntk::KernelSolution solution = Guarded([&] {
      return SolveAnyKernel(kernel_, x_, y_,
                            {.ridge = flags_.ridge,
                             .tolerance = flags_.tolerance,
                             .memory = static_cast<std::size_t>(solver_bytes_),
                             .progress = [&](const std::string& name, double share) { stage.Show(name, share); }});
    });
    run_.progress().Finish();
    const Eigen::Index repeated = x_.rows() - solution.distinct;
    if (repeated > 0) {
      run_.notes() << "rows:   " << solution.distinct << " of " << x_.rows()
                   << " are distinct; of repeated ones the mean output is fitted" << std::endl;
    }
    run_.notes() << "method: " << (flags_.ridge > 0 ? "ridge " + Short(flags_.ridge) : "ridgeless")
                 << " by Cholesky and " << solution.iterations << " iterations, relative residual "
                 << Short(solution.relative_residual) << (repeated > 0 ? " on distinct rows" : "")
                 << "; for rank and condition give --solver spectrum" << std::endl;
    report_ = {{"n", x_.rows()},
               {"distinct_rows", solution.distinct},
               {"iterations", solution.iterations},
               {"relative_residual", solution.relative_residual},
               {"preconditioner_shift", solution.shift}};
    return std::move(solution.coefficients);
  }

  // --- the result ---

  void Write(const Matrix<double>& f) {
    const std::vector<std::int64_t> labels = flags_.classes > 0 ? Largest(f) : std::vector<std::int64_t>();
    if (z_labels_file_) {
      std::size_t right = 0;
      for (std::size_t i = 0; i < labels.size(); ++i) right += labels[i] == z_labels_[i];
      const double accuracy = static_cast<double>(right) / static_cast<double>(labels.size());
      report_["accuracy"] = accuracy;
      run_.notes() << "test:   accuracy " << Short(accuracy) << ", " << right << " of " << labels.size() << std::endl;
    }
    Json head = Json::object();
    if (output_.format() == FileFormat::kJson) {
      head = run_.Head(Config(), 0, Inputs());
      head["report"] = report_;
    }
    if (flags_.classes > 0) {
      output_.Write("label", head, labels);
      run_.AnnounceDone("labels, " + std::to_string(labels.size()), output_);
    } else {
      output_.Write(NumberedTitles("f", f.cols()), head, f);
      run_.AnnounceDone("f(Z), " + ShapeText(f.rows(), f.cols()), output_);
    }
  }

  std::vector<const InputFile*> Inputs() const {
    return {&x_file_, &y_file_, &z_file_, z_labels_file_ ? &*z_labels_file_ : nullptr};
  }

  Json Config() const {
    Json config = ToJson(choice_);
    config["solver"] = by_spectrum_ ? "spectrum" : "cholesky";
    if (flags_.descend) {
      config["steps"] = flags_.steps;
      config["learning_rate"] = flags_.learning_rate;
      config["momentum"] = flags_.momentum;
    } else {
      config["ridge"] = flags_.ridge;
    }
    if (!by_spectrum_) config["tolerance"] = flags_.tolerance;
    if (flags_.classes > 0) config["classes"] = flags_.classes;
    return config;
  }

  const PredictFlags& flags_;
  const KernelChoice& choice_;
  Run& run_;
  KernelChoice kernel_;
  InputFile x_file_, y_file_, z_file_;
  std::optional<InputFile> z_labels_file_;
  OutputFile output_;
  MemoryEstimate memory_;
  bool by_spectrum_ = true;
  std::int64_t solver_bytes_ = 0;
  Matrix<double> x_, y_, z_;
  std::vector<std::int64_t> z_labels_;
  Json report_;
};

}  // namespace

int PredictCommand(const CommandLine& line) {
  PredictFlags flags;
  const double infinity = std::numeric_limits<double>::max();
  FlagParser parser(
      "Kernel regression with the NTK: what an infinitely wide network, trained on (X, Y) with the squared loss, is "
      "at\n"
      "the rows of Z.  With --steps what it is after so many steps of gradient descent, exactly, from f = 0.",
      "ntk predict");
  parser.AddFile("--x", &flags.x, "X, .npy, .npz:member, .csv, .tsv, .txt, or - (standard input): a row is a sample");
  parser.AddFile("--y", &flags.y, "Y: a row for each sample; with --classes a column of labels 0, 1, ...");
  parser.AddFile("--z", &flags.z, "Z, where to predict");
  CLI::App& app = parser.app();
  referee::AddInteger(app, "--classes", &flags.classes, 2, 1000000, "Y are labels: fit one-hot, write labels");
  parser.AddFile("--z_labels", &flags.z_labels, "labels of Z, for the accuracy; with --classes");
  referee::AddReal(app, "--ridge", &flags.ridge, 0, infinity, "added to the diagonal of K(X, X)");
  referee::AddChoice(app, "--solver", &flags.solver, {"auto", "spectrum", "cholesky"},
                     "spectrum: all eigenvalues, rank and condition of K; cholesky: for many samples");
  referee::AddReal(app, "--tolerance", &flags.tolerance, 1e-14, 0.5, "of cholesky, on the relative residual");
  referee::AddInteger(app, "--steps", &flags.steps, 0, std::int64_t{1} << 53,
                      "of gradient descent on 1/2 sum of squares");
  referee::AddReal(app, "--learning_rate", &flags.learning_rate, 0, infinity, "of gradient descent");
  referee::AddReal(app, "--momentum", &flags.momentum, 0, 1 - 1e-12, "of gradient descent");
  const KernelFlags kernel(parser, KernelFlags::Networks::kInfinite);
  flags.text.AddTo(parser, true);
  flags.run.AddTo(parser, "the outputs at Z, or labels, .npy, .csv or .json");
  if (!parser.Parse(line.argc, line.argv)) return 0;
  flags.descend = parser.Given("--steps");
  CheckTogether(parser, flags);
  Run run("predict", flags.run, line.words(), line.git);
  const KernelChoice choice = kernel.ChosenKernel();
  Prediction(flags, parser, choice, run).Compute();
  return 0;
}

}  // namespace hadamard_ntk::tools
