#include "experiments/conjugate_directions/millions/millions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "experiments/conjugate_directions/millions/claims.h"
#include "experiments/conjugate_directions/millions/measure.h"

namespace hadamard_ntk::experiments::millions {
namespace {

Evidence Planted(int n) {
  Evidence evidence;
  for (const Kind kind : kAllKinds) {
    for (const char* method : {"net", "multigrid_k2", "cg", "ic", "multigrid"}) {
      evidence.runs.push_back({.method = method, .n = n, .kind = kind, .iterations = 20, .reached = true});
    }
    evidence.runs.push_back({.method = "one_iteration", .n = n, .kind = kind, .iterations = 2, .reached = false});
  }
  return evidence;
}

void SetReached(Evidence& evidence, const std::string& method, bool reached) {
  for (Run& run : evidence.runs) {
    if (run.method == method) run.reached = reached;
  }
}

Verdict Of(const Evidence& evidence) { return Judge(Checks(), "dcdm_millions", evidence).verdict(); }

TEST(MillionsTest, ReachedAtTwoMillionsDecides) {
  EXPECT_EQ(Of(Planted(128)), Verdict::kConfirmed);
  EXPECT_EQ(Of(Planted(64)), Verdict::kInconclusive);
  Evidence evidence = Planted(128);
  evidence.runs.front().reached = false;
  EXPECT_EQ(Of(evidence), Verdict::kNotReproduced);
  // The largest grid is judged.
  Evidence larger = Planted(256);
  SetReached(larger, "net", false);
  evidence = Planted(128);
  evidence.runs.insert(evidence.runs.end(), larger.runs.begin(), larger.runs.end());
  EXPECT_EQ(Of(evidence), Verdict::kNotReproduced);
}

TEST(MillionsTest, ControlsDecide) {
  Evidence evidence = Planted(128);
  SetReached(evidence, "one_iteration", true);
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
  evidence = Planted(128);
  SetReached(evidence, "multigrid_k2", false);
  EXPECT_EQ(Of(evidence), Verdict::kInconclusive);
}

}  // namespace
}  // namespace hadamard_ntk::experiments::millions
