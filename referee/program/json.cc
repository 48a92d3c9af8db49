#include "referee/program/json.h"

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include "files/utf8.h"

namespace hadamard_ntk::referee {
namespace {

std::string NotFinite(double v) { return std::isnan(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity"; }

// Throws if the brackets of the text are too deep or hold too much. A text that is no JSON passes or not, as it comes.
void RequireModest(std::string_view text) {
  struct Container {
    bool object;
    int commas = 0;
  };
  std::vector<Container> open;
  bool quoted = false;
  // The library would take it for the end.
  if (const std::size_t nul = text.find('\0'); nul != text.npos) {
    throw std::invalid_argument("is not JSON (at byte " + std::to_string(nul + 1) + ")");
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      open.push_back({c == '{'});
      if (open.size() > kJsonDepth) {
        throw std::invalid_argument("is nested more than " + std::to_string(kJsonDepth) + " deep");
      }
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
    } else if (c == ',' && !open.empty() && open.back().object && ++open.back().commas >= kJsonKeys) {
      throw std::invalid_argument("has an object of more than " + std::to_string(kJsonKeys) + " entries");
    }
  }
}

}  // namespace

Json Writable(const Json& value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>())) return NotFinite(value.get<double>());
  if (value.is_string()) return files::ToUtf8(value.get_ref<const std::string&>());
  if (!value.is_structured()) return value;
  Json writable = value.is_object() ? Json::object() : Json::array();
  for (const auto& [key, child] : value.items()) {
    if (value.is_object()) {
      writable[files::ToUtf8(key)] = Writable(child);
    } else {
      writable.push_back(Writable(child));
    }
  }
  return writable;
}

std::string ToText(const Json& value) { return Writable(value).dump(2) + "\n"; }

Json ParseJson(std::string_view text) {
  RequireModest(text);
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw std::invalid_argument("is not JSON (at byte " + std::to_string(error.byte) + ")");
  } catch (const Json::exception&) {  // a number too large for a double
    throw std::invalid_argument("has a number out of range");
  }
}

}  // namespace hadamard_ntk::referee
