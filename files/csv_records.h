/// Text of lines of fields [RFC 4180], piece by piece: what csv_matrix.h makes numbers of.
///
/// A field is bare, and spaces around it are nothing, or within double quotes, where it may hold separators, ends of
/// lines, and quotes, each doubled.  The separator is one character; if it is ' ', any run of spaces and tabs.  Lines
/// end in \n, \r\n or \r.  A comment is a line that begins with # and a blank, another #, or nothing; it is left out.
///
/// Small and ours, because of the readers Debian 12 has for C++ libcsv alone takes a dialect at run time, and it tells
/// neither quoted fields from bare ones nor the line of a field, which titles and errors here need.
///
/// Throws CsvError "line L, column C: ...", both from 1, a column is a field: a quote that is not closed or stands in
/// or behind a field, and a line that begins with # and is no comment, such as Excel's #N/A.
#ifndef HADAMARD_NTK_FILES_CSV_RECORDS_H_
#define HADAMARD_NTK_FILES_CSV_RECORDS_H_

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hadamard_ntk::files {

class CsvError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
  CsvError(std::size_t line, std::size_t column, const std::string& what)
      : invalid_argument("line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + what) {}
};

struct CsvField {
  std::string_view text = {};  ///< what lies between its quotes, doubled ones still doubled, if it is quoted
  bool quoted = false;
  std::size_t line = 1;

  /// The text it stands for.
  std::string Value() const;
};

/// The records of a text, in order.  The text must outlive them.
class CsvRecords {
 public:
  explicit CsvRecords(std::string_view text, char separator = ',') : text_(text), separator_(separator) {}

  /// Goes on to the next record; false if there is none.
  bool Next();

  /// The fields of the record, at least one; an empty line is a single empty field.
  const std::vector<CsvField>& fields() const { return fields_; }
  bool IsEmptyLine() const { return fields_.size() == 1 && fields_[0].text.empty() && !fields_[0].quoted; }
  std::size_t comments() const { return comments_; }

 private:
  [[noreturn]] void Fail(const std::string& what) const { throw CsvError(line_, fields_.size() + 1, what); }
  char Here() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  bool AtEndOfLine() const { return Here() == '\n' || Here() == '\r'; }
  bool AtBlank() const { return (Here() == ' ' || Here() == '\t') && (separator_ == ' ' || Here() != separator_); }
  void SkipBlanks() {
    while (AtBlank()) ++at_;
  }
  void SkipEndOfLine();
  void SkipComments();
  CsvField Quoted();
  CsvField Bare();

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0, line_ = 1, comments_ = 0;
  std::vector<CsvField> fields_;
};

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_CSV_RECORDS_H_
