/// Tables in memory, written as CSV, and numbers as text.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_TABLE_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_TABLE_H_

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hadamard_ntk::referee {

/// A table of typed columns in memory, written as CSV (RFC 4180, but lines end in \n).
///
///   Table table({{"kernel", Table::kText}, {"k", Table::kInteger}, {"mu", Table::kReal}});
///   table.Append("pnn", 3, 0.25);
///   table.ToCsv()  ->  kernel,k,mu\npnn,3,0.25\n
///
/// Reals are written as printf's %.17g in the C locale (they read back equal; what is not finite as inf, -inf, nan),
/// integers exactly, text in quotes only where the format needs them.
class Table {
 public:
  enum Kind {
    kText,
    kInteger,
    kReal,           ///< NaN is a shortfall, which NotFinite tells
    kRealOrMissing,  ///< NaN (kMissing) says that there is no such value; the cell is left empty
  };
  struct Column {
    std::string name;
    Kind kind;
  };

  /// Throws std::invalid_argument without columns, or for a column name that is empty or there twice.
  explicit Table(std::vector<Column> columns);

  /// Appends a row, one value per column. Throws std::invalid_argument, naming the column and the row, when their
  /// number or a kind does not match.
  template <typename... Values>
  void Append(const Values&... values) {
    AppendCells({Cell(values)...});
  }

  const std::vector<Column>& columns() const { return columns_; }
  std::size_t size() const { return cells_.empty() ? 0 : RowsOf(cells_.front()); }

  /// A numeric column. Throws std::invalid_argument if there is none of that name or kind.
  const std::vector<double>& Reals(std::string_view column) const;
  const std::vector<std::int64_t>& Integers(std::string_view column) const;
  const std::vector<std::string>& Texts(std::string_view column) const;

  std::string ToCsv() const;

  /// "column 'mu' has 3 values that are not finite, the first in row 17 (from 0); ..."; empty if all are, kMissing
  /// aside.
  std::string NotFinite() const;

 private:
  /// Cell is implicit from text, integers and floating-point values; bool is refused.
  struct Cell {
    template <std::integral T>
    requires(!std::same_as<T, bool> && (sizeof(T) < 8 || std::is_signed_v<T>)) Cell(T v)
        : value(static_cast<std::int64_t>(v)) {}
    template <std::floating_point T>
    requires(sizeof(T) <= sizeof(double)) Cell(T v) : value(static_cast<double>(v)) {}
    Cell(std::string_view v) : value(std::string(v)) {}
    Cell(const std::string& v) : value(v) {}
    Cell(const char* v) : value(std::string(v)) {}
    std::variant<std::string, std::int64_t, double> value;
  };
  using Data = std::variant<std::vector<std::string>, std::vector<std::int64_t>, std::vector<double>>;

  void AppendCells(std::initializer_list<Cell> cells);
  const Data& Find(std::string_view column) const;
  static std::size_t RowsOf(const Data& data);

  std::vector<Column> columns_;
  std::vector<Data> cells_;  // per column
};

/// No such value; for kRealOrMissing columns only.
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// v as printf's %.17g in the C locale.
std::string ExactReal(double v);

/// A number for a reader, rounded to `digits` significant digits (%.*g).
std::string RoundedReal(double v, int digits);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_TABLE_H_
