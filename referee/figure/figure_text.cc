#include "referee/figure/figure_text.h"

#include <stdexcept>

namespace hadamard_ntk::referee {
namespace {

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

// A character, or a byte that begins none: what follows an ASCII character is not part of it, in text that is not
// UTF-8 either.
std::string_view FirstCharacter(std::string_view text) {
  std::size_t bytes = 1;
  const bool leads = static_cast<unsigned char>(text[0]) >= 0xC0;
  while (leads && bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) ++bytes;
  return text.substr(0, bytes);
}

}  // namespace

FigureText::FigureText(std::string_view marked) {
  const auto fail = [&](const char* what) {
    throw std::invalid_argument("FigureText: " + std::string(what) + " in '" + std::string(marked) + "'");
  };
  std::vector<TextRun> levels(1);  // the style of each open mark
  bool italic = false;
  for (std::size_t i = 0; i < marked.size();) {
    const char c = marked[i];
    const TextRun level = levels.back();
    if ((c == '_' || c == '^') && i + 1 < marked.size() && marked[i + 1] == '{') {
      levels.push_back({.size = 0.8 * level.size, .rise = level.rise + (c == '^' ? 0.5 : -0.3) * level.size});
      i += 2;
    } else if (c == '}' && levels.size() > 1) {
      levels.pop_back();
      ++i;
    } else if (c == '$') {
      italic = !italic;
      ++i;
    } else {
      const std::string_view written = FirstCharacter(marked.substr(i));
      const std::string_view character = static_cast<unsigned char>(c) < 0x20 ? " " : written;
      const bool slanted = italic && IsLetter(character);
      if (runs_.empty() || runs_.back().italic != slanted || runs_.back().size != level.size ||
          runs_.back().rise != level.rise) {
        runs_.push_back({.italic = slanted, .size = level.size, .rise = level.rise});
      }
      runs_.back().text += character;
      width_ += WidthOf(character) * level.size;
      i += written.size();
    }
  }
  if (levels.size() > 1) fail("a _{ or ^{ is not closed");
  if (italic) fail("a $ is not closed");
}

std::string FigureText::Plain() const {
  std::string plain;
  for (const TextRun& run : runs_) plain += run.text;
  return plain;
}

std::string Unmarked(const std::string& marked) {
  try {
    return FigureText(marked).Plain();
  } catch (const std::invalid_argument&) {
    return marked;
  }
}

}  // namespace hadamard_ntk::referee
