#include "experiments/shared/kernel_formula.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

#include "referee/program/table.h"

namespace hadamard_ntk::experiments {
namespace {

constexpr double kDigits = 1e-13;  // relative, of printed values
constexpr double kErrors = 5;      // standard errors

double Relative(double found, double printed) { return std::abs(found / printed - 1); }

double StandardErrors(const DrawnKernel& k) { return std::abs(k.drawn.mean - k.kernel) / k.drawn.error; }

struct LargestDeviations {
  double printed = 0, ntk = 0;
  std::optional<double> nngp = {};
  bool pass() const { return printed <= kDigits && ntk <= kErrors && nngp.value_or(0) <= kErrors; }
};

LargestDeviations Compare(const KernelFormula& formula) {
  LargestDeviations d;
  for (const PrintedKernel& p : formula.printed) d.printed = std::max(d.printed, Relative(p.found, p.printed));
  for (const DrawnNets& nets : formula.drawn) {
    d.ntk = std::max(d.ntk, StandardErrors(nets.ntk));
    if (nets.nngp) d.nngp = std::max(d.nngp.value_or(0), StandardErrors(*nets.nngp));
  }
  return d;
}

bool Refused(const KernelFormula& formula, std::size_t wrong) {
  bool by_printed = false;
  for (const PrintedKernel& p : formula.printed) by_printed |= Relative(p.wrong[wrong], p.printed) > kDigits;
  std::map<int, bool> by_width;
  for (const DrawnNets& nets : formula.drawn) {
    by_width[nets.width] |= StandardErrors({nets.ntk.drawn, nets.wrong[wrong]}) > kErrors;
  }
  return by_printed && !by_width.empty() &&
         std::all_of(by_width.begin(), by_width.end(), [](const auto& at) { return at.second; });
}

bool AllRefused(const KernelFormula& formula) {
  if (formula.printed.empty()) return false;
  bool all = true;
  for (std::size_t k = 0; k < formula.printed.front().wrong.size(); ++k) all &= Refused(formula, k);
  return all;
}

// The formula met by all printed values, and one standard error off all means.
KernelFormula Planted(KernelFormula formula) {
  for (PrintedKernel& p : formula.printed) p.found = p.printed;
  for (DrawnNets& nets : formula.drawn) {
    nets.ntk.drawn.mean = nets.ntk.kernel - nets.ntk.drawn.error;
    if (nets.nngp) nets.nngp->drawn.mean = nets.nngp->kernel + nets.nngp->drawn.error;
  }
  return formula;
}

}  // namespace

Judgement JudgeKernelFormula(const KernelFormula& formula, const std::string& wrong) {
  const LargestDeviations d = Compare(formula);
  Judgement judgement;
  judgement.measured = {"printed values met to " + RoundedReal(d.printed, 2) +
                            " relative; means over finite nets off by at most " + RoundedReal(d.ntk, 2) +
                            (d.nngp ? " (ntk) and " + RoundedReal(*d.nngp, 2) + " (nngp)" : "") + " standard errors",
                        {{"printed", d.printed}, {"ntk", d.ntk}}};
  if (d.nngp) judgement.measured.values["nngp"] = *d.nngp;
  judgement.negative_control = {wrong + " are refused by both checks", AllRefused(formula)};
  judgement.positive_control = {"planted means one standard error off pass", Compare(Planted(formula)).pass()};
  judgement.finding = d.pass() ? Verdict::kConfirmed : Verdict::kContradicted;
  if (!d.pass()) judgement.what_holds_instead = "another kernel: see the tables";
  return judgement;
}

}  // namespace hadamard_ntk::experiments
