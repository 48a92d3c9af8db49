#include "referee/program/text_table.h"

#include <algorithm>
#include <stdexcept>

namespace hadamard_ntk::referee {
namespace {

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// The first `count` characters' length in bytes.
std::size_t BytesOf(std::string_view utf8, std::size_t count) {
  std::size_t i = 0;
  for (; i < utf8.size(); ++i) {
    if (StartsCharacter(utf8[i]) && count-- == 0) break;
  }
  return i;
}

void AppendLine(std::string& out, std::string line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  out += line + '\n';
}

}  // namespace

std::size_t CharacterCount(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), StartsCharacter));
}

std::vector<std::string> Wrap(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 1);
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view rest = text.substr(0, end);
    std::string line;
    bool first = true;
    while (!rest.empty()) {
      const std::size_t space = rest.find(' ');
      std::string_view word = rest.substr(0, space);
      rest = space == rest.npos ? "" : rest.substr(space + 1);
      if (!first && CharacterCount(line) + 1 + CharacterCount(word) > width) {
        lines.push_back(std::move(line));
        line.clear();
        first = true;
      }
      if (!first) line += ' ';
      first = false;
      while (CharacterCount(word) > width) {
        const std::size_t bytes = BytesOf(word, width);
        lines.emplace_back(word.substr(0, bytes));
        word.remove_prefix(bytes);
      }
      line += word;
    }
    lines.push_back(std::move(line));
    if (end == text.npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string TextTable(const std::vector<TextColumn>& columns, const std::vector<std::vector<std::string>>& rows,
                      std::size_t width) {
  constexpr std::size_t kGap = 2;
  constexpr std::size_t kNarrowest = 12;
  std::vector<std::size_t> widths;
  for (const TextColumn& column : columns) widths.push_back(CharacterCount(column.title));
  for (const auto& row : rows) {
    if (row.size() != columns.size()) {
      throw std::invalid_argument("TextTable: a row has " + std::to_string(row.size()) + " cells for " +
                                  std::to_string(columns.size()) + " columns");
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      for (const std::string& line : Wrap(row[i], row[i].size())) widths[i] = std::max(widths[i], CharacterCount(line));
    }
  }
  // Narrow the widest of those that may wrap, one column at a time, until the line fits.
  const auto total = [&] {
    std::size_t sum = columns.empty() ? 0 : kGap * (columns.size() - 1);
    for (std::size_t w : widths) sum += w;
    return sum;
  };
  while (total() > width) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].wrap && widths[i] > kNarrowest && (!widest || widths[i] > *widest)) widest = &widths[i];
    }
    if (!widest) break;
    --*widest;
  }

  std::string out;
  const auto append_row = [&](const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> lines;
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      lines.push_back(Wrap(cells[i], widths[i]));
      height = std::max(height, lines.back().size());
    }
    for (std::size_t j = 0; j < height; ++j) {
      std::string line;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string text = j < lines[i].size() ? lines[i][j] : "";
        const std::string fill(widths[i] - std::min(widths[i], CharacterCount(text)), ' ');
        line += columns[i].align == TextColumn::Align::kRight ? fill + text : text + fill;
        line += std::string(kGap, ' ');
      }
      AppendLine(out, std::move(line));
    }
  };
  std::vector<std::string> titles, rules;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    titles.push_back(columns[i].title);
    rules.emplace_back(widths[i], '-');
  }
  append_row(titles);
  append_row(rules);
  for (const auto& row : rows) append_row(row);
  return out;
}

}  // namespace hadamard_ntk::referee
