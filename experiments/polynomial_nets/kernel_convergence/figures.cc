#include "experiments/polynomial_nets/kernel_convergence/figures.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace hadamard_ntk::experiments::kernel_convergence {
namespace {

Series ErrorsOf(const Evidence& evidence, int degree) {
  Series series{.label = {.text = "$N$ = " + std::to_string(degree)}, .style = Series::Style::kLinePoints};
  double kernel = 1;  // K(x, x)
  for (const Estimate& e : evidence.estimates) {
    if (e.degree != degree) continue;
    if (e.pair == "parallel") kernel = e.kernel;
    if (e.pair != "one_radian") continue;
    series.x.push_back(static_cast<double>(e.width));
    series.y.push_back(e.quantile / kernel);
  }
  return series;
}

Series HalfPower(const Config& config) {
  Series reference;
  reference.color = palette::kGrey;
  reference.dash = Series::Dash::kDashed;
  reference.label.text = "~ $m$^{-1/2}";
  for (int power = config.log2_min_width; power <= config.log2_max_width; ++power) {
    const double width = std::exp2(power);
    reference.x.push_back(width);
    reference.y.push_back(1 / std::sqrt(width));
  }
  return reference;
}

}  // namespace

Figure DrawErrors(const Evidence& evidence) {
  Panel panel{.title = "95% quantile of |error|, one radian apart",
              .x = {.label = "width $m$", .log = true},
              .y = {.label = "quantile / $K$($x$, $x$)", .log = true}};
  const std::vector<int>& degrees = evidence.config.degrees;
  for (std::size_t i = 0; i < degrees.size(); ++i) {
    Series series = ErrorsOf(evidence, degrees[i]);
    series.color =
        palette::Ordered(static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(degrees.size() - 1, 1)));
    panel.series.push_back(std::move(series));
  }
  panel.series.push_back(HalfPower(evidence.config));
  Figure figure{.title = "Distance of the empirical NTK from its limit against the width", .panels = {panel}};
  figure.width = 640;
  return figure;
}

}  // namespace hadamard_ntk::experiments::kernel_convergence
