#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "referee/figure/figure_text.h"

// A text is refused with std::invalid_argument, or nothing of it means anything to gnuplot but the marks, whose braces
// are in pairs; and nothing of it escapes into XML.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using hadamard_ntk::referee::FigureText;
  const std::string marked(reinterpret_cast<const char*>(data), size);
  if (FigureText::EscapeXml(marked).find_first_of("<>\"") != std::string::npos) std::abort();
  try {
    const FigureText text(marked);
    const std::string gnuplot = text.Gnuplot();
    const auto count = [&](char c) { return std::count(gnuplot.begin(), gnuplot.end(), c); };
    if (count('\'') != 2 || count('{') != count('}') || gnuplot.find_first_of("@&~\\<>\"`%$#") != std::string::npos) {
      std::abort();
    }
    if (FigureText::RestoreXml(gnuplot).find_first_of("<>\"") != std::string::npos) std::abort();
    if (!(text.Width() >= 0) || text.Plain().size() > marked.size()) std::abort();
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
