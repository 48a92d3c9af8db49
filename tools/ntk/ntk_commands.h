/// The commands of //tools:ntk.  Each takes its arguments, argv[0] being its name, and returns the exit code 0; errors
/// are exceptions, for referee::GuardedMain.
#ifndef HADAMARD_NTK_TOOLS_NTK_NTK_COMMANDS_H_
#define HADAMARD_NTK_TOOLS_NTK_NTK_COMMANDS_H_

#include "tools/ntk/ntk_run.h"

namespace hadamard_ntk::tools {

/// Gram matrix of the NTK or NNGP of an infinitely wide network.
int GramCommand(const CommandLine& line);
/// Mercer eigenvalues of an infinitely wide network on the sphere S^d.
int SpectrumCommand(const CommandLine& line);
/// What kernel regression learns, predicted from these: `ntk spectrum learning-curve`.
int LearningCurveCommand(const CommandLine& line);
/// Kernel regression with the NTK, or gradient descent of the infinitely wide network.
int PredictCommand(const CommandLine& line);
/// Empirical NTK of a finite network.
int EntkCommand(const CommandLine& line);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_NTK_COMMANDS_H_
