/// What the first line of a table holds, titles or numbers: the part of csv_matrix.h that decides it.
#ifndef HADAMARD_NTK_FILES_CSV_TITLES_H_
#define HADAMARD_NTK_FILES_CSV_TITLES_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "files/csv_matrix.h"
#include "files/csv_records.h"

namespace hadamard_ntk::files {

/// The number a text is, "nan" and "inf" included; what is too large is infinite.
std::optional<double> CsvNumber(std::string_view text, char decimal);

/// Whether a text is all decimal digits; whether those in these columns (from 1) are, and no two are equal.
bool IsCount(std::string_view text);
bool AreDistinctCounts(const std::vector<CsvField>& fields, const std::vector<std::size_t>& columns);

/// Whether the first line, with these fields in these columns (from 1), holds titles, as csv_matrix.h says.  Throws
/// CsvError if that cannot be told.
bool HoldsTitles(const std::vector<CsvField>& fields, const std::vector<std::size_t>& columns, const CsvFormat& format);

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_CSV_TITLES_H_
