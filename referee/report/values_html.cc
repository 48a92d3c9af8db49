#include "referee/report/values_html.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "referee/program/escape_markup.h"
#include "referee/program/table.h"

namespace hadamard_ntk::referee {
namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;  // name, HTML

std::string Words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return EscapeMarkup(name);
}

bool IsListOfObjects(const Json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& entry) { return entry.is_object(); });
}

std::string PlainHtml(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) return NumberText(value);
  if (value.is_string()) return EscapeMarkup(value.get_ref<const std::string&>());
  if (!value.is_array()) return EscapeMarkup(value.dump());
  std::string html;
  for (const Json& entry : value) html += (html.empty() ? "" : ", ") + PlainHtml(entry);
  return html;
}

// The plain values of an object, those of objects in it behind "name.".
void Flatten(const Json& object, const std::string& before, Cells& cells) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      Flatten(value, before + key + ".", cells);
    } else if (!IsListOfObjects(value)) {
      cells.emplace_back(before + key, PlainHtml(value));
    }
  }
}

std::string Listed(const std::string& caption, const Json& list) {
  std::vector<Cells> rows;
  std::vector<std::string> columns;
  for (const Json& entry : list) {
    Cells cells;
    Flatten(entry, "", cells);
    for (const auto& [name, html] : cells) {
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
    }
    rows.push_back(std::move(cells));
  }
  std::string html = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + Words(caption) +
                     "\"><table class=\"numbers\"><caption>" + Words(caption) + "</caption><thead><tr>";
  for (const std::string& column : columns) html += "<th scope=\"col\">" + Words(column) + "</th>";
  html += "</tr></thead><tbody>";
  for (const Cells& row : rows) {
    html += "<tr>";
    for (const std::string& column : columns) {
      const auto cell = std::find_if(row.begin(), row.end(), [&](const auto& c) { return c.first == column; });
      html += "<td>";
      if (cell != row.end()) html += cell->second;
      html += "</td>";
    }
    html += "</tr>";
  }
  return html + "</tbody></table></div>\n";
}

void AddLists(const Json& object, const std::string& before, std::string& html) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      AddLists(value, before + key + ".", html);
    } else if (IsListOfObjects(value)) {
      html += Listed(before + key, value);
    }
  }
}

}  // namespace

std::string NumberText(const Json& number) {
  return number.is_number_integer() ? number.dump() : RoundedReal(number.get<double>(), 5);
}

std::string ValuesHtml(const Json& values) {
  if (!values.is_object()) return "";
  Cells cells;
  Flatten(values, "", cells);
  std::string html;
  if (!cells.empty()) {
    html +=
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"numbers\"><table class=\"numbers\"><tbody>";
    for (const auto& [name, value] : cells) {
      html += "<tr><th scope=\"row\">" + Words(name) + "</th><td>" + value + "</td></tr>";
    }
    html += "</tbody></table></div>\n";
  }
  AddLists(values, "", html);
  return html;
}

}  // namespace hadamard_ntk::referee
