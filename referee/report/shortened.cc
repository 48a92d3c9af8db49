#include "referee/report/shortened.h"

namespace hadamard_ntk::referee {

std::string Shortened(std::string_view text, std::size_t length) {
  if (text.size() <= length) return std::string(text);
  const std::size_t space = text.rfind(' ', length);
  std::size_t end = space == text.npos || space == 0 ? length : space;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  return std::string(text.substr(0, end)) + " …";
}

}  // namespace hadamard_ntk::referee
