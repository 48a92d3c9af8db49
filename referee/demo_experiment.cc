#include "referee/demo_experiment.h"

#include <unistd.h>

#include <cmath>
#include <csignal>
#include <numbers>

#include "linalg/diverged.h"

namespace hadamard_ntk::referee {
namespace {

struct Config {
  std::vector<int> n = {10, 100, 1000, 10000};
  std::string behave = "well";
};

struct Evidence {
  bool surprise = false, invisible = false;
  std::vector<int> n = {};
  std::vector<double> remainders = {};
};

void AddFlags(Flags& flags, Config& config) {
  flags.IntegerList("--n", config.n, 1, 1000000, "numbers of terms");
  flags.Choice("--behave", config.behave, {"well", "surprise", "invisible", "misconfigured", "diverge", "fail", "hang"},
               "what to do, for tests");
}

Evidence Measure(const Config& config, RunContext& context) {
  if (config.behave == "misconfigured") throw std::domain_error("DemoExperiment: --behave makes no sense\n(really)");
  if (config.behave == "diverge") throw linalg::Diverged("demo", 17, 1e300);
  if (config.behave == "fail") throw std::runtime_error("the machine is on fire");
  while (config.behave == "hang") pause();

  context.progress.Start("sums", static_cast<std::int64_t>(config.n.size()));
  Evidence evidence{.surprise = config.behave == "surprise", .invisible = config.behave == "invisible", .n = config.n};
  for (const int n : config.n) {
    double sum = 0;
    for (int i = n; i >= 1; --i) sum += 1.0 / (static_cast<double>(i) * i);
    evidence.remainders.push_back(std::numbers::pi * std::numbers::pi / 6 - sum);
    context.progress.Advance();
  }
  return evidence;
}

Declaration Remainder() {
  return {.id = "basel_remainder",
          .where = "Euler 1735",
          .statement = "π²/6 - Σ_{i≤n} 1/i² ~ 1/n",
          .quantifiers = "every n >= 1: powers of ten up to 10,000",
          .refuted_by = "an n with |n (π²/6 - sum) - 1| > 1/n",
          .pass_condition = "|n (π²/6 - sum) - 1| <= 1/n for every n",
          .expected_verdict = Verdict::kConfirmed};
}

Judgement JudgeRemainder(const Evidence& evidence) {
  double worst = 0, control = 0, planted = 0;
  for (std::size_t i = 0; i < evidence.n.size(); ++i) {
    const int n = evidence.n[i];
    const double remainder = evidence.remainders[i];
    worst = std::max(worst, n * std::abs(n * remainder - 1));
    control = std::max(control, n * std::abs(n * remainder - 1.1));
    planted = std::max(planted, n * std::abs(n * (1.0 / (n + 0.5)) - 1));
  }
  Judgement judgement;
  judgement.measured = {"n |n (π²/6 - sum) - 1| <= " + ExactReal(worst), {{"worst", worst}}};
  judgement.negative_control = {"1.1 instead of 1", control > 1};
  judgement.positive_control = {"a planted remainder 1/(n + 1/2)", planted <= 1};
  judgement.finding = worst <= 1 && !evidence.surprise ? Verdict::kConfirmed : Verdict::kContradicted;
  if (judgement.finding != Verdict::kConfirmed) judgement.what_holds_instead = "Something else.";
  return judgement;
}

Table Tabulate(const Evidence& evidence) {
  Table table({{"n", Table::kInteger}, {"remainder", Table::kReal}});
  for (std::size_t i = 0; i < evidence.n.size(); ++i) table.Append(evidence.n[i], evidence.remainders[i]);
  return table;
}

Figure Draw(const Evidence& evidence) {
  Series series{.x = {evidence.n.begin(), evidence.n.end()}, .y = evidence.remainders};
  if (evidence.invisible) series.y.assign(series.y.size(), 0);  // on a logarithmic axis
  series.style = Series::Style::kLinePoints;
  series.label.text = "remainder";
  Panel panel{.x = {.label = "$n$", .log = true}, .y = {.label = "π^{2}/6 - sum", .log = true}, .series = {series}};
  return {.title = "Remainder of the sum of 1/i²", .panels = {panel}};
}

}  // namespace

Paper DemoPaper() { return {.id = "demo", .title = "A demonstration", .authors = "Nobody", .venue = "nowhere"}; }

Experiment DemoExperiment() {
  return Define<Config, Evidence>(
      {.name = "demo_experiment",
       .summary = "Does the sum of 1/i² approach π²/6 like 1/n?",
       .paper = DemoPaper(),
       .quick = {.n = {10, 100}},
       .flags = AddFlags,
       .measure = Measure,
       .checks = {{Remainder(), JudgeRemainder}},
       .tables = {{"demo_experiment", Tabulate}},
       .figures = {{"demo_experiment", Draw}},
       .text = [](const Evidence&) -> std::string { return "The remainder falls like 1/n."; }});
}

}  // namespace hadamard_ntk::referee
