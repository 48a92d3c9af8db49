#include "experiments/quadratic_nets/piecewise_degree/piecewise_degree.h"

#include <cstddef>

#include "experiments/quadratic_nets/paper.h"
#include "experiments/quadratic_nets/piecewise_degree/claims.h"
#include "experiments/quadratic_nets/piecewise_degree/figures.h"
#include "experiments/quadratic_nets/piecewise_degree/measure.h"

namespace hadamard_ntk::experiments {
namespace piecewise_degree {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--hidden", config.hidden, 1, 4, "numbers of hidden layers");
  flags.Integer("--lines", config.lines, 1, 1000, "lines, and nets, of each kind and depth");
  flags.Integer("--inputs", config.inputs, 1, 50, "of the nets");
  flags.Integer("--width", config.width, 1, 50, "of the hidden layers");
  flags.Integer("--halvings", config.halvings, 5, 12, "a unit of length on a line has 2^this points");
}

Table TabulateDifferences(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"hidden", Table::kInteger},
               {"order", Table::kInteger},
               {"percentile_5", Table::kReal},
               {"median", Table::kReal},
               {"percentile_95", Table::kReal},
               {"tolerance", Table::kReal}});
  for (const Group& group : evidence.groups) {
    const Spread spread = SpreadOf(group);
    for (std::size_t order = 0; order < spread.median.size(); ++order) {
      table.Append(NameOf(group.kind), group.hidden, static_cast<int>(order), spread.low[order], spread.median[order],
                   spread.high[order], spread.tolerance[order]);
    }
  }
  return table;
}

// A degree of -1: no polynomial of a degree looked at, up to 2^hidden + 1.
Table TabulatePieces(const Evidence& evidence) {
  Table table({{"net", Table::kText},
               {"hidden", Table::kInteger},
               {"line", Table::kInteger},
               {"from", Table::kReal},
               {"to", Table::kReal},
               {"degree", Table::kInteger},
               {"error_in_double_over_bound", Table::kReal}});
  for (const Group& group : evidence.groups) {
    for (std::size_t line = 0; line < group.lines.size(); ++line) {
      for (const Piece& piece : group.lines[line].pieces) {
        table.Append(NameOf(group.kind), group.hidden, static_cast<int>(line), piece.from, piece.to,
                     piece.differences.degree(), piece.error_in_double);
      }
    }
  }
  return table;
}

Table TabulateLine(const Evidence& evidence) {
  Table table({{"net", Table::kText}, {"hidden", Table::kInteger}, {"t", Table::kReal}, {"f", Table::kReal}});
  for (const Group& group : evidence.groups) {
    const Line& line = group.lines.front();
    for (std::size_t i = 0; i < line.t.size(); ++i)
      table.Append(NameOf(group.kind), group.hidden, line.t[i], line.values[i]);
  }
  return table;
}

Table TabulateSquare(const Evidence& evidence) {
  Table table(
      {{"kinks", Table::kInteger}, {"error", Table::kReal}, {"law", Table::kReal}, {"quadratic_error", Table::kReal}});
  for (const Square& square : evidence.squares) {
    table.Append(square.kinks, square.error, square.law, square.quadratic_error);
  }
  return table;
}

}  // namespace
}  // namespace piecewise_degree

Experiment PiecewiseDegree() {
  using namespace piecewise_degree;
  return Define<Config, Evidence>(
      {.name = "piecewise_degree",
       .summary =
           "Of which degree are the pieces of a quadratic ReLU net on a line, beside those of a conventional one?",
       .paper = QuadraticNets(),
       .quick = {.lines = 20},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"piecewise_degree", TabulateDifferences},
                  {"pieces", TabulatePieces},
                  {"line_of_pieces", TabulateLine},
                  {"square_by_kinks", TabulateSquare}},
       .figures = {
           {"piecewise_degree", DrawDifferences}, {"line_of_pieces", DrawLine}, {"square_by_kinks", DrawSquare}}});
}

}  // namespace hadamard_ntk::experiments
