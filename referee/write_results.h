/// How the files of a finished run are written: numbers first, figures after. What took hours is on the disk before
/// anything is drawn, and nothing that can happen to a figure touches it.
#ifndef HADAMARD_NTK_REFEREE_WRITE_RESULTS_H_
#define HADAMARD_NTK_REFEREE_WRITE_RESULTS_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "referee/experiment.h"
#include "referee/program/atomic_file.h"

namespace hadamard_ntk::referee {

/// Where the numbers of a run are.
struct Written {
  std::filesystem::path directory = {};  ///< empty: nowhere
  std::string failure = {};              ///< why not where they were wanted; empty if they are
};

/// Before the run: throws FlagError (referee/program/flags.h) of --out, "cannot write PATH: Is a directory", if
/// <name>.json or <name>.csv is one, which MakeOutputDirectory cannot know.
void RequirePlace(const std::filesystem::path& directory, const std::string& name);

/// Writes the numbers of the experiment `name` all together and synced (ApplyAtomically). If `directory` does not take
/// them - it was made and tried before the run, but has become full, say - they go into a new directory <name>-XXXXXX
/// of the machine's temporary one ($TMPDIR, /tmp), and `failure` names both. Throws nothing for want of a place.
Written WriteNumbers(const std::filesystem::path& directory, const std::string& name, const FileChanges& numbers);

struct DrawnFigure {
  std::string stem;
  std::optional<std::string> svg = {};  ///< the document; nothing if there is none
  std::string note = {};                ///< why not: "CheckFigure: nothing to show"
};

/// Draws every figure. What is wrong with one, as with data that no axis can show, is its note and no exception.
std::vector<DrawnFigure> DrawFigures(const Result& result);

/// Writes <stem>.svg for all that were drawn; one that the directory does not take is not drawn, with a note.
void WriteFigures(const std::filesystem::path& directory, std::vector<DrawnFigure>& figures);

/// "note: no figure toy.svg: CheckFigure: nothing to show; its data are in toy.csv", for each that was not drawn.
std::vector<std::string> NotesOf(const std::vector<DrawnFigure>& figures);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_WRITE_RESULTS_H_
