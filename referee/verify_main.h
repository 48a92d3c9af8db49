/// The main function of //experiments:verify: runs the experiments and prints one table of verdicts (referee/verify.h).
///
/// Flags: --out DIR (default ./results/verify where the user called from), for verify.json and, for
/// each paper, its results page <paper>.md (referee/results_page.h); --paper ID,...; --only
/// NAME,... (experiments or claims), --quick, --seed, --threads, --help.
///
/// Returns the exit code:
///   0  every check ran, and every verdict is the expected one
///   1  not so, or the results could not be written
///   2  bad flags
#ifndef HADAMARD_NTK_REFEREE_VERIFY_MAIN_H_
#define HADAMARD_NTK_REFEREE_VERIFY_MAIN_H_

#include <vector>

#include "referee/experiment.h"

namespace hadamard_ntk::referee {

int VerifyMain(int argc, char** argv, const std::vector<Experiment>& experiments);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_VERIFY_MAIN_H_
