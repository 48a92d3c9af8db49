#include "experiments/barron_pdes/deep_ritz/claims.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "experiments/shared/count.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::deep_ritz {
namespace {

constexpr double kError = 0.05, kBelow = 0.05, kFar = 4;
constexpr char kOurs[] = "ours; no claim of the paper";

std::string Listed(const std::vector<Row>& rows, double Evaluation::*value) {
  std::string text;
  for (const Row& row : rows) {
    text += (text.empty() ? "d = " : ", d = ") + std::to_string(row.d) + ": " + RoundedReal(row.found.*value, 2);
  }
  return text.empty() ? "none" : text;
}

// Errors of elements against their unknowns.
std::string ByUnknowns(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    text += (text.empty() ? "d = " + std::to_string(row.d) + ": " : ", ") + RoundedReal(row.found.error, 2) + " of " +
            std::to_string(row.parameters) + " unknowns";
  }
  return text.empty() ? "none" : text;
}

Count Solved(const std::vector<Row>& rows) {
  Count count;
  for (const Row& row : rows) {
    ++count.cases;
    count.hits += row.found.error <= kError;
  }
  return count;
}

Verdict Finding(const Count& count) {
  if (count.cases == 0) return Verdict::kInconclusive;
  if (count.all()) return Verdict::kConfirmed;
  return count.none() ? Verdict::kContradicted : Verdict::kConfirmedInPart;
}

Declaration Solves() {
  return {.id = "pde_ritz",
          .where = kOurs,
          .statement =
              "a two-layer net of one width, trained by Deep Ritz with one number of steps, solves the semilinear "
              "problem with sparse data in every dimension tried",
          .quantifiers = "d (--d), one net of --width units, --steps of Adam on --batch fresh points each",
          .refuted_by = "a relative L2 error above 5 % at every d",
          .pass_condition =
              "relative L2 error against the exact solution, on fresh points, <= 5 % at every d; in part: at some d. "
              "Printed beside: a polynomial net, random features with Newton's method, P1 elements",
          .expected_verdict = Verdict::kConfirmed,
          .why = "solved at every d tried"};
}

Judgement JudgeSolves(const Evidence& evidence) {
  const std::vector<Row> net = Select(evidence.rows, "net"), start = Select(evidence.rows, "net_at_start");
  const Count solved = Solved(net);
  std::vector<Row> planted = net;
  for (Row& row : planted) row.found.error = kError / 2;
  Judgement judgement;
  judgement.measured = {"relative L2 error of the net " + Listed(net, &Evaluation::error) + "; of its gradient " +
                            Listed(net, &Evaluation::slope_error) + "; of the polynomial net " +
                            Listed(Select(evidence.rows, "polynomial"), &Evaluation::error) +
                            "; of random features with Newton's method " +
                            Listed(Select(evidence.rows, "galerkin"), &Evaluation::error) + "; of P1 elements " +
                            ByUnknowns(Select(evidence.rows, "elements")),
                        {{"dimensions", solved.cases}, {"solved", solved.hits}}};
  judgement.negative_control = {"the net before training", Solved(start).none()};
  judgement.positive_control = {"errors planted at half of what is allowed", Solved(planted).all()};
  judgement.finding = Finding(solved);
  if (!solved.all()) judgement.what_holds_instead = "at " + solved.Text() + " dimensions";
  return judgement;
}

// Energies that were minimised lie below E* by 5 % of it, and the function is further from u* than the net on fresh
// points by the factor 4.
Count Fooled(const Evidence& evidence, double (*seen)(const Row& row)) {
  const std::vector<Row> few = Select(evidence.rows, "few_points"), net = Select(evidence.rows, "net");
  Count count;
  for (std::size_t i = 0; i < few.size(); ++i) {
    const double exact = evidence.exact[i].energy;
    ++count.cases;
    count.hits += seen(few[i]) < exact * (1 + kBelow) && few[i].found.error > kFar * net[i].found.error;
  }
  return count;
}

Declaration SeenPoints() {
  return {.id = "pde_ritz_seen_points",
          .where = kOurs,
          .statement =
              "the energy on the points that a net was trained on says nothing: it falls below the minimum E* while "
              "the net is far from the solution",
          .quantifiers = "d (--d), the same net and steps on --few points that stay",
          .refuted_by = "an energy on those points that stays above E*",
          .pass_condition =
              "at every d the energy on the points is below E* by 5 % of |E*| or more, and the relative L2 error 4 "
              "times that of the net on fresh points",
          .expected_verdict = Verdict::kConfirmed,
          .why = "the quadrature's error is minimised, too"};
}

Judgement JudgeSeenPoints(const Evidence& evidence) {
  const Count fooled = Fooled(evidence, [](const Row& row) { return row.seen; });
  Evidence planted = evidence;
  for (Row& row : planted.rows) {
    if (row.method == "net") row.found.error = 0.01;
    if (row.method == "few_points") row.found.error = 1, row.seen = -1e9;
  }
  std::string text;
  const std::vector<Row> few = Select(evidence.rows, "few_points");
  for (std::size_t i = 0; i < few.size(); ++i) {
    text += (text.empty() ? "d = " : "; d = ") + std::to_string(few[i].d) + ": " + RoundedReal(few[i].seen, 4) +
            " on its points, " + RoundedReal(few[i].found.energy, 4) + " +- " +
            RoundedReal(few[i].found.energy_error, 1) +
            " on fresh ones, E* = " + RoundedReal(evidence.exact[i].energy, 6) + ", relative L2 error " +
            RoundedReal(few[i].found.error, 2);
  }
  Judgement judgement;
  judgement.measured = {"energies of the net on few points: " + (text.empty() ? "none" : text),
                        {{"dimensions", fooled.cases}, {"below", fooled.hits}}};
  judgement.negative_control = {"the energy on fresh points in place of that on the net's own",
                                Fooled(evidence, [](const Row& row) { return row.found.energy; }).none()};
  judgement.positive_control = {"an energy planted far below E*",
                                Fooled(planted, [](const Row& row) { return row.seen; }).all()};
  judgement.finding = Finding(fooled);
  if (!fooled.all()) judgement.what_holds_instead = "at " + fooled.Text() + " dimensions";
  return judgement;
}

}  // namespace

std::vector<Row> Select(const std::vector<Row>& rows, const std::string& method) {
  std::vector<Row> selected;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(selected),
               [&](const Row& row) { return row.method == method; });
  return selected;
}

std::vector<Check<Evidence>> Checks() { return {{Solves(), JudgeSolves}, {SeenPoints(), JudgeSeenPoints}}; }

}  // namespace hadamard_ntk::experiments::deep_ritz
