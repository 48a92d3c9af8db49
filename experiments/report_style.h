#ifndef HADAMARD_NTK_EXPERIMENTS_REPORT_STYLE_H_
#define HADAMARD_NTK_EXPERIMENTS_REPORT_STYLE_H_

namespace hadamard_ntk::experiments {

/// The style sheet of the report, experiments/report.css.
extern const char* const kReportStyle;

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_REPORT_STYLE_H_
