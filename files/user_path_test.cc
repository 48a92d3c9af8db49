#include "files/user_path.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace hadamard_ntk::files {
namespace {

TEST(UserPathTest, RelativeOnesAreMeantFromWhereTheUserCalled) {
  unsetenv("BUILD_WORKING_DIRECTORY");
  EXPECT_EQ(FromWhereTheUserCalled("a/b.npy"), "a/b.npy");
  setenv("BUILD_WORKING_DIRECTORY", "", 1);
  EXPECT_EQ(FromWhereTheUserCalled("a/b.npy"), "a/b.npy");
  setenv("BUILD_WORKING_DIRECTORY", "/where/called", 1);
  EXPECT_EQ(FromWhereTheUserCalled("a/b.npy"), "/where/called/a/b.npy");
  EXPECT_EQ(FromWhereTheUserCalled("/data/b.npy"), "/data/b.npy");
  unsetenv("BUILD_WORKING_DIRECTORY");
}

}  // namespace
}  // namespace hadamard_ntk::files
