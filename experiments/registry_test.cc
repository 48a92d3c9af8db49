#include "experiments/registry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "experiments/shared/names.h"
#include "referee/run_experiment.h"

namespace hadamard_ntk::experiments {
namespace {

TEST(RegistryTest, IsWellDeclaredAndNamesEachClaimOnce) {
  std::set<std::string> names, claims;
  for (const Experiment& experiment : AllExperiments()) {
    EXPECT_NO_THROW(RequireWellDeclared(experiment));
    EXPECT_NE(experiment.paper.key, "") << experiment.name;
    EXPECT_TRUE(names.insert(experiment.name).second) << experiment.name;
    for (const Declaration& claim : experiment.claims) {
      EXPECT_TRUE(claims.insert(claim.full_id()).second) << claim.full_id();
      const auto words = std::count(claim.why.begin(), claim.why.end(), ' ') + 1;
      EXPECT_TRUE(!claim.why.empty() && words <= 8) << claim.full_id() << ": " << claim.why;
    }
  }
  EXPECT_GE(names.size(), 1u);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
