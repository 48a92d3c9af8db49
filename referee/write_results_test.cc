#include "referee/write_results.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "files/files_testing.h"
#include "files/quoted.h"
#include "linalg/thrown_testing.h"
#include "referee/program/flags.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;

Figure Good() { return {.title = "t", .panels = {{.series = {{.x = {1, 2}, .y = {1, 2}}}}}}; }

class WriteResultsTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = files::TestDirectory();
    result_.figures = {{"a", Good()}, {"b", Good()}};
  }
  void TearDown() override { setenv("TMPDIR", testing::TempDir().c_str(), 1); }

  fs::path directory_;
  Result result_;
};

TEST_F(WriteResultsTest, NumbersGoWhereTheyAreWanted) {
  const Written written = WriteNumbers(directory_, "toy", {.write = {{"toy.csv", "n\n1\n"}}});
  EXPECT_EQ(written.directory, directory_);
  EXPECT_EQ(written.failure, "");
  EXPECT_EQ(files::Contents(directory_ / "toy.csv"), "n\n1\n");
}

TEST_F(WriteResultsTest, NumbersThatTheDirectoryDoesNotTakeGoElsewhere) {
  const fs::path temporary = directory_ / "tmp";
  fs::create_directory(temporary);
  setenv("TMPDIR", temporary.c_str(), 1);
  fs::create_directory(directory_ / "toy.csv");  // no file can be there
  const Written written = WriteNumbers(directory_, "toy", {.write = {{"toy.json", "{}"}, {"toy.csv", "n\n1\n"}}});
  ASSERT_EQ(written.directory.parent_path(), temporary);
  EXPECT_EQ(written.failure, "cannot write " + (directory_ / "toy.csv").string() +
                                 ": Is a directory; the numbers are in " + written.directory.string() + " instead");
  EXPECT_EQ(files::Names(written.directory), (std::set<std::string>{"toy.csv", "toy.json"}));
  EXPECT_EQ(files::Contents(written.directory / "toy.csv"), "n\n1\n");
  EXPECT_FALSE(fs::exists(directory_ / "toy.json"));  // all or none
  // Nowhere at all, as with every disk full.
  const files::FileSizeLimit limit(4);
  const Written nowhere = WriteNumbers(directory_, "toy", {.write = {{"toy.json", "123456"}}});
  EXPECT_TRUE(nowhere.directory.empty());
  EXPECT_NE(nowhere.failure.find("toy.json: File too large; and elsewhere: cannot write "), std::string::npos)
      << nowhere.failure;
  EXPECT_EQ(std::distance(fs::directory_iterator(temporary), fs::directory_iterator()), 1);  // nothing is left behind
}

TEST_F(WriteResultsTest, ADirectoryWhereAFileMustGoIsFoundBeforeTheRun) {
  EXPECT_NO_THROW(RequirePlace(directory_, "toy"));
  for (const char* name : {"toy.csv", "toy.json"}) {
    fs::create_directory(directory_ / name);
    // What was given is quoted, and cut if it is long.
    EXPECT_EQ(MessageOf<FlagError>([&] { RequirePlace(directory_, "toy"); }),
              "--out: cannot write " + (directory_ / name).string() + ": Is a directory (got '" +
                  files::Printable(directory_.string(), 200) + "')");
    fs::remove(directory_ / name);
  }
}

TEST_F(WriteResultsTest, FiguresAreDrawnAndWritten) {
  std::vector<DrawnFigure> figures = DrawFigures(result_);
  ASSERT_EQ(figures.size(), 2u);
  for (const DrawnFigure& figure : figures) {
    ASSERT_TRUE(figure.svg) << figure.note;
    EXPECT_EQ(figure.note, "");
  }
  EXPECT_TRUE(NotesOf(figures).empty());
  WriteFigures(directory_, figures);
  EXPECT_EQ(files::Contents(directory_ / "b.svg"), figures[1].svg);
}

TEST_F(WriteResultsTest, AFigureThatMakesNoSenseOrFindsNoPlaceLeavesTheOthers) {
  result_.figures[0].figure.panels.clear();
  std::vector<DrawnFigure> figures = DrawFigures(result_);
  ASSERT_FALSE(figures[0].svg);
  EXPECT_NE(figures[0].note.find("no panels"), std::string::npos) << figures[0].note;
  ASSERT_TRUE(figures[1].svg);
  figures.push_back({.stem = "c", .svg = "<svg/>"});
  fs::create_directory(directory_ / "b.svg");
  WriteFigures(directory_, figures);
  EXPECT_FALSE(figures[1].svg);
  EXPECT_NE(figures[1].note.find("b.svg: Is a directory"), std::string::npos) << figures[1].note;
  EXPECT_EQ(files::Contents(directory_ / "c.svg"), "<svg/>");
  const std::vector<std::string> notes = NotesOf(figures);
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0], "note: no figure a.svg: CheckFigure: no panels; its data are in a.csv");
}

TEST_F(WriteResultsTest, AFigureForWhichTheDiskIsTooFullIsANote) {
  std::vector<DrawnFigure> figures = DrawFigures(result_);
  const files::FileSizeLimit limit(100);
  WriteFigures(directory_, figures);
  EXPECT_TRUE(fs::is_empty(directory_));
  const std::vector<std::string> notes = NotesOf(figures);
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_NE(notes[1].find("no figure b.svg: cannot write "), std::string::npos) << notes[1];
  EXPECT_NE(notes[1].find(": File too large; its data are in b.csv"), std::string::npos) << notes[1];
}

}  // namespace
}  // namespace hadamard_ntk::referee
