#include "experiments/conjugate_directions/trained_directions/trained_directions.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "experiments/conjugate_directions/trained_directions/claims.h"
#include "experiments/conjugate_directions/trained_directions/measure.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::experiments::trained_directions {
namespace {

Cell CellOf(const std::string& domain, const std::string& method, Kind kind, int to_4, int to_6) {
  return {.domain = domain, .method = method, .kind = kind, .iterations = {{{to_4, to_4}, {to_6, to_6}}}};
}

// A net that is all that the paper says, but slower than multigrid.
Evidence Good() {
  Evidence evidence{.cosines = {.net = {0.95, 0.96}, .untrained = {0.1, 0.2}, .planted = {0.98, 0.98}},
                    .two_components_refused = true,
                    .two_components_solved = true};
  for (const Kind kind : kAllKinds) {
    for (const std::string& domain : Domains(evidence.config)) {
      evidence.cells.push_back(CellOf(domain, "net", kind, 6, 9));
      evidence.cells.push_back(CellOf(domain, "ic", kind, 11, 15));
      evidence.cells.push_back(CellOf(domain, "cg", kind, 28, 39));
      evidence.cells.push_back(CellOf(domain, "jacobi", kind, 27, 37));
      evidence.cells.push_back(CellOf(domain, "deflated", kind, 20, 30));
      evidence.cells.push_back(CellOf(domain, "multigrid", kind, 3, 4));
      evidence.cells.push_back(CellOf(domain, "untrained", kind, 101, 101));
    }
    evidence.cells.push_back(CellOf("box", "net_k0", kind, 10, 15));
    evidence.cells.push_back(CellOf("box", "permuted", kind, 101, 101));
    evidence.cells.push_back(CellOf("box", "planted", kind, 2, 2));
    evidence.cells.push_back(CellOf("box", "planted_k0", kind, 13, 20));
  }
  return evidence;
}

void Set(Evidence& evidence, const std::string& domain, const std::string& method, int to_4, int to_6) {
  for (Cell& cell : evidence.cells) {
    if (cell.domain == domain && cell.method == method) cell.iterations = {{{to_4, to_4}, {to_6, to_6}}};
  }
}

Verdict Of(const std::string& id, const Evidence& evidence) { return Judge(Checks(), id, evidence).verdict(); }

TEST(TrainedDirectionsTest, TheInverse) {
  Evidence evidence = Good();
  EXPECT_EQ(Of("dcdm_inverse", evidence), Verdict::kConfirmed);
  evidence.cosines.net = {0.85, 0.94};
  EXPECT_EQ(Of("dcdm_inverse", evidence), Verdict::kNotReproduced);
  evidence = Good();
  evidence.cosines.untrained = {0.95, 0.95};
  EXPECT_EQ(Of("dcdm_inverse", evidence), Verdict::kInconclusive);
  evidence = Good();
  evidence.cosines.planted = {0.5, 0.5};
  EXPECT_EQ(Of("dcdm_inverse", evidence), Verdict::kInconclusive);
}

TEST(TrainedDirectionsTest, FewIterations) {
  EXPECT_EQ(Of("dcdm_few_iterations", Good()), Verdict::kConfirmedInPart);
  Evidence evidence = Good();
  Set(evidence, "box", "multigrid", 7, 10);
  EXPECT_EQ(Of("dcdm_few_iterations", evidence), Verdict::kConfirmed);
  Set(evidence, "box", "net_k0", 7, 10);
  EXPECT_EQ(Of("dcdm_few_iterations", evidence), Verdict::kConfirmedInPart);
  for (const char* better : {"ic", "cg"}) {  // each of the conditions
    evidence = Good();
    Set(evidence, "box", better, 5, 8);
    EXPECT_EQ(Of("dcdm_few_iterations", evidence), Verdict::kNotReproduced) << better;
  }
  evidence = Good();
  Set(evidence, "box", "net", 12, 16);
  EXPECT_EQ(Of("dcdm_few_iterations", evidence), Verdict::kNotReproduced);
  for (const char* control : {"untrained", "permuted"}) {
    evidence = Good();
    Set(evidence, "box", control, 6, 9);
    EXPECT_EQ(Of("dcdm_few_iterations", evidence), Verdict::kInconclusive) << control;
  }
  evidence = Good();
  Set(evidence, "box", "planted_k0", 2, 2);
  EXPECT_EQ(Of("dcdm_few_iterations", evidence), Verdict::kInconclusive);
}

TEST(TrainedDirectionsTest, Generalises) {
  EXPECT_EQ(Of("dcdm_generalises", Good()), Verdict::kConfirmed);
  Evidence evidence = Good();
  Set(evidence, "solids_30", "net", 12, 20);
  const Claim claim = Judge(Checks(), "dcdm_generalises", evidence);
  EXPECT_EQ(claim.verdict(), Verdict::kConfirmedInPart);
  EXPECT_NE(claim.what_holds_instead.find("IC(0) needs fewer from 30 % of solids on"), std::string::npos);
  for (const char* domain : {"sphere", "cube", "solids_10"}) Set(evidence, domain, "net", 12, 20);
  EXPECT_EQ(Of("dcdm_generalises", evidence), Verdict::kNotReproduced);
  evidence = Good();
  evidence.two_components_refused = false;
  EXPECT_EQ(Of("dcdm_generalises", evidence), Verdict::kInconclusive);
  evidence = Good();
  evidence.two_components_solved = false;
  EXPECT_EQ(Of("dcdm_generalises", evidence), Verdict::kInconclusive);
  evidence = Good();
  for (const std::string& domain : Domains(evidence.config)) Set(evidence, domain, "untrained", 20, 30);
  EXPECT_EQ(Of("dcdm_generalises", evidence), Verdict::kInconclusive);
  evidence = Good();  // as bad everywhere
  for (const std::string& domain : Domains(evidence.config)) Set(evidence, domain, "net", 60, 80);
  EXPECT_EQ(Of("dcdm_generalises", evidence), Verdict::kInconclusive);
  evidence = Good();
  Set(evidence, "cube", "ic", 30, 30);
  EXPECT_EQ(Of("dcdm_generalises", evidence), Verdict::kInconclusive);
}

TEST(TrainedDirectionsTest, JudgedSharesOfSolidsMustBeThere) {
  RunContext context;
  EXPECT_EQ(MessageOf([&] {
              Measure({.solids = {10, 20}}, context);
            }),
            "--solids: must contain 10 and 30, which are judged");
}

}  // namespace
}  // namespace hadamard_ntk::experiments::trained_directions
