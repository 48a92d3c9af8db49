// Kernels of polynomial nets and their kin for data in files: the command line //tools:ntk.

#include <cstdio>
#include <functional>
#include <iostream>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "referee/program/command_line.h"
#include "referee/program/flags.h"
#include "referee/program/git_commit.h"
#include "referee/program/nearest_word.h"
#include "tools/ntk/ntk_commands.h"

namespace hadamard_ntk::tools {
namespace {

struct Command {
  std::string_view name, text;
  std::function<int(const CommandLine&)> run;
};

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands = {
      {"gram", "Gram matrix of the NTK or NNGP of an infinitely wide network", GramCommand},
      {"spectrum", "Mercer eigenvalues of such a kernel on the sphere S^d", SpectrumCommand},
      {"spectrum learning-curve", "what kernel regression learns, predicted from these", LearningCurveCommand},
      {"predict", "kernel regression, or exact gradient descent, with the NTK", PredictCommand},
      {"entk", "empirical NTK of a finite network", EntkCommand},
  };
  return commands;
}

// In the form that help2man and the completion of bash read (tools/installation).
void PrintHelp() {
  std::cout << "Neural tangent kernels of polynomial nets and their kin, for data in files of arrays and of text.\n"
               "Usage: ntk COMMAND [OPTIONS]\n"
               "  or:  ntk COMMAND --help\n"
               "  or:  ntk --version\n\n"
               "Commands:\n";
  for (const Command& command : Commands()) {
    std::cout << "  " << command.name << std::string(25 - command.name.size(), ' ') << command.text << '\n';
  }
  std::cout
      << "\nExit code: 0 done, 1 out of memory or the result could not be written, 2 bad flags or data.\n\n"
         "Examples:\n"
         "  $ ntk gram --kernel pnn --degree 4 --x train.npy --z test.npy --out K.npy\n"
         "  $ ntk spectrum --kernel fc --depth 3 --d 9 --k_max 1000 --out spectrum.csv\n"
         "  $ ntk spectrum learning-curve --d 9 --target_power 1:0.5,3:0.5 --noise 0.1 --n 10,100,1000\n"
         "  $ ntk predict --kernel pnn --degree 2 --x train.npy --y labels.npy --classes 10 --z test.npy --out f.npy\n"
         "  $ ntk entk --kernel pnn --degree 4 --width 4096 --seed 1 --x train.npy --out K.npy\n"
         "  $ ntk entk --kernel fc --width 512 --outputs 10 --weights w.npz --ntk trace --x train.npy --out K.npy\n";
}

int Main(int argc, char** argv) {
  const std::string_view name = argc > 1 ? argv[1] : "--help";
  if (name == "--help" || name == "-h") {
    PrintHelp();
    return 0;
  }
  if (name == "--version") {
    std::cout << "ntk of hadamard-ntk, commit " << referee::GitCommit() << '\n';
    return 0;
  }
  std::vector<std::string> names = {"--help", "--version"};
  for (const Command& command : Commands()) {
    names.emplace_back(command.name);
    if (command.name != name) continue;
    try {
      return command.run({argc - 1, argv + 1, referee::GitCommit()});
    } catch (const std::bad_alloc&) {
      throw std::runtime_error("out of memory");
    }
  }
  const std::string nearest = referee::NearestWord(name, names);
  throw referee::FlagError("command",
                           "must be gram, spectrum, predict or entk" +
                               (nearest.empty() ? ", see --help" : "; did you mean " + nearest + "?"),
                           name);
}

}  // namespace
}  // namespace hadamard_ntk::tools

int main(int argc, char** argv) {
  return hadamard_ntk::referee::GuardedMain([&] { return hadamard_ntk::tools::Main(argc, argv); });
}
