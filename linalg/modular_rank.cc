#include "linalg/modular_rank.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hadamard_ntk::linalg {

std::size_t ModularRank(std::vector<Residue> matrix, std::size_t columns) {
  if (columns < 1 || matrix.size() % columns != 0) {
    throw std::invalid_argument("ModularRank: the size must be a multiple of columns >= 1, got " +
                                std::to_string(matrix.size()) + " and " + std::to_string(columns));
  }
  const std::size_t rows = matrix.size() / columns;
  const auto row = [&](std::size_t i) { return matrix.begin() + static_cast<std::ptrdiff_t>(i * columns); };
  std::size_t rank = 0;
  for (std::size_t column = 0; column < columns && rank < rows; ++column) {
    std::size_t pivot = rank;
    while (pivot < rows && row(pivot)[column] == Residue(0)) ++pivot;
    if (pivot == rows) continue;
    std::swap_ranges(row(rank), row(rank + 1), row(pivot));
    const Residue inverse = row(rank)[column].Inverse();
    for (std::size_t i = rank + 1; i < rows; ++i) {
      const Residue factor = Residue(0) - row(i)[column] * inverse;
      for (std::size_t j = column; j < columns; ++j) row(i)[j] += factor * row(rank)[j];
    }
    ++rank;
  }
  return rank;
}

}  // namespace hadamard_ntk::linalg
