#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "ntk/kernel_solver.h"
#include "ntk/solver_choice.h"
#include "referee/program/flags.h"
#include "tools/ntk/class_labels.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_commands.h"
#include "tools/ntk/predict_flags.h"
#include "tools/ntk/predict_inputs.h"
#include "tools/ntk/predict_solver.h"
#include "tools/ntk/regression_kernel.h"
#include "tools/program/clock_progress.h"

namespace hadamard_ntk::tools {
namespace {

using referee::FlagError;
using referee::Json;

double Rms(const Matrix<double>& m) { return std::sqrt(m.squaredNorm() / static_cast<double>(m.size())); }

class Prediction {
 public:
  Prediction(const PredictFlags& flags, const FlagParser& parser, const KernelChoice& choice, Run& run)
      : flags_(flags),
        choice_(choice),
        run_(run),
        in_(flags, parser, choice),
        solver_(flags, in_, run),
        output_("--out", flags.run.out) {
    RequireApart(output_, in_.files());
    if (!flags.variance.empty()) OpenVariance();
  }

  void Compute() {
    in_.Read(run_);
    PlanMemory();
    run_.notes() << "kernel: " << KernelText() << "\ndata:   " << in_.ShapesText() << std::endl;
    run_.AnnounceMemory(memory_);
    const double solve_seconds = by_spectrum_ ? solver_.SpectrumSeconds() : solver_.CholeskySeconds();
    const double predict_seconds = kernel().CrossSeconds(solver_.quantity());
    const double gram_seconds = kernel().GramSeconds(solver_.quantity());
    const double variance_seconds = VarianceSeconds(solve_seconds, gram_seconds, predict_seconds);
    run_.AnnounceTime(solve_seconds + predict_seconds + 2 * gram_seconds + variance_seconds);

    const Matrix<double> c = by_spectrum_ ? solver_.BySpectrum(solve_seconds) : solver_.ByCholesky(solver_bytes_);
    report_ = solver_.report();
    run_.progress().Finish();
    const Matrix<double> rest =
        Timed("training error", gram_seconds, [&] { return kernel().GramTimes(solver_.quantity(), c); }) -
        in_.Residual();
    run_.notes() << "train:  error rms " << Short(Rms(rest)) << ", largest " << Short(rest.cwiseAbs().maxCoeff())
                 << std::endl;
    report_["training_error_rms"] = Rms(rest);
    if (flags_.leave_one_out) LeaveOneOut();
    const Matrix<double> f = in_.FromStart(
        Timed("predictions", predict_seconds, [&] { return kernel().CrossTimes(solver_.quantity(), c); }));
    if (variance_output_) WriteVariance(Timed("variances", variance_seconds, [&] { return solver_.Variance(); }));
    Write(f);
  }

 private:
  const RegressionKernel& kernel() const { return in_.kernel(); }

  // None of the inputs, under whatever name, and not the other output.
  void OpenVariance() {
    namespace fs = std::filesystem;
    variance_output_.emplace("--variance", flags_.variance);
    const fs::path path = fs::absolute(variance_output_->path());
    std::error_code none;  // a file that is not there is no other
    for (const InputFile* file : in_.files()) {
      if (!file || !fs::equivalent(path, file->path(), none)) continue;
      throw FlagError("--variance", "is the same file as " + file->flag() + " " + file->name(), flags_.variance);
    }
    if (fs::weakly_canonical(path) == fs::weakly_canonical(fs::absolute(output_.path()))) {
      throw FlagError("--variance", "must be another file than --out", flags_.variance);
    }
  }

  std::string KernelText() const {
    if (flags_.GivenGram()) return "given, entries to " + Short(flags_.entry_error);
    return (flags_.nngp ? "NNGP of " : "NTK of ") + choice_.Text();
  }

  void PlanMemory() {
    const std::int64_t n = kernel().train(), m = kernel().tests(), outputs = in_.outputs();
    constexpr auto kEntry = static_cast<std::int64_t>(sizeof(double));
    by_spectrum_ = !flags_.WhatNeedsSpectrum().empty() || flags_.solver == "spectrum" ||
                   (flags_.solver == "auto" && n <= ntk::kMostForSpectrum);
    memory_.Add(flags_.GivenGram() ? "K given" : "samples", in_.Bytes());
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
        return static_cast<std::int64_t>(ntk::KernelSolverBytes(n, in_.x().cols(), outputs, stored));
      };
      const auto room = run_.AllowedMemory() - static_cast<std::int64_t>(memory_.total());
      const bool stored = bytes(true) <= room;
      solver_bytes_ = bytes(stored);
      memory_.Add(stored ? "K and its factor" : "factor of K", solver_bytes_);
    }
    if (variance_output_) {
      memory_.Add("variances", solver_.VarianceBytes() + variance_output_->BytesToWrite(m, 2, sizeof(double)));
    }
    run_.RequireMemory(memory_);
  }

