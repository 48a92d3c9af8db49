#include "referee/program/atomic_file.h"

#include <cerrno>
#include <list>
#include <system_error>

#include "files/replacement_file.h"
#include "files/user_path.h"
#include "referee/program/interrupt.h"

namespace hadamard_ntk::referee {
namespace {

namespace fs = std::filesystem;

/// what() is "cannot make the directory PATH: Permission denied".
[[noreturn]] void CannotMake(const fs::path& directory, int error) {
  throw std::system_error(error, std::generic_category(), "cannot make the directory " + directory.string());
}

}  // namespace

void ApplyAtomically(const fs::path& directory, const FileChanges& changes) {
  const UninterruptedSection section;
  std::list<files::Replacement> replacements;
  for (const FileChanges::File& file : changes.write) {
    files::Replacement& replacement = replacements.emplace_back(directory / file.name);
    replacement.Write(file.contents);
    replacement.Sync();
  }
  for (files::Replacement& replacement : replacements) replacement.Rename();
  for (const std::string& name : changes.remove) files::RemoveReplaced(directory / name);
  files::SyncDirectory(directory);
}

void WriteFileAtomically(const fs::path& path, std::string_view contents) {
  ApplyAtomically(path.parent_path(), {.write = {{path.filename().string(), std::string(contents)}}});
}

fs::path MakeOutputDirectory(const fs::path& given) {
  const fs::path directory = fs::absolute(files::FromWhereTheUserCalled(given)).lexically_normal();
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) CannotMake(directory, error.value());
  if (!fs::is_directory(directory)) CannotMake(directory, ENOTDIR);
  const UninterruptedSection section;
  files::Replacement trial(directory / "writable");
  trial.Write("x");
  trial.Sync();
  return directory;
}

}  // namespace hadamard_ntk::referee
