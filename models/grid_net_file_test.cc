#include "models/grid_net_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>

#include "files/files_testing.h"
#include "models/checkpoint.h"

namespace hadamard_ntk::models {
namespace {

namespace fs = std::filesystem;

constexpr GridNetOptions kSmall = {
    .dimension = 2, .channels = 3, .first_pairs = 1, .coarse_pairs = 2, .last_pairs = 0, .biases = false};

fs::path Written(const std::string& bytes) {
  const fs::path path = files::TestDirectory() / "small.net";
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::string Refusal(const std::string& bytes) {
  const fs::path path = Written(bytes);
  try {
    ReadGridNet<float>(path);
  } catch (const std::runtime_error& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find(path.string()), std::string::npos) << message;
    return message.substr(message.find(path.string()) + path.string().size());
  }
  return "none";
}

template <class T>
void ExpectRoundTrip(const GridNetOptions& options) {
  const GridNet<T> net(options, std::vector<Index>(static_cast<std::size_t>(options.dimension), 4), {}, 7);
  const GridNet<T> read = ReadGridNet<T>(Written(GridNetBytes(net)));
  EXPECT_EQ(read.options().dimension, options.dimension);
  EXPECT_EQ(read.options().biases, options.biases);
  EXPECT_EQ(read.parameters().values(), net.parameters().values());
  const std::vector<Index> extents(static_cast<std::size_t>(options.dimension), 6);
  const GridNet<T> moved = read.On(extents), same = net.On(extents);
  const GridNet<T> other(options, extents, {}, 8);
  Matrix<T> f, expected, differs;
  const Matrix<T> x = Matrix<T>::Ones(1, moved.inputs());
  typename GridNet<T>::Workspace workspace;
  moved.Forward(x, f, workspace);
  same.Forward(x, expected, workspace);
  other.Forward(x, differs, workspace);
  EXPECT_EQ(f, expected);
  EXPECT_NE(f, differs);
}

TEST(GridNetFileTest, ANetComesBackAsItWas) {
  ExpectRoundTrip<float>(kSmall);
  ExpectRoundTrip<double>(kSmall);
  ExpectRoundTrip<float>({.channels = 4, .first_pairs = 0, .coarse_pairs = 1, .last_pairs = 1});
}

TEST(GridNetFileTest, WhatIsNoNetIsRefused) {
  const GridNet<float> net(kSmall, {4, 4}, {}, 7);
  const std::string bytes = GridNetBytes(net);
  EXPECT_EQ(Refusal(bytes), "none");
  EXPECT_NE(Refusal(bytes.substr(0, bytes.size() - 1)).find("it is truncated"), std::string::npos);
  EXPECT_EQ(Refusal("x"), ": it is not a checkpoint");
  EXPECT_EQ(Refusal(GridNetBytes(GridNet<double>(kSmall, {4, 4}, {}, 7))), ": its parameters have 8 bytes, not 4");

  const Checkpoint<float> good = ReadCheckpoint<float>(Written(bytes));
  const auto with = [&](const std::string& configuration) {
    Checkpoint<float> bad = good;
    bad.configuration = configuration;
    return Refusal(CheckpointBytes(bad));
  };
  EXPECT_EQ(with(good.configuration), "none");
  EXPECT_EQ(with("sgd; a = 1"), ": it is a checkpoint of something else, 'sgd; a = 1'");
  EXPECT_NE(with(good.configuration + " ").find(": it is a checkpoint of something else, 'GridNet"), std::string::npos);
  for (const char* other : {"GridNet: dimension 2, channels 4, pairs 1 2 0, biases 0",
                            "GridNet: dimension 3, channels 3, pairs 1 2 0, biases 0",
                            "GridNet: dimension 2, channels 3, pairs 2 1 0, biases 1",
                            "GridNet: dimension 2, channels 3, pairs 2147483647 2 0, biases 0",
                            "GridNet: dimension 2, channels 9223372036854775807, pairs 1 2 0, biases 0"}) {
    EXPECT_EQ(with(other), std::string(": its weights are not those of a net of its options, ") + other);
  }
  EXPECT_NE(with("GridNet: dimension 4, channels 3, pairs 1 2 0, biases 0").find("dimension must be 2 or 3"),
            std::string::npos);

  Checkpoint<float> bad = good;
  bad.parameters[5] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(Refusal(CheckpointBytes(bad)), ": a weight is not finite");
}

}  // namespace
}  // namespace hadamard_ntk::models
