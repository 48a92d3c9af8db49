/// The smallest experiment there is, for the tests of what all experiments share.
#ifndef HADAMARD_NTK_REFEREE_DEMO_EXPERIMENT_H_
#define HADAMARD_NTK_REFEREE_DEMO_EXPERIMENT_H_

#include "referee/experiment.h"

namespace hadamard_ntk::referee {

/// The smallest experiment there is, for the tests of what all experiments share: does sum_{i=1}^{n} 1/i^2 approach
/// pi^2/6 like 1/n? (The one to copy is experiments/skeleton.)
Experiment DemoExperiment();

/// Whose claim that is: of no paper, but with its words.
Paper DemoPaper();

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_DEMO_EXPERIMENT_H_
