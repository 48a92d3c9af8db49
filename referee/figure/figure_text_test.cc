#include "referee/figure/figure_text.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hadamard_ntk::referee {
namespace {

TEST(FigureTextTest, Marks) {
  const FigureText text("$μ$_{$k$} ~ 10^{−3}");
  EXPECT_EQ(text.Plain(), "μk ~ 10−3");
  EXPECT_EQ(text.Gnuplot(), "'{/:Italic μ}_{{/:Italic k}} \xEE\x80\x86 10^{−3}'");
}

TEST(FigureTextTest, ItalicsAreForLettersOnly) {
  EXPECT_EQ(FigureText("$N = 3, d_{k}$").Gnuplot(), "'{/:Italic N} = 3, {/:Italic d}_{{/:Italic k}}'");
}

TEST(FigureTextTest, WhatIsNoMarkIsLiteral) {
  const std::string literal = "k_max ^ {a} @ & ~ \\ < > ' \" ` % #";
  const FigureText text(literal);
  EXPECT_EQ(text.Plain(), literal);
  // Nothing that means anything to gnuplot is left ...
  EXPECT_EQ(text.Gnuplot().substr(1, text.Gnuplot().size() - 2).find_first_of("_^{}@&~\\<>'\"`%#"), std::string::npos);
  // ... and all of it comes back, escaped.
  EXPECT_EQ(FigureText::RestoreXml(text.Gnuplot()), "'k_max ^ {a} @ &amp; ~ \\ &lt; &gt; ' &quot; ` % #'");
}

TEST(FigureTextTest, TextThatIsNoUtf8IsLiteralToo) {
  for (const char c : std::string("{}^_@&~\\<>'\"`%#")) {
    const std::string literal = {'a', c, '\x80', c};  // a continuation byte that continues nothing
    const std::string quoted = FigureText(literal).Gnuplot(), text = quoted.substr(1, quoted.size() - 2);
    EXPECT_EQ(text.find(c), std::string::npos) << c;
    EXPECT_EQ(FigureText::RestoreXml(text), FigureText::EscapeXml(literal));
  }
  EXPECT_EQ(FigureText("$\xCD$").Gnuplot(), "'\xCD'");  // half a Greek letter
}

TEST(FigureTextTest, MarksMustBeClosed) {
  EXPECT_THROW(FigureText("x_{k"), std::invalid_argument);
  EXPECT_THROW(FigureText("x^{2"), std::invalid_argument);
  EXPECT_THROW(FigureText("$x"), std::invalid_argument);
  EXPECT_NO_THROW(FigureText("a } b"));
}

TEST(FigureTextTest, WidthGrowsWithTheText) {
  EXPECT_EQ(FigureText("").Width(), 0);
  EXPECT_LT(FigureText("ill").Width(), FigureText("mmm").Width());
  EXPECT_LT(FigureText("10^{10}").Width(), FigureText("1010").Width());
}

}  // namespace
}  // namespace hadamard_ntk::referee
