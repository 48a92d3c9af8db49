#ifndef HADAMARD_NTK_REFEREE_EXPERIMENT_H_
#define HADAMARD_NTK_REFEREE_EXPERIMENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "referee/claim.h"
#include "referee/figure/figure.h"
#include "referee/paper.h"
#include "referee/program/json.h"
#include "referee/program/progress.h"
#include "referee/program/table.h"

namespace CLI {
class App;
}

namespace hadamard_ntk::referee {

/// What a run is given besides its configuration.
struct RunContext {
  std::uint64_t seed = 1;
  int threads = 1;      ///< oneTBB is already limited to these; for the record and for sizing
  bool quick = false;   ///< the configuration is already the quick one
  Progress progress{};  ///< silent unless standard error is a terminal
};

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
  virtual Json ConfigJson() const = 0;
  /// A pure function of the configuration and the context: same input, same result, for any number of threads.
  /// Throws std::invalid_argument or std::domain_error for a configuration that makes no sense (exit code 2),
  /// DivergedRun (exit code 3).
  virtual Result Run(RunContext& context) const = 0;
};

/// An experiment as a value: its name, the claims it checks with their pass conditions fixed, and how to make a run.
struct Experiment {
  std::string name;           ///< [a-z0-9_]+: name of the binary, the result files and the schema "<name>/1"
  std::string summary;        ///< one or two sentences for --help
  Paper paper;                ///< whose claims it checks
  std::vector<Claim> claims;  ///< declared, not yet judged
  std::function<std::unique_ptr<ConfiguredExperiment>(bool quick)> configure;
};

/// How an experiment is written down: a plain struct Config, and three functions on it.
///
///   add_flags  binds each flag to a field of the Config (referee/program/flags.h)
///   to_json    the Config as it goes into the provenance
///   run        the experiment
///   defaults   the Config of a run without flags; `quick` that of a run with --quick and no other flag
template <typename Config>
struct ExperimentDefinition {
  std::string name;
  std::string summary;
  Paper paper = {};
  std::vector<Claim> claims;
  Config defaults;
  Config quick;
  void (*add_flags)(CLI::App& app, Config& config);
  Json (*to_json)(const Config& config);
  Result (*run)(const Config& config, RunContext& context);
};

template <typename Config>
Experiment MakeExperiment(ExperimentDefinition<Config> definition) {
  class Configured final : public ConfiguredExperiment {
   public:
    Configured(const ExperimentDefinition<Config>& definition, bool quick)
        : definition_(definition), config_(quick ? definition.quick : definition.defaults) {}
    void AddFlags(CLI::App& app) override { definition_.add_flags(app, config_); }
    Json ConfigJson() const override { return definition_.to_json(config_); }
    Result Run(RunContext& context) const override {
      Result result = definition_.run(config_, context);
      for (Claim& claim : result.claims) claim.paper = definition_.paper.id;
      return result;
    }

   private:
    ExperimentDefinition<Config> definition_;
    Config config_;
  };
  Experiment experiment{definition.name, definition.summary, definition.paper, definition.claims, {}};
  for (Claim& claim : experiment.claims) claim.paper = definition.paper.id;
  experiment.configure = [definition = std::move(definition)](bool quick) -> std::unique_ptr<ConfiguredExperiment> {
    return std::make_unique<Configured>(definition, quick);
  };
  return experiment;
}

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_EXPERIMENT_H_
