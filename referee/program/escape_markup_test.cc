#include "referee/program/escape_markup.h"

#include <gtest/gtest.h>

#include <string>

namespace hadamard_ntk::referee {
namespace {

TEST(EscapeMarkupTest, NothingIsATagAnAttributeOrAReferenceAfterwards) {
  EXPECT_EQ(EscapeMarkup("<script>alert('x' + \"y\")</script> & &lt; ]]>"),
            "&lt;script&gt;alert(&#39;x&#39; + &quot;y&quot;)&lt;/script&gt; &amp; &amp;lt; ]]&gt;");
  EXPECT_EQ(EscapeMarkup("π²/6\n\t"), "π²/6\n\t");
  EXPECT_EQ(EscapeMarkup(""), "");
}

TEST(EscapeMarkupTest, NothingForbiddenIsLeft) {
  EXPECT_EQ(EscapeMarkup(std::string("a\0b\x1b\x7f", 5)), "a\uFFFDb\uFFFD\uFFFD");
  EXPECT_EQ(EscapeMarkup("\xc2\x9b 2J \xef\xbf\xbe\xef\xbf\xbf"), "\uFFFD 2J \uFFFD\uFFFD");
  EXPECT_EQ(EscapeMarkup("caf\xe9 \xed\xa0\x80 <\xc3"), "caf\uFFFD \uFFFD\uFFFD\uFFFD &lt;\uFFFD");
}

TEST(Base64Test, TheVectorsOfItsStandard) {  // RFC 4648, section 10
  const std::string encoded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (std::size_t n = 0; n <= 6; ++n) EXPECT_EQ(Base64(std::string("foobar").substr(0, n)), encoded[n]);
  EXPECT_EQ(Base64("\xff\xfe\xfd"), "//79");
}

}  // namespace
}  // namespace hadamard_ntk::referee
