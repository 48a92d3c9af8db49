/// The commit this binary was built from, "-dirty" appended if the checkout had changes, "unknown" outside git.
///
/// From the STABLE_GIT_COMMIT line that tools/workspace_status prints. Binaries depend on it, libraries and their tests
/// do not, so that a new commit recompiles one line and links the binaries again, no more.
#ifndef HADAMARD_NTK_REFEREE_PROGRAM_GIT_COMMIT_H_
#define HADAMARD_NTK_REFEREE_PROGRAM_GIT_COMMIT_H_

namespace hadamard_ntk::referee {

const char* GitCommit();

}  // namespace hadamard_ntk::referee

#endif  // HADAMARD_NTK_REFEREE_PROGRAM_GIT_COMMIT_H_
