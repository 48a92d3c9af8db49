#include "referee/report/html_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace hadamard_ntk::referee {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWord(char c) { return IsLetter(c) || IsDigit(c) || c == '_'; }

constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kSymbols = {{{"alpha", "α"},
                                                                                     {"beta", "β"},
                                                                                     {"gamma", "γ"},
                                                                                     {"Gamma", "Γ"},
                                                                                     {"delta", "δ"},
                                                                                     {"eta", "η"},
                                                                                     {"theta", "θ"},
                                                                                     {"Theta", "Θ"},
                                                                                     {"kappa", "κ"},
                                                                                     {"lambda", "λ"},
                                                                                     {"mu", "μ"},
                                                                                     {"pi", "π"},
                                                                                     {"rho", "ρ"},
                                                                                     {"sigma", "σ"},
                                                                                     {"phi", "φ"},
                                                                                     {"omega", "ω"},
                                                                                     {"Omega", "Ω"},
                                                                                     {"sum", "Σ"},
                                                                                     {"grad", "∇"}}};

std::optional<std::string_view> Symbol(std::string_view word) {
  const auto at =
      std::find_if(kSymbols.begin(), kSymbols.end(), [&](const auto& entry) { return entry.first == word; });
  return at == kSymbols.end() ? std::nullopt : std::optional(at->second);
}

// Position behind the bracket that closes the one at text[open]; npos if none does.
std::size_t Closing(std::string_view text, std::size_t open, char opening, char closing) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    depth += text[i] == opening ? 1 : text[i] == closing ? -1 : 0;
    if (depth == 0) return i + 1;
  }
  return text.npos;
}

class Typesetter {
 public:
  Typesetter(std::string_view text, bool raised) : text_(text), raised_(raised) {
    while (at_ < text_.size()) Step();
  }
  std::string html() && { return std::move(html_); }

