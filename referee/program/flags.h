/// Flags of programs, checked while the command line is parsed.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_FLAGS_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_FLAGS_H_

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "referee/program/json.h"

namespace CLI {
class App;
}

namespace hadamard_ntk::referee {

/// A flag's value that cannot be used. what() is one printable line (files/quoted.h):
/// "--k_max: must be an integer from 0 to 100 (got '-3')".
class FlagError : public std::invalid_argument {
 public:
  FlagError(std::string_view flag, std::string_view requirement, std::string_view value);
};

/// Each function binds a flag to *value, whose present content is the default shown by --help. Bounds are inclusive.
/// While the command line is parsed they throw FlagError naming the flag and the offending value. `flag` has its
/// dashes: "--k_max".
void AddInteger(CLI::App& app, const std::string& flag, int* value, int min, int max, const std::string& text);
void AddInteger(CLI::App& app, const std::string& flag, std::int64_t* value, std::int64_t min, std::int64_t max,
                const std::string& text);
void AddSeed(CLI::App& app, const std::string& flag, std::uint64_t* value, const std::string& text);
void AddReal(CLI::App& app, const std::string& flag, double* value, double min, double max, const std::string& text);

/// One of `choices`.
void AddChoice(CLI::App& app, const std::string& flag, std::string* value, const std::vector<std::string>& choices,
               const std::string& text);

/// A list such as 2,3,9 or 1:20 or 1:3,8,12 (a:b is a, a+1, ..., b). A number that comes again is dropped.
void AddIntegerList(CLI::App& app, const std::string& flag, std::vector<int>* value, int min, int max,
                    const std::string& text);

/// A list such as 0.5,1,2e-3.
void AddRealList(CLI::App& app, const std::string& flag, std::vector<double>* value, double min, double max,
                 const std::string& text);

/// The flags of a configuration, written once: a function that visits them makes the command line of an App, or the
/// configuration as JSON (flag without dashes -> present value). The arguments are those of the functions above.
class Flags {
 public:
  static Flags OfCommandLine(CLI::App* app) { return Flags(app, nullptr); }
  static Flags ToJson(Json* values) { return Flags(nullptr, values); }

  void Integer(const std::string& flag, int& value, int min, int max, const std::string& text);
  void Real(const std::string& flag, double& value, double min, double max, const std::string& text);
  void Choice(const std::string& flag, std::string& value, const std::vector<std::string>& choices,
              const std::string& text);
  void IntegerList(const std::string& flag, std::vector<int>& value, int min, int max, const std::string& text);
  void RealList(const std::string& flag, std::vector<double>& value, double min, double max, const std::string& text);
  /// Any text, such as a path; the last one if given twice.
  void Text(const std::string& flag, std::string& value, const std::string& text);

 private:
  Flags(CLI::App* app, Json* values) : app_(app), values_(values) {}

  CLI::App* app_;
  Json* values_;
};

/// The list that AddIntegerList reads. Throws FlagError.
std::vector<int> ParseIntegerList(std::string_view flag, std::string_view list, int min, int max);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_FLAGS_H_
