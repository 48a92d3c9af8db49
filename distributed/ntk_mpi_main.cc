// Kernel regression and eigenvalues on many ranks, for data in .npy files: mpirun ntk-mpi COMMAND [OPTIONS].
#include <mpi.h>

#include <cstdio>
#include <iostream>
#include <new>
#include <stdexcept>
#include <string_view>

#include "distributed/communicator.h"
#include "distributed/ntk_mpi_commands.h"
#include "distributed/petsc_objects.h"
#include "referee/program/command_line.h"
#include "referee/program/flags.h"
#include "referee/program/git_commit.h"

namespace hadamard_ntk::distributed {
namespace {

void PrintHelp() {
  std::cout
      << "Neural tangent kernels on many ranks of MPI, for data in .npy files.\n"
         "Usage: mpirun [-n RANKS] ntk-mpi COMMAND [OPTIONS]\n"
         "  or:  ntk-mpi COMMAND --help\n\n"
         "Commands:\n"
         "  regression   kernel regression, by conjugate gradients\n"
         "  spectrum     leading eigenvalues of a Gram matrix, or all\n"
         "  cost         what an iteration takes on ranks that need not be there\n\n"
         "Exit code: 0 done, 1 out of memory or the result could not be written, 2 bad flags or data, 3 not\n"
         "converged.\n\n"
         "Examples:\n"
         "  $ mpirun -n 4 ntk-mpi regression --kernel pnn --degree 2 --x train.npy --y labels.npy --classes 10 \\\n"
         "      --relative_ridge 1e-3 --z test.npy --out predicted.npy\n"
         "  $ mpirun -n 4 ntk-mpi spectrum --kernel fc --depth 3 --x train.npy --count 50 --out values.csv\n";
}

int Main(int argc, char** argv, const Communicator& world) {
  const std::string_view name = argc > 1 ? argv[1] : "--help";
  const tools::CommandLine line{argc - 1, argv + 1, referee::GitCommit(), "ntk-mpi"};
  if (name == "--help" || name == "-h") {
    PrintHelp();
    return 0;
  }
  const PetscSession petsc;
  try {
    if (name == "regression") return RegressionCommand(line, world);
    if (name == "spectrum") return SpectrumCommand(line, world);
    if (name == "cost") return CostCommand(line);
  } catch (const std::bad_alloc&) {
    throw std::runtime_error("out of memory");
  }
  throw referee::FlagError("command", "must be regression, spectrum or cost, see --help", name);
}

}  // namespace
}  // namespace hadamard_ntk::distributed

int main(int argc, char** argv) {
  using namespace hadamard_ntk;
  int threads = 0, any = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &threads);
  {
    const distributed::Communicator world(MPI_COMM_WORLD);
    // All ranks know what is wrong (communicator.h); one says it.
    if (world.rank() != 0 && (!std::freopen("/dev/null", "w", stdout) || !std::freopen("/dev/null", "w", stderr))) {
      MPI_Abort(MPI_COMM_WORLD, referee::kFailure);
    }
    const int code = referee::GuardedMain([&] { return distributed::Main(argc, argv, world); });
    MPI_Allreduce(&code, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  }
  MPI_Finalize();
  return any;
}
