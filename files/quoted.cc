#include "files/quoted.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "files/utf8.h"

namespace hadamard_ntk::files {
namespace {

struct Range {
  char32_t first, last;
};

// Control characters, spaces other than ' ', marks without width, of direction or of the end of a line, characters for
// private use, and numbers that are no characters.
constexpr Range kNotShown[] = {{0x0, 0x1f},        {0x7f, 0xa0},     {0xad, 0xad},     {0x61c, 0x61c},
                               {0x180e, 0x180e},   {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f},
                               {0x3000, 0x3000},   {0xe000, 0xf8ff}, {0xfeff, 0xfeff}, {0xfff0, 0xffff},
                               {0xe0000, 0x10ffff}};

bool IsShown(char32_t c) {
  return std::none_of(std::begin(kNotShown), std::end(kNotShown),
                      [c](const Range& range) { return range.first <= c && c <= range.last; });
}

}  // namespace

std::string Printable(std::string_view text, std::size_t most) {
  std::string printable;
  while (!text.empty()) {
    const CodePoint c = FirstCodePoint(text);
    const std::size_t bytes = std::max<std::size_t>(c.bytes, 1);
    std::string piece(text.substr(0, bytes));
    if (c.bytes == 0 || !IsShown(c.value)) {
      piece = c.bytes > 1 ? fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c.value))
                          : fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    }
    if (printable.size() + piece.size() > most) return printable + "...";
    printable += piece;
    text.remove_prefix(bytes);
  }
  return printable;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  quoted += Printable(text, 40);
  return quoted += '\'';
}

}  // namespace hadamard_ntk::files
