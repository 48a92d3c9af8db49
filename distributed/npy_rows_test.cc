#include "distributed/npy_rows.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "distributed/samples_testing.h"
#include "files/npy_file.h"
#include "linalg/thrown_testing.h"

namespace hadamard_ntk::distributed {
namespace {

namespace fs = std::filesystem;
using Index = std::ptrdiff_t;
constexpr Index kN = 3 * RowBlocks::kRows + 37, kD = 5;

struct NpyRowsTest : testing::Test {
  const Communicator world{MPI_COMM_WORLD};
  const RowBlocks blocks{world, kN};
  const Rows mine = SampleRows(blocks.first_row(), blocks.count(), kD, 1);
  const fs::path directory = fs::path(std::getenv("TEST_TMPDIR"));

  // A file of rank 0, for all.
  template <class Matrix>
  fs::path Written(const std::string& name, const Matrix& matrix) const {
    if (world.rank() == 0) files::WriteNpy(directory / name, matrix);
    MPI_Barrier(world.get());
    return directory / name;
  }
};

TEST_F(NpyRowsTest, RanksReadTheirRows) {
  const Rows all = SampleRows(0, kN, kD, 1);
  const NpyRows file(Written("x.npy", Eigen::MatrixXd(all)));
  EXPECT_EQ(file.header().rows, kN);
  Rows read(blocks.count(), kD);
  file.Read(blocks.first_row(), read);
  EXPECT_TRUE(read == mine);
  // Float is rounded to double; the last rows alone.
  const NpyRows of_float(Written("f.npy", Eigen::MatrixXf(all.cast<float>())));
  Rows last(3, kD);
  of_float.Read(kN - 3, last);
  EXPECT_TRUE(last == all.bottomRows(3).cast<float>().cast<double>());
}

TEST_F(NpyRowsTest, NamesWhatItRefuses) {
  Rows bad = SampleRows(0, kN, kD, 1);
  bad(700, 3) = std::numeric_limits<double>::infinity();
  const fs::path path = Written("bad.npy", Eigen::MatrixXd(bad));
  const NpyRows file(path);
  Rows read(10, kD);
  EXPECT_EQ(MessageOf<files::NpyError>([&] {
              file.Read(695, read);
              return 0;
            }),
            path.string() + ": entries must be finite, got inf in row 700, column 3 (from 0)");
  file.Read(0, read);  // elsewhere all is well

  const fs::path none = Written("none.npy", Eigen::MatrixXd(0, 3));
  EXPECT_EQ(MessageOf<files::NpyError>([&] { return NpyRows(none).header().rows; }),
            none.string() + ": has no entries: 0 x 3");
  const fs::path fortran = directory / "fortran.npy";
  if (world.rank() == 0) {
    std::string header = files::FormatNpyHeader(files::kNpyFloat64, 2, 3);
    header.replace(header.find("False"), 5, "True ");
    std::ofstream(fortran, std::ios::binary) << header << std::string(48, '\0');
  }
  MPI_Barrier(world.get());
  EXPECT_EQ(
      MessageOf<files::NpyError>([&] { return NpyRows(fortran).header().rows; }),
      fortran.string() + ": is in Fortran order, whose rows are not contiguous: write it with numpy.ascontiguousarray");
}

TEST_F(NpyRowsTest, RanksWriteOneFile) {
  const fs::path path = directory / "c.npy";
  WriteNpyRows(path, blocks, mine);
  EXPECT_TRUE(files::ReadNpy<double>(path) == Eigen::MatrixXd(SampleRows(0, kN, kD, 1)));
  MPI_Barrier(world.get());
  if (world.rank() == 0) {  // as one machine writes it
    files::WriteNpy(directory / "one.npy", Eigen::MatrixXd(SampleRows(0, kN, kD, 1)));
    const auto bytes = [](const fs::path& of) {
      std::ifstream file(of, std::ios::binary);
      return std::string(std::istreambuf_iterator<char>(file), {});
    };
    EXPECT_TRUE(bytes(path) == bytes(directory / "one.npy"));
  }
}

TEST_F(NpyRowsTest, WritesTheWholeFileOrNothing) {
  const fs::path path = directory / "whole/c.npy";
  if (world.rank() == 0) fs::create_directories(path.parent_path());
  MPI_Barrier(world.get());
  WriteNpyRows(path, blocks, mine);
  // A file may have 4 kB from now on: the disk is full.
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small = {4096, before.rlim_max};
  std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string said = MessageOf<std::exception>([&] {
    WriteNpyRows(path, blocks, 2 * mine);
    return 0;
  });
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_NE(said.find("cannot write " + path.string() + ": "), said.npos) << said;
  MPI_Barrier(world.get());
  EXPECT_TRUE(files::ReadNpy<double>(path) == Eigen::MatrixXd(SampleRows(0, kN, kD, 1)));
  EXPECT_EQ(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), 1);

  EXPECT_NE(MessageOf<std::exception>([&] {
              WriteNpyRows(directory / "no/such/c.npy", blocks, mine);
              return 0;
            }).find("No such file or directory"),
            std::string::npos);
}

}  // namespace
}  // namespace hadamard_ntk::distributed
