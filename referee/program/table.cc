#include "referee/program/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <type_traits>

namespace hadamard_ntk::referee {
namespace {

const char* KindName(Table::Kind kind) {
  switch (kind) {
    case Table::kText:
      return "text";
    case Table::kInteger:
      return "an integer";
    default:
      return "a real";
  }
}

std::string Quoted(std::string_view field, bool only_column) {
  // A lone empty field would be an empty line, which readers skip.
  if (field.empty()) return only_column ? "\"\"" : "";
  // Readers drop spaces around a bare field, and lines that begin with #.
  const bool bare = field.find_first_of(",\"\r\n") == field.npos && field.find_first_of(" \t#") != 0 &&
                    field.find_last_of(" \t") != field.size() - 1;
  if (bare) return std::string(field);
  std::string quoted = "\"";
  for (char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

std::string ExactReal(double v) { return fmt::format("{:.17g}", v); }

std::string RoundedReal(double v, int digits) { return fmt::format("{:.{}g}", v, digits); }

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  if (columns_.empty()) throw std::invalid_argument("Table: needs at least one column");
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name.empty()) throw std::invalid_argument("Table: column " + std::to_string(i) + " has no name");
    for (std::size_t j = 0; j < i; ++j) {
      if (columns_[i].name == columns_[j].name) {
        throw std::invalid_argument("Table: two columns are named '" + columns_[i].name + "'");
      }
    }
    if (columns_[i].kind == kText) {
      cells_.emplace_back(std::vector<std::string>());
    } else if (columns_[i].kind == kInteger) {
      cells_.emplace_back(std::vector<std::int64_t>());
    } else {
      cells_.emplace_back(std::vector<double>());
    }
  }
}

std::size_t Table::RowsOf(const Data& data) {
  return std::visit([](const auto& column) { return column.size(); }, data);
}

void Table::AppendCells(std::initializer_list<Cell> cells) {
  const std::string row = "row " + std::to_string(size());
  if (cells.size() != columns_.size()) {
    throw std::invalid_argument("Table::Append: " + row + " has " + std::to_string(cells.size()) + " values for " +
                                std::to_string(columns_.size()) + " columns");
  }
  // Check the whole row first, so that a refused row leaves no half of it behind.
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Cell& cell = cells.begin()[i];
    const Kind kind = columns_[i].kind;
    const Kind given = cell.value.index() == 0 ? kText : cell.value.index() == 1 ? kInteger : kReal;
    if (given != (kind == kRealOrMissing ? kReal : kind) && !(kind >= kReal && given == kInteger)) {
      throw std::invalid_argument("Table::Append: " + row + ", column '" + columns_[i].name + "' is " + KindName(kind) +
                                  ", given " + KindName(given));
    }
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& value = cells.begin()[i].value;
    if (columns_[i].kind == kText) {
      std::get<0>(cells_[i]).push_back(std::get<std::string>(value));
    } else if (columns_[i].kind == kInteger) {
      std::get<1>(cells_[i]).push_back(std::get<std::int64_t>(value));
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      std::get<2>(cells_[i]).push_back(static_cast<double>(*integer));
    } else {
      std::get<2>(cells_[i]).push_back(std::get<double>(value));
    }
  }
}

const Table::Data& Table::Find(std::string_view column) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name == column) return cells_[i];
  }
  throw std::invalid_argument("Table: no column '" + std::string(column) + "'");
}

const std::vector<double>& Table::Reals(std::string_view column) const {
  if (const auto* data = std::get_if<2>(&Find(column))) return *data;
  throw std::invalid_argument("Table::Reals: column '" + std::string(column) + "' does not hold reals");
}

const std::vector<std::int64_t>& Table::Integers(std::string_view column) const {
  if (const auto* data = std::get_if<1>(&Find(column))) return *data;
  throw std::invalid_argument("Table::Integers: column '" + std::string(column) + "' does not hold integers");
}

const std::vector<std::string>& Table::Texts(std::string_view column) const {
  if (const auto* data = std::get_if<0>(&Find(column))) return *data;
  throw std::invalid_argument("Table::Texts: column '" + std::string(column) + "' does not hold text");
}

std::string Table::ToCsv() const {
  const bool only_column = columns_.size() == 1;
  std::string csv;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i) csv += ',';
    csv += Quoted(columns_[i].name, only_column);
  }
  csv += '\n';
  for (std::size_t row = 0; row < size(); ++row) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i) csv += ',';
      if (const auto* text = std::get_if<0>(&cells_[i])) {
        csv += Quoted((*text)[row], only_column);
      } else if (const auto* integers = std::get_if<1>(&cells_[i])) {
        csv += std::to_string((*integers)[row]);
      } else {
        const double v = std::get<2>(cells_[i])[row];
        const bool missing = std::isnan(v) && columns_[i].kind == kRealOrMissing;
        csv += missing ? Quoted("", only_column) : std::isnan(v) ? "nan" : ExactReal(v);
      }
    }
    csv += '\n';
  }
  return csv;
}

std::string Table::NotFinite() const {
  std::string text;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto* reals = std::get_if<2>(&cells_[i]);
    if (reals == nullptr) continue;
    const auto is_bad = [&](double v) {
      return !std::isfinite(v) && !(std::isnan(v) && columns_[i].kind == kRealOrMissing);
    };
    const auto first = std::find_if(reals->begin(), reals->end(), is_bad);
    if (first == reals->end()) continue;
    const auto count = std::count_if(first, reals->end(), is_bad);
    if (!text.empty()) text += "; ";
    text += "column '" + columns_[i].name + "' has " + std::to_string(count) +
            (count == 1 ? " value that is" : " values that are") + " not finite, the first in row " +
            std::to_string(first - reals->begin()) + " (from 0)";
  }
  return text;
}

}  // namespace hadamard_ntk::referee
