#include "tools/ntk/regression_kernel.h"

#include <algorithm>

namespace hadamard_ntk::tools {

using Eigen::Index;

Matrix<double> SampleKernel::Gram(Quantity quantity, Index count) const {
  if (count == x_.rows()) return AnyGram<double>(kernel_, quantity, x_, nullptr);
  const Matrix<double> some = x_.topRows(count);
  return AnyGram<double>(kernel_, quantity, some, nullptr);
}

Matrix<double> SampleKernel::CrossGram(Quantity quantity, Index first, Index count) const {
  const Matrix<double> some = z_.middleRows(first, count);
  return AnyGram<double>(kernel_, quantity, some, &x_);
}

Eigen::VectorXd SampleKernel::Diagonal(Quantity quantity, Index first, Index count) const {
  Eigen::VectorXd diagonal(count);
  for (Index i = 0; i < count; ++i) {
    const Matrix<double> row = z_.row(first + i);
    diagonal[i] = AnyGram<double>(kernel_, quantity, row, nullptr)(0, 0);
  }
  return diagonal;
}

Matrix<double> SampleKernel::Times(Quantity quantity, const Matrix<double>& points, const Matrix<double>& c) const {
  if (quantity == Quantity::kNtk) return AnyGramProduct(kernel_, points, x_, c);
  constexpr Index kRows = 256;
  Matrix<double> product(points.rows(), c.cols());
  for (Index first = 0; first < points.rows(); first += kRows) {
    const Matrix<double> some = points.middleRows(first, std::min(kRows, points.rows() - first));
    product.middleRows(first, some.rows()) = AnyGram<double>(kernel_, quantity, some, &x_) * c;
  }
  return product;
}

Matrix<double> SampleKernel::GramTimes(Quantity quantity, const Matrix<double>& c) const {
  return Times(quantity, x_, c);
}

Matrix<double> SampleKernel::CrossTimes(Quantity quantity, const Matrix<double>& c) const {
  return Times(quantity, z_, c);
}

double SampleKernel::GramSeconds(Quantity quantity) const {
  return tools::GramSeconds<double>(kernel_, quantity, x_, nullptr);
}

double SampleKernel::CrossSeconds(Quantity quantity) const {
  return tools::GramSeconds<double>(kernel_, quantity, z_, &x_);
}

}  // namespace hadamard_ntk::tools
