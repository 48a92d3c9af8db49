#include "files/text_encoding.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "files/quoted.h"
#include "files/utf8.h"

namespace hadamard_ntk::files {
namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  std::string_view bytes;
  const char* what;
};

constexpr Signature kOthers[] = {
    {"\xff\xfe\0\0"sv, "UTF-32 (little-endian)"},
    {"\0\0\xfe\xff"sv, "UTF-32 (big-endian)"},
    {"\xff\xfe"sv, "UTF-16 (little-endian)"},
    {"\xfe\xff"sv, "UTF-16 (big-endian)"},
    {"\x1f\x8b"sv, "a gzip file"},
    {"PK\x03\x04"sv, "a ZIP archive, such as a workbook .xlsx or .ods or arrays .npz"},
    {"\xd0\xcf\x11\xe0"sv, "a workbook .xls"},
    {"\x93NUMPY"sv, "a .npy file"},
};

[[noreturn]] void Refuse(const std::string& what) {
  throw std::invalid_argument("is " + what + ", and must be text in UTF-8");
}

// Digits in UTF-16 without a byte order mark: every other byte is zero.
bool IsZeroEveryOther(std::string_view bytes, std::size_t first) {
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 16); ++i) {
    if ((bytes[i] == '\0') != (i % 2 == first)) return false;
  }
  return true;
}

}  // namespace

std::string_view Utf8Text(std::string_view bytes) {
  for (const Signature& other : kOthers) {
    if (bytes.substr(0, other.bytes.size()) == other.bytes) Refuse(other.what);
  }
  if (IsZeroEveryOther(bytes, 1)) Refuse("UTF-16 (little-endian)");
  if (IsZeroEveryOther(bytes, 0)) Refuse("UTF-16 (big-endian)");
  if (bytes.substr(0, 3) == "\xef\xbb\xbf") bytes.remove_prefix(3);
  for (std::size_t at = 0; at < bytes.size();) {
    const files::CodePoint c = files::FirstCodePoint(bytes.substr(at));
    if (c.bytes == 0) {
      const std::size_t line = 1 + static_cast<std::size_t>(std::count(bytes.begin(), bytes.begin() + at, '\n'));
      const std::size_t newline = bytes.substr(0, at).rfind('\n');
      throw std::invalid_argument("line " + std::to_string(line) + ", byte " +
                                  std::to_string(newline == bytes.npos ? at + 1 : at - newline) + ": " +
                                  files::Quoted(bytes.substr(at, 1)) +
                                  " is not UTF-8; if the text is Latin-1 or Windows-1252, save it as UTF-8");
    }
    at += c.bytes;
  }
  return bytes;
}

}  // namespace hadamard_ntk::files
