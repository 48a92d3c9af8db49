#include "referee/flag_ends_testing.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <iterator>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "linalg/diverged.h"
#include "referee/program/flags.h"
#include "referee/run_experiment.h"
#include "referee/write_results.h"

namespace hadamard_ntk::referee {
namespace {

using Kind = FlagDomain::Kind;

// The experiment's quick configuration with these flags. Throws FlagError.
std::unique_ptr<ConfiguredExperiment> Configured(const Experiment& experiment, const std::vector<std::string>& flags) {
  std::unique_ptr<ConfiguredExperiment> configured = experiment.configure(true);
  CLI::App app("test", experiment.name);
  configured->AddFlags(app);
  std::vector<std::string> reversed(flags.rbegin(), flags.rend());
  app.parse(reversed);
  return configured;
}

FlagDomain DomainOf(const Experiment& experiment, const std::string& flag) {
  std::string says;
  try {
    Configured(experiment, {flag, "?"});
    return {flag, Kind::kText};
  } catch (const FlagError& error) {
    says = error.what();
  }
  static const std::vector<std::pair<const char*, Kind>> kWords = {
      {": must be an integer from (\\S+) to (\\S+) \\(", Kind::kInteger},
      {": must be a number from (\\S+) to (\\S+) \\(", Kind::kReal},
      {": must be a list like .* of integers from (\\S+) to (\\S+) \\(", Kind::kIntegerList},
      {": must be a list, each a number from (\\S+) to (\\S+) \\(", Kind::kRealList},
      {": must be one of (\\S+) \\(", Kind::kChoice}};
  for (const auto& [words, kind] : kWords) {
    std::smatch match;
    if (!std::regex_search(says, match, std::regex(words))) continue;
    FlagDomain domain{flag, kind};
    if (kind != Kind::kChoice) {
      domain.least = match[1];
      domain.most = match[2];
      return domain;
    }
    std::istringstream choices(match[1]);
    for (std::string choice; std::getline(choices, choice, '|');) domain.choices.push_back(choice);
    return domain;
  }
  throw std::logic_error("FlagsOf: what is this flag's domain? " + says);
}

std::vector<std::string> ValuesOf(const FlagDomain& domain, const EndsPlan& plan) {
  const auto capped = plan.capped.find(domain.flag);
  if (domain.kind == Kind::kChoice) {
    return capped == plan.capped.end() ? domain.choices : std::vector<std::string>{capped->second};
  }
  std::string least = domain.least, most = capped == plan.capped.end() ? domain.most : capped->second;
  const std::size_t dots = most.find("..");
  if (dots != most.npos) {
    least = most.substr(0, dots);
    most = most.substr(dots + 2);
  }
  std::vector<std::string> values = {least};
  if (dots == most.npos && (domain.kind == Kind::kInteger || domain.kind == Kind::kIntegerList)) {
    for (const std::int64_t above : {1, 2, 4, 8, 16}) {
      if (domain.kind == Kind::kIntegerList && above > 1) break;
      const std::int64_t value = std::stoll(least) + above;
      if (value < std::stoll(most)) values.push_back(std::to_string(value));
    }
  }
  if (most != least) values.push_back(most);
  if (domain.kind == Kind::kIntegerList || domain.kind == Kind::kRealList) values.push_back(least + "," + most);
  return values;
}

std::string TestName(const std::vector<std::string>& flags) {
  std::string name;
  for (const std::string& flag : flags) name += "_" + flag;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  name.erase(std::unique(name.begin(), name.end(), [](char a, char b) { return a == '_' && b == '_'; }), name.end());
  return name.substr(1);
}

}  // namespace

std::vector<FlagDomain> FlagsOf(const Experiment& experiment) {
  CLI::App app("test", experiment.name);
  const std::unique_ptr<ConfiguredExperiment> configured = experiment.configure(true);
  configured->AddFlags(app);
  std::vector<FlagDomain> flags;
  for (const CLI::Option* option : app.get_options()) {
    const std::string flag = option->get_name();
    if (flag.find("--help") != flag.npos) continue;
    if (option->get_items_expected_max() == 0) {
      flags.push_back({flag, Kind::kSwitch});
    } else {
      flags.push_back(DomainOf(experiment, flag));
    }
  }
  return flags;
}

std::vector<EndsCase> EndsOf(const Experiment& experiment, const EndsPlan& plan) {
  std::vector<EndsCase> cases;
  std::set<std::string> names;
  const auto add = [&](std::vector<std::string> flags) {
    const std::string name = flags.empty() ? "nothing_but_quick" : TestName(flags);
    for (const auto& [flag, value] : plan.cheap) {
      if (std::find(flags.begin(), flags.end(), flag) == flags.end()) flags.insert(flags.end(), {flag, value});
    }
    std::string unique = name;
    while (!names.insert(unique).second) unique += "_again";
    cases.push_back({unique, experiment, std::move(flags)});
  };
  add({});
  std::vector<std::string> all_least;
  for (const FlagDomain& domain : FlagsOf(experiment)) {
    if (domain.kind == Kind::kText) continue;
    if (domain.kind == Kind::kSwitch) {
      add({domain.flag});
      continue;
    }
    const std::vector<std::string> values = ValuesOf(domain, plan);
    for (const std::string& value : values) add({domain.flag, value});
    if (domain.kind != Kind::kChoice) all_least.insert(all_least.end(), {domain.flag, values[0]});
  }
  cases.push_back({"all_flags_at_their_least", experiment, std::move(all_least)});
  for (const std::string& line : plan.also) {
    std::istringstream words(line);
    add({std::istream_iterator<std::string>(words), {}});
  }
  return cases;
}

std::string FaultOf(const EndsCase& tried) {
  RunOutcome outcome;
  try {
    outcome = RunExperiment(tried.experiment, *Configured(tried.experiment, tried.flags), {.quick = true});
  } catch (const linalg::Diverged&) {
    return "";                               // exit code 3: a rate at its upper end may do so, and says so
  } catch (const std::logic_error& error) {  // exit code 2, before the work: RunExperiment sees to that
    const std::string says = error.what();
    const bool names = std::any_of(tried.flags.begin(), tried.flags.end(), [&](const std::string& flag) {
      return flag.rfind("--", 0) == 0 && says.find(flag) != says.npos;
    });
    return names ? "" : "is refused, and no flag is named: " + says;
  } catch (const std::exception& error) {
    return "fails: " + std::string(error.what());
  }
  for (const FileChanges::File& file : outcome.numbers.write) {
    if (file.name.ends_with(".json") && !Json::accept(file.contents)) return file.name + " is no JSON";
  }
  for (const DrawnFigure& figure : DrawFigures(outcome.result)) {
    if (!figure.svg && figure.note.find(kNothingToShow) == figure.note.npos) {
      return "figure " + figure.stem + ": " + figure.note;
    }
  }
  return "";
}

TEST_P(FlagEnds, RunsOrIsRefusedBeforeTheWork) {
  std::string flags;
  for (const std::string& word : GetParam().flags) flags += " " + word;
  EXPECT_EQ(FaultOf(GetParam()), "") << GetParam().experiment.name << " --quick" << flags;
}

}  // namespace hadamard_ntk::referee
