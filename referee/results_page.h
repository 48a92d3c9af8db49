/// What became of a paper's claims, as a Markdown document for the paper's folder: a table with a line per claim (id
/// and place, verdict, why, experiment), and beneath it each claim as printed, its pass condition, what was measured,
/// the controls, and what holds instead. Where a quick run is expected to say less than a full one, the line names the
/// full one's verdict. `checked` may hold claims of other papers, which are left out. Says the command, the commit and
/// the seed, and nothing that differs between two runs of these.
#ifndef HADAMARD_NTK_REFEREE_RESULTS_PAGE_H_
#define HADAMARD_NTK_REFEREE_RESULTS_PAGE_H_

#include <string>
#include <vector>

#include "referee/paper.h"
#include "referee/program/provenance.h"
#include "referee/verify.h"

namespace hadamard_ntk::referee {

std::string ResultsPage(const Paper& paper, const std::vector<CheckedClaim>& checked, const Provenance& provenance);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_RESULTS_PAGE_H_
