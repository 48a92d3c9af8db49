/// What an error says, for tests of errors: EXPECT_EQ(MessageOf([] { Root(-1); }), "Root: x must be >= 0, got -1").
/// It is here since every library may know linalg. (GoogleMock's ThrowsMessage is compiled anew for each assertion.)
#ifndef HADAMARD_NTK_LINALG_THROWN_TESTING_H_
#define HADAMARD_NTK_LINALG_THROWN_TESTING_H_

#include <stdexcept>
#include <string>

namespace hadamard_ntk {

/// The message of the E that call() throws; "no error". What is not an E goes through, and fails the test.
template <class E = std::invalid_argument, class Call>
std::string MessageOf(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const E& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace hadamard_ntk

#endif  // HADAMARD_NTK_LINALG_THROWN_TESTING_H_
