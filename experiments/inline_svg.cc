#include "experiments/inline_svg.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <vector>

namespace hadamard_ntk::experiments {
namespace {

[[noreturn]] void Refuse(const std::string& id, const std::string& what) {
  throw std::invalid_argument("MakeInlineSvg: figure '" + id + "': " + what);
}

struct Attribute {
  std::string name, value;
};

// Text, or a tag with its attributes.
struct Piece {
  std::string text = {};  // of text; of a tag its name, "/name" of a closing one
  bool tag = false, empty = false;
  std::vector<Attribute> attributes = {};
};

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::vector<Piece> Parse(std::string_view svg, const std::string& id) {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  const auto find = [&](std::string_view what) {
    const std::size_t found = svg.find(what, at);
    if (found == svg.npos) Refuse(id, "is cut off");
    return found;
  };
  while (at < svg.size()) {
    if (svg[at] != '<') {
      const std::size_t end = std::min(svg.find('<', at), svg.size());
      pieces.push_back({.text = std::string(svg.substr(at, end - at))});
      at = end;
    } else if (svg.substr(at, 4) == "<!--") {
      at = find("-->") + 3;
    } else if (svg.substr(at, 2) == "<?") {
      at = find("?>") + 2;
    } else if (svg.substr(at, 2) == "<!") {
      Refuse(id, "has a document type or raw data");
    } else {
      Piece piece{.tag = true};
      ++at;
      while (at < svg.size() && !IsSpace(svg[at]) && svg[at] != '>' && (svg[at] != '/' || piece.text.empty())) {
        piece.text += svg[at++];
      }
      for (;;) {
        while (at < svg.size() && IsSpace(svg[at])) ++at;
        if (at >= svg.size()) Refuse(id, "is cut off");
        if (svg[at] == '>') break;
        if (svg[at] == '/') {
          piece.empty = true;
          ++at;
          continue;
        }
        const std::size_t equals = find("=");
        Attribute attribute{.name = std::string(svg.substr(at, equals - at)), .value = {}};
        while (!attribute.name.empty() && IsSpace(attribute.name.back())) attribute.name.pop_back();
        at = equals + 1;
        while (at < svg.size() && IsSpace(svg[at])) ++at;
        if (at >= svg.size() || (svg[at] != '"' && svg[at] != '\'')) Refuse(id, "has an attribute without quotes");
        const std::string_view quote = svg.substr(at++, 1);
        const std::size_t end = find(quote);
        attribute.value = svg.substr(at, end - at);
        at = end + 1;
        piece.attributes.push_back(std::move(attribute));
      }
      ++at;
      pieces.push_back(std::move(piece));
    }
  }
  return pieces;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool IsNameCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Renames the ids of one document.
class Ids {
 public:
  Ids(const std::vector<Piece>& pieces, const std::string& prefix) : prefix_(prefix) {
    for (const Piece& piece : pieces) {
      for (const Attribute& attribute : piece.attributes) {
        if (attribute.name != "id") continue;
        if (!known_.insert(attribute.value).second) Refuse(prefix, "has the id '" + attribute.value + "' twice");
      }
    }
  }

  std::string Renamed(const std::string& name) const { return known_.count(name) ? prefix_ + "-" + name : name; }

  // url(#x) and, outside braces, selectors #x.
  std::string InStyle(const std::string& style, bool selectors) const {
    std::string out;
    int depth = 0;
    for (std::size_t i = 0; i < style.size(); ++i) {
      out += style[i];
      depth += style[i] == '{' ? 1 : style[i] == '}' ? -1 : 0;
      if (style[i] != '#') continue;
      std::size_t end = i + 1;
      while (end < style.size() && IsNameCharacter(style[end])) ++end;
      const std::string name = style.substr(i + 1, end - i - 1);
      std::string before = Lower(out.substr(0, out.size() - 1));
      if (!before.empty() && (before.back() == '"' || before.back() == '\'')) before.pop_back();
      const bool url = before.size() >= 4 && before.compare(before.size() - 4, 4, "url(") == 0;
      out += url || (selectors && depth == 0) ? Renamed(name) : name;
      i = end - 1;
    }
    return out;
  }

  std::string InList(const std::string& names) const {
    std::string out, name;
    for (const char c : names + " ") {
      if (!IsSpace(c)) {
        name += c;
      } else if (!name.empty()) {
        if (!out.empty()) out += ' ';
        out += Renamed(name);
        name.clear();
      }
    }
    return out;
  }

 private:
  std::string prefix_;
  std::set<std::string> known_;
};

// Every url( of a style is one of #x and data:.
void RequireLocalStyle(const std::string& style, const std::string& id) {
  const std::string lower = Lower(style);
  // A backslash could spell a keyword so that it is not found here.
  if (lower.find("@import") != lower.npos || lower.find('\\') != lower.npos) Refuse(id, "has a style that loads files");
  for (std::size_t at = 0; (at = lower.find("url(", at)) != lower.npos;) {
    at += 4;
    while (at < lower.size() && (IsSpace(lower[at]) || lower[at] == '"' || lower[at] == '\'')) ++at;
    if (lower[at] != '#' && lower.compare(at, 5, "data:") != 0) Refuse(id, "refers to " + style.substr(at, 60));
  }
}

void RequireHarmless(const Piece& piece, const std::string& id) {
  std::string name = Lower(piece.text);
  name = name.substr(name.find(':') == name.npos ? 0 : name.find(':') + 1);
  for (const char* forbidden : {"script", "foreignobject", "iframe", "object", "embed", "link", "audio", "video"}) {
    if (name == forbidden) Refuse(id, "has a <" + piece.text + ">");
  }
  for (const Attribute& attribute : piece.attributes) {
    const std::string key = Lower(attribute.name);
    if (key.rfind("on", 0) == 0) Refuse(id, "has the event handler " + attribute.name);
    const bool reference = key == "href" || key == "src" || (key.size() > 5 && key.rfind(":href") == key.size() - 5);
    if (reference && attribute.value.rfind('#', 0) != 0 && Lower(attribute.value).rfind("data:image/", 0) != 0) {
      Refuse(id, "refers to " + attribute.value.substr(0, 60));
    }
    RequireLocalStyle(attribute.value, id);
  }
}

// Unescaped for HTML: the value was XML already; a raw quote of the other kind may be in it.
std::string Quoted(const std::string& value) {
  return value.find('"') == value.npos ? '"' + value + '"' : '\'' + value + '\'';
}

}  // namespace

InlineSvg MakeInlineSvg(std::string_view svg, const std::string& id) {
  const std::vector<Piece> pieces = Parse(svg, id);
  const Ids ids(pieces, id);
  InlineSvg made;
  bool style = false, started = false, titled = false;
  int in_title = 0;  // 1: in the document's, 2: in a part's
  for (const Piece& piece : pieces) {
    if (!piece.tag) {
      if (style) RequireLocalStyle(piece.text, id);
      if (in_title == 1) made.title += piece.text;
      if (started && in_title != 2) made.html += style ? ids.InStyle(piece.text, true) : piece.text;
      continue;
    }
    RequireHarmless(piece, id);
    if (piece.text == "/title" && in_title == 2) {
      in_title = 0;
      continue;
    }
    if (piece.text == "title") in_title = titled ? 2 : 1;
    if (in_title == 2) continue;
    const bool root = piece.text == "svg" && !started;
    if (!root && !started) Refuse(id, "does not start with <svg>");
    started = true;
    if (piece.text == "/title") in_title = 0;
    style = piece.text == "style" && !piece.empty;
    made.html += '<' + piece.text;
    if (piece.text == "title") {
      made.html += " id=\"" + id + "-title\"";
      titled = true;
    }
    if (root) made.html += " role=\"img\" aria-labelledby=\"" + id + "-title\"";
    for (const Attribute& attribute : piece.attributes) {
      const std::string& name = attribute.name;
      if (root && name == "width") made.width = std::strtod(attribute.value.c_str(), nullptr);
      if (root && (name == "role" || name == "aria-labelledby")) continue;
      if (piece.text == "title" && name == "id") continue;
      std::string value = attribute.value;
      if (name == "id") {
        value = ids.Renamed(value);
      } else if ((name == "href" || name == "xlink:href") && value[0] == '#') {
        value = '#' + ids.Renamed(value.substr(1));
      } else if (name == "aria-labelledby" || name == "aria-describedby") {
        value = ids.InList(value);
      } else {
        value = ids.InStyle(value, false);
      }
      (((made.html += ' ') += name) += '=') += Quoted(value);
    }
    made.html += piece.empty ? "/>" : ">";
  }
  if (!started || !titled || !(made.width > 0)) Refuse(id, "has no <svg> element with a width and a title");
  while (!made.html.empty() && IsSpace(made.html.back())) made.html.pop_back();
  return made;
}

}  // namespace hadamard_ntk::experiments
