#include "experiments/polynomial_nets/ray_extrapolation/claims.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "experiments/shared/count.h"
#include "experiments/shared/power_law_fit.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::ray_extrapolation {
namespace {

// Of the exponent of |local degree - limit| in t: -1 in the end; below it where the next term O(t^-2) is still seen, as
// on rays where the leading coefficient f(v, 0) happens to be small.
constexpr double kRateMargin = 0.1;
constexpr double kFitFrom = 16384;  // t

// All rays of some networks.
struct Rays {
  int cases = 0, as_claimed = 0, exactly = 0;
  double next = 0;                                       // largest difference of order degree + 1, over tolerance
  double top = std::numeric_limits<double>::infinity();  // smallest of order degree, over tolerance
  double finite_next = 0;                                // of finite nets
  int finite = 0;
  Json values = Json::array();
};

Rays Collect(const Evidence& evidence, const std::set<std::string>& networks) {
  Rays rays;
  std::map<std::string, Json> groups;
  for (const Case& c : evidence.cases) {
    if (!networks.contains(c.network)) continue;
    const Differences& d = c.differences;
    const auto n = static_cast<std::size_t>(c.degree);
    const int found = d.degree();
    const double next = d.largest[n + 1] / d.tolerance[n + 1], top = d.largest[n] / d.tolerance[n];
    ++rays.cases;
    rays.as_claimed += found >= 0 && found <= c.degree;
    rays.exactly += found == c.degree;
    rays.next = std::max(rays.next, next);
    rays.top = std::min(rays.top, top);
    if (c.width > 0) {
      ++rays.finite;
      rays.finite_next = std::max(rays.finite_next, next);
    }
    Json& group = groups[c.network + " " + std::to_string(c.parameter) + " " + std::to_string(c.width)];
    if (group.is_null()) {
      group = {{"network", c.network},        {"parameter", c.parameter}, {"width", c.width},
               {"claimed_degree", c.degree},  {"smallest_found", found},  {"largest_found", found},
               {"next_over_tolerance", next}, {"top_over_tolerance", top}};
    }
    group["smallest_found"] = std::min(group["smallest_found"].get<int>(), found);
    group["largest_found"] = std::max(group["largest_found"].get<int>(), found);
    group["next_over_tolerance"] = std::max(group["next_over_tolerance"].get<double>(), next);
    group["top_over_tolerance"] = std::min(group["top_over_tolerance"].get<double>(), top);
  }
  for (auto& [name, group] : groups) rays.values.push_back(std::move(group));
  return rays;
}

std::string Describe(const Rays& rays, const std::string& degree, const std::string& next) {
  std::string text = "degree exactly " + degree + " on " + OutOf(rays.exactly, rays.cases) +
                     " rays; differences of order " + next + " are at most " + RoundedReal(rays.next, 2) +
                     " of their rounding bound, those of order " + degree + " at least " + RoundedReal(rays.top, 2) +
                     " times it";
  if (rays.finite > 0) {
    text += " (" + std::to_string(rays.finite) + " rays of trained finite nets included, " +
            RoundedReal(rays.finite_next, 2) + " of the bound)";
  }
  return text;
}

// The check is able to say no: to degree - 1 (but where f(v) happens to vanish), and to the stated degree for a net
// with biases.  Of these the smallest: with larger N the rest O(1/t) of a polynomial of degree N soon sinks below the
// rounding of t^N.
NegativeControl Control(const Evidence& evidence, const Rays& rays, const std::string& biased) {
  int least = std::numeric_limits<int>::max(), controls = 0, refused = 0;
  for (const BiasedCase& b : evidence.biased) {
    if (b.network == biased) least = std::min(least, b.parameter);
  }
  for (const BiasedCase& b : evidence.biased) {
    if (b.network != biased || b.parameter != least || b.width != 0) continue;
    const int found = b.differences.degree();
    ++controls;
    refused += found < 0 || found > b.degree;
  }
  const std::string name = (biased == "fc_bias" ? "FC net of depth " : "PNN with N = ") + std::to_string(least);
  return {
      "the same check refuses a degree smaller by one on at least nine rays in ten, and the stated degree on every "
      "ray of the " +
          name + " with biases",
      10 * rays.exactly >= 9 * rays.cases && controls > 0 && refused == controls};
}

// The check is able to say yes: to planted polynomials of exactly the degrees stated.
PositiveControl Planted(const Evidence& evidence, int least_degree, int largest_degree) {
  int cases = 0, found = 0;
  for (const Case& c : evidence.planted) {
    if (c.degree < least_degree || c.degree > largest_degree) continue;
    ++cases;
    found += c.differences.degree() == c.degree;
  }
  return {"the same check finds the degree of a planted |x|^N, N the degree stated, on every ray",
          cases > 0 && found == cases};
}

// The next order of differences is within its rounding on every ray of these networks.
Judgement JudgeDegree(const Evidence& evidence, const std::set<std::string>& networks) {
  const bool linear = networks.contains("fc");
  const Rays rays = Collect(evidence, networks);
  Judgement judgement;
  judgement.measured = {linear ? Describe(rays, "1", "2") : Describe(rays, "N", "N + 1"), {{"nets", rays.values}}};
  judgement.negative_control = Control(evidence, rays, linear ? "fc_bias" : "pnn_bias");
  judgement.positive_control = linear ? Planted(evidence, 1, 1) : Planted(evidence, 2, std::numeric_limits<int>::max());
  judgement.finding = rays.cases > 0 && rays.as_claimed == rays.cases ? Verdict::kConfirmed : Verdict::kContradicted;
  if (judgement.finding != Verdict::kConfirmed) judgement.what_holds_instead = "See measured.values.nets.";
  return judgement;
}

Declaration Theorem4() {
  return {.id = "theorem_4",
          .where = "Theorem 4",
          .statement =
              "\"Suppose we train N-degree (N >= 2) PNNs f: R^d -> R with infinite-width on {(x_i, y_i)}, and the "
              "network is optimized with the squared loss in the NTK regime. For any direction v in R^d that "
              "satisfies |v|_2 = max{|x_i|_2}, let x_0 = tv and x = x_0 + hv with t > 1 and h > 0 be the "
              "extrapolation data points, the output f(x_0 + hv) follows a gamma-degree (gamma <= N) function with "
              "respect to h.\"",
          .quantifiers =
              "every training set, N >= 2, v of that norm, t > 1 and h > 0: sets in R^3, R^2 and R^8 (R^8 not with "
              "--quick), N = 2..6, rays through a sample and at random, the points 1.5 v, 2.5 v, ... of which each is "
              "a tv; the labels are those of one function, on which the exact predictor depends linearly",
          .refuted_by = "one ray of one net on which a difference of order N + 1 exceeds its rounding bound",
          .pass_condition =
              "N = 2..6, bias-free (eq. (1) and the form of A.1): along every ray the differences of order N + 1 of "
              "the exact kernel predictor, and of trained finite nets, vanish within their rounding bound",
          .expected_verdict = Verdict::kConfirmed,
          .why = "degree exactly N on every ray tried"};
}

Judgement JudgeTheorem4(const Evidence& evidence) { return JudgeDegree(evidence, {"pnn", "ccp"}); }

Declaration Theorem4Raw() {
  return {.id = "theorem_4_raw",
          .where = "Section 3.2",
          .statement =
              "\"Note that our theorem can also be extended to the raw PNNs without activation function.\" - here: "
              "Theorem 4",
          .quantifiers = "as theorem_4, for nets without activation",
          .refuted_by = "as theorem_4",
          .pass_condition = "as theorem_4, for activation-free nets of degree N = 2..6, exact kernel predictors",
          .expected_verdict = Verdict::kConfirmed,
          .why = "degree exactly N on every ray tried"};
}

Judgement JudgeTheorem4Raw(const Evidence& evidence) { return JudgeDegree(evidence, {"pnn_raw"}); }

Declaration Theorem5() {
  return {.id = "theorem_5",
          .where = "Theorem 5",
          .statement =
              "\"Suppose we train N-layer (N >= 2) fully-connected NNs f: R^d -> R on {(x_i, y_i)}. For any direction "
              "v in R^d that satisfies |v|_2 = max{|x_i|_2}, x_0 = tv and x = x_0 + hv with t > 1 and h > 0 are "
              "extrapolation data points, the output f(x_0 + hv) follows a linear function with respect to h.\"",
          .quantifiers = "as theorem_4, with depths 2..6 for N",
          .refuted_by = "one ray of one net on which a second difference exceeds its rounding bound",
          .pass_condition =
              "depth 2..6, bias-free (Section 2.2): along every ray the second differences of the exact kernel "
              "predictor, and of trained finite nets, vanish within their rounding bound",
          .expected_verdict = Verdict::kConfirmed,
          .why = "degree exactly one on every ray tried"};
}

Judgement JudgeTheorem5(const Evidence& evidence) { return JudgeDegree(evidence, {"fc"}); }

// Of |local_degree - limit| against t >= kFitFrom; nothing if fewer than 4 values are there.
std::optional<PowerLawFit> FitDistance(const BiasedCase& b, double limit) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < b.t.size(); ++i) {
    if (b.t[i] < kFitFrom || !(std::abs(b.local_degree[i] - limit) > 0)) continue;
    x.push_back(b.t[i]);
    y.push_back(std::abs(b.local_degree[i] - limit));
  }
  if (x.size() < 4) return std::nullopt;
  return FitPowerLaw(x, y);
}

