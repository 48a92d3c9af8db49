/// An experiment is Config -> Evidence, and lists of checks, tables and figures over the evidence.
///
///   Config    a plain struct: what the flags set; its members' initial values are the defaults
///   Evidence  all that a run measured: the only thing that checks, tables and figures see
///
///   Experiment SpectralDecay() {
///     return Define<Config, Evidence>({.name = "spectral_decay", .flags = AddFlags, .measure = Measure,
///                                      .checks = Checks(), .tables = {{"spectral_decay", Tabulate}}, ...});
///   }
///
/// experiments/skeleton/basel is a whole one to copy.
#ifndef HADAMARD_NTK_REFEREE_EXPERIMENT_H_
#define HADAMARD_NTK_REFEREE_EXPERIMENT_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "referee/check.h"
#include "referee/claim.h"
#include "referee/figure/figure.h"
#include "referee/paper.h"
#include "referee/program/flags.h"
#include "referee/program/json.h"
#include "referee/program/table.h"
#include "referee/run_context.h"

namespace hadamard_ntk::referee {

/// What a run returns. Everything is in memory; RunExperiment and ExperimentMain turn it into files.
struct Result {
  struct NamedTable {
    std::string stem;  ///< the file is <stem>.csv; the main table's stem is the experiment's name
    Table table;
  };
  struct NamedFigure {
    std::string stem;  ///< the file is <stem>.svg; a table of the same stem must hold what it shows
    Figure figure;
  };
  std::vector<Claim> claims = {};  ///< every declared claim, judged
  std::vector<NamedTable> tables = {};
  std::vector<NamedFigure> figures = {};
  std::string summary = {};           ///< printed for the reader, before the claims
  Json extra = Json::object();        ///< further top-level keys of <name>.json
  Json data_sha256 = Json::object();  ///< file name -> SHA-256, of data that was read
};

/// An experiment with a configuration of its own, to be filled by flags and then run.
class ConfiguredExperiment {
 public:
  virtual ~ConfiguredExperiment() = default;
  virtual void AddFlags(CLI::App& app) = 0;
  /// Flag without dashes -> value.
  virtual Json ConfigJson() const = 0;
  /// A pure function of the configuration and the context: same input, same result, for any number of threads.
  /// Throws std::invalid_argument or std::domain_error for a configuration that makes no sense (exit code 2),
  /// linalg::Diverged (exit code 3).
  virtual Result Run(RunContext& context) const = 0;
};

/// An experiment as a value: its name, the claims it checks with their pass conditions fixed, and how to make a run.
struct Experiment {
  std::string name;     ///< [a-z0-9_]+: name of the binary, the result files and the schema "<name>/1"
  std::string summary;  ///< one or two sentences for --help
  Paper paper;          ///< whose claims it checks
  std::vector<Declaration> claims;
  std::function<std::unique_ptr<ConfiguredExperiment>(bool quick)> configure;
};

/// An experiment with types: what its author writes.
template <typename Config, typename Evidence>
struct Definition {
  template <typename Output>
  struct Named {
    std::string stem;
    Output (*of)(const Evidence&);
  };

  std::string name;
  std::string summary;
  Paper paper = {};
  Config quick = {};  ///< with --quick and no other flag
  void (*flags)(Flags& flags, Config& config) = [](Flags&, Config&) {};
  Evidence (*measure)(const Config& config, RunContext& context);
  std::vector<Check<Evidence>> checks;
  std::vector<Named<Table>> tables;           ///< one has the experiment's name
  std::vector<Named<Figure>> figures = {};    ///< each with a table of its stem; one without panels is left out
  std::string (*text)(const Evidence&) = {};  ///< Result::summary
  Json (*extra)(const Evidence&) = {};        ///< Result::extra
  Json (*data_sha256)(const Evidence&) = {};  ///< Result::data_sha256
};

template <typename Config, typename Evidence>
Experiment Define(Definition<Config, Evidence> definition) {
  for (Check<Evidence>& check : definition.checks) check.claim.paper = definition.paper.id;
  class Configured final : public ConfiguredExperiment {
   public:
    Configured(const Definition<Config, Evidence>& definition, bool quick) : definition_(definition) {
      if (quick) config_ = definition.quick;
    }
    void AddFlags(CLI::App& app) override {
      Flags flags = Flags::OfCommandLine(&app);
      definition_.flags(flags, config_);
    }
    Json ConfigJson() const override {
      Json values = Json::object();
      Flags flags = Flags::ToJson(&values);
      Config config = config_;
      definition_.flags(flags, config);
      return values;
    }
    Result Run(RunContext& context) const override {
      const Evidence evidence = definition_.measure(config_, context);
      Result result;
      for (const auto& [claim, judge] : definition_.checks) result.claims.push_back({claim, judge(evidence)});
      for (const auto& [stem, tabulate] : definition_.tables) result.tables.push_back({stem, tabulate(evidence)});
      for (const auto& [stem, draw] : definition_.figures) {
        Figure figure = draw(evidence);
        if (!figure.panels.empty()) result.figures.push_back({stem, std::move(figure)});
      }
      if (definition_.text) result.summary = definition_.text(evidence);
      if (definition_.extra) result.extra = definition_.extra(evidence);
      if (definition_.data_sha256) result.data_sha256 = definition_.data_sha256(evidence);
      return result;
    }

   private:
    Definition<Config, Evidence> definition_;
    Config config_ = {};
  };
  Experiment experiment{definition.name, definition.summary, definition.paper, {}, {}};
  for (const Check<Evidence>& check : definition.checks) experiment.claims.push_back(check.claim);
  experiment.configure = [definition = std::move(definition)](bool quick) -> std::unique_ptr<ConfiguredExperiment> {
    return std::make_unique<Configured>(definition, quick);
  };
  return experiment;
}

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_EXPERIMENT_H_
