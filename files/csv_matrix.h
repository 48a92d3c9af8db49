/// Matrices as lines of numbers with commas or the like between them (csv_records.h): a line is a row, its fields are
/// numbers in C's notation.  Empty lines at the end do not count.
///
/// The first line may hold titles.  It is never guessed in silence: unless CsvFormat::titles says what it is, it holds
///   numbers   if every field that is read is one, without quotes that it does not need, and they neither count
///             0, 1, 2, ... nor are the only whole numbers there, which is how titles that are numbers look;
///   titles    if every such field is plainly a name: begins with a letter and is no word for a missing value, infinity
///             or truth;
/// and anything else is an error that names the line and the column.
///
/// ParseCsv throws CsvError "line L, column C: ..." for that, for a field that is no number, or is not finite or beyond
/// the range of double, a line with more or fewer fields than the one before, an empty line among others or at the end
/// of a single column, no number at all, what CsvRecords refuses; and, before it looks at fields, for what is no text
/// in UTF-8, naming what it seems to be. FormatCsv writes a line of titles and as many digits as read back equal:
/// %.17g, %.9g for float.
#ifndef HADAMARD_NTK_FILES_CSV_MATRIX_H_
#define HADAMARD_NTK_FILES_CSV_MATRIX_H_

#include <Eigen/Core>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/csv_records.h"
#include "linalg/vector_flags.h"

namespace hadamard_ntk::files {

struct CsvFormat {
  struct Columns {
    std::size_t first = 1, last = std::numeric_limits<std::size_t>::max();  ///< from 1, both included
  };
  std::optional<bool> titles = {};    ///< whether line 1 holds titles
  char separator = ',';               ///< ' ': any run of spaces and tabs
  char decimal = '.';                 ///< or ','
  std::vector<Columns> columns = {};  ///< what is read, in this order; empty: all
  bool rows_are_known = false;  ///< a first line 0, 1, 2, ... taken for numbers wrongly would be found out elsewhere
  std::string flags = "--";     ///< "--y_" if messages are to name --y_titles and --y_columns
};

struct CsvMatrix {
  Eigen::MatrixXd values;
  std::vector<std::string> titles;  ///< of the columns read; none if there is no line of them
  std::size_t titles_line = 0;      ///< where it begins, from 1; 0 if there is none
  std::size_t columns = 0;          ///< in the text, read or not
  std::size_t comments = 0;         ///< lines left out
};

CsvMatrix ParseCsv(std::string_view text, const CsvFormat& format = {});

/// "2:785,1" or "3:", from 1, as CsvFormat::columns.  Throws std::invalid_argument saying what a list must be.
std::vector<CsvFormat::Columns> ParseColumns(std::string_view list);

/// One title for each column.
std::string FormatCsv(const std::vector<std::string>& titles, const Eigen::Ref<const Eigen::MatrixXf>& matrix);
std::string FormatCsv(const std::vector<std::string>& titles, const Eigen::Ref<const Eigen::MatrixXd>& matrix);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_CSV_MATRIX_H_
