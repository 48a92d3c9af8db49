// The Poisson equation on a grid with solids, from files: the command line //tools:poisson.

#include <algorithm>
#include <cmath>
#include <iostream>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "linsolve/grid.h"
#include "linsolve/grid_function.h"
#include "linsolve/grid_mask.h"
#include "models/grid_direction.h"
#include "models/grid_net_file.h"
#include "referee/program/command_line.h"
#include "referee/program/flags.h"
#include "referee/program/git_commit.h"
#include "tools/poisson/poisson_files.h"
#include "tools/poisson/poisson_method.h"
#include "tools/program/clock_progress.h"
#include "tools/program/flag_parser.h"
#include "tools/program/matrix_file.h"
#include "tools/program/run.h"

namespace hadamard_ntk::tools {
namespace {

using linsolve::GridFunction, linsolve::GridMask;
using referee::FlagError;

struct PoissonFlags {
  std::string rhs, mask, net, method = MethodNames().front(), project = "no";
  double tolerance = 1e-6;
  int iterations = 10000;
  RunFlags run;
  bool version = false;

  void AddTo(FlagParser& parser) {
    parser.AddFile("--rhs", &rhs, "b, an array of two or three axes: .npy, .npz:member, or - (standard input)");
    parser.AddFile("--mask", &mask, "of the same shape: 0 solid, 1 fluid, 2 free, where x is 0; without it all fluid");
    referee::AddChoice(parser.app(), "--method", &method, MethodNames(), "conjugate gradients, or directions of a net");
    parser.AddFile("--net", &net, "of --method net: what trained_directions writes");
    referee::AddReal(parser.app(), "--tolerance", &tolerance, 1e-15, 1, "until |b - A x| is at most that times |b|");
    referee::AddInteger(parser.app(), "--iterations", &iterations, 0, 100000000, "at most so many");
    referee::AddChoice(parser.app(), "--project", &project, {"no", "yes"},
                       "whether what is not in the range of A is taken out of b: values in cells that are not fluid, "
                       "the mean over each component without a free cell beside it");
    run.AddTo(parser, "x, .npy");
    parser.AddSwitch("--version", &version, "prints the commit it was built from");
  }
};

std::optional<InputFile> ArrayOf(const std::string& flag, const std::string& given) {
  if (given.empty()) return std::nullopt;
  InputFile file(flag, given);
  if (file.is_text()) throw FlagError(flag, "must be an array, .npy or a member of .npz", given);
  return file;
}

std::optional<InputFile> NetOf(const PoissonFlags& flags) {
  if (flags.method != "net" && !flags.net.empty()) throw FlagError("--net", "is for --method net", flags.net);
  if (flags.method == "net" && flags.net.empty()) throw FlagError("--net", "is needed by --method net", "");
  if (flags.net.empty()) return std::nullopt;
  return InputFile::OfBytes("--net", flags.net);
}

PoissonMethod MethodOn(const PoissonFlags& flags, const std::optional<InputFile>& net, const GridMask& mask) {
  PoissonMethod method{flags.method};
  if (!net) return method;
  try {
    method.net.emplace(models::ReadGridNet<float>(net->path()), mask);
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument("--net: " + std::string(error.what()));
  } catch (const std::invalid_argument& error) {
    net->Fail(error.what());
  }
  return method;
}

std::string Count(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

PoissonSolution Solve(const PoissonFlags& flags, const PoissonMethod& method, const GridMask& mask,
                      const GridFunction<double>& b, Run& run) {
  StageProgress progress(run.progress());
  double least = 1;
  const auto look = [&](int, double residual) {
    least = std::min(least, residual);
    progress.Show("solution", flags.tolerance < 1 ? std::min(1.0, std::log(least) / std::log(flags.tolerance)) : 1);
  };
  PoissonSolution solution =
      SolvePoisson(method, mask, b, {.tolerance = flags.tolerance, .max_iterations = flags.iterations, .look = look});
  run.progress().Finish();
  return solution;
}

int Main(int argc, char** argv) {
  PoissonFlags flags;
  FlagParser parser(
      "The Poisson equation on a grid with solids, for data in files of arrays.\n"
      "Solves A x = b: (A x)_i is the sum of x_i - x_j over the cells j beside cell i that are fluid, or free with\n"
      "x_j = 0; so b is h^2 times the right-hand side of -Laplace x.",
      "poisson");
  flags.AddTo(parser);
  if (!parser.Parse(argc, argv)) return 0;
  if (flags.version) {
    std::cout << "poisson of hadamard-ntk, commit " << referee::GitCommit() << '\n';
    return 0;
  }
  std::vector<std::string> words(argv, argv + argc);
  words[0] = "poisson";
  Run run("poisson", flags.run, words, referee::GitCommit(), std::cout);
  const std::optional<InputFile> rhs = ArrayOf("--rhs", flags.rhs), mask_file = ArrayOf("--mask", flags.mask);
  if (!rhs) throw FlagError("--rhs", "is needed: the name of an array", "");
  const std::optional<InputFile> net_file = NetOf(flags);
  const OutputFile output("--out", flags.run.out);
  if (output.format() != FileFormat::kNpy) throw FlagError("--out", "must name a .npy file", output.name());
  RequireApart(output, {&*rhs, mask_file ? &*mask_file : nullptr, net_file ? &*net_file : nullptr});

  const linsolve::Grid grid = GridOf(*rhs);
  const auto cells = static_cast<double>(grid.cells());
  constexpr double kMaskBytes = 6;  // kind, open faces, component
  MemoryEstimate memory;
  memory.Add("mask", cells * kMaskBytes);
  memory.Add("b", cells * sizeof(double));
  run.RequireMemory(memory);
  const GridMask mask = ReadMask(mask_file, *rhs, run.notes());
  const GridFunction<double> b = ReadRightHandSide(*rhs, mask, flags.project == "yes", run.notes());
  const PoissonMethod method = MethodOn(flags, net_file, mask);
  run.notes() << "grid:   " << Describe(grid) << ", " << grid.cells() << " cells, " << mask.fluid_cells()
              << " fluid in " << Count(mask.components().size(), "component") << '\n';
  memory.Add(method.name, MethodBytes(method, grid));
  memory.Add("program", kProgramBytes);
  run.AnnounceMemory(memory);

  const PoissonSolution solution = Solve(flags, method, mask, b, run);
  const std::streamsize digits = run.notes().precision(3);
  run.notes() << "solved: " << method.name << ", " << Count(static_cast<std::size_t>(solution.iterations), "iteration")
              << ", relative residual " << solution.relative_residual << "; set-up " << solution.setup_seconds
              << " s, solution " << solution.seconds << " s" << std::endl;
  run.notes().precision(digits);
  Write(output, *rhs, solution.x);
  run.AnnounceDone("x, " + rhs->header().ShapeText() + ", float64", output);
  return 0;
}

}  // namespace
}  // namespace hadamard_ntk::tools

int main(int argc, char** argv) {
  return hadamard_ntk::referee::GuardedMain([&] {
    try {
      return hadamard_ntk::tools::Main(argc, argv);
    } catch (const std::bad_alloc&) {
      throw std::runtime_error("out of memory");
    }
  });
}
