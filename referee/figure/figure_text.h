#ifndef HADAMARD_NTK_REFEREE_FIGURE_FIGURE_TEXT_H_
#define HADAMARD_NTK_REFEREE_FIGURE_FIGURE_TEXT_H_

#include <string>
#include <string_view>

namespace hadamard_ntk::referee {

/// Text with the marks of referee/figure/figure.h: _{...} subscript, ^{...} superscript, $...$ italic letters.
class FigureText {
 public:
  /// Throws std::invalid_argument if a brace of _{ or ^{ or a $ is not closed.
  explicit FigureText(std::string_view marked);

  /// As gnuplot's enhanced text, in single quotes. Characters that mean something to gnuplot or to XML are replaced by
  /// private-use code points, so that no rule of theirs can change them; RestoreXml puts them back.
  std::string Gnuplot() const { return "'" + gnuplot_ + "'"; }
  /// Without marks.
  const std::string& Plain() const { return plain_; }
  /// Width in units of the font size, of a sans-serif font on the wide side.
  double Width() const { return width_; }

  /// The private-use code points back into characters, escaped for XML.
  static std::string RestoreXml(std::string_view svg);
  /// `text` escaped for XML.
  static std::string EscapeXml(std::string_view text);

 private:
  std::string gnuplot_, plain_;
  double width_ = 0;
};

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_FIGURE_FIGURE_TEXT_H_
