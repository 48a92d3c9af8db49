/// A printed claim: what is fixed before a run (Declaration), what a run finds (Judgement), and the verdict.
#ifndef HADAMARD_NTK_REFEREE_CLAIM_H_
#define HADAMARD_NTK_REFEREE_CLAIM_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "referee/program/json.h"

namespace hadamard_ntk::referee {

/// What became of a printed claim.
///
/// "Contradicted" is evidence of absence, "not reproduced" is absence of evidence: the check has the power to see the
/// printed effect, did not see it, and what was run differs from what was printed.
enum class Verdict { kConfirmed, kConfirmedInPart, kContradicted, kNotReproduced, kInconclusive };

inline constexpr Verdict kAllVerdicts[] = {Verdict::kConfirmed, Verdict::kConfirmedInPart, Verdict::kContradicted,
                                           Verdict::kNotReproduced, Verdict::kInconclusive};

/// "confirmed", "confirmed in part", "contradicted", "not reproduced", "inconclusive".
std::string_view Name(Verdict verdict);

/// What is claimed: a statement of mathematics, or what somebody's run of an experiment showed.
enum class Subject { kMathematics, kExperiment };

/// "mathematics", "experiment".
std::string_view Name(Subject subject);

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

/// A planted case in which the claim is true, put through the same check at the same settings: for a statement about
/// an experiment, an effect of the printed size among the run's own noise; for mathematics, a case to which the
/// statement does apply. A check that does not find it has no power, and neither confirms nor contradicts.
struct PositiveControl {
  std::string description;
  bool found = false;
};

/// How a run stands to the printed experiment it repeats.
struct Replication {
  bool printed_effect_excluded = false;   ///< by the 95 % confidence interval of the effect measured here
  bool baseline_as_printed = false;       ///< the net compared with is within the printed error of the printed one
  std::vector<std::string> differs = {};  ///< "data: ...", "budget: ...", "seeds: ..."; empty if nothing does
};

/// A printed claim of a paper, and what will be demanded of a run: fixed before it.
struct Declaration {
  std::string id;              ///< [a-z0-9_]+, e.g. "theorem_7"; no other claim of its paper has it
  std::string where;           ///< e.g. "Theorem 7"
  std::string statement;       ///< as printed
  std::string quantifiers;     ///< what the statement quantifies over, and over which values of each the run goes
  std::string refuted_by;      ///< the observation that would contradict it
  std::string pass_condition;  ///< what must be measured for "confirmed"
  Subject subject = Subject::kMathematics;
  Verdict expected_verdict = Verdict::kConfirmed;
  std::optional<Verdict> expected_when_quick = {};  ///< where it is another one with --quick, having less power
  std::string why = {};                             ///< the expected verdict, explained in at most eight words
  std::string paper = {};                           ///< id of the paper; Define sets it

  /// "polynomial_nets/theorem_7"; the id alone without a paper.
  std::string full_id() const { return paper.empty() ? id : paper + "/" + id; }
  Verdict expected(bool quick) const {
    return quick ? expected_when_quick.value_or(expected_verdict) : expected_verdict;
  }
};

/// What became of it in a run.
struct Judgement {
  Measurement measured = {};
  NegativeControl negative_control = {};
  PositiveControl positive_control = {};
  std::optional<Replication> replication = {};  ///< required where the subject is an experiment
  Verdict finding = Verdict::kInconclusive;     ///< what the check says, if its controls came out as they must
  std::string what_holds_instead = {};          ///< required when contradicted or confirmed in part
  std::optional<double> slack = {};             ///< bound / measured, for claims that are inequalities

  /// The finding, as far as it can be upheld: kInconclusive whatever was found if the negative control was not
  /// rejected or the positive one not found; kNotReproduced instead of kContradicted for an experiment whose printed
  /// effect is not excluded, or whose baseline is another than the printed one.
  Verdict verdict() const;
};

/// A claim with its judgement.
struct Claim : Declaration, Judgement {
  bool quick = false;  ///< whether the run was one with --quick; RunExperiment sets it

  bool as_expected() const { return verdict() == expected(quick); }
};

/// Claims before a run, without a judgement.
std::vector<Claim> NotJudged(const std::vector<Declaration>& declarations);

/// Throws std::invalid_argument naming the claim and the field: a declaration without id, where, statement,
/// quantifiers, what refutes it or pass condition.
void CheckDeclaration(const Declaration& claim);

/// CheckDeclaration, and: the measurement or a control without text, a claim that does not hold (in part) without
/// what holds instead, an experiment without its replication or not reproduced with nothing that differs, a slack that
/// is not finite.
void CheckJudgement(const Claim& claim);

/// Keys, in order: id (the full one), subject, statement, where, quantifiers, refuted_by, pass_condition, measured
/// {text, values, slack if any}, negative_control {description, rejected}, positive_control {description, found},
/// replication {printed_effect_excluded, baseline_as_printed, differs} (null for mathematics), verdict,
/// what_holds_instead (null where the claim holds).
Json ToJson(const Claim& claim);

/// The claims for a reader, in at most 100 columns: one row each (id with where beneath it, verdict, slack if any has
/// one, seconds if given, measured), and beneath, for claims that do not hold as printed, what holds instead, and for
/// those not reproduced what differs. Verdicts that differ from the expected one are marked. `seconds`: empty, or one
/// entry per claim.
std::string ClaimTable(const std::vector<Claim>& claims, const std::vector<double>& seconds = {});

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_CLAIM_H_
