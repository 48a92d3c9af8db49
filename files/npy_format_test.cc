#include "files/npy_format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

using Kind = NpyType::Kind;

std::string Bytes(std::initializer_list<int> bytes) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  return text;
}

// A header as NumPy's documentation describes it, whatever its dictionary says.
std::string Header(const std::string& dictionary, int version = 1) {
  const auto length = static_cast<unsigned>(dictionary.size());
  std::string header = "\x93NUMPY" + Bytes({version, 0});
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) header += static_cast<char>(length >> (8 * i) & 255);
  return header + dictionary;
}

std::string Dictionary(const std::string& descr, const std::string& shape, const std::string& order = "False") {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }  \n";
}

std::string ErrorOf(const std::string& bytes) {
  return MessageOf<NpyError>([&] { ParseNpyHeader(bytes); });
}

TEST(NpyFormat, ReadsWhatNumPyWrites) {
  const NpyHeader c = ParseNpyHeader(Header(Dictionary("'<f8'", "(3, 4)")) + "entries");
  EXPECT_EQ(c.type, kNpyFloat64);
  EXPECT_FALSE(c.fortran_order);
  EXPECT_EQ(c.ShapeText(), "3 x 4");
  EXPECT_EQ(c.rows, 3);
  EXPECT_EQ(c.cols, 4);
  EXPECT_EQ(c.data_offset, static_cast<std::int64_t>(Header(Dictionary("'<f8'", "(3, 4)")).size()));
  EXPECT_EQ(c.data_bytes(), 96);
  for (const int version : {2, 3}) {
    const NpyHeader f = ParseNpyHeader(Header(Dictionary("'>i2'", "(5,)", "True"), version));
    EXPECT_EQ(f.type, (NpyType{Kind::kInteger, 2, true}));
    EXPECT_TRUE(f.fortran_order);
    EXPECT_EQ(f.ShapeText(), "5");
    EXPECT_EQ(f.rows, 5);
    EXPECT_EQ(f.cols, 1);
    EXPECT_EQ(f.data_offset, 12 + static_cast<std::int64_t>(Dictionary("'>i2'", "(5,)", "True").size()));
  }
}

TEST(NpyFormat, ReadsEveryWayToWriteTheDictionary) {
  for (const std::string& dictionary : {
           std::string("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 7), }"),
           std::string("{\"shape\":(2,7),\"fortran_order\":False,\"descr\":\"<f4\"}\n"),
           std::string("{ 'shape' : ( 2 , 7 , ) , 'descr' : '<f4' , 'fortran_order' : False }   \n"),
           std::string("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 7L), }"),
       }) {
    const NpyHeader header = ParseNpyHeader(Header(dictionary));
    EXPECT_EQ(header.type, kNpyFloat32) << dictionary;
    EXPECT_EQ(header.rows, 2) << dictionary;
    EXPECT_EQ(header.cols, 7) << dictionary;
  }
  EXPECT_EQ(ParseNpyHeader(Header(Dictionary("'<f8'", "(0, 7)"))).data_bytes(), 0);
}

TEST(NpyFormat, ReadsEveryType) {
  const auto type = [](const std::string& descr) {
    return ParseNpyHeader(Header(Dictionary("'" + descr + "'", "(1, 1)"))).type;
  };
  EXPECT_EQ(type("<f2"), (NpyType{Kind::kFloat, 2, false}));
  EXPECT_EQ(type(">f4"), (NpyType{Kind::kFloat, 4, true}));
  EXPECT_EQ(type("=f8"), kNpyFloat64);
  EXPECT_EQ(type("|b1"), (NpyType{Kind::kBool, 1, false}));
  EXPECT_EQ(type("|u1"), (NpyType{Kind::kUnsigned, 1, false}));
  EXPECT_EQ(type(">i1"), (NpyType{Kind::kInteger, 1, false}));
  EXPECT_EQ(type("<u1"), (NpyType{Kind::kUnsigned, 1, false}));
  EXPECT_EQ(type("f8"), kNpyFloat64);  // the machine's order
  EXPECT_EQ(type("i4"), (NpyType{Kind::kInteger, 4, false}));
  EXPECT_EQ(type("b1"), (NpyType{Kind::kBool, 1, false}));
  for (const std::string descr : {"<f2", ">f4", "<i2", ">i4", "<i8", "<u2", ">u8", "|u1", "|i1", "|b1"}) {
    EXPECT_EQ(type(descr).Text(), descr);
  }
}

TEST(NpyFormat, SaysWhatIsWrong) {
  const std::string good = Header(Dictionary("'<f8'", "(3, 4)"));
  EXPECT_EQ(ErrorOf(good), "no error");
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "is empty"},
      {"\x93NUMPZ" + good.substr(6), "begins with '\\x93NUMPZ'"},
      {"PK\x03\x04 a zip archive", "begins with 'PK\\x03\\x04 a'"},
      {"\x93NUMPY" + Bytes({4, 0}), "version 4.0"},
      {"\x93NUMPY" + Bytes({1, 1}), "version 1.1"},
      {good.substr(0, 7), "breaks off: it should have 10 bytes, and the file has 7"},
      {good.substr(0, 9), "breaks off: it should have 10 bytes, and the file has 9"},
      {good.substr(0, 40), "breaks off: it should have " + std::to_string(good.size()) + " bytes, and the file has 40"},
      {"\x93NUMPY" + Bytes({2, 0, 255, 255, 255, 255}) + good, "claims 4294967295 bytes"},
      {Header("[]"), "a dictionary at its character 0, and has '[]'"},
      {Header(""), "a dictionary at its character 0, and has ended"},
      {Header("{'descr': '<f8', 'fortran_order': False, }"), "lacks the key 'shape'"},
      {Header("{'shape': (1, 2), 'fortran_order': False, }"), "lacks the key 'descr'"},
      {Header("{'shape': (1, 2), 'descr': '<f8'}"), "lacks the key 'fortran_order'"},
      {Header("{'descr': '<f8', 'descr': '<f8', }"), "the key 'descr' twice"},
      {Header("{'color': 'red'}"), "the key 'color', which the format does not know"},
      {Header("{'descr': '<f8'"), "',' or '}' at its character 15, and has ended"},
      {Header("{'descr': '<f8"), "the end of a string"},
      {Header("{'descr' '<f8'}"), "':' after the key 'descr'"},
      {Header("{'descr': '<f\\8'}"), "a string without backslash"},
      {Header(Dictionary("'<f8'", "(3, 4)") + "x"), "nothing but spaces after the dictionary"},
      {Header(Dictionary("'<f8'", "(3, 4)", "0")), "True or False"},
      {Header(Dictionary("'<f8'", "3")), "a shape, in parentheses,"},
      {Header(Dictionary("'<f8'", "(3)")), "',' after the only length"},
      {Header(Dictionary("'<f8'", "(3, -4)")), "a length of the shape, not negative,"},
      {Header(Dictionary("'<f8'", "(3, 4.5)")), "',' or ')' in the shape"},
      {Header(Dictionary("'<f8'", "(3; 4)")), "',' after the only length"},
      {Header(Dictionary("'<f8'", "()")), "the array has no axes"},
      {Header(Dictionary("'<f8'", "(0, 4611686018427387904, 2)")), "of 0 x 4611686018427387904 x 2 entries"},
      {Header(Dictionary("'|u1'", "(1, 2, 3037000500, 3037000500)")), "entries of 1 bytes overflows"},
      {Header(Dictionary("'<f16'", "(3, 4)")), "only f2, f4, f8"},
      {Header(Dictionary("'float64'", "(3, 4)")), "only f2, f4, f8"},
      {Header(Dictionary("'<M8[ns]'", "(3, 4)")), "only real numbers are read"},
      {Header(Dictionary("'<V2'", "(3, 4)")), "only real numbers are read"},
      {Header(Dictionary("'<f8'", "(9223372036854775808, 1)")), "does not fit into 63 bits: '9223372036854775808"},
      {Header(Dictionary("'<f8'", "(99999999999999999999999, 1)")), "does not fit into 63 bits"},
      {Header(Dictionary("'<f8'", "(4611686018427387904, 4)")), "4611686018427387904 x 4 entries of 8 bytes overflows"},
      {Header(Dictionary("'<f8'", "(1152921504606846975, 1)")), "overflows"},
      {Header(Dictionary("'|O'", "(3, 4)")), "'|O': pickled Python objects"},
      {Header(Dictionary("'O'", "(3, 4)")), "'O': pickled Python objects"},
      {Header(Dictionary("'<c16'", "(3, 4)")), "complex numbers"},
      {Header(Dictionary("'<U5'", "(3, 4)")), "only real numbers are read"},
      {Header(Dictionary("'<M8[ns]'", "(3, 4)")), "only real numbers are read"},
      {Header(Dictionary("'<f16'", "(3, 4)")), "only f2, f4, f8"},
      {Header(Dictionary("'<f1'", "(3, 4)")), "only f2, f4, f8"},
      {Header(Dictionary("'<i3'", "(3, 4)")), "only f2, f4, f8"},
      {Header(Dictionary("'<b2'", "(3, 4)")), "only f2, f4, f8"},
      {Header(Dictionary("'|f8'", "(3, 4)")), "no byte order"},
      {Header(Dictionary("''", "(3, 4)")), "only real numbers are read"},
      {Header(Dictionary("'<'", "(3, 4)")), "only real numbers are read"},
      {Header(Dictionary("'<\x1b[2J'", "(3, 4)")), "of type '<\\x1b[2J'"},
      {Header(Dictionary("'<'", "(3, 4)")), "only real numbers are read"},
      {Header(Dictionary("[('a', '<f8'), ('b', '<i4')]", "(3,)")), "its entries are records"},
  };
  for (const auto& [bytes, expected] : wrong) {
    const std::string error = ErrorOf(bytes);
    EXPECT_NE(error.find(expected), std::string::npos) << "got: " << error << "\nexpected: " << expected;
  }
}

TEST(NpyFormat, TheFirstAxisIsTheRows) {
  const NpyHeader images = ParseNpyHeader(Header(Dictionary("'|u1'", "(60000, 28, 28)")));
  EXPECT_EQ(images.rows, 60000);
  EXPECT_EQ(images.cols, 784);
  EXPECT_EQ(images.ShapeText(), "60000 x 28 x 28");
  EXPECT_EQ(images.data_bytes(), 47040000);
  // Entry (i, a, b, c) of an n x 2 x 3 x 5 array.
  const NpyHeader header = ParseNpyHeader(Header(Dictionary("'<f4'", "(7, 2, 3, 5)", "True")));
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 3; ++b) {
      for (int c = 0; c < 5; ++c) EXPECT_EQ(header.ColumnInC(a + 2 * (b + 3 * c)), c + 5 * (b + 3 * a));
    }
  }
  EXPECT_EQ(ParseNpyHeader(Header(Dictionary("'<f4'", "(7, 9)", "True"))).ColumnInC(5), 5);
}

TEST(NpyFormat, EveryTruncationIsAnError) {
  for (const int version : {1, 2, 3}) {
    const std::string good = Header(Dictionary("'<f8'", "(3, 4)"), version);
    for (std::size_t size = 0; size < good.size(); ++size) {
      EXPECT_NE(ErrorOf(good.substr(0, size)), "no error") << version << " " << size;
    }
    EXPECT_EQ(ErrorOf(good), "no error");
  }
}

TEST(NpyFormat, WritesWhatNumPyWrites) {
  // What numpy.save of NumPy 1.24 writes before the entries, but for the length: it leaves room to append rows.
  const std::string expected = "\x93NUMPY" + Bytes({1, 0, 118, 0}) +
                               "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }" + std::string(58, ' ') +
                               "\n";
  ASSERT_EQ(expected.size(), 128u);
  EXPECT_EQ(FormatNpyHeader(kNpyFloat64, 3, 4), expected);
  EXPECT_NE(FormatNpyHeader(kNpyFloat32, 3, 4), expected);
  const std::string labels = FormatNpyHeader(kNpyInt64, {70});
  EXPECT_NE(labels.find("{'descr': '<i8', 'fortran_order': False, 'shape': (70,), }"), labels.npos);
  EXPECT_EQ(ParseNpyHeader(labels).shape.size(), 1u);
}

TEST(NpyFormat, HeadersEndAtAMultipleOf64AndAreRead) {
  std::int64_t rows = 0, cols = 1;
  for (int digits = 1; digits <= 17; ++digits) {
    for (const NpyType& type : {kNpyFloat32, kNpyFloat64, kNpyInt64}) {
      const std::string text = FormatNpyHeader(type, rows, cols);
      EXPECT_EQ(text.size() % 64, 0u);
      EXPECT_EQ(text.back(), '\n');
      const NpyHeader header = ParseNpyHeader(text);
      EXPECT_EQ(header.type, type);
      EXPECT_EQ(header.rows, rows);
      EXPECT_EQ(header.cols, cols);
      EXPECT_FALSE(header.fortran_order);
      EXPECT_EQ(header.data_offset, static_cast<std::int64_t>(text.size()));
    }
    rows = 10 * rows + 7;
    if (digits == 9) cols = 3;
  }
  EXPECT_EQ(ParseNpyHeader(FormatNpyHeader(kNpyFloat64, {3, 4, 5, 2})).ShapeText(), "3 x 4 x 5 x 2");
  EXPECT_THROW(FormatNpyHeader(kNpyFloat64, {}), std::invalid_argument);
  EXPECT_THROW(FormatNpyHeader(kNpyFloat64, {2, 3, -1}), std::invalid_argument);
  EXPECT_THROW(FormatNpyHeader(kNpyFloat64, {2, std::int64_t{1} << 40, std::int64_t{1} << 40}), std::invalid_argument);
  EXPECT_THROW(FormatNpyHeader(kNpyFloat64, -1, 2), std::invalid_argument);
  EXPECT_THROW(FormatNpyHeader(kNpyFloat64, 2, -1), std::invalid_argument);
  EXPECT_THROW(FormatNpyHeader(kNpyFloat64, std::int64_t{1} << 40, std::int64_t{1} << 40), std::invalid_argument);
}

template <class T>
std::vector<T> Decode(const NpyType& type, const std::string& bytes) {
  std::vector<T> values(bytes.size() / static_cast<std::size_t>(type.size));
  DecodeNpy(type, bytes.data(), values.size(), values.data());
  return values;
}

TEST(NpyFormat, DecodesIntegers) {
  using V = std::vector<double>;
  EXPECT_EQ(Decode<double>({Kind::kBool, 1, false}, Bytes({0, 1, 2})), (V{0, 1, 1}));
  EXPECT_EQ(Decode<double>({Kind::kInteger, 1, false}, Bytes({0, 127, 128, 255})), (V{0, 127, -128, -1}));
  EXPECT_EQ(Decode<double>({Kind::kUnsigned, 1, false}, Bytes({0, 127, 128, 255})), (V{0, 127, 128, 255}));
  EXPECT_EQ(Decode<double>({Kind::kInteger, 2, false}, Bytes({1, 2, 254, 255})), (V{513, -2}));
  EXPECT_EQ(Decode<double>({Kind::kInteger, 2, true}, Bytes({1, 2, 255, 254})), (V{258, -2}));
  EXPECT_EQ(Decode<double>({Kind::kUnsigned, 2, true}, Bytes({255, 254})), (V{65534}));
  EXPECT_EQ(Decode<double>({Kind::kInteger, 4, true}, Bytes({128, 0, 0, 0})), (V{-2147483648.0}));
  EXPECT_EQ(Decode<double>({Kind::kUnsigned, 4, false}, Bytes({0, 0, 0, 128})), (V{2147483648.0}));
  EXPECT_EQ(Decode<double>(kNpyInt64, Bytes({255, 255, 255, 255, 255, 255, 255, 255})), (V{-1}));
  // Beyond 2^53 the nearest double.
  EXPECT_EQ(Decode<double>({Kind::kUnsigned, 8, false}, std::string(8, '\xff')), (V{0x1p64}));
  EXPECT_EQ(Decode<float>({Kind::kUnsigned, 4, false}, Bytes({1, 0, 0, 1})), (std::vector<float>{0x1p24f}));
}

TEST(NpyFormat, DecodesFloatingPoint) {
  using V = std::vector<double>;
  const std::string pi = Bytes({0x18, 0x2d, 0x44, 0x54, 0xfb, 0x21, 0x09, 0x40});  // 0x400921fb54442d18
  EXPECT_EQ(Decode<double>(kNpyFloat64, pi), (V{0x1.921fb54442d18p1}));
  EXPECT_EQ(Decode<double>({Kind::kFloat, 8, true}, std::string(pi.rbegin(), pi.rend())), (V{0x1.921fb54442d18p1}));
  EXPECT_EQ(Decode<float>(kNpyFloat64, pi), (std::vector<float>{0x1.921fb6p1f}));
  const std::string third = Bytes({0xab, 0xaa, 0xaa, 0x3e});  // 0x3eaaaaab
  EXPECT_EQ(Decode<float>(kNpyFloat32, third), (std::vector<float>{0x1.555556p-2f}));
  EXPECT_EQ(Decode<double>(kNpyFloat32, third), (V{0x1.555556p-2}));
  EXPECT_EQ(Decode<double>({Kind::kFloat, 4, true}, std::string(third.rbegin(), third.rend())), (V{0x1.555556p-2}));
  const float huge = Decode<float>(kNpyFloat64, Bytes({0, 0, 0, 0, 0, 0, 0xf0, 0x7e}))[0];
  EXPECT_TRUE(std::isinf(huge));
}

TEST(NpyFormat, DecodesHalves) {
  // Values of binary16 by its definition: largest and smallest of each kind.
  const std::vector<std::pair<int, double>> known = {{0x0000, 0},
                                                     {0x0001, 0x1p-24},
                                                     {0x03ff, 1023 * 0x1p-24},
                                                     {0x0400, 0x1p-14},
                                                     {0x3555, 1365 * 0x1p-12},
                                                     {0x3c00, 1},
                                                     {0x3c01, 1.0009765625},
                                                     {0xc000, -2},
                                                     {0x7bff, 65504},
                                                     {0xfbff, -65504},
                                                     {0x8001, -0x1p-24},
                                                     {0x7c00, std::numeric_limits<double>::infinity()}};
  for (const auto& [bits, value] : known) {
    EXPECT_EQ(Decode<double>({Kind::kFloat, 2, false}, Bytes({bits & 255, bits >> 8})), std::vector<double>{value});
    EXPECT_EQ(Decode<double>({Kind::kFloat, 2, true}, Bytes({bits >> 8, bits & 255})), std::vector<double>{value});
  }
  EXPECT_TRUE(std::isnan(Decode<float>({Kind::kFloat, 2, false}, Bytes({1, 0x7c}))[0]));
}

}  // namespace
}  // namespace hadamard_ntk::files
