/// What `ntk predict` reads: samples and a network, or K itself; outputs, labels, a start.
#ifndef HADAMARD_NTK_TOOLS_NTK_PREDICT_INPUTS_H_
#define HADAMARD_NTK_TOOLS_NTK_PREDICT_INPUTS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_run.h"
#include "tools/ntk/predict_flags.h"
#include "tools/ntk/regression_kernel.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

class PredictInputs {
 public:
  /// Opens the files.  Throws FlagError if one that is needed was not given, or flags of text were given without any.
  PredictInputs(const PredictFlags& flags, const FlagParser& parser, const KernelChoice& choice);
  PredictInputs(const PredictInputs&) = delete;
  PredictInputs& operator=(const PredictInputs&) = delete;

  /// Reads them.  Throws for shapes that do not fit, and for samples whose kernel is beyond the range of double.
  void Read(Run& run);

  const RegressionKernel& kernel() const { return *kernel_; }
  /// --x or --gram.
  const InputFile& train_file() const { return gram_file_ ? *gram_file_ : *x_file_; }
  /// Null for files that were not given.
  std::vector<const InputFile*> files() const;

  /// With a network only.
  const KernelChoice& network() const { return network_; }
  const Matrix<double>& x() const { return x_; }

  std::int64_t outputs() const { return y_.cols(); }
  const Matrix<double>& y() const { return y_; }  ///< one-hot with --classes
  /// Y - f_0(X), and f + f_0(Z).
  Matrix<double> Residual() const;
  Matrix<double> FromStart(const Matrix<double>& f) const;

  const std::vector<std::int64_t>& labels() const { return labels_; }
  bool has_z_labels() const { return z_labels_file_.has_value(); }
  const std::vector<std::int64_t>& z_labels() const { return z_labels_; }

  /// "X 500 x 5, Z 200 x 5, outputs 1".
  std::string ShapesText() const;
  /// Bytes that the samples or matrices take, with what is made of them on the way.
  double Bytes() const;

 private:
  void RequireRoom(Run& run) const;
  void ReadSamples(Run& run);
  void ReadKernel(Run& run);
  void ReadStart(Run& run);

  const PredictFlags& flags_;
  const KernelChoice& network_;
  std::optional<InputFile> x_file_, gram_file_, y_file_, z_file_, cross_file_, diagonal_file_, f0_x_file_, f0_z_file_,
      z_labels_file_;
  Matrix<double> x_, y_, z_, f0_x_, f0_z_;
  std::vector<std::int64_t> labels_, z_labels_;
  std::unique_ptr<RegressionKernel> kernel_;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_PREDICT_INPUTS_H_
