#ifndef HADAMARD_NTK_FILES_FILE_SIZE_LIMIT_FOR_TEST_H_
#define HADAMARD_NTK_FILES_FILE_SIZE_LIMIT_FOR_TEST_H_

#include <sys/resource.h>

#include <csignal>

namespace hadamard_ntk::files {

/// Files of this process cannot grow beyond this many bytes, as on a full disk, while it lives: "File too large".
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_;
};

}  // namespace hadamard_ntk::files

#endif  // HADAMARD_NTK_FILES_FILE_SIZE_LIMIT_FOR_TEST_H_
