#ifndef HADAMARD_NTK_REFEREE_FIGURE_RENDER_FIGURE_H_
#define HADAMARD_NTK_REFEREE_FIGURE_RENDER_FIGURE_H_

#include <chrono>
#include <optional>
#include <string>

#include "referee/figure/figure.h"

namespace hadamard_ntk::referee {

/// The figure as a self-contained SVG document, drawn by gnuplot (a program that is started without a shell, on a
/// script given to its standard input; no file is left behind).
///
/// The layout - scales, ticks, where labels go - is computed here, in pixels, so that it does not depend on gnuplot's
/// version; gnuplot draws. Fonts are named, not embedded (Helvetica or what stands for it).
/// Ids in the document start with `id`, so that several figures can stand in one HTML page.
///
/// Returns nothing if there is no such program. Throws std::invalid_argument as CheckFigure does, std::runtime_error
/// with gnuplot's own message if it fails, or if it takes longer than `limit` (zero: as long as it likes).
std::optional<std::string> RenderSvg(const Figure& figure, const std::string& id,
                                     const std::string& gnuplot = "gnuplot",
                                     std::chrono::milliseconds limit = std::chrono::milliseconds::zero());

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_RENDER_FIGURE_H_
