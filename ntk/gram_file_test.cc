#include "ntk/gram_file.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "files/files_for_test.h"
#include "ntk/fully_connected.h"
#include "ntk/gram.h"
#include "ntk/npy_file.h"
#include "ntk/polynomial_net.h"

namespace hadamard_ntk::ntk {
namespace {

namespace fs = std::filesystem;

class GramFile : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = files::TestDirectory();
    path_ = directory_ / "K.npy";
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path directory_, path_;
};

TEST_F(GramFile, HoldsTheNumbersOfGram) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(2100, 5), z = Eigen::MatrixXd::Random(130, 5);
  WriteGram(PolynomialNet(3), x, path_);
  EXPECT_EQ(ReadNpy<double>(path_), Gram(PolynomialNet(3), x));
  WriteGram(PolynomialNet(3), x, z, path_);  // in its place
  EXPECT_EQ(ReadNpy<double>(path_), Gram(PolynomialNet(3), x, z));
  WriteGram<NngpOf>(FullyConnected(2), z.cast<float>().eval(), path_);
  EXPECT_EQ(ReadNpy<float>(path_), NngpGram(FullyConnected(2), z.cast<float>().eval()));
  EXPECT_EQ(files::Names(directory_), std::set<std::string>{"K.npy"});
}

TEST_F(GramFile, GoesOnWhereItWasInterrupted) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(4000, 3);
  int asked = 0;
  const GramFileOptions stop_after_two = {.identity = "pnn 2", .interrupted = [&] { return ++asked > 2; }};
  EXPECT_THROW(WriteGram(PolynomialNet(2), x, path_, stop_after_two), Interrupted);
  EXPECT_EQ(files::Names(directory_), (std::set<std::string>{"K.npy.partial", "K.npy.partial.state"}));

  std::vector<double> shares;
  const GramFileOptions go_on = {.identity = "pnn 2", .progress = [&](double share) { shares.push_back(share); }};
  WriteGram(PolynomialNet(2), x, path_, go_on);
  EXPECT_EQ(shares, (std::vector<double>{3072.0 / 4000, 1.0}));  // not the first two stripes again
  EXPECT_EQ(ReadNpy<double>(path_), Gram(PolynomialNet(2), x));
  EXPECT_EQ(files::Names(directory_), std::set<std::string>{"K.npy"});
}

TEST_F(GramFile, StartsAnewForOtherSamplesOrAnotherKernel) {
  Eigen::MatrixXd x = Eigen::MatrixXd::Random(3000, 3);
  int asked = 0;
  const auto interrupt = [&] {
    asked = 0;
    EXPECT_THROW(
        WriteGram(PolynomialNet(2), x, path_, {.identity = "pnn 2", .interrupted = [&] { return ++asked > 1; }}),
        Interrupted);
  };
  std::vector<double> shares;
  const auto progress = [&](double share) { shares.push_back(share); };
  interrupt();
  WriteGram(PolynomialNet(3), x, path_, {.identity = "pnn 3", .progress = progress});
  EXPECT_EQ(shares.size(), 3U);
  EXPECT_EQ(ReadNpy<double>(path_), Gram(PolynomialNet(3), x));

  interrupt();
  x(17, 1) += 1;
  shares.clear();
  WriteGram(PolynomialNet(2), x, path_, {.identity = "pnn 2", .progress = progress});
  EXPECT_EQ(shares.size(), 3U);
  EXPECT_EQ(ReadNpy<double>(path_), Gram(PolynomialNet(2), x));

  interrupt();  // and when the state breaks off
  fs::resize_file(path_.string() + ".partial.state", 5);
  shares.clear();
  WriteGram(PolynomialNet(2), x, path_, {.identity = "pnn 2", .progress = progress});
  EXPECT_EQ(shares.size(), 3U);
}

TEST_F(GramFile, AnErrorLeavesTheEarlierFile) {
  std::ofstream(path_) << "earlier";
  Eigen::MatrixXd x = Eigen::MatrixXd::Random(40, 3);
  x(7, 2) = NAN;
  EXPECT_THROW(WriteGram(PolynomialNet(2), x, path_), std::invalid_argument);
  x(7, 2) = 1e200;
  EXPECT_THROW(WriteGram(PolynomialNet(2), x, path_), std::domain_error);
  EXPECT_EQ(files::Contents(path_), "earlier");
  try {
    WriteGram(PolynomialNet(2), x.leftCols(2).eval(), directory_ / "missing" / "K.npy");
    FAIL() << "wrote into a directory that does not exist";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("missing/K.npy.partial"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace hadamard_ntk::ntk