  template <class Work>
  Matrix<double> Timed(const char* label, double seconds, const Work& work) {
    Matrix<double> result;
    {
      const ClockProgress clock(run_.progress(), label, seconds);
      result = work();
    }
    run_.progress().Finish();
    return result;
  }

  // --- what else is known of the solution ---

  void LeaveOneOut() {
    const Matrix<double> errors = solver_.LeaveOneOutErrors();
    report_["leave_one_out_error_rms"] = Rms(errors);
    run_.notes() << "loo:    error rms " << Short(Rms(errors)) << ", largest " << Short(errors.cwiseAbs().maxCoeff());
    if (flags_.classes > 0) {
      const std::int64_t right = CountRight(Largest(in_.y() - errors), in_.labels());
      const double accuracy = static_cast<double>(right) / static_cast<double>(errors.rows());
      report_["leave_one_out_accuracy"] = accuracy;
      run_.notes() << ", accuracy " << Short(accuracy) << ", " << right << " of " << errors.rows();
    }
    run_.notes() << std::endl;
  }

  // Products of n^2 tests, of which the eigenvalue problem is worth more than n / tests.
  double VarianceSeconds(double solve_seconds, double gram_seconds, double predict_seconds) const {
    if (!variance_output_) return 0;
    return solve_seconds * static_cast<double>(kernel().tests()) / static_cast<double>(kernel().train()) +
           gram_seconds + 2 * predict_seconds;
  }

  void WriteVariance(const Matrix<double>& table) {
    report_["largest_variance"] = table.col(0).maxCoeff();
    report_["largest_variance_error"] = table.col(1).maxCoeff();
    run_.notes() << "spread: variances " << Short(table.col(0).minCoeff()) << " to " << Short(table.col(0).maxCoeff())
                 << ", bounds on their errors up to " << Short(table.col(1).maxCoeff()) << std::endl;
    variance_output_->Write({"variance", "error"}, Head(*variance_output_), table);
    run_.AnnounceDone("variances with bounds, " + ShapeText(table.rows(), table.cols()), *variance_output_);
  }

  // --- the result ---

  Json Head(const OutputFile& output) {
    Json head = Json::object();
    if (output.format() != FileFormat::kJson) return head;
    head = run_.Head(Config(), 0, in_.files());
    head["report"] = report_;
    return head;
  }

  void Write(const Matrix<double>& f) {
    if (flags_.classes == 0) {
      output_.Write(NumberedTitles("f", f.cols()), Head(output_), f);
      return run_.AnnounceDone("f(Z), " + ShapeText(f.rows(), f.cols()), output_);
    }
    const std::vector<std::int64_t> labels = Largest(f);
    if (in_.has_z_labels()) {
      const std::int64_t right = CountRight(labels, in_.z_labels());
      const double accuracy = static_cast<double>(right) / static_cast<double>(labels.size());
      report_["accuracy"] = accuracy;
      run_.notes() << "test:   accuracy " << Short(accuracy) << ", " << right << " of " << labels.size() << std::endl;
    }
    output_.Write("label", Head(output_), labels);
    run_.AnnounceDone("labels, " + std::to_string(labels.size()), output_);
  }

  Json Config() const {
    Json config = flags_.GivenGram() ? Json{{"entry_error", flags_.entry_error}} : ToJson(choice_);
    if (flags_.nngp) config["quantity"] = "nngp";
    config["solver"] = by_spectrum_ ? "spectrum" : "cholesky";
    if (flags_.descend) {
      config["steps"] = flags_.steps;
      config["learning_rate"] = flags_.learning_rate;
      config["momentum"] = flags_.momentum;
    } else if (flags_.flow) {
      config["time"] = flags_.time;
    } else if (flags_.relative_ridge > 0) {
      config["relative_ridge"] = flags_.relative_ridge;
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
  PredictInputs in_;
  PredictSolver solver_;
  OutputFile output_;
  std::optional<OutputFile> variance_output_;
  MemoryEstimate memory_;
  bool by_spectrum_ = true;
  std::int64_t solver_bytes_ = 0;
  Json report_;
};

}  // namespace

int PredictCommand(const CommandLine& line) {
  PredictFlags flags;
  FlagParser parser(
      "Kernel regression with the NTK: what an infinitely wide network, trained on (X, Y) with the squared loss, is "
      "at\n"
      "the rows of Z.  With --steps what it is after so many steps of gradient descent, with --time after so much of\n"
      "gradient flow, exactly, from f = 0 or f_0.  With --variance how much it differs from network to network.",
      "ntk predict");
  flags.AddTo(parser);
  const KernelFlags kernel(parser, KernelFlags::Networks::kInfinite);
  if (!parser.Parse(line.argc, line.argv)) return 0;
  flags.CheckTogether(parser);
  Run run("ntk_predict", flags.run, line.words(), line.git);
  const KernelChoice choice = kernel.ChosenKernel();
  Prediction(flags, parser, choice, run).Compute();
  return 0;
}

}  // namespace hadamard_ntk::tools
