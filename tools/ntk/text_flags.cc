#include "tools/ntk/text_flags.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string_view>

#include "referee/program/flags.h"

namespace hadamard_ntk::tools {
namespace {

using referee::FlagError;

char SeparatorOf(const std::string& given) {
  if (given == "comma") return ',';
  if (given == "semicolon") return ';';
  if (given == "tab") return '\t';
  if (given == "space") return ' ';
  // A character that no number and no quote has.
  const char c = given.size() == 1 ? given[0] : '\0';
  const bool fits = c == ' ' || c == '\t' ||
                    (std::ispunct(static_cast<unsigned char>(c)) != 0 &&
                     std::string_view("+-.\"#_").find(c) == std::string_view::npos);
  if (!fits) {
    throw FlagError("--separator", "must be comma, semicolon, tab, space, or a character like ';' or '|'", given);
  }
  return c;
}

char DecimalOf(const std::string& given) {
  if (given == "point" || given == ".") return '.';
  if (given == "comma" || given == ",") return ',';
  throw FlagError("--decimal", "must be point or comma", given);
}

}  // namespace

void TextFlags::AddTo(FlagParser& parser, bool outputs) {
  const std::vector<std::string> answers = {"auto", "yes", "no"};
  referee::AddChoice(parser.app(), "--titles", &titles_, answers,
                     "whether line 1 of text holds titles; auto: an error if that is not plain");
  parser.AddText("--separator", &separator_, "CHAR",
                 "what parts fields of text: comma, semicolon, tab, space (any run of blanks), or a character");
  parser.AddText("--decimal", &decimal_, "point|comma", "the decimal sign of text");
  parser.AddText("--columns", &columns_, "LIST", "columns of text that are read, from 1, as 2:785 or 2:, of X and Z");
  if (!outputs) return;
  referee::AddChoice(parser.app(), "--y_titles", &y_titles_, answers, "the same of Y; auto: as --titles");
  parser.AddText("--y_columns", &y_columns_, "LIST", "the same of Y and of labels");
}

files::CsvFormat TextFlags::Format(const std::string& titles, const std::string& prefix,
                                   const std::string& columns) const {
  files::CsvFormat format;
  if (titles != "auto") format.titles = titles == "yes";
  format.separator = SeparatorOf(separator_);
  format.decimal = DecimalOf(decimal_);
  format.flags = prefix;
  try {
    if (!columns.empty()) format.columns = files::ParseColumns(columns);
  } catch (const std::invalid_argument& error) {
    throw FlagError(prefix + "columns", error.what(), columns);
  }
  return format;
}

files::CsvFormat TextFlags::Samples() const { return Format(titles_, "--", columns_); }

files::CsvFormat TextFlags::Outputs() const {
  files::CsvFormat format = Format(y_titles_ == "auto" ? titles_ : y_titles_, "--y_", y_columns_);
  format.rows_are_known = true;
  return format;
}

void TextFlags::RequireText(const FlagParser& parser, const std::vector<const InputFile*>& files) const {
  if (std::any_of(files.begin(), files.end(), [](const InputFile* file) { return file && file->is_text(); })) return;
  for (const char* flag : {"--titles", "--separator", "--decimal", "--columns", "--y_titles", "--y_columns"}) {
    parser.Refuse(flag, "is for text files, and none is given");
  }
}

}  // namespace hadamard_ntk::tools
