// What the compiler makes of constant arrays that end in zeros.  gcc 12, where it has AVX-512 and may copy 32 bytes at
// once, takes such a constant for its first element, repeated: it drops a wide integer's leading zero words, and
// compares the words that are left.  .bazelrc forbids such copies; in a workspace that compiles with -march=native,
// too, -mmove-max=128 -mstore-max=128 are needed.
#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

namespace hadamard_ntk::linalg {
namespace {

// The elements one by one, which no compiler knows.
template <class T>
std::vector<T> OneByOne(std::initializer_list<int> elements) {
  std::vector<T> result;
  for (const int element : elements) {
    const volatile int unknown = element;
    result.push_back(static_cast<T>(unknown));
  }
  return result;
}

TEST(ConstantArrays, KeepTheZerosAtTheirEnd) {
  EXPECT_EQ(OneByOne<double>({1, 1, 1, 0}), (std::vector<double>{1, 1, 1, 0}));
  EXPECT_EQ(OneByOne<double>({-3, -3, 0, 0}), (std::vector<double>{-3, -3, 0, 0}));
  EXPECT_EQ(OneByOne<double>({2, 2, 2, 2, 2, 2, 2, 0}), (std::vector<double>{2, 2, 2, 2, 2, 2, 2, 0}));
  EXPECT_EQ(OneByOne<double>({2, 2, 2, 2, 0, 0, 0, 0}), (std::vector<double>{2, 2, 2, 2, 0, 0, 0, 0}));
  EXPECT_EQ(OneByOne<float>({1, 1, 1, 1, 1, 1, 0, 0}), (std::vector<float>{1, 1, 1, 1, 1, 1, 0, 0}));
  EXPECT_EQ(OneByOne<float>({1, 1, 1, 1, 0, 0, 0, 0}), (std::vector<float>{1, 1, 1, 1, 0, 0, 0, 0}));
  EXPECT_EQ(OneByOne<int>({3, 3, 3, 3, 0, 0, 0, 0}), (std::vector<int>{3, 3, 3, 3, 0, 0, 0, 0}));
  EXPECT_EQ(OneByOne<long>({7, 7, 7, 0}), (std::vector<long>{7, 7, 7, 0}));
}

}  // namespace
}  // namespace hadamard_ntk::linalg
