#include "referee/figure/figure_text.h"

#include <stdexcept>
#include <vector>

namespace hadamard_ntk::referee {
namespace {

// The i-th of these stands in gnuplot's text as U+E000 + i, which is EE 80 (80 + i) in UTF-8.
constexpr std::string_view kReplaced = "{}^_@&~\\<>'\"`%$#";
constexpr std::string_view kPrivate = "\xEE\x80";

bool IsLetter(std::string_view character) {
  const char c = character[0];
  // Beyond ASCII: Greek and Coptic, U+0370 - U+03FF, is CD B0 - CF BF.
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\xCE' || c == '\xCF' ||
         (c == '\xCD' && character.size() > 1 && character[1] >= '\xB0');
}

double WidthOf(std::string_view character) {
  const char c = character[0];
  if (std::string_view("iljtfrI.,:;'|!()[] /").find(c) != std::string_view::npos) return 0.36;
  if (std::string_view("mwMW@%").find(c) != std::string_view::npos) return 0.95;
  if (c >= 'A' && c <= 'Z') return 0.74;
  return 0.65;
}

std::string_view XmlEscape(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return "";
  }
}

}  // namespace

FigureText::FigureText(std::string_view marked) {
  const auto fail = [&](const char* what) {
    throw std::invalid_argument("FigureText: " + std::string(what) + " in '" + std::string(marked) + "'");
  };
  int depth = 0;
  bool italic = false;
  std::string letters;  // a run of italic ones
  const auto flush = [&] {
    if (!letters.empty()) gnuplot_ += "{/:Italic " + letters + "}";
    letters.clear();
  };
  for (std::size_t i = 0; i < marked.size();) {
    const char c = marked[i];
    if ((c == '_' || c == '^') && i + 1 < marked.size() && marked[i + 1] == '{') {
      flush();
      gnuplot_ += c;
      gnuplot_ += '{';
      ++depth;
      i += 2;
      continue;
    }
    if (c == '}' && depth > 0) {
      flush();
      gnuplot_ += c;
      --depth;
      ++i;
      continue;
    }
    if (c == '$') {
      flush();
      italic = !italic;
      ++i;
      continue;
    }
    std::size_t bytes = 1;
    // What follows an ASCII character is not part of it, in text that is not UTF-8 either.
    const bool leads = static_cast<unsigned char>(c) >= 0xC0;
    while (leads && i + bytes < marked.size() && (static_cast<unsigned char>(marked[i + bytes]) & 0xC0) == 0x80)
      ++bytes;
    std::string character(marked.substr(i, bytes));
    i += bytes;
    if (static_cast<unsigned char>(c) < 0x20) character[0] = ' ';
    plain_ += character;
    width_ += WidthOf(character) * (depth > 0 ? 0.8 : 1);
    if (italic && IsLetter(character)) {
      letters += character;
      continue;
    }
    flush();
    const std::size_t replaced = bytes == 1 ? kReplaced.find(character[0]) : kReplaced.npos;
    if (replaced == kReplaced.npos) {
      gnuplot_ += character;
    } else {
      gnuplot_ += kPrivate;
      gnuplot_ += static_cast<char>(0x80 + replaced);
    }
  }
  flush();
  if (depth > 0) fail("a _{ or ^{ is not closed");
  if (italic) fail("a $ is not closed");
}

std::string FigureText::RestoreXml(std::string_view svg) {
  std::string out;
  for (std::size_t i = 0; i < svg.size(); ++i) {
    const std::size_t index = i + 2 < svg.size() && svg.substr(i, 2) == kPrivate
                                  ? static_cast<std::size_t>(static_cast<unsigned char>(svg[i + 2]) - 0x80)
                                  : kReplaced.size();
    if (index >= kReplaced.size()) {
      out += svg[i];
      continue;
    }
    out += EscapeXml(kReplaced.substr(index, 1));
    i += 2;
  }
  return out;
}

std::string FigureText::EscapeXml(std::string_view text) {
  std::string out;
  for (char c : text) {
    const std::string_view escaped = XmlEscape(c);
    out += escaped.empty() ? std::string_view(&c, 1) : escaped;
  }
  return out;
}

}  // namespace hadamard_ntk::referee
