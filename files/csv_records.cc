#include "files/csv_records.h"

#include <algorithm>

#include "files/quoted.h"

namespace hadamard_ntk::files {

std::string CsvField::Value() const {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    value += text[i];
    if (quoted && text[i] == '"') ++i;  // the second of two
  }
  return value;
}

void CsvRecords::SkipEndOfLine() {
  if (at_ == text_.size()) return;
  at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
  ++line_;
}

void CsvRecords::SkipComments() {
  for (;;) {
    const std::size_t begin = std::min(text_.find_first_not_of(separator_ == '\t' ? " " : " \t", at_), text_.size());
    if (begin == text_.size() || text_[begin] != '#') return;
    const std::size_t end = std::min(text_.find_first_of("\r\n", begin), text_.size());
    const std::string_view line = text_.substr(begin, end - begin);
    if (line.size() > 1 && line[1] != '#' && line[1] != ' ' && line[1] != '\t') {
      Fail(files::Quoted(line) + " is no number, and no comment either: a comment has a space after #");
    }
    at_ = end;
    SkipEndOfLine();
    ++comments_;
  }
}

CsvField CsvRecords::Quoted() {
  CsvField field{.quoted = true, .line = line_};
  const std::size_t begin = ++at_;
  for (;; ++at_) {
    if (at_ == text_.size()) throw CsvError(field.line, fields_.size() + 1, "the quote opened here is not closed");
    if (text_[at_] == '"' && text_.substr(at_, 2) != "\"\"") break;
    if (text_[at_] == '"') ++at_;
    if (AtEndOfLine() && text_.substr(at_, 2) != "\r\n") ++line_;
  }
  field.text = text_.substr(begin, at_++ - begin);
  return field;
}

CsvField CsvRecords::Bare() {
  const std::size_t begin = at_;
  std::size_t end = at_;  // of the last character that is not blank
  while (!AtEndOfLine() && Here() != separator_ && !(separator_ == ' ' && AtBlank())) {
    if (Here() == '"') {
      Fail("a quote within the field " + files::Quoted(text_.substr(begin, at_ + 1 - begin)) + "; quotes go around it");
    }
    const bool blank = AtBlank();
    ++at_;
    if (!blank) end = at_;
  }
  return {.text = text_.substr(begin, end - begin), .line = line_};
}

bool CsvRecords::Next() {
  fields_.clear();
  SkipComments();
  if (at_ == text_.size()) return false;
  for (;;) {
    SkipBlanks();
    fields_.push_back(Here() == '"' ? Quoted() : Bare());
    SkipBlanks();
    if (AtEndOfLine()) break;
    if (separator_ == ' ') {
      if (!fields_.back().quoted || text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t') continue;
    } else if (Here() == separator_) {
      ++at_;
      continue;
    }
    const std::string after = "after the quoted field " + files::Quoted(fields_.back().text);
    fields_.pop_back();
    Fail(after + " comes " + files::Quoted(text_.substr(at_, 1)) +
         ", neither the separator nor the end of the line; --separator tells another");
  }
  SkipEndOfLine();
  return true;
}

}  // namespace hadamard_ntk::files
