/// Nets that learn to add two handwritten digits, tested on pairs that they were trained on and on others.
#ifndef HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_MEASURE_H_
#define HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_MEASURE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"
#include "experiments/shared/image_sets.h"
#include "experiments/shared/names.h"
#include "referee/program/json.h"
#include "referee/run_context.h"

namespace hadamard_ntk::experiments::digit_arithmetic {

struct Config {
  ImageSources sources{};
  int folds = 3;
  int held_out = 10;
  int per_pair = 500;
  int test_per_pair = 50;
  int dense_epochs = 8;
  int conv_epochs = 2;
  int batch = 32;
  std::string optimizer = "adadelta";
  std::string schedule = "cosine";
  double dropout = 0;
  std::string checkpoints = {};
};

/// Methods are dense, dense_hp, conv, conv_hp. Tests are
///   interpolation  up to 10,000 of the training samples, as the paper has it
///   fresh          the training pairs in images never seen
///   extrapolation  the held-out pairs in images never seen
struct Evidence {
  Config config = {};
  std::string data_set = {};            ///< "digits" or "mnist"
  std::string images = {};              ///< what they are
  Json data_sha256 = {};                ///< file name -> SHA-256
  std::vector<std::string> kinds = {};  ///< of "dense", "conv"
  /// (method, test) -> by fold
  std::map<std::pair<std::string, std::string>, std::vector<SumAccuracy>> accuracy = {};
};

/// Those of each kind: without and with Hadamard products.
std::vector<std::string> Methods(const Evidence& evidence);

/// Folds hold out different pairs (digit_pairs.h). Throws FlagError if no kind of net is left, or there are not as many
/// pairs as all folds hold out.
Evidence Measure(const Config& config, RunContext& context);

}  // namespace hadamard_ntk::experiments::digit_arithmetic

#endif  // HADAMARD_NTK_EXPERIMENTS_POLYNOMIAL_NETS_DIGIT_ARITHMETIC_MEASURE_H_
