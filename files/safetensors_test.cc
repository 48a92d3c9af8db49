#include "files/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

std::string File(const std::string& header, const std::string& data = "") {
  std::string file;
  for (int i = 0; i < 8; ++i) file += static_cast<char>(header.size() >> (8 * i) & 255);
  return file + header + data;
}

std::string Entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}

// Of a file with one array a in 8 bytes of data.
std::string One(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return File("{" + Entry("a", dtype, shape, offsets) + "}", std::string(8, '\1'));
}

std::string ErrorOf(const std::string& file) {
  return MessageOf([&] { ParseSafetensors(file); });
}

TEST(Safetensors, ReadsArraysInTheOrderOfTheirData) {
  const double doubles[] = {1.5, -2};
  const float floats[] = {3, 4, 5};
  std::string data(28, '\0');
  std::memcpy(data.data(), floats, 12);
  std::memcpy(data.data() + 12, doubles, 16);
  const std::string header = "{\"__metadata__\":{\"format\":\"pt\"}," + Entry("a", "F64", "[2,1]", "[12,28]") + "," +
                             Entry("b", "F32", "[3]", "[0,12]") + "," + Entry("c", "F32", "[0,7]", "[12,12]") + "," +
                             Entry("d", "F32", "[]", "[28,32]") + "}   ";
  EXPECT_EQ(ErrorOf(File(header, data)), "array 'd': its data end at byte 32 of 28");
  const std::string whole = File(header, data + std::string("\0\0\x80?", 4));
  const std::vector<Safetensor> tensors = ParseSafetensors(whole);
  ASSERT_EQ(tensors.size(), 4u);
  std::string names;
  for (const Safetensor& tensor : tensors) names += tensor.name;
  EXPECT_EQ(names, "bcad");
  EXPECT_EQ(tensors[0].type, kNpyFloat32);
  EXPECT_EQ(tensors[2].type, kNpyFloat64);
  EXPECT_EQ(tensors[2].shape, (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(tensors[3].shape, std::vector<std::int64_t>());
  double a[2] = {}, b[3] = {}, d = 0;
  DecodeNpy(tensors[2].type, tensors[2].bytes.data(), 2, a);
  DecodeNpy(tensors[0].type, tensors[0].bytes.data(), 3, b);
  DecodeNpy(tensors[3].type, tensors[3].bytes.data(), 1, &d);
  EXPECT_EQ(a[0] + a[1] / 8, 1.25);
  EXPECT_EQ(b[0] + b[1] / 8 + b[2] / 64, 3.578125);
  EXPECT_EQ(d, 1);
  EXPECT_TRUE(ParseSafetensors(File("{}")).empty());
}

TEST(Safetensors, SaysWhatIsWrong) {
  EXPECT_EQ(ErrorOf(One("F32", "[2]", "[0,8]")), "no error");  // control
  const std::string good = One("F32", "[2]", "[0,8]");
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_NE(ErrorOf(good.substr(0, size)), "no error") << size;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"1234567", "is no safetensors file: it must begin with the 8 bytes of a length, and has 7"},
      {"PK\3\4\0\0\0\0", "is no safetensors file"},
      {std::string("\x09\0\0\0\0\0\0\0{}", 10), "is cut off, or no safetensors file: its header claims 9 bytes, and 2"},
      {std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10),
       "is cut off, or no safetensors file: its header claims 1844"},
      {File("[]"), "is no safetensors file: its header must begin with '{'"},
      {File(""), "is no safetensors file: its header must begin with '{'"},
      {File("{\"a\":"), "its header is not JSON"},
      {File("{\"\xff\":1}"), "its header is not JSON"},
      {File("{\"a\":1}"), "array 'a': lacks 'dtype'"},
      {File("{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}"), "array 'a': lacks 'data_offsets'"},
      {File("{" + Entry("a", "F32", "[0]", "[0,0]") + "," + Entry("a", "F32", "[0]", "[0,0]") + "}"),
       "its header has the key 'a' twice"},
      {File("{\"a\":{\"shape\":[0],\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"),
       "its header has the key 'shape' twice"},
      {File("{\"a\":{\"x\":1,\"shape\":[0],\"dtype\":\"F32\",\"data_offsets\":[0,0]}}"),
       "array 'a': has a key beside dtype, shape and data_offsets"},
      {File("{\"a\":{\"shape\":[[0]],\"dtype\":\"F32\",\"data_offsets\":[0,0]}}"), "its header is nested more deeply"},
      {One("BF16", "[4]", "[0,8]"), "array 'a': dtype must be F32 or F64, and is 'BF16'"},
      {One("I64", "[1]", "[0,8]"), "array 'a': dtype must be F32 or F64, and is 'I64'"},
      {One("F32", "[-2]", "[0,8]"), "array 'a': shape must be integers from 0 to 2^63 - 1"},
      {One("F32", "[2.0]", "[0,8]"), "array 'a': shape must be integers"},
      {One("F32", "2", "[0,8]"), "array 'a': shape must be a list"},
      {One("F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]"), "array 'a': shape must be a list of at most 8"},
      {One("F32", "[18446744073709551615]", "[0,8]"), "array 'a': shape must be integers"},
      {One("F32", "[4611686018427387904]", "[0,8]"), "array 'a': its size overflows"},
      {One("F32", "[3]", "[0,8]"), "array 'a': its shape needs 12 bytes, and its data_offsets have 8"},
      {One("F32", "[2]", "[8,0]"), "array 'a': data_offsets must be a begin and an end"},
      {One("F32", "[2]", "[0,8,8]"), "array 'a': data_offsets must be a begin and an end"},
      {One("F32", "[2]", "[1,9]"), "array 'a': its data end at byte 9 of 8"},
      {One("F32", "[1]", "[0,4]"), "has 4 bytes after the last array"},
      {One("F32", "[1]", "[4,8]"), "array 'a': its data overlap those before them, or leave a gap"},
      {File("{}", "x"), "has 1 bytes after the last array"},
      {File("{" + Entry("a", "F32", "[2]", "[0,8]") + "," + Entry("b", "F32", "[1]", "[4,8]") + "}", "12345678"),
       "array 'b': its data overlap those before them, or leave a gap"},
      {File("{" + Entry("a", "F32", "[2]", "[0,8]") + "," + Entry("b", "F32", "[2]", "[0,8]") + "}", "12345678"),
       "array 'b': its data overlap those before them, or leave a gap"},
  };
  for (const auto& [file, expected] : wrong) EXPECT_EQ(ErrorOf(file).substr(0, expected.size()), expected);
}

}  // namespace
}  // namespace hadamard_ntk::files
