#include "experiments/registry.h"
#include "referee/verify_main.h"

// //experiments:verify
int main(int argc, char** argv) {
  return hadamard_ntk::referee::VerifyMain(argc, argv, hadamard_ntk::experiments::AllExperiments());
}
