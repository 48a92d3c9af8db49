#include "experiments/polynomial_nets/univariate_extrapolation/univariate_extrapolation.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/paper.h"
#include "experiments/polynomial_nets/univariate_extrapolation/claims.h"
#include "experiments/polynomial_nets/univariate_extrapolation/figures.h"
#include "experiments/polynomial_nets/univariate_extrapolation/measure.h"
#include "experiments/polynomial_nets/univariate_extrapolation/spread.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace univariate_extrapolation {
namespace {

void AddFlags(Flags& flags, Config& config) {
  Training& t = config.training;
  flags.Integer("--seeds", config.seeds, 1, 100, "seeds of the wide nets and training sets of the kernels");
  flags.Integer("--hp_seeds", config.hp_seeds, 1, 1000, "seeds of NN-Hp (width 1)");
  flags.Integer("--samples", t.samples, 512, 10000000, "training samples of NN-Hp; the paper's: 200000");
  flags.Integer("--epochs", t.epochs, 1, 10000, "epochs of NN-Hp, batches of 512; the paper's: 40");
  flags.Integer("--wide_samples", t.wide_samples, 128, 10000000,
                "training samples of the nets of width 256; as NN-Hp: 200000");
  flags.Integer("--wide_batch", t.wide_batch, 1, 100000, "their batch; as NN-Hp: 512");
  flags.Real("--wide_rate", t.wide_rate, 1e-7, 1, "their learning rate; as NN-Hp: 1e-4");
  flags.Integer("--product_epochs", t.product_epochs, 1, 10000, "epochs of ReLU PNN and CCP; as NN-Hp: 40");
  flags.Integer("--fc_cubic_epochs", t.fc_cubic_epochs, 1, 10000,
                "epochs of the 4 fully-connected layers; as NN-Hp: 40, about 3 minutes a seed");
  flags.Integer("--fc_cosine_epochs", t.fc_cosine_epochs, 1, 10000,
                "epochs of the 11 fully-connected layers; as NN-Hp: 40, about 10 minutes a seed");
  flags.Integer("--kernel_samples", t.kernel_samples, 10, 2000, "training samples of the kernel predictors");
}

Table TabulateCases(const Evidence& evidence) {
  Table table({{"target", Table::kText},
               {"network", Table::kText},
               {"parameter", Table::kInteger},
               {"width", Table::kInteger},
               {"seed", Table::kInteger},
               {"inside", Table::kReal},
               {"left", Table::kReal},
               {"right", Table::kReal},
               {"near_left", Table::kReal},
               {"near_right", Table::kReal},
               {"line_left", Table::kReal},
               {"line_right", Table::kReal},
               {"degree_left", Table::kRealOrMissing},
               {"degree_right", Table::kRealOrMissing}});
  for (const Case& c : evidence.cases) {
    table.Append(c.target, c.network, c.parameter, c.width, c.seed, c.inside, c.left, c.right, c.near_left,
                 c.near_right, c.line_left, c.line_right, c.degree_left, c.degree_right);
  }
  return table;
}

// The curves of these networks, finite or not.
Table TabulateCurves(const Evidence& evidence, const std::vector<std::pair<std::string, bool>>& shown) {
  Table table({{"target", Table::kText},
               {"network", Table::kText},
               {"width", Table::kInteger},
               {"seed", Table::kInteger},
               {"x", Table::kReal},
               {"value", Table::kReal}});
  for (const Curves& of_target : evidence.curves) {
    for (const Curve& net : of_target.nets) {
      if (std::find(shown.begin(), shown.end(), std::pair(net.network, net.width > 0)) == shown.end()) continue;
      for (Eigen::Index i = 0; i < of_target.x.size(); ++i) {
        table.Append(of_target.target.name, net.network, net.width, net.seed, of_target.x[i], net.values[i]);
      }
    }
  }
  return table;
}

Table TabulateFits(const Evidence& evidence) {
  return TabulateCurves(evidence, {{"fc", true}, {"fc", false}, {"nn_hp", true}});
}

Table TabulateReluFits(const Evidence& evidence) {
  return TabulateCurves(
      evidence, {{"pnn", true}, {"ccp", true}, {"pnn", false}, {"ccp", false}, {"ccp_raw", false}, {"fc", false}});
}

std::string MedianOf(const std::vector<Case>& cases, double Case::*number, int digits) {
  const double median = SpreadOf(cases, number).median;
  return std::isnan(median) ? "-" : RoundedReal(median, digits);
}

// Errors by region.
std::string CaseText(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"target"},
                                           {"network"},
                                           {"inside", Align::kRight},
                                           {"left", Align::kRight},
                                           {"right", Align::kRight},
                                           {"degree", Align::kRight}};
  const std::vector<std::pair<std::string, std::string>> networks = {
      {"fc", "FC"},        {"nn_hp", "NN-Hp"},  {"nn_hp_converged", "NN-Hp, trained on"},
      {"pnn", "ReLU PNN"}, {"ccp", "ReLU CCP"}, {"ccp_raw", "raw CCP"}};
  std::vector<std::vector<std::string>> rows;
  for (const Target& target : Targets()) {
    for (const bool finite : {true, false}) {
      for (const auto& [network, name] : networks) {
        const auto cases = evidence.Of(target.name, network, finite);
        if (cases.empty()) continue;
        rows.push_back({target.name, name + (finite ? "" : ", kernel"), MedianOf(cases, &Case::inside, 2),
                        Describe(SpreadOf(cases, &Case::left)), Describe(SpreadOf(cases, &Case::right)),
                        MedianOf(cases, &Case::degree_left, 3) + ", " + MedianOf(cases, &Case::degree_right, 3)});
      }
    }
  }
  return TextTable(columns, rows);
}

