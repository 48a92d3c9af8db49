#include "files/csv_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "files/csv_titles.h"
#include "files/quoted.h"
#include "files/text_encoding.h"

namespace hadamard_ntk::files {
namespace {

// Takes the records of a text, one after the other.
class MatrixReader {
 public:
  explicit MatrixReader(const CsvFormat& format) : format_(format) {}

  void Add(const std::vector<CsvField>& fields) {
    const bool first = matrix_.columns == 0;
    if (first) {
      matrix_.columns = fields.size();
      Choose(fields);
      if (format_.titles ? *format_.titles : HoldsTitles(fields, chosen_, format_)) {
        matrix_.titles_line = fields[0].line;
        for (const std::size_t column : chosen_) matrix_.titles.push_back(fields[column - 1].Value());
        return;
      }
      first_line_ = fields[0].line;
      first_counts_ = AreDistinctCounts(fields, chosen_);
    }
    const std::size_t wanted = matrix_.columns, line = fields[std::min(fields.size(), wanted + 1) - 1].line;
    if (fields.size() > wanted) {
      throw CsvError(line, wanted + 1,
                     "this row has more fields than the one before, which has " + std::to_string(wanted));
    }
    if (fields.size() < wanted) {
      throw CsvError(line, fields.size(),
                     "this row ends after " + std::to_string(fields.size()) + " fields; the one before has " +
                         std::to_string(wanted));
    }
    ++rows_;
    for (const std::size_t column : chosen_) {
      const CsvField& field = fields[column - 1];
      values_.push_back(Number(field, column));
      others_count_ = others_count_ || (!first && IsCount(field.text));
    }
  }

  CsvMatrix Finish() {
    if (rows_ == 0) throw CsvError(1, 1, "there is no row of numbers");
    // So many rows that chance would hardly do it.
    constexpr std::size_t kEnough = 4;
    if (!format_.titles && !format_.rows_are_known && rows_ >= kEnough && first_counts_ && !others_count_) {
      throw CsvError(first_line_, chosen_[0],
                     "the line has whole numbers without a point, and no other has one, so that it may be titles; " +
                         format_.flags + "titles yes or " + format_.flags + "titles no says what the line is");
    }
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    matrix_.values = Eigen::Map<const RowMajor>(values_.data(), static_cast<Eigen::Index>(rows_),
                                                static_cast<Eigen::Index>(chosen_.size()));
    return std::move(matrix_);
  }

  std::size_t columns() const { return matrix_.columns; }

 private:
  void Choose(const std::vector<CsvField>& fields) {
    const std::vector<CsvFormat::Columns> all = {CsvFormat::Columns()};
    for (const auto& [first, last] : format_.columns.empty() ? all : format_.columns) {
      const bool open = last == CsvFormat::Columns().last;
      if ((open ? first : last) > fields.size()) {
        throw CsvError(
            fields[0].line, fields.size(),
            "the line ends, and " + format_.flags + "columns asks for column " + std::to_string(open ? first : last));
      }
      for (std::size_t column = first; column <= std::min(last, fields.size()); ++column) chosen_.push_back(column);
    }
  }

  double Number(const CsvField& field, std::size_t column) const {
    const std::optional<double> value = CsvNumber(field.text, format_.decimal);
    if (value && std::isfinite(*value)) return *value;
    std::string what = files::Quoted(field.text) + (value ? " is not finite" : " is not a number");
    if (format_.separator == ',' && field.text.find_first_of("; \t") != field.text.npos) {
      what += "; --separator tells what parts fields, if not ','";
    } else if (!value && CsvNumber(field.text, ',')) {
      what += "; --decimal tells if ',' is the decimal sign";
    }
    throw CsvError(field.line, column, what);
  }

  const CsvFormat& format_;
  CsvMatrix matrix_;
  std::vector<std::size_t> chosen_;  // columns, from 1
  std::vector<double> values_;       // row by row
  std::size_t rows_ = 0, first_line_ = 0;
  bool first_counts_ = false, others_count_ = false;  // whole numbers in the first row, in any other
};

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
  constexpr int kDigits = std::is_same_v<T, float> ? 9 : 17;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
      if (j > 0) text += ',';
      fmt::format_to(std::back_inserter(text), "{:.{}g}", static_cast<double>(matrix(i, j)), kDigits);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

CsvMatrix ParseCsv(std::string_view text, const CsvFormat& format) {
  CsvRecords records(Utf8Text(text), format.separator);
  MatrixReader reader(format);
  std::size_t empty = 0;  // the first empty line
  while (records.Next()) {
    if (records.IsEmptyLine()) {
      empty = empty > 0 ? empty : records.fields()[0].line;
    } else if (empty > 0) {
      throw CsvError(empty, 1, "the line is empty, and others follow");
    } else {
      reader.Add(records.fields());
    }
  }
  if (empty > 0 && reader.columns() == 1 && !format.rows_are_known) {
    throw CsvError(empty, 1, "the line is empty, and may be a missing number, since there is one column");
  }
  CsvMatrix matrix = reader.Finish();
  matrix.comments = records.comments();
  return matrix;
}

std::vector<CsvFormat::Columns> ParseColumns(std::string_view list) {
  const auto refuse = [] {
    return std::invalid_argument("must be a list like 2:9,12 or 2: of columns from 1, none of them twice");
  };
  const auto take = [&](std::size_t otherwise) {
    std::size_t value = otherwise;
    const auto [end, error] = std::from_chars(list.data(), list.data() + list.size(), value);
    const bool given = error == std::errc();
    if ((!given && (otherwise == 0 || error != std::errc::invalid_argument)) || value == 0) throw refuse();
    list.remove_prefix(given ? static_cast<std::size_t>(end - list.data()) : 0);
    return value;
  };
  const auto skip = [&](char c) {
    if (list.empty() || list[0] != c) return false;
    list.remove_prefix(1);
    return true;
  };
  std::vector<CsvFormat::Columns> columns;
  do {
    CsvFormat::Columns next;
    next.first = take(0);
    next.last = skip(':') ? take(CsvFormat::Columns().last) : next.first;
    if (next.last < next.first) throw refuse();
    for (const auto& [first, last] : columns) {
      if (next.first <= last && first <= next.last) throw refuse();
    }
    columns.push_back(next);
  } while (skip(','));
  if (!list.empty()) throw refuse();
  return columns;
}

std::string FormatCsv(const std::vector<std::string>& titles, const Eigen::Ref<const Eigen::MatrixXf>& matrix) {
  return Format<float>(titles, matrix);
}
std::string FormatCsv(const std::vector<std::string>& titles, const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  return Format<double>(titles, matrix);
}

}  // namespace hadamard_ntk::files
