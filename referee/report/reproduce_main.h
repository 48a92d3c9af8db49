/// The main function of //experiments:reproduce: runs the experiments and writes one report
/// (referee/report/reproduce.h).
///
/// Flags: --out DIR (default ./results/reproduce where the user called from), --quick, --paper ID,..., --only NAME,...
/// (experiments or claims), --fresh, --seed, --threads, --help. Prints a line per step and the table of verdicts to
/// standard output, progress with the time left over the whole to standard error if that is a terminal.
///
/// Returns the exit code:
///   0  everything asked for ran, and every verdict is the expected one
///   1  not so, or the results could not be written
///   2  bad flags
///   3  a run diverged
///   130, 143  interrupted by Ctrl-C, by SIGTERM; the same command goes on where this one was
#ifndef HADAMARD_NTK_REFEREE_REPORT_REPRODUCE_MAIN_H_
#define HADAMARD_NTK_REFEREE_REPORT_REPRODUCE_MAIN_H_

#include <vector>

#include "referee/experiment.h"

namespace hadamard_ntk::referee {

int ReproduceMain(int argc, char** argv, const std::vector<Experiment>& experiments);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_REPRODUCE_MAIN_H_
