/// What the commands of //distributed:ntk-mpi share: their flags, a run of all ranks, of which one speaks, and samples
/// that ranks read by rows.
#ifndef HADAMARD_NTK_DISTRIBUTED_RANKED_RUN_H_
#define HADAMARD_NTK_DISTRIBUTED_RANKED_RUN_H_

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

#include "distributed/any_block_kernel.h"
#include "distributed/communicator.h"
#include "distributed/npy_rows.h"
#include "distributed/row_blocks.h"
#include "distributed/run_cost.h"
#include "distributed/shared_rows.h"
#include "ntk/quantity_kernel.h"
#include "tools/ntk/kernel_choice.h"
#include "tools/ntk/ntk_run.h"
#include "tools/program/flag_parser.h"
#include "tools/program/matrix_file.h"
#include "tools/program/run.h"

namespace hadamard_ntk::distributed {

struct RankedFlags {
  std::string x;
  bool nngp = false;
  tools::RunFlags run;

  void AddTo(tools::FlagParser& parser, const std::string& out_text);
  /// Of a rank: as asked for, or the processors of its node over the ranks there.
  int ThreadsOf(const Communicator& world) const;
  ntk::Quantity quantity() const { return nngp ? ntk::Quantity::kNngp : ntk::Quantity::kNtk; }
};

/// A file of a flag that ranks read by rows: .npy, in C order.
class RankedFile {
 public:
  /// Throws FlagError, and what NpyRows throws, naming the flag.
  RankedFile(const std::string& flag, const std::string& given);

  const tools::InputFile& file() const { return file_; }
  std::ptrdiff_t rows() const { return reader_.header().rows; }
  std::ptrdiff_t columns() const { return reader_.header().cols; }
  void Read(std::ptrdiff_t first, Eigen::Ref<Rows> rows) const;
  /// Throws std::invalid_argument, naming both files, unless the numbers of that name are equal.
  void RequireSame(const char* what, std::ptrdiff_t mine, const RankedFile& other, std::ptrdiff_t its) const;

 private:
  tools::InputFile file_;
  NpyRows reader_;
};

/// A network at the rows of --x, once on each node.
class RankedKernel {
 public:
  /// Together.  Refers to the choice.
  RankedKernel(const Communicator& world, const RankedFlags& flags, const tools::KernelChoice& choice);

  const RankedFile& file() const { return file_; }
  const RowBlocks& blocks() const { return blocks_; }
  const SharedRows& x() const { return x_; }
  const BlockKernel& kernel() const { return kernel_; }
  /// "NTK of pnn, degree 2": the kernel, for people and fingerprints.
  const std::string& text() const { return text_; }
  double XBytes() const { return static_cast<double>(x_.matrix().size()) * sizeof(double); }
  /// The most bytes that this rank has taken at once since before X was read, but for X.
  double RankBytes() const;

 private:
  double held_;
  RankedFile file_;
  RowBlocks blocks_;
  SharedRows x_;
  BlockKernel kernel_;
  std::string text_;
};

/// Tells what a run will take, and refuses what is more than --memory or than there is.  Together.
void Announce(tools::Run& run, const RankedKernel& kernel, const tools::RunFlags& flags, const RunCost& cost);

/// Tells what it took so far.  Together.
void AnnounceTaken(tools::Run& run, const RankedKernel& kernel);

/// The body of a command: parses its Flags, which have AddTo(parser) and `ranked`, perhaps CheckTogether(parser), and
/// those of a kernel; then use(flags, choice, run).
template <class Flags, class Use>
int RunCommand(const tools::CommandLine& line, const Communicator& world, const std::string& name,
               const std::string& description, const Use& use) {
  Flags flags;
  tools::FlagParser parser(description, "ntk-mpi " + name);
  flags.AddTo(parser);
  const tools::KernelFlags kernel(parser, tools::KernelFlags::Networks::kInfinite);
  if (!parser.Parse(line.argc, line.argv)) return 0;
  if constexpr (requires { flags.CheckTogether(parser); }) flags.CheckTogether(parser);
  flags.ranked.run.threads = flags.ranked.ThreadsOf(world);
  const tools::KernelChoice choice = kernel.ChosenKernel();
  tools::Run run("ntk_mpi_" + name, flags.ranked.run, line.words(), line.git);
  use(flags, choice, run);
  return 0;
}

}  // namespace hadamard_ntk::distributed

#endif  // HADAMARD_NTK_DISTRIBUTED_RANKED_RUN_H_
