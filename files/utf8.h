/// Text in UTF-8, code point by code point.
#ifndef HADAMARD_NTK_FILES_UTF8_H_
#define HADAMARD_NTK_FILES_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace hadamard_ntk::files {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  ///< 0: there is none
};

/// The code point at the beginning of a text in UTF-8 [Unicode 15, table 3-7]; none if the text is empty, or begins
/// with what is not well-formed: a stray, missing or surplus byte, a surrogate, a number above U+10FFFF.
inline CodePoint FirstCodePoint(std::string_view text) {
  if (text.empty()) return {};
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
  if (bytes == 0 || text.size() < bytes) return {};
  char32_t value = first & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >> 6 != 2) return {};
    value = value << 6 | (byte & 0x3fu);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[bytes] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return {};
  return {value, bytes};
}

/// `text` with each byte that is not part of a code point as U+FFFD.
inline std::string ToUtf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t bytes = FirstCodePoint(text).bytes;
    out += bytes > 0 ? text.substr(0, bytes) : "\uFFFD";
    text.remove_prefix(bytes > 0 ? bytes : 1);
  }
  return out;
}

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_UTF8_H_