bool TendsAsInverse(const std::optional<PowerLawFit>& fit) { return fit && fit->exponent <= -1 + kRateMargin; }

// How the local degrees tend to their limits.
struct Limits {
  int fitted = 0, converging = 0;
  double smallest = std::numeric_limits<double>::infinity(), largest = -smallest;  // exponents of the distance in t
  double deviation = 0, at_t = 0;                                                  // largest distance left, at the end
  int wrong_fitted = 0, wrong_converging = 0;                                      // to a limit larger by 1/2
  Json values = Json::array();
};

Limits FitLimits(const std::vector<BiasedCase>& cases) {
  Limits limits;
  std::map<std::string, Json> groups;
  for (const BiasedCase& b : cases) {
    const auto fit = FitDistance(b, b.degree), wrong = FitDistance(b, b.degree + 0.5);
    limits.wrong_fitted += wrong.has_value();
    limits.wrong_converging += TendsAsInverse(wrong);
    if (!fit) continue;
    ++limits.fitted;
    limits.converging += TendsAsInverse(fit);
    limits.smallest = std::min(limits.smallest, fit->exponent);
    limits.largest = std::max(limits.largest, fit->exponent);
    limits.deviation = std::max(limits.deviation, std::abs(b.local_degree.back() - b.degree));
    limits.at_t = b.t.back();
    Json& group = groups[b.network + " " + std::to_string(b.parameter) + " " + std::to_string(b.width)];
    if (group.is_null()) {
      group = {{"network", b.network}, {"parameter", b.parameter},           {"width", b.width},
               {"limit", b.degree},    {"smallest_exponent", fit->exponent}, {"largest_exponent", fit->exponent}};
    }
    group["smallest_exponent"] = std::min(group["smallest_exponent"].get<double>(), fit->exponent);
    group["largest_exponent"] = std::max(group["largest_exponent"].get<double>(), fit->exponent);
  }
  for (auto& [name, group] : groups) limits.values.push_back(std::move(group));
  return limits;
}

