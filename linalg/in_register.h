/// A loaded register that several multiplications share: gcc would fold the load into each of them, and a core that
/// loads one register a cycle waits for 20 loads where 16 multiplications need 8.
#ifndef HADAMARD_NTK_LINALG_IN_REGISTER_H_
#define HADAMARD_NTK_LINALG_IN_REGISTER_H_

#include "linalg/vector_flags.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

/// The value, of a vector register (lanes.h), which the compiler takes for computed here.
template <class Register>
inline Register InRegister(Register value) {
#if defined(__AVX512F__)
  asm("" : "+v"(value));
#elif defined(__SSE2__)
  asm("" : "+x"(value));
#endif
  return value;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg

#endif  // HADAMARD_NTK_LINALG_IN_REGISTER_H_
