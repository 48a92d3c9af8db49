#include "tools/ntk/predict_flags.h"

#include "ntk/any_kernel.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::tools {

using referee::FlagError;

void PredictFlags::AddTo(FlagParser& parser) {
  const double infinity = std::numeric_limits<double>::max();
  parser.AddFile("--x", &x, "X, .npy, .npz:member, .csv, .tsv, .txt, or - (standard input): a row is a sample");
  parser.AddFile("--y", &y, "Y: a row for each sample; with --classes a column of labels 0, 1, ...");
  parser.AddFile("--z", &z, "Z, where to predict");
  CLI::App& app = parser.app();
  referee::AddInteger(app, "--classes", &classes, 2, 1000000, "Y are labels: fit one-hot, write labels");
  parser.AddFile("--z_labels", &z_labels, "labels of Z, for the accuracy; with --classes");
  parser.AddFile("--gram", &gram, "K(X, X), symmetric, instead of a network and X");
  parser.AddFile("--cross_gram", &cross_gram, "K(Z, X), a row for each row of Z, instead of Z; with --gram");
  parser.AddFile("--test_diagonal", &test_diagonal, "K(z, z), one in each row; --variance needs it with --gram");
  referee::AddReal(app, "--entry_error", &entry_error, 1e-18, 1e-3,
                   "of --gram, relative to sqrt(K(x, x) K(z, z)); 1.2e-7 for float32");
  parser.AddSwitch("--nngp", &nngp, "Bayes with the NNGP instead of the NTK; the ridge is the variance of the noise");
  referee::AddReal(app, "--ridge", &ridge, 0, infinity, "added to the diagonal of K(X, X)");
  referee::AddReal(app, "--relative_ridge", &relative_ridge, 0, infinity, "the ridge in units of trace K(X, X) / n");
  referee::AddChoice(app, "--solver", &solver, {"auto", "spectrum", "cholesky"},
                     "spectrum: all eigenvalues, rank and condition of K; cholesky: for many samples");
  referee::AddReal(app, "--tolerance", &tolerance, 1e-14, 0.5, "of cholesky, on the relative residual");
  referee::AddReal(app, "--time", &time, 0, infinity, "of gradient flow on 1/2 sum of squares");
  referee::AddInteger(app, "--steps", &steps, 0, std::int64_t{1} << 53, "of gradient descent on 1/2 sum of squares");
  referee::AddReal(app, "--learning_rate", &learning_rate, 0, infinity, "of gradient descent");
  referee::AddReal(app, "--momentum", &momentum, 0, 1 - 1e-12, "of gradient descent");
  parser.AddFile("--f0_x", &f0_x, "f_0(X), where training starts, or the mean of the prior; 0 if not given");
  parser.AddFile("--f0_z", &f0_z, "f_0(Z)");
  parser.AddSwitch("--leave_one_out", &leave_one_out, "the error at each sample of what is fitted without it");
  parser.AddFile("--variance", &variance,
                 "to write: the variance of an output at Z over networks drawn at random and trained, or with --nngp "
                 "that of the posterior; and a bound on its error");
  text.AddTo(parser, true);
  run.AddTo(parser, "the outputs at Z, or labels, .npy, .csv or .json");
}

std::string PredictFlags::WhatNeedsSpectrum() const {
  if (descend) return "gradient descent (--steps)";
  if (flow) return "gradient flow (--time)";
  if (GivenGram()) return "--gram";
  if (nngp) return "--nngp";
  if (leave_one_out) return "--leave_one_out";
  if (!variance.empty()) return "--variance";
  return "";
}

void PredictFlags::CheckTogether(const FlagParser& parser) {
  descend = parser.Given("--steps");
  flow = parser.Given("--time");
  CheckMethod(parser);
  CheckGram(parser);
  parser.Need("--f0_x", "--f0_z");
  parser.Need("--f0_z", "--f0_x");
  if (!variance.empty() && !nngp) parser.Refuse("--f0_x", "is one start, and --variance is that over random ones");
  parser.Need("--z_labels", "--classes");
}

void PredictFlags::CheckMethod(const FlagParser& parser) const {
  if (!descend) {
    parser.Refuse("--learning_rate", "is for gradient descent: give --steps, too");
    parser.Refuse("--momentum", "is for gradient descent: give --steps, too");
  }
  if (descend) parser.Refuse("--time", "is of gradient flow, and --steps asks for gradient descent");
  if (descend || flow) {
    const std::string method = descend ? "gradient descent (--steps)" : "gradient flow (--time)";
    parser.Refuse("--ridge", "is not for " + method);
    parser.Refuse("--relative_ridge", "is not for " + method);
    parser.Refuse("--leave_one_out", "is not for " + method);
  }
  parser.RequireAlone("--ridge", {"--relative_ridge"});
  if (solver == "cholesky" && !WhatNeedsSpectrum().empty()) {
    throw FlagError("--solver", "must be spectrum for " + WhatNeedsSpectrum(), solver);
  }
  if (descend && !(learning_rate > 0)) {
    throw FlagError("--learning_rate", "must be positive, and is needed by --steps", parser.ValueOf("--learning_rate"));
  }
  if (solver == "spectrum") parser.Refuse("--tolerance", "is not for --solver spectrum");
}

void PredictFlags::CheckGram(const FlagParser& parser) const {
  if (!GivenGram()) {
    for (const char* flag : {"--cross_gram", "--test_diagonal", "--entry_error"}) parser.Need(flag, "--gram");
    return;
  }
  parser.RequireAlone("--gram", {"--x", "--z", "--kernel", "--net"});
  for (const std::string& network : ntk::KernelDescription::Names()) {
    for (const std::string& name : ntk::KernelDescription::ParametersOf(network)) {
      parser.Refuse("--" + name, "is of a network, and --gram gives K");
    }
  }
  if (variance.empty()) return;
  if (!nngp) throw FlagError("--variance", "needs --nngp with --gram, which gives one K: that of the prior", variance);
  parser.Need("--variance", "--test_diagonal");
}

}  // namespace hadamard_ntk::tools