// The check of both parts is able to say yes.
PositiveControl PlantedWithBiases(const Evidence& evidence) {
  int planted = 0, found = 0;
  for (const BiasedCase& b : evidence.planted_biased) {
    ++planted;
    found += b.differences.degree() == b.degree && TendsAsInverse(FitDistance(b, b.degree));
  }
  return {"of a planted (1 + |x|)^N both checks find the degree N on every ray", planted > 0 && found == planted};
}

Declaration Biases() {
  return {
      .id = "degree_with_biases",
      .where = "Section 4.1",
      .statement =
          "Of Figure 1, made with nets that have biases: \"fully-connected NN extrapolates linearly while NN-Hp "
          "approximates better the extrapolation part of the underlying non-linear function, which are consistent "
          "with Theorem 4 and Theorem 5\"",
      .quantifiers =
          "nets with input biases (FC: biases in every layer), as in Figure 1: degrees and depths 2..6, the rays of "
          "theorem_4, 1 <= t <= 2^22",
      .refuted_by = "a ray along which the local degree tends to another number, or to none",
      .pass_condition =
          "exact kernel predictors and trained finite nets: with biases the differences of order N + 1 (FC: 2) vanish "
          "within their rounding bound from t = 1.5 on; in part if the local degree log2 |f(2tv)/f(tv)| tends to N "
          "(FC: 1) on every ray: its distance falls with a fitted exponent of at most -0.9 over 2^14 <= t <= 2^22",
      .expected_verdict = Verdict::kConfirmedInPart,
      .why = "only in the limit of long rays"};
}

Judgement JudgeBiases(const Evidence& evidence) {
  int exact = 0;
  for (const BiasedCase& b : evidence.biased) {
    const int found = b.differences.degree();
    exact += found >= 0 && found <= b.degree;
  }
  const Limits limits = FitLimits(evidence.biased);
  const int rays = static_cast<int>(evidence.biased.size());
  Judgement judgement;
  judgement.measured = {
      "not a polynomial of that degree on " + OutOf(rays - exact, rays) +
          " rays (on the others, of large N, the rest is below the rounding); the local degree tends to "
          "N (FC: 1) with exponents from " +
          RoundedReal(limits.smallest, 4) + " to " + RoundedReal(limits.largest, 4) +
          " in t; at t = " + RoundedReal(limits.at_t, 4) + " it is off by at most " + RoundedReal(limits.deviation, 2),
      {{"within_rounding", exact}, {"rays", rays}, {"nets", limits.values}}};
  judgement.positive_control = PlantedWithBiases(evidence);
  judgement.negative_control = {"a limit larger by 1/2 is refused by the same fit on every ray",
                                limits.wrong_fitted > 0 && limits.wrong_converging == 0};
  const bool tends = limits.fitted == rays && limits.converging == rays && rays > 0;
  judgement.finding = rays > 0 && exact == rays ? Verdict::kConfirmed
                      : tends                   ? Verdict::kConfirmedInPart
                                                : Verdict::kContradicted;
  judgement.what_holds_instead =
      "f(tv, 1) = t^N f(v, 1/t) (FC: t f(v, 1/t)), and the infinitely wide net is smooth in 1/t near 0: f is a "
      "polynomial of degree N in t plus O(1/t), not one; a finite one is a polynomial of degree N only beyond its "
      "last kink. The stated degree is reached as t grows; the local degree is N + O(1/t), from late on where the "
      "leading coefficient f(v, 0) happens to be small.";
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() {
  return {{Theorem4(), JudgeTheorem4},
          {Theorem4Raw(), JudgeTheorem4Raw},
          {Theorem5(), JudgeTheorem5},
          {Biases(), JudgeBiases}};
}

}  // namespace hadamard_ntk::experiments::ray_extrapolation
