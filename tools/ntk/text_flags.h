/// The flags that say what text files (files/csv_matrix.h) look like: --titles, --separator, --decimal, --columns; and,
/// where there are outputs Y beside the samples X and Z, --y_titles (like --titles unless it is given) and --y_columns.
#ifndef HADAMARD_NTK_TOOLS_NTK_TEXT_FLAGS_H_
#define HADAMARD_NTK_TOOLS_NTK_TEXT_FLAGS_H_

#include <string>
#include <vector>

#include "files/csv_matrix.h"
#include "tools/program/flag_parser.h"
#include "tools/program/matrix_file.h"

namespace hadamard_ntk::tools {

class TextFlags {
 public:
  void AddTo(FlagParser& parser, bool outputs);

  /// Of the samples, or of the outputs, the number of whose rows is that of the samples.  Throws FlagError.
  files::CsvFormat Samples() const;
  files::CsvFormat Outputs() const;

  /// Throws FlagError if such a flag was given and none of the files is text.  A null pointer is no file.
  void RequireText(const FlagParser& parser, const std::vector<const InputFile*>& files) const;

 private:
  files::CsvFormat Format(const std::string& titles, const std::string& prefix, const std::string& columns) const;

  std::string titles_ = "auto", y_titles_ = "auto", separator_ = "comma", decimal_ = "point", columns_, y_columns_;
};

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_NTK_TEXT_FLAGS_H_
