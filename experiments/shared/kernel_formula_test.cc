#include "experiments/shared/kernel_formula.h"

#include <gtest/gtest.h>

namespace hadamard_ntk::experiments {
namespace {

// Two widths, two wrong formulas: the first says something else everywhere, the second for one of the nets alone.
KernelFormula Planted() {
  return {.printed = {{2, 2 * (1 + 5e-14), {2.1, 2}}, {3, 3, {3.1, 3.2}}},
          .drawn = {{"a", 1, 8, 100, {{1, 0.01}, 1.02}, {2, 1.02}, DrawnKernel{{5, 0.1}, 5.3}},
                    {"b", 2, 8, 100, {{1, 0.01}, 1}, {2, 3}},
                    {"b", 2, 64, 10, {{1, 0.02}, 1.01}, {2, 3}}}};
}

Verdict VerdictOf(const KernelFormula& formula) { return JudgeKernelFormula(formula, "both").verdict(); }

TEST(KernelFormulaTest, SaysWhatWasMeasured) {
  const Judgement judgement = JudgeKernelFormula(Planted(), "two formulas");
  EXPECT_EQ(judgement.verdict(), Verdict::kConfirmed);
  EXPECT_EQ(judgement.measured.text,
            "printed values met to 5e-14 relative; means over finite nets off by at most 2 (ntk) and 3 (nngp) "
            "standard errors");
  EXPECT_EQ(judgement.measured.values.size(), 3);
  EXPECT_EQ(judgement.negative_control.description, "two formulas are refused by both checks");
  KernelFormula without = Planted();
  without.drawn[0].nngp.reset();
  EXPECT_EQ(JudgeKernelFormula(without, "").measured.text,
            "printed values met to 5e-14 relative; means over finite nets off by at most 2 standard errors");
}

TEST(KernelFormulaTest, AnotherValueContradicts) {
  KernelFormula digits = Planted(), ntk = Planted(), nngp = Planted();
  digits.printed[1].found *= 1 + 1e-12;
  ntk.drawn[2].ntk.kernel += 6 * 0.02;
  nngp.drawn[0].nngp->kernel += 3 * 0.1;
  for (const KernelFormula& formula : {digits, ntk, nngp}) EXPECT_EQ(VerdictOf(formula), Verdict::kContradicted);
}

// A wrong formula that passes one of the checks, or passes it at one width.
TEST(KernelFormulaTest, WithoutPowerNothingIsSaid) {
  KernelFormula printed = Planted(), width = Planted(), errors = Planted();
  printed.printed[1].wrong[1] = 3;
  width.drawn[2].wrong[1] = 1.01;
  for (DrawnNets& nets : errors.drawn) nets.ntk.drawn.error = 1e3;
  for (const KernelFormula& formula : {printed, width, errors}) EXPECT_EQ(VerdictOf(formula), Verdict::kInconclusive);
  EXPECT_EQ(VerdictOf({}), Verdict::kInconclusive);
  EXPECT_EQ(VerdictOf({.printed = Planted().printed}), Verdict::kInconclusive);
}

}  // namespace
}  // namespace hadamard_ntk::experiments
