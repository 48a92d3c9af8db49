#include "tools/poisson/poisson_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "files/npy_format.h"
#include "files/quoted.h"
#include "linsolve/cell_number.h"
#include "linsolve/component_means.h"
#include "referee/program/json.h"

namespace hadamard_ntk::tools {
namespace {

using linsolve::Grid, linsolve::GridFunction, linsolve::GridMask, linsolve::Index;

// f(column of the matrix, first cell) for each run of cells along x: in the matrix the last axis varies before the
// second.
template <class F>
void ForRuns(const Grid& grid, const F& f) {
  for (Index y = 0; y < grid.ny(); ++y) {
    for (Index z = 0; z < grid.nz(); ++z) f(y * grid.nz() + z, grid.cell(0, y, z));
  }
}

template <class T>
GridFunction<T> Read(const InputFile& file, const Grid& grid, std::ostream& notes) {
  const Matrix<T> matrix = file.Read<T>(notes);
  GridFunction<T> function(grid);
  ForRuns(grid,
          [&](Index column, Index cell) { std::copy_n(matrix.col(column).data(), grid.nx(), function.data() + cell); });
  return function;
}

// Whether the numbers of the file have no more digits than float.
bool IsSingle(const InputFile& file) {
  const files::NpyType& type = file.header().type;
  return type.kind == files::NpyType::Kind::kFloat && type.size <= 4;
}

template <class F>
auto NamingFile(const InputFile& file, const F& f) {
  try {
    return f();
  } catch (const std::invalid_argument& error) {
    file.Fail(error.what());
  }
}

}  // namespace

Grid GridOf(const InputFile& file) {
  return NamingFile(file, [&] { return Grid({file.header().shape.begin(), file.header().shape.end()}); });
}

GridMask ReadMask(const std::optional<InputFile>& file, const InputFile& rhs, std::ostream& notes) {
  const Grid grid = GridOf(rhs);
  if (!file) return GridMask(grid);
  if (file->header().shape != rhs.header().shape) {
    file->Fail("its shape is " + file->header().ShapeText() + ", and that of " + rhs.flag() + " " +
               files::Printable(rhs.name()) + " " + rhs.header().ShapeText());
  }
  std::vector<linsolve::Cell> cells(static_cast<std::size_t>(grid.cells()));
  {
    const GridFunction<double> values = Read<double>(*file, grid, notes);
    for (Index i = 0; i < grid.cells(); ++i) {
      const std::optional<linsolve::Cell> cell = linsolve::CellOf(values[i]);
      if (!cell) {
        file->Fail(
            fmt::format("entry {} must be {}, and is {}", DescribeCell(grid, i), linsolve::kCellNumbers, values[i]));
      }
      cells[static_cast<std::size_t>(i)] = *cell;
    }
  }
  return NamingFile(*file, [&] { return GridMask(grid, std::move(cells)); });
}

GridFunction<double> ReadRightHandSide(const InputFile& file, const GridMask& mask, bool project, std::ostream& notes) {
  GridFunction<double> b = Read<double>(file, mask.grid(), notes);
  if (!project) {
    try {
      if (IsSingle(file)) {
        GridFunction<float> rounded(mask.grid());
        std::copy(b.values().begin(), b.values().end(), rounded.values().begin());
        RequireInRange(mask, rounded);
      } else {
        RequireInRange(mask, b);
      }
    } catch (const std::invalid_argument& error) {
      file.Fail(error.what() + std::string("; --project yes takes out what is not"));
    }
  }
  RemoveMeans(mask, b);
  return b;
}

void Write(const OutputFile& output, const InputFile& shape, const GridFunction<double>& x) {
  const files::NpyHeader& header = shape.header();
  Matrix<double> matrix(header.rows, header.cols);
  ForRuns(x.grid(),
          [&](Index column, Index cell) { std::copy_n(x.data() + cell, x.grid().nx(), matrix.col(column).data()); });
  output.Write({}, referee::Json::object(), matrix, header.shape);
}

}  // namespace hadamard_ntk::tools
