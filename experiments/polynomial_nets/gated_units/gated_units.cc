#include "experiments/polynomial_nets/gated_units/gated_units.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "experiments/polynomial_nets/gated_units/claims.h"
#include "experiments/polynomial_nets/gated_units/figures.h"
#include "experiments/polynomial_nets/gated_units/measure.h"
#include "experiments/polynomial_nets/paper.h"
#include "referee/program/text_table.h"
#include "spectral/multiplicity.h"

namespace hadamard_ntk::experiments {
namespace gated_units {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--d", config.d, 1, 9, "spheres S^d in R^{d+1}");
  flags.Integer("--k_max", config.k_max, 0, 1000, "largest degree k of the eigenvalues written");
  flags.Integer("--inputs", config.inputs, 4, 32, "inputs of the finite nets");
  flags.Integer("--width", config.width, 16, 4096, "their width");
  flags.Integer("--steps", config.steps, 1, 100000, "steps of gradient descent they are trained for");
  flags.IntegerList("--dimensions", config.dimensions, 2, 1000, "dimensions d of the Gram matrices' n = 4 d points");
  flags.Integer("--draws", config.draws, 1, 1000,
                "draws of normal points in the least dimension, fewer in higher ones");
  flags.Integer("--nystroem_n", config.nystroem_n, 400, 10000, "normal points in R^10 of the one large Gram matrix");
}

Table TabulateSpectra(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"d", Table::kInteger},
               {"k", Table::kInteger},
               {"multiplicity", Table::kReal},
               {"mu", Table::kReal},
               {"mu_error", Table::kReal},
               {"mu_over_trace", Table::kReal},
               {"exact", Table::kText}});
  for (const auto& [net, spectrum] : evidence.spectra) {
    const int d = spectrum.d();
    for (int k = 0; k <= std::min(evidence.asked.k_max, spectrum.k_max()); ++k) {
      std::string exact;
      for (const ExactPair& pair : evidence.exact) {
        if (pair.d != d || pair.k != k || k > 10) continue;
        if (net == "reglu") exact = pair.reglu.Text();
        if (net == "pnn_2") exact = pair.pnn_2.Text();
      }
      table.Append(net, d, k, spectral::Multiplicity(d, k), spectrum[k].mu, spectrum[k].error,
                   spectrum[k].mu / spectrum.trace(), exact);
    }
  }
  return table;
}

Table TabulateParity(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"biases", Table::kText},
               {"steps", Table::kInteger},
               {"relative_loss", Table::kReal},
               {"residual", Table::kReal},
               {"size", Table::kReal},
               {"rounding_bound", Table::kReal}});
  for (const ParityOfNet& net : evidence.nets) {
    table.Append(Name(net.gate), net.trained_biases ? "trained" : "none", net.steps, net.loss, net.fit.residual,
                 net.fit.size, net.fit.rounding);
  }
  return table;
}

// A singular Gram matrix has none.
double FiniteCondition(const Extremes& extremes) { return extremes.lambda_min > 0 ? extremes.condition() : kMissing; }

Table TabulateConditioning(const Evidence& evidence) {
  std::vector<Table::Column> columns = {
      {"data", Table::kText}, {"n", Table::kInteger}, {"d", Table::kInteger}, {"draw", Table::kInteger}};
  for (const std::string net : {"ungated", "gated"}) {
    columns.push_back({net + "_lambda_min", Table::kReal});
    columns.push_back({net + "_lambda_max", Table::kReal});
    columns.push_back({net + "_lambda_max_bound", Table::kReal});
    columns.push_back({net + "_condition", Table::kRealOrMissing});
    columns.push_back({net + "_condition_bound", Table::kReal});
  }
  Table table(columns);
  for (const auto& [data, n, d, draw, ungated, gated] : evidence.data_sets) {
    table.Append(data, n, d, draw, ungated.lambda_min, ungated.lambda_max, ungated.lambda_max_bound,
                 FiniteCondition(ungated), ungated.condition_bound, gated.lambda_min, gated.lambda_max,
                 gated.lambda_max_bound, FiniteCondition(gated), gated.condition_bound);
  }
  return table;
}

// What was predicted, beside the medians over draws.
struct LawRow {
  GramPrediction predicted;
  int draws = 0;
  double lambda_min = 0, lambda_max = 0;
};

