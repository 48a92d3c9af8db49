/// Products of Gram matrices (gram.h) with vectors, without the matrix:
///   GramProduct(kernel, X, Z, V) = Gram(kernel, X, Z) V,   n x m times m x k;
///   GramProduct(kernel, X, V) = Gram(kernel, X) V,         n x n times n x k.
/// Time: that of the Gram matrix, half of it for the second, and 4 n m k flops.  Memory: copies of the arguments (16 of
/// the result for the second).  Results are bit-identical for any number of threads.
///
/// Throws as Gram does, and std::invalid_argument if V has the wrong number of rows or an entry that is not finite.
#ifndef HADAMARD_NTK_NTK_GRAM_PRODUCT_H_
#define HADAMARD_NTK_NTK_GRAM_PRODUCT_H_

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <Eigen/Core>
#include <stdexcept>
#include <string>

#include "linalg/strip_matrix.h"
#include "linalg/symmetric_product.h"
#include "ntk/kernel.h"
#include "ntk/pair_tiles.h"
#include "ntk/strip_samples.h"

namespace hadamard_ntk::ntk {
inline namespace HADAMARD_NTK_REGISTERS {

namespace gram_product_internal {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

template <class T>
void Check(const Eigen::Ref<const Matrix<T>>& v, Eigen::Index rows) {
  if (v.rows() != rows) {
    throw std::invalid_argument("GramProduct: V must have " + std::to_string(rows) + " rows, got " +
                                std::to_string(v.rows()));
  }
  if (!v.allFinite()) throw std::invalid_argument("GramProduct: V has an entry that is not finite");
}

/// The product with all tiles of X and Z.
template <class T, class Tiles>
linalg::StripVectors<T> Multiply(const Tiles& tiles, const linalg::StripVectors<T>& v) {
  linalg::StripVectors<T> result(tiles.x().count(), v.count());
  tbb::parallel_for(
      Eigen::Index(0), tiles.x_blocks(),
      [&](Eigen::Index block) {
        for (Eigen::Index other = 0; other < tiles.z_blocks(); ++other) {
          tiles.ForEachInBlock(block, other, [&](Eigen::Index s, Eigen::Index t, const T* tile) {
            linalg::AddTileProduct(tile, v.strip(t), v.count(), result.strip(s));
          });
        }
      },
      tbb::simple_partitioner());
  result.ClearPadding();
  return result;
}

template <class T, Kernel K>
Matrix<T> Compute(const K& kernel, const Eigen::Ref<const Matrix<T>>& x, const Eigen::Ref<const Matrix<T>>& z,
                  const Eigen::Ref<const Matrix<T>>& v) {
  const StripSamples<T> x_samples("GramProduct", "X", x), z_samples("GramProduct", "Z", z);
  const PairTiles<T, K, NtkOf> tiles("GramProduct", kernel, x_samples, z_samples);
  Check<T>(v, z.rows());
  return Multiply(tiles, linalg::StripVectors<T>(v)).Matrix().template cast<T>();
}

template <class T, Kernel K>
Matrix<T> Compute(const K& kernel, const Eigen::Ref<const Matrix<T>>& x, const Eigen::Ref<const Matrix<T>>& v) {
  const StripSamples<T> samples("GramProduct", "X", x);
  const PairTiles<T, K, NtkOf> tiles("GramProduct", kernel, samples);
  Check<T>(v, x.rows());
  return linalg::SymmetricProduct(tiles, linalg::StripVectors<T>(v)).Matrix().template cast<T>();
}

}  // namespace gram_product_internal

template <Kernel K, class X, class Z, class V, class T = typename X::Scalar>
gram_product_internal::Matrix<T> GramProduct(const K& kernel, const Eigen::DenseBase<X>& x,
                                             const Eigen::DenseBase<Z>& z, const Eigen::DenseBase<V>& v) {
  return gram_product_internal::Compute<T>(kernel, x.derived(), z.derived(), v.derived());
}

template <Kernel K, class X, class V, class T = typename X::Scalar>
gram_product_internal::Matrix<T> GramProduct(const K& kernel, const Eigen::DenseBase<X>& x,
                                             const Eigen::DenseBase<V>& v) {
  return gram_product_internal::Compute<T>(kernel, x.derived(), v.derived());
}

}  // namespace HADAMARD_NTK_REGISTERS
}  // namespace hadamard_ntk::ntk

#endif  // HADAMARD_NTK_NTK_GRAM_PRODUCT_H_
