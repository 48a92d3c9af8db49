#include "experiments/polynomial_nets/univariate_extrapolation/figures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "experiments/polynomial_nets/univariate_extrapolation/spread.h"

namespace hadamard_ntk::experiments::univariate_extrapolation {
namespace {

std::vector<double> ToVector(const Eigen::VectorXd& v) { return {v.data(), v.data() + v.size()}; }

Panel EmptyPanel(const Target& target, const std::string& title, bool left) {
  const bool cosine = target.name == "cosine";
  Panel panel{.title = title,
              .x = {.label = "$x$", .min = -2 * target.edge, .max = 2 * target.edge},
              .y = {.label = left ? (cosine ? "$f$, cos 2$x$" : "$f$, $x$^{3} + $x$^{2} - 10$x$ + 5") : "",
                    .min = cosine ? -3.0 : -60.0,
                    .max = cosine ? 3.0 : 110.0}};
  if (cosine) {
    const double pi = std::numbers::pi;
    panel.x.ticks = {{-1.5 * pi, "-3π/2"}, {-0.75 * pi, "-3π/4"}, {0, "0"}, {0.75 * pi, "3π/4"}, {1.5 * pi, "3π/2"}};
  }
  Series shade{.x = {-target.edge, target.edge},
               .y = {*panel.y.min, *panel.y.min},
               .color = palette::kGrey,
               .width = 0.01,
               .low = {*panel.y.min, *panel.y.min},
               .high = {*panel.y.max, *panel.y.max}};
  panel.series.push_back(std::move(shade));
  panel.annotations.push_back({.x = 0,
                               .y = *panel.y.max - 0.07 * (*panel.y.max - *panel.y.min),
                               .text = "training range",
                               .anchor = Annotation::Anchor::kMiddle,
                               .color = palette::kGrey});
  return panel;
}

Series TargetLine(const Curves& curves) {
  return {.x = ToVector(curves.x),
          .y = ToVector(curves.x.unaryExpr([&](double x) { return curves.target(x); })),
          .color = palette::kBlack,
          .dash = Series::Dash::kDashed};
}

std::vector<const Curve*> Select(const Curves& curves, const std::string& network, bool finite) {
  std::vector<const Curve*> found;
  for (const Curve& net : curves.nets) {
    if (net.network == network && (net.width > 0) == finite) found.push_back(&net);
  }
  return found;
}

// Pointwise median and range over the seeds.
Series Band(const Curves& curves, const std::string& network, bool finite, const std::string& color) {
  const auto nets = Select(curves, network, finite);
  Series band{.x = ToVector(curves.x), .color = color, .width = finite ? 2.0 : 1.6};
  if (!finite) band.dash = Series::Dash::kDotted;
  for (Eigen::Index i = 0; i < curves.x.size() && !nets.empty(); ++i) {
    std::vector<double> values;
    for (const Curve* net : nets) values.push_back(net->values[i]);
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    band.y.push_back((values[(n - 1) / 2] + values[n / 2]) / 2);
    band.low.push_back(values.front());
    band.high.push_back(values.back());
  }
  if (band.y.empty()) band.x.clear();
  return band;
}

void Name(Panel& panel, double x, double y, const std::string& text, const std::string& color) {
  panel.annotations.push_back({.x = x, .y = y, .text = text, .in_panel = true, .color = color});
}

// On the training range.
double Distance(const Curves& curves, const Eigen::VectorXd& values) {
  double sum = 0;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const double error = values[i] - curves.target(curves.x[i]);
    if (std::abs(curves.x[i]) <= curves.target.edge) sum += error * error;
  }
  return sum;
}

Panel FcPanel(const Curves& curves) {
  const std::string letter = curves.target.name == "cosine" ? "(c)" : "(a)";
  Panel panel =
      EmptyPanel(curves.target, letter + " without Hp: FC, " + std::to_string(curves.target.depth) + " layers", true);
  panel.series.push_back(TargetLine(curves));
  panel.series.push_back(Band(curves, "fc", true, palette::kBlue));
  panel.series.push_back(Band(curves, "fc", false, palette::kVermilion));
  Name(panel, 0.28, 0.2, "target (dashed)", palette::kBlack);
  Name(panel, 0.28, 0.13, "trained, width 256", palette::kBlue);
  Name(panel, 0.28, 0.06, "kernel predictor (dotted)", palette::kVermilion);
  return panel;
}

Panel HpPanel(const Curves& curves) {
  const std::string letter = curves.target.name == "cosine" ? "(d)" : "(b)";
  Panel panel =
      EmptyPanel(curves.target, letter + " NN-Hp: width 1, degree " + std::to_string(curves.target.degree), false);
  const auto nets = Select(curves, "nn_hp", true);
  const auto best = std::min_element(nets.begin(), nets.end(), [&](const auto* a, const auto* b) {
    return Distance(curves, a->values) < Distance(curves, b->values);
  });
  for (const Curve* net : nets) {
    panel.series.push_back({.x = ToVector(curves.x),
                            .y = ToVector(net->values),
                            .color = net == *best ? palette::kBlue : palette::kSky,
                            .width = net == *best ? 2.4 : 1.1});
  }
  panel.series.push_back(Band(curves, "ccp_raw", false, palette::kVermilion));
  panel.series.push_back(TargetLine(curves));
  Name(panel, 0.28, 0.27, "target (dashed)", palette::kBlack);
  Name(panel, 0.28, 0.2, "kernel predictor (dotted)", palette::kVermilion);
  Name(panel, 0.28, 0.13, "best fit of " + std::to_string(nets.size()) + " seeds", palette::kBlue);
  Name(panel, 0.28, 0.06, "the other seeds", palette::kSky);
  return panel;
}

Panel ReluPanel(const Curves& curves) {
  Panel panel = EmptyPanel(curves.target, "trained, width 256, degree " + std::to_string(curves.target.degree), true);
  panel.series.push_back(TargetLine(curves));
  panel.series.push_back(Band(curves, "pnn", true, palette::kGreen));
  panel.series.push_back(Band(curves, "ccp", true, palette::kOrange));
  Name(panel, 0.28, 0.2, "target (dashed)", palette::kBlack);
  Name(panel, 0.28, 0.13, "ReLU PNN", palette::kGreen);
  Name(panel, 0.28, 0.06, "ReLU CCP", palette::kOrange);
  return panel;
}

Panel KernelPanel(const Curves& curves) {
  Panel panel = EmptyPanel(curves.target, "kernel predictors, degree " + std::to_string(curves.target.degree), false);
  panel.series.push_back(TargetLine(curves));
  for (const auto& [network, color] : std::vector<std::pair<std::string, std::string>>{{"pnn", palette::kGreen},
                                                                                       {"ccp", palette::kOrange},
                                                                                       {"ccp_raw", palette::kPurple},
                                                                                       {"fc", palette::kBlue}}) {
    Series band = Band(curves, network, false, color);
    band.dash = Series::Dash::kSolid;
    panel.series.push_back(std::move(band));
  }
  Name(panel, 0.28, 0.27, "ReLU PNN", palette::kGreen);
  Name(panel, 0.28, 0.2, "ReLU CCP", palette::kOrange);
  Name(panel, 0.28, 0.13, "CCP without ReLU", palette::kPurple);
  Name(panel, 0.28, 0.06, "FC", palette::kBlue);
  return panel;
}

// What a row of the errors shows.
struct Row {
  std::string name, network;
  bool finite;
};

std::vector<Row> Rows() {
  return {{"FC", "fc", true},
          {"FC, kernel", "fc", false},
          {"NN-Hp", "nn_hp", true},
          {"NN-Hp, trained on", "nn_hp_converged", true},
          {"CCP, no ReLU, kernel", "ccp_raw", false},
          {"ReLU PNN", "pnn", true},
          {"ReLU PNN, kernel", "pnn", false},
          {"ReLU CCP", "ccp", true},
          {"ReLU CCP, kernel", "ccp", false}};
}

struct Region {
  std::string name, color;
  double Case::*error;
  Series::Marker marker;
  double shift;  // of its points in a row
};

std::vector<Region> Regions() {
  return {{"training range", palette::kGrey, &Case::inside, Series::Marker::kCircle, 0.22},
          {"left", palette::kVermilion, &Case::left, Series::Marker::kTriangle, 0},
          {"right", palette::kBlue, &Case::right, Series::Marker::kSquare, -0.22}};
}

// The middle of the i-th row from above.
double Height(std::size_t i) { return static_cast<double>(Rows().size()) - 0.5 - static_cast<double>(i); }

// Medians as points, ranges as lines through them; what is smaller than the panel shows lies at its edge, and is said
// to be below it once for all regions, on the middle one.
void AddErrors(const Evidence& evidence, const std::string& target, const Region& region, Panel& panel) {
  const std::vector<Row> rows = Rows();
  Series points{.style = Series::Style::kPoints, .color = region.color, .marker = region.marker, .marker_size = 3.6};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Spread spread = SpreadOf(evidence.Of(target, rows[i].network, rows[i].finite), region.error);
    if (std::isnan(spread.median)) continue;
    const double y = Height(i) + region.shift;
    points.x.push_back(std::max(spread.median, *panel.x.min * 1.3));
    points.y.push_back(y);
    if (spread.median < *panel.x.min && region.shift == 0) {
      panel.annotations.push_back({.x = *panel.x.min * 2.5, .y = y, .text = "below 10^{-13}", .color = palette::kGrey});
    }
    panel.series.push_back({.x = {std::max(spread.least, *panel.x.min * 1.01), spread.largest},
                            .y = {y, y},
                            .color = region.color,
                            .width = 1.4});
  }
  panel.series.push_back(std::move(points));
}

}  // namespace

