#include "experiments/quadratic_nets/piecewise_degree/claims.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

#include "experiments/quadratic_nets/paper.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::piecewise_degree {
namespace {

constexpr double kShare = 0.95;  // of the pieces have to reach the degree

struct Tally {
  int pieces = 0, exactly = 0, above = 0;
  double next = 0;                                       // largest difference of order degree + 1, over tolerance
  double top = std::numeric_limits<double>::infinity();  // smallest of order degree where reached, over tolerance
  double error_in_double = 0;

  bool holds() const { return pieces > 0 && above == 0 && exactly >= kShare * pieces; }
};

Tally Count(const Group& group) {
  Tally tally;
  const auto n = static_cast<std::size_t>(group.degree());
  for (const Line& line : group.lines) {
    for (const Piece& piece : line.pieces) {
      const Differences& d = piece.differences;
      const int degree = d.degree();
      ++tally.pieces;
      tally.exactly += degree == group.degree();
      tally.above += degree < 0 || degree > group.degree();
      tally.next = std::max(tally.next, d.largest[n + 1] / d.tolerance[n + 1]);
      if (degree == group.degree()) tally.top = std::min(tally.top, d.largest[n] / d.tolerance[n]);
      tally.error_in_double = std::max(tally.error_in_double, piece.error_in_double);
    }
  }
  return tally;
}

// Whether `holds` is so for all groups of the kind; there are some.
template <class Holds>
bool All(const Evidence& evidence, Kind kind, const Holds& holds) {
  int groups = 0, holding = 0;
  for (const Group& group : evidence.groups) {
    if (group.kind != kind) continue;
    ++groups;
    holding += holds(Count(group));
  }
  return groups > 0 && holding == groups;
}

bool Holds(const Tally& tally) { return tally.holds(); }
bool GoesAbove(const Tally& tally) { return tally.above > 0; }
bool StaysBelow(const Tally& tally) { return tally.pieces > 0 && tally.above == 0; }

Declaration Spline() {
  return {
      .id = "relinear_spline",
      .where = "Abstract",
      .statement = kExpressivity,
      .quantifiers =
          "the abstract names neither the nets nor the measure. Here: ReLU nets of 1, 2, 3 hidden layers, 3 inputs, "
          "width 10, random quadratic ones beside the same at the ReLinear start, which are conventional; the degree "
          "of the polynomial that they are on each kink-free segment of random lines",
      .refuted_by =
          "a segment on which a quadratic net of L hidden layers is no polynomial of degree at most 2^L, or "
          "none on which it is of higher degree than the conventional one",
      .pass_condition =
          "with 50 digits, differences of order 2^L + 1 vanish within their rounding bound on every segment, those of "
          "order 2^L do not on at least 95 % of them; of the conventional net the same with degree 1",
      .expected_verdict = Verdict::kConfirmed,
      .why = "pieces of degree 2^L, conventional ones of 1"};
}

Judgement JudgeSpline(const Evidence& evidence) {
  Judgement judgement;
  Tally best;
  Json values = Json::array();
  std::string text;
  double error_in_double = 0, next = 0, top = std::numeric_limits<double>::infinity();
  for (const Group& group : evidence.groups) {
    const Tally tally = Count(group);
    error_in_double = std::max(error_in_double, tally.error_in_double);
    values.push_back({{"net", NameOf(group.kind)},
                      {"hidden", group.hidden},
                      {"degree", group.degree()},
                      {"pieces", tally.pieces},
                      {"exactly", tally.exactly},
                      {"above", tally.above},
                      {"next_over_tolerance", tally.next},
                      {"error_in_double_over_bound", tally.error_in_double}});
    if (group.kind != Kind::kQuadratic && group.kind != Kind::kConventional) continue;
    if (group.kind == Kind::kQuadratic) best.exactly += tally.exactly;
    next = std::max(next, tally.next);
    top = std::min(top, tally.top);
    text += (text.empty() ? "" : "; ") + NameOf(group.kind) + ", L = " + std::to_string(group.hidden) + ": degree " +
            std::to_string(group.degree()) + " on " + std::to_string(tally.exactly) + " of " +
            std::to_string(tally.pieces) + (tally.above ? ", above on " + std::to_string(tally.above) : "");
  }
  judgement.measured = {text + ". Differences of the next order are at most " + RoundedReal(next, 2) +
                            " of their bound, those of the degree at least " + RoundedReal(top, 2) +
                            " times it; the nets in double are within " + RoundedReal(error_in_double, 2) +
                            " of theirs",
                        {{"groups", values}}};
  judgement.negative_control = {"quadratic nets with one planted cubic neuron: for every L some segment is above 2^L",
                                All(evidence, Kind::kCubic, GoesAbove)};
  judgement.positive_control = {
      "nets of squared ReLUs, of degree 2^L by construction: found by the same test for every L",
      All(evidence, Kind::kSquaredRelu, Holds)};
  const bool bounded = All(evidence, Kind::kQuadratic, StaysBelow) && All(evidence, Kind::kConventional, StaysBelow);
  const bool reached = All(evidence, Kind::kQuadratic, Holds) && All(evidence, Kind::kConventional, Holds);
  judgement.finding = reached                       ? Verdict::kConfirmed
                      : bounded && best.exactly > 0 ? Verdict::kConfirmedInPart
                                                    : Verdict::kContradicted;
  if (!reached) {
    judgement.what_holds_instead =
        bounded ? "The degree is at most 2^L, and 1, but reached on fewer segments." : "See measured.values.groups.";
  }
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Spline(), JudgeSpline}}; }

}  // namespace hadamard_ntk::experiments::piecewise_degree
