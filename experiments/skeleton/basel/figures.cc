#include "experiments/skeleton/basel/figures.h"

namespace hadamard_ntk::experiments::basel {

Figure DrawRemainders(const Evidence& evidence) {
  Series series{.label = {.text = "remainder"}, .style = Series::Style::kLinePoints};
  for (const auto& [n, value] : evidence.remainders) {
    series.x.push_back(n);
    series.y.push_back(value);
  }
  const Panel panel{
      .x = {.label = "$n$", .log = true}, .y = {.label = "π^{2}/6 - sum", .log = true}, .series = {series}};
  return {.title = "Remainder of the sum of 1/i²", .panels = {panel}};
}

}  // namespace hadamard_ntk::experiments::basel
