/// Tables and paragraphs for a terminal.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_TEXT_TABLE_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_TEXT_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hadamard_ntk::referee {

/// Widest line of anything printed for a reader, in columns of the terminal.
inline constexpr std::size_t kTextWidth = 100;

struct TextColumn {
  enum class Align { kLeft, kRight };
  std::string title;
  Align align = Align::kLeft;
  bool wrap = false;  ///< may be narrowed to fit the line; its text then goes on in the next line
};

/// Aligned columns, two spaces apart, titles underlined, at most `width` columns wide as long as the columns that
/// may not wrap leave the others 12 each. Widths are counted in characters (UTF-8 code points), which is right for
/// Latin and Greek.
/// Throws std::invalid_argument if a row has not one cell per column.
std::string TextTable(const std::vector<TextColumn>& columns, const std::vector<std::vector<std::string>>& rows,
                      std::size_t width = kTextWidth);

/// `text` in lines of at most `width` characters, broken at spaces; a longer word is cut. Newlines stay.
std::vector<std::string> Wrap(std::string_view text, std::size_t width);

/// Number of code points.
std::size_t CharacterCount(std::string_view utf8);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_TEXT_TABLE_H_
