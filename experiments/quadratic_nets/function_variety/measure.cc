#include "experiments/quadratic_nets/function_variety/measure.h"

#include <oneapi/tbb/parallel_for.h>

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace hadamard_ntk::experiments::function_variety {
namespace {

Net Plan(Kind kind, const Shape& shape) {
  return {.kind = kind, .shape = shape, .parameters = ParameterCount(shape, kind), .ambient = Ambient(shape)};
}

// The shape at all widths with at most that many parameters.
std::vector<Net> PlanWidths(Kind kind, Shape shape, int parameters) {
  std::vector<Net> nets;
  for (shape.width = 1; ParameterCount(shape, kind) <= parameters; ++shape.width) nets.push_back(Plan(kind, shape));
  return nets;
}

Row PlanRow(const Shape& shape) {
  Row row{.quadratic = Plan(Kind::kQuadratic, shape),
          .square = Plan(Kind::kSquare, shape),
          .tied = Plan(Kind::kTied, shape),
          .doubled = Plan(Kind::kSquare, {shape.inputs, 2 * shape.width, shape.hidden})};
  row.equal = PlanWidths(Kind::kSquare, shape, row.quadratic.parameters).back();
  return row;
}

}  // namespace

Evidence Measure(const Config& config, RunContext& context) {
  Evidence evidence{.config = config};
  for (const Shape& shape : kShapes) evidence.rows.push_back(PlanRow(shape));
  for (const Shape& shape : {Shape{.inputs = 8, .hidden = 1}, {.inputs = 4, .hidden = 2}, {.inputs = 2, .hidden = 3}}) {
    for (const Kind kind : {Kind::kSquare, Kind::kQuadratic}) {
      for (Net& net : PlanWidths(kind, shape, config.parameters)) evidence.curves.push_back(net);
    }
  }
  for (int n = 1; n <= config.inputs; ++n) {
    for (const Kind kind : {Kind::kSquare, Kind::kQuadratic}) {
      for (Shape shape{.inputs = n}; ClosedForm(shape, kind); ++shape.width) {
        evidence.closed.push_back(Plan(kind, shape));
      }
    }
  }
  std::vector<Net*> nets;
  for (Row& row : evidence.rows) {
    for (Net* net : {&row.quadratic, &row.square, &row.tied, &row.doubled, &row.equal}) nets.push_back(net);
  }
  for (std::vector<Net>* more : {&evidence.curves, &evidence.closed}) {
    for (Net& net : *more) nets.push_back(&net);
  }
  const auto cost = [](const Net& net) { return std::int64_t{1} * net.parameters * net.parameters * net.parameters; };
  std::int64_t total = 0;
  for (const Net* net : nets) total += cost(*net);
  context.progress.Start("ranks", total);
  tbb::parallel_for(std::size_t{0}, nets.size(), [&](std::size_t i) {
    nets[i]->dimension = VarietyDimension(nets[i]->shape, nets[i]->kind, context.seed);
    context.progress.Advance(cost(*nets[i]));
  });
  for (Row& row : evidence.rows) {
    row.quadratic_in_double = RankInDouble(row.quadratic.shape, Kind::kQuadratic, context.seed);
    row.square_in_double = RankInDouble(row.square.shape, Kind::kSquare, context.seed);
  }
  return evidence;
}

}  // namespace hadamard_ntk::experiments::function_variety