std::string Summarize(const Evidence& evidence) {
  const Training& t = evidence.training;
  return "RMS error over the target's RMS by region, median (range) over seeds; degree of the branches at |x| = 2^20.\n"
         "NN-Hp: " +
         std::to_string(t.samples) + " samples, " + std::to_string(t.epochs) +
         " epochs in batches of 512 at rate 1e-4 (the paper's: 200000, 40).\nNets of width 256: " +
         std::to_string(t.wide_samples) + " samples, " + std::to_string(t.fc_cubic_epochs) + " and " +
         std::to_string(t.fc_cosine_epochs) + " (FC), " + std::to_string(t.product_epochs) +
         " (ReLU) epochs, batches of " + std::to_string(t.wide_batch) + " at rate " + RoundedReal(t.wide_rate, 3) +
         ".\nThe paper's setting for these too, about an hour: --wide_samples 200000 --wide_batch 512 --wide_rate "
         "1e-4\n"
         "--fc_cubic_epochs 40 --fc_cosine_epochs 40 --product_epochs 40\n" +
         CaseText(evidence);
}

}  // namespace
}  // namespace univariate_extrapolation

Experiment UnivariateExtrapolation() {
  using namespace univariate_extrapolation;
  return Define<Config, Evidence>(
      {.name = "univariate_extrapolation",
       .summary =
           "How do nets with and without Hadamard products continue a cubic and a cosine beyond the training range? "
           "Figure 1, with the authors' polynomial, ReLU nets of the same degree, and exact kernel predictors.",
       .paper = PolynomialNets(),
       .quick = {.seeds = 2,
                 .hp_seeds = 3,
                 .training = {.samples = 50000,
                              .epochs = 40,
                              .wide_samples = 4000,
                              .fc_cubic_epochs = 5,
                              .fc_cosine_epochs = 2,
                              .product_epochs = 5,
                              .kernel_samples = 60}},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"univariate_extrapolation", TabulateCases},
                  {"univariate_extrapolation_fits", TabulateFits},
                  {"univariate_extrapolation_relu", TabulateReluFits}},
       .figures = {{"univariate_extrapolation_fits", DrawFits},
                   {"univariate_extrapolation_relu", DrawReluFits},
                   {"univariate_extrapolation", DrawErrors}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
