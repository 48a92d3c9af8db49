/// The main function of every experiment.
///
/// Flags: those of the experiment, and --out DIR (default ./results/<name> where the user called from), --seed,
/// --threads, --quick, --help. Prints the experiment's summary and its claims to standard output, progress to
/// standard error if that is a terminal, and replaces the files of --out once the run is complete: the numbers (CSV,
/// JSON) all together, then each figure; a run that fails or is interrupted leaves the earlier ones as they are. --out
/// is made and tried before the run. If it does not take the numbers all the same, they go elsewhere
/// (referee/write_results.h), if need be to standard output, and the exit code is 1. A figure that cannot be drawn
/// is a note.
///
/// Returns the exit code:
///   0  every claim got the verdict that was expected (or --help)
///   1  some did not, or the results could not be written
///   2  the flags make no sense; standard error has one line naming the flag and the value
///   3  the run diverged; standard error has one line naming the step and the loss
///   130, 143  interrupted by Ctrl-C, by SIGTERM
#ifndef HADAMARD_NTK_REFEREE_EXPERIMENT_MAIN_H_
#define HADAMARD_NTK_REFEREE_EXPERIMENT_MAIN_H_

#include "referee/experiment.h"

namespace hadamard_ntk::referee {

int ExperimentMain(int argc, char** argv, const Experiment& experiment);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_EXPERIMENT_MAIN_H_
