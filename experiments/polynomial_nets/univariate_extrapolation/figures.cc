#include "experiments/polynomial_nets/univariate_extrapolation/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace hadamard_ntk::experiments {
namespace {

std::vector<double> ToVector(const Eigen::VectorXd& v) { return {v.data(), v.data() + v.size()}; }

Panel EmptyPanel(const UnivariateTarget& target, const std::string& title, bool left) {
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

Series TargetLine(const UnivariateCurves& curves) {
  return {.x = ToVector(curves.x),
          .y = ToVector(curves.x.unaryExpr([&](double x) { return curves.target(x); })),
          .color = palette::kBlack,
          .dash = Series::Dash::kDashed};
}

std::vector<const UnivariateCurve*> Select(const UnivariateCurves& curves, const std::string& network, bool finite) {
  std::vector<const UnivariateCurve*> found;
  for (const UnivariateCurve& net : curves.nets) {
    if (net.network == network && (net.width > 0) == finite) found.push_back(&net);
  }
  return found;
}

// Pointwise median and range over the seeds.
Series Band(const UnivariateCurves& curves, const std::string& network, bool finite, const std::string& color) {
  const auto nets = Select(curves, network, finite);
  Series band{.x = ToVector(curves.x), .color = color, .width = finite ? 2.0 : 1.6};
  if (!finite) band.dash = Series::Dash::kDotted;
  for (Eigen::Index i = 0; i < curves.x.size() && !nets.empty(); ++i) {
    std::vector<double> values;
    for (const UnivariateCurve* net : nets) values.push_back(net->values[i]);
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
double Distance(const UnivariateCurves& curves, const Eigen::VectorXd& values) {
  double sum = 0;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const double error = values[i] - curves.target(curves.x[i]);
    if (std::abs(curves.x[i]) <= curves.target.edge) sum += error * error;
  }
  return sum;
}

}  // namespace

Figure DrawFits(const std::vector<UnivariateCurves>& all) {
  Figure figure;
  figure.title = "Figure 1: fits of the cubic and the cosine, and their continuation to twice the training range";
  figure.columns = 2;
  figure.width = 980;
  figure.row_height = 330;
  for (const UnivariateCurves& curves : all) {
    const bool cosine = curves.target.name == "cosine";
    const std::string depth = std::to_string(curves.target.depth), degree = std::to_string(curves.target.degree);
    Panel fc =
        EmptyPanel(curves.target, std::string(cosine ? "(c)" : "(a)") + " without Hp: FC, " + depth + " layers", true);
    fc.series.push_back(TargetLine(curves));
    fc.series.push_back(Band(curves, "fc", true, palette::kBlue));
    fc.series.push_back(Band(curves, "fc", false, palette::kVermilion));
    Name(fc, 0.28, 0.2, "target (dashed)", palette::kBlack);
    Name(fc, 0.28, 0.13, "trained, width 256", palette::kBlue);
    Name(fc, 0.28, 0.06, "kernel predictor (dotted)", palette::kVermilion);
    Panel hp =
        EmptyPanel(curves.target, std::string(cosine ? "(d)" : "(b)") + " NN-Hp: width 1, degree " + degree, false);
    const auto nets = Select(curves, "nn_hp", true);
    const auto best = std::min_element(nets.begin(), nets.end(), [&](const auto* a, const auto* b) {
      return Distance(curves, a->values) < Distance(curves, b->values);
    });
    for (const UnivariateCurve* net : nets) {
      hp.series.push_back({.x = ToVector(curves.x),
                           .y = ToVector(net->values),
                           .color = net == *best ? palette::kBlue : palette::kSky,
                           .width = net == *best ? 2.4 : 1.1});
    }
    hp.series.push_back(Band(curves, "ccp_raw", false, palette::kVermilion));
    hp.series.push_back(TargetLine(curves));
    Name(hp, 0.28, 0.27, "target (dashed)", palette::kBlack);
    Name(hp, 0.28, 0.2, "kernel predictor (dotted)", palette::kVermilion);
    Name(hp, 0.28, 0.13, "best fit of " + std::to_string(nets.size()) + " seeds", palette::kBlue);
    Name(hp, 0.28, 0.06, "the other seeds", palette::kSky);
    figure.panels.push_back(std::move(fc));
    figure.panels.push_back(std::move(hp));
  }
  return figure;
}

Figure DrawReluFits(const std::vector<UnivariateCurves>& all) {
  Figure figure;
  figure.title = "ReLU nets with Hadamard products on the targets of Figure 1, and exact kernel predictors";
  figure.columns = 2;
  figure.width = 980;
  figure.row_height = 330;
  for (const UnivariateCurves& curves : all) {
    const std::string degree = ", degree " + std::to_string(curves.target.degree);
    Panel finite = EmptyPanel(curves.target, "trained, width 256" + degree, true);
    finite.series.push_back(TargetLine(curves));
    finite.series.push_back(Band(curves, "pnn", true, palette::kGreen));
    finite.series.push_back(Band(curves, "ccp", true, palette::kOrange));
    Name(finite, 0.28, 0.2, "target (dashed)", palette::kBlack);
    Name(finite, 0.28, 0.13, "ReLU PNN", palette::kGreen);
    Name(finite, 0.28, 0.06, "ReLU CCP", palette::kOrange);
    Panel wide = EmptyPanel(curves.target, "kernel predictors" + degree, false);
    wide.series.push_back(TargetLine(curves));
    for (const auto& [network, color] : std::vector<std::pair<std::string, std::string>>{{"pnn", palette::kGreen},
                                                                                         {"ccp", palette::kOrange},
                                                                                         {"ccp_raw", palette::kPurple},
                                                                                         {"fc", palette::kBlue}}) {
      Series band = Band(curves, network, false, color);
      band.dash = Series::Dash::kSolid;
      wide.series.push_back(std::move(band));
    }
    Name(wide, 0.28, 0.27, "ReLU PNN", palette::kGreen);
    Name(wide, 0.28, 0.2, "ReLU CCP", palette::kOrange);
    Name(wide, 0.28, 0.13, "CCP without ReLU", palette::kPurple);
    Name(wide, 0.28, 0.06, "FC", palette::kBlue);
    figure.panels.push_back(std::move(finite));
    figure.panels.push_back(std::move(wide));
  }
  return figure;
}

Figure DrawErrors(const UnivariateEvidence& evidence) {
  struct Column {
    std::string name, network;
    bool finite;
  };
  const std::vector<Column> columns = {{"FC", "fc", true},
                                       {"FC, kernel", "fc", false},
                                       {"NN-Hp", "nn_hp", true},
                                       {"NN-Hp, trained on", "nn_hp_converged", true},
                                       {"CCP, no ReLU, kernel", "ccp_raw", false},
                                       {"ReLU PNN", "pnn", true},
                                       {"ReLU PNN, kernel", "pnn", false},
                                       {"ReLU CCP", "ccp", true},
                                       {"ReLU CCP, kernel", "ccp", false}};
  struct Region {
    std::string name, color;
    double UnivariateCase::*error;
    Series::Marker marker;
  };
  const std::vector<Region> regions = {
      {"training range", palette::kGrey, &UnivariateCase::inside, Series::Marker::kCircle},
      {"left", palette::kVermilion, &UnivariateCase::left, Series::Marker::kTriangle},
      {"right", palette::kBlue, &UnivariateCase::right, Series::Marker::kSquare}};
  Figure figure;
  figure.title = "Errors by region: median and range over the seeds";
  figure.columns = 2;
  figure.width = 1000;
  figure.row_height = 420;
  for (const std::string target : {"cubic", "cosine"}) {
    const bool first = target == "cubic";
    const auto rows = static_cast<double>(columns.size());
    Panel panel{
        .title = first ? "cubic, degree 3" : "cos 2$x$, degree 10",
        .x = {.label = "RMS error / RMS target", .log = true, .min = first ? 1e-7 : 1e-5, .max = first ? 1e2 : 1e6},
        .y = {.min = 0, .max = rows, .ticks = {}, .tick_labels = first}};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      panel.y.ticks.push_back({rows - 0.5 - static_cast<double>(i), columns[i].name});
    }
    for (std::size_t r = 0; r < regions.size(); ++r) {
      Series points{
          .style = Series::Style::kPoints, .color = regions[r].color, .marker = regions[r].marker, .marker_size = 3.6};
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const Spread spread = SpreadOf(evidence.Of(target, columns[i].network, columns[i].finite), regions[r].error);
        if (std::isnan(spread.median)) continue;
        const double y = rows - 0.5 - static_cast<double>(i) + 0.22 * (1 - static_cast<double>(r));
        points.x.push_back(std::max(spread.median, *panel.x.min * 1.3));
        points.y.push_back(y);
        if (spread.median < *panel.x.min && r == 1) {
          panel.annotations.push_back(
              {.x = *panel.x.min * 2.5, .y = y, .text = "below 10^{-13}", .color = palette::kGrey});
        }
        panel.series.push_back({.x = {std::max(spread.least, *panel.x.min * 1.01), spread.largest},
                                .y = {y, y},
                                .color = regions[r].color,
                                .width = 1.4});
      }
      panel.series.push_back(std::move(points));
      if (first) Name(panel, 0.08, 0.3 - 0.05 * static_cast<double>(r), regions[r].name, regions[r].color);
    }
    panel.lines.push_back({.direction = ReferenceLine::Direction::kVertical, .at = 1, .text = "predicting 0"});
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments
