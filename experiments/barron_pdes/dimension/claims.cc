#include "experiments/barron_pdes/dimension/claims.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "experiments/barron_pdes/paper.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::dimension {
namespace {

constexpr double kLargestExponent = 1;

template <class Value>
PowerLawFit FitProducts(const Evidence& evidence, Value value) {
  std::vector<double> d, y;
  for (const Product& product : evidence.products) {
    d.push_back(product.d);
    y.push_back(value(product));
  }
  return FitPowerLaw(d, y);
}

// (largest - least)/least over d.
double SparseSpread(const Evidence& evidence) {
  double worst = 0;
  for (const Solution& a : evidence.solutions) {
    for (const Solution& b : evidence.solutions) {
      if (a.data == "sparse" && b.data == "sparse" && a.problem == b.problem) {
        worst = std::max(worst, a.norm / b.norm - 1);
      }
    }
  }
  return worst;
}

Declaration Dimension() {
  return {
      .id = "pde_dimension",
      .where = "Abstract",
      .statement = kPolynomialInDimension,
      .quantifiers =
          "-Laplace u + u + G'(u) = f on the torus, G' = sin(u)/2 and u^3, two exponentials and their conjugates in f, of "
          "frequencies with two entries that are not 0 (sparse) or none that is (dense), d = 2 to 50, solved exactly through "
          "their lattice; sin(A (cos theta_1 + ... + cos theta_s)), s = 1, 2, 3 directions",
      .refuted_by = "a norm |u*|_B that grows faster than a power of d",
      .pass_condition =
          "|u*|_B against d has an exponent of at most 1 for dense data and is the same at every d for sparse data; in part "
          "if p, held constant, is found to grow with the number of independent directions",
      .expected_verdict = Verdict::kConfirmedInPart,
      .why = "constant p hides a number of directions"};
}

Judgement JudgeDimension(const Evidence& evidence) {
  const PowerLawFit sine = FitNorm(evidence, "sine", "dense"), cubic = FitNorm(evidence, "cubic", "dense");
  const double spread = SparseSpread(evidence), largest = std::max(sine.exponent, cubic.exponent);
  double disagreement = 0;
  const Solution* last = nullptr;
  for (const Solution& solution : evidence.solutions) {
    disagreement = std::max(disagreement, solution.disagreement);
    if (solution.problem == "sine" && solution.data == "dense") last = &solution;
  }
  Json growth = Json::array();
  std::string exponents;
  bool increasing = true;
  double before = 1;
  for (const Growth& row : evidence.growths) {
    const PowerLawFit fit = FitGrowth(row);
    increasing = increasing && fit.exponent > before + .1;
    before = fit.exponent;
    exponents += (exponents.empty() ? "" : ", ") + RoundedReal(fit.exponent, 3);
    growth.push_back({{"directions", row.directions}, {"exponent", fit.exponent}, {"limit", row.directions / 2.0 + 1}});
  }
  const Directions& many = evidence.directions.back();
  Judgement judgement;
  judgement.measured = {
      "dense data: |u*|_B ~ d^" + RoundedReal(sine.exponent, 3) + " (sine), d^" + RoundedReal(cubic.exponent, 3) +
          " (cubic), " + RoundedReal(last->norm, 4) + " at d = " + std::to_string(last->d) + ", " +
          RoundedReal(last->norm / (5 * (1 + std::sqrt(last->d))), 4) +
          " of 5 (1 + sqrt d); sparse data: the same at every d to " + RoundedReal(spread, 1) +
          ". |sin(A sum of s cosines)|_B ~ A^p with p = " + exponents + " for s = 1, 2, 3, towards s/2 + 1",
      {{"exponent_sine", sine.exponent},
       {"exponent_cubic", cubic.exponent},
       {"sparse_spread", spread},
       {"growth", growth}}};
  const PowerLawFit counted = FitProducts(evidence, [](const Product& p) { return p.exponentials; });
  const PowerLawFit normed = FitProducts(evidence, [](const Product& p) { return p.norm; });
  bool by_algebra = true;
  for (const Product& product : evidence.products) {
    if (product.norm_of_integers == 0) continue;
    by_algebra = by_algebra && std::abs(product.norm_of_integers / (1 + std::sqrt(product.d)) - 1) < 1e-12;
  }
  const Product& data = evidence.products.back();
  judgement.negative_control = {"prod sin(pi x_i): its " + RoundedReal(data.exponentials, 3) + " exponentials at d = " +
                                    std::to_string(data.d) + " have exponent " + RoundedReal(counted.exponent, 3),
                                counted.exponent > kLargestExponent};
  judgement.positive_control = {"its norm, 1 + pi sqrt d = " + RoundedReal(data.norm, 4) + ", has exponent " +
                                    RoundedReal(normed.exponent, 3) + "; descent and Newton's method agree",
                                by_algebra && normed.exponent <= kLargestExponent && disagreement < 1e-8};
  const bool polynomial = largest <= kLargestExponent && spread < 1e-10;
  judgement.finding = !polynomial  ? Verdict::kContradicted
                      : increasing ? Verdict::kConfirmedInPart
                                   : Verdict::kConfirmed;
  if (!polynomial) judgement.what_holds_instead = "The norms in dimension.csv.";
  if (judgement.finding == Verdict::kConfirmedInPart) {
    judgement.what_holds_instead =
        "For given data the norm is polynomial in d. But p depends on how many independent directions the spectrum has: "
        "|sin(A sum of s cosines)|_B grows like A^{s/2+1}, and at A = 1 it is at least " +
        RoundedReal(many.least_norm, 2) + " for s = " + std::to_string(many.s) +
        " directions, where the argument's norm is " + RoundedReal(many.argument, 3) +
        ": no p holds for all d, and a constant p hides a dimension.";
  }
  judgement.slack = kLargestExponent / largest;
  return judgement;
}

}  // namespace

PowerLawFit FitNorm(const Evidence& evidence, const std::string& problem, const std::string& data) {
  std::vector<double> d, norms;
  for (const Solution& solution : evidence.solutions) {
    if (solution.problem != problem || solution.data != data) continue;
    d.push_back(solution.d);
    norms.push_back(solution.norm);
  }
  return FitPowerLaw(d, norms);
}

PowerLawFit FitGrowth(const Growth& growth) {
  const double largest = *std::max_element(growth.amplitudes.begin(), growth.amplitudes.end());
  std::vector<double> a, norms;
  for (std::size_t i = 0; i < growth.amplitudes.size(); ++i) {
    if (growth.amplitudes[i] < largest / 4) continue;
    a.push_back(growth.amplitudes[i]);
    norms.push_back(growth.norms[i]);
  }
  return FitPowerLaw(a, norms);
}

std::vector<Check<Evidence>> Checks() { return {{Dimension(), JudgeDimension}}; }

}  // namespace hadamard_ntk::experiments::dimension
