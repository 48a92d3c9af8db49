/// What every experiment must do, whatever it is about: with --quick each claim gets the verdict that is expected, and
/// the numbers do not depend on the number of threads. The macro `experiment` makes the test (referee/experiment.bzl).
#ifndef HADAMARD_NTK_REFEREE_INTERFACE_TESTING_H_
#define HADAMARD_NTK_REFEREE_INTERFACE_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "referee/experiment.h"

namespace hadamard_ntk::referee {

/// One line for each thing that is wrong; runs the experiment twice, on one thread and on two.
std::vector<std::string> InterfaceFaults(const Experiment& experiment);

class ExperimentInterface : public testing::TestWithParam<Experiment> {};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_INTERFACE_TESTING_H_
