#ifndef HADAMARD_NTK_EXPERIMENTS_CLAIM_H_
#define HADAMARD_NTK_EXPERIMENTS_CLAIM_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/json.h"

namespace hadamard_ntk::experiments {

/// What a check says about a printed claim.
enum class Verdict { kConfirmed, kConfirmedInPart, kContradicted, kInconclusive };

/// "confirmed", "confirmed in part", "contradicted", "inconclusive".
std::string_view Name(Verdict verdict);

/// What was measured: a sentence with its uncertainty, and the numbers behind it.
struct Measurement {
  std::string text;
  Json values = Json::object();
};

/// A deliberately wrong formula or constant, put through the same check. The check is worth something only if it
/// rejects it.
struct NegativeControl {
  std::string description;
  bool rejected = false;
};

/// One printed claim of the paper and what became of it.
///
/// The first five fields are fixed before the run: an experiment declares them in its value, and the run may not
/// change them (RunExperiment aborts if it does). The others are the outcome.
struct Claim {
  std::string id;              ///< [a-z0-9_]+, e.g. "theorem_7"
  std::string where;           ///< e.g. "Theorem 7"
  std::string statement;       ///< as printed in the paper
  std::string pass_condition;  ///< what must be measured for "confirmed"
  Verdict expected_verdict = Verdict::kConfirmed;

  Measurement measured = {};
  NegativeControl negative_control = {};
  Verdict finding = Verdict::kInconclusive;  ///< what the check says, if its negative control was rejected
  std::string what_holds_instead = {};       ///< required when contradicted or confirmed in part
  std::optional<double> slack = {};          ///< bound / measured, for claims that are inequalities

  /// The finding; kInconclusive if the negative control was not rejected, whatever was found.
  Verdict verdict() const { return negative_control.rejected ? finding : Verdict::kInconclusive; }
  bool as_expected() const { return verdict() == expected_verdict; }
};

/// Throws std::invalid_argument naming the claim and the field: a declaration without id, where, statement or pass
/// condition.
void CheckDeclaration(const Claim& claim);

/// CheckDeclaration, and: the measurement or the control without text, a claim that does not hold (in part) without
/// what holds instead, a slack that is not finite.
void CheckJudgement(const Claim& claim);

/// Keys, in order: id, statement, where, pass_condition, measured {text, values, slack if any},
/// negative_control {description, rejected}, verdict, what_holds_instead (null where the claim holds).
Json ToJson(const Claim& claim);

/// The claims for a reader, in at most 100 columns: one row each (id with where beneath it, verdict, slack if any has
/// one, seconds if given, measured), and beneath, for claims that do not hold as printed, what holds instead. Verdicts
/// that differ from the expected one are marked. `seconds`: empty, or one entry per claim.
std::string ClaimTable(const std::vector<Claim>& claims, const std::vector<double>& seconds = {});

/// One claim in full: statement, pass condition, measurement, control, verdict, what holds instead; wrapped to 100
/// columns.
std::string ClaimInFull(const Claim& claim);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_CLAIM_H_
