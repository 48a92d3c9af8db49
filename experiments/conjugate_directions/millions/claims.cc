#include "experiments/conjugate_directions/millions/claims.h"

#include <algorithm>
#include <string>

namespace hadamard_ntk::experiments::millions {
namespace {

constexpr int kLeastSize = 128;  // 2.1 million cells

Declaration DegreesOfFreedom() {
  return {.id = "dcdm_millions",
          .where = "Abstract",
          .statement =
              "The method is effective on Poisson equations of fluid dynamics with millions of degrees of "
              "freedom.",
          .quantifiers =
              "a box of 128^3 cells (256^3 with --millions yes), one right-hand side of each of three kinds; "
              "a net trained on 32^3 cells, unchanged",
          .refuted_by = "a residual above 1e-4 of |b| after 100 iterations",
          .pass_condition = "1e-4 is reached within 100 iterations at 128^3 or more, for all kinds",
          .subject = Subject::kExperiment,
          .expected_when_quick = Verdict::kInconclusive,
          .why = "reached; slower than conjugate gradients on a CPU"};
}

bool AllReached(const Evidence& evidence, const std::string& method) {
  const auto runs = evidence.Largest(method);
  return !runs.empty() && std::all_of(runs.begin(), runs.end(), [](const Run* run) { return run->reached; });
}

Judgement JudgeDegreesOfFreedom(const Evidence& evidence) {
  Judgement judgement;
  const auto net = evidence.Largest("net");
  const int n = net.empty() ? 0 : net.front()->n;
  std::string text = "Iterations to 1e-4 on " + std::to_string(n) + "^3 cells";
  Json values = Json::array();
  for (const char* method : {"net", "cg", "ic", "multigrid"}) {
    text += std::string(method) == "net" ? ": net" : std::string("; ") + method;
    for (const Run* run : evidence.Largest(method)) {
      text += " " + (run->reached ? std::to_string(run->iterations) : "not reached") + " (" + NameOf(run->kind) + ")";
      values.push_back({{"method", run->method},
                        {"n", run->n},
                        {"kind", NameOf(run->kind)},
                        {"iterations", run->iterations},
                        {"reached", run->reached}});
    }
  }
  judgement.measured = {
      text +
          ". Iterations are not time: one call of the net costs as much as tens of steps of conjugate gradients, and "
          "on a CPU it loses to them and to multigrid by the clock; the run prints the seconds.",
      {{"runs", values}}};
  judgement.negative_control = {"one iteration of the net: not reached", !AllReached(evidence, "one_iteration")};
  judgement.positive_control = {"a multigrid cycle in the place of the net: reached",
                                AllReached(evidence, "multigrid_k2")};
  judgement.replication =
      Replication{.differs = {"grid: boxes, not the authors' flows", "net: trained on smaller boxes, in this run"}};
  if (n < kLeastSize) {
    judgement.finding = Verdict::kInconclusive;
  } else if (AllReached(evidence, "net")) {
    judgement.finding = Verdict::kConfirmed;
  } else {
    judgement.finding = Verdict::kContradicted;
    judgement.what_holds_instead = "Not reached for all kinds with this net.";
  }
  return judgement;
}

}  // namespace

std::vector<Check<Evidence>> Checks() { return {{DegreesOfFreedom(), JudgeDegreesOfFreedom}}; }

}  // namespace hadamard_ntk::experiments::millions
