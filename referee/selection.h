/// Which experiments and claims a user asks for: --paper and --only.
#ifndef HADAMARD_NTK_REFEREE_SELECTION_H_
#define HADAMARD_NTK_REFEREE_SELECTION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "referee/experiment.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::referee {

/// Which experiments and claims a user asks for.
struct Selection {
  std::vector<std::string> papers = {};  ///< ids of papers; empty: all
  std::vector<std::string> only = {};    ///< names of experiments, ids or full ids of claims; empty: all
};

/// Binds --paper and --only.
void AddSelectionFlags(CLI::App& app, Selection* selection);

/// An experiment asked for, and which of its claims.
struct Selected {
  std::size_t experiment = 0;            ///< its index
  std::vector<std::size_t> claims = {};  ///< their indices, at least one: all, unless --only names claims of it alone
};

/// Those asked for, in the order of `experiments`. Throws FlagError of --paper or --only for a name that nothing has,
/// or that claims of two papers have: only the full id then says which is meant.
std::vector<Selected> Select(const std::vector<Experiment>& experiments, const Selection& selection);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_SELECTION_H_
