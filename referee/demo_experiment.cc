#include "referee/demo_experiment.h"

#include <unistd.h>

#include <cmath>
#include <csignal>
#include <numbers>

#include "referee/program/diverged.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::referee {
namespace {

struct Config {
  std::vector<int> n = {10, 100, 1000, 10000};
  std::string behave = "well";
};

void AddFlags(CLI::App& app, Config& config) {
  AddIntegerList(app, "--n", &config.n, 1, 1000000, "numbers of terms");
  AddChoice(app, "--behave", &config.behave,
            {"well", "surprise", "invisible", "misconfigured", "diverge", "fail", "hang"}, "what to do, for tests");
}

Json ToJson(const Config& config) { return {{"n", config.n}, {"behave", config.behave}}; }

Claim BaselRemainder() {
  return {.id = "basel_remainder",
          .where = "Euler 1735",
          .statement = "π²/6 - Σ_{i≤n} 1/i² ~ 1/n",
          .quantifiers = "every n >= 1: powers of ten up to 10,000",
          .refuted_by = "an n with |n (π²/6 - sum) - 1| > 1/n",
          .pass_condition = "|n (π²/6 - sum) - 1| <= 1/n for every n",
          .expected_verdict = Verdict::kConfirmed};
}

Result Run(const Config& config, RunContext& context) {
  if (config.behave == "misconfigured") throw std::domain_error("DemoExperiment: --behave makes no sense\n(really)");
  if (config.behave == "diverge") throw DivergedRun("demo", 17, 1e300);
  if (config.behave == "fail") throw std::runtime_error("the machine is on fire");
  while (config.behave == "hang") pause();

  context.progress.Start("sums", static_cast<std::int64_t>(config.n.size()));
  Table table({{"n", Table::kInteger}, {"remainder", Table::kReal}});
  double worst = 0, control = 0, planted = 0;
  for (const int n : config.n) {
    double sum = 0;
    for (int i = n; i >= 1; --i) sum += 1.0 / (static_cast<double>(i) * i);
    const double remainder = std::numbers::pi * std::numbers::pi / 6 - sum;
    table.Append(n, remainder);
    worst = std::max(worst, n * std::abs(n * remainder - 1));
    control = std::max(control, n * std::abs(n * remainder - 1.1));
    planted = std::max(planted, n * std::abs(n * (1.0 / (n + 0.5)) - 1));
    context.progress.Advance();
  }

  Claim claim = BaselRemainder();
  claim.measured = {"n |n (π²/6 - sum) - 1| <= " + ExactReal(worst), {{"worst", worst}}};
  claim.negative_control = {"1.1 instead of 1", control > 1};
  claim.positive_control = {"a planted remainder 1/(n + 1/2)", planted <= 1};
  claim.finding = worst <= 1 ? Verdict::kConfirmed : Verdict::kContradicted;
  if (config.behave == "surprise") claim.finding = Verdict::kContradicted;
  if (claim.finding != Verdict::kConfirmed) claim.what_holds_instead = "Something else.";

  Series series;
  for (const auto n : table.Integers("n")) series.x.push_back(static_cast<double>(n));
  series.y = table.Reals("remainder");
  if (config.behave == "invisible") series.y.assign(series.y.size(), 0);  // on a logarithmic axis
  series.style = Series::Style::kLinePoints;
  series.label.text = "remainder";
  Panel panel{.x = {.label = "$n$", .log = true}, .y = {.label = "π^{2}/6 - sum", .log = true}, .series = {series}};

  Result result;
  result.claims = {claim};
  result.tables.push_back({"demo_experiment", std::move(table)});
  result.figures.push_back({"demo_experiment", Figure{.title = "Remainder of the sum of 1/i²", .panels = {panel}}});
  result.summary = "The remainder falls like 1/n.";
  return result;
}

}  // namespace

Paper DemoPaper() { return {.id = "demo", .title = "A demonstration", .authors = "Nobody", .venue = "nowhere"}; }

Experiment DemoExperiment() {
  return MakeExperiment<Config>({.name = "demo_experiment",
                                 .summary = "Does the sum of 1/i² approach π²/6 like 1/n?",
                                 .paper = DemoPaper(),
                                 .claims = {BaselRemainder()},
                                 .defaults = {},
                                 .quick = {.n = {10, 100}, .behave = "well"},
                                 .add_flags = AddFlags,
                                 .to_json = ToJson,
                                 .run = Run});
}

}  // namespace hadamard_ntk::referee
