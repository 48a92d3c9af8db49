#include "linalg/strip_product.h"

#include "linalg/strip_kernel.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

static_assert(kStripRows<float> == kStripRegisters * kLanes<float>);

template <class T>
void AddStripProduct(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  AddColumns<Sign::kPlus, kStripRegisters>(a, b, depth, kStripRows<T>, c);
}
template <class T>
void SubtractStripProduct(const T* a, const T* b, std::ptrdiff_t depth, T* c) {
  AddColumns<Sign::kMinus, kStripRegisters>(a, b, depth, kStripRows<T>, c);
}

template void AddStripProduct(const float* a, const float* b, std::ptrdiff_t depth, float* c);
template void AddStripProduct(const double* a, const double* b, std::ptrdiff_t depth, double* c);
template void SubtractStripProduct(const float* a, const float* b, std::ptrdiff_t depth, float* c);
template void SubtractStripProduct(const double* a, const double* b, std::ptrdiff_t depth, double* c);

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg
