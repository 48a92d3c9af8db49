#include "referee/report/html_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace hadamard_ntk::referee {
namespace {

TEST(EscapeHtmlTest, NothingIsATagAnAttributeOrAReferenceAfterwards) {
  EXPECT_EQ(EscapeHtml("<script>alert('x' + \"y\")</script> & &lt;"),
            "&lt;script&gt;alert(&#39;x&#39; + &quot;y&quot;)&lt;/script&gt; &amp; &amp;lt;");
  EXPECT_EQ(EscapeHtml("π²/6\n\t"), "π²/6\n\t");
  EXPECT_EQ(EscapeHtml(std::string("a\0b\x1b\x7f", 5)), "a\uFFFDb\uFFFD\uFFFD");
  EXPECT_EQ(EscapeHtml(""), "");
}

TEST(MathHtmlTest, Typesets) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"mu_k = Omega((N^2 k)^{-d/2})", "μ<sub>k</sub> = Ω((N<sup>2</sup> k)<sup>−d/2</sup>)"},
      {"2N <x, x'> kappa_1 kappa_2^{N-1}", "2N ⟨x, x′⟩ κ<sub>1</sub> κ<sub>2</sub><sup>N−1</sup>"},
      {"|<grad f(x), grad f(x')>|", "|⟨∇f(x), ∇f(x′)⟩|"},
      {"x in R^d, beta in R^{d x d}", "x in R<sup>d</sup>, β in R<sup>d × d</sup>"},
      {"sum_{j=1}^{F(d,k)} Y_{k,j}(x)", "Σ<sub>j=1</sub><sup>F(d,k)</sup> Y<sub>k,j</sub>(x)"},
      {"G_k^{((d-1)/2)}", "G<sub>k</sub><sup>((d−1)/2)</sup>"},
      {"f_rho(x) = x^T beta x", "f<sub>ρ</sub>(x) = x<sup>T</sup> β x"},
      {"m^-1/2, k^-d, n^-1.5, 36^N; t^2/3",
       "m<sup>−1/2</sup>, k<sup>−d</sup>, n<sup>−1.5</sup>, 36<sup>N</sup>; "
       "t<sup>2</sup>/3"},
      {"(k + lambda)^-(d+1)", "(k + λ)<sup>−(d+1)</sup>"},
      {"N >= 2, a <= b, k >> d, -1.9 +- 0.1", "N ≥ 2, a ≤ b, k ≫ d, −1.9 ± 0.1"},
      {"within 6.7e-16 of 1e+05, 2e3",
       "within 6.7\u00A0×\u00A010<sup>−16</sup> of 1\u00A0×\u00A010<sup>5</sup>, 2\u00A0×\u00A010<sup>3</sup>"},
      {"sqrt(2/m), (e_i + e_j)/sqrt 2", "√(2/m), (e<sub>i</sub> + e<sub>j</sub>)/√2"},
      {"e^{ik theta}, W_{N+1}", "e<sup>ik θ</sup>, W<sub>N+1</sub>"},
      {"max |f|_2, (a)_k", "max |f|<sub>2</sub>, (a)<sub>k</sub>"},
      {"\"the nets' K(x, x')\" (\"N'\") - it's ...: R -> R", "“the nets’ K(x, x′)” (“N′”) – it’s …: R → R"},
      {"1 - delta, |a| - K(x) - mu_k", "1 − δ, |a| − K(x) − μ<sub>k</sub>"},
      {"of N (here) - in a net - a surprise", "of N (here) – in a net – a surprise"},
      {"lambda_max", "λ<sub>max</sub>"},
  };
  for (const auto& [text, html] : cases) EXPECT_EQ(MathHtml(text), html);
}

TEST(MathHtmlTest, LeavesTheRestAlone) {
  for (const std::string text : {"as theorem_4, for all", "slower_than_fc", "--k_max 10", "exact_if_all_directions",
                                 "degrees 2-5", "a-b", "the summit of pie", "x^{", "x_{", "^2", "R^deg", "a|_",
                                 "0x1e5f", "1e", "π²/6 ~ 1/n", "Section 4.1, abstract"}) {
    EXPECT_EQ(MathHtml(text), text);
  }
  EXPECT_EQ(MathHtml(""), "");
}

TEST(MathHtmlTest, TheOnlyTagsAreSubAndSup) {
  const std::vector<std::string> hostile = {
      "<script>alert(1)</script>", "x_{<script>}",  "x^{<img src=x onerror=alert(1)>}", "<b, onload=x>",
      "<b,c><script, x>",          "<a, <script>>", "mu_k & \"quotes\" 'q' </sub>"};
  for (const std::string& text : hostile) {
    std::string html = MathHtml(text);
    for (const std::string tag : {"<sub>", "</sub>", "<sup>", "</sup>"}) {
      for (std::size_t at; (at = html.find(tag)) != html.npos;) html.erase(at, tag.size());
    }
    EXPECT_EQ(html.find_first_of("<>\"'"), html.npos) << text << " -> " << html;
  }
}

TEST(ShortenedTest, CutsAtASpaceAndNeverWithinACharacter) {
  EXPECT_EQ(Shortened("one two three", 40), "one two three");
  EXPECT_EQ(Shortened("one two three", 9), "one two …");
  EXPECT_EQ(Shortened("ππππ", 3), "π …");
}

}  // namespace
}  // namespace hadamard_ntk::referee
