#include "referee/figure/figure_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::referee {
namespace {

// Runs as "text/style": i for italic, then size and rise in per cent.
std::string RunsOf(const std::string& marked) {
  std::string runs;
  for (const TextRun& run : FigureText(marked).runs()) {
    runs += "[" + run.text + (run.italic ? "/i" : "/") + std::to_string(std::lround(100 * run.size)) + "," +
            std::to_string(std::lround(100 * run.rise)) + "]";
  }
  return runs;
}

TEST(FigureTextTest, Marks) {
  EXPECT_EQ(FigureText("$μ$_{$k$} ~ 10^{−3}").Plain(), "μk ~ 10−3");
  EXPECT_EQ(RunsOf("$μ$_{$k$} ~ 10^{−3}"), "[μ/i100,0][k/i80,-30][ ~ 10/100,0][−3/80,50]");
  EXPECT_EQ(RunsOf("a^{b_{c}d}"), "[a/100,0][b/80,50][c/64,26][d/80,50]");
  EXPECT_EQ(RunsOf(""), "");
}

TEST(FigureTextTest, ItalicsAreForLettersOnly) {
  EXPECT_EQ(RunsOf("$N = 3, d_{k}$"), "[N/i100,0][ = 3, /100,0][d/i100,0][k/i80,-30]");
}

TEST(FigureTextTest, WhatIsNoMarkIsLiteral) {
  const std::string literal = "k_max ^ {a} @ & ~ \\ < > ' \" ` % # <script> ]]>";
  EXPECT_EQ(RunsOf(literal), "[" + literal + "/100,0]");
}

TEST(FigureTextTest, TextThatIsNoUtf8IsLiteralToo) {
  for (const char c : std::string("{}^_@&~\\<>'\"`%#")) {
    const std::string literal = {'a', c, '\x80', c};  // a continuation byte that continues nothing
    EXPECT_EQ(FigureText(literal).Plain(), literal);
  }
  EXPECT_EQ(RunsOf("$\xCD$"), "[\xCD/100,0]");  // half a Greek letter
}

TEST(FigureTextTest, AControlCharacterIsASpace) { EXPECT_EQ(FigureText("a\x1b\nb\t").Plain(), "a  b "); }

TEST(FigureTextTest, UnmarkedIsForAnyText) {
  EXPECT_EQ(Unmarked("10^{−3}"), "10−3");
  EXPECT_EQ(Unmarked("10^{−3"), "10^{−3");
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
