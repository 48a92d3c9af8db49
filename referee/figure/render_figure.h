/// Figures as SVG.
#ifndef HADAMARD_NTK_REFEREE_FIGURE_RENDER_FIGURE_H_
#define HADAMARD_NTK_REFEREE_FIGURE_RENDER_FIGURE_H_

#include <string>

#include "referee/figure/figure.h"

namespace hadamard_ntk::referee {

/// The figure as an SVG document that stands alone (referee/figure/svg_writer.h), laid out by LayOut
/// (referee/figure/figure_layout.h). The same figure gives the same bytes. Throws std::invalid_argument as CheckFigure
/// does.
std::string RenderSvg(const Figure& figure);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_RENDER_FIGURE_H_
