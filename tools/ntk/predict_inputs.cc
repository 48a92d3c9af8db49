#include "tools/ntk/predict_inputs.h"

#include <limits>
#include <string>

#include "ntk/entry_error.h"
#include "tools/ntk/class_labels.h"
#include "tools/ntk/gram_limits.h"

namespace hadamard_ntk::tools {

PredictInputs::PredictInputs(const PredictFlags& flags, const FlagParser& parser, const KernelChoice& choice)
    : flags_(flags), network_(choice) {
  const files::CsvFormat samples = flags.text.Samples(), outputs = flags.text.Outputs();
  files::CsvFormat start = outputs;  // whole files
  start.columns.clear();
  flags.GivenGram() ? gram_file_ = Required("--gram", flags.gram, samples)
                    : x_file_ = Required("--x", flags.x, samples);
  y_file_ = Required("--y", flags.y, outputs);
  flags.GivenGram() ? cross_file_ = Required("--cross_gram", flags.cross_gram, samples)
                    : z_file_ = Required("--z", flags.z, samples);
  if (!flags.z_labels.empty()) z_labels_file_.emplace("--z_labels", flags.z_labels, outputs);
  if (!flags.test_diagonal.empty()) diagonal_file_.emplace("--test_diagonal", flags.test_diagonal, start);
  if (!flags.f0_x.empty()) f0_x_file_.emplace("--f0_x", flags.f0_x, start);
  if (!flags.f0_z.empty()) f0_z_file_.emplace("--f0_z", flags.f0_z, start);
  flags.text.RequireText(parser, files());
}

std::vector<const InputFile*> PredictInputs::files() const {
  std::vector<const InputFile*> files;
  for (const auto* file : {&x_file_, &gram_file_, &y_file_, &z_file_, &cross_file_, &diagonal_file_, &f0_x_file_,
                           &f0_z_file_, &z_labels_file_}) {
    files.push_back(*file ? &**file : nullptr);
  }
  return files;
}

void PredictInputs::RequireRoom(Run& run) const {
  MemoryEstimate reading;
  for (const InputFile* file : files()) {
    if (file && file != (z_labels_file_ ? &*z_labels_file_ : nullptr)) {
      reading.Add(file->flag().substr(2), file->BytesToRead(sizeof(double)));
    }
  }
  run.RequireMemory(reading);
}

void PredictInputs::Read(Run& run) {
  RequireRoom(run);
  const bool given = gram_file_.has_value();
  if (!given) x_ = x_file_->Read<double>(run.notes());
  if (given) ReadKernel(run);
  if (flags_.classes > 0) {
    labels_ = y_file_->ReadLabels(flags_.classes, run.notes());
    y_ = OneHot(labels_, flags_.classes);
  } else {
    y_ = y_file_->Read<double>(run.notes());
  }
  if (!given) ReadSamples(run);
  RequireSame("rows", train_file(), kernel_->train(), *y_file_, y_.rows());
  const InputFile& tests = given ? *cross_file_ : *z_file_;
  if (z_labels_file_) {
    z_labels_ = z_labels_file_->ReadLabels(flags_.classes, run.notes());
    RequireSame("rows", tests, kernel_->tests(), *z_labels_file_, static_cast<std::int64_t>(z_labels_.size()));
  }
  if (f0_x_file_) ReadStart(run);
  if (kernel_->train() > std::numeric_limits<int>::max()) train_file().Fail("has more than 2^31 rows");
  if (given) return;
  RequireFiniteKernel(network_, *x_file_, x_, *x_file_, x_);
  RequireFiniteKernel(network_, *z_file_, z_, *x_file_, x_);
  RequireNormalKernel(network_, *x_file_, x_);
}

void PredictInputs::ReadSamples(Run& run) {
  z_ = z_file_->Read<double>(run.notes());
  RequireSame("columns", *x_file_, x_.cols(), *z_file_, z_.cols());
  kernel_ = std::make_unique<SampleKernel>(network_, ntk::EntryError(network_, x_.cols()), x_, z_);
}

void PredictInputs::ReadKernel(Run& run) {
  Matrix<double> gram = gram_file_->Read<double>(run.notes());
  if (gram.rows() != gram.cols())
    gram_file_->Fail("is " + ShapeText(gram.rows(), gram.cols()) + ", and must be square");
  Matrix<double> cross = cross_file_->Read<double>(run.notes());
  RequireSame("columns", *gram_file_, gram.cols(), *cross_file_, cross.cols());
  Matrix<double> diagonal;
  if (diagonal_file_) {
    diagonal = diagonal_file_->Read<double>(run.notes());
    RequireSame("rows", *cross_file_, cross.rows(), *diagonal_file_, diagonal.rows());
    if (diagonal.cols() != 1) diagonal_file_->Fail("has " + std::to_string(diagonal.cols()) + " columns, not one");
    Eigen::Index row = 0, column = 0;
    if (diagonal.minCoeff(&row, &column) < 0)
      diagonal_file_->Fail("row " + std::to_string(row) + " (from 0): is negative");
  }
  kernel_ = std::make_unique<GivenKernel>(std::move(gram), std::move(cross),
                                          Eigen::Map<const Eigen::VectorXd>(diagonal.data(), diagonal.size()),
                                          flags_.entry_error);
}

void PredictInputs::ReadStart(Run& run) {
  f0_x_ = f0_x_file_->Read<double>(run.notes());
  f0_z_ = f0_z_file_->Read<double>(run.notes());
  RequireSame("rows", train_file(), kernel_->train(), *f0_x_file_, f0_x_.rows());
  RequireSame("rows", gram_file_ ? *cross_file_ : *z_file_, kernel_->tests(), *f0_z_file_, f0_z_.rows());
  for (const auto& [file, start] : {std::pair{&*f0_x_file_, &f0_x_}, std::pair{&*f0_z_file_, &f0_z_}}) {
    if (start->cols() == y_.cols()) continue;
    file->Fail("has " + std::to_string(start->cols()) + " columns, and there are " + std::to_string(y_.cols()) +
               " outputs");
  }
}

Matrix<double> PredictInputs::Residual() const { return f0_x_.size() > 0 ? Matrix<double>(y_ - f0_x_) : y_; }

Matrix<double> PredictInputs::FromStart(const Matrix<double>& f) const {
  return f0_z_.size() > 0 ? Matrix<double>(f + f0_z_) : f;
}

std::string PredictInputs::ShapesText() const {
  const std::string outputs = ", outputs " + std::to_string(y_.cols());
  if (gram_file_) {
    return "K(X, X) " + ShapeText(kernel_->train(), kernel_->train()) + ", K(Z, X) " +
           ShapeText(kernel_->tests(), kernel_->train()) + outputs;
  }
  return "X " + ShapeText(x_.rows(), x_.cols()) + ", Z " + ShapeText(z_.rows(), z_.cols()) + outputs;
}

double PredictInputs::Bytes() const {
  if (!gram_file_) return static_cast<double>(3 * (x_.size() + z_.size())) * sizeof(double);
  const auto n = static_cast<double>(kernel_->train()), m = static_cast<double>(kernel_->tests());
  return (n * n + n * m) * sizeof(double);
}

}  // namespace hadamard_ntk::tools
