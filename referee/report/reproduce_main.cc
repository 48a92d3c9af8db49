#include "referee/report/reproduce_main.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "files/sha256.h"
#include "referee/program/command_line.h"
#include "referee/program/git_commit.h"
#include "referee/program/interrupt.h"
#include "referee/program/provenance.h"
#include "referee/report/reproduce.h"

namespace hadamard_ntk::referee {
namespace {

std::string HashOfThisProgram() {
  std::ifstream stream("/proc/self/exe", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  return bytes.empty() ? "" : files::Sha256(bytes);
}

int Main(int argc, char** argv, const std::vector<Experiment>& experiments) {
  ReproduceOptions options;
  RunOptions& run = options.run;
  run.git = GitCommit();
  std::string out = "results/reproduce";
  CLI::App app("Runs every experiment that is not up to date in --out, and writes report.html about all of them.",
               "reproduce");
  AddSelectionFlags(app, &options.selection);
  app.add_flag("--fresh", options.fresh, "run also what is up to date");
  AddRunFlags(app, &out, &run.seed, &run.threads, &run.quick);
  app.footer(
      "Ctrl-C loses the running experiment only: the same command goes on there.\n"
      "Exit code: 0 everything ran and every verdict is the expected one, 1 not so, 2 bad flags, 3 a run diverged.");
  if (!ParseCommandLine(app, argc, argv)) return kSuccess;
  const OutputDirectory directory(out);
  options.directory = directory.path();
  SayOnInterrupt(
      "interrupted: the experiments that have finished are kept, and the same command goes on with the rest");
  options.build = HashOfThisProgram();
  std::vector<std::string> words = {"tools/bazel", "run", "//experiments:reproduce", "--", "--out", out};
  if (run.quick) words.push_back("--quick");
  if (run.seed != 1) words.insert(words.end(), {"--seed", std::to_string(run.seed)});
  options.command = ShellCommand(words);
  options.say = [](const std::string& line) { std::cout << line << std::endl; };
  if (isatty(STDERR_FILENO)) run.progress_sink = [](const std::string& text) { std::fputs(text.c_str(), stderr); };

  const Reproduced reproduced = Reproduce(experiments, options);

  std::vector<Claim> claims;
  std::vector<double> seconds;
  for (const ReportSection& section : reproduced.report.sections) {
    if (section.state != ReportSection::State::kRan) continue;
    claims.insert(claims.end(), section.claims.begin(), section.claims.end());
    seconds.resize(claims.size(), section.origin.value("seconds", 0.0));
  }
  if (!claims.empty()) std::cout << '\n' << ClaimTable(claims, seconds) << '\n';
  for (const ReportSection& section : reproduced.report.sections) {
    if (section.state == ReportSection::State::kFailed)
      std::cout << section.experiment << " FAILED: " << section.failure << '\n';
    if (section.state == ReportSection::State::kNotRun) std::cout << section.experiment << " has not run\n";
  }
  std::cout << "Report: " << (options.directory / "report.html").string() << std::endl;
  return reproduced.diverged ? kDiverged : reproduced.as_expected ? kSuccess : kFailure;
}

}  // namespace

int ReproduceMain(int argc, char** argv, const std::vector<Experiment>& experiments) {
  return GuardedMain([&] { return Main(argc, argv, experiments); });
}

}  // namespace hadamard_ntk::referee
