#include "experiments/registry.h"
#include "referee/report/reproduce_main.h"

// //experiments:reproduce
int main(int argc, char** argv) {
  return hadamard_ntk::referee::ReproduceMain(argc, argv, hadamard_ntk::experiments::AllExperiments());
}
