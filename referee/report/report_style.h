/// The style sheet of the report, referee/report/report.css.
#ifndef HADAMARD_NTK_REFEREE_REPORT_REPORT_STYLE_H_
#define HADAMARD_NTK_REFEREE_REPORT_REPORT_STYLE_H_

namespace hadamard_ntk::referee {

extern const char* const kReportStyle;

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_REPORT_STYLE_H_
