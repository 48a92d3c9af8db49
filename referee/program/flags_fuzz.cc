#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "referee/program/flags.h"

namespace {

using namespace hadamard_ntk::referee;

// What --flag VALUE makes of the value; nothing if it is refused, with FlagError.
template <class Values, class Add>
Values Parse(const std::string& value, const Add& add) {
  Values values{};
  CLI::App app;
  add(app, &values);
  try {
    app.parse(std::vector<std::string>{value, "--flag"});  // the last argument first
  } catch (const FlagError&) {
    return {};
  } catch (const CLI::ParseError&) {  // a value that looks like a flag
    return {};
  }
  return values;
}

template <class Values, class T>
void DemandBounds(const Values& values, T min, T max) {
  if (!std::all_of(values.begin(), values.end(), [=](T v) { return min <= v && v <= max; })) std::abort();
}

}  // namespace

// A list is refused, or all its numbers are within the bounds, and no integer comes twice.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string value(reinterpret_cast<const char*>(data), size);
  auto integers = Parse<std::vector<int>>(
      value, [](CLI::App& app, std::vector<int>* v) { AddIntegerList(app, "--flag", v, -5, 1000, ""); });
  DemandBounds(integers, -5, 1000);
  std::sort(integers.begin(), integers.end());
  if (std::adjacent_find(integers.begin(), integers.end()) != integers.end()) std::abort();
  DemandBounds(Parse<std::vector<double>>(
                   value, [](CLI::App& app, std::vector<double>* v) { AddRealList(app, "--flag", v, -0.5, 1e6, ""); }),
               -0.5, 1e6);
  const auto seed = Parse<std::uint64_t>(value, [](CLI::App& app, std::uint64_t* v) { AddSeed(app, "--flag", v, ""); });
  if (seed != 0 && std::to_string(seed).size() > size) std::abort();
  return 0;
}
