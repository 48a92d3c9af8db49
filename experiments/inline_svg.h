#ifndef HADAMARD_NTK_EXPERIMENTS_INLINE_SVG_H_
#define HADAMARD_NTK_EXPERIMENTS_INLINE_SVG_H_

#include <string>
#include <string_view>

namespace hadamard_ntk::experiments {

/// An SVG document as an element of an HTML page.
struct InlineSvg {
  std::string html;   ///< the <svg> element, role="img", labelled by its <title>
  std::string title;  ///< its text, still escaped for XML
  double width = 0;   ///< px, of the attribute
};

/// Makes `svg`, a document of RenderSvg (experiments/render_figure.h), an element that can stand beside others on one
/// page: every id gets the prefix `id` and a hyphen, and so does every reference to it - href="#x", url(#x), the
/// attributes aria-labelledby and aria-describedby, selectors in <style> - since ids are those of the page and a marker
/// #gpPt6 of the second figure would otherwise be drawn as that of the first. The <title> of the document stays, those
/// of parts, which a browser would show as tool tips, go.
///
/// Throws std::invalid_argument, naming what it is, if something in the document would make the page load another
/// file or run a program: a reference other than #id and data:, @import, a script, a foreignObject, an event handler,
/// a document type; and if there is no <svg> element with a title and a width.
InlineSvg MakeInlineSvg(std::string_view svg, const std::string& id);

}  // namespace hadamard_ntk::experiments

#endif  // HADAMARD_NTK_EXPERIMENTS_INLINE_SVG_H_
