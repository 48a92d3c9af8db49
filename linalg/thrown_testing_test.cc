#include "linalg/thrown_testing.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hadamard_ntk {
namespace {

TEST(MessageOfTest, IsOfTheErrorNamedAlone) {
  EXPECT_EQ(MessageOf([] { throw std::invalid_argument("n = 0"); }), "n = 0");
  EXPECT_EQ(MessageOf<std::logic_error>([] { throw std::domain_error("x < 0"); }), "x < 0");
  EXPECT_EQ(MessageOf([] { return 1; }), "no error");
  EXPECT_THROW(MessageOf([] { throw std::domain_error("x < 0"); }), std::domain_error);
  EXPECT_THROW(MessageOf<std::domain_error>([] { throw 1; }), int);
}

}  // namespace
}  // namespace hadamard_ntk
