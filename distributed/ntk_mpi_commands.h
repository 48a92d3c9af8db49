/// The commands of //distributed:ntk-mpi, of all ranks at once.  Each takes its arguments, argv[0] being its name, and
/// returns the exit code 0; errors are exceptions, of all ranks, for referee::GuardedMain.
#ifndef HADAMARD_NTK_DISTRIBUTED_NTK_MPI_COMMANDS_H_
#define HADAMARD_NTK_DISTRIBUTED_NTK_MPI_COMMANDS_H_

#include "distributed/communicator.h"
#include "tools/ntk/ntk_run.h"

namespace hadamard_ntk::distributed {

/// Kernel regression: predictions at Z, or the coefficients.
int RegressionCommand(const tools::CommandLine& line, const Communicator& world);
/// Eigenvalues of a Gram matrix.
int SpectrumCommand(const tools::CommandLine& line, const Communicator& world);
/// What an iteration of a regression takes, on ranks that need not be there; each rank by itself.
int CostCommand(const tools::CommandLine& line);

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_NTK_MPI_COMMANDS_H_
