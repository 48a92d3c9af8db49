#include "experiments/barron_pdes/descent/figures.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "experiments/barron_pdes/descent/claims.h"

namespace hadamard_ntk::experiments::descent {
namespace {

constexpr double kMost = 100, kLeast = 1e-11;

Series Falling(const Curve& curve, const std::string& label, const std::string& color, Series::Style style) {
  Series series{.label = {.text = label}, .style = style, .color = color};
  for (std::size_t t = 0; t < curve.gaps.size() && curve.applications[t] <= kMost; ++t) {
    const double gap = curve.gaps[t] / curve.gaps[0];
    series.x.push_back(curve.applications[t]);
    series.y.push_back(std::max(gap, kLeast));
    if (gap < kLeast) break;  // below the figure
  }
  return series;
}

Series Bound(double factor, const std::string& label, Series::Dash dash) {
  Series series{.label = {.text = label}, .color = palette::kGrey, .dash = dash, .width = 1.2};
  for (double t = 0, gap = 1; t <= kMost && gap >= kLeast; ++t, gap *= factor) {
    series.x.push_back(t);
    series.y.push_back(gap);
  }
  return series;
}

// The finest run of a setting that begins so; null if there is none.
const Comparison* Finest(const Evidence& evidence, const std::string& begin) {
  for (const std::string& setting : Settings(evidence)) {
    if (setting.compare(0, begin.size(), begin) == 0) return RunsOf(evidence, setting).back();
  }
  return nullptr;
}

Panel GapPanel(const Evidence& evidence, const std::string& title, const std::string& slow, const std::string& fast,
               bool first) {
  Panel panel{.title = title,
              .x = {.label = "applications of the inverse", .min = 0, .max = 1.3 * kMost},
              .y = {.label = first ? "($E$ - $E$*) / first" : "", .log = true, .min = kLeast / 30, .max = 1}};
  if (const Comparison* run = Finest(evidence, slow)) {
    panel.series = {
        Bound(run->repaired, "repaired", Series::Dash::kDashed),
        Falling(run->descent, run->printed > 0 ? "printed $η$" : "descent", palette::kBlue, Series::Style::kLine),
        Falling(run->newton, "Newton", palette::kVermilion, Series::Style::kLinePoints)};
    if (run->printed > 0) panel.series.push_back(Bound(run->printed, "printed", Series::Dash::kDotted));
  }
  if (const Comparison* run = fast.empty() ? nullptr : Finest(evidence, fast)) {
    panel.series.push_back(Falling(run->descent, "$η$ = 0.5", palette::kSky, Series::Style::kLine));
  }
  return panel;
}

template <class F>
Series AgainstMesh(const Evidence& evidence, const std::string& begin, const std::string& label,
                   const std::string& color, const F& value) {
  Series series{.label = {.text = label}, .style = Series::Style::kLinePoints, .color = color};
  for (const std::string& setting : Settings(evidence)) {
    if (setting.compare(0, begin.size(), begin) != 0) continue;
    for (const Comparison* run : RunsOf(evidence, setting)) {
      series.x.push_back(run->instance == "I3" ? std::ldexp(1.0, run->size) : run->size);
      series.y.push_back(value(*run));
    }
    break;
  }
  return series;
}

}  // namespace

Figure DrawGaps(const Evidence& evidence) {
  Figure figure{.title = "Gap of descent and of Newton's method against applications of the (approximate) inverse",
                .columns = 3,
                .width = 1100,
                .row_height = 340};
  figure.panels = {
      GapPanel(evidence, "square, sines", "square, a = 1, printed", "square, a = 1, eta = 0.5", true),
      GapPanel(evidence, "L-shape, multigrid cycle", "L-shape, a = 1, printed", "L-shape, a = 1, eta = 0.5", false),
      GapPanel(evidence, "cube, sinh $u$, sines", "cube, sinh u, f <= 120", "", false)};
  return figure;
}

Figure DrawMeshes(const Evidence& evidence) {
  const auto taken = [](const Comparison& run) { return 1 - run.descent.LargestRatio(); };
  const auto allowed = [](const Comparison& run) { return 1 - run.repaired; };
  Series plain{.label = {.text = "no inverse"}, .style = Series::Style::kLinePoints, .color = palette::kVermilion};
  for (const PlainRun& run : evidence.plain) {
    plain.x.push_back(run.n);
    plain.y.push_back(1 - run.ratio);
  }
  Series bound = AgainstMesh(evidence, "square, a = 1, printed", "repaired", palette::kGrey, allowed);
  bound.style = Series::Style::kLine;
  bound.dash = Series::Dash::kDashed;
  const Panel speed{
      .title = "least share of the gap that a step takes",
      .x = {.label = "1/$h$", .log = true},
      .y = {.log = true, .max = 1},
      .series = {AgainstMesh(evidence, "square, a = 1, eta = 0.5", "$η$ = 0.5", palette::kSky, taken),
                 AgainstMesh(evidence, "square, a = 1, printed", "printed $η$", palette::kBlue, taken), bound,
                 AgainstMesh(evidence, "L-shape, a = 1, printed", "L-shape", palette::kGreen, taken), plain}};
  const auto steps = [](const Comparison& run) { return run.descent.StepsToFall(); };
  const auto cycles = [](const Comparison& run) { return run.newton.ApplicationsToFall(); };
  const Panel work{.title = "applications of the inverse until the gap fell by 10^{10}",
                   .x = {.label = "1/$h$", .log = true},
                   .y = {.log = true, .min = 5},
                   .series = {AgainstMesh(evidence, "L-shape, a = 1, printed", "L-shape", palette::kGreen, steps),
                              AgainstMesh(evidence, "square, a = 1, printed", "printed $η$", palette::kBlue, steps),
                              AgainstMesh(evidence, "square, a = 1, eta = 0.5", "$η$ = 0.5", palette::kSky, steps),
                              AgainstMesh(evidence, "square, a = 1, printed", "Newton", palette::kVermilion, cycles)}};
  return {
      .title = "Speed of descent on finer meshes, with and without a preconditioner, and work beside Newton's method",
      .panels = {speed, work},
      .columns = 2,
      .width = 1000,
      .row_height = 360};
}

}  // namespace hadamard_ntk::experiments::descent
