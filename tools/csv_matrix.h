/// Matrices as comma-separated values: a line is a row, its fields are numbers in C's notation, spaces around them are
/// nothing.  The first line may be a header, that is, have fields of which none is a number.  Lines end in \n or \r\n;
/// empty lines at the end do not count.
///
/// ParseCsv throws std::invalid_argument "line L, column C: ..." (both from 1; a column is a field) for a field that is
/// no number, or is not finite or beyond the range of double, a line with more or fewer fields than the one before, an
/// empty line among others, no number at all.
/// FormatCsv writes a header and as many digits as read back equal: %.17g, %.9g for float.
#ifndef HADAMARD_NTK_TOOLS_CSV_MATRIX_H_
#define HADAMARD_NTK_TOOLS_CSV_MATRIX_H_

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

namespace hadamard_ntk::tools {

Eigen::MatrixXd ParseCsv(std::string_view text);

/// One title for each column.
std::string FormatCsv(const std::vector<std::string>& titles, const Eigen::Ref<const Eigen::MatrixXf>& matrix);
std::string FormatCsv(const std::vector<std::string>& titles, const Eigen::Ref<const Eigen::MatrixXd>& matrix);

}  // namespace hadamard_ntk::tools

#endif  // HADAMARD_NTK_TOOLS_CSV_MATRIX_H_
