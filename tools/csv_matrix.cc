#include "tools/csv_matrix.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>

namespace hadamard_ntk::tools {
namespace {

[[noreturn]] void Fail(std::size_t line, std::size_t column, const std::string& what) {
  throw std::invalid_argument("line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + what);
}

std::string Quoted(std::string_view field) {
  constexpr std::size_t kMost = 40;
  std::string quoted = "'";
  quoted += field.substr(0, kMost);
  return quoted += field.size() > kMost ? "...'" : "'";
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const std::size_t begin = text.find_first_not_of(kSpace);
  return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// The number a field is, "nan" and "inf" included.
std::optional<double> Number(std::string_view field) {
  double value = 0;
  const std::string_view digits = field.substr(field.size() > 1 && field[0] == '+' && field[1] != '-' ? 1 : 0);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || end != digits.data() + digits.size() || error == std::errc::invalid_argument) return {};
  // Too large or too small: infinite, or what 1e-400 is nearest to.
  if (error == std::errc::result_out_of_range) value = std::strtod(std::string(digits).c_str(), nullptr);
  return value;
}

// use(field, column from 1) for each.
template <class Use>
void ForEachField(std::string_view line, const Use& use) {
  for (std::size_t begin = 0, column = 1;; ++column) {
    const std::size_t comma = line.find(',', begin);
    use(Trimmed(line.substr(begin, comma == line.npos ? comma : comma - begin)), column);
    if (comma == line.npos) return;
    begin = comma + 1;
  }
}

bool IsHeader(std::string_view line) {
  bool number = false;
  ForEachField(line, [&](std::string_view field, std::size_t) { number = number || Number(field).has_value(); });
  return !number;
}

template <class T>
std::string Format(const std::vector<std::string>& titles,
                   const Eigen::Ref<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>& matrix) {
  if (static_cast<Eigen::Index>(titles.size()) != matrix.cols()) {
    throw std::invalid_argument("FormatCsv: titles must be as many as columns, got " + std::to_string(titles.size()) +
                                " and " + std::to_string(matrix.cols()));
  }
  std::string text;
  for (const std::string& title : titles) text += (text.empty() ? "" : ",") + title;
  text += '\n';
  char buffer[40];
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
      const int digits = std::is_same_v<T, float> ? 9 : 17;
      const int length = std::snprintf(buffer, sizeof buffer, "%.*g", digits, static_cast<double>(matrix(i, j)));
      if (j > 0) text += ',';
      text.append(buffer, static_cast<std::size_t>(length));
    }
    text += '\n';
  }
  return text;
}

}  // namespace

Eigen::MatrixXd ParseCsv(std::string_view text) {
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);  // a byte order mark
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  text = text.substr(0, end == text.npos ? 0 : end + 1);
  std::vector<double> values;  // row by row
  std::size_t line_number = 0, columns = 0, rows = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, newline - begin);
    begin = newline + 1;
    ++line_number;
    if (Trimmed(line).empty()) Fail(line_number, 1, "the line is empty, and others follow");
    if (line_number == 1 && IsHeader(line)) continue;
    std::size_t fields = 0;
    ForEachField(line, [&](std::string_view field, std::size_t column) {
      const std::optional<double> value = Number(field);
      if (!value) Fail(line_number, column, Quoted(field) + " is not a number");
      if (!std::isfinite(*value)) Fail(line_number, column, Quoted(field) + " is not finite");
      if (rows > 0 && column > columns) {
        Fail(line_number, column, "this row has more fields than the one before, which has " + std::to_string(columns));
      }
      values.push_back(*value);
      fields = column;
    });
    if (rows > 0 && fields < columns) {
      Fail(line_number, fields,
           "this row ends after " + std::to_string(fields) + " fields; the one before has " + std::to_string(columns));
    }
    columns = fields;
    ++rows;
  }
  if (rows == 0) throw std::invalid_argument("line 1, column 1: there is no row of numbers");
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::Map<const RowMajor>(values.data(), static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
}

std::string FormatCsv(const std::vector<std::string>& titles, const Eigen::Ref<const Eigen::MatrixXf>& matrix) {
  return Format<float>(titles, matrix);
}
std::string FormatCsv(const std::vector<std::string>& titles, const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  return Format<double>(titles, matrix);
}

}  // namespace hadamard_ntk::tools
