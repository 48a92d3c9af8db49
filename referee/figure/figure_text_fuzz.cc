#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "referee/figure/figure_text.h"
#include "referee/figure/svg_writer.h"

// A text is refused with std::invalid_argument, or drawn as one <text> of <tspan>s, whatever it says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hadamard_ntk::referee;
  const std::string marked(reinterpret_cast<const char*>(data), size);
  try {
    const FigureText text(marked);
    if (!(text.Width() >= 0) || text.Plain().size() > marked.size()) std::abort();
    SvgWriter svg(1, 1, marked);
    const std::string before = svg.Document();
    svg.Text(marked, {0, 0}, {.size = 10, .color = marked});
    const std::string after = svg.Document();
    const auto tags = [](const std::string& document) {
      std::size_t tags = 0;
      for (const char c : document) tags += c == '<';
      return tags;
    };
    if (tags(after) != tags(before) + 2 + 2 * text.runs().size()) std::abort();
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
