#include "referee/program/nearest_word.h"

#include <algorithm>
#include <cctype>

namespace hadamard_ntk::referee {
namespace {

std::string Letters(std::string_view word) {
  std::string letters(word.substr(std::min(word.find_first_not_of('-'), word.size())));
  std::transform(letters.begin(), letters.end(), letters.begin(), [](unsigned char c) { return std::tolower(c); });
  return letters;
}

// The fewest insertions, deletions, replacements and exchanges of neighbours that make b of a.
std::size_t Distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before.swap(row);
    row.swap(next);
  }
  return row[b.size()];
}

}  // namespace

std::string NearestWord(std::string_view given, const std::vector<std::string>& words) {
  constexpr std::size_t kLongest = 100;
  const std::string letters = Letters(given);
  if (letters.size() > kLongest) return "";
  std::string nearest;
  std::size_t least = letters.size() / 3 + 1;
  for (const std::string& word : words) {
    const std::size_t distance = Distance(letters, Letters(word));
    if (distance >= least) continue;
    least = distance;
    nearest = word;
  }
  return nearest;
}

}  // namespace hadamard_ntk::referee