std::vector<LawRow> LawRows(const Evidence& evidence) {
  std::vector<LawRow> rows;
  for (const GramPrediction& predicted : evidence.predictions) {
    std::vector<double> least, largest;
    for (const DataSetConditioning& set : evidence.data_sets) {
      if (set.data != predicted.data || set.d != predicted.d) continue;
      const Extremes& extremes = predicted.net == Net::kGated ? set.gated : set.ungated;
      least.push_back(extremes.lambda_min);
      largest.push_back(extremes.lambda_max);
    }
    rows.push_back({predicted, static_cast<int>(least.size()), Median(least), Median(largest)});
  }
  return rows;
}

Table TabulateGramLaw(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"data", Table::kText},
               {"n", Table::kInteger},
               {"d", Table::kInteger},
               {"draws", Table::kInteger},
               {"predicted_lambda_min", Table::kReal},
               {"median_lambda_min", Table::kReal},
               {"predicted_lambda_max", Table::kReal},
               {"median_lambda_max", Table::kReal}});
  for (const auto& [predicted, draws, least, largest] : LawRows(evidence)) {
    table.Append(Name(predicted.net), predicted.data, predicted.n, predicted.d, draws, predicted.lambda_min, least,
                 predicted.lambda_max, largest);
  }
  return table;
}

Table TabulateNystroem(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"n", Table::kInteger},
               {"d", Table::kInteger},
               {"k", Table::kInteger},
               {"multiplicity", Table::kReal},
               {"mean_eigenvalue", Table::kReal},
               {"predicted", Table::kReal},
               {"predicted_standard_deviation", Table::kReal}});
  for (const NystroemDegree& degree : evidence.nystroem) {
    table.Append(Name(degree.net), degree.n, degree.d, degree.k, degree.multiplicity, degree.measured,
                 degree.predicted.mean, degree.predicted.standard_deviation);
  }
  return table;
}

std::string LawText(const Evidence& evidence) {
  using Align = TextColumn::Align;
  std::vector<TextColumn> columns = {{"net"}, {"data"}, {"n", Align::kRight}, {"d", Align::kRight}};
  for (const std::string what : {"lambda_max", "lambda_min", "condition"}) {
    columns.push_back({what, Align::kRight});
    columns.push_back({"predicted", Align::kRight});
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [predicted, draws, least, largest] : LawRows(evidence)) {
    rows.push_back({Name(predicted.net), predicted.data, std::to_string(predicted.n), std::to_string(predicted.d),
                    RoundedReal(largest, 3), RoundedReal(predicted.lambda_max, 3), RoundedReal(least, 3),
                    RoundedReal(predicted.lambda_min, 3), RoundedReal(largest / least, 3),
                    RoundedReal(predicted.lambda_max / predicted.lambda_min, 3)});
  }
  return "Gram matrices, medians over draws beside what the Mercer spectrum predicts for points of one length (normal "
         "points have a lower lambda_min, that of the shortest):\n" +
         TextTable(columns, rows);
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<int> degrees = {0, 1, 2, 3, 4, 5, 6, 7, 21, 45};
  std::vector<TextColumn> columns = {{"sphere"}, {"net"}};
  for (const int k : degrees) columns.push_back({"k = " + std::to_string(k), Align::kRight});
  std::vector<std::vector<std::string>> rows;
  for (const auto& [net, spectrum] : evidence.spectra) {
    std::vector<std::string> row = {"S^" + std::to_string(spectrum.d()), DisplayName(net)};
    for (const int k : degrees) {
      row.push_back(spectrum[k].mu == 0 ? "0" : RoundedReal(spectrum[k].mu / spectrum.trace(), 3));
    }
    rows.push_back(std::move(row));
  }
  return "mu_k / trace; NTK parameterization, phi as its users write it, no biases:\n" + TextTable(columns, rows) +
         LawText(evidence) +
         "Condition numbers are those of LeCun's parameterization divided by the width, in its limit.";
}

}  // namespace
}  // namespace gated_units

Experiment GatedUnits() {
  using namespace gated_units;
  return Define<Config, Evidence>(
      {.name = "gated_units",
       .summary =
           "What do gated linear units (ReGLU, GEGLU, SwiGLU) miss, how do their spectra fall, and what does the gate "
           "do to condition numbers? Claims of ours.",
       .paper = PolynomialNets(),
       .quick = {.d = {2}, .width = 64, .steps = 200, .dimensions = {25, 50}, .draws = 15, .nystroem_n = 600},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"gated_units", TabulateSpectra},
                  {"gated_units_parity", TabulateParity},
                  {"gated_units_conditioning", TabulateConditioning},
                  {"gated_units_gram_law", TabulateGramLaw},
                  {"gated_units_nystroem", TabulateNystroem}},
       .figures = {{"gated_units", DrawDegrees}, {"gated_units_conditioning", DrawConditioning}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
