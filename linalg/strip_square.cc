#include "linalg/strip_square.h"

#include <algorithm>

#include "linalg/strip_kernel.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {
namespace {

// The columns whose diagonal is in the first of the last so many registers.
template <int registers, class T>
void AddFromDiagonal(const T* a, std::ptrdiff_t depth, T* c) {
  constexpr int kRows = kStripRegisters * kLanes<T>, kFirst = (kStripRegisters - registers) * kLanes<T>;
  constexpr int kColumns = std::min(registers == 1 ? 8 : 4, kLanes<T>);
  for (int j = kFirst; j < kFirst + kLanes<T>; j += kColumns) {
    AddSums<Sign::kPlus, kColumns, registers>(a + kFirst, a + j, depth, c + j * kRows + kFirst);
  }
}

}  // namespace

template <class T>
void AddStripSquare(const T* a, std::ptrdiff_t depth, T* c) {
  for (std::ptrdiff_t k = 0; k < depth; k += kStripDepth) {
    const T* part = a + k * kStripRegisters * kLanes<T>;
    const std::ptrdiff_t count = std::min(kStripDepth, depth - k);
    AddFromDiagonal<4>(part, count, c);
    AddFromDiagonal<3>(part, count, c);
    AddFromDiagonal<2>(part, count, c);
    AddFromDiagonal<1>(part, count, c);
  }
}

template void AddStripSquare(const float* a, std::ptrdiff_t depth, float* c);
template void AddStripSquare(const double* a, std::ptrdiff_t depth, double* c);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg
