#include "files/text_encoding.h"

#include <gtest/gtest.h>

#include <string>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

using std::string_literals::operator""s;

std::string ErrorOf(const std::string& bytes) {
  return MessageOf([&] { Utf8Text(bytes); });
}

TEST(TextEncoding, IsUtf8) {
  EXPECT_EQ(Utf8Text("Größe,特\n1,2\n"), "Größe,特\n1,2\n");
  EXPECT_EQ(Utf8Text("\xef\xbb\xbf"
                     "1\n"),
            "1\n");
  EXPECT_EQ(Utf8Text(""), "");
  EXPECT_EQ(Utf8Text("1\0"
                     "2\0"s +
                     "3"),
            "1\0"
            "2\0"s +
                "3");  // not UTF-16: an odd number of bytes
}

TEST(TextEncoding, NamesWhatIsNot) {
  const std::string wanted = ", and must be text in UTF-8";
  EXPECT_EQ(ErrorOf("\xff\xfe"
                    "1\0\n\0"s),
            "is UTF-16 (little-endian)" + wanted);
  EXPECT_EQ(ErrorOf("\xfe\xff\0"
                    "1\0\n"s),
            "is UTF-16 (big-endian)" + wanted);
  EXPECT_EQ(ErrorOf("1\0,\0"
                    "2\0\n\0"s),
            "is UTF-16 (little-endian)" + wanted);
  EXPECT_EQ(ErrorOf("\0"
                    "1\0,\0"
                    "2\0\n"s),
            "is UTF-16 (big-endian)" + wanted);
  EXPECT_EQ(ErrorOf("\xff\xfe\0\0"
                    "1\0\0\0"s),
            "is UTF-32 (little-endian)" + wanted);
  EXPECT_EQ(ErrorOf("\0\0\xfe\xff"s), "is UTF-32 (big-endian)" + wanted);
  EXPECT_EQ(ErrorOf("\x1f\x8b\b"), "is a gzip file" + wanted);
  EXPECT_EQ(ErrorOf("PK\x03\x04..."), "is a ZIP archive, such as a workbook .xlsx or .ods or arrays .npz" + wanted);
  EXPECT_EQ(ErrorOf("\xd0\xcf\x11\xe0"), "is a workbook .xls" + wanted);
  EXPECT_EQ(ErrorOf("\x93NUMPY"), "is a .npy file" + wanted);
  EXPECT_EQ(ErrorOf("a,gr\xf6\xdf"
                    "e\n1,2\n"),
            "line 1, byte 5: '\\xf6' is not UTF-8; if the text is Latin-1 or Windows-1252, save it as UTF-8");
  EXPECT_EQ(ErrorOf("a\n1\n\xa0"),
            "line 3, byte 1: '\\xa0' is not UTF-8; if the text is Latin-1 or Windows-1252, save it as UTF-8");
}

}  // namespace
}  // namespace hadamard_ntk::files
