#include "experiments/polynomial_nets/digit_arithmetic/digit_arithmetic.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/digit_arithmetic/claims.h"
#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"
#include "experiments/polynomial_nets/digit_arithmetic/figures.h"
#include "experiments/polynomial_nets/digit_arithmetic/measure.h"
#include "experiments/polynomial_nets/digit_arithmetic/table_1.h"
#include "experiments/polynomial_nets/paper.h"
#include "experiments/shared/image_sets.h"
#include "referee/program/table.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace digit_arithmetic {
namespace {

const std::vector<std::pair<std::string, double SumAccuracy::*>> kMeasures = {
    {"rounding", &SumAccuracy::rounding},
    {"floor_ceiling", &SumAccuracy::floor_ceiling},
    {"plus_minus_one", &SumAccuracy::plus_minus_one}};

void AddFlags(Flags& flags, Config& config) {
  AddFlags(flags, config.sources);
  flags.Integer("--folds", config.folds, 2, 10, "cross validation: times --held_out at most 100");
  flags.Integer("--held_out", config.held_out, 1, 50, "pairs that are not trained on");
  flags.Integer("--per_pair", config.per_pair, 1, 10000, "training samples of each pair (the paper: 1000)");
  flags.Integer("--test_per_pair", config.test_per_pair, 1, 10000, "test samples of each pair");
  flags.Integer("--dense_epochs", config.dense_epochs, 0, 10000, "epochs of the dense nets; 0: leave them out");
  flags.Integer("--conv_epochs", config.conv_epochs, 0, 10000, "epochs of the convolutional nets; 0: leave them out");
  flags.Integer("--batch", config.batch, 1, 10000, "samples of a step (the paper: 128)");
  flags.Choice("--optimizer", config.optimizer, {"adadelta", "sgd"},
               "adadelta of rate 1, or SGD of rate 1e-4 with Nesterov momentum 0.9 and weight decay 1e-5");
  flags.Choice("--schedule", config.schedule, {"cosine", "constant"},
               "of the rate: down to 0 by half a cosine, or constant");
  flags.Real("--dropout", config.dropout, 0, 1,
             "of the convolutional nets, times the rates 1/4 and 1/2: 0 for none, since nets trained with dropout give "
             "biased sums without it until they have seen far more samples than the defaults");
  flags.Text("--checkpoints", config.checkpoints, "directory to save trainings in, and to go on from");
}

// One row per method, fold and test.
Table Tabulate(const Evidence& evidence) {
  Table table({{"method", Table::kText},
               {"fold", Table::kInteger},
               {"test", Table::kText},
               {"rounding", Table::kReal},
               {"floor_ceiling", Table::kReal},
               {"plus_minus_one", Table::kReal}});
  for (int fold = 0; fold < evidence.config.folds; ++fold) {
    for (const std::string& method : Methods(evidence)) {
      for (const std::string test : {"interpolation", "fresh", "extrapolation"}) {
        const SumAccuracy& accuracy = evidence.accuracy.at({method, test})[static_cast<std::size_t>(fold)];
        table.Append(method, fold, test, accuracy.rounding, accuracy.floor_ceiling, accuracy.plus_minus_one);
      }
    }
  }
  return table;
}

// Over the folds, beside the paper's.
Table TabulateMeans(const Evidence& evidence) {
  Table table({{"method", Table::kText},
               {"test", Table::kText},
               {"measure", Table::kText},
               {"mean", Table::kReal},
               {"deviation", Table::kReal},
               {"printed", Table::kRealOrMissing}});
  for (const auto& [key, folds] : evidence.accuracy) {
    for (const auto& [name, measure] : kMeasures) {
      const MeanAndDeviation over = OverFolds(folds, measure);
      table.Append(key.first, key.second, name, over.mean, over.deviation, PrintedMean(key.first, key.second, measure));
    }
  }
  return table;
}

std::string DescribeEntry(const MeanAndDeviation& over, double printed) {
  const std::string text = RoundedReal(over.mean, 3) + " +- " + RoundedReal(over.deviation, 2);
  return std::isnan(printed) ? text : text + " (" + RoundedReal(printed, 3) + ")";
}

std::string Describe(const Evidence& evidence) {
  using Align = TextColumn::Align;
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, folds] : evidence.accuracy) {
    std::vector<std::string> row = {key.first, key.second};
    for (const auto& [name, measure] : kMeasures) {
      row.push_back(DescribeEntry(OverFolds(folds, measure), PrintedMean(key.first, key.second, measure)));
    }
    rows.push_back(std::move(row));
  }
  return evidence.images + "; " + std::to_string(evidence.config.per_pair) +
         " samples of each pair.\nMean +- standard deviation over the folds, in brackets the paper's mean:\n" +
         TextTable({{"method"},
                    {"test"},
                    {"rounding", Align::kRight},
                    {"floor/ceiling", Align::kRight},
                    {"+-1", Align::kRight}},
                   rows);
}

}  // namespace
}  // namespace digit_arithmetic

Experiment DigitArithmetic() {
  using namespace digit_arithmetic;
  return Define<Config, Evidence>(
      {.name = "digit_arithmetic",
       .summary =
           "Do Hadamard products help to add two handwritten digits in pairs never seen together? Table 1, dense and "
           "convolutional nets on real digits.",
       .paper = PolynomialNets(),
       .quick = {.per_pair = 10, .test_per_pair = 20, .dense_epochs = 40, .conv_epochs = 0},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"digit_arithmetic", Tabulate}, {"digit_arithmetic_means", TabulateMeans}},
       .figures = {{"digit_arithmetic", DrawExtrapolation}},
       .text = Describe,
       .data_sha256 = [](const Evidence& evidence) { return evidence.data_sha256; }});
}

}  // namespace hadamard_ntk::experiments
