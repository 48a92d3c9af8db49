#include "linalg/vector_flags.h"

namespace hadamard_ntk::linalg {
inline namespace HADAMARD_NTK_REGISTERS {

template <int register_bytes, int eigen_alignment>
const char VectorFlags<register_bytes, eigen_alignment>::library_was_compiled_with_others = 0;

template struct VectorFlags<kLaneBytes, EIGEN_DEFAULT_ALIGN_BYTES>;

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linalg
