#include "experiments/conjugate_directions/millions/figures.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::experiments::millions {
namespace {

struct Look {
  const char* method;
  const char* label;
  std::string color;
};

}  // namespace

Figure DrawResiduals(const Evidence& evidence) {
  Figure figure{.title = "Relative residual against iterations on the largest grid", .columns = 3, .width = 1200};
  const std::vector<Look> looks = {{"net", "net", palette::kBlue},
                                   {"multigrid", "multigrid", palette::kGreen},
                                   {"ic", "IC(0)", palette::kVermilion},
                                   {"cg", "CG", palette::kBlack}};
  for (const Run* shown : evidence.Largest("net")) {
    Panel panel{.title = std::to_string(shown->n) + "^3, " + NameOf(shown->kind),
                .x = {.label = "iteration", .log = true},
                .y = {.label = figure.panels.empty() ? "|r| / |b|" : "", .log = true}};
    for (const Look& look : looks) {
      for (const Run* run : evidence.Largest(look.method)) {
        if (run->kind != shown->kind) continue;
        Series series{.label = {.text = look.label}, .color = look.color};
        for (std::size_t i = 1; i < run->residuals.size(); ++i) {
          series.x.push_back(static_cast<double>(i));
          series.y.push_back(run->residuals[i]);
        }
        panel.series.push_back(std::move(series));
      }
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace hadamard_ntk::experiments::millions
