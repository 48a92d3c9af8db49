#include "linalg/streaming_copy.h"

#include <gtest/gtest.h>

#include <vector>

namespace hadamard_ntk::linalg {
namespace {

template <class T>
class StreamingCopyTest : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(StreamingCopyTest, Types);

// All lengths up to several lines, from and to all places in a line; what lies around is left alone.
TYPED_TEST(StreamingCopyTest, CopiesEverythingAndNothingElse) {
  constexpr int kLine = 64 / sizeof(TypeParam), kMost = 5 * kLine;
  LaneVector<TypeParam> from(kLine + kMost);
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<TypeParam>(i + 1);
  for (int source : {0, 1, kLine - 1}) {
    for (int at = 0; at < kLine; ++at) {
      for (int n = 0; n <= kMost; ++n) {
        LaneVector<TypeParam> to(kMost + 2 * kLine, TypeParam(-1));
        StreamingCopy(&from[source], n, to.data() + at);
        StreamingFence();
        for (int i = 0; i < static_cast<int>(to.size()); ++i) {
          const TypeParam expected = at <= i && i < at + n ? from[source + i - at] : TypeParam(-1);
          ASSERT_EQ(to[i], expected) << "entry " << i << " of " << n << " copied to " << at << " from " << source;
        }
      }
    }
  }
}

}  // namespace
}  // namespace hadamard_ntk::linalg
