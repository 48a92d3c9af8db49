#include "tools/ntk/regression_kernel.h"

#include "ntk/any_gram.h"

namespace hadamard_ntk::tools {

using Eigen::Index;

Matrix<double> SampleKernel::Gram(Quantity quantity, Index count) const {
  if (count == x_.rows()) return ntk::AnyGram<double>(kernel_, quantity, x_, nullptr);
  const Matrix<double> some = x_.topRows(count);
  return ntk::AnyGram<double>(kernel_, quantity, some, nullptr);
}

Matrix<double> SampleKernel::CrossGram(Quantity quantity, Index first, Index count) const {
  const Matrix<double> some = z_.middleRows(first, count);
  return ntk::AnyGram<double>(kernel_, quantity, some, &x_);
}

Eigen::VectorXd SampleKernel::Diagonal(Quantity quantity, Index first, Index count) const {
  return ntk::AnyGramDiagonal<double>(kernel_, quantity, z_.middleRows(first, count));
}

Matrix<double> SampleKernel::GramTimes(Quantity quantity, const Matrix<double>& c) const {
  return ntk::AnyGramProduct(kernel_, quantity, x_, x_, c);
}

Matrix<double> SampleKernel::CrossTimes(Quantity quantity, const Matrix<double>& c) const {
  return ntk::AnyGramProduct(kernel_, quantity, z_, x_, c);
}

double SampleKernel::GramSeconds(Quantity quantity) const {
  return tools::GramSeconds<double>(kernel_, quantity, x_, nullptr);
}

double SampleKernel::CrossSeconds(Quantity quantity) const {
  return tools::GramSeconds<double>(kernel_, quantity, z_, &x_);
}

}  // namespace hadamard_ntk::tools
