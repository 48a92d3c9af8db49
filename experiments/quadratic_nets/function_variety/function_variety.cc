#include "experiments/quadratic_nets/function_variety/function_variety.h"

#include <string>
#include <vector>

#include "experiments/quadratic_nets/function_variety/claims.h"
#include "experiments/quadratic_nets/function_variety/figures.h"
#include "experiments/quadratic_nets/function_variety/measure.h"
#include "experiments/quadratic_nets/paper.h"
#include "referee/program/text_table.h"

namespace hadamard_ntk::experiments {
namespace function_variety {
namespace {

void AddFlags(Flags& flags, Config& config) {
  flags.Integer("--parameters", config.parameters, 40, 400, "of the largest net of a curve");
  flags.Integer("--inputs", config.inputs, 2, 10, "the closed forms of one hidden layer are tried up to so many");
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"set", Table::kText},
               {"net", Table::kText},
               {"inputs", Table::kInteger},
               {"hidden", Table::kInteger},
               {"width", Table::kInteger},
               {"parameters", Table::kInteger},
               {"rank", Table::kInteger},
               {"ambient", Table::kReal},
               {"closed_form", Table::kRealOrMissing},
               {"kept", Table::kRealOrMissing},
               {"dropped", Table::kRealOrMissing}});
  const auto append = [&](const std::string& set, const Net& net, double kept = kMissing, double dropped = kMissing) {
    const std::optional<int> closed = ClosedForm(net.shape, net.kind == Kind::kTied ? Kind::kSquare : net.kind);
    const char* name = net.kind == Kind::kQuadratic ? "quadratic" : net.kind == Kind::kSquare ? "square" : "tied";
    table.Append(set, name, net.shape.inputs, net.shape.hidden, net.shape.width, net.parameters, net.dimension,
                 net.ambient, closed ? *closed : kMissing, kept, dropped);
  };
  for (const Row& row : evidence.rows) {
    append("equal_width", row.quadratic, row.quadratic_in_double.kept, row.quadratic_in_double.dropped);
    append("equal_width", row.square, row.square_in_double.kept, row.square_in_double.dropped);
    append("equal_width", row.tied);
    append("twice_the_width", row.doubled);
    append("equal_parameters", row.equal);
  }
  for (const Net& net : evidence.curves) append("curve", net);
  for (const Net& net : evidence.closed) append("closed_form", net);
  return table;
}

std::string Summarize(const Evidence& evidence) {
  using Align = TextColumn::Align;
  const std::vector<TextColumn> columns = {{"inputs,[widths]"},
                                           {"all", Align::kRight},
                                           {"squares: P", Align::kRight},
                                           {"rank", Align::kRight},
                                           {"quadratic: P", Align::kRight},
                                           {"rank", Align::kRight},
                                           {"squares of at most that P"},
                                           {"P", Align::kRight},
                                           {"rank", Align::kRight}};
  const auto text = [](int value) { return std::to_string(value); };
  std::vector<std::vector<std::string>> rows;
  for (const Row& row : evidence.rows) {
    rows.push_back({NameOf(row.square.shape), text(static_cast<int>(row.square.ambient)), text(row.square.parameters),
                    text(row.square.dimension), text(row.quadratic.parameters), text(row.quadratic.dimension),
                    NameOf(row.equal.shape), text(row.equal.parameters), text(row.equal.dimension)});
  }
  return "Dimension of the set of functions (rank modulo 2^61 - 1) of nets with P parameters, among all polynomials of "
         "their degree:\n" +
         TextTable(columns, rows);
}

}  // namespace
}  // namespace function_variety

Experiment FunctionVariety() {
  using namespace function_variety;
  return Define<Config, Evidence>(
      {.name = "function_variety",
       .summary = "Has a quadratic net more functions than a conventional net with quadratic activation? Dimensions of "
                  "their sets of functions, at equal width and at equal parameters.",
       .paper = QuadraticNets(),
       .quick = {.parameters = 120, .inputs = 5},
       .flags = AddFlags,
       .measure = Measure,
       .checks = Checks(),
       .tables = {{"function_variety", Tabulate}},
       .figures = {{"function_variety", DrawDimensions}},
       .text = Summarize});
}

}  // namespace hadamard_ntk::experiments
