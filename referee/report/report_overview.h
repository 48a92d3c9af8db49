/// The top of the report, as HTML: how many claims hold; papers and experiments, with links; one row per claim.
#ifndef HADAMARD_NTK_REFEREE_REPORT_REPORT_OVERVIEW_H_
#define HADAMARD_NTK_REFEREE_REPORT_REPORT_OVERVIEW_H_

#include <string>

#include "referee/report/report.h"

namespace hadamard_ntk::referee {

std::string Summary(const Report& report);
std::string Contents(const Report& report);
std::string VerdictTable(const Report& report);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_REPORT_OVERVIEW_H_
