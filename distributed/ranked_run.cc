#include "distributed/ranked_run.h"

#include <fmt/format.h>
#include <tbb/info.h>

#include <algorithm>
#include <stdexcept>

#include "files/machine_memory.h"
#include "files/npy_format.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::distributed {
namespace {

using referee::FlagError;

tools::InputFile NpyFile(const std::string& flag, const std::string& given) {
  tools::InputFile file = tools::Required(flag, given, {});
  if (file.format() != tools::FileFormat::kNpy || given == "-") {
    throw FlagError(flag, "must be a .npy file, which ranks can read by rows", given);
  }
  return file;
}

// What use() returns; its errors name the flag.
template <class Use>
auto Named(const tools::InputFile& file, const Use& use) {
  try {
    return use();
  } catch (const files::NpyError& error) {
    throw std::invalid_argument(file.flag() + ": " + error.what());
  }
}

// The blocks of the rows of a file whose matrix fits.
RowBlocks BlocksThatFit(const Communicator& world, const RankedFile& file, double allowed) {
  const double bytes = static_cast<double>(file.rows()) * static_cast<double>(file.columns()) * sizeof(double);
  RequireMemory(world, bytes, files::ByteText(bytes) + " on a node for X", allowed);
  return {world, file.rows()};
}

}  // namespace

void RankedFlags::AddTo(tools::FlagParser& parser, const std::string& out_text) {
  parser.AddFile("--x", &x, "X, .npy in C order: a row is a sample; ranks read it by rows");
  parser.AddSwitch("--nngp", &nngp, "the NNGP instead of the NTK");
  parser.AddFile("--out", &run.out, out_text);
  referee::AddInteger(parser.app(), "--threads", &run.threads, 0, 4096,
                      "of each rank; 0: the processors of its node over the ranks there");
  referee::AddReal(parser.app(), "--memory", &run.memory, 0, 1e9,
                   "GB that the ranks of a node may use together; 0: what is available");
}

int RankedFlags::ThreadsOf(const Communicator& world) const {
  return run.threads > 0 ? run.threads : std::max(1, tbb::info::default_concurrency() / world.RanksOfNode());
}

RankedFile::RankedFile(const std::string& flag, const std::string& given)
    : file_(NpyFile(flag, given)), reader_(Named(file_, [&] { return NpyRows(file_.path()); })) {}

void RankedFile::Read(std::ptrdiff_t first, Eigen::Ref<Rows> rows) const {
  Named(file_, [&] { reader_.Read(first, rows); });
}

void RankedFile::RequireSame(const char* what, std::ptrdiff_t mine, const RankedFile& other, std::ptrdiff_t its) const {
  tools::RequireSame(what, other.file(), its, file_, mine);
}

RankedKernel::RankedKernel(const Communicator& world, const RankedFlags& flags, const tools::KernelChoice& choice)
    : held_(static_cast<double>(files::PeakMemory())),
      file_(world.MakeTogether([&] { return RankedFile("--x", flags.x); })),
      blocks_(BlocksThatFit(world, file_, flags.run.memory * 1e9)),
      x_(world, file_.rows(), file_.columns(),
         [&](std::ptrdiff_t first, Eigen::Ref<Rows> rows) { file_.Read(first, rows); }),
      kernel_(MakeAnyBlockKernel(choice, flags.quantity(), x_.matrix())),
      text_((flags.nngp ? "NNGP of " : "NTK of ") + choice.Text()) {}

double RankedKernel::RankBytes() const {
  return std::max(0.0, static_cast<double>(files::PeakMemory()) - held_ - XBytes());
}

void Announce(tools::Run& run, const RankedKernel& kernel, const tools::RunFlags& flags, const RunCost& cost) {
  const Communicator& world = kernel.blocks().ranks();
  run.notes() << "kernel: " << kernel.text() << "\ndata:   X "
              << tools::ShapeText(kernel.file().rows(), kernel.file().columns()) << " on " << world.size()
              << (world.size() == 1 ? " rank" : " ranks") << " of " << run.threads()
              << (run.threads() == 1 ? " thread" : " threads") << "\nneeds:  " << cost.Text() << std::endl;
  RequireMemory(world, cost.memory.Bytes(), cost.Text(), flags.memory * 1e9, cost.memory.x_bytes);
}

void AnnounceTaken(tools::Run& run, const RankedKernel& kernel) {
  const NodeMemory memory = MemoryOfNode(kernel.blocks().ranks(), kernel.XBytes(), kernel.RankBytes());
  run.notes() << fmt::format("took:   {}, {:.3g} s", memory.Text(), run.Elapsed()) << std::endl;
}

}  // namespace hadamard_ntk::distributed
