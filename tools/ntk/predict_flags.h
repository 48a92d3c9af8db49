/// The flags of `ntk predict`.
#ifndef HADAMARD_NTK_TOOLS_NTK_PREDICT_FLAGS_H_
#define HADAMARD_NTK_TOOLS_NTK_PREDICT_FLAGS_H_

#include <cstdint>
#include <limits>
#include <string>

#include "tools/ntk/ntk_run.h"
#include "tools/ntk/text_flags.h"
#include "tools/program/flag_parser.h"

namespace hadamard_ntk::tools {

struct PredictFlags {
  std::string x, y, z, z_labels, gram, cross_gram, test_diagonal, f0_x, f0_z, variance, solver = "auto";
  double ridge = 0, relative_ridge = 0, tolerance = 1e-6, time = 0, learning_rate = 0, momentum = 0;
  double entry_error = 64 * std::numeric_limits<double>::epsilon();
  std::int64_t steps = 0;
  int classes = 0;
  bool nngp = false, leave_one_out = false;
  bool descend = false, flow = false;  ///< --steps, --time are given
  RunFlags run;
  TextFlags text;

  void AddTo(FlagParser& parser);
  /// After parsing: sets what says which flags are given.  Throws FlagError for flags that do not go together.
  void CheckTogether(const FlagParser& parser);

  bool GivenGram() const { return !gram.empty(); }
  bool HasRidge() const { return ridge > 0 || relative_ridge > 0; }
  /// The flag for which all eigenvalues of K are needed; empty if there is none.
  std::string WhatNeedsSpectrum() const;

 private:
  void CheckMethod(const FlagParser& parser) const;
  void CheckGram(const FlagParser& parser) const;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_PREDICT_FLAGS_H_
