/// Paths as a user wrote them: a relative one is meant from the directory the user called from, which under `bazel run`
/// is not the working directory but $BUILD_WORKING_DIRECTORY.
#ifndef HADAMARD_NTK_FILES_USER_PATH_H_
#define HADAMARD_NTK_FILES_USER_PATH_H_

#include <cstdlib>
#include <filesystem>

namespace hadamard_ntk::files {

inline std::filesystem::path FromWhereTheUserCalled(const std::filesystem::path& given) {
  const char* const called_from = std::getenv("BUILD_WORKING_DIRECTORY");
  return given.is_relative() && called_from && *called_from ? std::filesystem::path(called_from) / given : given;
}

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_USER_PATH_H_
