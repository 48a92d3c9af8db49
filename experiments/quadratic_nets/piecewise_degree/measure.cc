#include "experiments/quadratic_nets/piecewise_degree/measure.h"

#include <oneapi/tbb/parallel_for.h>

#include <cstddef>
#include <cstdint>

#include "experiments/quadratic_nets/piecewise_degree/square_by_kinks.h"

namespace hadamard_ntk::experiments::piecewise_degree {

std::string NameOf(Kind kind) {
  switch (kind) {
    case Kind::kQuadratic:
      return "quadratic";
    case Kind::kConventional:
      return "conventional";
    case Kind::kCubic:
      return "cubic";
    case Kind::kSquaredRelu:
      return "squared_relu";
  }
  return "";
}

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  const auto lines = static_cast<std::size_t>(config.lines);
  for (const Kind kind : {Kind::kQuadratic, Kind::kConventional, Kind::kCubic, Kind::kSquaredRelu}) {
    for (const int hidden : config.hidden) {
      evidence.groups.push_back({.kind = kind, .hidden = hidden, .lines = std::vector<Line>(lines)});
    }
  }
  const std::size_t count = evidence.groups.size() * lines;
  context.progress.Start("lines", static_cast<std::int64_t>(count));
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    Group& group = evidence.groups[i / lines];
    const NetSize size{.inputs = config.inputs, .width = config.width, .hidden = group.hidden};
    Line& line = group.lines[i % lines];
    line = TakeLine(group.kind, size, config.halvings, context.seed, static_cast<int>(i % lines));
    if (i % lines > 0) line.t = line.values = {};
    context.progress.Advance();
  });
  for (int kinks = 2; kinks <= 256; kinks *= 2) {
    evidence.squares.push_back({.kinks = kinks,
                                .error = SquareError(kinks),
                                .law = 0.5 / ((kinks + 1.0) * (kinks + 1.0)),
                                .quadratic_error = QuadraticNeuronError(kinks)});
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::piecewise_degree
