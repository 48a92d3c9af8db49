#include "experiments/conjugate_directions/trained_directions/figures.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments::trained_directions {
namespace {

struct Look {
  const char* method;
  const char* label;
  std::string color;
};

std::string Tick(const std::string& domain) {
  const std::string solids = "solids_";
  return domain.rfind(solids, 0) == 0 ? domain.substr(solids.size()) : domain;
}

}  // namespace

Figure DrawIterations(const Evidence& evidence) {
  Figure figure{.title = "Iterations to 1e-6 by domain, for right-hand sides of three kinds",
                .columns = 3,
                .width = 1500,
                .row_height = 360};
  const std::vector<Look> looks = {{"net", "net", palette::kBlue},
                                   {"ic", "IC(0)", palette::kVermilion},
                                   {"cg", "CG", palette::kBlack},
                                   {"multigrid", "multigrid", palette::kGreen}};
  const std::vector<std::string> domains = Domains(evidence.config);
  for (const Kind kind : kAllKinds) {
    Panel panel{.title = NameOf(kind),
                .x = {.label = "domain; numbers: % of the cells that are solid"},
                .y = {.label = kind == kAllKinds[0] ? "median iterations" : "", .log = true}};
    for (std::size_t i = 0; i < domains.size(); ++i) {
      panel.x.ticks.emplace_back(static_cast<double>(i), Tick(domains[i]));
    }
    for (const Look& look : looks) {
      Series series{.label = {.text = look.label}, .style = Series::Style::kLinePoints, .color = look.color};
      for (std::size_t i = 0; i < domains.size(); ++i) {
        series.x.push_back(static_cast<double>(i));
        series.y.push_back(evidence.Median(domains[i], kind, look.method, 1));
      }
      panel.series.push_back(std::move(series));
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::trained_directions
