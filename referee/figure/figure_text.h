/// The texts of a figure, with its marks.
#ifndef HADAMARD_NTK_REFEREE_FIGURE_FIGURE_TEXT_H_
#define HADAMARD_NTK_REFEREE_FIGURE_FIGURE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace hadamard_ntk::referee {

/// A stretch of text in one style.
struct TextRun {
  std::string text = {};
  bool italic = false;
  double size = 1;  ///< of its letters, in units of the font size
  double rise = 0;  ///< of its baseline, likewise; negative: lowered
};

/// Text with the marks of referee/figure/figure.h: _{...} subscript, ^{...} superscript, $...$ italic letters. A
/// control character is a space.
class FigureText {
 public:
  /// Throws std::invalid_argument if a brace of _{ or ^{ or a $ is not closed.
  explicit FigureText(std::string_view marked);

  std::vector<TextRun> runs() const { return runs_; }
  /// Without marks.
  std::string Plain() const;
  /// Width in units of the font size, of a sans-serif font on the wide side.
  double Width() const { return width_; }

 private:
  std::vector<TextRun> runs_;
  double width_ = 0;
};

/// `marked` without its marks, or as it is if they are not closed.
std::string Unmarked(const std::string& marked);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_FIGURE_TEXT_H_
