/// Files that are replaced as a whole or not at all.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_ATOMIC_FILE_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_ATOMIC_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace hadamard_ntk::referee {

/// Replaces the file at `path`, or makes it, so that whoever looks - also after a crash or a power failure - finds
/// either the old contents or all of the new: a temporary file in the same directory is written, synced, renamed over
/// the path, and the directory synced.
///
/// Throws std::system_error whose what() names the path and the reason ("cannot write results/a.csv: No space left
/// on device"). The earlier file is then untouched and the temporary removed. A symbolic link at `path` is replaced,
/// not followed.
void WriteFileAtomically(const std::filesystem::path& path, std::string_view contents);

/// The files of one result directory, replaced together: all temporaries are written and synced before the first is
/// renamed, so that running out of space leaves every earlier file as it was. Interrupts wait meanwhile.
struct FileChanges {
  struct File {
    std::string name, contents;
  };
  std::vector<File> write = {};
  std::vector<std::string> remove = {};  ///< an old figure that would no longer belong to its data
};
/// Throws as WriteFileAtomically does.
void ApplyAtomically(const std::filesystem::path& directory, const FileChanges& changes);

/// Where an experiment's results go.
///
/// `given` is a path as the user wrote it. If relative, it is meant from the directory the user called from, which
/// under `bazel run` is not the working directory but $BUILD_WORKING_DIRECTORY. The directory is made, with its
/// parents, and a file is made in it and removed again: a run of an hour should not end with "permission denied".
/// Throws std::system_error naming the path and the reason.
std::filesystem::path MakeOutputDirectory(const std::filesystem::path& given);

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_ATOMIC_FILE_H_
