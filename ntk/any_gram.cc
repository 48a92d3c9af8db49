#include "ntk/any_gram.h"

#include "ntk/gram.h"
#include "ntk/gram_file.h"
#include "ntk/gram_product.h"

namespace hadamard_ntk::ntk {
namespace {

template <class T>
using ConstRef = Eigen::Ref<const GramMatrix<T>>;

}  // namespace

template <class T>
void AnyGramInto(const AnyNet& net, Quantity quantity, const ConstRef<T>& x, const ConstRef<T>* z,
                 Eigen::Ref<GramMatrix<T>> result, const std::function<void(double)>& progress) {
  const QuantityKernel chosen(net, quantity);
  z ? GramInto(chosen, x, *z, result, progress) : GramInto(chosen, x, result, progress);
}

template <class T>
GramMatrix<T> AnyGram(const AnyNet& net, Quantity quantity, const GramMatrix<T>& x, const GramMatrix<T>* z) {
  const QuantityKernel chosen(net, quantity);
  return z ? Gram(chosen, x, *z) : Gram(chosen, x);
}

template <class T>
Eigen::Matrix<T, Eigen::Dynamic, 1> AnyGramDiagonal(const AnyNet& net, Quantity quantity, const ConstRef<T>& x) {
  Eigen::Matrix<T, Eigen::Dynamic, 1> diagonal(x.rows());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    AnyGramInto<T>(net, quantity, x.row(i), nullptr, diagonal.segment(i, 1));
  }
  return diagonal;
}

template <class T>
void WriteAnyGram(const AnyNet& net, Quantity quantity, const GramMatrix<T>& x, const GramMatrix<T>* z,
                  const std::filesystem::path& path, const std::string& identity,
                  const std::function<void(double)>& progress) {
  const QuantityKernel chosen(net, quantity);
  const GramFileOptions options = {.identity = identity, .progress = progress};
  z ? WriteGram(chosen, x, *z, path, options) : WriteGram(chosen, x, path, options);
}

GramMatrix<double> AnyGramProduct(const AnyNet& net, Quantity quantity, const GramMatrix<double>& z,
                                  const GramMatrix<double>& x, const GramMatrix<double>& c) {
  return GramProduct(QuantityKernel(net, quantity), z, x, c);
}

KernelSolution SolveAnyNet(const AnyNet& net, Quantity quantity, const GramMatrix<double>& x,
                           const GramMatrix<double>& y, const KernelSolverOptions& options) {
  return SolveKernel(QuantityKernel(net, quantity), x, y, options);
}

#define HADAMARD_NTK_INSTANTIATE(T)                                                                          \
  template void AnyGramInto(const AnyNet&, Quantity, const ConstRef<T>&, const ConstRef<T>*,                 \
                            Eigen::Ref<GramMatrix<T>>, const std::function<void(double)>&);                  \
  template GramMatrix<T> AnyGram(const AnyNet&, Quantity, const GramMatrix<T>&, const GramMatrix<T>*);       \
  template Eigen::Matrix<T, Eigen::Dynamic, 1> AnyGramDiagonal(const AnyNet&, Quantity, const ConstRef<T>&); \
  template void WriteAnyGram(const AnyNet&, Quantity, const GramMatrix<T>&, const GramMatrix<T>*,            \
                             const std::filesystem::path&, const std::string&, const std::function<void(double)>&);
HADAMARD_NTK_INSTANTIATE(float)
HADAMARD_NTK_INSTANTIATE(double)
#undef HADAMARD_NTK_INSTANTIATE

}  // namespace hadamard_ntk::ntk