Figure DrawFits(const Evidence& evidence) {
  Figure figure;
  figure.title = "Figure 1: fits of the cubic and the cosine, and their continuation to twice the training range";
  figure.columns = 2;
  figure.width = 980;
  figure.row_height = 330;
  for (const Curves& curves : evidence.curves) {
    figure.panels.push_back(FcPanel(curves));
    figure.panels.push_back(HpPanel(curves));
  }
  return figure;
}

Figure DrawReluFits(const Evidence& evidence) {
  Figure figure;
  figure.title = "ReLU nets with Hadamard products on the targets of Figure 1, and exact kernel predictors";
  figure.columns = 2;
  figure.width = 980;
  figure.row_height = 330;
  for (const Curves& curves : evidence.curves) {
    figure.panels.push_back(ReluPanel(curves));
    figure.panels.push_back(KernelPanel(curves));
  }
  return figure;
}

Figure DrawErrors(const Evidence& evidence) {
  Figure figure;
  figure.title = "Errors by region: median and range over the seeds";
  figure.columns = 2;
  figure.width = 1000;
  figure.row_height = 420;
  const std::vector<Row> rows = Rows();
  const std::vector<Region> regions = Regions();
  for (const std::string target : {"cubic", "cosine"}) {
    const bool first = target == "cubic";
    Panel panel{
        .title = first ? "cubic, degree 3" : "cos 2$x$, degree 10",
        .x = {.label = "RMS error / RMS target", .log = true, .min = first ? 1e-7 : 1e-5, .max = first ? 1e2 : 1e6},
        .y = {.min = 0, .max = static_cast<double>(rows.size()), .ticks = {}, .tick_labels = first}};
    for (std::size_t i = 0; i < rows.size(); ++i) panel.y.ticks.push_back({Height(i), rows[i].name});
    for (std::size_t r = 0; r < regions.size(); ++r) {
      AddErrors(evidence, target, regions[r], panel);
      if (first) Name(panel, 0.08, 0.3 - 0.05 * static_cast<double>(r), regions[r].name, regions[r].color);
    }
    panel.lines.push_back({.direction = ReferenceLine::Direction::kVertical, .at = 1, .text = "predicting 0"});
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::univariate_extrapolation
