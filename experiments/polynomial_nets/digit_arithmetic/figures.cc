#include "experiments/polynomial_nets/digit_arithmetic/figures.h"

#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/digit_arithmetic/digit_pairs.h"
#include "experiments/polynomial_nets/digit_arithmetic/table_1.h"

namespace hadamard_ntk::experiments::digit_arithmetic {

Figure DrawExtrapolation(const Evidence& evidence) {
  Series folds{.label = {"folds"},
               .style = Series::Style::kPoints,
               .color = palette::kBlue,
               .marker = Series::Marker::kOpenCircle};
  Series means{.label = {"mean"}, .style = Series::Style::kPoints, .color = palette::kBlue, .marker_size = 5};
  Series printed{.label = {"Table 1"},
                 .style = Series::Style::kPoints,
                 .color = palette::kVermilion,
                 .marker = Series::Marker::kDiamond,
                 .marker_size = 5};
  std::vector<std::pair<double, std::string>> ticks;
  double at = 1;
  for (const std::string& method : Methods(evidence)) {
    const auto& accuracy = evidence.accuracy.at({method, "extrapolation"});
    for (const SumAccuracy& fold : accuracy) {
      folds.x.push_back(at - 0.1);
      folds.y.push_back(fold.rounding);
    }
    means.x.push_back(at);
    means.y.push_back(OverFolds(accuracy, &SumAccuracy::rounding).mean);
    printed.x.push_back(at + 0.1);
    printed.y.push_back(PrintedMean(method, "extrapolation", &SumAccuracy::rounding));
    const std::string kind = method.substr(0, method.find('_'));
    ticks.emplace_back(at, kind == method ? kind : kind + " + Hp");
    ++at;
  }
  Panel panel{.x = {.label = "method", .min = 0.4, .max = at - 0.2, .ticks = std::move(ticks)},
              .y = {.label = "held-out pairs: accuracy by rounding", .min = 0, .max = 1},
              .series = {std::move(folds), std::move(means), std::move(printed)}};
  return {.title = "Adding digits in pairs never trained on", .panels = {std::move(panel)}, .width = 700};
}

}  // namespace hadamard_ntk::experiments::digit_arithmetic
