#include "referee/program/flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>

#include "files/quoted.h"

namespace hadamard_ntk::referee {
namespace {

// A whole string as a number: no spaces, no rest. Reals in C's notation, independent of the locale.
template <typename T>
bool Parse(std::string_view text, T* value) {
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text[0] == '-') return false;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

template <typename T>
std::string Bounds(T min, T max) {
  if (std::is_floating_point_v<T> && max == std::numeric_limits<T>::max()) return fmt::format("at least {}", min);
  return fmt::format("from {} to {}", min, max);
}

template <typename T>
std::string Kind() {
  return std::is_integral_v<T> ? "an integer " : "a number ";
}

template <typename T>
T ParseBounded(std::string_view flag, std::string_view text, T min, T max, const std::string& lead) {
  T value;
  if (!Parse(text, &value) || !(min <= value && value <= max)) {
    throw FlagError(flag, lead + Kind<T>() + Bounds(min, max), text);
  }
  return value;
}

std::vector<std::string_view> Split(std::string_view list) {
  std::vector<std::string_view> items;
  for (std::size_t start = 0;;) {
    const std::size_t comma = list.find(',', start);
    items.push_back(list.substr(start, comma == list.npos ? comma : comma - start));
    if (comma == list.npos) return items;
    start = comma + 1;
  }
}

template <typename Reader>
void AddOption(CLI::App& app, const std::string& flag, const std::string& text, const std::string& type,
               const std::string& present, Reader read) {
  app.add_option(
         flag,
         [read](const CLI::results_t& results) {
           read(results.back());
           return true;
         },
         text)
      ->expected(1)
      ->type_name(type)
      ->default_str(present);
}

std::string KeyOf(const std::string& flag) { return flag.substr(flag.find_first_not_of('-')); }

template <typename T>
void AddNumber(CLI::App& app, const std::string& flag, T* value, T min, T max, const std::string& text) {
  AddOption(app, flag, text, std::is_integral_v<T> ? "INT" : "REAL", fmt::to_string(*value),
            [=](const std::string& given) { *value = ParseBounded<T>(flag, given, min, max, "must be "); });
}

}  // namespace

FlagError::FlagError(std::string_view flag, std::string_view requirement, std::string_view value)
    : std::invalid_argument(files::Printable(flag, 200) + ": " + files::Printable(requirement) + " (got '" +
                            files::Printable(value, 200) + "')") {}

void AddInteger(CLI::App& app, const std::string& flag, int* value, int min, int max, const std::string& text) {
  AddNumber(app, flag, value, min, max, text);
}

void AddInteger(CLI::App& app, const std::string& flag, std::int64_t* value, std::int64_t min, std::int64_t max,
                const std::string& text) {
  AddNumber(app, flag, value, min, max, text);
}

void AddSeed(CLI::App& app, const std::string& flag, std::uint64_t* value, const std::string& text) {
  AddNumber<std::uint64_t>(app, flag, value, 0, std::numeric_limits<std::uint64_t>::max(), text);
}

void AddReal(CLI::App& app, const std::string& flag, double* value, double min, double max, const std::string& text) {
  AddNumber(app, flag, value, min, max, text);
}

void AddChoice(CLI::App& app, const std::string& flag, std::string* value, const std::vector<std::string>& choices,
               const std::string& text) {
  std::string names;
  for (const std::string& choice : choices) names += (names.empty() ? "" : "|") + choice;
  AddOption(app, flag, text, names, *value, [=](const std::string& given) {
    if (std::find(choices.begin(), choices.end(), given) == choices.end()) {
      throw FlagError(flag, "must be one of " + names, given);
    }
    *value = given;
  });
}

std::vector<int> ParseIntegerList(std::string_view flag, std::string_view list, int min, int max) {
  std::vector<int> values;
  const auto add = [&](int v) {
    if (std::find(values.begin(), values.end(), v) == values.end()) values.push_back(v);
  };
  const std::string requirement = "must be a list like 2,3,9 or 1:20 of integers " + Bounds(min, max);
  for (std::string_view item : Split(list)) {
    const std::size_t colon = item.find(':');
    int first, last;
    if (!Parse(item.substr(0, colon), &first) || first < min || first > max) throw FlagError(flag, requirement, item);
    last = first;
    if (colon != item.npos && (!Parse(item.substr(colon + 1), &last) || last < first || last > max)) {
      throw FlagError(flag, requirement, item);
    }
    // A range of its own has nothing twice: spares the quadratic search for long ones.
    if (values.empty()) {
      for (std::int64_t v = first; v <= last; ++v) values.push_back(static_cast<int>(v));
    } else {
      for (std::int64_t v = first; v <= last; ++v) add(static_cast<int>(v));
    }
  }
  return values;
}

void AddIntegerList(CLI::App& app, const std::string& flag, std::vector<int>* value, int min, int max,
                    const std::string& text) {
  AddOption(app, flag, text, "LIST", fmt::format("{}", fmt::join(*value, ",")),
            [=](const std::string& given) { *value = ParseIntegerList(flag, given, min, max); });
}

void AddRealList(CLI::App& app, const std::string& flag, std::vector<double>* value, double min, double max,
                 const std::string& text) {
  AddOption(app, flag, text, "LIST", fmt::format("{}", fmt::join(*value, ",")), [=](const std::string& given) {
    std::vector<double> values;
    for (std::string_view item : Split(given)) {
      values.push_back(ParseBounded<double>(flag, item, min, max, "must be a list, each "));
    }
    *value = std::move(values);
  });
}

void Flags::Integer(const std::string& flag, int& value, int min, int max, const std::string& text) {
  if (app_) AddInteger(*app_, flag, &value, min, max, text);
  if (values_) (*values_)[KeyOf(flag)] = value;
}

void Flags::Real(const std::string& flag, double& value, double min, double max, const std::string& text) {
  if (app_) AddReal(*app_, flag, &value, min, max, text);
  if (values_) (*values_)[KeyOf(flag)] = value;
}

void Flags::Choice(const std::string& flag, std::string& value, const std::vector<std::string>& choices,
                   const std::string& text) {
  if (app_) AddChoice(*app_, flag, &value, choices, text);
  if (values_) (*values_)[KeyOf(flag)] = value;
}

void Flags::IntegerList(const std::string& flag, std::vector<int>& value, int min, int max, const std::string& text) {
  if (app_) AddIntegerList(*app_, flag, &value, min, max, text);
  if (values_) (*values_)[KeyOf(flag)] = value;
}

void Flags::RealList(const std::string& flag, std::vector<double>& value, double min, double max,
                     const std::string& text) {
  if (app_) AddRealList(*app_, flag, &value, min, max, text);
  if (values_) (*values_)[KeyOf(flag)] = value;
}

void Flags::Text(const std::string& flag, std::string& value, const std::string& text) {
  if (app_) app_->add_option(flag, value, text)->default_str(value);
  if (values_) (*values_)[KeyOf(flag)] = value;
}

}  // namespace hadamard_ntk::referee