 private:
  char Char(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  char Before() const { return at_ > 0 ? text_[at_ - 1] : '\0'; }
  bool Take(std::string_view token, std::string_view html) {
    if (text_.substr(at_, token.size()) != token) return false;
    html_ += html;
    at_ += token.size();
    return true;
  }
  static std::string Nested(std::string_view tag, std::string_view text) {
    std::string html = "<";
    ((html += tag) += '>') += Typesetter(text, true).html();
    return ((html += "</") += tag) += '>';
  }

  void Step() {
    const char c = text_[at_];
    if (IsLetter(c) && !IsWord(Before())) return Word();
    if (IsDigit(c) && !IsWord(Before())) return Number();
    if (c == '^' && at_ > 0 && Before() != ' ' && Raise()) return;
    if (c == '_' && Lower()) return;
    if (c == '"' || c == '\'') return Quote();
    if (Take("&", "&amp;") || Take(">=", "≥") || Take("<=", "≤") || Take("!=", "≠") || Take(">>", "≫") ||
        Take("<<", "≪") || Take("+-", "±") || Take("->", "→") || Take("...", "…") ||
        Take(" - ", Subtracts() ? " − " : " – ") || (c == '<' && AngleBrackets())) {
      return;
    }
    const bool negative =
        c == '-' &&
        (raised_ ? Char(at_ + 1) != ' ' || Before() == ' '
                 : IsDigit(Char(at_ + 1)) && (at_ == 0 || Before() == ' ' || Before() == '(' || Before() == '['));
    if (negative && Take("-", "−")) return;
    if (raised_ && Take(" x ", " × ")) return;
    html_ += EscapeHtml(text_.substr(at_++, 1));
  }

  // A word of letters, digits and _, from its first letter.
  void Word() {
    std::size_t end = at_;
    while (IsWord(Char(end))) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    const std::size_t underscore = word.find('_');
    const std::string_view base = word.substr(0, underscore);
    const std::optional<std::string_view> symbol = Symbol(base);
    // A flag or a part of a file name is no mathematics.
    const bool literal = Before() == '-' && at_ > 1 && text_[at_ - 2] == '-';
    const std::string_view below = underscore == word.npos ? std::string_view() : word.substr(underscore + 1);
    if (literal || (!symbol && base.size() > 1) || below.find('_') != below.npos) {
      if (!literal && word == "sqrt") return Root();
      Plain(word);
    } else {
      html_ += symbol ? *symbol : base;
      at_ += base.size();
      if (!below.empty()) {
        html_ += Nested("sub", below);
        at_ = end;
      } else if (word == "grad" && Char(at_) == ' ') {
        ++at_;
      }
    }
  }

  void Plain(std::string_view word) {
    // An underscore before a brace still lowers, as in log_{2}.
    if (word.back() == '_' && Char(at_ + word.size()) == '{') word.remove_suffix(1);
    html_ += word;
    at_ += word.size();
  }

  void Root() {
    html_ += "√";
    at_ += 4;
    if (Char(at_) == ' ' && IsWord(Char(at_ + 1))) ++at_;
  }

  void Number() {
    const std::size_t start = at_;
    while (IsDigit(Char(at_)) || (Char(at_) == '.' && IsDigit(Char(at_ + 1)))) ++at_;
    html_ += text_.substr(start, at_ - start);
    if (Char(at_) != 'e') return;
    std::size_t end = at_ + 1;
    const bool negative = Char(end) == '-';
    if (negative || Char(end) == '+') ++end;
    const std::size_t first = end;
    while (IsDigit(Char(end))) ++end;
    if (end == first || IsWord(Char(end))) return;
    const std::string_view digits = text_.substr(first, end - first);
    html_ += "\u00A0×\u00A010<sup>";  // not broken over lines
    if (negative) html_ += "−";
    html_ += digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    html_ += "</sup>";
    at_ = end;
  }

  // ^ and what it raises: {...}, (...), or a sign and a number or a letter; a signed fraction as a whole.
  bool Raise() {
    std::size_t begin = at_ + 1, end = begin;
    if (Char(begin) == '{') {
      end = Closing(text_, begin, '{', '}');
      if (end == text_.npos) return false;
      html_ += Nested("sup", text_.substr(begin + 1, end - begin - 2));
      at_ = end;
      return true;
    }
    const bool sign = Char(end) == '-' || Char(end) == '+';
    if (sign) ++end;
    if (Char(end) == '(') {
      end = Closing(text_, end, '(', ')');
      if (end == text_.npos) return false;
    } else if (IsDigit(Char(end))) {
      while (IsDigit(Char(end)) || (Char(end) == '.' && IsDigit(Char(end + 1)))) ++end;
      if (sign && Char(end) == '/' && IsDigit(Char(end + 1))) {
        ++end;
        while (IsDigit(Char(end))) ++end;
      }
    } else if (IsLetter(Char(end))) {
      std::size_t word = end;
      while (IsLetter(Char(word))) ++word;
      if (word - end > 1 && !Symbol(text_.substr(end, word - end))) return false;
      end = word;
    } else {
      return false;
    }
    html_ += Nested("sup", text_.substr(begin, end - begin));
    at_ = end;
    return true;
  }

  // _{...}, and behind a bracket _ and a word.
  bool Lower() {
    if (Char(at_ + 1) == '{') {
      const std::size_t end = Closing(text_, at_ + 1, '{', '}');
      if (end == text_.npos) return false;
      html_ += Nested("sub", text_.substr(at_ + 2, end - at_ - 3));
      at_ = end;
      return true;
    }
    std::size_t end = at_ + 1;
    while (IsLetter(Char(end)) || IsDigit(Char(end))) ++end;
    if ((Before() != '|' && Before() != ')') || end == at_ + 1) return false;
    html_ += Nested("sub", text_.substr(at_ + 1, end - at_ - 1));
    at_ = end;
    return true;
  }

  // Whether " - " stands between two terms, not between two parts of a sentence.
  bool Subtracts() const {
    const auto is_term = [this](std::size_t begin, std::size_t end) {
      const std::string_view word = text_.substr(begin, end - begin);
      const std::string_view base = word.substr(0, word.find('_'));
      return base.size() == 1 || Symbol(base) || word == "sqrt" || IsDigit(word.front());
    };
    std::size_t begin = at_, end = at_ + 3;
    while (begin > 0 && IsWord(text_[begin - 1])) --begin;
    while (IsWord(Char(end))) ++end;
    const bool left = begin == at_ ? std::string_view(")]}|>'").find(Before()) != std::string_view::npos && at_ > 0
                                   : is_term(begin, at_);
    const char next = Char(at_ + 3);
    return left && (end == at_ + 3 ? next == '(' || next == '|' || next == '<' : is_term(at_ + 3, end));
  }

  // Quotation marks, apostrophes, and primes of single letters.
  void Quote() {
    const bool opens = at_ == 0 || Before() == ' ' || Before() == '(' || Before() == '[';
    if (text_[at_] == '"') {
      html_ += opens ? "“" : "”";
    } else if (opens) {
      html_ += "‘";
    } else {
      const bool variable = IsLetter(Before()) && (at_ == 1 || !IsLetter(text_[at_ - 2]));
      html_ += variable && !IsLetter(Char(at_ + 1)) ? "′" : "’";
    }
    ++at_;
  }

  // <x, z>: short, one comma outside parentheses, nothing that looks like a tag or a comparison.
  bool AngleBrackets() {
    const std::size_t end = text_.find_first_of("<>=\"", at_ + 1);
    if (end == text_.npos || text_[end] != '>' || end - at_ > 40) return false;
    const std::string_view inner = text_.substr(at_ + 1, end - at_ - 1);
    if (inner.find(',') == inner.npos || inner.front() == ' ') return false;
    html_ += "⟨" + Typesetter(inner, raised_).html() + "⟩";
    at_ = end + 1;
    return true;
  }

  std::string_view text_;
  bool raised_;
  std::size_t at_ = 0;
  std::string html_;
};

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f) {
          html += "\uFFFD";
        } else {
          html += c;
        }
    }
  }
  return html;
}

std::string MathHtml(std::string_view text) { return Typesetter(text, false).html(); }

std::string Shortened(std::string_view text, std::size_t length) {
  if (text.size() <= length) return std::string(text);
  const std::size_t space = text.rfind(' ', length);
  std::size_t end = space == text.npos || space == 0 ? length : space;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  return std::string(text.substr(0, end)) + " …";
}

}  // namespace hadamard_ntk::referee
