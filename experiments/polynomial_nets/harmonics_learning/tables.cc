#include "experiments/polynomial_nets/harmonics_learning/tables.h"

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/harmonics_learning/comparison.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments::harmonics_learning {
namespace {

// Of one curve; `projection` is the paper's: a projection on the unit h_k times sqrt(n / F(d, k)).
void AppendCurve(const Evidence& evidence, const std::vector<std::int64_t>& steps, const Eigen::MatrixXd& values,
                 const auto& append) {
  for (Eigen::Index k = 0; k < values.cols(); ++k) {
    const auto place = static_cast<std::size_t>(k);
    const double unit = std::sqrt(evidence.config.samples / evidence.multiplicities[place]);
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      append(evidence.config.harmonics[place], steps[static_cast<std::size_t>(i)], unit * values(i, k),
             std::abs(values(i, k) / values(0, k)));
    }
  }
}

double OrMissing(double value) { return std::isfinite(value) ? value : kMissing; }

// At these rates, not kByTrace.
Table TabulateCurves(const Evidence& evidence, bool off_samples, const std::vector<Rate>& rates) {
  Table table({{"network", Table::kText},
               {"parameter", Table::kInteger},
               {"width", Table::kInteger},
               {"data_set", Table::kInteger},
               {"net", Table::kInteger},
               {"rate", Table::kText},
               {"k", Table::kInteger},
               {"iteration", Table::kInteger},
               {"projection", Table::kReal},
               {"part_left", Table::kReal}});
  for (const Rate rate : rates) {
    for (const WideRun& run : evidence.wide) {
      const WideRun::AtRate& at = run.At(rate);
      AppendCurve(evidence, evidence.steps, off_samples ? at.off_samples : at.on_samples,
                  [&](int k, std::int64_t t, double a, double left) {
                    table.Append(run.network, run.parameter, 0, run.data_set, 0, Name(rate), k, t, a, left);
                  });
    }
    for (const FiniteRun& run : evidence.finite) {
      if (run.rate != rate) continue;
      AppendCurve(evidence, evidence.finite_steps, off_samples ? run.curve.held_out : run.curve.training,
                  [&](int k, std::int64_t t, double a, double left) {
                    table.Append(run.net.network, run.net.parameter, run.net.width, 0, run.number, Name(rate), k, t, a,
                                 left);
                  });
    }
  }
  return table;
}

std::string DescribeTime(double time) { return std::isfinite(time) ? RoundedReal(time, 3) : "never"; }

// Of one kind of net at one rate, on the samples or off them.
std::vector<std::string> TimesOf(const Evidence& evidence, const std::string& network, int parameter, Rate rate,
                                 bool off) {
  const auto runs = evidence.Runs(network, parameter);
  std::vector<std::string> row = {network, std::to_string(parameter), Name(rate), off ? "off" : "on"};
  for (std::size_t k = 0; k < evidence.config.harmonics.size(); ++k) {
    row.push_back(DescribeTime(MeanTime(
        runs, [&](const WideRun& run) { return (off ? run.At(rate).halving_off : run.At(rate).halving)[k]; })));
  }
  const auto of_noise = [&](const WideRun& run) { return run.At(rate).halving_of_noise; };
  row.push_back(off ? "" : DescribeTime(MeanTime(runs, of_noise)));
  return row;
}

}  // namespace

Table TabulateCommonRate(const Evidence& evidence) { return TabulateCurves(evidence, false, {Rate::kCommon}); }

Table TabulateFairRate(const Evidence& evidence) { return TabulateCurves(evidence, false, {Rate::kFair}); }

Table TabulateOffSamples(const Evidence& evidence) {
  return TabulateCurves(evidence, true, {Rate::kCommon, Rate::kFair});
}

Table TabulateTimes(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"parameter", Table::kInteger},
               {"data_set", Table::kInteger},
               {"rate", Table::kText},
               {"eta", Table::kReal},
               {"k", Table::kInteger},
               {"mu", Table::kReal},
               {"on_samples", Table::kRealOrMissing},
               {"off_samples", Table::kRealOrMissing},
               {"random_labels", Table::kRealOrMissing},
               {"predicted", Table::kRealOrMissing},
               {"least_left_off_samples", Table::kReal}});
  for (const WideRun& run : evidence.wide) {
    for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
      const WideRun::AtRate& at = run.At(rate);
      for (std::size_t k = 0; k < evidence.config.harmonics.size(); ++k) {
        table.Append(run.network, run.parameter, run.data_set, Name(rate), at.eta, evidence.config.harmonics[k],
                     run.mu[k], OrMissing(at.halving[k]), OrMissing(at.halving_off[k]), OrMissing(at.halving_of_noise),
                     OrMissing(evidence.Predicted(at.eta, run.mu[k])), run.least_off[k]);
      }
    }
  }
  return table;
}

Table TabulateWidths(const Evidence& evidence) {
  Table table({{"network", Table::kText},
               {"parameter", Table::kInteger},
               {"width", Table::kInteger},
               {"net", Table::kInteger},
               {"rate", Table::kText},
               {"learning_rate", Table::kReal},
               {"lambda_max", Table::kReal},
               {"start_rms", Table::kReal},
               {"distance", Table::kReal},
               {"diverged_at", Table::kInteger}});
  for (const FiniteRun& run : evidence.finite) {
    table.Append(run.net.network, run.net.parameter, run.net.width, run.number, Name(run.rate), run.curve.learning_rate,
                 run.curve.lambda_max, run.curve.start_rms, evidence.Distance(run), run.curve.diverged_at);
  }
  return table;
}

std::string DescribeTimes(const Evidence& evidence) {
  using Align = TextColumn::Align;
  std::vector<TextColumn> columns = {{"network"}, {"N, depth", Align::kRight}, {"rate"}, {"points"}};
  for (const int k : evidence.config.harmonics) columns.push_back({"k = " + std::to_string(k), Align::kRight});
  columns.push_back({"random labels", Align::kRight});
  std::vector<std::vector<std::string>> rows;
  for (const char* network : {"ccp", "pnn_eq2", "fc"}) {
    for (const Rate rate : {Rate::kCommon, Rate::kFair}) {
      for (const int parameter : evidence.Parameters(network)) {
        for (const bool off : {false, true}) rows.push_back(TimesOf(evidence, network, parameter, rate, off));
      }
    }
  }
  return "Iterations until half of a harmonic is left, infinite width, on the samples and off them (means over the "
         "data sets):\n" +
         TextTable(columns, rows);
}

}  // namespace hadamard_ntk::experiments::harmonics_learning
