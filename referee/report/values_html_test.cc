#include "referee/report/values_html.h"

#include <gtest/gtest.h>

#include <string>

namespace hadamard_ntk::referee {
namespace {

std::size_t Count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += what.size()) ++n;
  return n;
}

TEST(ValuesHtmlTest, Numbers) {
  EXPECT_EQ(NumberText(3), "3");
  EXPECT_EQ(NumberText(-1234567), "-1234567");
  EXPECT_EQ(NumberText(0.8475070983194147), "0.84751");
  EXPECT_EQ(NumberText(-2.0), "-2");
  EXPECT_EQ(NumberText(7.43642888557629e-08), "7.4364e-08");
}

TEST(ValuesHtmlTest, PlainValuesAreRows) {
  const std::string html = ValuesHtml(
      {{"slope_of_it", -0.5}, {"exact", true}, {"none", nullptr}, {"by_n", {{"1", -1.0}, {"2", -2.5}}}, {"k", {1, 2}}});
  for (const char* row :
       {"<th scope=\"row\">slope of it</th><td>-0.5</td>", "<th scope=\"row\">exact</th><td>yes</td>",
        "<th scope=\"row\">none</th><td></td>", "<th scope=\"row\">by n.2</th><td>-2.5</td>", "k</th><td>1, 2</td>"}) {
    EXPECT_NE(html.find(row), html.npos) << row << " in " << html;
  }
  EXPECT_EQ(Count(html, "<table"), 1u);
  EXPECT_EQ(ValuesHtml(Json::object()), "");
}

TEST(ValuesHtmlTest, ListsOfObjectsAreTablesWithEveryColumnOfAnyRow) {
  const std::string html =
      ValuesHtml({{"fits", {{{"d", 2}, {"even", {{"exponent", 3.5}}}}, {{"d", 3}, {"extra", "x"}}}}});
  EXPECT_EQ(Count(html, "<table"), 1u);
  EXPECT_NE(html.find("<caption>fits</caption>"), html.npos);
  EXPECT_NE(html.find("<th scope=\"col\">d</th><th scope=\"col\">even.exponent</th><th scope=\"col\">extra</th>"),
            html.npos);
  EXPECT_NE(html.find("<tr><td>2</td><td>3.5</td><td></td></tr><tr><td>3</td><td></td><td>x</td></tr>"), html.npos);
}

TEST(ValuesHtmlTest, KeysAndTextsAreEscaped) {
  const std::string html = ValuesHtml({{"<b>\"k", "<script>"}, {"l<i>", {{{"<u>", "'\"<s>"}}}}});
  for (const char* tag : {"<b>", "<script>", "<i>", "<u>", "<s>"}) EXPECT_EQ(html.find(tag), html.npos) << tag;
  EXPECT_NE(html.find("aria-label=\"l&lt;i&gt;\""), html.npos);
  EXPECT_NE(html.find("&#39;&quot;&lt;s&gt;"), html.npos);
}

}  // namespace
}  // namespace hadamard_ntk::referee
