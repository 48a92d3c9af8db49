#include "experiments/conjugate_directions/trained_directions/claims.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "experiments/shared/median.h"
#include "referee/program/table.h"

namespace hadamard_ntk::experiments::trained_directions {
namespace {

constexpr double kCosine = 0.9, kOfGradients = 0.5, kOfNothingStored = 0.7, kOfTheBox = 1.5;
const char* const kUnseen[] = {"sphere", "cube", "solids_10", "solids_30"};

std::string Short(double value) { return RoundedReal(value, 3); }

Replication Differences(const Evidence& evidence) {
  const DirectionTraining& training = evidence.config.training;
  return {.differs = {"net: " + std::to_string(evidence.parameters) + " parameters, trained on " +
                          std::to_string(training.steps * training.batch) + " right-hand sides",
                      "grid: " + std::to_string(training.n) + " cells per axis in " +
                          std::to_string(training.dimension) + " dimensions, not 64^3 and 128^3"}};
}

// For all kinds of right-hand sides and both tolerances on the box.
template <class Condition>
bool EveryCount(const Condition& condition) {
  for (const Kind kind : kAllKinds) {
    for (std::size_t t = 0; t < kTolerances.size(); ++t) {
      if (!condition(kind, t)) return false;
    }
  }
  return true;
}

bool IsFew(const Evidence& evidence, const std::string& method) {
  return EveryCount([&](Kind kind, std::size_t t) {
    const double count = evidence.Median("box", kind, method, t);
    return count <= evidence.Median("box", kind, "ic", t) &&
           count <= kOfGradients * evidence.Median("box", kind, "cg", t);
  });
}

bool StoredHelp(const Evidence& evidence, const std::string& method, const std::string& nothing_stored) {
  return EveryCount([&](Kind kind, std::size_t t) {
    return evidence.Median("box", kind, method, t) <=
           kOfNothingStored * evidence.Median("box", kind, nothing_stored, t);
  });
}

// Iterations on a domain over those on the box, the worst of kinds and tolerances.
double Ratio(const Evidence& evidence, const std::string& domain, const std::string& method) {
  double worst = 0;
  EveryCount([&](Kind kind, std::size_t t) {
    worst = std::max(worst, evidence.Median(domain, kind, method, t) / evidence.Median("box", kind, method, t));
    return true;
  });
  return worst;
}

// Whether there is anything on the box that could hold elsewhere, too.
bool IsUseful(const Evidence& evidence, const std::string& method) {
  return EveryCount([&](Kind kind, std::size_t t) {
    return evidence.Median("box", kind, method, t) <= evidence.Median("box", kind, "cg", t);
  });
}

std::size_t DomainsWithin(const Evidence& evidence, const std::string& method) {
  if (!IsUseful(evidence, method)) return 0;
  return static_cast<std::size_t>(std::count_if(std::begin(kUnseen), std::end(kUnseen), [&](const char* domain) {
    return Ratio(evidence, domain, method) <= kOfTheBox;
  }));
}

// Medians of the methods on a domain at a tolerance: "training: net 6, IC(0) 11; ...".
std::string CountText(const Evidence& evidence, const std::string& domain, std::size_t t) {
  std::string text;
  for (const Kind kind : kAllKinds) {
    text += (text.empty() ? "" : "; ") + NameOf(kind) + ": ";
    std::string counts;
    for (const char* method : {"net", "net_k0", "ic", "deflated", "jacobi", "cg", "multigrid"}) {
      if (domain != "box" && std::string(method) == "net_k0") continue;
      counts +=
          (counts.empty() ? "" : ", ") + std::string(method) + " " + Short(evidence.Median(domain, kind, method, t));
    }
    text += counts;
  }
  return text;
}

Json CountValues(const Evidence& evidence) {
  Json values = Json::array();
  for (const Cell& cell : evidence.cells) {
    values.push_back({{"domain", cell.domain},
                      {"kind", NameOf(cell.kind)},
                      {"method", cell.method},
                      {"iterations_1e-4", cell.iterations[0]},
                      {"iterations_1e-6", cell.iterations[1]},
                      {"residual_directions", cell.residual_directions}});
  }
  return values;
}

Declaration Inverse() {
  return {.id = "dcdm_inverse",
          .where = "Abstract",
          .statement =
              "A convolutional net approximates the action of the inverse of the linear operator up to a "
              "constant; it is trained without supervision.",
          .quantifiers = "right-hand sides of training's distribution on the box, none of them trained on",
          .refuted_by = "a median |cosine| in the A-norm between f(b) and A^+ b of 0.9 or less",
          .pass_condition = "the median |cosine| in the A-norm between f(b) and A^+ b is above 0.9",
          .subject = Subject::kExperiment,
          .why = "cosine above 0.9 on held-out right-hand sides"};
}

Judgement JudgeInverse(const Evidence& evidence) {
  Judgement judgement;
  const double median = Median(evidence.cosines.net), untrained = Median(evidence.cosines.untrained);
  const double planted = Median(evidence.cosines.planted);
  judgement.measured = {"Median |cosine| in the A-norm " + Short(median) + ", untrained " + Short(untrained) + ".",
                        {{"net", evidence.cosines.net}, {"untrained", evidence.cosines.untrained}}};
  judgement.negative_control = {"the net before its training: its median cosine is 0.9 or less", untrained <= kCosine};
  judgement.positive_control = {"A^+ b with an error of 20 % in the A-norm: its median cosine is above 0.9",
                                planted > kCosine};
  judgement.replication = Differences(evidence);
  judgement.finding = median > kCosine ? Verdict::kConfirmed : Verdict::kContradicted;
  if (median <= kCosine) {
    judgement.what_holds_instead = "After this training the median cosine is " + Short(median) + ".";
  }
  return judgement;
}

Declaration FewIterations() {
  return {.id = "dcdm_few_iterations",
          .where = "Abstract",
          .statement = "The method reduces the residual to a given tolerance in a small number of iterations.",
          .quantifiers =
              "the box, right-hand sides of training's distribution, smooth ones and jets; tolerances 1e-4 "
              "and 1e-6 of |b|; medians",
          .refuted_by =
              "more iterations than IC(0)-preconditioned conjugate gradients, or than half of those without "
              "preconditioner, on some kind",
          .pass_condition =
              "for all three kinds at both tolerances at most as many as with IC(0) and at most half of "
              "conjugate gradients'; in part if multigrid-preconditioned conjugate gradients need fewer, or "
              "if with two stored directions they are more than 0.7 of those without",
          .subject = Subject::kExperiment,
          .expected_verdict = Verdict::kConfirmedInPart,
          .why = "fewer than IC(0); multigrid needs three"};
}

Judgement JudgeFewIterations(const Evidence& evidence) {
  Judgement judgement;
  judgement.measured = {"Median iterations on the box to 1e-4: " + CountText(evidence, "box", 0) +
                            ". To 1e-6: " + CountText(evidence, "box", 1) + ".",
                        {{"counts", CountValues(evidence)}}};
  judgement.negative_control = {
      "the untrained net, and the trained net's direction with its cells shuffled: neither has few iterations",
      !IsFew(evidence, "untrained") && !IsFew(evidence, "permuted")};
  judgement.positive_control = {"A^+ with every other mode's factor 3/2 and 1/2 of what it should be: few",
                                IsFew(evidence, "planted") && StoredHelp(evidence, "planted", "planted_k0")};
  judgement.replication = Differences(evidence);
  if (!IsFew(evidence, "net")) {
    judgement.finding = Verdict::kContradicted;
    judgement.what_holds_instead = "Not for all kinds and tolerances with this net; see the counts.";
    return judgement;
  }
  const bool beats_multigrid = EveryCount([&](Kind kind, std::size_t t) {
    return evidence.Median("box", kind, "net", t) <= evidence.Median("box", kind, "multigrid", t);
  });
  const bool stored_help = StoredHelp(evidence, "net", "net_k0");
  judgement.finding = beats_multigrid && stored_help ? Verdict::kConfirmed : Verdict::kConfirmedInPart;
  if (!stored_help) {
    judgement.what_holds_instead = "Few, but two stored directions save less than 30 % of the iterations somewhere. ";
  }
  if (!beats_multigrid) {
    judgement.what_holds_instead +=
        "Few beside conjugate gradients and IC(0); multigrid-preconditioned conjugate gradients need " +
        Short(evidence.Median("box", Kind::kTraining, "multigrid", 1)) + " where the net needs " +
        Short(evidence.Median("box", Kind::kTraining, "net", 1)) + " (training's kind, to 1e-6).";
  }
  return judgement;
}

Declaration Generalises() {
  return {.id = "dcdm_generalises",
          .where = "Abstract",
          .statement = "The method generalizes effectively to systems beyond those encountered during training.",
          .quantifiers =
              "a net trained on the box; a solid sphere, a solid cube, 10 % and 30 % of random solid cells; "
              "three kinds of right-hand sides, tolerances 1e-4 and 1e-6; medians",
          .refuted_by = "more than 1.5 times the box's iterations on every one of these domains",
          .pass_condition =
              "on the box at most as many iterations as conjugate gradients; at most 1.5 times those on "
              "every domain, for all kinds at both tolerances; in part if on some",
          .subject = Subject::kExperiment,
          .expected_verdict = Verdict::kNotReproduced,
          .expected_when_quick = Verdict::kConfirmedInPart,
          .why = "not to domains with many solids"};
}

Judgement JudgeGeneralises(const Evidence& evidence) {
  Judgement judgement;
  std::string text = "Iterations over those on the box, the worst of kinds and tolerances:";
  Json ratios = Json::object();
  for (const char* domain : kUnseen) {
    const double ratio = Ratio(evidence, domain, "net");
    text += std::string(domain == kUnseen[0] ? " " : ", ") + domain + " " + Short(ratio);
    ratios[domain] = ratio;
  }
  std::string overtaken = "IC(0) needs fewer on none of the shares of solids tried";
  for (const int percent : evidence.config.solids) {
    const std::string domain = "solids_" + std::to_string(percent);
    if (evidence.Median(domain, Kind::kTraining, "ic", 1) >= evidence.Median(domain, Kind::kTraining, "net", 1))
      continue;
    overtaken = "IC(0) needs fewer from " + std::to_string(percent) + " % of solids on";
    break;
  }
  judgement.measured = {text + "; " + overtaken + " (training's kind, to 1e-6).", ratios};
  judgement.negative_control = {
      "a box with a wall and a right-hand side that is not projected to the range: refused, and accepted once it is; "
      "the untrained net, which is as bad everywhere: within 1.5 times on no domain",
      evidence.two_components_refused && evidence.two_components_solved && DomainsWithin(evidence, "untrained") == 0};
  judgement.positive_control = {"IC(0), which knows each domain: within 1.5 times on all, by the same test",
                                DomainsWithin(evidence, "ic") == std::size(kUnseen)};
  judgement.replication = Differences(evidence);
  if (!IsUseful(evidence, "net")) return judgement;  // it has learned nothing that could hold elsewhere
  const std::size_t within = DomainsWithin(evidence, "net");
  judgement.finding = within == std::size(kUnseen) ? Verdict::kConfirmed
                      : within > 0                 ? Verdict::kConfirmedInPart
                                                   : Verdict::kContradicted;
  if (within < std::size(kUnseen)) {
    judgement.what_holds_instead = "Within 1.5 times the box's iterations on " + std::to_string(within) + " of " +
                                   std::to_string(std::size(kUnseen)) + " domains; " + overtaken + ".";
  }
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() {
  return {{Inverse(), JudgeInverse}, {FewIterations(), JudgeFewIterations}, {Generalises(), JudgeGeneralises}};
}

}  // namespace hadamard_ntk::experiments::trained_directions
