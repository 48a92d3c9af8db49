#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <iostream>
#include <random>
#include <utility>

#include "distributed/any_block_kernel.h"
#include "distributed/gram_product.h"
#include "distributed/iteration_cost.h"
#include "distributed/ntk_mpi_commands.h"
#include "distributed/pivoted_cholesky.h"
#include "distributed/run_cost.h"
#include "files/machine_memory.h"
#include "linalg/uniform_draw.h"
#include "referee/program/flags.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/program/flag_parser.h"

namespace hadamard_ntk::distributed {
namespace {

using Index = std::ptrdiff_t;

struct CostFlags {
  int rows = 1000000, columns = 784, outputs = 10, low_rank = 1000, ranks = 64, threads = 1;
  double bandwidth = 10, latency = 2;
  bool nngp = false;

  void AddTo(tools::FlagParser& parser) {
    CLI::App& app = parser.app();
    referee::AddInteger(app, "--n", &rows, 1, 1000000000, "rows of X");
    referee::AddInteger(app, "--columns", &columns, 1, 1000000, "of X");
    referee::AddInteger(app, "--outputs", &outputs, 1, 1000000, "columns of Y");
    referee::AddInteger(app, "--low_rank", &low_rank, 0, 100000, "of the preconditioner; 0: none");
    referee::AddInteger(app, "--ranks", &ranks, 1, 16384, "to this number, by powers of two");
    referee::AddInteger(app, "--threads", &threads, 1, 4096, "of a rank, each as fast as one of this machine");
    referee::AddReal(app, "--bandwidth", &bandwidth, 1e-6, 1e6, "of a rank's network, GB/s");
    referee::AddReal(app, "--latency", &latency, 0, 1e6, "of a message, in microseconds");
    parser.AddSwitch("--nngp", &nngp, "the NNGP instead of the NTK");
  }

  RegressionShape shape() const { return {.rows = rows, .columns = columns, .outputs = outputs, .low_rank = low_rank}; }
};

// By products with two blocks of samples of one thread of this machine.
Machine Measure(const CostFlags& flags, const tools::KernelChoice& choice) {
  const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
  const Communicator self(MPI_COMM_SELF);
  const RowBlocks rows(self, 2 * RowBlocks::kRows);
  std::mt19937_64 random(1);
  Rows x(rows.rows(), flags.columns);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = 2 * linalg::UniformDraw(random) - 1;
  const BlockKernel kernel = MakeAnyBlockKernel(choice, flags.nngp ? ntk::Quantity::kNngp : ntk::Quantity::kNtk,
                                                Eigen::Map<const Rows>(x.data(), x.rows(), x.cols()));
  const GramProduct matrix(rows, kernel, 1);
  Machine machine{.seconds_per_value = SecondsPerPair(matrix, flags.outputs) / (RowBlocks::kRows * RowBlocks::kRows),
                  .seconds_per_flop = 0,
                  .seconds_per_byte = 1e-9 / flags.bandwidth,
                  .seconds_per_message = 1e-6 * flags.latency};
  if (flags.low_rank > 0) {
    PivotedCholesky factor = FactorPivoted(rows, kernel, std::min<Index>(flags.low_rank, rows.rows()));
    const auto rank = static_cast<double>(factor.rank());
    const LowRankPreconditioner preconditioner(rows, std::move(factor), 1);
    const Rows v = Rows::Ones(rows.rows(), flags.outputs);
    machine.seconds_per_flop = LeastSeconds([&] { preconditioner(v); }) /
                               ((4 * static_cast<double>(rows.rows()) * rank + 2 * rank * rank) * flags.outputs);
  }
  machine.seconds_per_value /= flags.threads;
  machine.seconds_per_flop /= flags.threads;
  return machine;
}

void Print(const CostFlags& flags, const Machine& machine) {
  std::cout << fmt::format(
      "X {} on a node; of a rank of {} threads: {:.3g} ns for a value of K and its products, {:.3g} GFLOP/s on the\n"
      "preconditioner (both measured on one thread here), {:.3g} GB/s and {:.3g} us for messages (as told)\n\n"
      "  ranks  values of K       flops       bytes  messages  kernel, s  precond., s  messages, s  iteration, s\n",
      files::ByteText(1.0 * flags.rows * flags.columns * sizeof(double)), flags.threads,
      machine.seconds_per_value * 1e9, machine.seconds_per_flop > 0 ? 1e-9 / machine.seconds_per_flop : 0.0,
      flags.bandwidth, flags.latency);
  for (int ranks = 1;; ranks = std::min(2 * ranks, flags.ranks)) {
    const IterationCost cost = CountIteration(flags.shape(), ranks);
    const IterationSeconds seconds = TimeIteration(cost, machine);
    std::cout << fmt::format("{:7}{:13.3g}{:12.3g}{:12.3g}{:10.0f}{:11.3g}{:13.3g}{:13.3g}{:14.3g}\n", ranks,
                             cost.kernel_values, cost.product_flops + cost.preconditioner_flops, cost.bytes,
                             cost.messages, seconds.kernel, seconds.preconditioner, seconds.messages, seconds.Sum());
    if (ranks == flags.ranks) break;
  }
  std::cout << std::flush;
}

}  // namespace

int CostCommand(const tools::CommandLine& line) {
  CostFlags flags;
  tools::FlagParser parser(
      "What an iteration of a regression takes on many ranks, predicted without them: counts that a test holds against\n"
      "those of runs, of the rank with most; times by this machine's speed and the network that is told.",
      "ntk-mpi cost");
  flags.AddTo(parser);
  const tools::KernelFlags kernel(parser, tools::KernelFlags::Networks::kInfinite);
  if (!parser.Parse(line.argc, line.argv)) return 0;
  const tools::KernelChoice choice = kernel.ChosenKernel();
  Print(flags, Measure(flags, choice));
  return 0;
}

}  // namespace hadamard_ntk::distributed
