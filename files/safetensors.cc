#include "files/safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "files/quoted.h"

namespace hadamard_ntk::files {
namespace {

using nlohmann::json;

constexpr std::size_t kLengthBytes = 8, kMostHeader = 100'000'000;
constexpr std::size_t kMostAxes = 8;

[[noreturn]] void Fail(const std::string& what) { throw std::invalid_argument(what); }
[[noreturn]] void FailAt(const std::string& name, const std::string& what) {
  Fail("array " + Quoted(name) + ": " + what);
}

std::string_view HeaderOf(std::string_view file) {
  if (file.size() < kLengthBytes) {
    Fail("is no safetensors file: it must begin with the 8 bytes of a length, and has " + std::to_string(file.size()));
  }
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length |= std::uint64_t{static_cast<unsigned char>(file[i])} << (8 * i);
  }
  if (length > kMostHeader || length > file.size() - kLengthBytes) {
    Fail("is cut off, or no safetensors file: its header claims " + std::to_string(length) + " bytes, and " +
         std::to_string(file.size() - kLengthBytes) + " follow");
  }
  return file.substr(kLengthBytes, length);
}

// The header as JSON of at most three levels whose objects have no key twice, which the parser itself would not mind.
json ParseHeader(std::string_view text) {
  if (text.empty() || text[0] != '{') Fail("is no safetensors file: its header must begin with '{'");
  std::set<std::string> names, keys;
  const auto check = [&](int depth, json::parse_event_t event, json& value) {
    if (depth > 2 && (event == json::parse_event_t::object_start || event == json::parse_event_t::array_start)) {
      Fail("its header is nested more deeply than the format says");
    }
    if (event == json::parse_event_t::object_start) keys.clear();
    if (event == json::parse_event_t::key) {
      const std::string& key = value.get_ref<const std::string&>();
      if (!(depth == 1 ? names : keys).insert(key).second) Fail("its header has the key " + Quoted(key) + " twice");
    }
    return true;
  };
  try {
    return json::parse(text, check);
  } catch (const json::exception&) {
    Fail("its header is not JSON");
  }
}

std::vector<std::int64_t> Integers(const std::string& name, const json& list, const char* what) {
  std::vector<std::int64_t> values;
  if (!list.is_array() || list.size() > kMostAxes) {
    FailAt(name, std::string(what) + " must be a list of at most 8 integers that are not negative");
  }
  for (const json& value : list) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > INT64_MAX) {
      FailAt(name, std::string(what) + " must be integers from 0 to 2^63 - 1");
    }
    values.push_back(value.get<std::int64_t>());
  }
  return values;
}

// Its bytes are those of `data` between the offsets, as many as its shape says.
Safetensor ReadTensor(const std::string& name, const json& entry, std::string_view data) {
  for (const char* key : {"dtype", "shape", "data_offsets"}) {
    if (!entry.is_object() || !entry.contains(key)) FailAt(name, std::string("lacks '") + key + "'");
  }
  if (entry.size() != 3) FailAt(name, "has a key beside dtype, shape and data_offsets");
  Safetensor tensor{.name = name, .type = {}, .shape = Integers(name, entry["shape"], "shape"), .bytes = {}};
  const json& type = entry["dtype"];
  if (type != "F32" && type != "F64") {
    FailAt(name,
           "dtype must be F32 or F64, and is " + (type.is_string() ? Quoted(type.get<std::string>()) : "no text"));
  }
  tensor.type = type == "F32" ? kNpyFloat32 : kNpyFloat64;
  std::int64_t size = tensor.type.size;
  for (const std::int64_t length : tensor.shape) {
    if (__builtin_mul_overflow(size, length, &size)) FailAt(name, "its size overflows");
  }
  const std::vector<std::int64_t> offsets = Integers(name, entry["data_offsets"], "data_offsets");
  if (offsets.size() != 2 || offsets[0] > offsets[1]) FailAt(name, "data_offsets must be a begin and an end after it");
  if (static_cast<std::uint64_t>(offsets[1]) > data.size()) {
    FailAt(name, "its data end at byte " + std::to_string(offsets[1]) + " of " + std::to_string(data.size()));
  }
  if (offsets[1] - offsets[0] != size) {
    FailAt(name, "its shape needs " + std::to_string(size) + " bytes, and its data_offsets have " +
                     std::to_string(offsets[1] - offsets[0]));
  }
  tensor.bytes = data.substr(static_cast<std::size_t>(offsets[0]), static_cast<std::size_t>(size));
  return tensor;
}

}  // namespace

std::vector<Safetensor> ParseSafetensors(std::string_view file) {
  const std::string_view header = HeaderOf(file), data = file.substr(kLengthBytes + header.size());
  const json entries = ParseHeader(header);
  std::vector<Safetensor> tensors;
  for (const auto& [name, entry] : entries.items()) {
    if (name != "__metadata__") tensors.push_back(ReadTensor(name, entry, data));
  }
  std::sort(tensors.begin(), tensors.end(), [](const Safetensor& a, const Safetensor& b) {
    return std::tuple(a.bytes.data(), a.bytes.size()) < std::tuple(b.bytes.data(), b.bytes.size());
  });
  const char* at = data.data();
  for (const Safetensor& tensor : tensors) {
    if (tensor.bytes.data() != at) FailAt(tensor.name, "its data overlap those before them, or leave a gap");
    at += tensor.bytes.size();
  }
  if (at != data.data() + data.size()) {
    Fail("has " + std::to_string(data.data() + data.size() - at) + " bytes after the last array");
  }
  return tensors;
}

}  // namespace hadamard_ntk::files
