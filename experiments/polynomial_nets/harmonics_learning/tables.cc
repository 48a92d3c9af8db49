#include "experiments/polynomial_nets/harmonics_learning/tables.h"

#include <cmath>

namespace hadamard_ntk::experiments {
namespace {

// Of one curve; `projection` is the paper's: a projection on the unit h_k times sqrt(n / F(d, k)).
void AppendCurve(const HarmonicsEvidence& evidence, const std::vector<std::int64_t>& steps,
                 const Eigen::MatrixXd& values, const auto& append) {
  for (Eigen::Index k = 0; k < values.cols(); ++k) {
    const auto place = static_cast<std::size_t>(k);
    const double unit = std::sqrt(evidence.samples / evidence.multiplicities[place]);
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      append(evidence.harmonics[place], steps[static_cast<std::size_t>(i)], unit * values(i, k),
             std::abs(values(i, k) / values(0, k)));
    }
  }
}

double OrMissing(double value) { return std::isfinite(value) ? value : kMissing; }

}  // namespace

Table CurveTable(const HarmonicsEvidence& evidence, bool off_samples, const std::vector<Rate>& rates) {
  std::vector<Table::Column> columns = {{"network", Table::kText},    {"parameter", Table::kInteger},
                                        {"width", Table::kInteger},   {"data_set", Table::kInteger},
                                        {"net", Table::kInteger},     {"rate", Table::kText},
                                        {"k", Table::kInteger},       {"iteration", Table::kInteger},
                                        {"projection", Table::kReal}, {"part_left", Table::kReal}};
  Table table(columns);
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

Table TimeTable(const HarmonicsEvidence& evidence) {
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
      for (std::size_t k = 0; k < evidence.harmonics.size(); ++k) {
        table.Append(run.network, run.parameter, run.data_set, Name(rate), at.eta, evidence.harmonics[k], run.mu[k],
                     OrMissing(at.halving[k]), OrMissing(at.halving_off[k]), OrMissing(at.halving_of_noise),
                     OrMissing(evidence.Predicted(at.eta, run.mu[k])), run.least_off[k]);
      }
    }
  }
  return table;
}

Table WidthTable(const HarmonicsEvidence& evidence) {
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

}  // namespace hadamard_ntk::experiments
