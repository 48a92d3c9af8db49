#include "linsolve/sparse_matrix.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <stdexcept>
#include <string>

namespace hadamard_ntk::linsolve {
inline namespace HADAMARD_NTK_REGISTERS {

Eigen::VectorXd Product(const SparseMatrix& a, const Eigen::VectorXd& x) {
  if (x.size() != a.cols()) {
    throw std::invalid_argument("Product: a matrix of " + std::to_string(a.cols()) + " columns and a vector of " +
                                std::to_string(x.size()) + " entries");
  }
  Eigen::VectorXd y(a.rows());
  tbb::parallel_for(tbb::blocked_range<Eigen::Index>(0, a.rows(), 4096), [&](const auto& rows) {
    for (Eigen::Index i = rows.begin(); i < rows.end(); ++i) {
      double sum = 0;
      for (auto k = a.outerIndexPtr()[i]; k < a.outerIndexPtr()[i + 1]; ++k) {
        sum += a.valuePtr()[k] * x[a.innerIndexPtr()[k]];
      }
      y[i] = sum;
    }
  });
  return y;
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::linsolve
