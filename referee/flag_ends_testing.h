/// Every flag of an experiment at its ends: what is accepted runs to its files, what makes no sense is refused before
/// the work. The flags, their ends and their choices are taken from their own declarations.
#ifndef HADAMARD_NTK_REFEREE_FLAG_ENDS_TESTING_H_
#define HADAMARD_NTK_REFEREE_FLAG_ENDS_TESTING_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "referee/experiment.h"

namespace hadamard_ntk::referee {

/// What a flag says that it accepts, when it refuses "?".
struct FlagDomain {
  enum class Kind { kInteger, kReal, kIntegerList, kRealList, kChoice, kSwitch, kText };
  std::string flag;
  Kind kind;
  std::string least = {}, most = {};
  std::vector<std::string> choices = {};
};
std::vector<FlagDomain> FlagsOf(const Experiment& experiment);

/// How far to go.
struct EndsPlan {
  /// With every case unless it sets the same flag: --quick would still take too long.
  std::map<std::string, std::string> cheap = {};
  /// Instead of the upper end, which no test can afford: budgets. "2..9": instead of both ends, with nothing between.
  /// Of a choice: the one that is tried.
  std::map<std::string, std::string> capped = {};
  /// Further cases, as a user would write them: "--d 100 --k_max 100".
  std::vector<std::string> also = {};
};

struct EndsCase {
  std::string name;
  Experiment experiment;
  std::vector<std::string> flags;  ///< after --quick
};

/// The cases of a plan:
///   an integer   its least value and the next ones 1, 2, 4, 8, 16 above it, and its greatest
///   a real       its least and its greatest
///   lists        one of the least, one of the greatest, both; the integer above the least
///   choices      each; a switch: on
///   all flags    at their least at once
/// Flags that are names of files are left to tests of their own.
std::vector<EndsCase> EndsOf(const Experiment& experiment, const EndsPlan& plan);

/// Runs a case, draws its figures (in the working directory's temporary files) and says what is wrong; empty if it ran,
/// or was refused before the work with a line that names a flag, or diverged. A figure may be left out for want of
/// values to show, and for nothing else.
std::string FaultOf(const EndsCase& tried);

/// One test per case; instantiated by the macro experiment (referee/experiment.bzl).
class FlagEnds : public testing::TestWithParam<EndsCase> {};

inline std::string NameOf(const testing::TestParamInfo<EndsCase>& info) { return info.param.name; }

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FLAG_ENDS_TESTING_H_
