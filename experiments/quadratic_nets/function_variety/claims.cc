#include "experiments/quadratic_nets/function_variety/claims.h"

#include <algorithm>
#include <limits>

#include "experiments/quadratic_nets/paper.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::function_variety {
namespace {

double PerParameter(const Net& net) { return static_cast<double>(net.dimension) / net.parameters; }

// Rows in which `other` has at least the dimension of the square net, and more where that does not fill the space.
int RowsAbove(const std::vector<Row>& rows, Net Row::*other) {
  return static_cast<int>(std::count_if(rows.begin(), rows.end(), [other](const Row& row) {
    return row.square.fills() ? (row.*other).fills() : (row.*other).dimension > row.square.dimension;
  }));
}

std::string Describe(const Net& net) {
  return std::to_string(net.dimension) + " of " + std::to_string(net.parameters) + " parameters, rank/P " +
         RoundedReal(PerParameter(net), 2);
}

// Shapes, and the last of them with its net of squares at equal parameters.
struct Names {
  int count = 0;
  std::string text = {}, example = {};

  void Add(const Row& row) {
    text += (count++ ? "; " : "") + NameOf(row.quadratic.shape);
    example = NameOf(row.quadratic.shape) + ": " + Describe(row.quadratic) + ", squares " + NameOf(row.equal.shape) +
              ": " + Describe(row.equal);
  }
};

std::string Count(int some, std::size_t all) { return std::to_string(some) + " of " + std::to_string(all); }

Declaration Variety() {
  return {
      .id = "relinear_variety",
      .where = "Abstract",
      .statement = kExpressivity,
      .quantifiers =
          "the abstract names neither the nets nor the measure. Here, without ReLU and with an affine readout: "
          "neurons (w_r x + b_r)(w_g x + b_g) + w_b (x o x) + c beside (w x + b)^2, by the dimension of their set "
          "of functions; 13 shapes of 2 to 8 inputs, 1 to 3 hidden layers, widths 1 to 4; at equal width, and "
          "against the widest net of squares that is as deep and has no more parameters",
      .refuted_by = "a shape at which the net of squares has the larger dimension, or the same below the whole space",
      .pass_condition =
          "for every shape the quadratic net's dimension, a rank modulo 2^61 - 1, is at least that of squares at "
          "equal width, and larger where squares do not fill the space of polynomials; in part if so at equal "
          "width, but not at equal parameters",
      .expected_verdict = Verdict::kConfirmedInPart,
      .why = "at equal width; not always at equal parameters"};
}

Judgement JudgeVariety(const Evidence& evidence) {
  const std::vector<Row>& rows = evidence.rows;
  const auto all = static_cast<int>(rows.size());
  const int above = RowsAbove(rows, &Row::quadratic);
  int thinner = 0, in_double = 0, as_squares = 0;
  double kept = std::numeric_limits<double>::infinity(), dropped = 0;
  Names larger, reached, exceeded;  // quadratic nets, at equal parameters
  Json values = Json::array();
  for (const Row& row : rows) {
    thinner += PerParameter(row.quadratic) < PerParameter(row.square);
    as_squares += row.tied.dimension == row.square.dimension;
    in_double +=
        row.quadratic_in_double.rank == row.quadratic.dimension && row.square_in_double.rank == row.square.dimension;
    for (const FloatingRank& rank : {row.quadratic_in_double, row.square_in_double}) {
      kept = std::min(kept, rank.kept);
      dropped = std::max(dropped, rank.dropped);
    }
    const int lead = row.quadratic.dimension - row.equal.dimension;
    (lead > 0 ? larger : lead == 0 ? reached : exceeded).Add(row);
    const auto entry = [](const Net& net) {
      return Json{{"shape", NameOf(net.shape)}, {"parameters", net.parameters}, {"rank", net.dimension}};
    };
    values.push_back({{"quadratic", entry(row.quadratic)},
                      {"square", entry(row.square)},
                      {"square_at_equal_parameters", entry(row.equal)},
                      {"ambient", row.quadratic.ambient}});
  }
  const Row& example =
      *std::find_if(rows.begin(), rows.end(), [](const Row& row) { return row.square.shape.width > 1; });
  Judgement judgement;
  judgement.measured = {"equal width: above squares for " + Count(above, rows.size()) + " shapes, as " +
                            NameOf(example.quadratic.shape) + ": " + Describe(example.quadratic) + ", squares " +
                            Describe(example.square) + "; rank/P is the lower one for " + Count(thinner, rows.size()) +
                            ". Equal parameters: squares have more for " + Count(exceeded.count, rows.size()) +
                            ", as many for " + std::to_string(reached.count) +
                            ". Singular values in double say the same for " + Count(in_double, rows.size()) +
                            ": kept >= " + RoundedReal(kept, 2) + ", dropped <= " + RoundedReal(dropped, 2) +
                            " of the largest",
                        {{"rows", values}, {"smallest_kept", kept}, {"largest_dropped", dropped}}};
  judgement.negative_control = {
      "quadratic nets with W_g tied to W_r and W_b = 0: their rank falls to that of squares for every shape",
      as_squares == all && RowsAbove(rows, &Row::tied) < all};
  judgement.positive_control = {"nets of squares of twice the width, which contain the narrower ones, are above them",
                                RowsAbove(rows, &Row::doubled) == all};
  const bool at_equal_parameters = larger.count == all;
  judgement.finding = above < all           ? Verdict::kContradicted
                      : at_equal_parameters ? Verdict::kConfirmed
                                            : Verdict::kConfirmedInPart;
  if (above < all) {
    judgement.what_holds_instead = "See measured.values.rows.";
  } else if (!at_equal_parameters) {
    judgement.what_holds_instead =
        "More at equal width. With no more parameters than the quadratic net, nets of squares";
    if (exceeded.count > 0) {
      judgement.what_holds_instead += " have more functions for " + exceeded.text + " (" + exceeded.example + ")";
    }
    if (reached.count > 0) {
      judgement.what_holds_instead +=
          std::string(exceeded.count > 0 ? "," : "") + " as many for " + reached.text + " (" + reached.example + ")";
    }
    if (larger.count > 0) judgement.what_holds_instead += "; fewer for " + larger.text + " (" + larger.example + ")";
    judgement.what_holds_instead += ".";
  }
  return judgement;
}

Declaration ClosedForms() {
  return {.id = "variety_closed_form",
          .where = kOurs,
          .statement =
              "One hidden layer of width m on n inputs: the dimension is min(C(n+2,2), m(n+1) - m(m-1)/2 + 1) for "
              "squares, m <= n, and min(C(n+2,2), 2m(n+1) - m(2m-1) + n + 1) for quadratic neurons, 2m <= n + 1",
          .quantifiers = "every such n and m, n <= 8 (with --quick 5)",
          .refuted_by = "one n and m with another rank",
          .pass_condition = "the rank modulo 2^61 - 1 is the closed form for every n and m",
          .expected_verdict = Verdict::kConfirmed,
          .why = "quadrics of bounded rank, plus a diagonal"};
}

Judgement JudgeClosedForms(const Evidence& evidence) {
  int as_stated = 0, by_scalings = 0, single = 0, single_as_known = 0;
  for (const Net& net : evidence.closed) {
    const bool square = net.kind == Kind::kSquare;
    const int m = net.shape.width;
    as_stated += net.dimension == *ClosedForm(net.shape, net.kind);
    by_scalings += net.dimension == std::min(net.ambient, net.parameters - (square ? 1.0 : 3.0) * m);
    if (!square || m != 1) continue;
    ++single;
    single_as_known += net.dimension == net.shape.inputs + 2;
  }
  const auto all = static_cast<int>(evidence.closed.size());
  Judgement judgement;
  judgement.measured = {"the closed form for " + Count(as_stated, evidence.closed.size()) + " nets",
                        {{"nets", all}, {"as_stated", as_stated}}};
  judgement.negative_control = {
      "all parameters but the scalings of a neuron (one of squares, three of quadratic ones) count: right for " +
          Count(by_scalings, evidence.closed.size()),
      by_scalings < all};
  judgement.positive_control = {"one square neuron, a (w x + b)^2 + c: n + 2 by hand",
                                single > 0 && single_as_known == single};
  judgement.finding = as_stated == all ? Verdict::kConfirmed : Verdict::kContradicted;
  if (as_stated < all) judgement.what_holds_instead = "The ranks in function_variety.csv.";
  return judgement;
}

}  // namespace

std::string NameOf(const Shape& shape) {
  std::string name = std::to_string(shape.inputs) + ",[";
  for (int l = 0; l < shape.hidden; ++l) name += (l ? "," : "") + std::to_string(shape.width);
  return name + "]";
}

std::vector<Check<Evidence>> Checks() { return {{Variety(), JudgeVariety}, {ClosedForms(), JudgeClosedForms}}; }

}  // namespace hadamard_ntk::experiments::function_variety
