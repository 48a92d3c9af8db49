#include "referee/write_results.h"

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <system_error>

#include "referee/figure/render_figure.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;

fs::path NewTemporaryDirectory(const std::string& name) {
  std::error_code none;
  fs::path parent = fs::temp_directory_path(none);
  if (none) parent = "/tmp";
  std::string path = parent / (name + "-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "cannot make a directory in " + parent.string());
  }
  return path;
}

}  // namespace

void RequirePlace(const fs::path& directory, const std::string& name) {
  for (const char* ending : {".json", ".csv"}) {
    const fs::path path = directory / (name + ending);
    std::error_code none;
    if (!fs::is_directory(path, none)) continue;
    throw FlagError("--out", "cannot write " + path.string() + ": Is a directory", directory.string());
  }
}

Written WriteNumbers(const fs::path& directory, const std::string& name, const FileChanges& numbers) {
  std::string failure;
  try {
    ApplyAtomically(directory, numbers);
    return {.directory = directory};
  } catch (const std::exception& error) {
    failure = error.what();
  }
  fs::path elsewhere;
  try {
    elsewhere = NewTemporaryDirectory(name);
    ApplyAtomically(elsewhere, numbers);
    return {.directory = elsewhere, .failure = failure + "; the numbers are in " + elsewhere.string() + " instead"};
  } catch (const std::exception& error) {
    std::error_code none;
    if (!elsewhere.empty()) fs::remove_all(elsewhere, none);
    return {.failure = failure + "; and elsewhere: " + error.what()};
  }
}

std::vector<DrawnFigure> DrawFigures(const Result& result) {
  std::vector<DrawnFigure> figures;
  for (const auto& [stem, figure] : result.figures) {
    DrawnFigure drawn{.stem = stem};
    try {
      drawn.svg = RenderSvg(figure);
    } catch (const std::exception& error) {
      drawn.note = error.what();
    }
    figures.push_back(std::move(drawn));
  }
  return figures;
}

void WriteFigures(const fs::path& directory, std::vector<DrawnFigure>& figures) {
  for (DrawnFigure& figure : figures) {
    if (!figure.svg) continue;
    try {
      ApplyAtomically(directory, {.write = {{figure.stem + ".svg", *figure.svg}}});
    } catch (const std::exception& error) {
      figure.svg.reset();
      figure.note = error.what();
    }
  }
}

std::vector<std::string> NotesOf(const std::vector<DrawnFigure>& figures) {
  std::vector<std::string> notes;
  for (const DrawnFigure& figure : figures) {
    if (figure.svg) continue;
    notes.push_back("note: no figure " + figure.stem + ".svg: " + figure.note + "; its data are in " + figure.stem +
                    ".csv");
  }
  return notes;
}

}  // namespace hadamard_ntk::referee
