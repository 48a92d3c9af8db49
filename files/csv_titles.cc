#include "files/csv_titles.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <string>

#include "files/quoted.h"
#include "files/utf8.h"

namespace hadamard_ntk::files {
namespace {

// What stands for a missing value, infinity or truth in the files of pandas, R, Julia, MATLAB, spreadsheets and
// databases, and begins with a letter; in lower case.
constexpr std::string_view kNoNames[] = {"na",      "n/a",       "n.a.",    "n.d.",     "nan",      "nat",  "null",
                                         "none",    "nil",       "missing", "nothing",  "empty",    "void", "blank",
                                         "unknown", "undefined", "inf",     "infinity", "infinite", "true", "false",
                                         "yes",     "no",        "ind",     "qnan",     "snan"};

bool IsLetter(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  return within('A', 'Z') || within('a', 'z') || c == '_' ||
         (within(0xc0, 0x24f) && c != 0xd7 && c != 0xf7) ||                           // Latin but for times, divided by
         within(0x370, 0x52f) ||                                                      // Greek, Cyrillic
         within(0x3041, 0x30ff) || within(0x4e00, 0x9fff) || within(0xac00, 0xd7a3);  // kana, CJK, Hangul
}

bool IsPlainName(std::string_view text) {
  if (!IsLetter(files::FirstCodePoint(text).value)) return false;
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (std::find(std::begin(kNoNames), std::end(kNoNames), lower) != std::end(kNoNames)) return false;
  if (lower.rfind("err:", 0) == 0 || lower.rfind("nan(", 0) == 0) return false;
  // What more likely parts fields, or is no text at all.
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c == ';' || c == '\t' || (c < ' ' && c != '\n' && c != '\r'); });
}

bool IsEmpty(const CsvField& field) { return field.text.find_first_not_of(" \t\r\n") == field.text.npos; }

}  // namespace

std::optional<double> CsvNumber(std::string_view text, char decimal) {
  std::string with_point;
  if (decimal == ',' && text.find_first_of(".,") != text.npos) {
    if (text.find('.') != text.npos) return {};
    with_point = text;
    std::replace(with_point.begin(), with_point.end(), ',', '.');
    text = with_point;
  }
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size() || error == std::errc::invalid_argument) return {};
  // Too large or too small: infinite, or what 1e-400 is nearest to.
  if (error == std::errc::result_out_of_range) value = std::strtod(std::string(text).c_str(), nullptr);
  return value;
}

bool IsCount(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool AreDistinctCounts(const std::vector<CsvField>& fields, const std::vector<std::size_t>& columns) {
  std::vector<std::string_view> texts;
  for (const std::size_t column : columns) texts.push_back(fields[column - 1].text);
  std::sort(texts.begin(), texts.end());
  return std::all_of(texts.begin(), texts.end(), IsCount) &&
         std::adjacent_find(texts.begin(), texts.end()) == texts.end();
}

bool HoldsTitles(const std::vector<CsvField>& fields, const std::vector<std::size_t>& columns,
                 const CsvFormat& format) {
  const std::string say = "; " + format.flags + "titles yes or " + format.flags + "titles no says what the line is";
  std::size_t number = 0, name = 0;  // the first columns of that kind
  bool counts = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const CsvField& field = fields[columns[i] - 1];
    const std::optional<double> value = CsvNumber(field.text, format.decimal);
    const auto fail = [&](const std::string& what) { throw CsvError(field.line, columns[i], what + say); };
    counts = counts && field.text == std::to_string(i);
    if (IsEmpty(field)) {
      fail(std::string("the field is empty, so that the line is neither plainly titles nor numbers") +
           (columns[i] == 1 && fields.size() > 1
                ? "; pandas and R begin so above names of rows, which " + format.flags + "columns 2: leaves out"
                : ""));
    }
    // A number that holds the separator, 0,5, must have quotes.
    if (value && std::isfinite(*value) && field.quoted && field.text.find(format.separator) == field.text.npos) {
      fail(files::Quoted(field.text) + " is a number in quotes, which may be a title");
    }
    if (value && std::isfinite(*value)) {
      number = number ? number : columns[i];
    } else if (IsPlainName(field.text)) {
      name = name ? name : columns[i];
    } else {
      fail(files::Quoted(field.text) + " is neither a number nor plainly a title" +
           (format.separator == ',' && field.text.find_first_of("; \t") != field.text.npos
                ? "; --separator tells what parts fields, if not ','"
                : ""));
    }
  }
  const std::size_t first = columns[0];
  if (number > 0 && name > 0) {
    const CsvField& odd = fields[std::max(number, name) - 1];
    throw CsvError(odd.line, std::max(number, name),
                   files::Quoted(odd.text) + (number > name ? " is a number, and " : " looks like a title, and ") +
                       files::Quoted(fields[std::min(number, name) - 1].text) + " in column " +
                       std::to_string(std::min(number, name)) +
                       (number > name ? " looks like a title" : " is a number") + say);
  }
  if (number > 0 && counts && !format.rows_are_known) {
    throw CsvError(fields[first - 1].line, first,
                   std::string(columns.size() == 1 ? "the line is 0, a number" : "the line counts 0, 1, ..., numbers") +
                       " but also how pandas titles what has no names" + say);
  }
  return name > 0;
}

}  // namespace hadamard_ntk::files
