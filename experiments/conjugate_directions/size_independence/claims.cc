#include "experiments/conjugate_directions/size_independence/claims.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "experiments/shared/names.h"
#include "experiments/shared/power_law_fit.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::size_independence {
namespace {

constexpr double kGrowth = 1.2, kExponent = 0.5, kSumError = 1e-9;

std::string Short(double value) { return RoundedReal(value, 3); }

// How iterations grow with the size N: the largest factor of a doubling, and the exponent of N that fits them, the
// worst of kinds and tolerances.
struct Growth {
  double doubling = 0, exponent = 0;

  bool independent() const { return doubling > 0 && doubling < kGrowth; }
  bool dependent() const { return exponent > kExponent; }
};

double Exponent(const std::vector<std::pair<int, double>>& counts) {
  std::vector<double> sizes, iterations;
  for (const auto& [n, count] : counts) {
    sizes.push_back(n);
    iterations.push_back(std::max(count, 1.0));
  }
  return PowerLawExponent(sizes, iterations);
}

Growth GrowthOf(const Evidence& evidence, const std::string& method) {
  Growth growth{.exponent = -1};
  for (const Kind kind : kAllKinds) {
    for (std::size_t t = 0; t < kTolerances.size(); ++t) {
      const auto counts = evidence.BySize(method, kind, t);
      if (counts.size() < 2) continue;
      if (counts.front().first < counts.back().first) growth.exponent = std::max(growth.exponent, Exponent(counts));
      for (std::size_t i = 1; i < counts.size(); ++i) {
        const double ratio = std::max(counts[i].second, 1.0) / std::max(counts[i - 1].second, 1.0);
        const double doublings = std::log2(static_cast<double>(counts[i].first) / counts[i - 1].first);
        growth.doubling = std::max(growth.doubling, std::pow(ratio, 1 / doublings));
      }
    }
  }
  return growth;
}

bool BoundHolds(const Evidence& evidence) {
  return !evidence.local_steps.empty() &&
         std::all_of(evidence.local_steps.begin(), evidence.local_steps.end(), [](const LocalStep& step) {
           return step.zero_beyond && step.sum_error < kSumError && step.residual >= step.bound;
         });
}

std::string CountText(const Evidence& evidence, const std::string& method) {
  std::string text = method;
  for (const auto& [n, count] : evidence.BySize(method, Kind::kTraining, 0)) {
    text += (text == method ? " " : ", ") + Short(count) + " at " + std::to_string(n);
  }
  const Growth growth = GrowthOf(evidence, method);
  return text + " (exponent " + Short(growth.exponent) + ", worst of all kinds)";
}

Declaration Size() {
  return {
      .id = "dcdm_size",
      .where = "Abstract",
      .statement = "The number of iterations to a given tolerance is small and independent of the problem size.",
      .quantifiers =
          "two readings: one fixed net for grids of all sizes, and a net trained for each size; over all right-hand "
          "sides, and over three kinds of them; boxes, tolerances 1e-4 and 1e-6, means in fractions of "
          "the last iteration",
      .refuted_by =
          "iterations that grow with an exponent of N above 0.5; for one fixed net and all right-hand sides, "
          "the locality bound: at least (N - 1) / (2 (R + 1)) iterations to 1e-4",
      .pass_condition =
          "for the same net and for nets trained anew, and each kind and tolerance, less than 20 % more "
          "iterations at every doubling; contradicted if an exponent of N is above 0.5 for the same net; "
          "in part at most, as long as the locality bound holds for the random nets tried",
      .expected_verdict = Verdict::kContradicted,
      .why = "never for one net and all right-hand sides"};
}

Judgement JudgeSize(const Evidence& evidence) {
  Judgement judgement;
  const Growth net = GrowthOf(evidence, "net"), retrained = GrowthOf(evidence, "retrained");
  std::string text = "Mean iterations to 1e-4, training's kind, by cells per axis: ";
  Json values = Json::object();
  for (const char* method : {"net", "retrained", "cg", "multigrid"}) {
    const Growth growth = GrowthOf(evidence, method);
    text += CountText(evidence, method) + "; ";
    values[method] = {{"doubling", growth.doubling}, {"exponent", growth.exponent}};
  }
  text += "a pair of opposite corners needs at least (N - 1) / " + std::to_string(2 * (evidence.radius + 1)) + ":";
  for (const Corners& corners : evidence.corners) {
    text += " " + std::to_string(corners.iterations) + " >= " + Short(corners.bound) + " at " +
            std::to_string(corners.n) + (&corners == &evidence.corners.back() ? "." : ",");
  }
  judgement.measured = {text, values};
  judgement.negative_control = {"conjugate gradients, exponent 1: judged dependent on the size, by the same test",
                                GrowthOf(evidence, "cg").dependent()};
  judgement.positive_control = {"multigrid-preconditioned conjugate gradients: judged independent of it",
                                GrowthOf(evidence, "multigrid").independent()};
  const std::string excluded =
      "For one fixed net and all right-hand sides it is false: the residual of a pair of opposite corners stays above "
      "(t (R + 1) + 1)^(-d/2) while 2 t (R + 1) < N - 1, seen with random nets at every such step. ";
  const std::string multigrid = " Multigrid is independent of the size, since its depth grows with log N.";
  if (!BoundHolds(evidence)) return judgement;
  if (net.dependent()) {
    judgement.finding = Verdict::kContradicted;
    judgement.what_holds_instead = excluded + "On the kinds tried a fixed net's iterations grow like N^" +
                                   Short(net.exponent) + ", retrained nets' like N^" + Short(retrained.exponent) + "." +
                                   multigrid;
  } else {
    const bool independent = net.independent() && retrained.independent();
    judgement.finding = Verdict::kConfirmedInPart;
    judgement.what_holds_instead =
        excluded +
        (independent ? "On the kinds tried iterations grow by less than 20 % per doubling."
                     : "On the kinds tried they grow by up to " + Short(100 * (net.doubling - 1)) +
                           " % per doubling with one net, by up to " + Short(100 * (retrained.doubling - 1)) +
                           " % with nets trained anew.") +
        multigrid;
  }
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{Size(), JudgeSize}}; }

}  // namespace hadamard_ntk::experiments::size_independence
