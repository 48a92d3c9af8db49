#ifndef HADAMARD_NTK_REFEREE_REPORT_HTML_TEXT_H_
#define HADAMARD_NTK_REFEREE_REPORT_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace hadamard_ntk::referee {

/// UTF-8 `text` for an HTML document, as the content of an element or of a quoted attribute: & < > " ' become character
/// references; control characters, which HTML forbids, the replacement character U+FFFD (newline and tab stay).
std::string EscapeHtml(std::string_view text);

/// The plain mathematics of claims and measurements, typeset in HTML:
///
///   mu_k, W_{N+1}, x_0                   subscripts, of one letter or a Greek name
///   G_k^{(a)}, R^d, m^-1/2, k^-(d+1)     superscripts
///   mu, kappa, Omega, ..., grad          μ, κ, Ω, ..., ∇ where they stand as words
///   sqrt, sum_{...}                      √, Σ
///   >= <= >> << +- != ->                 ≥ ≤ ≫ ≪ ± ≠ →
///   <x, z>, 3.2e-15                      ⟨x, z⟩, 3.2 × 10^-15
///   "..." and x' and " - "               quotation marks, primes, dashes and the ellipsis of print
///
/// Everything else is escaped and stays as it is: identifiers (theorem_4, slower_than_fc), flags (--k_max), a brace
/// that is not closed. Escaped whatever the text says: the only tags in the result are <sub> and <sup>.
std::string MathHtml(std::string_view text);

/// `text` cut at a space to at most about `length` characters, an ellipsis appended if it was cut.
std::string Shortened(std::string_view text, std::size_t length);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_REPORT_HTML_TEXT_H_
